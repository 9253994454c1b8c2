//! An event as it travels through the queue.

use serde_json::Value;

use crate::schema::Timestamp;
use crate::schema::json_text::{document, object};
use crate::store::OutboxEvent;

/// Longest message (<https://developers.cloudflare.com/queues/platform/limits/>: 128 KB, with
/// about 100 bytes of it for the platform).
pub const MAX_MESSAGE_BYTES: usize = 127_000;

/// Room for a message without its payload, in bytes.
const USUAL_BYTES: usize = 256;

/// Longest id and type of an event, in bytes: what the columns of the outbox hold.
const MAX_ID_BYTES: usize = 64;
const MAX_KIND_BYTES: usize = 128;

/// What a consumer reads.
#[derive(Debug, Clone, PartialEq)]
pub struct Envelope {
    /// ULID of the event; the same in every delivery.
    pub id: String,
    /// Such as `team.created`.
    pub kind: String,
    /// Table of the row it is about; empty for an event about none.
    pub table: String,
    /// Key of that row.
    pub key: String,
    /// The row's version by that write.
    pub version: i64,
    /// The tenant or owner it belongs to.
    pub tenant: Option<String>,
    /// Time of the write in milliseconds since 1970.
    pub at_ms: i64,
    /// What the event says.
    pub payload: Value,
}

impl Envelope {
    /// The message's text.
    pub fn encode(event: &OutboxEvent) -> String {
        let mut message = String::with_capacity(event.payload.len().saturating_add(USUAL_BYTES));
        object(&mut message, |members| {
            members.text("id", &event.id);
            members.text("type", &event.kind);
            members.text("table", &event.table);
            members.text("key", &event.pk);
            members.text("version", itoa::Buffer::new().format(event.version.0));
            members.opt_text("tenant", event.tenant.as_deref());
            members.text("time", &Timestamp(event.at_ms).to_rfc3339());
            document(members.member("payload"), &event.payload);
        });
        message
    }

    /// Reads a message; `None` if it is not one of ours: also where its id or its type is longer than
    /// any of ours.
    pub fn decode(message: &str) -> Option<Envelope> {
        let mut fields: serde_json::Map<String, Value> = serde_json::from_str(message).ok()?;
        let mut text = |name: &str| match fields.remove(name) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        let (id, kind, table, key) = (text("id")?, text("type")?, text("table")?, text("key")?);
        if id.len() > MAX_ID_BYTES || kind.len() > MAX_KIND_BYTES {
            return None;
        }
        let version = text("version")?.parse().ok()?;
        let at_ms = Timestamp::from_rfc3339(&text("time")?)?.0;
        let tenant = text("tenant");
        let payload = fields.remove("payload")?;
        Some(Envelope { id, kind, table, key, version, tenant, at_ms, payload })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::schema::Version;

    fn event() -> OutboxEvent {
        OutboxEvent {
            id: "01J".into(),
            kind: "team.created".into(),
            table: "team".into(),
            pk: "team_1".into(),
            version: Version(9_007_199_254_740_991),
            tenant: Some("team_1".into()),
            at_ms: 1_000,
            payload: r#"{"a":1}"#.into(),
            attempts: 0,
        }
    }

    #[test]
    fn reads_back_what_was_sent() {
        let event = event();
        let read = Envelope::decode(&Envelope::encode(&event)).unwrap();
        assert_eq!(read.version, event.version.0);
        assert_eq!((read.id, read.kind, read.key), (event.id, event.kind, event.pk));
        assert_eq!((read.tenant, read.at_ms), (event.tenant, 1_000));
        assert_eq!(read.payload, json!({"a": 1}));
        assert_eq!(Envelope::decode("{}"), None);
        assert_eq!(Envelope::decode("nonsense"), None);
    }

    #[test]
    fn a_payload_that_is_no_json_is_sent_as_text() {
        let event = OutboxEvent { payload: "{\"a\":".into(), tenant: None, ..event() };
        let read = Envelope::decode(&Envelope::encode(&event)).unwrap();
        assert_eq!((read.payload, read.tenant), (json!("{\"a\":"), None));
    }
}
