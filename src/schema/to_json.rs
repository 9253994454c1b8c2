//! A column's value as JSON: the form of answers and of events.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Column, Timestamp, Type, Value};

/// The value as the API writes it: 64-bit integers and decimals as strings, so that no reader
/// rounds them; times in RFC 3339; bytes in base64; JSON documents as themselves.
pub fn to_json(column: &Column, value: &Value) -> serde_json::Value {
    use serde_json::Value as Json;
    match (column.ty, value) {
        (_, Value::Null) => Json::Null,
        (_, Value::Bool(truth)) => (*truth).into(),
        (Type::Timestamp { .. }, Value::Int(at_ms)) => Timestamp(*at_ms).to_rfc3339().into(),
        (Type::BigInt, Value::Int(number)) => number.to_string().into(),
        (_, Value::Int(number)) => (*number).into(),
        (_, Value::Double(number)) => (*number).into(),
        // A text that is no document can only come from a hand-made row; it is shown as it is.
        (Type::Json, Value::Text(text)) => {
            serde_json::from_str(text).unwrap_or_else(|_| text.as_str().into())
        }
        (_, Value::Text(text)) => text.as_str().into(),
        (_, Value::Bytes(bytes)) => STANDARD.encode(bytes).into(),
    }
}
