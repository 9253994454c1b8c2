//! The write unit: a closed list of changes, conditions and events, committed as one.

use super::Target;
use crate::schema::table::{Default, Type};
use crate::schema::{Column, Invalid, Key, Pk, Row, Value, Version, check};

/// Most changes and conditions in one unit. D1 runs at most 1,000 queries an invocation
/// (<https://developers.cloudflare.com/d1/platform/limits/>), and a change takes up to nine.
pub const MAX_CHANGES: usize = 100;
/// Most events in one unit, those of the tables included.
pub const MAX_EVENTS: usize = 200;
/// Longest payload of an event in bytes: a queue's message has at most 128 KB
/// (<https://developers.cloudflare.com/queues/platform/limits/>), and the event's other fields
/// need some of it.
pub const MAX_PAYLOAD_BYTES: usize = 120_000;

/// Changes that are committed together or not at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// Names the request; a unit with the same id is committed once.
    pub request: String,
    /// Fingerprint of the request's content, so that an id is not used for another one.
    pub fingerprint: String,
    /// Time of the write in milliseconds since 1970.
    pub now_ms: i64,
    /// What is to happen, in this order.
    pub changes: Vec<Change>,
    /// Written to the outbox in the same step.
    pub events: Vec<Event>,
}

/// One element of a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Table and scope.
    pub target: Target,
    /// The row.
    pub pk: Pk,
    /// What happens to it.
    pub op: Op,
}

/// What happens to a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Op {
    /// It is made; there must be none.
    Insert(Row),
    /// Columns change; there must be a row.
    Update(Vec<Set>),
    /// It is removed; there must be one.
    Delete,
    /// Nothing, but the unit fails if this does not hold.
    Require(Condition),
}

/// A column's change.
#[derive(Debug, Clone, PartialEq)]
pub struct Set {
    /// Position of the column.
    pub column: usize,
    /// Its new value.
    pub to: Operand,
}

/// The right side of a [`Set`].
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// This value.
    Value(Value),
    /// What it was, and this added. Only for whole numbers.
    Plus(i64),
}

/// What must hold for a unit to be committed.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// There is a row (in the scope).
    Exists,
    /// There is no row.
    Absent,
    /// The row has this version.
    Version(Version),
    /// The column compares so with a value. Nothing compares with NULL but `Equal` and `NotEqual`.
    Column {
        /// Position of the column.
        column: usize,
        /// How.
        comparison: Comparison,
        /// With what.
        value: Value,
    },
}

/// How two values compare; text by its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Same value, or both NULL.
    Equal,
    /// Another value, or one of them NULL.
    NotEqual,
    /// Smaller.
    Less,
    /// Smaller or the same.
    AtMost,
    /// Larger.
    Greater,
    /// Larger or the same.
    AtLeast,
}

impl Comparison {
    /// Whether an ordering satisfies it; `None` is a comparison with NULL on one side.
    pub fn holds(self, ordering: Option<std::cmp::Ordering>) -> bool {
        use std::cmp::Ordering::{Equal, Greater, Less};
        match self {
            Comparison::Equal => ordering == Some(Equal),
            Comparison::NotEqual => ordering != Some(Equal),
            Comparison::Less => ordering == Some(Less),
            Comparison::AtMost => matches!(ordering, Some(Less | Equal)),
            Comparison::Greater => ordering == Some(Greater),
            Comparison::AtLeast => matches!(ordering, Some(Greater | Equal)),
        }
    }
}

/// A domain event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// ULID.
    pub id: String,
    /// Such as `team.created`.
    pub kind: String,
    /// Which of the unit's changes it is about, if any: gives table, key, version.
    pub change: Option<usize>,
    /// The tenant or owner it belongs to.
    pub tenant: Option<String>,
    /// A JSON object.
    pub payload: String,
}

/// Why a unit can't be built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnitError {
    /// A value that one of the databases would change.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// A column that an update may not name.
    #[error("`{column}` {reason}")]
    Column {
        /// Its name.
        column: &'static str,
        /// Why not.
        reason: &'static str,
    },
    /// More of something than one unit may have.
    #[error("a unit has at most {most} {what}; this one has {got}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// The bound.
        most: usize,
        /// The number.
        got: usize,
    },
    /// An event's payload is too long.
    #[error(
        "the payload of event `{kind}` is {got} bytes long; at most {MAX_PAYLOAD_BYTES} are possible"
    )]
    PayloadTooLong {
        /// Event type.
        kind: String,
        /// Its length in bytes.
        got: usize,
    },
}

impl Unit {
    /// The keys that it changes, each once, in the order of their first change.
    pub fn touched(&self) -> Vec<Key> {
        let mut keys: Vec<Key> = Vec::new();
        for change in self.changes.iter().filter(|change| change.op.changes()) {
            let key = Key { table: change.target.table(), pk: change.pk.clone() };
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }

    /// Whether the unit keeps its bounds.
    pub fn check_bounds(&self) -> Result<(), UnitError> {
        for (what, most, got) in [
            ("changes", MAX_CHANGES, self.changes.len()),
            ("events", MAX_EVENTS, self.events.len()),
        ] {
            if got > most {
                return Err(UnitError::TooMany { what, most, got });
            }
        }
        match self.events.iter().find(|event| event.payload.len() > MAX_PAYLOAD_BYTES) {
            Some(event) => Err(UnitError::PayloadTooLong {
                kind: event.kind.clone(),
                got: event.payload.len(),
            }),
            None => Ok(()),
        }
    }
}

impl Op {
    /// Whether it changes the row, rather than asks something of it.
    pub fn changes(&self) -> bool {
        !matches!(self, Op::Require(_))
    }

    /// An update that both databases take: checked values, no key, no scope column, `auto`
    /// columns filled in.
    pub fn update(target: &Target, mut sets: Vec<Set>, now_ms: i64) -> Result<Op, UnitError> {
        let table = target.table();
        for set in &mut sets {
            let Some(column) = table.column(set.column) else {
                continue;
            };
            let refuse = |reason| Err(UnitError::Column { column: column.name, reason });
            if table.in_key(set.column) {
                return refuse("is part of the key and does not change");
            }
            if target.scope().is_some_and(|(scope, _)| scope == set.column) {
                return refuse("says whose row it is and does not change");
            }
            match &mut set.to {
                Operand::Plus(_) if !is_whole(column) => {
                    return refuse("is not a whole number, so it can't be incremented");
                }
                Operand::Plus(_) => {}
                Operand::Value(value) => {
                    *value = check(column, std::mem::replace(value, Value::Null))?;
                }
            }
        }
        for (position, column) in table.columns.iter().enumerate() {
            if sets.iter().any(|set| set.column == position) {
                continue;
            }
            let to = match column.default {
                Default::Updated => Operand::Value(Value::Int(now(column, now_ms))),
                Default::Counter => Operand::Plus(1),
                _ => continue,
            };
            sets.push(Set { column: position, to });
        }
        Ok(Op::Update(sets))
    }
}

/// A row for an insert, from the values given for some columns: defaults filled in, the scope
/// put in, everything checked. `new_id` makes the ULID of an id.
pub fn insert_row(
    target: &Target,
    given: Vec<(usize, Value)>,
    now_ms: i64,
    mut new_id: impl FnMut() -> String,
) -> Result<Row, UnitError> {
    let table = target.table();
    let mut row = Row::new(table, Vec::new());
    for (position, column) in table.columns.iter().enumerate() {
        let value = match column.default {
            Default::None => Value::Null,
            Default::NewId => match column.ty {
                Type::Id { prefix } => Value::Text(format!("{prefix}_{}", new_id())),
                _ => Value::Null,
            },
            Default::Created | Default::Updated => Value::Int(now(column, now_ms)),
            Default::Counter => Value::Int(0),
            Default::Int(number) => match column.ty {
                Type::Bool => Value::Bool(number != 0),
                _ => Value::Int(number),
            },
            Default::Text(text) => Value::Text(text.to_owned()),
        };
        row.set(position, value);
    }
    for (position, value) in given {
        row.set(position, value);
    }
    if let Some((position, scope)) = target.scope() {
        if !row.get(position).is_null()
            && row.get(position).as_text() != Some(scope)
            && !table.in_key(position)
        {
            return Err(UnitError::Column {
                column: table.column(position).map_or("", |column| column.name),
                reason: "names another tenant or owner than the request",
            });
        }
        row.set(position, Value::Text(scope.to_owned()));
    }
    Ok(row.checked()?)
}

fn now(column: &Column, now_ms: i64) -> i64 {
    match column.ty {
        Type::Timestamp { unit: crate::schema::table::Unit::Seconds } => {
            now_ms - now_ms.rem_euclid(1000)
        }
        _ => now_ms,
    }
}

fn is_whole(column: &Column) -> bool {
    matches!(column.ty, Type::Int { .. } | Type::BigInt)
}
