//! Verify and repair as runs: what is found is mended, whatever breaks in between.

use super::*;
use crate::support::sqlite::SqliteD1;
use tandem::runs::{Checkpoint, Finding, Severity};
use tandem::runtime::Runtime as _;
use tandem::schema::Epoch;
use tandem::store::d1::D1;

/// The epoch in which the tests write.
const EPOCH: Epoch = Epoch(1);

/// Differences of each kind in MySQL's place, that only a verify can find.
async fn spoilt(app: &App<D1<SqliteD1>, D1<SqliteD1>>) {
    let mysql = app.mysql.database();
    // The stand-in has D1's triggers, and these are to act like nobody's.
    mysql.raw("UPDATE _control SET applying = 1");
    mysql.raw("UPDATE spicy_tags SET name = 'other' WHERE id = 't001'");
    mysql.raw("DELETE FROM spicy_tags WHERE id = 't002'");
    mysql.raw("INSERT INTO spicy_tags (id, name) VALUES ('stray', 'stray')");
    mysql.raw("UPDATE spicy_tags SET _version = 1 WHERE id = 't003'");
    mysql.raw("UPDATE _control SET applying = 0");
}

async fn copied() -> App<D1<SqliteD1>, D1<SqliteD1>> {
    let app = seeded(&TwoSqlites).await;
    begun(&app, Kind::Backfill, tables(&["spicy_tags"])).await;
    worked_off(&app).await;
    app.assert_same(&tag_keys(ROWS)).await;
    app
}

async fn found(
    app: &App<D1<SqliteD1>, D1<SqliteD1>>,
    state: FindingState,
) -> Vec<(String, FindingKind)> {
    let filter = FindingFilter { state: Some(state), ..FindingFilter::default() };
    let found = app.d1.findings(&filter, None, 100).await.unwrap();
    found.into_iter().map(|finding| (finding.pk, finding.kind)).collect()
}

async fn verified(app: &App<D1<SqliteD1>, D1<SqliteD1>>) -> Run {
    let run = begun(app, Kind::Verify, tables(&["spicy_tags"])).await;
    worked_off(app).await;
    let run = state(app, &run.id).await;
    assert_eq!(run.state, RunState::Done, "{:?}", run.error);
    run
}

#[tokio::test]
async fn what_a_verify_finds_a_repair_mends() {
    let app = copied().await;
    let clean = verified(&app).await;
    assert_eq!((clean.tables[0].rows, clean.tables[0].good, clean.tables[0].findings), (25, 25, 0));
    spoilt(&app).await;
    let run = verified(&app).await;
    assert_eq!((run.tables[0].rows, run.tables[0].findings), (26, 4));
    let four = [
        ("stray".to_owned(), FindingKind::Extra),
        ("t001".to_owned(), FindingKind::Different),
        ("t002".to_owned(), FindingKind::Missing),
        ("t003".to_owned(), FindingKind::Version),
    ];
    assert_eq!(found(&app, FindingState::Open).await, four);

    let dry = Settings { dry_run: true, ..tables(&[]) };
    let dry = begun(&app, Kind::Repair, dry).await;
    worked_off(&app).await;
    assert_eq!(counted(&state(&app, &dry.id).await), (4, 0, 4));
    assert_eq!(found(&app, FindingState::Open).await, four, "a dry run mends nothing");

    let one = Settings { key: Some("t001".to_owned()), ..tables(&["spicy_tags"]) };
    begun(&app, Kind::Repair, one).await;
    worked_off(&app).await;
    assert_eq!(found(&app, FindingState::Repaired).await, four[1..2]);

    let repair = begun(&app, Kind::Repair, tables(&[])).await;
    worked_off(&app).await;
    let repair = state(&app, &repair.id).await;
    assert_eq!(repair.state, RunState::Done, "{:?}", repair.error);
    assert_eq!(counted(&repair), (3, 3, 0));
    assert_eq!(found(&app, FindingState::Open).await, []);
    assert_eq!(found(&app, FindingState::Repaired).await, four);
    assert_eq!(verified(&app).await.tables[0].findings, 0);
    let lines = app.d1.audited(100).await.unwrap();
    let of = |verb: &str| lines.iter().filter(|line| line.verb == verb).collect::<Vec<_>>();
    let (before, after) = (of("repair"), of("repair.outcome"));
    assert_eq!((before.len(), after.len()), (4, 4));
    assert!(before.iter().chain(&after).all(|line| line.who == "tester"));
    assert!(before.iter().all(|line| line.detail.contains("before")));
    let named = before.iter().find(|line| line.target == "spicy_tags/t001").unwrap();
    assert!(named.detail.contains("name 1") && named.detail.contains("other"), "{named:?}");
    assert!(after.iter().all(|line| line.detail.contains("same")));
}

/// Findings that a repair has looked at, those that are mended or gone, and those as they were.
fn counted(run: &Run) -> (u64, u64, u64) {
    let sum = |number: fn(&Progress) -> u64| run.tables.iter().map(number).sum();
    (sum(|table| table.rows), sum(|table| table.good), sum(|table| table.findings))
}

async fn repaired(app: &App<D1<SqliteD1>, D1<SqliteD1>>) -> Run {
    let run = begun(app, Kind::Repair, tables(&[])).await;
    worked_off(app).await;
    let run = state(app, &run.id).await;
    assert_eq!(run.state, RunState::Done, "{:?}", run.error);
    run
}

#[tokio::test]
async fn what_can_t_be_mended_is_touched_once() {
    const STAY: usize = 41;
    let app = seeded(&TwoSqlites).await;
    let long = "x".repeat(300);
    let (d1, mut keys) = (app.d1.database(), Vec::new());
    for at in 0..STAY {
        keys.push(key("spicy_tags", &format!("u{at:03}")));
        d1.raw(&format!("INSERT INTO spicy_tags (id, name) VALUES ('u{at:03}', '{long}{at}')"));
    }
    begun(&app, Kind::Backfill, tables(&["spicy_tags"])).await;
    worked_off(&app).await;
    let before = app.d1.snapshot(&keys).await.unwrap();
    let run = begun(&app, Kind::Repair, tables(&["spicy_tags"])).await;
    let mut messages = 0;
    while let Some(message) = app.world.take_job() {
        runs::work(&app.isolate(), &message).await.unwrap();
        messages += 1;
        assert!(messages <= STAY, "it does not end");
    }
    let run = state(&app, &run.id).await;
    assert_eq!((run.state, counted(&run)), (RunState::Done, (41, 0, 41)));
    assert_eq!(found(&app, FindingState::Open).await.len(), STAY);
    let touched = app.d1.snapshot(&keys).await.unwrap();
    for (before, after) in before.iter().flatten().zip(touched.iter().flatten()) {
        assert_eq!(Ok(after.version), before.version.next(EPOCH), "{}", after.key);
    }
    assert_eq!(app.d1.audited(1_000).await.unwrap().len(), 2 + 2 * STAY);
}

#[tokio::test]
async fn what_comparing_a_key_does_not_decide_stays_open() {
    let app = copied().await;
    spoilt(&app).await;
    let run = begun(&app, Kind::Verify, tables(&["spicy_tags"])).await;
    let now_ms = app.world.now_ms();
    let lease = format!("run:{}", run.id);
    assert!(app.d1.lease(&lease, "h", now_ms, 60_000).await.unwrap());
    let finding = |pk: &str, kind| Finding {
        run: run.id.clone(),
        table: "spicy_tags".to_owned(),
        pk: pk.to_owned(),
        kind,
        severity: Severity::Error,
        state: FindingState::Open,
        values: Vec::new(),
        code: None,
        message: String::new(),
        remedy: String::new(),
        found_ms: now_ms,
    };
    let stay = [
        ("", FindingKind::Count),
        ("", FindingKind::Unique),
        ("t001", FindingKind::Orphan),
        ("t004", FindingKind::Order),
    ];
    let point = Checkpoint {
        run: run.id.clone(),
        holder: "h".to_owned(),
        progress: None,
        findings: stay.map(|(pk, kind)| finding(pk, kind)).to_vec(),
        hold: None,
        worked_ms: 0,
        now_ms,
        lease_until_ms: now_ms + 60_000,
    };
    app.d1.checkpoint(&point).await.unwrap();
    app.d1.release(&lease, "h").await.unwrap();
    worked_off(&app).await;
    let repair = repaired(&app).await;
    assert_eq!(counted(&repair), (8, 4, 4));
    let stay = stay.map(|(pk, kind)| (pk.to_owned(), kind));
    assert_eq!(found(&app, FindingState::Open).await, stay);
    assert_eq!(found(&app, FindingState::Repaired).await.len(), 4);
}

#[tokio::test]
async fn what_several_runs_found_is_settled_with_all_of_them() {
    let app = copied().await;
    spoilt(&app).await;
    for _ in 0..3 {
        verified(&app).await;
    }
    assert_eq!(counted(&repaired(&app).await), (12, 12, 0));
    assert_eq!(found(&app, FindingState::Open).await, []);
    let lines = app.d1.audited(100).await.unwrap();
    assert_eq!(lines.iter().filter(|line| line.verb == "repair").count(), 4);
}

#[tokio::test]
async fn a_key_of_a_later_epoch_is_left_alone() {
    let app = copied().await;
    spoilt(&app).await;
    let later = Epoch(9).first_version().0;
    let mysql = app.mysql.database();
    mysql.raw("UPDATE _control SET applying = 1");
    mysql.raw(&format!("UPDATE spicy_tags SET _version = {later} WHERE id = 't003'"));
    mysql.raw("UPDATE _control SET applying = 0");
    verified(&app).await;
    assert_eq!(counted(&repaired(&app).await), (4, 3, 1));
    let left = [("t003".to_owned(), FindingKind::Version)];
    assert_eq!(found(&app, FindingState::Open).await, left);
    let said = app.world.log_lines();
    assert!(said.iter().any(|line| line.contains("spicy_tags/t003") && line.contains("epoch 9")));
    let lines = app.d1.audited(100).await.unwrap();
    assert!(lines.iter().all(|line| line.target != "spicy_tags/t003"));
}

#[tokio::test]
async fn an_unreadable_row_of_the_secondary_is_written_over() {
    let app = copied().await;
    // The key before it is near, and its version is above the primary's.
    let version = EPOCH.first_version().0 + 7;
    let mysql = app.mysql.database();
    mysql.raw("UPDATE _control SET applying = 1");
    mysql.raw("INSERT INTO spicy_tags (id, name) VALUES ('t004a', 'near')");
    mysql.raw(&format!(
        "UPDATE spicy_tags SET createdAt = 'noon', _version = {version} WHERE id = 't005'"
    ));
    mysql.raw("UPDATE _control SET applying = 0");
    let d1 = app.d1.database();
    d1.raw("UPDATE _control SET applying = 1");
    d1.raw("UPDATE spicy_tags SET createdAt = 'noon' WHERE id = 't006'");
    d1.raw("UPDATE _control SET applying = 0");
    verified(&app).await;
    assert_eq!(counted(&repaired(&app).await), (3, 2, 1));
    let left = [("t006".to_owned(), FindingKind::Unparsable)];
    assert_eq!(found(&app, FindingState::Open).await, left);
    let readable: Vec<Key> =
        tag_keys(ROWS).into_iter().filter(|key| key.pk.as_str() != "t006").collect();
    app.assert_same(&readable).await;
    let mended = app.d1.snapshot(&tag_keys(ROWS)[5..6]).await.unwrap();
    assert_eq!(mended[0].as_ref().unwrap().version.0, version + 1);
}

#[tokio::test]
async fn a_finding_that_went_away_by_itself_is_gone() {
    let app = copied().await;
    spoilt(&app).await;
    verified(&app).await;
    let tags = target("spicy_tags", None);
    let change = update(&tags, &app.world, "t001", &[("name", "written since".into())]);
    app.isolate().write(unit(&app.world, vec![change])).await.unwrap();
    app.world.settle().await;
    begun(&app, Kind::Repair, tables(&[])).await;
    worked_off(&app).await;
    assert_eq!(
        found(&app, FindingState::Gone).await,
        [("t001".to_owned(), FindingKind::Different)]
    );
    app.assert_same(&tag_keys(ROWS)).await;
}

/// Whatever a repair has touched, and so is in the journal, is in the audit.
async fn assert_audited(app: &App<D1<SqliteD1>, D1<SqliteD1>>, context: &str) {
    let lines = app.d1.audited(100).await.unwrap();
    for line in app.d1.journal(&None, i64::MAX, 100).await.unwrap() {
        let target = line.key.to_string();
        assert!(lines.iter().any(|line| line.target == target), "{context}: {target}");
    }
}

#[tokio::test]
async fn whatever_breaks_a_repair_ends_with_all_mended() {
    // To die before a call is to die after the one before it.
    for fault in [Fault::Before, Fault::AnswerLost, Fault::DieAfter] {
        for call in 1.. {
            let app = copied().await;
            spoilt(&app).await;
            verified(&app).await;
            let run = begun(&app, Kind::Repair, tables(&["spicy_tags"])).await;
            app.plan.fail_at(call, fault);
            let message = app.world.take_job().unwrap();
            let router = app.isolate();
            app.plan.until_death(runs::work(&router, &message)).await;
            let hit = app.plan.was_hit();
            let context = format!("call {call}, {fault:?}");
            assert_audited(&app, &context).await;
            let run = ended(&app, &run.id).await;
            assert_eq!(run.state, RunState::Done, "{context}: {:?}", run.error);
            // What waits in the journal, because a replay died, the cron brings over.
            app.heal().await;
            app.assert_same(&tag_keys(ROWS)).await;
            begun(&app, Kind::Repair, tables(&["spicy_tags"])).await;
            worked_off(&app).await;
            assert_eq!(found(&app, FindingState::Open).await, [], "{context}");
            if !hit {
                assert!(call > 40, "{context}");
                break;
            }
        }
    }
}

#[tokio::test]
async fn whatever_breaks_a_verify_ends_with_the_same_findings() {
    for fault in FAULTS {
        for call in 1.. {
            let app = copied().await;
            spoilt(&app).await;
            let run = begun(&app, Kind::Verify, tables(&["spicy_tags"])).await;
            app.plan.fail_at(call, fault);
            let message = app.world.take_job().unwrap();
            let router = app.isolate();
            app.plan.until_death(runs::work(&router, &message)).await;
            let hit = app.plan.was_hit();
            let context = format!("call {call}, {fault:?}");
            assert_eq!(ended(&app, &run.id).await.state, RunState::Done, "{context}");
            assert_eq!(found(&app, FindingState::Open).await.len(), 4, "{context}");
            if !hit {
                assert!(call > 10, "{context}");
                break;
            }
        }
    }
}
