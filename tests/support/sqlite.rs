//! D1's double: SQLite behind the store's `Database` trait, which refuses what D1 refuses, says
//! it in D1's words, and fails when it is told to.

mod answer;
mod wording;

use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use tandem::store::d1::database::{Database, DatabaseError, Reading, Record, Statement};

use answer::{answer, bound};
use wording::message;

use super::sqlite_refusals::{MAX_STATEMENTS, refusal};

const MIGRATIONS: [&str; 2] = [
    include_str!("../../migrations/d1/0001_tables.sql"),
    include_str!("../../migrations/d1/0002_tandem.sql"),
];

/// What the runtime sets: <https://github.com/cloudflare/workerd/blob/main/src/workerd/util/sqlite.c%2B%2B>.
const LIMITS: [(Limit, i32); 6] = [
    (Limit::SQLITE_LIMIT_COLUMN, 100),
    (Limit::SQLITE_LIMIT_EXPR_DEPTH, 100),
    (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 5),
    (Limit::SQLITE_LIMIT_VDBE_OP, 25_000),
    (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50),
    (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 10),
];

/// What a batch is to suffer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It fails with this message and is not done.
    Before(&'static str),
    /// It is done and its answer is lost.
    After,
}

/// What an isolate's batches came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Batches, the failed ones too.
    pub batches: usize,
    /// Statements of batches that were done.
    pub statements: usize,
    /// Records that came back.
    pub records: usize,
    /// Rows that statements changed, without those that triggers changed.
    pub changed: usize,
}

/// The migrated database's file: SQLite takes its time over the migrations.
fn migrated_bytes() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| {
        let path = scratch_path();
        let database = SqliteD1::empty();
        for migration in MIGRATIONS {
            database.raw(migration);
        }
        database.raw(&format!("VACUUM INTO '{}'", path.display()));
        let bytes = std::fs::read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        bytes
    })
}

fn scratch_path() -> PathBuf {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("tandem-d1-{}-{number}.sqlite", std::process::id()))
}

type Plan = Box<dyn FnMut(usize, &[(Statement, Reading)]) -> Option<Fault>>;

#[derive(Default)]
struct Isolate {
    counts: Cell<Counts>,
    /// Statements of the invocation, where one was begun.
    invocation: Cell<Option<usize>>,
    plan: RefCell<Option<Plan>>,
    log: RefCell<Vec<Statement>>,
}

/// One isolate's binding of a database that others may share.
#[derive(Clone)]
pub struct SqliteD1 {
    connection: Rc<RefCell<Connection>>,
    isolate: Rc<Isolate>,
}

impl SqliteD1 {
    /// An empty database in memory.
    pub fn empty() -> SqliteD1 {
        SqliteD1::on(Connection::open_in_memory().unwrap())
    }

    fn on(connection: Connection) -> SqliteD1 {
        connection
            .execute_batch("PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = OFF")
            .unwrap();
        // As in D1, "x" is a name and never a text.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false).unwrap();
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false).unwrap();
        // D1's SQLite is built with mathematical functions.
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
        let pow = |context: &Context<'_>| {
            Ok(context
                .get::<Option<f64>>(0)?
                .zip(context.get::<Option<f64>>(1)?)
                .map(|(base, exponent)| base.powf(exponent)))
        };
        connection.create_scalar_function("pow", 2, flags, pow).unwrap();
        for (limit, most) in LIMITS {
            connection.set_limit(limit, most).unwrap();
        }
        SqliteD1 { connection: Rc::new(RefCell::new(connection)), isolate: Rc::default() }
    }

    /// The app's database: primary of epoch 1, not journaling yet.
    pub fn migrated() -> SqliteD1 {
        let path = scratch_path();
        std::fs::write(&path, migrated_bytes()).unwrap();
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF").unwrap();
        let database = SqliteD1::on(connection);
        // It lives on without its name until the connection is closed.
        std::fs::remove_file(&path).unwrap();
        database
    }

    /// Another isolate on the same database, with counts and faults of its own.
    pub fn isolate(&self) -> SqliteD1 {
        SqliteD1 { connection: self.connection.clone(), isolate: Rc::default() }
    }

    /// Runs SQL as an outside program does.
    #[track_caller]
    pub fn raw(&self, sql: &str) {
        if let Err(message) = self.try_raw(sql) {
            panic!("{message}");
        }
    }

    /// Runs SQL as an outside program does; D1's message if it fails.
    pub fn try_raw(&self, sql: &str) -> Result<(), String> {
        self.connection.borrow().execute_batch(sql).map_err(|error| message(&error))
    }

    /// All rows of a query, every value as text, NULL as `-`.
    #[track_caller]
    pub fn rows(&self, sql: &str) -> Vec<Vec<String>> {
        let connection = self.connection.borrow();
        let mut statement = connection.prepare(sql).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query(()).unwrap();
        let mut found = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            found.push((0..columns).map(|at| shown(row.get_ref(at).unwrap())).collect());
        }
        found
    }

    /// The first value of a query's only row, as text.
    #[track_caller]
    pub fn one(&self, sql: &str) -> String {
        let rows = self.rows(sql);
        assert_eq!(rows.len(), 1, "{sql}");
        rows[0][0].clone()
    }

    /// How SQLite runs a statement, a line for each step.
    pub fn plan(&self, statement: &Statement) -> Vec<String> {
        let connection = self.connection.borrow();
        let mut explain =
            connection.prepare(&format!("EXPLAIN QUERY PLAN {}", statement.sql)).unwrap();
        let params = statement.params.iter().map(bound);
        let mut rows = explain.query(rusqlite::params_from_iter(params)).unwrap();
        let mut steps = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            steps.push(row.get(3).unwrap());
        }
        steps
    }

    /// Decides from now on what each batch suffers, by its number (from 0) and statements.
    pub fn fault(
        &self,
        plan: impl FnMut(usize, &[(Statement, Reading)]) -> Option<Fault> + 'static,
    ) {
        let start = self.counts().batches;
        let mut plan = plan;
        *self.isolate.plan.borrow_mut() = Some(Box::new(move |at, batch| plan(at - start, batch)));
    }

    /// The next batch suffers this; those after it nothing.
    pub fn fault_once(&self, fault: Fault) {
        self.fault(move |at, _| (at == 0).then(|| fault.clone()));
    }

    /// No more faults.
    pub fn heal(&self) {
        *self.isolate.plan.borrow_mut() = None;
    }

    /// A new invocation of the Worker begins: all statements from here on count together against
    /// D1's limit. Before the first call each batch is an invocation of its own.
    pub fn invocation(&self) {
        self.isolate.invocation.set(Some(0));
    }

    /// What this isolate's batches came to.
    pub fn counts(&self) -> Counts {
        self.isolate.counts.get()
    }

    /// The statements of this isolate's batches since the last call.
    pub fn take_log(&self) -> Vec<Statement> {
        self.isolate.log.take()
    }

    fn count(&self, add: impl FnOnce(&mut Counts)) {
        let mut counts = self.isolate.counts.get();
        add(&mut counts);
        self.isolate.counts.set(counts);
    }

    fn transaction(
        &self,
        batch: &[(Statement, Reading)],
    ) -> Result<Vec<Vec<Record>>, DatabaseError> {
        let connection = self.connection.borrow();
        connection.execute_batch("BEGIN IMMEDIATE").map_err(|error| failed(message(&error)))?;
        let mut answers = Vec::with_capacity(batch.len());
        let mut changed = 0;
        let mut failure = None;
        for (statement, reading) in batch {
            let before = connection.changes();
            match answer(&connection, statement, reading) {
                Ok(records) => answers.push(records),
                Err(error) => {
                    failure = Some(error);
                    break;
                }
            }
            changed += usize::try_from(connection.changes().saturating_sub(before)).unwrap();
        }
        let ended = match failure {
            None => connection.execute_batch("COMMIT").map_err(|error| failed(message(&error))),
            Some(error) => Err(error),
        };
        if let Err(error) = ended {
            if !connection.is_autocommit() {
                connection.execute_batch("ROLLBACK").unwrap();
            }
            return Err(error);
        }
        let records = answers.iter().map(Vec::len).sum::<usize>();
        self.count(|counts| {
            counts.statements += batch.len();
            counts.records += records;
            counts.changed += changed;
        });
        Ok(answers)
    }
}

impl Database for SqliteD1 {
    async fn batch(
        &self,
        batch: Vec<(Statement, Reading)>,
    ) -> Result<Vec<Vec<Record>>, DatabaseError> {
        let at = self.counts().batches;
        self.count(|counts| counts.batches += 1);
        let fault = self.isolate.plan.borrow_mut().as_mut().and_then(|plan| plan(at, &batch));
        if let Some(Fault::Before(message)) = fault {
            return Err(failed(message.to_owned()));
        }
        self.isolate.log.borrow_mut().extend(batch.iter().map(|(statement, _)| statement.clone()));
        let statements = self.isolate.invocation.get().unwrap_or(0) + batch.len();
        self.isolate.invocation.set(self.isolate.invocation.get().map(|_| statements));
        if statements > MAX_STATEMENTS {
            return Err(failed(
                "D1_ERROR: Too many API requests by single worker invocation.".to_owned(),
            ));
        }
        if batch.is_empty() {
            return Ok(Vec::new()); // as the binding does: D1 itself takes no empty batch
        }
        if let Some(message) = batch.iter().find_map(|(statement, _)| refusal(statement)) {
            return Err(failed(message));
        }
        let answers = self.transaction(&batch)?;
        match fault {
            Some(Fault::After) => Err(DatabaseError {
                message: "D1_ERROR: Network connection lost.".to_owned(),
                unknown: true,
            }),
            _ => Ok(answers),
        }
    }
}

fn shown(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "-".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => format!("{number:?}"),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Blob(bytes) => format!("{bytes:02x?}"),
    }
}

fn failed(message: String) -> DatabaseError {
    DatabaseError { message, unknown: false }
}
