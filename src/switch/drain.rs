//! Bringing the old primary's journal over: most of it before the close, the rest while nobody can
//! write.

use super::Switcher;
use crate::outbox::Queue;
use crate::replication::{self, ReplayReport};
use crate::runtime::Runtime;
use crate::schema::Epoch;
use crate::store::{Coordinator, Either, Side, Store, StoreError};

/// Most statements of D1 that the part before the close takes, so that there are enough left for the
/// part after it.
pub(super) const STATEMENTS_BEFORE: usize = 350;

impl<D, M, R> Switcher<'_, D, M, R>
where
    D: Coordinator + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    /// While writes still go on: what is brought over now does not hold them up later.
    pub(super) async fn drain_before(
        &self,
        primary: Side,
        epoch: Epoch,
    ) -> Result<ReplayReport, StoreError> {
        let left = self.statements.get();
        let most = left.min(STATEMENTS_BEFORE);
        self.statements.set(most);
        let until_ms = self.runtime.now_ms().saturating_add(PRE_DRAIN_MS);
        let done = self.drain(primary, epoch, until_ms).await;
        let used = most.saturating_sub(self.statements.get());
        self.statements.set(left.saturating_sub(used));
        done
    }

    /// Once through the journal.
    pub(super) async fn drain(
        &self,
        primary: Side,
        epoch: Epoch,
        until_ms: i64,
    ) -> Result<ReplayReport, StoreError> {
        let left = self.statements.get();
        let (from, to) = Either::pair(primary, self.d1, self.mysql);
        let ms = u64::try_from(until_ms.saturating_sub(self.runtime.now_ms())).unwrap_or(0);
        let drain = replication::drain(&from, &to, self.runtime, epoch, until_ms, left);
        let done = self.within_ms(ms, drain).await?;
        self.statements.set(left.saturating_sub(cost(primary, done.lines)));
        Ok(done)
    }

    /// Whether the primary's journal is empty now, read anew.
    pub(super) async fn journal_is_empty(&self, primary: Side) -> Result<bool, StoreError> {
        match primary {
            Side::D1 => self.insist(async || self.d1.journal_is_empty().await).await,
            Side::MySql => self.within(self.mysql.journal_is_empty()).await,
        }
    }
}

/// How long the part before the close goes on, in milliseconds.
const PRE_DRAIN_MS: i64 = 4_000;

/// About how many statements of D1 a drain took.
fn cost(primary: Side, lines: u64) -> usize {
    let lines = usize::try_from(lines).unwrap_or(usize::MAX);
    match primary {
        Side::D1 => lines.div_ceil(1_000).saturating_mul(11).saturating_add(1),
        Side::MySql => lines.saturating_mul(2).saturating_add(10),
    }
}
