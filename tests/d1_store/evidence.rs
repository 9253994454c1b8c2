//! Facts, standing and counts, as they are kept in D1.

use super::*;
use tandem::evidence::{Evidence, Fact, FactName, Standing, Window};
use tandem::runs::{Kind, Ledger, Level, NewRun, RunChange, RunState, Settings, Severity};
use tandem::schema::TABLES;
use tandem::store::Side;

fn fact(name: FactName, holds: bool, at_ms: i64) -> Fact {
    Fact { name, holds, detail: "what was 'found'".to_owned(), at_ms }
}

#[test]
fn a_fact_is_kept_until_a_later_trial() {
    let (store, database) = primary();
    assert_eq!(now(store.facts()).unwrap(), []);
    now(store.note_fact(&fact(FactName::WayBack, true, 5))).unwrap();
    now(store.note_fact(&fact(FactName::WayBack, false, 4))).unwrap();
    assert_eq!(now(store.facts()).unwrap(), [fact(FactName::WayBack, true, 5)]);
    now(store.note_fact(&fact(FactName::WayBack, false, 5))).unwrap();
    database.raw("INSERT INTO _fact VALUES ('of another version', 1, '', 0)");
    assert_eq!(now(store.facts()).unwrap(), [fact(FactName::WayBack, false, 5)]);
}

#[test]
fn counts_of_all_isolates_add_up_by_minute() {
    let (store, database) = primary();
    let other = D1::new(database.isolate());
    let mut counts = Window { dual_writes: 7, dual_failures: 1, ..Window::default() };
    counts.add_call(3, true);
    counts.add_call(700, false);
    now(store.add_counts(NOW_MS, &counts)).unwrap();
    now(store.add_counts(NOW_MS, &Window::default())).unwrap();
    now(other.add_counts(NOW_MS + 60_000, &counts)).unwrap();
    now(other.add_counts(NOW_MS + 61_000, &counts)).unwrap();
    let window = now(store.window(NOW_MS)).unwrap();
    assert_eq!((window.dual_writes, window.dual_failures), (21, 3));
    assert_eq!((window.mysql_calls, window.mysql_errors), (6, 3));
    assert_eq!(window.mysql_latency.percentile(99), Some(1_024));
    assert_eq!(now(store.window(NOW_MS + 60_000)).unwrap().dual_writes, 14);
    assert_eq!(now(store.window(NOW_MS + 120_000)).unwrap(), Window::default());
}

#[test]
fn old_counts_are_purged_within_the_bound() {
    let (store, _) = primary();
    let counts = Window { dual_writes: 1, ..Window::default() };
    for minute in 0..5 {
        now(store.add_counts(NOW_MS + minute * 60_000, &counts)).unwrap();
    }
    let two_days_later = NOW_MS + 2 * 86_400_000 + 3 * 60_000;
    assert_eq!(now(store.purge(two_days_later, 2)).unwrap(), 2);
    assert_eq!(now(store.purge(two_days_later, 2)).unwrap(), 1);
    assert_eq!(now(store.purge(two_days_later, 2)).unwrap(), 0);
    assert_eq!(now(store.window(0)).unwrap().dual_writes, 2);
}

/// A run that went through these tables, from one time to another.
fn ended(store: &D1<SqliteD1>, id: &str, kind: Kind, settings: Settings, times: (i64, i64)) {
    let tables = TABLES.to_vec();
    let (source, by) = (Side::D1, "sam".to_owned());
    let run =
        NewRun { id: id.to_owned(), kind, from: source, settings, tables, by, now_ms: times.0 };
    assert!(now(store.create_run(&run)).unwrap());
    store.database().raw(&format!("UPDATE _run_table SET state = 'done' WHERE run = '{id}'"));
    let (from, to) = (&[RunState::Running] as &[RunState], RunState::Done);
    let (id, now_ms) = (id.to_owned(), times.1);
    let change = RunChange { id, from, to, restart: None, error: None, holder: None, now_ms };
    assert!(now(store.change_run(&change)).unwrap());
}

fn standing(store: &D1<SqliteD1>) -> (Option<i64>, Option<i64>, u64) {
    let Standing { backfilled_ms, verified_ms, open_findings } = now(store.standing()).unwrap();
    (backfilled_ms, verified_ms, open_findings)
}

/// A finding of a run that has ended.
fn find(store: &D1<SqliteD1>, run: &str, pk: &str, severity: Severity) {
    let severity = serde_json::to_value(severity).unwrap();
    let severity = severity.as_str().unwrap();
    store.database().raw(&format!("INSERT INTO _finding VALUES ('{run}', 'team', '{pk}', 'different', '{severity}', 'open', '[]', 1, NULL)"));
}

#[test]
fn copied_and_compared_in_this_order() {
    let (store, _) = primary();
    assert_eq!(standing(&store), (None, None, 0));
    ended(&store, "a", Kind::Verify, Settings::default(), (1, 2));
    assert_eq!(standing(&store), (None, None, 0), "nothing was copied");
    ended(&store, "b", Kind::Backfill, Settings::default(), (3, 4));
    assert_eq!(standing(&store), (Some(4), None, 0), "compared before");
    ended(&store, "c", Kind::Verify, Settings::default(), (5, 6));
    assert_eq!(standing(&store), (Some(4), Some(6), 0));
    assert!(now(store.standing()).unwrap().agrees());
    ended(&store, "d", Kind::Verify, Settings::default(), (7, 8));
    assert_eq!(standing(&store), (Some(4), Some(8), 0), "the latest counts");
}

#[test]
fn what_is_not_all_does_not_count() {
    let with = |settings: fn(&mut Settings)| {
        let mut all = Settings::default();
        settings(&mut all);
        all
    };
    let dry = || with(|settings| settings.dry_run = true);
    let counted = || with(|settings| settings.level = Level::Counts);
    let sampled = || with(|settings| settings.level = Level::Sample);
    let (store, _) = primary();
    ended(&store, "a", Kind::Backfill, dry(), (1, 2));
    ended(&store, "b", Kind::Sync, with(|settings| settings.since_ms = Some(1)), (1, 2));
    assert_eq!(standing(&store), (None, None, 0));
    ended(&store, "c", Kind::Backfill, Settings::default(), (3, 4));
    ended(&store, "d", Kind::Verify, counted(), (5, 6));
    ended(&store, "e", Kind::Verify, sampled(), (5, 6));
    assert_eq!(standing(&store), (Some(4), None, 0));
    ended(&store, "f", Kind::Verify, Settings::default(), (7, 8));
    assert_eq!(standing(&store), (Some(4), Some(8), 0));
    for lacks in [
        "UPDATE _run SET handed_in = 10000 WHERE id = 'f'",
        "DELETE FROM _run_table WHERE run = 'f' AND tbl = 'tandem_canary'",
        "UPDATE _run_table SET state = 'active' WHERE run = 'f' AND tbl = 'team'",
        "UPDATE _run SET state = 'cancelled' WHERE id = 'f'",
    ] {
        let (store, database) = primary();
        ended(&store, "c", Kind::Backfill, Settings::default(), (3, 4));
        ended(&store, "f", Kind::Verify, Settings::default(), (7, 8));
        database.raw(lacks);
        assert_eq!(standing(&store), (Some(4), None, 0), "{lacks}");
    }
}

#[test]
fn open_findings_count_unless_they_are_notes() {
    let (store, database) = primary();
    ended(&store, "a", Kind::Backfill, Settings::default(), (1, 2));
    ended(&store, "b", Kind::Verify, Settings::default(), (3, 4));
    find(&store, "b", "x", Severity::Note);
    assert_eq!(standing(&store), (Some(2), Some(4), 0));
    find(&store, "b", "y", Severity::Warning);
    find(&store, "shadow", "z", Severity::Error);
    assert_eq!(standing(&store), (Some(2), Some(4), 2));
    assert!(!now(store.standing()).unwrap().agrees());
    database.raw("UPDATE _finding SET state = 'gone'");
    assert!(now(store.standing()).unwrap().agrees());
    find(&store, "a", "z", Severity::Error);
    assert_eq!(standing(&store), (None, None, 1), "not all was copied");
}

#[test]
fn what_was_before_a_forced_switch_says_nothing() {
    let (store, database) = primary();
    ended(&store, "a", Kind::Backfill, Settings::default(), (10, 20));
    ended(&store, "b", Kind::Verify, Settings::default(), (30, 40));
    let agreed = (Some(20), Some(40), 0);
    database.raw("UPDATE _control SET since_ms = 50");
    database.raw("INSERT INTO _switch (epoch, writes_to, forced, who, began_ms, ended_ms) VALUES (2, 'mysql', 0, 'sam', 49, 50)");
    assert_eq!(standing(&store), agreed, "an ordinary switch leaves nothing behind");
    database.raw("UPDATE _control SET forced = 1");
    assert_eq!(standing(&store), (None, None, 0));
    database.raw("UPDATE _control SET forced = 0");
    database.raw("INSERT INTO _switch (epoch, writes_to, forced, who, began_ms, ended_ms) VALUES (3, 'd1', 1, 'sam', 60, NULL)");
    assert_eq!(standing(&store), (None, None, 0));
    ended(&store, "c", Kind::Backfill, Settings::default(), (61, 62));
    assert_eq!(standing(&store), (Some(62), None, 0));
    ended(&store, "d", Kind::Verify, Settings::default(), (63, 64));
    assert_eq!(standing(&store), (Some(62), Some(64), 0));
}

#[test]
fn the_standing_is_cheap_to_ask() {
    let (store, database) = primary();
    ended(&store, "a", Kind::Backfill, Settings::default(), (1, 2));
    ended(&store, "b", Kind::Verify, Settings::default(), (3, 4));
    for at in 0..2_000 {
        find(&store, "a", &format!("n{at}"), Severity::Note);
    }
    let before = database.counts().statements;
    assert_eq!(standing(&store), (Some(2), Some(4), 0));
    assert_eq!(database.counts().statements - before, 1);
    // It fails where the statement can't use the index of what is open.
    database.raw("DROP INDEX _finding_open");
    assert!(now(store.standing()).is_err());
}
