//! What both dialects share: quoting and the names of indexes.

use crate::limits::MAX_NAME_CHARS;
use crate::model::{Column, Table};

/// An identifier for D1.
#[must_use]
pub fn quote(name: &str) -> String {
    format!("\"{name}\"")
}

/// An identifier for MySQL.
#[must_use]
pub fn quote_mysql(name: &str) -> String {
    format!("`{name}`")
}

/// A string literal, for both; the schema has no backslash in texts.
#[must_use]
pub fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

/// An index of one of the two dialects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Unique in the whole database, as SQLite wants it.
    pub name: String,
    /// Whether it forbids equal rows.
    pub unique: bool,
    /// Positions in the table's columns.
    pub columns: Vec<usize>,
}

impl Index {
    /// An index of the app.
    #[must_use]
    pub fn of_app(table: &Table, columns: &[usize], unique: bool) -> Self {
        let suffix = if unique { "_unique" } else { "_idx" };
        Self::named("", table, columns, unique, suffix)
    }

    /// An index that Tandem needs; its name begins with `_`.
    #[must_use]
    pub fn of_tandem(table: &Table, columns: &[usize]) -> Self {
        Self::named("_", table, columns, false, "_idx")
    }

    fn named(prefix: &str, table: &Table, columns: &[usize], unique: bool, suffix: &str) -> Self {
        let mut name = format!("{prefix}{}", table.name);
        for column in table.at(columns) {
            name.push('_');
            name.push_str(&column.name);
        }
        name.push_str(suffix);
        Self { name: shorten(name), unique, columns: columns.to_vec() }
    }
}

/// Cuts a name that is too long, with a hash of the whole so that it stays the only one.
fn shorten(name: String) -> String {
    if name.len() <= MAX_NAME_CHARS {
        return name;
    }
    // FNV-1a, 32 bits: the names must stay the same from build to build.
    let hash = name
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let head: String = name.chars().take(MAX_NAME_CHARS - 9).collect();
    format!("{head}_{hash:08x}")
}

/// The app's unique keys and indexes, in the order of the schema.
#[must_use]
pub fn app_indexes(table: &Table) -> Vec<Index> {
    let uniques = table.uniques.iter().map(|u| Index::of_app(table, u, true));
    let plain = table.indexes.iter().map(|i| Index::of_app(table, i, false));
    uniques.chain(plain).collect()
}

/// Indexes that lists need and that are not there yet.
#[must_use]
pub fn list_indexes(table: &Table) -> Vec<Index> {
    let mut new: Vec<Index> = Vec::new();
    for list in &table.lists {
        let columns = table.list_index(list);
        let there = table.key.starts_with(&columns)
            || table.uniques.iter().chain(&table.indexes).any(|i| i.starts_with(&columns))
            || new.iter().any(|i| i.columns.starts_with(&columns));
        // A list filtered by the whole key is one row.
        let one_row = table.key.iter().all(|k| {
            list.filter.contains(k) || table.scope.is_some_and(|scope| scope.column == *k)
        });
        if !there && !one_row {
            new.push(Index::of_tandem(table, &columns));
        }
    }
    new
}

/// Names of columns, quoted, with commas.
pub fn names(table: &Table, columns: &[usize], quote: fn(&str) -> String) -> String {
    let names: Vec<String> = table.at(columns).map(|c: &Column| quote(&c.name)).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_and_stays_the_only_one() {
        let long = "a".repeat(70);
        let other = format!("{}b", "a".repeat(69));
        let (one, two) = (shorten(long.clone()), shorten(other));
        assert_eq!(one.len(), MAX_NAME_CHARS);
        assert_ne!(one, two);
        assert_eq!(one, shorten(long));
        assert_eq!(shorten("short".into()), "short");
    }
}
