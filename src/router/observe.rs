//! What requests see of MySQL, counted for all isolates together: see [`Window`](crate::evidence::Window).

use super::Router;
use crate::evidence::Window;
use crate::outbox::Queue;
use crate::runs::Ledger;
use crate::runtime::{Level, Runtime};
use crate::store::{ApplyError, Side, Store, StoreError, WriteError};

/// An error that may say that the database is not there.
pub(super) trait Outage {
    /// Whether it does.
    fn is_outage(&self) -> bool;
}

impl Outage for StoreError {
    fn is_outage(&self) -> bool {
        self.is_transient()
    }
}

impl Outage for WriteError {
    fn is_outage(&self) -> bool {
        matches!(self, WriteError::Store(error) if error.is_transient())
    }
}

impl Outage for ApplyError {
    fn is_outage(&self) -> bool {
        matches!(self, ApplyError::Store(error) if error.is_transient())
    }
}

/// A call under way.
pub(super) struct Call {
    /// When it began, where it is counted, in milliseconds since 1970.
    began_ms: Option<i64>,
}

impl<D: Store + Ledger + 'static, M: Store + 'static, R: Runtime + Queue> Router<D, M, R> {
    /// A call of the database on this side begins, by a request or by what comes after it.
    pub(super) fn call_of(&self, side: Side) -> Call {
        Call { began_ms: (side == Side::MySql).then(|| self.runtime().now_ms()) }
    }

    /// It has ended so. (Not a future around the call's: each such layer doubles what that takes.)
    pub(super) fn observed<T, E: Outage>(&self, call: Call, answer: Result<T, E>) -> Result<T, E> {
        if let Some(began_ms) = call.began_ms {
            let took_ms = self.runtime().now_ms().saturating_sub(began_ms);
            let failed = answer.as_ref().is_err_and(Outage::is_outage);
            self.count(|counts| counts.add_call(took_ms, failed));
        }
        answer
    }

    /// Counts something; every few seconds what the isolate has counted goes to D1, beside the
    /// request or after it.
    pub(super) fn count(&self, count: impl FnOnce(&mut Window)) {
        if self.is_alone() {
            return; // they are kept in D1
        }
        let tally = &self.isolate().tally;
        tally.note(self.runtime().now_ms(), count);
        if let Some(counts) = tally.take_due(self.runtime().now_ms()) {
            let router = self.clone();
            self.runtime().spawn(async move { router.hand_over(counts).await });
        }
    }

    /// Adds what the isolate has counted to the counts of all, however little it is.
    pub async fn flush_counts(&self) {
        if let Some(counts) = self.isolate().tally.take() {
            self.hand_over(counts).await;
        }
    }

    async fn hand_over(&self, counts: Window) {
        if let Err(error) = self.shared.d1.add_counts(self.runtime().now_ms(), &counts).await {
            // Not tried again: it may have been done.
            let message = format!("counts of an isolate are lost: {error}");
            self.runtime().log(Level::Warn, &message);
        }
    }
}
