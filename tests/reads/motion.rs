//! Whatever happens between a client's write and its read, the read is not older.

use std::rc::Rc;

use proptest::prelude::*;

use super::{knowing, staged, tolerant, write};
use crate::support::app::{delete, insert, key, target, update};
use crate::support::pairs::{Pair, TwoSqlites};
use tandem::router::Isolate;
use tandem::session::Session;
use tandem::store::{Direction, PageQuery, Store};

#[derive(Debug, Clone)]
enum Step {
    /// A client writes one of the keys through one of the isolates.
    Write { isolate: usize, key: usize, deletes: bool },
    /// What requests have left is done.
    Settle,
    /// It is lost.
    Forget,
    /// The cron comes.
    Tick,
    /// MySQL becomes the primary, once all is brought over.
    Switch,
    /// MySQL is away, or is back.
    Outage(bool),
    /// The client reads through one of the isolates, with or without its session.
    Read { isolate: usize },
}

const ISOLATES: usize = 2;
const KEYS: [&str; 3] = ["a", "b", "c"];

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let isolate = 0..ISOLATES;
    let write = (isolate.clone(), 0..KEYS.len(), prop::bool::weighted(0.3));
    let step = prop_oneof![
        4 => write.prop_map(|(isolate, key, deletes)| Step::Write { isolate, key, deletes }),
        1 => Just(Step::Settle),
        2 => Just(Step::Forget),
        1 => Just(Step::Tick),
        1 => Just(Step::Switch),
        1 => any::<bool>().prop_map(Step::Outage),
        6 => isolate.prop_map(|isolate| Step::Read { isolate }),
    ];
    prop::collection::vec(step, 1..40)
}

/// Reads that were older than the client's session; `shows` says whether it shows it.
async fn stale(steps: &[Step], shows: bool) -> usize {
    let (d1, mysql) = TwoSqlites.fresh().await;
    let app = staged(d1, mysql);
    let isolates: Vec<Rc<Isolate>> = (0..ISOLATES).map(|_| knowing()).collect();
    let tags = target("spicy_tags", None);
    let mut session: Option<Session> = None;
    let mut switched = false;
    let mut stale = 0;
    for step in steps {
        match step {
            Step::Write { isolate, key: at, deletes } => {
                let (router, pk) = (app.request(&isolates[*isolate]), KEYS[*at]);
                let there = newest(&app.d1, &app.mysql, &key("spicy_tags", pk)).await;
                let name = tandem::runtime::new_ulid(&app.world);
                let values = [("name", name.as_str().into())];
                let change = match (there, deletes) {
                    (true, true) => delete(&tags, pk),
                    (true, false) => update(&tags, &app.world, pk, &values),
                    (false, _) => {
                        let values = [("id", pk.into()), ("name", name.as_str().into())];
                        insert(&tags, &app.world, &values)
                    }
                };
                // Else it would wait for a primary that is away.
                if !switched || !app.plan.mysql_is_down() {
                    let written = write(&app, &router, vec![change]).await;
                    session = Some(match session.take() {
                        Some(earlier) => written.after(earlier),
                        None => written,
                    });
                }
            }
            Step::Settle => app.world.settle().await,
            Step::Forget => {
                app.world.forget_tasks();
            }
            Step::Tick => {
                app.world.advance_ms(60_000);
                app.isolate().tick().await;
            }
            Step::Switch if !switched => {
                app.world.settle().await;
                app.heal().await;
                TwoSqlites.reverse(&app.d1, &app.mysql).await;
                switched = true;
            }
            Step::Switch => {}
            Step::Outage(true) => app.plan.take_mysql_down(),
            Step::Outage(false) => app.plan.heal(),
            Step::Read { isolate } => {
                let Some(session) = &session else { continue };
                let router = app.request(&isolates[*isolate]);
                let options = tolerant(shows.then_some(session));
                let ascending = Direction::Ascending;
                let query = PageQuery::new(tags.clone(), Vec::new(), None, ascending, 50).unwrap();
                let Ok(page) = router.list(&query, &options).await else { continue };
                for pk in KEYS {
                    let key = key("spicy_tags", pk);
                    let Some(written) = session.version(&key) else { continue };
                    let listed = page
                        .found
                        .rows
                        .iter()
                        .find(|stored| tandem::schema::Pk::of(&stored.row).unwrap() == key.pk);
                    let Ok(one) = router.get(&tags, &key.pk, &options).await else { continue };
                    let newest = newest(&app.d1, &app.mysql, &key).await;
                    for found in [listed, one.found.as_ref()] {
                        stale += usize::from(match found {
                            Some(stored) => stored.version < written,
                            // Only this client writes: no row is right where the newest is none.
                            None => newest,
                        });
                    }
                }
            }
        }
    }
    stale
}

/// Whether the newest of what both databases hold is a row.
async fn newest(d1: &impl Store, mysql: &impl Store, key: &tandem::schema::Key) -> bool {
    let ours = d1.snapshot(std::slice::from_ref(key)).await.unwrap();
    let theirs = mysql.snapshot(std::slice::from_ref(key)).await.unwrap();
    let newest = ours.into_iter().chain(theirs).flatten().max_by_key(|image| image.version);
    newest.is_some_and(|image| matches!(image.body, tandem::schema::Body::Row(_)))
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_read_is_older_than_its_session(steps in steps()) {
        prop_assert_eq!(run(stale(&steps, true)), 0);
    }
}

/// The property notices: without sessions reads are older.
#[test]
fn without_its_session_a_read_is_older() {
    let write = |deletes| Step::Write { isolate: 0, key: 0, deletes };
    let read = Step::Read { isolate: 0 };
    for steps in [
        vec![write(false), Step::Settle, write(false), Step::Forget, read.clone()],
        vec![write(false), Step::Settle, write(true), Step::Forget, read],
    ] {
        assert_eq!(run(stale(&steps, true)), 0, "{steps:?}");
        assert!(run(stale(&steps, false)) > 0, "{steps:?}");
    }
}
