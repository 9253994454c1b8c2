//! Runs: at most one of a kind, noted chunk by chunk by whoever holds the lease.

use super::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tandem::runs::{
    AuditLine, Checkpoint, Hold, Kind, Ledger, NewRun, Progress, Run, RunChange, RunState,
    Settings, TableState,
};
use tandem::store::Side;
use tandem::store::d1::MAX_ENDED_RUNS;

pub const UNTIL_MS: i64 = NOW_MS + 30_000;

pub fn new_run(id: &str, kind: Kind) -> NewRun {
    NewRun {
        id: id.to_owned(),
        kind,
        from: Side::D1,
        settings: Settings::default(),
        tables: vec![table("team"), table("spicy_tags")],
        by: "sam".to_owned(),
        now_ms: NOW_MS,
    }
}

/// A store with a backfill `r` whose lease `me` holds.
pub fn begun() -> (D1<SqliteD1>, SqliteD1) {
    let (store, database) = primary();
    assert!(now(store.create_run(&new_run("r", Kind::Backfill))).unwrap());
    assert!(now(store.lease("run:r", "me", NOW_MS, 10_000)).unwrap());
    (store, database)
}

pub fn checkpoint(table: &str, findings: u64) -> Checkpoint {
    Checkpoint {
        run: "r".to_owned(),
        holder: "me".to_owned(),
        progress: Some(Progress { table: table.to_owned(), findings, ..Progress::default() }),
        findings: Vec::new(),
        hold: None,
        worked_ms: 7,
        now_ms: NOW_MS + 5,
        lease_until_ms: UNTIL_MS,
    }
}

pub fn change_to(to: RunState, from: &'static [RunState]) -> RunChange {
    RunChange {
        id: "r".to_owned(),
        from,
        to,
        restart: None,
        error: None,
        holder: None,
        now_ms: NOW_MS + 9,
    }
}

const ANY: &[RunState] =
    &[RunState::Running, RunState::Paused, RunState::Cancelled, RunState::Done, RunState::Failed];

fn found(store: &D1<SqliteD1>, id: &str) -> Run {
    now(store.run(id)).unwrap().unwrap()
}

fn ids(runs: Vec<Run>) -> Vec<String> {
    runs.into_iter().map(|run| run.id).collect()
}

#[test]
fn a_run_is_read_back_with_its_tables_in_their_order() {
    let (store, _) = primary();
    let mut new = new_run("r", Kind::Verify);
    new.from = Side::MySql;
    new.settings.tables = vec!["tëam '\"\0".to_owned()];
    new.settings.since_ms = Some(-5);
    assert_eq!(now(store.run("r")).unwrap(), None);
    assert!(now(store.create_run(&new)).unwrap());
    let run = found(&store, "r");
    let progress = |table: &str| Progress { table: table.to_owned(), ..Progress::default() };
    assert_eq!(
        run,
        Run {
            id: "r".to_owned(),
            kind: Kind::Verify,
            state: RunState::Running,
            from: Side::MySql,
            settings: new.settings,
            by: "sam".to_owned(),
            created_ms: NOW_MS,
            updated_ms: NOW_MS,
            worked_ms: 0,
            hold: None,
            error: None,
            tables: vec![progress("team"), progress("spicy_tags")],
        }
    );
}

#[test]
fn of_each_kind_one_run_at_most_has_not_ended() {
    let (store, database) = primary();
    let other = D1::new(database.isolate());
    assert!(now(store.create_run(&new_run("a", Kind::Backfill))).unwrap());
    assert!(!now(other.create_run(&new_run("b", Kind::Backfill))).unwrap());
    assert!(now(store.create_run(&new_run("a", Kind::Backfill))).unwrap(), "its answer was lost");
    assert_eq!(found(&store, "a").tables.len(), 2);
    assert!(now(other.create_run(&new_run("c", Kind::Verify))).unwrap());
    let pause = RunChange { id: "a".into(), ..change_to(RunState::Paused, &[RunState::Running]) };
    assert!(now(store.change_run(&pause)).unwrap());
    assert!(!now(other.create_run(&new_run("b", Kind::Backfill))).unwrap(), "a pause is no end");
    let end = RunChange { id: "a".into(), ..change_to(RunState::Cancelled, &[RunState::Paused]) };
    assert!(now(store.change_run(&end)).unwrap());
    assert!(now(other.create_run(&new_run("b", Kind::Backfill))).unwrap());
    let again = RunChange { id: "a".into(), ..change_to(RunState::Running, ANY) };
    assert!(!now(store.change_run(&again)).unwrap(), "another has begun since");
    assert_eq!(found(&store, "a").state, RunState::Cancelled);
    assert_eq!(ids(now(store.runs(2)).unwrap()), ["c", "b"]);
    assert_eq!(ids(now(store.running()).unwrap()), ["b", "c"]);
    let tables = database.one("SELECT count(*) FROM _run_table");
    assert_eq!(tables, "6", "a run that was not created leaves no line");
}

#[test]
fn a_lost_answer_leaves_the_run_there_or_not() {
    let (store, database) = primary();
    database.fault_once(support::sqlite::Fault::After);
    assert!(now(store.create_run(&new_run("r", Kind::Sync))).is_err());
    assert_eq!(found(&store, "r").tables.len(), 2);
    assert!(now(store.create_run(&new_run("r", Kind::Sync))).unwrap());
}

#[test]
fn a_checkpoint_notes_all_in_one_step_and_few_statements() {
    let (store, database) = begun();
    let progress = Progress {
        table: "team".to_owned(),
        state: TableState::Active,
        after: Some(Pk::from_stored("ä,'".to_owned())),
        part: "orphans".to_owned(),
        rows: 5,
        bytes: 1 << 40,
        chunks: 3,
        good: 4,
        findings: 1,
        expected_rows: Some(9),
        chunk_rows: 2_000,
        worked_ms: 11,
    };
    let mut first = checkpoint("team", 0);
    first.progress = Some(progress.clone());
    first.hold = Some(Hold::MysqlLatency);
    let rows_written = || database.one("SELECT total_changes()").parse::<i64>().unwrap();
    let (before, written_before) = (database.counts(), rows_written());
    assert_eq!(now(store.checkpoint(&first)).unwrap(), Some(RunState::Running));
    let after = database.counts();
    assert_eq!(after.batches - before.batches, 1);
    assert_eq!(after.statements - before.statements, 3);
    assert_eq!(rows_written() - written_before, 3);
    let run = found(&store, "r");
    assert_eq!(
        (run.hold, run.worked_ms, run.updated_ms),
        (Some(Hold::MysqlLatency), 7, NOW_MS + 5)
    );
    assert_eq!(run.tables[0], progress);
    assert_eq!(database.one("SELECT until_ms FROM _lease"), UNTIL_MS.to_string());
    let rest = Checkpoint { progress: None, ..checkpoint("", 0) };
    assert_eq!(now(store.checkpoint(&rest)).unwrap(), Some(RunState::Running));
    let run = found(&store, "r");
    assert_eq!((run.hold, run.worked_ms), (None, 14));
    assert_eq!(run.tables[0], progress);
}

#[test]
fn without_the_lease_a_checkpoint_does_nothing() {
    let (store, database) = begun();
    let dump = || {
        ["_run", "_run_table", "_finding", "_lease"]
            .map(|table| database.rows(&format!("SELECT * FROM {table}")))
    };
    let before = dump();
    let mut another = checkpoint("team", 3);
    another.findings = vec![ledger_findings::finding("team", "k")];
    another.holder = "somebody else".to_owned();
    assert_eq!(now(store.checkpoint(&another)).unwrap(), None);
    assert_eq!(dump(), before);
    now(store.release("run:r", "me")).unwrap();
    let before = dump();
    another.holder = "me".to_owned();
    assert_eq!(now(store.checkpoint(&another)).unwrap(), None);
    assert_eq!(dump(), before);
}

#[test]
fn the_next_checkpoint_sees_a_pause_or_an_end() {
    let (store, _) = begun();
    for (to, from) in [
        (RunState::Paused, &[RunState::Running][..]),
        (RunState::Running, &[RunState::Paused]),
        (RunState::Cancelled, &[RunState::Running, RunState::Paused]),
    ] {
        assert!(now(store.change_run(&change_to(to, from))).unwrap());
        assert!(!now(store.change_run(&change_to(to, from))).unwrap());
        assert_eq!(now(store.checkpoint(&checkpoint("team", 0))).unwrap(), Some(to));
    }
    assert!(!now(store.change_run(&change_to(RunState::Done, &[]))).unwrap());
    let none = RunChange { id: "none".into(), ..change_to(RunState::Paused, ANY) };
    assert!(!now(store.change_run(&none)).unwrap());
}

#[test]
fn a_change_notes_the_error_and_takes_the_hold_away() {
    let (store, _) = begun();
    let held = Checkpoint { hold: Some(Hold::Unavailable), ..checkpoint("team", 0) };
    now(store.checkpoint(&held)).unwrap();
    let error = Some("x'ü".repeat(1_000));
    let failed = RunChange { error, ..change_to(RunState::Failed, &[RunState::Running]) };
    assert!(now(store.change_run(&failed)).unwrap());
    let run = found(&store, "r");
    assert_eq!((run.state, run.hold, run.updated_ms), (RunState::Failed, None, NOW_MS + 9));
    assert_eq!(run.error.unwrap().chars().count(), 1_000);
    assert!(now(store.change_run(&change_to(RunState::Running, ANY))).unwrap());
    assert_eq!(found(&store, "r").error, None);
}

#[test]
fn a_table_is_begun_anew_also_after_the_end() {
    let (store, database) = begun();
    for table in ["team", "spicy_tags"] {
        let mut noted = checkpoint(table, 1);
        noted.findings = vec![ledger_findings::finding(table, "k")];
        now(store.checkpoint(&noted)).unwrap();
    }
    let done = change_to(RunState::Done, ANY);
    assert!(!now(store.change_run(&done)).unwrap(), "its tables are not through");
    database.raw("UPDATE _run_table SET state = 'done'");
    let strangers = RunChange { holder: Some("another".to_owned()), ..done.clone() };
    assert!(!now(store.change_run(&strangers)).unwrap());
    let holders = RunChange { holder: Some("me".to_owned()), ..done };
    assert!(now(store.change_run(&holders)).unwrap());
    let restart = |table: &str| RunChange {
        restart: Some(table.to_owned()),
        ..change_to(RunState::Running, ANY)
    };
    assert!(!now(store.change_run(&restart("no_table_of_it"))).unwrap());
    assert_eq!(found(&store, "r").state, RunState::Done);
    assert!(now(store.change_run(&restart("team"))).unwrap());
    let run = found(&store, "r");
    assert_eq!(run.state, RunState::Running);
    assert_eq!(run.tables[0], Progress { table: "team".into(), ..Progress::default() });
    assert_eq!(run.tables[1].findings, 1);
    assert_eq!(database.rows("SELECT tbl FROM _finding"), [["spicy_tags"]]);
    assert_eq!(database.one("SELECT handed_in FROM _run"), "1");
    // What the one at work knows of the table is not noted any more.
    assert_eq!(now(store.checkpoint(&checkpoint("team", 5))).unwrap(), None);
    assert!(now(store.lease("run:r", "next", NOW_MS, 1)).unwrap());
}

#[test]
fn a_restart_that_is_not_possible_changes_nothing() {
    let (store, database) = begun();
    now(store.checkpoint(&checkpoint("team", 1))).unwrap();
    let restart = RunChange {
        restart: Some("team".to_owned()),
        ..change_to(RunState::Running, &[RunState::Done])
    };
    assert!(!now(store.change_run(&restart)).unwrap());
    assert_eq!(found(&store, "r").tables[0].findings, 1);
    database.raw("UPDATE _run_table SET state = 'done'");
    assert!(now(store.change_run(&change_to(RunState::Done, ANY))).unwrap());
    assert!(now(store.create_run(&new_run("another", Kind::Backfill))).unwrap());
    assert!(!now(store.change_run(&restart)).unwrap());
    assert_eq!(found(&store, "r").tables[0].findings, 1);
    assert_eq!(database.one("SELECT count(*) FROM _lease"), "1");
}

#[test]
fn old_runs_go_and_unfinished_ones_stay() {
    let (store, database) = primary();
    now(store.create_run(&new_run("0000", Kind::Repair))).unwrap();
    for number in 1..=MAX_ENDED_RUNS + 20 {
        let id = format!("{number:04}");
        assert!(now(store.create_run(&new_run(&id, Kind::Verify))).unwrap());
        database.raw(&format!(
            "INSERT INTO _finding VALUES ('{id}', 't', 'k', 'missing', 'error', 'open', '[]', 1, 1)"
        ));
        let ended = RunChange { id, ..change_to(RunState::Cancelled, &[RunState::Running]) };
        assert!(now(store.change_run(&ended)).unwrap());
    }
    now(store.create_run(&new_run("9999", Kind::Verify))).unwrap();
    let runs = ids(now(store.runs(1_000)).unwrap());
    assert_eq!(runs.len(), MAX_ENDED_RUNS + 2);
    assert_eq!(runs.last().map(String::as_str), Some("0000"));
    let of_runs = |table: &str| database.one(&format!("SELECT count(DISTINCT run) FROM {table}"));
    assert_eq!(of_runs("_run_table"), runs.len().to_string());
    assert_eq!(of_runs("_finding"), MAX_ENDED_RUNS.to_string());
}

#[test]
fn the_audit_is_read_newest_first_and_a_line_is_there_once() {
    let (store, _) = primary();
    let line = |id: &str, detail: &str| AuditLine {
        id: id.to_owned(),
        at_ms: NOW_MS,
        who: "sam".to_owned(),
        verb: "repair".to_owned(),
        target: "team/ä'".to_owned(),
        detail: detail.to_owned(),
    };
    let (first, second) = (line("1", "{\"a\":\"\\u0000\"}"), line("2", "{}"));
    for noted in [&first, &second, &first] {
        now(store.audit(noted)).unwrap();
    }
    assert_eq!(now(store.audited(10)).unwrap(), [second.clone(), first]);
    assert_eq!(now(store.audited(1)).unwrap(), [second]);
    now(store.audit(&line("3", &"x".repeat(3_000_000)))).unwrap();
    let cut = now(store.audited(1)).unwrap().remove(0).detail;
    assert!(serde_json::from_str::<serde_json::Value>(&cut).unwrap().is_object());
}

#[test]
fn the_ledger_reads_by_its_keys() {
    let (store, database) = begun();
    database.take_log();
    now(store.running()).unwrap();
    now(store.run("r")).unwrap();
    let mut noted = checkpoint("team", 1);
    noted.findings = vec![ledger_findings::finding("team", "k")];
    now(store.checkpoint(&noted)).unwrap();
    let position = noted.findings[0].position();
    for run in [Some("r".to_owned()), None] {
        let filter = tandem::runs::FindingFilter { run, ..Default::default() };
        now(store.findings(&filter, Some(&position), 10)).unwrap();
    }
    now(store.settle_findings(&[(position, tandem::runs::FindingState::Gone)], 1)).unwrap();
    let restart =
        RunChange { restart: Some("team".to_owned()), ..change_to(RunState::Running, ANY) };
    now(store.change_run(&restart)).unwrap();
    for statement in database.take_log() {
        for step in database.plan(&statement) {
            let scans = step.starts_with("SCAN")
                && !step.contains("VIRTUAL TABLE")
                && !step.contains("CONSTANT ROW")
                && !step.contains("_run_unfinished");
            assert!(!scans, "{step}: {}", statement.sql);
        }
    }
    let filter = tandem::runs::FindingFilter { run: Some("r".into()), ..Default::default() };
    now(store.findings(&filter, Some(&noted.findings[0].position()), 10)).unwrap();
    let plan = database.plan(&database.take_log()[0]);
    assert!(plan[0].contains("(run=? AND (tbl,pk,kind)>(?,?,?))"), "{plan:?}");
}

#[test]
fn what_is_noted_is_read_back() {
    let (store, _) = begun();
    let count = 0u64..(1 << 63);
    let texts = (any::<Option<String>>(), any::<String>());
    let counts = (count.clone(), count.clone(), count.clone(), count.clone(), count.clone());
    let rest = (any::<Option<u32>>(), any::<u32>(), any::<i64>());
    let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&(texts, counts, rest), |((after, part), counts, rest)| {
            let progress = Progress {
                table: "team".to_owned(),
                state: TableState::Done,
                after: after.map(Pk::from_stored),
                part,
                rows: counts.0,
                bytes: counts.1,
                chunks: counts.2,
                good: counts.3,
                findings: counts.4,
                expected_rows: rest.0.map(u64::from),
                chunk_rows: rest.1,
                worked_ms: rest.2,
            };
            let noted = Checkpoint { progress: Some(progress.clone()), ..checkpoint("", 0) };
            now(store.checkpoint(&noted)).unwrap();
            prop_assert_eq!(&found(&store, "r").tables[0], &progress);
            Ok(())
        })
        .unwrap();
}
