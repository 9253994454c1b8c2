//! Right after a commit: the images to the secondary, the events to the queue.

use std::rc::Rc;

use super::Router;
use super::write::{Committed, Warm};
use crate::config::Secondary;
use crate::outbox::{Queue, deliver};
use crate::replication::{NotApplied, replicate, verify_write};
use crate::runtime::{Level, Runtime};
use crate::schema::{Epoch, Image, Version};
use crate::store::{OutboxEvent, Side, Store, Unit, Written};

/// How long the drain after a success may go on, in milliseconds; a Worker's work after the
/// response ends after 30 seconds
/// (<https://developers.cloudflare.com/workers/platform/limits/>).
const DRAIN_MS: i64 = 10_000;

impl<D: Store + 'static, M: Store + 'static, R: Runtime + Queue> Router<D, M, R> {
    /// Brings a committed write to the other database and acknowledges it. An error is only a
    /// message: the journal has the keys.
    pub(super) async fn bring_over(
        &self,
        change: Committed,
        warm: Option<Warm>,
    ) -> Result<(), String> {
        let (d1, Some(mysql)) = (&self.shared.d1, &self.shared.mysql) else {
            return Ok(());
        };
        let applied = match change.side {
            Side::D1 => self.apply_inline(d1, mysql, &change, warm).await,
            Side::MySql => self.apply_inline(mysql, d1, &change, warm).await,
        };
        let result = match applied {
            Ok(_) if change.drains => match self.replay(DRAIN_MS).await {
                Ok(done) if done.failed == 0 && !done.busy => Ok(()),
                Ok(_) => Err("rows that a delete took along wait".to_owned()),
                Err(error) => Err(error.to_string()),
            },
            Ok(None) => Ok(()),
            Ok(Some(NotApplied { key, reason })) => Err(format!("{key}: {reason}")),
            Err(reason) => Err(reason),
        };
        let isolate = self.isolate();
        match &result {
            Ok(()) => {
                isolate.counters.dual_writes.add(1);
                if isolate.behind.replace(false) {
                    let router = self.clone();
                    self.runtime().spawn(async move { router.drain().await });
                }
            }
            Err(reason) => {
                isolate.counters.secondary_failures.add(1);
                isolate.behind.set(true);
                let side = change.side.name();
                let message = format!("a write waits in the journal of {side}: {reason}");
                self.runtime().log(Level::Warn, &message);
            }
        }
        result
    }

    async fn drain(&self) {
        if let Err(error) = self.replay(DRAIN_MS).await {
            self.runtime().log(Level::Warn, &format!("the drain after a write stopped: {error}"));
        }
    }

    /// The first key that waits, if any; an error where the other database can't be used.
    async fn apply_inline<P: Store, S: Store>(
        &self,
        primary: &Rc<P>,
        secondary: &Rc<S>,
        change: &Committed,
        warm: Option<Warm>,
    ) -> Result<Option<NotApplied>, String> {
        let breaker = &self.isolate().breaker;
        if secondary.side() == Side::MySql && !breaker.allows(self.runtime().now_ms()) {
            return Err("the circuit breaker is open".to_owned());
        }
        if let Some(warm) = warm
            && !warm.await
        {
            breaker.failed(self.runtime().now_ms());
            return Err(format!("{} can't be reached", secondary.side().name()));
        }
        let Committed { images, set, epoch, .. } = change;
        let (from, to) = (primary.as_ref(), secondary.as_ref());
        let result = match replicate(from, to, images, *set, *epoch).await {
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
        // An ack that is lost costs one replay.
        primary.ack(&result.confirmed).await.map_err(|error| error.to_string())?;
        Ok(result.failed.into_iter().next())
    }

    /// Reads back what was applied; what differs is counted, named and repaired.
    async fn verify<P: Store, S: Store>(
        &self,
        primary: &Rc<P>,
        secondary: &Rc<S>,
        images: &[Image],
        epoch: Epoch,
    ) {
        let differing = match verify_write(secondary.as_ref(), images).await {
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

    /// The nudge: sends the events now, so that they do not wait for the cron.
    pub(super) async fn send(&self, side: Side, events: Vec<OutboxEvent>) {
        if events.is_empty() {
            return;
        }
        let results = deliver(&self.shared.runtime, &events).await;
        let now_ms = self.runtime().now_ms();
        let noted = match (side, &self.shared.mysql) {
            (Side::MySql, Some(mysql)) => mysql.delivered(&results, now_ms).await,
            _ => self.shared.d1.delivered(&results, now_ms).await,
        };
        if let Err(error) = noted {
            // They go out again with the next poll: at least once.
            self.runtime().log(Level::Warn, &format!("sent events could not be noted: {error}"));
        }
    }
}
