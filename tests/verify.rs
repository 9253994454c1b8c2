//! Verify on two databases: every failure that `docs/verification.md` says it catches is seeded
//! here, on SQLite with a second SQLite in MySQL's place, and with MySQL where `MYSQL_URL` names a
//! server.

// A test panics to fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

#[allow(dead_code)] // random rows are for the stores' own tests
#[path = "mysql_store/kitchen.rs"]
mod kitchen;

#[path = "verify/cells.rs"]
mod cells;
#[path = "verify/chunks.rs"]
mod chunks;
#[path = "verify/motion.rs"]
mod motion;
#[path = "verify/references.rs"]
mod references;
#[path = "verify/tables.rs"]
mod tables;
#[path = "verify/writes.rs"]
mod writes;

use kitchen::{CREATE_KITCHEN, KITCHEN};
use support::mysql_server::{Native, TestDatabase};
use support::sqlite::SqliteD1;
use support::world::World;
use tandem::replication::ReadOnly;
use tandem::replication::verify::{Limits, Step, Verify};
use tandem::runs::{Finding, FindingKind, Level, Severity};
use tandem::schema::{Key, Pk, Table};
use tandem::store::d1::D1;
use tandem::store::mysql::MySql;
use tandem::store::{Store, StoreError};

/// The kitchen sink as an app on D1 may have made it.
const CREATE_IN_D1: &str = "CREATE TABLE `kitchen ``sink``` (
  id TEXT NOT NULL, number INTEGER NOT NULL, key TEXT, text TEXT, int INTEGER, big INTEGER, bool INTEGER, s INTEGER, ms INTEGER,
  day TEXT, json TEXT, double REAL, money TEXT, wide TEXT, bytes BLOB, enum TEXT, _version INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (number, id));
  CREATE UNIQUE INDEX kitchen_key ON `kitchen ``sink``` (key, number);";

const LIMITS: Limits = Limits { rows: 3, bytes: 1 << 20, sample_rows: 50 };

/// D1, and what stands in MySQL's place.
#[allow(async_fn_in_trait)]
trait Sides {
    type Theirs: Store;

    /// The primary.
    fn ours(&self) -> &D1<SqliteD1>;
    /// The secondary.
    fn theirs(&self) -> &Self::Theirs;
    /// Runs SQL at the secondary, as nobody may: the second text is MySQL's.
    async fn tamper(&self, sqlite: &str, mysql: &str);

    /// Runs SQL at the primary.
    fn ours_run(&self, sql: &str) {
        self.ours().database().raw(sql);
    }

    /// The same SQL at both.
    async fn both_run(&self, sql: &str) {
        self.ours_run(sql);
        self.tamper(sql, sql).await;
    }
}

struct TwoSqlites(D1<SqliteD1>, D1<SqliteD1>);

impl TwoSqlites {
    fn fresh() -> TwoSqlites {
        let databases = [(); 2].map(|()| {
            let database = SqliteD1::migrated();
            database.raw(CREATE_IN_D1);
            D1::new(database)
        });
        let [ours, theirs] = databases;
        theirs.database().raw("UPDATE _control SET writes_to = 'mysql'");
        TwoSqlites(ours, theirs)
    }
}

impl Sides for TwoSqlites {
    type Theirs = D1<SqliteD1>;

    fn ours(&self) -> &D1<SqliteD1> {
        &self.0
    }

    fn theirs(&self) -> &D1<SqliteD1> {
        &self.1
    }

    async fn tamper(&self, sqlite: &str, _mysql: &str) {
        self.1.database().raw(sqlite);
    }
}

struct SqliteAndMySql {
    ours: D1<SqliteD1>,
    theirs: MySql<Native>,
    database: TestDatabase,
}

impl SqliteAndMySql {
    async fn fresh() -> Option<SqliteAndMySql> {
        let database = TestDatabase::create_bare().await?;
        database.migrate(CREATE_KITCHEN).await;
        let sqlite = SqliteD1::migrated();
        sqlite.raw(CREATE_IN_D1);
        Some(SqliteAndMySql { ours: D1::new(sqlite), theirs: database.store(), database })
    }
}

impl Sides for SqliteAndMySql {
    type Theirs = MySql<Native>;

    fn ours(&self) -> &D1<SqliteD1> {
        &self.ours
    }

    fn theirs(&self) -> &MySql<Native> {
        &self.theirs
    }

    async fn tamper(&self, _sqlite: &str, mysql: &str) {
        for statement in mysql.split(';').filter(|statement| !statement.trim().is_empty()) {
            self.database.migrate(statement).await;
        }
    }
}

/// A test on both pairs of databases.
macro_rules! on_both {
    ($name:ident, |$sides:ident| $body:block) => {
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            #[tokio::test]
            async fn two_sqlites() {
                let $sides = crate::TwoSqlites::fresh();
                $body
            }

            #[tokio::test]
            async fn sqlite_and_mysql() {
                let Some($sides) = crate::SqliteAndMySql::fresh().await else { return };
                $body
                $sides.database.remove().await;
            }
        }
    };
}
pub(crate) use on_both;

/// Nothing helps.
async fn no_help(_: &[Key], _: u32) -> Result<(), StoreError> {
    Ok(())
}

/// All steps of one table.
async fn verify_table<P: ReadOnly, S: ReadOnly>(
    primary: &P,
    secondary: &S,
    table: &'static Table,
    level: Level,
    settle: impl AsyncFn(&[Key], u32) -> Result<(), StoreError>,
) -> Step {
    let runtime = &World::new();
    let verify = Verify { primary, secondary, runtime, settle, run: "run" };
    let mut all = Step::default();
    let (mut part, mut after) = ("", None);
    for _ in 0..1_000 {
        let step = verify.step(table, level, part, after.as_ref(), LIMITS).await.unwrap();
        all.findings.extend(step.findings);
        all.rows += step.rows;
        all.good += step.good;
        all.bytes += step.bytes;
        let Some(next) = step.next else { return all };
        assert!((next.part, &next.after) != (part, &after), "it gets on");
        (part, after) = (next.part, next.after);
    }
    panic!("it never ends");
}

/// What a full verify of the kitchen sink finds.
async fn full(sides: &impl Sides) -> Vec<Finding> {
    verify_table(sides.ours(), sides.theirs(), &KITCHEN, Level::Full, no_help).await.findings
}

/// The kinds and keys of findings.
fn short(findings: &[Finding]) -> Vec<(FindingKind, &str)> {
    findings.iter().map(|finding| (finding.kind, finding.pk.as_str())).collect()
}

fn key(table: &'static Table, pk: &str) -> Key {
    Key { table, pk: Pk::parse(table, pk).unwrap() }
}
