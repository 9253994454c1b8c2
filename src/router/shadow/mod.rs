//! Shadow reads: some reads are repeated at the other database after the answer, and compared. What
//! differs is looked at once more, and what stays is noted for the repair. See `docs/reads.md`.

mod asked;
mod pace;

pub(super) use asked::Asked;
use asked::Differences;
pub(super) use pace::Pace;
use pace::Turn;

use super::Router;
use crate::outbox::Queue;
use crate::replication::verify::Verify;
use crate::runs::{Finding, FindingKind, FindingState, Ledger, SHADOW_RUN, Severity};
use crate::runtime::{Level, Runtime};
use crate::schema::Key;
use crate::store::{Either, Side, Store, StoreError};

/// Most keys of one read that are looked at once more.
const MAX_KEYS: usize = 50;

impl<D, M, R> Router<D, M, R>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    /// Whether a read is to be repeated. MySQL that fails is left alone.
    pub(super) fn shadows(&self) -> bool {
        let percent = u64::from(self.config().reads.shadow_percent);
        percent > 0
            && self.doubles()
            && self.isolate().breaker.is_closed()
            && self.runtime().random() % 100 < percent
    }

    /// Repeats a read after the answer, if not too many are under way.
    pub(super) fn shadow(&self, asked: Asked, by: Side) {
        let Some(turn) = Turn::take(&self.shared.isolate, self.runtime().now_ms()) else {
            return;
        };
        let router = self.clone();
        self.runtime().spawn(async move {
            if let Err(error) = router.compare(&asked, by, turn.calibrates()).await {
                let message = format!("a read could not be compared: {error}");
                router.runtime().log(Level::Warn, &message);
            }
            drop(turn);
        });
    }

    /// Where it calibrates, the read is repeated where it was served: what differs then is how much
    /// rows change between two reads.
    async fn compare(&self, asked: &Asked, by: Side, calibrates: bool) -> Result<(), StoreError> {
        let Some(mysql) = &self.shared.mysql else { return Ok(()) };
        let (same, other) = Either::pair(by, self.shared.d1.as_ref(), mysql.as_ref());
        let at = if calibrates { same } else { other };
        let call = self.call_of(at.side());
        let read = self.in_time(Box::pin(asked.again(&at))).await;
        let again = self.noted(at.side(), self.observed(call, read))?;
        let counters = &self.isolate().counters;
        let differences = asked.differences(&again);
        if calibrates {
            counters.shadow_calibrations.add(1);
            counters.shadow_noise.add(u64::from(!differences.is_empty()));
            return Ok(());
        }
        counters.shadow_reads.add(1);
        if differences.is_empty() {
            return Ok(());
        }
        counters.shadow_differed.add(1);
        let findings = self.staying(asked, differences).await?;
        if findings.is_empty() {
            return Ok(());
        }
        counters.shadow_mismatches.add(1);
        self.keep(findings).await
    }

    /// The differences that are no matter of time: neither is a key's journal line there, nor is it
    /// written meanwhile.
    async fn staying(
        &self,
        asked: &Asked,
        differences: Differences,
    ) -> Result<Vec<Finding>, StoreError> {
        let Some(mysql) = &self.shared.mysql else { return Ok(Vec::new()) };
        let side = self.route().await?.primary();
        let (primary, secondary) = Either::pair(side, self.shared.d1.as_ref(), mysql.as_ref());
        let runtime = self.runtime();
        // The one look asks for no time.
        let settle = async |_: &[Key], _| Ok(());
        let (primary, secondary) = (&primary, &secondary);
        let verify = Verify { primary, secondary, runtime, settle, run: SHADOW_RUN };
        let keys: Vec<Key> = differences.keys.into_iter().take(MAX_KEYS).collect();
        let mut findings = verify.compare_once(&keys).await?;
        if differences.order {
            findings.push(self.order(asked));
        }
        Ok(findings)
    }

    /// Rows that are the same on both sides come in another order there.
    fn order(&self, asked: &Asked) -> Finding {
        Finding {
            run: SHADOW_RUN.to_owned(),
            table: asked.table().name.to_owned(),
            pk: String::new(),
            kind: FindingKind::Order,
            severity: Severity::Error,
            state: FindingState::Open,
            values: Vec::new(),
            code: None,
            message: format!("a page comes in another order: {}", asked.order()),
            remedy: "make the collations of the columns that it is sorted by the same; then a repair of the run `shadow` ends this"
                .to_owned(),
            found_ms: self.runtime().now_ms(),
        }
    }

    /// Keeps findings, so many a minute.
    async fn keep(&self, findings: Vec<Finding>) -> Result<(), StoreError> {
        let now_ms = self.runtime().now_ms();
        let room = self.isolate().shadow.room(now_ms, findings.len());
        let findings: Vec<Finding> = findings.into_iter().take(room).collect();
        for finding in &findings {
            let Finding { table, pk, message, .. } = finding;
            let line = format!("a shadow read differs at {table}/{pk}: {message}");
            self.runtime().log(Level::Warn, &line);
        }
        if findings.is_empty() {
            return Ok(());
        }
        self.shared.d1.note_findings(SHADOW_RUN, &findings).await
    }
}
