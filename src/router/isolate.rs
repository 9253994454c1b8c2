//! What an isolate keeps between requests. Nothing here is needed to be right: an isolate may be
//! new with every request, and another one may know better.

use std::cell::Cell;
use std::rc::Rc;

use super::afterwards::Afterwards;
use super::reads::Known;
use super::route::KnownRoute;
use super::shadow::Pace;
use super::{Agreement, Breaker};
use crate::evidence::Tally;

/// Memory of one isolate.
#[derive(Debug, Default)]
pub struct Isolate {
    /// The last route seen. However old it is, the fence in the database decides.
    pub(super) route: Cell<Option<KnownRoute>>,
    /// D1's line said that changes are journaled; it never says otherwise again.
    pub(super) journaling: Cell<bool>,
    /// An apply failed since the last replay went through: there may be lines to drain.
    pub(super) behind: Cell<bool>,
    /// Whether the databases agree, as far as is known.
    pub(super) agreement: Known,
    /// MySQL's session settings were found to be right.
    pub mysql_session_is_right: Rc<Cell<bool>>,
    /// What its requests have left to be done.
    pub(super) afterwards: Afterwards,
    /// Its shadow reads.
    pub(super) shadow: Pace,
    /// Guards MySQL.
    pub breaker: Breaker,
    /// What is to be added to the counts of all isolates.
    pub(super) tally: Tally,
    /// Counts since the isolate started.
    pub counters: Counters,
}

impl Isolate {
    /// Tells it for good what it would ask D1 for.
    pub fn learn(&self, agreement: Agreement) {
        self.agreement.learn(agreement);
    }
}

/// Counts of one isolate; for looking at, not for deciding.
#[derive(Debug, Default)]
pub struct Counters {
    /// Units committed at the primary.
    pub writes: Counter,
    /// Of these, units whose images the secondary took at once.
    pub dual_writes: Counter,
    /// Of these, units left to the replay.
    pub secondary_failures: Counter,
    /// Images read back from the secondary that differed.
    pub verification_failures: Counter,
    /// Writes whose answer was lost and whose outcome was settled by reading.
    pub settled: Counter,
    /// Writes refused by a fence and routed again.
    pub rerouted: Counter,
    /// Reads that MySQL served while D1 was the primary.
    pub staged_reads: Counter,
    /// Reads that D1 served because MySQL failed or was too slow.
    pub fallbacks: Counter,
    /// Reads that were repeated at the other database.
    pub shadow_reads: Counter,
    /// Of these, those that found something else at first.
    pub shadow_differed: Counter,
    /// Of these, those that found something else still when it was looked at again.
    pub shadow_mismatches: Counter,
    /// Reads that were repeated at the same database.
    pub shadow_calibrations: Counter,
    /// Of these, those that found something else: so often rows change between two reads.
    pub shadow_noise: Counter,
}

/// A number that goes up.
#[derive(Debug, Default)]
pub struct Counter(Cell<u64>);

impl Counter {
    /// One more.
    pub fn add(&self, more: u64) {
        self.0.set(self.0.get().saturating_add(more));
    }

    /// How many.
    pub fn get(&self) -> u64 {
        self.0.get()
    }
}
