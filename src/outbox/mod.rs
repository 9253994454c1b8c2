//! Events: from the outbox of either database to the queue, at least once; and what a consumer
//! does so that this is as good as once.

mod consumer;
mod envelope;
mod poller;

pub use consumer::{Handled, consume};
pub use envelope::{Envelope, MAX_MESSAGE_BYTES};
pub use poller::{OUTBOX_LEASE, PollReport, deliver, poll};

/// The queues of the Worker: events (`EVENTS`) and long work (`JOBS`).
#[allow(async_fn_in_trait)] // single-threaded by design
pub trait Queue {
    /// Sends the message by which a run goes on.
    async fn go_on(&self, message: &str) -> Result<(), QueueError>;

    /// Sends these messages as one batch: at most [`MAX_BATCH_MESSAGES`] and [`MAX_BATCH_BYTES`].
    async fn send_batch(&self, bodies: &[String]) -> Result<(), QueueError>;
}

/// Most messages of one `sendBatch` (<https://developers.cloudflare.com/queues/platform/limits/>).
pub const MAX_BATCH_MESSAGES: usize = 100;
/// Most bytes of one `sendBatch` (same page: 256 KB), with room for what the platform adds.
pub const MAX_BATCH_BYTES: usize = 240_000;

/// The queue did not take a batch, as far as is known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the queue did not take it: {0}")]
pub struct QueueError(pub String);
