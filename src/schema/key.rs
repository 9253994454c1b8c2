//! Keys: the one canonical text of a row's primary key, the same in both databases.

use super::{Column, Row, Table, Type, Value};

/// Longest canonical key in bytes. MySQL's `_journal` holds it in an index beside the table's
/// name, and an InnoDB index entry has at most 3,072 bytes
/// (<https://dev.mysql.com/doc/refman/8.4/en/innodb-limits.html>).
pub const MAX_PK_BYTES: usize = 512;

/// A primary key as text: the value itself where the key is one column; where it is several,
/// the values with `%` and `,` escaped as `%25` and `%2C`, joined by commas. D1's triggers
/// write the same form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pk(String);

/// A row's address: table and primary key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Which table.
    pub table: &'static Table,
    /// Which row.
    pub pk: Pk,
}

impl std::hash::Hash for Key {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.table.name.hash(state);
        self.pk.hash(state);
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.table.name, self.pk.as_str())
    }
}

/// Why a text is not a key of its table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The number of parts differs from the number of key columns.
    #[error(
        "the key of `{table}` has {expected} parts ({columns}), separated by commas; got {got}"
    )]
    Parts {
        /// Table.
        table: &'static str,
        /// Number of key columns.
        expected: usize,
        /// Their names.
        columns: String,
        /// Number of parts in the text.
        got: usize,
    },
    /// A part is not a value of its column.
    #[error("`{column}` in the key of `{table}`: {reason}")]
    Part {
        /// Table.
        table: &'static str,
        /// Key column.
        column: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Longer than [`MAX_PK_BYTES`].
    #[error("the key of `{table}` is {got} bytes long; at most {MAX_PK_BYTES} are possible")]
    TooLong {
        /// Table.
        table: &'static str,
        /// Its length in bytes.
        got: usize,
    },
}

impl Pk {
    /// The canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A text that a database's own side table holds: canonical already.
    pub fn from_stored(text: String) -> Pk {
        Pk(text)
    }

    /// The key of a row.
    pub fn of(row: &Row) -> Result<Pk, KeyError> {
        let table = row.table();
        if let &[position] = table.key {
            return Pk::bounded(table, part_text(table, position, row.get(position))?);
        }
        let mut parts = Vec::with_capacity(table.key.len());
        for &position in table.key {
            parts.push(part_text(table, position, row.get(position))?);
        }
        Pk::join(table, parts)
    }

    /// The key whose columns have these texts, as a database gave them.
    pub fn of_parts(table: &'static Table, parts: Vec<String>) -> Result<Pk, KeyError> {
        Pk::join(table, parts)
    }

    /// Reads a key that somebody sent.
    pub fn parse(table: &'static Table, text: &str) -> Result<Pk, KeyError> {
        let values = Pk(text.to_owned()).values(table)?;
        if let (&[position], [value]) = (table.key, values.as_slice()) {
            return Pk::bounded(table, part_text(table, position, value)?);
        }
        let mut parts = Vec::with_capacity(values.len());
        for (&position, value) in table.key.iter().zip(&values) {
            parts.push(part_text(table, position, value)?);
        }
        Pk::join(table, parts)
    }

    /// The values of the key columns, in key order.
    pub fn values(&self, table: &'static Table) -> Result<Vec<Value>, KeyError> {
        if let Some(column) = table.key_columns().next().filter(|_| table.key.len() == 1) {
            return Ok(vec![part_value(table, column, self.0.clone())?]);
        }
        let unescape = |part: &str| part.replace("%2C", ",").replace("%25", "%");
        let parts: Vec<String> = self.0.split(',').map(unescape).collect();
        if parts.len() != table.key.len() {
            return Err(KeyError::Parts {
                table: table.name,
                expected: table.key.len(),
                columns: table.key_columns().map(|c| c.name).collect::<Vec<_>>().join(", "),
                got: parts.len(),
            });
        }
        table
            .key_columns()
            .zip(parts)
            .map(|(column, part)| part_value(table, column, part))
            .collect()
    }

    fn join(table: &'static Table, parts: Vec<String>) -> Result<Pk, KeyError> {
        let text = if parts.len() == 1 {
            parts.into_iter().next().unwrap_or_default()
        } else {
            let escaped: Vec<String> =
                parts.iter().map(|part| part.replace('%', "%25").replace(',', "%2C")).collect();
            escaped.join(",")
        };
        Pk::bounded(table, text)
    }

    fn bounded(table: &'static Table, text: String) -> Result<Pk, KeyError> {
        if text.len() > MAX_PK_BYTES {
            return Err(KeyError::TooLong { table: table.name, got: text.len() });
        }
        Ok(Pk(text))
    }
}

fn part_value(
    table: &'static Table,
    column: &'static Column,
    part: String,
) -> Result<Value, KeyError> {
    match column.ty {
        Type::Int { .. } | Type::BigInt => {
            let number = part.parse::<i64>().map_err(|_| KeyError::Part {
                table: table.name,
                column: column.name,
                reason: "must be a whole number",
            })?;
            Ok(Value::Int(number))
        }
        _ => Ok(Value::Text(part)),
    }
}

fn part_text(table: &'static Table, position: usize, value: &Value) -> Result<String, KeyError> {
    let column = table.column(position).map_or("", |column| column.name);
    let wrong = |reason| KeyError::Part { table: table.name, column, reason };
    match value {
        Value::Text(text) if text.is_empty() => Err(wrong("must not be empty")),
        Value::Text(text) if text.contains('\0') => Err(wrong("must not contain NUL")),
        Value::Text(text) => Ok(text.clone()),
        Value::Int(number) => Ok(number.to_string()),
        _ => Err(wrong("must be text or a whole number")),
    }
}
