//! What is left to be done after the answer, for all requests of an isolate together: one of them
//! takes along what the others have left, so that many writes share a connection, a transaction, a
//! batch of the queue and an acknowledgement. What it does with them is in `lead`.
//!
//! Only plain data passes from one request to another: sockets and promises belong to the request
//! that made them. All of it stands in the journal and in the outbox too, so that nothing is lost
//! with an isolate, or with a request that ends before it is through.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use super::Isolate;
use super::write::Committed;
use crate::replication::Confirmed;
use crate::schema::{Body, Epoch, Image, Value};
use crate::store::{ApplySet, OutboxEvent, Side};

/// Most keys and most events of one group: what one statement, and one batch of the queue, takes.
const MAX_GROUP: usize = 100;
/// Most bytes of one group, about: they are in memory as values and as text of statements, of the
/// 128 MB that an isolate has
/// (<https://developers.cloudflare.com/workers/platform/limits/>). One write alone may have more.
const MAX_GROUP_BYTES: usize = 4 << 20;
/// Most bytes that wait, about.
const MAX_WAITING_BYTES: usize = 8 << 20;
/// What a key or an event takes besides its long values, in bytes.
const EACH_BYTES: usize = 1_024;
/// For how long a request leads, in milliseconds. Then the next one that leaves something does, be
/// it that the one before is still at work, or that it has ended without a word: the platform
/// neither polls nor drops what it has cancelled.
const TERM_MS: i64 = 10_000;

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
    leader: Cell<Option<Leader>>,
    terms: Cell<u64>,
}

/// Who leads: the number of its term, and until when it is not relieved.
#[derive(Clone, Copy)]
struct Leader {
    term: u64,
    until_ms: i64,
}

impl std::fmt::Debug for Afterwards {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Afterwards({} bytes wait)", self.bytes.get())
    }
}

/// The right to work on what is left, given back when it is dropped.
pub(super) struct Lead {
    isolate: Rc<Isolate>,
    term: u64,
}

impl Lead {
    /// The right to lead, unless somebody's term is under way.
    pub(super) fn begin(isolate: &Rc<Isolate>, now_ms: i64) -> Option<Lead> {
        let term = isolate.afterwards.elect(now_ms)?;
        Some(Lead { isolate: Rc::clone(isolate), term })
    }

    /// Whether something waits, and nobody else leads by now.
    pub(super) fn has_work(&self) -> bool {
        let afterwards = &self.isolate.afterwards;
        afterwards.is_led_in(self.term) && !afterwards.waiting.borrow().is_empty()
    }

    /// What is to be worked on next; nothing where nothing waits, or where somebody else leads by
    /// now.
    pub(super) fn next_group(&self) -> Vec<Left> {
        self.isolate.afterwards.group(self.term)
    }
}

impl Drop for Lead {
    fn drop(&mut self) {
        if self.isolate.afterwards.is_led_in(self.term) {
            self.isolate.afterwards.leader.set(None);
        }
    }
}

impl Afterwards {
    /// Keeps it for whoever leads; false where too much waits already.
    pub(super) fn push(&self, left: Left) -> bool {
        let bytes = self.bytes.get().saturating_add(left.bytes());
        let mut waiting = self.waiting.borrow_mut();
        if bytes > MAX_WAITING_BYTES && !waiting.is_empty() {
            return false;
        }
        self.bytes.set(bytes);
        waiting.push_back(left);
        true
    }

    fn is_led_in(&self, term: u64) -> bool {
        self.leader.get().is_some_and(|leader| leader.term == term)
    }

    fn elect(&self, now_ms: i64) -> Option<u64> {
        if self.leader.get().is_some_and(|leader| now_ms < leader.until_ms) {
            return None;
        }
        let term = self.terms.get().wrapping_add(1);
        self.terms.set(term);
        self.leader.set(Some(Leader { term, until_ms: now_ms.saturating_add(TERM_MS) }));
        Some(term)
    }

    /// The next ones that can be worked on together.
    fn group(&self, term: u64) -> Vec<Left> {
        let mut group: Vec<Left> = Vec::new();
        if !self.is_led_in(term) {
            return group;
        }
        let mut waiting = self.waiting.borrow_mut();
        let (mut keys, mut events, mut bytes) = (0_usize, 0_usize, 0_usize);
        while let Some(left) = waiting.front() {
            keys = keys.saturating_add(left.keys());
            events = events.saturating_add(left.events.len());
            let more = bytes.saturating_add(left.bytes());
            let fits = keys <= MAX_GROUP && events <= MAX_GROUP && more <= MAX_GROUP_BYTES;
            let goes = group.is_empty() || (fits && group.iter().all(|one| one.goes_with(left)));
            if !goes {
                break;
            }
            bytes = more;
            group.extend(waiting.pop_front());
        }
        self.bytes.set(self.bytes.get().saturating_sub(bytes));
        group
    }
}

impl Left {
    /// How many keys it applies or acknowledges.
    pub(super) fn keys(&self) -> usize {
        let images = self.change.as_ref().map_or(0, |change| change.images.len());
        images.saturating_add(self.confirmed.len())
    }

    /// What is applied together was written in one epoch.
    fn goes_with(&self, other: &Left) -> bool {
        let same_epoch = match (self.epoch(), other.epoch()) {
            (Some(one), Some(another)) => one == another,
            _ => true,
        };
        self.side == other.side && same_epoch
    }

    fn epoch(&self) -> Option<Epoch> {
        self.change.as_ref().map(|change| change.epoch)
    }

    /// About how many bytes it holds.
    fn bytes(&self) -> usize {
        let images = self.change.iter().flat_map(|change| &change.images).map(image_bytes);
        let events = self.events.iter().map(|event| event.payload.len());
        let count = self.keys().saturating_add(self.events.len()).saturating_add(1);
        let each = count.saturating_mul(EACH_BYTES);
        images.chain(events).fold(each, usize::saturating_add)
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
pub(super) fn together(changes: Vec<Committed>) -> Option<Committed> {
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

#[cfg(test)]
mod tests;
