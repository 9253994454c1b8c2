//! Whether two rows mean the same, and in which order keys come.

use std::cmp::Ordering;

use crate::schema::{Column, Row, Type, Value, check};

/// Whether both values mean the same to the app. Nothing is copied unless two texts differ whose
/// column has several texts for one meaning.
pub(super) fn same(column: &'static Column, ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Text(one), Value::Text(other)) => {
            one == other || same_canonically(column, ours, theirs)
        }
        // Doubles are equal if their bits are, or if both are zero: neither database keeps NaN.
        _ => ours == theirs,
    }
}

/// A row from before Tandem holds whatever text the app gave D1: a document with other blanks and
/// another order of members than MySQL gives back, a decimal with fewer digits than its scale.
fn same_canonically(column: &'static Column, ours: &Value, theirs: &Value) -> bool {
    let canonical = |value: &Value| check(column, value.clone()).ok();
    matches!(column.ty, Type::Json | Type::Decimal { .. })
        && canonical(ours).is_some_and(|ours| canonical(theirs) == Some(ours))
}

/// Whether all values mean the same.
pub fn same_rows(ours: &Row, theirs: &Row) -> bool {
    ours.iter().zip(theirs.values()).all(|((column, ours), theirs)| same(column, ours, theirs))
}

/// Positions of the columns whose values don't.
pub(super) fn differing(ours: &Row, theirs: &Row) -> Vec<usize> {
    let pairs = ours.iter().zip(theirs.values()).enumerate();
    pairs
        .filter(|(_, ((column, ours), theirs))| !same(column, ours, theirs))
        .map(|(at, _)| at)
        .collect()
}

/// The order of two rows' keys in both databases: column by column, numbers as numbers, texts by
/// their bytes. The text of a [`Pk`](crate::schema::Pk) sorts otherwise: its numbers are digits and
/// its parts escaped.
pub(super) fn key_order(ours: &Row, theirs: &Row) -> Ordering {
    let parts = ours.table().key.iter().map(|&at| value_order(ours.get(at), theirs.get(at)));
    parts.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

fn value_order(ours: &Value, theirs: &Value) -> Ordering {
    match (ours, theirs) {
        (Value::Int(ours), Value::Int(theirs)) => ours.cmp(theirs),
        (Value::Text(ours), Value::Text(theirs)) => ours.cmp(theirs),
        _ => rank(ours).cmp(&rank(theirs)),
    }
}

/// Where a kind of value sorts in SQLite (<https://www.sqlite.org/datatype3.html#sort_order>). Key
/// columns have one kind each; a stray one must not compare equal to another.
fn rank(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) | Value::Int(_) | Value::Double(_) => 1,
        Value::Text(_) => 2,
        Value::Bytes(_) => 3,
    }
}

#[cfg(test)]
mod tests;
