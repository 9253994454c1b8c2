//! Rows whose keys were whole numbers get ids, any number of times.

use super::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use support::sqlite::Fault;
use support::world::World;
use tandem::replication::{Brought, bring_ids, compare_ids};
use tandem::runs::ids::{Mark, step};
use tandem::runs::{Progress, Settings, TableState};
use tandem::runtime::Runtime as _;
use tandem::schema::table::{
    Column, Default, Events, List, OnDelete, Reference, ReferencedBy, Type, Unique,
    Unit as TimeUnit,
};
use tandem::schema::{Legacy, entities};
use tandem::store::{IdMark, IdState, OldIds as _, OldRange};

/// The same as the statics below.
const SCHEMA: &str = "
table author
  id         id auth
  createdAt  timestamp s  null  auto created
  name       string 50
  mentorId   -> author.id  null

table book
  id        id book
  authorId  -> author.id
  editorId  id auth  null
  tagId     -> spicy_tags.id  null
  title     string 50
  price     double  null
  cover     bytes 9  null
  @unique title

table spicy_tags
  id  id stag
";

const OLD: &str = "
CREATE TABLE author_old (id INTEGER PRIMARY KEY AUTOINCREMENT, createdAt INTEGER, name TEXT, mentorId INTEGER);
CREATE TABLE book_old (id INTEGER PRIMARY KEY, authorId INTEGER, editorId INTEGER, tagId TEXT, title TEXT, price REAL, cover BLOB);
";

const fn column(name: &'static str, ty: Type, nullable: bool) -> Column {
    Column { name, ty, nullable, default: Default::None, secret: false, guarded: false }
}

const NAME: Type = Type::String { max_chars: 50 };
const NO_EVENTS: Events = Events { created: None, updated: None, deleted: None };
const BY_KEY: &[List] = &[List { filter: &[], by: None }];

static AUTHOR: Table = Table {
    name: "author",
    module: "test",
    columns: &[
        Column { default: Default::NewId, ..column("id", Type::Id { prefix: "auth" }, false) },
        Column {
            default: Default::Created,
            ..column("createdAt", Type::Timestamp { unit: TimeUnit::Seconds }, true)
        },
        column("name", NAME, false),
        column("mentorId", Type::Id { prefix: "auth" }, true),
    ],
    key: &[0],
    scope: None,
    shared: true,
    guarded: false,
    level: 0,
    uniques: &[],
    references: &[Reference { column: 3, table: &AUTHOR, on_delete: OnDelete::Restrict }],
    referenced_by: &[
        ReferencedBy { table: &AUTHOR, column: 3, on_delete: OnDelete::Restrict },
        ReferencedBy { table: &BOOK, column: 1, on_delete: OnDelete::Restrict },
    ],
    lists: BY_KEY,
    events: NO_EVENTS,
};

static BOOK: Table = Table {
    name: "book",
    module: "test",
    columns: &[
        Column { default: Default::NewId, ..column("id", Type::Id { prefix: "book" }, false) },
        column("authorId", Type::Id { prefix: "auth" }, false),
        column("editorId", Type::Id { prefix: "auth" }, true),
        column("tagId", Type::Id { prefix: "stag" }, true),
        column("title", NAME, false),
        column("price", Type::Double, true),
        column("cover", Type::Bytes { max_bytes: 9 }, true),
    ],
    key: &[0],
    scope: None,
    shared: true,
    guarded: false,
    level: 1,
    uniques: &[Unique { name: "book_title", columns: &[4] }],
    references: &[
        Reference { column: 1, table: &AUTHOR, on_delete: OnDelete::Restrict },
        Reference { column: 3, table: &entities::SPICY_TAGS, on_delete: OnDelete::Restrict },
    ],
    referenced_by: &[],
    lists: BY_KEY,
    events: NO_EVENTS,
};

static ALL: [Legacy; 2] =
    [Legacy { table: &AUTHOR, old: "author_old" }, Legacy { table: &BOOK, old: "book_old" }];

struct Move {
    store: D1<SqliteD1>,
    database: SqliteD1,
    world: World,
}

/// The tables of the app, old and new, and these rows in the old ones.
fn moving(rows: &str) -> Move {
    let (store, database) = primary();
    let path = "schema/test.schema".to_owned();
    let source = tandem_schema::Source { path, text: SCHEMA.to_owned() };
    let schema = tandem_schema::compile(vec![source]).unwrap();
    let mut sql = tandem_schema::d1::tables(&schema);
    for table in schema.tables.iter().filter(|table| table.name != "spicy_tags") {
        sql.push_str(&format!(
            "ALTER TABLE {} ADD COLUMN _version INTEGER NOT NULL DEFAULT 0;\n",
            table.name
        ));
        tandem_schema::d1_triggers::emit(table, &mut sql);
    }
    database.raw(&sql);
    database.raw(OLD);
    database.raw(rows);
    let world = World::new();
    Move { store, database, world }
}

impl Move {
    fn chunk(&self, legacy: usize, after: Option<i64>, most: usize) -> Result<Brought, WriteError> {
        now(bring_ids(&self.store, &self.world, &ALL, &ALL[legacy], after, most))
    }

    /// Goes through both tables, `most` rows at a time; what is left.
    fn pass(&self, most: usize) -> Result<Vec<IdMark>, WriteError> {
        let mut marks = Vec::new();
        for legacy in 0..ALL.len() {
            let (mut after, mut rows) = (None, most);
            loop {
                match self.chunk(legacy, after, rows)? {
                    Brought::AskForFewer { rows: fewer } => rows = fewer,
                    Brought::Chunk(report) => {
                        marks.extend(report.marks);
                        if report.last.is_none() {
                            break;
                        }
                        (after, rows) = (report.last, most);
                    }
                }
            }
        }
        Ok(marks)
    }

    /// A run through both tables; what it found, and how far it says it is.
    fn run(&self, settings: &Settings) -> (Vec<Mark>, Vec<Progress>) {
        let (mut marks, mut all) = (Vec::new(), Vec::new());
        for legacy in &ALL {
            let mut progress = Progress::default();
            while progress.state != TableState::Done {
                let step = step(&self.store, &self.world, &ALL, legacy, settings, &mut progress);
                marks.extend(now(step).unwrap());
            }
            all.push(progress);
        }
        (marks, all)
    }

    /// What is not the same.
    fn compare(&self) -> Vec<IdMark> {
        let report = |legacy| now(compare_ids(&self.store, &ALL, legacy, None, 1_000)).unwrap();
        ALL.iter().flat_map(|legacy| report(legacy).marks).collect()
    }

    fn map(&self) -> Vec<Vec<String>> {
        self.database.rows("SELECT tbl, old_id, new_id FROM _id_map ORDER BY 1, 2")
    }

    fn new_id(&self, table: &'static Table, old_id: i64) -> Option<String> {
        let pk = now(self.store.id_of_old(table, old_id)).unwrap();
        pk.map(|pk| pk.as_str().to_owned())
    }

    fn states(&self) -> Vec<(i64, IdState)> {
        self.compare().into_iter().map(|mark| (mark.old_id, mark.state)).collect()
    }
}

fn waits(column: Option<&str>) -> IdState {
    IdState::Waits { column: column.map(str::to_owned) }
}

const SOME: &str = "
INSERT INTO author_old VALUES
  (-9223372036854775808, 1700000000, 'least', NULL), (-5, NULL, 'no time', 9223372036854775807), (1, -5, 'before 1970', 1),
  (9007199254740993, 'x', 'past 2^53', 1), (9223372036854775807, 1700000001, 'most', -5);
INSERT INTO spicy_tags (id, name) VALUES ('stag_1', 'hot');
INSERT INTO book_old VALUES
  (1, 9007199254740993, 1, 'stag_1', 'ä''', 0.1, x'00ff'), (2, -5, NULL, NULL, '', NULL, NULL),
  (9007199254740993, -9223372036854775808, 9223372036854775807, NULL, 'c', 5, x'');
";

#[test]
fn rows_get_ids_and_references_are_rewritten() {
    let moved = moving(SOME);
    let first = moved.pass(2).unwrap();
    // An author who comes later: the next time round.
    assert_eq!(first.len(), 1);
    assert_eq!((first[0].old_id, &first[0].state), (-5, &waits(Some("mentorId"))));
    assert_eq!(moved.pass(2).unwrap(), []);
    assert_eq!(moved.compare(), []);
    let id = |old_id| moved.new_id(&AUTHOR, old_id).unwrap();
    let rows = moved.database.rows(
        "SELECT b.title, b.price, hex(b.cover), b.tagId, a.name, e.name, b.authorId FROM book b
         JOIN author a ON a.id = b.authorId LEFT JOIN author e ON e.id = b.editorId ORDER BY b.title",
    );
    assert_eq!(
        rows,
        [
            ["", "-", "", "-", "no time", "-", &id(-5)],
            ["c", "5.0", "", "-", "least", "most", &id(i64::MIN)],
            ["ä'", "0.1", "00FF", "stag_1", "past 2^53", "before 1970", &id(9_007_199_254_740_993)],
        ]
    );
    let time = |old_id| {
        let id = id(old_id);
        let ulid = ulid::Ulid::from_string(id.strip_prefix("auth_").unwrap()).unwrap();
        i64::try_from(ulid.timestamp_ms()).unwrap()
    };
    assert_eq!((time(i64::MIN), time(i64::MAX)), (1_700_000_000_000, 1_700_000_001_000));
    assert_eq!((time(1), time(-5)), (0, moved.world.now_ms()));
    // Journaled and versioned as any write is.
    assert_eq!(moved.database.one("SELECT count(*) FROM _journal"), "9");
    let low = "SELECT count(*) FROM author WHERE _version < 1 << 40";
    assert_eq!(moved.database.one(low), "0");
}

#[test]
fn a_run_goes_through_twice_and_says_what_is_left() {
    let moved = moving(SOME);
    let settings = Settings { batch_rows: 2, ..Settings::default() };
    let (marks, progress) = moved.run(&settings);
    assert_eq!(marks, []);
    let counts = |of: &Progress| (of.rows, of.good, of.findings);
    assert_eq!(progress.iter().map(counts).collect::<Vec<_>>(), [(5, 5, 0), (3, 3, 0)]);
    moved.database.raw(
        "DELETE FROM author_old WHERE id = 9007199254740993; UPDATE book_old SET title = NULL WHERE id = 2",
    );
    let found = |dry_run| {
        let (marks, progress) = moved.run(&Settings { dry_run, ..settings.clone() });
        let findings: u64 = progress.iter().map(|of| of.findings).sum();
        assert_eq!(findings, u64::try_from(marks.len()).unwrap());
        let shown = marks.iter().map(|mark| match mark {
            Mark::Unequal(mark) => format!("{} {:?}", mark.old_id, mark.state),
            Mark::Gone { old_id, .. } => format!("{old_id} gone"),
        });
        shown.collect::<Vec<_>>()
    };
    let (map, gone) = (moved.map(), "9007199254740993 gone");
    assert_eq!(found(true), [gone, "2 Waits { column: None }"]);
    assert_eq!(moved.map(), map);
    let left = found(false);
    assert_eq!((left.len(), left[0].as_str()), (2, gone));
    assert!(left[1].starts_with("2 Refused"), "{left:?}");
    moved.database.raw("DELETE FROM book; DELETE FROM author WHERE name = 'past 2^53'");
    let left = found(true);
    assert_eq!(left[0], "1 Deleted", "{left:?}");
}

#[test]
fn another_pass_changes_nothing() {
    let moved = moving(SOME);
    moved.pass(100).unwrap();
    moved.pass(100).unwrap();
    let dump = || {
        let tables = ["author", "book", "_journal", "_id_map", "_tombstone"];
        tables.map(|table| moved.database.rows(&format!("SELECT * FROM {table}")))
    };
    let before = dump();
    assert_eq!(moved.pass(3).unwrap(), []);
    assert_eq!(dump(), before);
}

#[test]
fn what_changed_since_is_brought_and_nothing_newer_is_overwritten() {
    let moved = moving(SOME);
    moved.pass(100).unwrap();
    moved.pass(100).unwrap();
    let before = moved.map();
    moved.database.raw(&format!(
        "UPDATE author SET name = 'newer' WHERE id = '{}'; DELETE FROM book WHERE title = 'c';
         UPDATE author_old SET name = 'changed', mentorId = NULL WHERE id IN (1, 9223372036854775807);
         INSERT INTO author_old (name, mentorId) SELECT 'added', 1 WHERE 0;
         INSERT INTO author_old VALUES (2, 5, 'added', 1);
         INSERT INTO book_old VALUES (3, 2, 2, NULL, 'added', 1e300, NULL);",
        moved.new_id(&AUTHOR, i64::MAX).unwrap()
    ));
    let deleted = 9_007_199_254_740_993;
    let before_pass = [
        (1, waits(None)),
        (2, waits(None)),
        (i64::MAX, IdState::Newer),
        (3, waits(Some("authorId"))),
        (deleted, IdState::Deleted),
    ];
    assert_eq!(moved.states(), before_pass);
    moved.pass(100).unwrap();
    let left = [(i64::MAX, IdState::Newer), (deleted, IdState::Deleted)];
    assert_eq!(moved.states(), left);
    let names = moved.database.rows("SELECT name FROM author ORDER BY name");
    assert_eq!(names.concat(), ["added", "changed", "least", "newer", "no time", "past 2^53"]);
    assert!(before.iter().all(|line| moved.map().contains(line)), "ids stay");
}

#[test]
fn a_child_waits_for_its_parent() {
    let moved = moving(
        "INSERT INTO book_old VALUES (1, 7, NULL, NULL, 'a', NULL, NULL), (2, 8, NULL, 'none', 'b', NULL, NULL)",
    );
    let waiting = [(1, waits(Some("authorId"))), (2, waits(Some("authorId")))];
    moved.pass(100).unwrap();
    assert_eq!(moved.states(), waiting);
    let before = moved.map();
    moved.database.raw("INSERT INTO author_old (id, name) VALUES (7, 'x'), (8, 'y')");
    moved.pass(100).unwrap();
    assert_eq!(moved.states(), [(2, waits(Some("tagId")))]);
    assert!(before.iter().all(|line| moved.map().contains(line)), "ids stay");
}

#[test]
fn a_row_that_is_refused_is_found_and_the_others_are_brought() {
    let moved = moving("INSERT INTO author_old (id, name) VALUES (1, 'x'), (2, NULL), (3, 'y')");
    for title in 0..20 {
        let title = if title == 13 { 5 } else { title };
        moved
            .database
            .raw(&format!("INSERT INTO book_old (authorId, title) VALUES (1, '{title}')"));
    }
    let marks = moved.pass(100).unwrap();
    let refused: Vec<i64> = marks.iter().map(|mark| mark.old_id).collect();
    assert_eq!(refused, [2, 14]);
    assert!(marks.iter().all(|mark| matches!(mark.state, IdState::Refused { .. })), "{marks:?}");
    assert_eq!(moved.states(), [(2, waits(None)), (14, waits(None))]);
    moved.database.raw("UPDATE book_old SET title = 'another' WHERE id = 14");
    assert_eq!(moved.pass(100).unwrap().len(), 1);
}

#[test]
fn where_d1_is_not_the_primary_nothing_is_brought() {
    let moved = moving(SOME);
    moved.database.raw("UPDATE _control SET writes_to = 'mysql'");
    assert_eq!(moved.pass(100).unwrap_err(), WriteError::Fenced);
    assert_eq!((moved.map(), moved.database.rows("SELECT * FROM author")), (vec![], vec![]));
}

#[test]
fn a_pass_that_dies_anywhere_is_taken_up_by_the_next() {
    for at in 0.. {
        for fault in [Fault::Before("D1_ERROR: Network connection lost."), Fault::After] {
            let moved = moving(SOME);
            moved.database.fault(move |batch, _| (batch == at).then(|| fault.clone()));
            let died = moved.pass(2).is_err();
            moved.database.heal();
            let before = moved.map();
            moved.pass(2).unwrap();
            moved.pass(2).unwrap();
            assert_eq!(moved.compare(), []);
            assert_eq!(moved.map().len(), 8);
            assert!(before.iter().all(|line| moved.map().contains(line)), "ids stay");
            if !died {
                return;
            }
        }
    }
}

#[test]
fn of_two_at_once_the_first_gives_the_id() {
    let moved = moving("INSERT INTO author_old (id, name) VALUES (1, 'x')");
    let range = OldRange { after: None, to: 1 };
    for id in ["auth_first", "auth_second"] {
        let ids = [(1, id.to_owned())];
        assert_eq!(now(moved.store.bring_rows(&ALL, &ALL[0], range, &ids)).unwrap(), []);
    }
    assert_eq!(moved.database.rows("SELECT id FROM author"), [["auth_first"]]);
    assert_eq!(moved.new_id(&AUTHOR, 2), None);
    assert_eq!(moved.new_id(&BOOK, 1), None);
}

#[test]
fn rows_that_the_old_table_has_no_longer_are_named() {
    let moved = moving(SOME);
    moved.pass(100).unwrap();
    moved.database.raw("DELETE FROM author_old WHERE id IN (-5, 1)");
    let gone = |after| now(moved.store.gone_rows(&ALL[0], after, 1)).unwrap();
    let id = |old_id| Pk::from_stored(moved.new_id(&AUTHOR, old_id).unwrap());
    assert_eq!(gone(None), [(-5, id(-5))]);
    assert_eq!(gone(Some(-5)), [(1, id(1))]);
    assert_eq!(gone(Some(1)), []);
}

#[test]
fn a_chunk_reads_by_keys() {
    let moved = moving(SOME);
    moved.pass(100).unwrap();
    moved.database.take_log();
    moved.chunk(1, Some(0), 100).unwrap();
    for statement in moved.database.take_log() {
        for step in moved.database.plan(&statement) {
            let scans = step.starts_with("SCAN")
                && !step.contains("VIRTUAL TABLE")
                && !step.contains("CONSTANT ROW")
                && !step.contains("_control")
                && !step.contains("_w");
            assert!(!scans, "{step}: {}", statement.sql);
        }
    }
}

#[test]
fn any_rows_are_there_after_two_passes() {
    let authors = proptest::collection::btree_map(-20i64..20, (-25i64..25, any::<i32>()), 1..15);
    let books = proptest::collection::vec((-20i64..20, proptest::option::of(-20i64..20)), 0..10);
    let config = Config { cases: 40, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&(authors, books, 1usize..6), |(authors, books, most)| {
            let moved = moving("");
            for (id, (mentor, created)) in &authors {
                let mentor = authors.contains_key(mentor).then_some(*mentor);
                let mentor = mentor.map_or("NULL".to_owned(), |mentor| mentor.to_string());
                moved.database.raw(&format!("INSERT INTO author_old VALUES ({id}, {created}, 'n', {mentor})"));
            }
            let mut brought = 0;
            for (number, (author, editor)) in books.iter().enumerate() {
                let there = |id: &i64| authors.contains_key(id);
                brought += usize::from(there(author) && editor.as_ref().is_none_or(there));
                let editor = editor.map_or("NULL".to_owned(), |editor| editor.to_string());
                moved.database.raw(&format!(
                    "INSERT INTO book_old VALUES ({number}, {author}, {editor}, NULL, 't{number}', {author}, NULL)"
                ));
            }
            moved.pass(most).unwrap();
            moved.pass(most).unwrap();
            prop_assert_eq!(moved.compare().len(), books.len() - brought);
            prop_assert_eq!(moved.database.one("SELECT count(*) FROM author"), authors.len().to_string());
            prop_assert_eq!(moved.database.one("SELECT count(*) FROM book"), brought.to_string());
            Ok(())
        })
        .unwrap();
}
