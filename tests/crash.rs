//! A write that fails, or whose isolate dies, at any step: nothing acknowledged is lost, nothing
//! comes twice, both databases end the same.
//!
//! Every call of every database is enumerated: each fails before its effect, loses its answer,
//! and ends the isolate before and after its effect.

// A test panics to fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::collections::BTreeSet;

use support::app::{App, delete, insert, key, target, unit, update};
use support::faulty::Fault;
use support::pairs::{Pair, pairs};
use tandem::outbox::Envelope;
use tandem::schema::Key;
use tandem::store::{Change, Store};

const FAULTS: [Fault; 4] = [Fault::Before, Fault::AnswerLost, Fault::DieBefore, Fault::DieAfter];

/// What a client does, after two tags `a` and `b` stand in both databases.
#[derive(Debug, Clone, Copy)]
enum Act {
    Insert,
    Update,
    Delete,
    DeleteAndInsert,
    SwapNames,
}

const ACTS: [Act; 5] =
    [Act::Insert, Act::Update, Act::Delete, Act::DeleteAndInsert, Act::SwapNames];

fn changes<D: Store + Clone + 'static, M: Store + Clone + 'static>(
    act: Act,
    app: &App<D, M>,
) -> Vec<Change> {
    let tags = target("spicy_tags", None);
    let named = |pk: &str, name: &str| update(&tags, &app.world, pk, &[("name", name.into())]);
    match act {
        Act::Insert => {
            vec![insert(&tags, &app.world, &[("id", "c".into()), ("name", "three".into())])]
        }
        Act::Update => vec![named("a", "uno")],
        Act::Delete => vec![delete(&tags, "a")],
        Act::DeleteAndInsert => vec![
            delete(&tags, "a"),
            insert(&tags, &app.world, &[("id", "a".into()), ("name", "again".into())]),
        ],
        Act::SwapNames => vec![named("a", "parked"), named("b", "one"), named("a", "two")],
    }
}

fn keys() -> Vec<Key> {
    ["a", "b", "c"].map(|pk| key("spicy_tags", pk)).to_vec()
}

/// Which database takes the writes.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Primary {
    D1,
    MySql,
}

async fn seeded<P: Pair>(
    pair: &P,
    primary: Primary,
    flags: &[(&'static str, &'static str)],
) -> App<P::D1, P::MySql> {
    let (d1, mysql) = pair.fresh().await;
    let mut app = App::new(d1, mysql);
    app.flags.extend_from_slice(flags);
    let tags = target("spicy_tags", None);
    let rows = [("a", "one"), ("b", "two")]
        .map(|(id, name)| insert(&tags, &app.world, &[("id", id.into()), ("name", name.into())]));
    app.isolate().write(unit(&app.world, rows.to_vec())).await.unwrap();
    app.world.settle().await;
    app.assert_same(&keys()).await;
    if primary == Primary::MySql {
        pair.reverse(&app.d1, &app.mysql).await;
    }
    app
}

/// One act with one fault; gives whether the fault was reached.
async fn try_one<D: Store + Clone + 'static, M: Store + Clone + 'static>(
    app: App<D, M>,
    act: Act,
    call: u32,
    fault: Fault,
) -> bool {
    let context = format!("{act:?}, call {call}, {fault:?}, {:?}", app.flags);
    let work = unit(&app.world, changes(act, &app));
    let events: BTreeSet<String> = work.events.iter().map(|event| event.id.clone()).collect();
    let sent_before = app.world.messages().len();
    let before = app.d1.snapshot(&keys()).await.unwrap();

    app.plan.fail_at(call, fault);
    let router = app.isolate();
    let answer = app.plan.until_death(router.write(work)).await;
    app.plan.until_death(app.world.settle()).await;
    let hit = app.plan.was_hit();
    app.world.forget_tasks();

    app.heal().await;
    app.assert_same(&keys()).await;
    let after = app.d1.snapshot(&keys()).await.unwrap();
    let committed = before != after;
    if let Some(Ok(_)) = answer {
        assert!(committed, "acknowledged and lost: {context}");
    }
    assert_eq!(app.journal_lines().await, 0, "{context}");
    let sent: Vec<String> = app
        .world
        .messages()
        .iter()
        .skip(sent_before)
        .filter_map(|message| Some(Envelope::decode(message)?.id))
        .collect();
    let distinct: BTreeSet<String> = sent.into_iter().collect();
    assert_eq!(distinct, if committed { events } else { BTreeSet::new() }, "{context}");
    hit
}

async fn enumerate<P: Pair>(
    pair: &P,
    primary: Primary,
    flags: &[(&'static str, &'static str)],
) -> u32 {
    let mut cases = 0;
    for act in ACTS {
        for fault in FAULTS {
            for call in 1.. {
                let app = seeded(pair, primary, flags).await;
                if !try_one(app, act, call, fault).await {
                    break;
                }
                cases += 1;
            }
        }
    }
    cases
}

pairs!(deferred, |pair| {
    let cases = enumerate(&pair, Primary::D1, &[]).await;
    assert!(cases >= 100, "only {cases} cases were reached");
});

pairs!(awaited, |pair| {
    let flags = [("SECONDARY_WRITES", "await"), ("VERIFY_WRITES", "true")];
    let cases = enumerate(&pair, Primary::D1, &flags).await;
    assert!(cases >= 100, "only {cases} cases were reached");
});

pairs!(deferred_from_mysql_to_d1, |pair| {
    let cases = enumerate(&pair, Primary::MySql, &[]).await;
    assert!(cases >= 100, "only {cases} cases were reached");
});
