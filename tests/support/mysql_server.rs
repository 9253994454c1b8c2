//! Databases on the MySQL or MariaDB server that `MYSQL_URL` names, one for each test.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use tandem::store::mysql::{Connect, MySql};
use tandem_mysql::native::{NativeConnection, Target, Tokio};
use tandem_mysql::{Connection, Error, Rows, Sql, Stream, StreamError};
use tokio::net::TcpStream;

/// The migrations that make an app's database.
const MIGRATIONS: [&str; 2] = [
    include_str!("../../migrations/mysql/0001_tables.sql"),
    include_str!("../../migrations/mysql/0002_tandem.sql"),
];

/// A database of this test alone.
pub struct TestDatabase {
    target: Target,
    is_mariadb: bool,
}

impl TestDatabase {
    /// A new database with all tables; `None`, and a line that says so, without a server.
    pub async fn create() -> Option<TestDatabase> {
        TestDatabase::with(&MIGRATIONS).await
    }

    /// The same without the app's tables.
    pub async fn create_bare() -> Option<TestDatabase> {
        TestDatabase::with(&[MIGRATIONS[1]]).await
    }

    async fn with(migrations: &[&str]) -> Option<TestDatabase> {
        let Ok(url) = std::env::var("MYSQL_URL") else {
            println!("skipped: MYSQL_URL names no server");
            return None;
        };
        let mut target = Target::parse(&url).unwrap();
        let mut connection = target.connect().await.unwrap();
        let is_mariadb = connection.server_version().contains("MariaDB");
        let name = format!("tandem_test_{:016x}", getrandom_u64());
        let collation = if is_mariadb { "utf8mb4_nopad_bin" } else { "utf8mb4_0900_bin" };
        let create =
            format!("CREATE DATABASE `{name}` DEFAULT CHARACTER SET utf8mb4 COLLATE {collation}");
        connection.execute(&text(create)).await.unwrap();
        target.options.database = name;
        let database = TestDatabase { target, is_mariadb };
        for migration in migrations {
            database.migrate(migration).await;
        }
        Some(database)
    }

    /// Runs statements separated by semicolons at line ends.
    pub async fn migrate(&self, migration: &str) {
        let lines: Vec<&str> =
            migration.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
        let mut migration = lines.join("\n");
        if self.is_mariadb {
            migration = migration.replace("utf8mb4_0900_bin", "utf8mb4_nopad_bin");
        }
        let mut connection = self.connection().await;
        for statement in migration.split(";\n").map(str::trim).filter(|s| !s.is_empty()) {
            let statement = statement.trim_end_matches(';').to_owned();
            connection.execute(&text(statement)).await.unwrap();
        }
    }

    /// A store on it.
    pub fn store(&self) -> MySql<Native> {
        MySql::new(self.native())
    }

    /// A store on it whose connections can be made to fail.
    pub fn faulty_store(&self) -> (MySql<Native>, Rc<Cell<Fault>>) {
        let native = self.native();
        let fault = Rc::clone(&native.fault);
        (MySql::new(native), fault)
    }

    /// A store on it, and how many times it sent something to the server.
    pub fn counting_store(&self) -> (MySql<Native>, Rc<Cell<u32>>) {
        let native = self.native();
        let sent = Rc::clone(&native.sent);
        (MySql::new(native), sent)
    }

    fn native(&self) -> Native {
        Native { target: self.target.clone(), fault: Rc::default(), sent: Rc::default() }
    }

    /// A bare connection to it.
    pub async fn connection(&self) -> NativeConnection {
        self.target.connect().await.unwrap()
    }

    /// Runs one statement without rows.
    pub async fn execute(&self, sql: &str) {
        self.connection().await.execute(&text(sql.to_owned())).await.unwrap();
    }

    /// Runs one query.
    pub async fn query(&self, sql: &str) -> Rows {
        self.connection().await.query(&text(sql.to_owned())).await.unwrap()
    }

    /// Makes it the primary of an epoch.
    pub async fn open(&self, epoch: i64) {
        self.set_control(epoch, "primary").await;
    }

    /// Sets its control line.
    pub async fn set_control(&self, epoch: i64, role: &str) {
        self.execute(&format!("UPDATE _control SET epoch = {epoch}, role = '{role}'")).await;
    }

    /// Removes it. A test that fails leaves it for inspection.
    pub async fn remove(self) {
        self.execute(&format!("DROP DATABASE `{}`", self.target.options.database)).await;
    }
}

/// SQL that a test wrote.
pub fn text(sql: String) -> Sql {
    Sql::new().raw(Box::leak(sql.into_boxed_str()))
}

/// 64 random bits.
pub fn getrandom_u64() -> u64 {
    use std::hash::{BuildHasher, Hasher};
    std::collections::hash_map::RandomState::new().build_hasher().finish()
}

/// What is to go wrong with the next COMMIT.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// It is done, and its answer is lost.
    LoseCommitAnswer,
    /// It does not arrive.
    LoseCommit,
}

/// Connections over TCP.
#[derive(Clone)]
pub struct Native {
    target: Target,
    fault: Rc<Cell<Fault>>,
    sent: Rc<Cell<u32>>,
}

impl Connect for Native {
    type Stream = FaultyTcp;
    type Platform = Tokio;

    async fn connect(&self) -> Result<Connection<FaultyTcp, Tokio>, Error> {
        let address = (self.target.host.as_str(), self.target.port);
        let tcp = TcpStream::connect(address).await.map_err(|error| Error::Io(broken(&error)))?;
        tcp.set_nodelay(true).unwrap();
        let (fault, sent) = (Rc::clone(&self.fault), Rc::clone(&self.sent));
        let stream = FaultyTcp { tcp, fault, sent, lost: false };
        Connection::connect(stream, Tokio, &self.target.options).await
    }

    async fn sleep_ms(&self, ms: u64) {
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }

    fn random(&self) -> u64 {
        getrandom_u64()
    }
}

/// TCP that can lose a COMMIT.
pub struct FaultyTcp {
    tcp: TcpStream,
    fault: Rc<Cell<Fault>>,
    sent: Rc<Cell<u32>>,
    lost: bool,
}

impl Stream for FaultyTcp {
    async fn read(&mut self, into: &mut Vec<u8>) -> Result<usize, StreamError> {
        if self.lost {
            return Err(StreamError("lost on purpose".to_owned()));
        }
        let mut buffer = vec![0; 64 * 1024];
        loop {
            self.tcp.readable().await.map_err(|error| broken(&error))?;
            match self.tcp.try_read(&mut buffer) {
                Ok(count) => {
                    into.extend_from_slice(&buffer[..count]);
                    return Ok(count);
                }
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(broken(&error)),
            }
        }
    }

    async fn write_all(&mut self, bytes: &[u8]) -> Result<(), StreamError> {
        self.sent.set(self.sent.get() + 1);
        let is_commit = bytes.windows(6).any(|window| window == b"COMMIT");
        let fault = if is_commit { self.fault.take() } else { Fault::None };
        if fault == Fault::LoseCommit {
            self.lost = true;
            return Ok(());
        }
        let mut rest = bytes;
        while !rest.is_empty() {
            self.tcp.writable().await.map_err(|error| broken(&error))?;
            match self.tcp.try_write(rest) {
                Ok(count) => rest = &rest[count..],
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(broken(&error)),
            }
        }
        if fault == Fault::LoseCommitAnswer {
            // The answer is there, so the COMMIT is done.
            self.tcp.readable().await.map_err(|error| broken(&error))?;
            self.lost = true;
        }
        Ok(())
    }
}

fn broken(error: &std::io::Error) -> StreamError {
    StreamError(error.to_string())
}
