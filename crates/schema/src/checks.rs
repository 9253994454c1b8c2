//! What can only be seen once the tables are known: sizes, counts, and names that meet.

use std::collections::BTreeMap;

use crate::limits::{MAX_COLUMNS, MAX_INDEXES, MAX_ROW_BYTES};
use crate::mistake::{Mistakes, Place};
use crate::model::{Default, Type};
use crate::resolve::Placed;
use crate::{mysql, names};

/// Checks all tables.
pub fn check(tables: &[Placed], mistakes: &mut Mistakes) {
    for placed in tables {
        sizes(placed, mistakes);
        rust_columns(placed, mistakes);
    }
    rust_tables(tables, mistakes);
    prefixes(tables, mistakes);
}

fn sizes((place, table): &Placed, mistakes: &mut Mistakes) {
    let mut at_most = |what: &str, n: usize, max: usize, remedy: &str| {
        if n > max {
            mistakes.add(
                place,
                format!("table `{}` has {n} {what}", table.name),
                format!("at most {max}: {remedy}"),
            );
        }
    };
    at_most(
        "columns",
        table.columns.len(),
        MAX_COLUMNS,
        "move some to a table of their own, or into one `json`",
    );
    at_most("indexes", mysql::indexes(table).len(), MAX_INDEXES, "take some away");
    let bytes = mysql::row_bytes(table);
    if bytes > MAX_ROW_BYTES {
        mistakes.add(
            place,
            format!("a row of table `{}` has up to {bytes} bytes in MySQL", table.name),
            format!("at most {MAX_ROW_BYTES}: shorten strings, or make long ones `text`, which is stored beside the row"),
        );
    }
}

/// Columns that would have the same name in Rust.
fn rust_columns((place, table): &Placed, mistakes: &mut Mistakes) {
    let mut seen = BTreeMap::new();
    for column in &table.columns {
        if let Some(other) = seen.insert(names::snake(&column.name), &column.name) {
            if other.eq_ignore_ascii_case(&column.name) {
                continue; // Already reported as two columns of one name.
            }
            mistakes.add(
                place,
                format!(
                    "columns `{other}` and `{}` of table `{}` have the same name in Rust",
                    column.name, table.name
                ),
                "rename one",
            );
        }
    }
}

/// Tables that would have the same name in Rust.
fn rust_tables(tables: &[Placed], mistakes: &mut Mistakes) {
    let mut seen: BTreeMap<String, (&str, &Place)> = BTreeMap::new();
    for (place, table) in tables {
        if let Some((other, first)) = seen.insert(names::pascal(&table.name), (&table.name, place))
        {
            if other.eq_ignore_ascii_case(&table.name) {
                continue; // Already reported as two tables of one name.
            }
            mistakes.add(
                place,
                format!(
                    "table `{}` has the same name in Rust as `{other}` at {}:{}",
                    table.name, first.file, first.line
                ),
                "rename one",
            );
        }
    }
}

/// Keys whose ids would not tell their table.
fn prefixes(tables: &[Placed], mistakes: &mut Mistakes) {
    let mut seen: BTreeMap<&str, (&str, &Place)> = BTreeMap::new();
    for (place, table) in tables {
        let key = table.at(&table.key).find(|c| c.default == Default::NewId);
        let Some(Type::Id { prefix }) = key.map(|c| &c.ty) else {
            continue;
        };
        if let Some((other, first)) = seen.insert(prefix, (&table.name, place)) {
            if other == table.name {
                continue; // Already reported as two tables of one name.
            }
            mistakes.add(
                place,
                format!(
                    "ids of table `{}` begin with `{prefix}` as those of `{other}` at {}:{}",
                    table.name, first.file, first.line
                ),
                "give one of them another prefix",
            );
        }
    }
}
