//! From JSON, and from the texts of a query, to a column's value. The other way is
//! [`write_json`](crate::schema::write_json).

#[cfg(test)]
mod tests;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Number;

use super::json::Node;
use super::{Kind, Problem};
use crate::schema::{Column, Table, Timestamp, Type, Value, check};

/// Largest whole number that a JSON number carries without being rounded by readers that know
/// doubles only: 2^53 (<https://www.rfc-editor.org/rfc/rfc8259#section-6>).
const MAX_EXACT: i64 = 1 << 53;

/// Position and column of that name; `pointer` is where the name stands.
pub fn column(
    table: &'static Table,
    name: &str,
    pointer: &str,
) -> Result<(usize, &'static Column), Problem> {
    table.find(name).ok_or_else(|| {
        let detail = format!("`{}` has no such column", table.name);
        Problem::new(Kind::UnknownField, detail, "leave it out; /openapi.json lists the columns")
            .at(pointer)
    })
}

/// A column's value, in the form that both databases keep.
pub fn value(column: &'static Column, node: &Node, pointer: &str) -> Result<Value, Problem> {
    from_node(column.ty, node)
        .map_err(|expected| format!("must be {expected}"))
        .and_then(|value| check(column, value).map_err(|invalid| invalid.reason))
        .map_err(|reason| invalid(column.name, &reason).at(pointer))
}

/// A column's value from a query parameter.
pub fn parameter(column: &'static Column, text: &str) -> Result<Value, Problem> {
    let node = match column.ty {
        Type::Int { .. } => text.parse::<i64>().map(|n| Node::Number(n.into())).ok(),
        Type::Double => {
            serde_json::from_str(text).ok().and_then(Number::from_f64).map(Node::Number)
        }
        Type::Bool => text.parse::<bool>().map(Node::Bool).ok(),
        _ => Some(Node::Text(text.to_owned())),
    };
    let node = node.unwrap_or_else(|| Node::Text(text.to_owned()));
    value(column, &node, column.name)
}

/// A value that does not fit.
pub fn invalid(name: &str, reason: &str) -> Problem {
    Problem::new(Kind::InvalidValue, format!("`{name}` {reason}"), "send a value that fits")
}

/// The number that is to be added, where the node is `{"$increment": n}` and the column counts.
/// In a JSON column such an object is a document like any other.
pub fn increment(
    column: &'static Column,
    node: &Node,
    pointer: &str,
) -> Result<Option<i64>, Problem> {
    let (Type::Int { .. } | Type::BigInt, Node::Object(_)) = (column.ty, node) else {
        return Ok(None);
    };
    let by = match node.members(pointer)? {
        [(name, by)] if name == "$increment" => whole_or_text(by),
        _ => None,
    };
    let reason = "must be a whole number, or {\"$increment\": a whole number}";
    by.map(Some).ok_or_else(|| invalid(column.name, reason).at(pointer))
}

/// The whole number of a JSON number.
pub fn whole(number: &Number) -> Option<i64> {
    number.as_i64().or_else(|| {
        let double = number.as_f64().filter(|double| double.fract() == 0.0)?;
        #[allow(clippy::cast_possible_truncation)] // whole, and within 2^53
        (double.abs() <= MAX_EXACT as f64).then_some(double as i64)
    })
}

/// A 64-bit whole number: digits as text, or a JSON number that no reader has rounded.
fn whole_or_text(node: &Node) -> Option<i64> {
    match node {
        Node::Number(number) => {
            whole(number).filter(|number| (-MAX_EXACT..=MAX_EXACT).contains(number))
        }
        // The canonical digits only: no plus, no leading zeros.
        Node::Text(text) => text.parse::<i64>().ok().filter(|number| number.to_string() == *text),
        _ => None,
    }
}

fn from_node(ty: Type, node: &Node) -> Result<Value, &'static str> {
    match (ty, node) {
        // A JSON column that may be null has no way to hold the document `null`.
        (_, Node::Null) => Ok(Value::Null),
        (Type::Json, node) => Ok(Value::Text(node.to_value().to_string())),
        (Type::Int { .. }, Node::Number(number)) => {
            whole(number).map(Value::Int).ok_or("a whole number")
        }
        (Type::Int { .. }, _) => Err("a whole number"),
        (Type::BigInt, node) => whole_or_text(node)
            .map(Value::Int)
            .ok_or("a whole number of 64 bits, as a string (or a number up to 2^53)"),
        (Type::Bool, Node::Bool(truth)) => Ok(Value::Bool(*truth)),
        (Type::Bool, _) => Err("true or false"),
        (Type::Double, Node::Number(number)) => {
            number.as_f64().map(Value::Double).ok_or("a number")
        }
        (Type::Double, _) => Err("a number"),
        (Type::Timestamp { .. }, Node::Text(text)) => Timestamp::from_rfc3339(text)
            .map(|at| Value::Int(at.0))
            .ok_or("an RFC 3339 time such as 2026-11-21T13:00:00Z, with at most milliseconds"),
        (Type::Timestamp { .. }, _) => Err("an RFC 3339 time, as a string"),
        (Type::Bytes { .. }, Node::Text(text)) => {
            STANDARD.decode(text).map(Value::Bytes).map_err(|_| "base64, with padding")
        }
        (Type::Bytes { .. }, _) => Err("base64, as a string"),
        (Type::Decimal { .. }, Node::Text(text)) => Ok(Value::Text(text.clone())),
        (Type::Decimal { .. }, _) => Err("a decimal, as a string such as \"1.50\""),
        (
            Type::Id { .. } | Type::String { .. } | Type::Text | Type::Date | Type::Enum { .. },
            Node::Text(text),
        ) => Ok(Value::Text(text.clone())),
        (_, _) => Err("a string"),
    }
}
