//! The pairs of databases that a test runs on: SQLite with a second SQLite in MySQL's place, and
//! where `MYSQL_URL` names a server, SQLite with MySQL.

use tandem::runs::Ledger;
use tandem::store::Store;
use tandem::store::d1::D1;

use tandem::store::mysql::MySql;

use super::mysql_server::{Native, TestDatabase};
use super::sqlite::SqliteD1;

/// The coordinator's line after a switch to MySQL.
const REVERSED: &str = "UPDATE _control SET epoch = 2, writes_to = 'mysql', state = 'open'";

/// Makes pairs of new, empty databases.
#[allow(async_fn_in_trait)]
pub trait Pair {
    type D1: Store + Ledger + Clone + 'static;
    type MySql: Store + Clone + 'static;

    async fn fresh(&self) -> (Self::D1, Self::MySql);

    /// Makes MySQL the primary of epoch 2, as a switch leaves it.
    async fn reverse(&self, d1: &Self::D1, mysql: &Self::MySql);

    /// Writes to the first database as another program would.
    fn write_outside(&self, d1: &Self::D1, sql: &str);
}

/// The stand-in does what the protocol asks of a secondary, in no time.
pub struct TwoSqlites;

impl Pair for TwoSqlites {
    type D1 = D1<SqliteD1>;
    type MySql = D1<SqliteD1>;

    async fn fresh(&self) -> (Self::D1, Self::MySql) {
        let secondary = SqliteD1::migrated();
        secondary.raw("UPDATE _control SET writes_to = 'mysql', journaling = 1");
        (D1::new(SqliteD1::migrated()), D1::new(secondary))
    }

    async fn reverse(&self, d1: &Self::D1, mysql: &Self::MySql) {
        // The stand-in's own line says that it is the primary, in D1's words.
        mysql.database().raw("UPDATE _control SET epoch = 2, writes_to = 'd1', journaling = 1");
        d1.database().raw(REVERSED);
    }

    fn write_outside(&self, d1: &Self::D1, sql: &str) {
        d1.database().raw(sql);
    }
}

/// The real thing, without workerd.
pub struct SqliteAndMySql(pub TestDatabase);

impl Pair for SqliteAndMySql {
    type D1 = D1<SqliteD1>;
    type MySql = MySql<Native>;

    async fn fresh(&self) -> (Self::D1, Self::MySql) {
        let used = [
            "workout_tags",
            "workouts",
            "team",
            "spicy_tags",
            "tandem_canary",
            "_tombstone",
            "_journal",
            "_outbox",
            "_dead_letter",
            "_request",
        ];
        for table in used {
            self.0.execute(&format!("DELETE FROM {table}")).await;
        }
        self.0.set_control(1, "closed").await;
        (D1::new(SqliteD1::migrated()), self.0.store())
    }

    async fn reverse(&self, d1: &Self::D1, _mysql: &Self::MySql) {
        self.0.open(2).await;
        d1.database().raw(REVERSED);
    }

    fn write_outside(&self, d1: &Self::D1, sql: &str) {
        d1.database().raw(sql);
    }
}

/// A test on each pair.
macro_rules! pairs {
    ($name:ident, |$pair:ident| $body:block) => {
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            #[tokio::test]
            async fn two_sqlites() {
                let $pair = crate::support::pairs::TwoSqlites;
                $body
            }

            #[tokio::test]
            async fn sqlite_and_mysql() {
                let Some(database) = crate::support::mysql_server::TestDatabase::create().await
                else {
                    return; // it said so
                };
                let $pair = crate::support::pairs::SqliteAndMySql(database);
                $body
                $pair.0.remove().await;
            }
        }
    };
}
pub(crate) use pairs;
