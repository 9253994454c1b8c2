//! Reads of whole tables in key order: what backfill, verify and repair go by.

use crate::schema::{DecodeError, KeyError, Pk, Row, Table, Type, Value, Version};

use super::{StoreError, Stored};

/// The name of the primary key in [`Store::unique_keys`](super::Store::unique_keys).
pub const PRIMARY_KEY: &str = "PRIMARY";

/// Rows of a table in the order of their key columns: texts by their bytes, numbers by their size,
/// the same in both databases.
#[derive(Debug, Clone, PartialEq)]
pub struct Range {
    /// Which table.
    pub table: &'static Table,
    /// Only rows after this key.
    pub after: Option<Pk>,
    /// Only rows up to this key, and that one too.
    pub up_to: Option<Pk>,
    /// Most rows of one page.
    pub most_rows: usize,
    /// About how many bytes of texts and blobs one page may have: the last row may go beyond, and
    /// there is one at least.
    pub max_bytes: usize,
}

/// A row as it was found.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// Its values, in canonical form where they have one (JSON, decimals).
    Row(Stored),
    /// A value is not of its column's type. The first such one is named.
    Unreadable {
        /// The row's key.
        pk: Pk,
        /// Its version.
        version: Version,
        /// The column.
        column: &'static str,
        /// What its value should be.
        expected: &'static str,
    },
}

/// One page of a range.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RangePage {
    /// In key order.
    pub rows: Vec<Found>,
    /// Bytes of their texts and blobs.
    pub bytes: u64,
    /// Rows of the range may be left after these.
    pub more: bool,
}

impl Found {
    /// The row's key.
    ///
    /// # Errors
    /// [`KeyError`] where the row has a key that no side table can hold.
    pub fn pk(&self) -> Result<Pk, KeyError> {
        match self {
            Found::Row(stored) => Pk::of(&stored.row),
            Found::Unreadable { pk, .. } => Ok(pk.clone()),
        }
    }

    /// The row's version.
    pub fn version(&self) -> Version {
        match self {
            Found::Row(stored) => stored.version,
            Found::Unreadable { version, .. } => *version,
        }
    }
}

/// The first value of a row that could not be read: its column's position, and what it should be.
pub(crate) type Wrong = (usize, &'static str);

/// A row from values of which `wrong` is NULL because it could not be read; it is not in the key.
pub(crate) fn found(
    table: &'static Table,
    values: Vec<Value>,
    version: Version,
    wrong: Option<Wrong>,
) -> Result<Found, StoreError> {
    let row = Row::new(table, values);
    let Some((at, expected)) = wrong else {
        return Ok(Found::Row(Stored { row, version }));
    };
    let column = table.column(at).map_or("", |column| column.name);
    if table.in_key(at) {
        return Err(wrong_value(table, (at, expected)).into());
    }
    Ok(Found::Unreadable { pk: Pk::of(&row)?, version, column, expected })
}

/// The error of a read that asked for just this row.
pub(crate) fn wrong_value(table: &'static Table, (at, expected): Wrong) -> DecodeError {
    let column = table.column(at).map_or("", |column| column.name);
    DecodeError { table: table.name, column, expected, found: "something else" }
}

/// Whether a column's values count as texts and blobs. In D1 a day and a decimal are texts.
pub(crate) fn is_long(ty: Type) -> bool {
    use Type::{BigInt, Bool, Double, Int, Timestamp};
    !matches!(ty, Int { .. } | BigInt | Bool | Double | Timestamp { .. })
}

/// The names that a table's unique keys have in the schema, from the columns of those that the
/// database has: an app that was on D1 before gave its indexes names of its own. One that the
/// schema does not know keeps its name.
pub(crate) fn known_keys(
    table: &'static Table,
    keys: impl IntoIterator<Item = (String, Vec<String>)>,
) -> Vec<String> {
    let same = |positions: &[usize], columns: &[String]| {
        let mut ours: Vec<&str> =
            positions.iter().filter_map(|at| table.column(*at)).map(|column| column.name).collect();
        let mut theirs: Vec<&str> = columns.iter().map(String::as_str).collect();
        ours.sort_unstable();
        theirs.sort_unstable();
        ours == theirs
    };
    let name = |(name, columns): (String, Vec<String>)| {
        if name == PRIMARY_KEY && same(table.key, &columns) {
            return name;
        }
        let known = table.uniques.iter().find(|unique| same(unique.columns, &columns));
        known.map_or(name, |unique| unique.name.to_owned())
    };
    let mut names: Vec<String> = keys.into_iter().map(name).collect();
    names.sort_unstable();
    names.dedup();
    names
}
