//! What goes on after the answer, for all requests of an isolate together: one of them takes
//! along what the others have left, so that many writes share a connection, a transaction, a batch
//! of the queue and an acknowledgement.
//!
//! Only plain data passes from one request to another: sockets and promises belong to the request
//! that made them. All of it stands in the journal and in the outbox too, so that nothing is lost
//! with an isolate, or with a request that ends before it is through.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use super::inline::Brought;
use super::write::Committed;
use super::{Isolate, Router};
use crate::outbox::{Queue, deliver};
use crate::replication::Confirmed;
use crate::runtime::{Level, Runtime};
use crate::schema::{Body, Image, Value};
use crate::store::{ApplySet, OutboxEvent, Side, Store};

/// Most images and events of one group: what one statement, and one batch of the queue, takes.
const MAX_GROUP: usize = 100;
/// Most bytes of values that wait; an isolate has 128 MB for everything
/// (<https://developers.cloudflare.com/workers/platform/limits/>).
const MAX_WAITING_BYTES: usize = 8 << 20;
/// How long one request waits for others to leave something too, in milliseconds: nobody waits for
/// what goes on after the answer, and together it costs a fraction.
const LINGER_MS: u64 = 50;
/// How long one request works for the others, in milliseconds; then another one does.
const LEAD_MS: i64 = 10_000;
/// After how many milliseconds of silence a request is taken to have ended: its work after the
/// answer may go on for 30 seconds (same page).
const SILENT_MS: i64 = 30_000;

/// What one write leaves to be done.
pub(super) struct Left {
    /// What is to be brought to the other database.
    pub(super) change: Option<Committed>,
    /// What is there already, to be acknowledged.
    pub(super) confirmed: Vec<Confirmed>,
    /// Where the journal and the outbox are.
    pub(super) side: Side,
    /// What is to be sent.
    pub(super) events: Vec<OutboxEvent>,
}

/// What the requests of an isolate have left, and who works on it.
#[derive(Default)]
pub(super) struct Afterwards {
    waiting: RefCell<VecDeque<Left>>,
    bytes: Cell<usize>,
    /// The number of the one who leads, and when it was heard of last.
    leader: Cell<Option<(u64, i64)>>,
    leaders: Cell<u64>,
}

impl std::fmt::Debug for Afterwards {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Afterwards({} wait)", self.waiting.borrow().len())
    }
}

/// The right to work on what is left, given back when it is dropped.
struct Lead {
    isolate: Rc<Isolate>,
    number: u64,
}

impl Drop for Lead {
    fn drop(&mut self) {
        if self.isolate.afterwards.is_led_by(self.number) {
            self.isolate.afterwards.leader.set(None);
        }
    }
}

impl Afterwards {
    /// Keeps it for whoever leads; false where too much waits already.
    fn push(&self, left: Left) -> bool {
        let bytes = self.bytes.get().saturating_add(left.bytes());
        if bytes > MAX_WAITING_BYTES && !self.waiting.borrow().is_empty() {
            return false;
        }
        self.bytes.set(bytes);
        self.waiting.borrow_mut().push_back(left);
        true
    }

    fn is_led_by(&self, number: u64) -> bool {
        self.leader.get().is_some_and(|(leader, _)| leader == number)
    }

    /// A number to lead under, unless somebody leads who was heard of lately.
    fn elect(&self, now_ms: i64) -> Option<u64> {
        let heard_ms = self.leader.get().map(|(_, heard_ms)| heard_ms);
        if heard_ms.is_some_and(|heard_ms| now_ms.saturating_sub(heard_ms) < SILENT_MS) {
            return None;
        }
        let number = self.leaders.get().wrapping_add(1);
        self.leaders.set(number);
        self.leader.set(Some((number, now_ms)));
        Some(number)
    }

    /// The next ones that can be worked on together; none where there are none, or where somebody
    /// else leads by now.
    fn group(&self, number: u64, now_ms: i64) -> Vec<Left> {
        let mut group: Vec<Left> = Vec::new();
        if !self.is_led_by(number) {
            return group;
        }
        self.leader.set(Some((number, now_ms)));
        let mut waiting = self.waiting.borrow_mut();
        let (mut images, mut events) = (0_usize, 0_usize);
        while let Some(left) = waiting.front() {
            let first = group.first();
            images = images.saturating_add(left.images());
            events = events.saturating_add(left.events.len());
            let fits = first.is_none_or(|first| {
                images <= MAX_GROUP && events <= MAX_GROUP && first.goes_with(left)
            });
            if !fits {
                break;
            }
            group.extend(waiting.pop_front());
        }
        let bytes: usize = group.iter().map(Left::bytes).sum();
        self.bytes.set(self.bytes.get().saturating_sub(bytes));
        group
    }
}

impl Left {
    fn images(&self) -> usize {
        self.change.as_ref().map_or(0, |change| change.images.len())
    }

    fn goes_with(&self, other: &Left) -> bool {
        let epoch = |left: &Left| left.change.as_ref().map(|change| change.epoch);
        let same_epoch = match (epoch(self), epoch(other)) {
            (Some(one), Some(another)) => one == another,
            _ => true,
        };
        self.side == other.side && same_epoch
    }

    /// About how many bytes it holds.
    fn bytes(&self) -> usize {
        let images = self.change.iter().flat_map(|change| &change.images).map(image_bytes);
        let events = self.events.iter().map(|event| event.payload.len());
        images.chain(events).fold(0, usize::saturating_add)
    }
}

fn image_bytes(image: &Image) -> usize {
    let Body::Row(row) = &image.body else {
        return 0;
    };
    let long = row.iter().map(|(_, value)| match value {
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        _ => 0,
    });
    long.fold(0, usize::saturating_add)
}

/// The changes of a group as one.
fn together(changes: Vec<Committed>) -> Option<Committed> {
    let mut changes = changes.into_iter();
    let mut all = changes.next()?;
    for change in changes {
        if all.set != change.set {
            all.set = ApplySet::Independent;
        }
        all.images.extend(change.images);
        all.writes = all.writes.saturating_add(change.writes);
        all.drains = all.drains || change.drains;
    }
    Some(all)
}

impl<D: Store + 'static, M: Store + 'static, R: Runtime + Queue> Router<D, M, R> {
    /// Leaves something to be done after the answer.
    pub(super) fn leave(&self, left: Left) {
        if left.change.is_none() && left.confirmed.is_empty() && left.events.is_empty() {
            return;
        }
        let isolate = &self.shared.isolate;
        if !isolate.afterwards.push(left) {
            // The journal and the outbox have it.
            isolate.behind.set(true);
            self.runtime().log(Level::Warn, "too much waits to be done: it is left to the cron");
        }
        if let Some(number) = isolate.afterwards.elect(self.runtime().now_ms()) {
            let lead = Lead { isolate: Rc::clone(isolate), number };
            let router = self.clone();
            self.runtime().spawn(async move { router.lead(lead).await });
        }
    }

    async fn lead(&self, lead: Lead) {
        let began_ms = self.runtime().now_ms();
        loop {
            self.runtime().sleep_ms(LINGER_MS).await;
            let now_ms = self.runtime().now_ms();
            let group = lead.isolate.afterwards.group(lead.number, now_ms);
            if group.is_empty() {
                return;
            }
            self.work_off(group).await;
            let is_late = self.runtime().now_ms().saturating_sub(began_ms) > LEAD_MS;
            if is_late || lead.isolate.afterwards.waiting.borrow().is_empty() {
                return;
            }
        }
    }

    async fn work_off(&self, group: Vec<Left>) {
        let Some(side) = group.first().map(|left| left.side) else { return };
        let mut confirmed: Vec<Confirmed> = Vec::new();
        let mut events: Vec<OutboxEvent> = Vec::new();
        let mut changes: Vec<Committed> = Vec::new();
        for left in group {
            confirmed.extend(left.confirmed);
            events.extend(left.events);
            changes.extend(left.change);
        }
        let change = together(changes);
        let (brought, deliveries) = futures_util::join!(
            async {
                match &change {
                    Some(change) => self.bring_over(change, None).await,
                    None => Brought::default(),
                }
            },
            deliver(self.runtime(), &events)
        );
        confirmed.extend(brought.confirmed);
        let now_ms = self.runtime().now_ms();
        let noted = match (side, &self.shared.mysql) {
            _ if confirmed.is_empty() && deliveries.is_empty() => Ok(()),
            (Side::MySql, Some(mysql)) => mysql.conclude(&confirmed, &deliveries, now_ms).await,
            _ => self.shared.d1.conclude(&confirmed, &deliveries, now_ms).await,
        };
        if let Err(error) = noted {
            // What was applied is applied again, and what was sent is sent again: both may be.
            let message = format!("what was done after a write could not be noted: {error}");
            self.runtime().log(Level::Warn, &message);
        }
        let reached = brought.waits.is_none() && !confirmed.is_empty();
        if reached && self.isolate().behind.replace(false) {
            // What still waits is logged, and stands in the journal.
            let _journaled = self.drain().await;
        }
    }
}
