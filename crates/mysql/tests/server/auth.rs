//! Both auth plugins, and what happens with others.

use std::cell::Cell;
use std::rc::Rc;

use tandem_mysql::native::{NativeConnection, Target, Tcp, Tokio};
use tandem_mysql::{AuthError, Connection, Error, Options, Outcome, Platform, Sql, StreamError};

use super::support::{connect, is_mariadb, run, target};

/// Tokio's platform, counting how often a password is encrypted.
struct Counting(Rc<Cell<u32>>);

impl Platform for Counting {
    type Timer = <Tokio as Platform>::Timer;

    fn timer(&self, ms: u64) -> Self::Timer {
        Tokio.timer(ms)
    }

    fn now_ms(&self) -> u64 {
        Tokio.now_ms()
    }

    async fn rsa_oaep_sha1(&self, key: &str, message: &[u8]) -> Result<Vec<u8>, StreamError> {
        self.0.set(self.0.get() + 1);
        Tokio.rsa_oaep_sha1(key, message).await
    }
}

/// Logs in, and says how often the password was encrypted on the way.
async fn log_in(target: &Target, user: &str, password: &str) -> Result<u32, Error> {
    // A database that every account may use.
    let options = Options::new(user, password, "information_schema");
    let tcp = Tcp::connect(&target.host, target.port).await.unwrap();
    let encrypted = Rc::new(Cell::new(0));
    let mut connection = Connection::connect(tcp, Counting(encrypted.clone()), &options).await?;
    connection.ping().await?;
    connection.quit().await;
    Ok(encrypted.get())
}

async fn account(admin: &mut NativeConnection, user: &str, plugin_and_password: Sql) {
    run(admin, Sql::new().raw("DROP USER IF EXISTS ").lit(user)).await;
    run(
        admin,
        Sql::new().raw("CREATE USER ").lit(user).raw(" IDENTIFIED ").push(&plugin_and_password),
    )
    .await;
}

/// The password has what needs care: quotes, a backslash, two bytes a character.
const PASSWORD: &str = "pä'ss\\wörd, longer than a nonce";

#[tokio::test]
async fn caching_sha2_password_in_full_then_fast() {
    let (Some(target), Some(mut admin)) = (target(), connect().await) else {
        return;
    };
    if is_mariadb(&admin) {
        return eprintln!("skipped: MariaDB has no caching_sha2_password");
    }
    let user = "client_sha2";
    account(&mut admin, user, Sql::new().raw("WITH caching_sha2_password BY ").lit(PASSWORD)).await;
    assert_eq!(
        log_in(&target, user, PASSWORD).await.unwrap(),
        1,
        "full: the server has nothing cached"
    );
    assert_eq!(log_in(&target, user, PASSWORD).await.unwrap(), 0, "fast: the server has cached it");
    run(&mut admin, Sql::new().raw("DROP USER ").lit(user)).await;
}

#[tokio::test]
async fn mysql_native_password() {
    let (Some(target), Some(mut admin)) = (target(), connect().await) else {
        return;
    };
    if !is_mariadb(&admin) {
        return eprintln!("skipped: MySQL 9 has no mysql_native_password");
    }
    let user = "client_native";
    let plugin = Sql::new().raw("VIA mysql_native_password USING PASSWORD(").lit(PASSWORD).raw(")");
    account(&mut admin, user, plugin).await;
    assert_eq!(log_in(&target, user, PASSWORD).await.unwrap(), 0);
    run(&mut admin, Sql::new().raw("DROP USER ").lit(user)).await;
}

#[tokio::test]
async fn an_empty_password() {
    let (Some(target), Some(mut admin)) = (target(), connect().await) else {
        return;
    };
    let user = "client_empty";
    account(&mut admin, user, Sql::new().raw("BY ").lit("")).await;
    log_in(&target, user, "").await.unwrap();
    run(&mut admin, Sql::new().raw("DROP USER ").lit(user)).await;
}

#[tokio::test]
async fn another_plugin_is_refused_by_name() {
    let (Some(target), Some(mut admin)) = (target(), connect().await) else {
        return;
    };
    if is_mariadb(&admin) {
        return eprintln!("skipped: MariaDB turns such an account away before it names the plugin");
    }
    let user = "client_other";
    let plugin = Sql::new().raw("WITH sha256_password BY 'x'");
    account(&mut admin, user, plugin).await;
    let error = log_in(&target, user, "x").await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotExecuted);
    let Error::Connect(inner) = error else { panic!("{error}") };
    assert!(
        matches!(&*inner, Error::Auth(AuthError::Plugin(plugin)) if plugin == "sha256_password"),
        "{inner}"
    );
    run(&mut admin, Sql::new().raw("DROP USER ").lit(user)).await;
}

#[tokio::test]
async fn a_wrong_password_is_not_repeated() {
    let Some(mut target) = target() else { return };
    target.options.password = "hunter2".into();
    let error = target.connect().await.unwrap_err();
    assert_eq!(error.server().map(|error| error.code), Some(1045), "{error}");
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}
