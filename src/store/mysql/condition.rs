//! Conditions of a unit, decided on the locked row as SQLite decides them.

use std::cmp::Ordering;

use crate::schema::{Key, Row, Value, Version};
use crate::store::{Comparison, Condition, Refusal};

/// Refuses the unit where the condition does not hold of the row found.
pub(super) fn check(
    key: &Key,
    held: Option<(&Row, Version)>,
    condition: &Condition,
) -> Result<(), Refusal> {
    let (table, pk) = (key.table.name.to_owned(), key.pk.as_str().to_owned());
    match condition {
        Condition::Exists if held.is_none() => Err(Refusal::Missing { table, pk }),
        Condition::Absent if held.is_some() => Err(Refusal::Exists { table, pk }),
        Condition::Exists | Condition::Absent => Ok(()),
        Condition::Version(version) if held.is_some_and(|(_, held)| held == *version) => Ok(()),
        Condition::Version(_) => {
            Err(Refusal::Condition { table, pk, condition: "the version".to_owned() })
        }
        Condition::Column { column: at, comparison, value } => {
            let Some(column) = key.table.column(*at) else {
                return Ok(());
            };
            if held.is_some_and(|(row, _)| holds(row.get(*at), *comparison, value)) {
                return Ok(());
            }
            let condition = format!("the comparison with `{}`", column.name);
            Err(Refusal::Condition { table, pk, condition })
        }
    }
}

/// NULL is only ever the same as NULL or not the same as something.
fn holds(held: &Value, comparison: Comparison, value: &Value) -> bool {
    match comparison {
        Comparison::Equal => held == value,
        Comparison::NotEqual => held != value,
        _ => comparison.holds(order(held, value)),
    }
}

/// Text by its bytes, which is how `str` compares.
fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        (Value::Double(a), Value::Double(b)) => a.partial_cmp(b),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Bytes(a), Value::Bytes(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_compares_with_nothing_but_itself() {
        let five = Value::Int(5);
        assert!(holds(&Value::Null, Comparison::Equal, &Value::Null));
        assert!(!holds(&Value::Null, Comparison::AtMost, &Value::Null));
        assert!(!holds(&Value::Null, Comparison::NotEqual, &Value::Null));
        assert!(holds(&Value::Null, Comparison::NotEqual, &five));
        assert!(!holds(&Value::Null, Comparison::Less, &five));
        assert!(!holds(&five, Comparison::Greater, &Value::Null));
    }

    #[test]
    fn text_compares_by_bytes() {
        assert!(holds(&"Z".into(), Comparison::Less, &"a".into()));
        assert!(holds(&"z".into(), Comparison::Less, &"ä".into()));
        assert!(holds(&"10.00".into(), Comparison::Less, &"9.00".into()));
        assert!(holds(&"a".into(), Comparison::NotEqual, &"a ".into()));
        assert!(holds(&Value::Int(3), Comparison::AtLeast, &Value::Int(3)));
    }
}
