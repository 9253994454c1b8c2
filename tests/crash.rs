//! A write that fails, or whose isolate dies, at any step: nothing acknowledged is lost, nothing
//! comes twice, both databases end the same. So does a group of writes that are worked off together.
//!
//! Every call of every database is enumerated: each fails before its effect, loses its answer,
//! and ends the isolate before and after its effect.

// A test panics to fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::collections::BTreeSet;
use std::rc::Rc;

use support::app::{App, delete, insert, key, target, unit, update};
use support::faulty::Fault;
use support::pairs::{Pair, pairs};
use tandem::outbox::Envelope;
use tandem::runs::Ledger;
use tandem::schema::{Image, Key};
use tandem::store::{Change, Store, Unit};

const FAULTS: [Fault; 4] = [Fault::Before, Fault::AnswerLost, Fault::DieBefore, Fault::DieAfter];

/// What a client does, after two tags `a` and `b` stand in both databases.
#[derive(Debug, Clone, Copy)]
enum Act {
    Insert,
    Update,
    Delete,
    DeleteAndInsert,
    SwapNames,
    /// Three requests of one isolate, worked off together after the last answer.
    ThreeRequests,
}

const ACTS: [Act; 6] = [
    Act::Insert,
    Act::Update,
    Act::Delete,
    Act::DeleteAndInsert,
    Act::SwapNames,
    Act::ThreeRequests,
];

/// The changes of each request.
fn requests<D: Store + Ledger + Clone + 'static, M: Store + Clone + 'static>(
    act: Act,
    app: &App<D, M>,
) -> Vec<Vec<Change>> {
    let tags = target("spicy_tags", None);
    let named = |pk: &str, name: &str| update(&tags, &app.world, pk, &[("name", name.into())]);
    let made = |pk: &str, name: &str| {
        insert(&tags, &app.world, &[("id", pk.into()), ("name", name.into())])
    };
    match act {
        Act::Insert => vec![vec![made("c", "three")]],
        Act::Update => vec![vec![named("a", "uno")]],
        Act::Delete => vec![vec![delete(&tags, "a")]],
        Act::DeleteAndInsert => vec![vec![delete(&tags, "a"), made("a", "again")]],
        Act::SwapNames => vec![vec![named("a", "parked"), named("b", "one"), named("a", "two")]],
        Act::ThreeRequests => {
            vec![vec![made("c", "three")], vec![named("a", "uno")], vec![delete(&tags, "b")]]
        }
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

/// The keys of a unit as the first database has them.
async fn state_of<D: Store + Ledger + Clone + 'static, M: Store + Clone + 'static>(
    app: &App<D, M>,
    unit: &Unit,
) -> Vec<Option<Image>> {
    let key = |change: &Change| Key { table: change.target.table(), pk: change.pk.clone() };
    let keys: Vec<Key> = unit.changes.iter().map(key).collect();
    app.d1.snapshot(&keys).await.unwrap()
}

/// One act with one fault; gives whether the fault was reached.
async fn try_one<D: Store + Ledger + Clone + 'static, M: Store + Clone + 'static>(
    app: &App<D, M>,
    act: Act,
    call: u32,
    fault: Fault,
) -> bool {
    let context = format!("{act:?}, call {call}, {fault:?}, {:?}", app.flags);
    let units: Vec<Unit> =
        requests(act, app).into_iter().map(|changes| unit(&app.world, changes)).collect();
    let sent_before = app.world.messages().len();
    let mut before = Vec::new();
    for unit in &units {
        before.push(state_of(app, unit).await);
    }

    app.plan.fail_at(call, fault);
    let isolate = Rc::default();
    let mut acknowledged = vec![false; units.len()];
    let work = async {
        for (unit, acknowledged) in units.iter().zip(&mut acknowledged) {
            *acknowledged = app.request(&isolate).write(unit.clone()).await.is_ok();
        }
    };
    app.plan.until_death(work).await;
    app.plan.until_death(app.world.settle()).await;
    let hit = app.plan.was_hit();
    app.world.forget_tasks();

    app.heal().await;
    app.assert_same(&keys()).await;
    let mut events: BTreeSet<String> = BTreeSet::new();
    for ((unit, before), acknowledged) in units.iter().zip(before).zip(acknowledged) {
        let committed = state_of(app, unit).await != before;
        assert!(committed || !acknowledged, "acknowledged and lost: {context}");
        if committed {
            events.extend(unit.events.iter().map(|event| event.id.clone()));
        }
    }
    assert_eq!(app.journal_lines().await, 0, "{context}");
    let messages = app.world.messages();
    let sent = messages.iter().skip(sent_before);
    let distinct: BTreeSet<String> =
        sent.filter_map(|message| Some(Envelope::decode(message)?.id)).collect();
    assert_eq!(distinct, events, "{context}");
    hit
}

async fn enumerate<P: Pair>(
    pair: &P,
    primary: Primary,
    flags: &[(&'static str, &'static str)],
) -> u32 {
    let mut cases = 0;
    let mut hit_calls = BTreeSet::new();
    for act in ACTS {
        for fault in FAULTS {
            for call in 1.. {
                let app = seeded(pair, primary, flags).await;
                if !try_one(&app, act, call, fault).await {
                    break;
                }
                hit_calls.extend(app.plan.hit_calls());
                cases += 1;
            }
        }
    }
    for call in ["write", "apply", "conclude"] {
        assert!(hit_calls.contains(call), "no {call} was made to fail");
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
