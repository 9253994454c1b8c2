//! The poller: takes what is due from an outbox, oldest first, and sends it.

use super::{Envelope, MAX_BATCH_BYTES, MAX_BATCH_MESSAGES, MAX_MESSAGE_BYTES, Queue, QueueError};
use crate::runtime::{Level, Runtime, backoff_ms};
use crate::store::{Delivery, OutboxEvent, Store, StoreError};

/// Name of the lease of the poller. Two at once would send events twice, which consumers must
/// expect anyway.
pub const OUTBOX_LEASE: &str = "outbox";
/// How long a poller may be silent before another one may start, in milliseconds.
const LEASE_MS: i64 = 30_000;
/// Most batches of one poll. D1 allows an invocation 1,000 queries
/// (<https://developers.cloudflare.com/d1/platform/limits/>), which the cron's jobs share. A batch
/// takes at most 7 of D1's outbox (2 for the lease, 1 to read, 4 to note what happened) and 2 of
/// MySQL's (the lease, which is kept in D1): the polls of both take 20 × (7 + 2) = 180, and 6 for
/// the last lease and its release. The purge takes 5 × 4 = 20, and
/// what is tried out daily 60; the rest is the replay's.
const MAX_BATCHES: u32 = 20;
/// An event that the queue refused so often goes to the dead letters, once it takes others.
const MAX_ATTEMPTS: u32 = 10;
/// First and longest wait of an event that was refused, in milliseconds.
const FIRST_BACKOFF_MS: u64 = 2_000;
const MOST_BACKOFF_MS: u64 = 300_000;

/// What a poll did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PollReport {
    /// Another poller was at work.
    pub busy: bool,
    /// Events that the queue took.
    pub sent: u64,
    /// Events to be tried again.
    pub failed: u64,
    /// Events that went to the dead letters.
    pub dead: u64,
    /// The queue took nothing: it is not available.
    pub unavailable: bool,
    /// It ended because its time or its batches were used up; there may be more.
    pub unfinished: bool,
}

/// Sends what is due in the outbox of `store`, for at most `budget_ms`. The lease is kept in
/// `coordinator`.
pub async fn poll<S: Store, C: Store, Q: Queue, R: Runtime>(
    store: &S,
    coordinator: &C,
    queue: &Q,
    runtime: &R,
    budget_ms: i64,
) -> Result<PollReport, StoreError> {
    let holder = crate::runtime::new_ulid(runtime);
    let lease = format!("{OUTBOX_LEASE}:{}", store.side().name());
    let started_ms = runtime.now_ms();
    let mut report = PollReport::default();
    let mut batches = 0;
    loop {
        let now_ms = runtime.now_ms();
        if !coordinator.lease(&lease, &holder, now_ms, LEASE_MS).await? {
            report.busy = true;
            return Ok(report);
        }
        if batches == MAX_BATCHES || now_ms.saturating_sub(started_ms) > budget_ms {
            report.unfinished = true;
            break;
        }
        batches += 1;
        let step = async {
            let events = store.outbox(now_ms, MAX_BATCH_MESSAGES).await?;
            let results = send(queue, runtime, &events, &mut report).await;
            store.delivered(&results, runtime.now_ms()).await?;
            Ok::<_, StoreError>(events.len())
        };
        match step.await {
            Ok(taken) if taken == MAX_BATCH_MESSAGES && !report.unavailable => {}
            Ok(_) => break,
            Err(error) => {
                coordinator.release(&lease, &holder).await?;
                return Err(error);
            }
        }
    }
    coordinator.release(&lease, &holder).await?;
    Ok(report)
}

/// Sends events of a write that was just committed, without waiting for the poller; gives what
/// is to be noted in the outbox. What fails here is the poller's.
pub async fn deliver<Q: Queue>(queue: &Q, events: &[OutboxEvent]) -> Vec<(String, Delivery)> {
    let mut results = Vec::new();
    for batch in batches(events.iter().map(|event| (event, Envelope::encode(event)))) {
        if batch.bodies.iter().any(|body| body.len() > MAX_MESSAGE_BYTES) {
            continue;
        }
        if queue.send_batch(&batch.bodies).await.is_ok() {
            results.extend(batch.events.iter().map(|event| (event.id.clone(), Delivery::Sent)));
        }
    }
    results
}

struct Batch<'a> {
    events: Vec<&'a OutboxEvent>,
    bodies: Vec<String>,
}

/// Cuts messages into batches that keep the queue's bounds.
fn batches<'a>(messages: impl Iterator<Item = (&'a OutboxEvent, String)>) -> Vec<Batch<'a>> {
    let mut batches: Vec<Batch<'a>> = Vec::new();
    let mut bytes = 0_usize;
    for (event, body) in messages {
        let full = bytes.saturating_add(body.len()) > MAX_BATCH_BYTES;
        match batches.last_mut() {
            Some(batch) if !full && batch.bodies.len() < MAX_BATCH_MESSAGES => {
                bytes = bytes.saturating_add(body.len());
                batch.events.push(event);
                batch.bodies.push(body);
            }
            _ => {
                bytes = body.len();
                batches.push(Batch { events: vec![event], bodies: vec![body] });
            }
        }
    }
    batches
}

async fn send<Q: Queue, R: Runtime>(
    queue: &Q,
    runtime: &R,
    events: &[OutboxEvent],
    report: &mut PollReport,
) -> Vec<(String, Delivery)> {
    let mut results = Vec::new();
    let mut messages = Vec::new();
    for event in events {
        let body = Envelope::encode(event);
        if body.len() > MAX_MESSAGE_BYTES {
            let reason = format!(
                "the message is {} bytes long; a queue takes {MAX_MESSAGE_BYTES}",
                body.len()
            );
            results.push((event.id.clone(), Delivery::Dead { reason }));
            report.dead += 1;
        } else {
            messages.push((event, body));
        }
    }
    for batch in batches(messages.into_iter()) {
        match queue.send_batch(&batch.bodies).await {
            Ok(()) => {
                results.extend(batch.events.iter().map(|event| (event.id.clone(), Delivery::Sent)));
                report.sent += u64::try_from(batch.events.len()).unwrap_or(0);
            }
            Err(error) => {
                results.extend(one_by_one(queue, runtime, &batch, error, report).await);
                if report.unavailable {
                    break;
                }
            }
        }
    }
    results
}

/// A batch failed: one of its events may be at fault, or the queue is not there. An event goes to
/// the dead letters only where the queue takes others in the same poll, so that an outage of the
/// queue sends nothing there.
async fn one_by_one<Q: Queue, R: Runtime>(
    queue: &Q,
    runtime: &R,
    batch: &Batch<'_>,
    error: QueueError,
    report: &mut PollReport,
) -> Vec<(String, Delivery)> {
    let mut results = Vec::new();
    let mut refused: Vec<(&OutboxEvent, QueueError)> = Vec::new();
    if let ([event], [_]) = (batch.events.as_slice(), batch.bodies.as_slice()) {
        refused.push((event, error));
    } else {
        for (event, body) in batch.events.iter().zip(&batch.bodies) {
            match queue.send_batch(std::slice::from_ref(body)).await {
                Ok(()) => {
                    results.push((event.id.clone(), Delivery::Sent));
                    report.sent += 1;
                }
                Err(error) => refused.push((event, error)),
            }
            if results.is_empty() && refused.len() == 3 {
                break; // three different events in a row: it is the queue
            }
        }
        if results.is_empty() {
            report.unavailable = true;
            runtime.log(Level::Error, "the queue takes no events; they wait in the outbox");
            return results;
        }
    }
    let queue_takes_others = report.sent > 0;
    for (event, error) in refused {
        let delivery = if event.attempts.saturating_add(1) >= MAX_ATTEMPTS && queue_takes_others {
            report.dead += 1;
            runtime.log(
                Level::Error,
                &format!("event {} goes to the dead letters: {error}", event.id),
            );
            Delivery::Dead { reason: format!("refused {MAX_ATTEMPTS} times: {error}") }
        } else {
            report.failed += 1;
            let wait =
                backoff_ms(event.attempts, FIRST_BACKOFF_MS, MOST_BACKOFF_MS, runtime.random());
            let next_ms = runtime.now_ms().saturating_add(i64::try_from(wait).unwrap_or(0));
            Delivery::Failed { next_ms, error: error.to_string() }
        };
        results.push((event.id.clone(), delivery));
    }
    results
}
