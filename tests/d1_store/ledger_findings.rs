//! Findings: kept with a bound, once for each key and kind, read in pages.

use super::ledger::{begun, change_to, checkpoint};
use super::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tandem::runs::{
    Finding, FindingCount, FindingFilter, FindingKind, FindingState, Ledger, RunChange, RunState,
    Severity, ValueShown,
};
use tandem::store::d1::MAX_FINDINGS;

pub fn finding(table: &str, pk: &str) -> Finding {
    Finding {
        run: "r".to_owned(),
        table: table.to_owned(),
        pk: pk.to_owned(),
        kind: FindingKind::Different,
        severity: Severity::Error,
        state: FindingState::Open,
        values: vec![ValueShown { column: "name".into(), d1: "NULL".into(), mysql: "''".into() }],
        code: Some("1406".to_owned()),
        message: "values differ".to_owned(),
        remedy: "repair it".to_owned(),
        found_ms: NOW_MS,
    }
}

fn note(store: &D1<SqliteD1>, findings: Vec<Finding>) {
    let mut noted = checkpoint("team", 0);
    noted.findings = findings;
    assert_eq!(now(store.checkpoint(&noted)).unwrap(), Some(RunState::Running));
}

fn all(store: &D1<SqliteD1>, filter: &FindingFilter) -> Vec<Finding> {
    now(store.findings(filter, None, 1_000_000)).unwrap()
}

fn of_run() -> FindingFilter {
    FindingFilter { run: Some("r".to_owned()), ..FindingFilter::default() }
}

#[test]
fn a_finding_noted_again_is_the_same_finding() {
    let (store, _) = begun();
    let first = finding("team", "a");
    note(&store, vec![first.clone(), finding("team", "b")]);
    note(&store, vec![first.clone()]);
    assert_eq!(all(&store, &of_run()), [first.clone(), finding("team", "b")]);
    let changed = Finding { message: "now it is this".to_owned(), found_ms: NOW_MS + 1, ..first };
    let twin = Finding { kind: FindingKind::Version, ..changed.clone() };
    note(&store, vec![changed.clone(), twin.clone()]);
    assert_eq!(all(&store, &of_run()), [changed, twin, finding("team", "b")]);
}

#[test]
fn findings_are_read_in_pages_and_by_what_they_are() {
    let (store, database) = begun();
    let mut noted = Vec::new();
    for table in ["spicy_tags", "team", "user"] {
        for number in 0..9 {
            noted.push(finding(table, &format!("k{number}")));
        }
    }
    note(&store, noted.clone());
    database.raw("INSERT INTO _finding SELECT 'a', tbl, pk, kind, severity, state, detail, found_ms, 1 FROM _finding");
    for filter in [of_run(), FindingFilter::default()] {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = now(store.findings(&filter, after.as_ref(), 4)).unwrap();
            let Some(last) = page.last() else { break };
            after = Some(last.position());
            seen.extend(page);
        }
        assert_eq!(seen, all(&store, &filter));
        assert_eq!(seen.len(), if filter.run.is_some() { 27 } else { 54 });
    }
    let tables = vec!["team".to_owned(), "user".to_owned()];
    let some = FindingFilter { tables, pk: Some("k3".to_owned()), ..of_run() };
    assert_eq!(all(&store, &some), [finding("team", "k3"), finding("user", "k3")]);
    let before = noted[0].position();
    let from_another = tandem::runs::FindingPosition { run: "a".to_owned(), ..before };
    assert_eq!(now(store.findings(&of_run(), Some(&from_another), 100)).unwrap().len(), 27);
}

#[test]
fn findings_are_settled_and_counted() {
    let (store, database) = begun();
    let many: Vec<Finding> =
        (0..3_000).map(|n| finding("team", &format!("{n}-{}", "k".repeat(200)))).collect();
    note(&store, many.clone());
    let settled: Vec<_> =
        many[1..].iter().map(|found| (found.position(), FindingState::Repaired)).collect();
    now(store.settle_findings(&settled, NOW_MS + 3)).unwrap();
    now(store.settle_findings(&[], NOW_MS)).unwrap();
    let open = FindingFilter { state: Some(FindingState::Open), ..of_run() };
    assert_eq!(all(&store, &open), many[..1]);
    let count = |state, findings| FindingCount {
        table: "team".to_owned(),
        kind: FindingKind::Different,
        state,
        findings,
    };
    let counts = [count(FindingState::Open, 1), count(FindingState::Repaired, 2_999)];
    assert_eq!(now(store.count_findings(&of_run())).unwrap(), counts);
    assert_eq!(now(store.count_findings(&open)).unwrap(), counts[..1]);
    let sum = database.one("SELECT count(*) FROM _finding WHERE settled_ms = 1763700000003");
    assert_eq!(sum, "2999");
}

#[test]
fn a_run_keeps_a_bounded_number_of_findings() {
    let (store, database) = begun();
    let kept = || database.one("SELECT count(*) FROM _finding").parse::<usize>().unwrap();
    let some = |table: &str, from: usize, to: usize| -> Vec<Finding> {
        (from..to).map(|number| finding(table, &format!("{number:06}"))).collect()
    };
    note(&store, some("user", 0, 10));
    note(&store, some("team", 0, MAX_FINDINGS - 15));
    assert_eq!(kept(), MAX_FINDINGS - 5);
    note(&store, some("team", 20_000, 29_000));
    assert_eq!(kept(), MAX_FINDINGS);
    note(&store, some("team", 30_000, 30_100));
    assert_eq!(kept(), MAX_FINDINGS);
    // A table that is begun anew gives its room back.
    let restart = RunChange {
        restart: Some("team".to_owned()),
        ..change_to(RunState::Running, &[RunState::Running])
    };
    assert!(now(store.change_run(&restart)).unwrap());
    assert_eq!(kept(), 10);
    assert!(now(store.lease("run:r", "me", NOW_MS, 10_000)).unwrap());
    note(&store, some("team", 0, 2 * MAX_FINDINGS));
    assert_eq!(kept(), MAX_FINDINGS);
}

#[test]
fn the_longest_findings_fit_into_d1() {
    let (store, _) = begun();
    let long = "\u{1}".repeat(5_000);
    let value = |_| ValueShown { column: "c".repeat(64), d1: long.clone(), mysql: long.clone() };
    let mut longest = finding("team", "");
    longest.values = (0..100).map(value).collect();
    (longest.message, longest.remedy, longest.code) = (long.clone(), long.clone(), Some(long));
    let many = (0..20).map(|n| Finding { pk: n.to_string(), ..longest.clone() }).collect();
    note(&store, many);
    let found = all(&store, &of_run());
    assert_eq!(found.len(), 20);
    assert_eq!(found[0].values.len(), 100);
    assert_eq!(found[0].message, "\u{1}".repeat(1_000));
}

#[test]
fn what_was_found_is_read_back() {
    let (store, _) = begun();
    let pk = "[^\\x00]{0,20}";
    let texts = (any::<String>(), any::<String>(), any::<Option<String>>());
    let values = proptest::collection::vec(any::<(String, String, String)>(), 0..4);
    let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&(pk, texts, values, any::<i64>()), |(pk, texts, values, found_ms)| {
            let mut found = finding("team", &pk);
            (found.message, found.remedy, found.code) = texts;
            let shown =
                values.into_iter().map(|(column, d1, mysql)| ValueShown { column, d1, mysql });
            (found.values, found.found_ms) = (shown.collect(), found_ms);
            note(&store, vec![found.clone()]);
            let filter = FindingFilter { pk: Some(pk), ..of_run() };
            prop_assert_eq!(all(&store, &filter), vec![found]);
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_no_run_found_is_kept_with_a_bound_and_goes_once_settled() {
    use tandem::runs::SHADOW_RUN;
    use tandem::store::d1::MAX_NOTED;
    let (store, _) = begun();
    let found =
        |n: usize| Finding { run: SHADOW_RUN.to_owned(), ..finding("team", &n.to_string()) };
    let filter = FindingFilter { run: Some(SHADOW_RUN.to_owned()), ..FindingFilter::default() };
    let kept = |store: &D1<SqliteD1>| all(store, &filter).len();
    now(store.note_findings(SHADOW_RUN, &[])).unwrap();
    now(store.note_findings(SHADOW_RUN, &[found(0), found(1)])).unwrap();
    now(store.note_findings(SHADOW_RUN, &[found(1)])).unwrap();
    assert_eq!(kept(&store), 2);
    let settled = [(found(0).position(), FindingState::Repaired)];
    now(store.settle_findings(&settled, NOW_MS)).unwrap();
    now(store.note_findings(SHADOW_RUN, &[found(2)])).unwrap();
    assert_eq!(kept(&store), 2, "what was settled made room");
    let many: Vec<Finding> = (0..MAX_NOTED).map(found).collect();
    now(store.note_findings(SHADOW_RUN, &many)).unwrap();
    now(store.note_findings(SHADOW_RUN, &[found(MAX_NOTED)])).unwrap();
    assert_eq!(kept(&store), MAX_NOTED);
}
