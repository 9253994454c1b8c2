//! A column's value as JSON: the form of answers and of events.

#[cfg(test)]
mod tests;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::json_text::{document, text};
use super::{Column, Timestamp, Type, Value};

/// Writes the value as the API has it: 64-bit integers and decimals as strings, so that no reader
/// rounds them; times in RFC 3339; bytes in base64; JSON documents as themselves.
pub fn write_json(out: &mut String, column: &Column, value: &Value) {
    match (column.ty, value) {
        (_, Value::Null) => out.push_str("null"),
        (_, Value::Bool(truth)) => out.push_str(if *truth { "true" } else { "false" }),
        (Type::Timestamp { .. }, Value::Int(at_ms)) => {
            quoted(out, &Timestamp(*at_ms).to_rfc3339());
        }
        (Type::BigInt, Value::Int(number)) => quoted(out, itoa::Buffer::new().format(*number)),
        (_, Value::Int(number)) => out.push_str(itoa::Buffer::new().format(*number)),
        // Null where it is not finite.
        (_, Value::Double(number)) => out.push_str(&serde_json::Value::from(*number).to_string()),
        (Type::Json, Value::Text(value)) => document(out, value),
        (_, Value::Text(value)) => text(out, value),
        (_, Value::Bytes(bytes)) => quoted(out, &STANDARD.encode(bytes)),
    }
}

/// Digits, times and base64 have nothing to escape.
fn quoted(out: &mut String, plain: &str) {
    out.push('"');
    out.push_str(plain);
    out.push('"');
}
