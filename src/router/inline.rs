//! Right after a commit: its images to the secondary, and its events as the outbox has them.

use super::Router;
use super::write::{Committed, Warm};
use crate::config::Secondary;
use crate::outbox::Queue;
use crate::replication::{Confirmed, NotApplied, Reason, Replicated, replicate, verify_write};
use crate::runs::Ledger;
use crate::runtime::{Level, Runtime};
use crate::schema::{Epoch, Image, Version};
use crate::store::{ApplyError, Either, OutboxEvent, Side, Store, Unit, Written};

/// How long the drain after a success may go on, in milliseconds; a Worker's work after the
/// response ends after 30 seconds
/// (<https://developers.cloudflare.com/workers/platform/limits/>).
const DRAIN_MS: i64 = 10_000;

/// What became of a committed write at the other database.
#[derive(Debug, Default)]
pub(super) struct Brought {
    /// It holds these now, to be acknowledged.
    pub(super) confirmed: Vec<Confirmed>,
    /// It could be used, whatever it did with single keys.
    pub(super) answered: bool,
    /// Why some of it is not there yet.
    pub(super) waits: Option<String>,
}

impl<D: Store + Ledger + 'static, M: Store + 'static, R: Runtime + Queue> Router<D, M, R> {
    /// Brings committed writes to the other database. What does not get there is only a message:
    /// the journal has the keys.
    pub(super) async fn bring_over(&self, change: &Committed, warm: Option<Warm>) -> Brought {
        let (d1, Some(mysql)) = (&self.shared.d1, &self.shared.mysql) else {
            return Brought::default();
        };
        let (from, to) = Either::pair(change.side, d1.as_ref(), mysql.as_ref());
        let applied = self.apply_inline(&from, &to, change, warm).await;
        let (brought, failed_keys) = match applied {
            Ok(Replicated { confirmed, failed }) => {
                let is_primary =
                    |one: &NotApplied| matches!(one.reason, Reason::Failed(ApplyError::Primary));
                if failed.iter().any(is_primary)
                    && let Err(error) = self.bring_line_up().await
                {
                    let message = format!("the control line of mysql stays behind: {error}");
                    self.runtime().log(Level::Warn, &message);
                }
                let failed_keys = u64::try_from(failed.len()).unwrap_or(u64::MAX);
                // What a delete took along has to go before it or with it: the journal knows it.
                let waits = if change.drains {
                    self.drain().await.err()
                } else {
                    let first = failed.into_iter().next();
                    first.map(|NotApplied { key, reason }| format!("{key}: {reason}"))
                };
                (Brought { confirmed, answered: true, waits }, failed_keys)
            }
            Err(reason) => (Brought { waits: Some(reason), ..Brought::default() }, u64::MAX),
        };
        let isolate = self.isolate();
        let mut failed_writes = 0;
        if let Some(reason) = &brought.waits {
            isolate.behind.set(true);
            let side = change.side.name();
            let message = format!("a write waits in the journal of {side}: {reason}");
            self.runtime().log(Level::Warn, &message);
            // Which key was whose write is not known here.
            failed_writes = failed_keys.max(1).min(change.writes);
        }
        isolate.counters.secondary_failures.add(failed_writes);
        isolate.counters.dual_writes.add(change.writes.saturating_sub(failed_writes));
        self.count(|counts| {
            counts.dual_writes = counts.dual_writes.saturating_add(change.writes);
            counts.dual_failures = counts.dual_failures.saturating_add(failed_writes);
        });
        brought
    }

    /// Replays what a delete took along, or what waits since an apply failed; why some of it still
    /// waits.
    pub(super) async fn drain(&self) -> Result<(), String> {
        let result = match self.replay(DRAIN_MS).await {
            Ok(done) if done.failed == 0 && !done.busy => Ok(()),
            Ok(_) => Err("rows that changed with it wait in the journal".to_owned()),
            Err(error) => Err(error.to_string()),
        };
        if let Err(reason) = &result {
            self.runtime().log(Level::Warn, &format!("the drain after a write stopped: {reason}"));
        }
        result
    }

    /// An error where the other database can't be used.
    async fn apply_inline<P: Store, S: Store>(
        &self,
        primary: &P,
        secondary: &S,
        change: &Committed,
        warm: Option<Warm>,
    ) -> Result<Replicated, String> {
        let breaker = &self.isolate().breaker;
        if secondary.side() == Side::MySql && !breaker.allows(self.runtime().now_ms()) {
            return Err("the circuit breaker is open".to_owned());
        }
        if let Some(warm) = warm
            && !warm.await
        {
            breaker.failed(self.runtime().now_ms());
            self.count(|counts| counts.add_call(0, true));
            return Err(format!("{} can't be reached", secondary.side().name()));
        }
        let Committed { images, set, epoch, .. } = change;
        let call = self.call_of(secondary.side());
        let brought = replicate(primary, secondary, images, *set, *epoch).await;
        let result = match self.observed(call, brought) {
            Ok(result) => {
                breaker.succeeded();
                result
            }
            Err(error) => {
                breaker.failed(self.runtime().now_ms());
                return Err(error.to_string());
            }
        };
        if let Secondary::On { verify: true, .. } = self.config().secondary {
            let confirmed = |image: &&Image| {
                let key = (image.key.clone(), image.version);
                result.confirmed.contains(&key)
            };
            let applied: Vec<Image> = images.iter().filter(confirmed).cloned().collect();
            self.verify(primary, secondary, &applied, *epoch).await;
        }
        Ok(result)
    }

    /// Reads back what was applied; what differs is counted, named and repaired.
    async fn verify<P: Store, S: Store>(
        &self,
        primary: &P,
        secondary: &S,
        images: &[Image],
        epoch: Epoch,
    ) {
        let differing = match verify_write(secondary, images).await {
            Ok(keys) => keys,
            Err(error) => {
                let message = format!("could not verify a write: {error}");
                return self.runtime().log(Level::Warn, &message);
            }
        };
        for key in differing {
            self.isolate().counters.verification_failures.add(1);
            let message = format!("{key} reads back otherwise from {}", secondary.side().name());
            self.runtime().log(Level::Error, &message);
            if let Err(error) = primary.repair(&key, Version::NONE, epoch).await {
                self.runtime().log(Level::Error, &format!("{key} could not be repaired: {error}"));
            }
        }
    }

    /// The unit's events as the outbox holds them.
    pub(super) fn events_of(&self, unit: &Unit, written: &Written) -> Vec<OutboxEvent> {
        let event = |event: &crate::store::Event| {
            let change = event.change.and_then(|at| unit.changes.get(at));
            let image = change.and_then(|change| {
                written.images.iter().find(|image| {
                    image.key.table == change.target.table() && image.key.pk == change.pk
                })
            });
            OutboxEvent {
                id: event.id.clone(),
                kind: event.kind.clone(),
                table: change.map_or("", |change| change.target.table().name).to_owned(),
                pk: change.map_or("", |change| change.pk.as_str()).to_owned(),
                version: image.map_or(Version(0), |image| image.version),
                tenant: event.tenant.clone(),
                at_ms: unit.now_ms,
                payload: event.payload.clone(),
                attempts: 0,
            }
        };
        unit.events.iter().map(event).collect()
    }
}
