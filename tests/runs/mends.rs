//! Verify and repair as runs: what is found is mended, whatever breaks in between.

use super::*;
use crate::support::sqlite::SqliteD1;
use tandem::store::d1::D1;

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
    let rows: u64 = state(&app, &dry.id).await.tables.iter().map(|table| table.rows).sum();
    assert_eq!(rows, 4);
    assert_eq!(found(&app, FindingState::Open).await, four, "a dry run mends nothing");

    let one = Settings { key: Some("t001".to_owned()), ..tables(&["spicy_tags"]) };
    begun(&app, Kind::Repair, one).await;
    worked_off(&app).await;
    assert_eq!(found(&app, FindingState::Repaired).await, four[1..2]);

    let repair = begun(&app, Kind::Repair, tables(&[])).await;
    worked_off(&app).await;
    let repair = state(&app, &repair.id).await;
    assert_eq!(repair.state, RunState::Done, "{:?}", repair.error);
    assert_eq!(found(&app, FindingState::Open).await, []);
    assert_eq!(found(&app, FindingState::Repaired).await, four);
    assert_eq!(verified(&app).await.tables[0].findings, 0);
    let lines = app.d1.audited(100).await.unwrap();
    let repairs: Vec<_> = lines.iter().filter(|line| line.verb == "repair").collect();
    assert_eq!(repairs.len(), 4);
    assert!(repairs.iter().all(|line| line.who == "tester" && line.detail.contains("before")));
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

#[tokio::test]
async fn whatever_breaks_a_repair_ends_with_all_mended() {
    for fault in FAULTS {
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
            let run = ended(&app, &run.id).await;
            assert_eq!(run.state, RunState::Done, "{context}: {:?}", run.error);
            // What waits in the journal, because a replay died, the cron brings over.
            app.heal().await;
            app.assert_same(&tag_keys(ROWS)).await;
            begun(&app, Kind::Repair, tables(&[])).await;
            worked_off(&app).await;
            assert_eq!(found(&app, FindingState::Open).await, [], "{context}");
            if !hit {
                assert!(call > 20, "{context}");
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
