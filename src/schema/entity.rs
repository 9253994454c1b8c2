//! Typed rows: what the generated entities are made of.

use std::marker::PhantomData;

use super::{Json, Row, Table, Timestamp, Value};

/// A table's row as a struct. Implemented by the build script for every table.
pub trait Entity: Sized {
    /// The table's metadata.
    const TABLE: &'static Table;
    /// Whose rows they are; it must be named in every call, so that no statement can leave it out.
    type Scope: ScopeOf;
    /// From the values of a row.
    fn from_row(row: Row) -> Result<Self, DecodeError>;
    /// To the values of a row.
    fn into_row(self) -> Row;
}

/// The value of a table's scope column, if it has one.
pub trait ScopeOf {
    /// `None` for tables without a scope column.
    fn value(&self) -> Option<&str>;
}

/// Rows of one tenant (a team).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InTenant(pub String);
/// Rows of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InOwner(pub String);
/// Rows that belong to nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unscoped;

impl ScopeOf for InTenant {
    fn value(&self) -> Option<&str> {
        Some(&self.0)
    }
}

impl ScopeOf for InOwner {
    fn value(&self) -> Option<&str> {
        Some(&self.0)
    }
}

impl ScopeOf for Unscoped {
    fn value(&self) -> Option<&str> {
        None
    }
}

/// A column of an entity, with the type of its values.
#[derive(Debug)]
pub struct Col<E, T> {
    position: usize,
    types: PhantomData<fn() -> (E, T)>,
}

/// A column of `E` and the value it is to have.
#[derive(Debug)]
pub struct Assign<E> {
    /// Position of the column.
    pub position: usize,
    /// The new value.
    pub value: Value,
    entity: PhantomData<fn() -> E>,
}

impl<E, T> Col<E, T> {
    /// The column at this position of the table; made by the build script.
    pub const fn new(position: usize) -> Self {
        Col { position, types: PhantomData }
    }

    /// Its position in the table.
    pub const fn position(&self) -> usize {
        self.position
    }

    /// For an update: this column gets `value`.
    pub fn set(&self, value: impl Into<T>) -> Assign<E>
    where
        T: Into<Value>,
    {
        Assign { position: self.position, value: value.into().into(), entity: PhantomData }
    }
}

/// A stored value that is not of its column's type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{table}`.`{column}`: expected {expected}, found {found}")]
pub struct DecodeError {
    /// Table.
    pub table: &'static str,
    /// Column.
    pub column: &'static str,
    /// What the column's type asks for.
    pub expected: &'static str,
    /// What kind of value was found; never the value itself.
    pub found: &'static str,
}

/// A Rust type that a column's values can be read as.
pub trait FromValue: Sized {
    /// In words, for errors.
    const EXPECTED: &'static str;
    /// The value, if it is of this type.
    fn from_value(value: Value) -> Option<Self>;
}

/// The next value of a row, as the type of its field. Called by generated code.
pub fn take<T: FromValue>(
    values: &mut impl Iterator<Item = Value>,
    table: &'static str,
    column: &'static str,
) -> Result<T, DecodeError> {
    let value = values.next().unwrap_or(Value::Null);
    let found = match &value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Int(_) => "a whole number",
        Value::Double(_) => "a double",
        Value::Text(_) => "text",
        Value::Bytes(_) => "bytes",
    };
    T::from_value(value).ok_or(DecodeError { table, column, expected: T::EXPECTED, found })
}

macro_rules! from_value {
    ($type:ty, $expected:literal, $pattern:pat => $result:expr) => {
        impl FromValue for $type {
            const EXPECTED: &'static str = $expected;
            fn from_value(value: Value) -> Option<Self> {
                match value {
                    $pattern => Some($result),
                    _ => None,
                }
            }
        }
    };
}

from_value!(bool, "a boolean", Value::Bool(value) => value);
from_value!(i64, "a whole number", Value::Int(value) => value);
from_value!(f64, "a double", Value::Double(value) => value);
from_value!(String, "text", Value::Text(value) => value);
from_value!(Vec<u8>, "bytes", Value::Bytes(value) => value);
from_value!(Timestamp, "a timestamp", Value::Int(value) => Timestamp(value));
from_value!(Json, "a JSON document", Value::Text(value) => Json(value));

impl<T: FromValue> FromValue for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            other => T::from_value(other).map(Some),
        }
    }
}
