//! An example of a consumer: each event has its effect once, however often it is delivered.

use super::Envelope;
use crate::store::{Store, StoreError};

/// What is to become of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handled {
    /// It had its effect now.
    Done,
    /// It had had it before.
    Again,
    /// It is not one of ours: acknowledged, so that it does not come back for ever.
    Foreign,
}

/// Counts the event by its type. The count and the event's id are kept in one step of the
/// database: whatever breaks, both are there or neither is. An app does the same with its own
/// effect in place of the count.
pub async fn consume<S: Store>(store: &S, body: &str, now_ms: i64) -> Result<Handled, StoreError> {
    let Some(event) = Envelope::decode(body) else {
        return Ok(Handled::Foreign);
    };
    let first = store.process_once(&event.id, &event.kind, now_ms).await?;
    Ok(if first { Handled::Done } else { Handled::Again })
}
