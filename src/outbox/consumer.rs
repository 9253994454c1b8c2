//! An example of a consumer: each event has its effect once, however often it is delivered.

use super::Envelope;
use crate::store::{Processed, Store, StoreError};

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

/// Counts events by their type. The counts and the events' ids are kept in one step of the
/// database: whatever breaks, both are there or neither is. An app does the same with its own
/// effect in place of the count.
pub async fn consume<S: Store>(
    store: &S,
    bodies: &[String],
    now_ms: i64,
) -> Result<Vec<Handled>, StoreError> {
    let events: Vec<Option<Processed>> = bodies
        .iter()
        .map(|body| {
            Envelope::decode(body).map(|event| Processed { id: event.id, kind: event.kind })
        })
        .collect();
    let ours: Vec<Processed> = events.iter().flatten().cloned().collect();
    let first =
        if ours.is_empty() { Vec::new() } else { store.process_once(&ours, now_ms).await? };
    let mut first = first.into_iter();
    let handled = events.iter().map(|event| match event.as_ref().map(|_| first.next()) {
        None => Handled::Foreign,
        Some(Some(true)) => Handled::Done,
        Some(_) => Handled::Again,
    });
    Ok(handled.collect())
}
