//! What a table's definition fixes of its SQL. It is made once an isolate and kept.

use std::cell::RefCell;
use std::collections::HashMap;

use super::sql::{is_whole, push_place};
use crate::schema::{Column, Table, Type};
use crate::store::range::is_long;

/// Most arguments of an SQL function in D1
/// (<https://developers.cloudflare.com/d1/platform/limits/>).
const MAX_ARGUMENTS: usize = 32;

/// Pieces of SQL about one table.
pub(super) struct Texts {
    /// The columns of a row but the doubles, and its version, as a JSON array of arrays. Everything
    /// crosses as text: a JavaScript number would round it. A key that is a blob is NULL: it
    /// would be taken for the same text.
    pub(super) array: String,
    /// The doubles as `d0` …, each after a comma; a value that is none is a text. D1 gives NULL for
    /// what JSON has no number for.
    pub(super) named_doubles: String,
    /// [`array`](Texts::array) as `r`, and the doubles.
    pub(super) row: String,
    /// How many of the columns are doubles.
    pub(super) doubles: usize,
    /// `SELECT` of [`row`](Texts::row) `FROM` the table.
    pub(super) select: String,
    /// The same without casts, which are a fifth of the time that a row takes. The whole statement
    /// fails where a column that should have none holds a blob.
    pub(super) quick: String,
    /// How many bytes the texts and blobs of the row `t` have, read from their headers.
    pub(super) bytes: String,
    /// `INSERT` of one row that gives its version back: the row's values in the table's order, then
    /// the key's text (but where [`key_is_a_text`] says that a value is just that), then the first
    /// version of the epoch.
    pub(super) insert: String,
    /// Rows as a subquery `e`: the columns, `_version`, and the key's text as `_pk`. One value is bound, a
    /// JSON array of arrays of texts; of bytes they are the digits, and a double is an array itself: a
    /// whole number, and the power of two that it is multiplied with.
    pub(super) listed: String,
    /// The same of one row, whose values are bound.
    pub(super) bound: String,
    /// What stands before and after such a subquery where its rows are put.
    pub(super) put: [String; 2],
}

thread_local! {
    static TEXTS: RefCell<HashMap<*const Table, &'static Texts>> = RefCell::default();
}

/// The table's texts. They live as long as the table itself, which is for ever.
pub(super) fn texts(table: &'static Table) -> &'static Texts {
    TEXTS.with_borrow_mut(|known| {
        *known.entry(table).or_insert_with(|| Box::leak(Box::new(Texts::of(table))))
    })
}

/// Whether the key's one column holds the key's canonical text.
pub(super) fn key_is_a_text(table: &'static Table) -> Option<usize> {
    match table.key {
        [at] if table.column(*at).is_some_and(|column| !is_whole(column.ty)) => Some(*at),
        _ => None,
    }
}

impl Texts {
    fn of(table: &'static Table) -> Texts {
        let (array, bare) = (array(table, true), array(table, false));
        let is_double = |column: &&Column| column.ty == Type::Double;
        let mut named_doubles = String::new();
        for (at, column) in table.columns.iter().filter(is_double).enumerate() {
            let name = quoted(column.name);
            named_doubles.push_str(&format!(
                ", iif(typeof({name}) IN ('text', 'blob') OR abs({name}) > {:e}, 'x', {name}) AS \"d{at}\"",
                f64::MAX
            ));
        }
        let row = format!("{array} AS \"r\"{named_doubles}");
        let from = quoted(table.name);
        let select = format!("SELECT {row} FROM {from}");
        let quick = format!("SELECT {bare} AS \"r\"{named_doubles} FROM {from}");
        let doubles = table.columns.iter().filter(is_double).count();
        let (bytes, insert) = (bytes(table), insert(table));
        let (listed, bound, put) = (listed(table), bound(table), put(table));
        Texts {
            array,
            named_doubles,
            row,
            doubles,
            select,
            quick,
            bytes,
            insert,
            listed,
            bound,
            put,
        }
    }
}

fn array(table: &'static Table, casts: bool) -> String {
    let mut texts: Vec<String> = Vec::with_capacity(table.columns.len() + 1);
    for (at, column) in table.columns.iter().enumerate() {
        let name = quoted(column.name);
        match column.ty {
            Type::Double => {}
            Type::Bytes { .. } => texts.push(format!("iif({name} IS NULL, NULL, hex({name}))")),
            _ if !casts => texts.push(name),
            _ if table.in_key(at) => {
                texts.push(format!("iif(typeof({name}) = 'blob', NULL, CAST({name} AS TEXT))"));
            }
            _ => texts.push(format!("CAST({name} AS TEXT)")),
        }
    }
    texts.push(if casts { "CAST(\"_version\" AS TEXT)" } else { "\"_version\"" }.to_owned());
    let arrays: Vec<String> = texts
        .chunks(MAX_ARGUMENTS)
        .map(|chunk| format!("json_array({})", chunk.join(", ")))
        .collect();
    match arrays.as_slice() {
        [array] if !casts => array.clone(),
        arrays => format!("json_array({})", arrays.join(", ")),
    }
}

fn bytes(table: &'static Table) -> String {
    let long = table.columns.iter().filter(|column| is_long(column.ty));
    let bytes: Vec<String> =
        long.map(|column| format!("ifnull(octet_length(t.{}), 0)", quoted(column.name))).collect();
    // In parentheses, since D1 takes no expression deeper than 100.
    let sums: Vec<String> =
        bytes.chunks(MAX_ARGUMENTS).map(|chunk| format!("({})", chunk.join(" + "))).collect();
    if sums.is_empty() { "0".to_owned() } else { sums.join(" + ") }
}

fn insert(table: &'static Table) -> String {
    let mut sql = "INSERT INTO ".to_owned();
    push_name(&mut sql, table.name);
    sql.push_str(" (");
    for column in table.columns {
        push_name(&mut sql, column.name);
        sql.push_str(", ");
    }
    sql.push_str("\"_version\") VALUES (");
    for (at, column) in table.columns.iter().enumerate() {
        push_value(&mut sql, at.saturating_add(1), is_whole(column.ty));
        sql.push_str(", ");
    }
    let values = table.columns.len();
    let (pk, first) = match key_is_a_text(table) {
        Some(at) => (at.saturating_add(1), values.saturating_add(1)),
        None => (values.saturating_add(1), values.saturating_add(2)),
    };
    sql.push_str("max(coalesce((SELECT \"version\" FROM \"_tombstone\" WHERE \"tbl\" = ");
    push_literal(&mut sql, table.name);
    sql.push_str(" AND \"pk\" = ");
    push_place(&mut sql, pk);
    sql.push_str("), -1) + 1, ");
    push_value(&mut sql, first, true);
    sql.push_str(")) RETURNING json_array(CAST(\"_version\" AS TEXT)) AS \"r\"");
    sql
}

fn listed(table: &'static Table) -> String {
    let places: Vec<String> = (0..table.columns.len().saturating_add(2))
        .map(|at| match table.column(at).map(|column| column.ty) {
            Some(Type::Double) => {
                format!("(value ->> '$[{at}][0]') * pow(2, value ->> '$[{at}][1]')")
            }
            Some(Type::Bytes { .. }) => format!("unhex(value ->> {at})"),
            _ => format!("value ->> {at}"),
        })
        .collect();
    format!("(SELECT {} FROM json_each(?1)) e", named(table, &places))
}

fn bound(table: &'static Table) -> String {
    let places: Vec<String> =
        (1..table.columns.len().saturating_add(3)).map(|number| format!("?{number}")).collect();
    format!("(SELECT {}) e", named(table, &places))
}

/// The values of a row at their places, its version and its key's text, by their names.
fn named(table: &'static Table, places: &[String]) -> String {
    let columns = table.columns.iter().map(|column| (column.name, is_whole(column.ty)));
    let named = columns.chain([("_version", true), ("_pk", false)]).zip(places);
    let named: Vec<String> = named
        .map(|((name, whole), place)| {
            let name = quoted(name);
            if whole {
                format!("CAST({place} AS INTEGER) AS {name}")
            } else {
                format!("{place} AS {name}")
            }
        })
        .collect();
    named.join(", ")
}

fn put(table: &'static Table) -> [String; 2] {
    let (name, mut label) = (quoted(table.name), String::new());
    push_literal(&mut label, table.name);
    let list = |columns: &mut dyn Iterator<Item = &Column>| {
        columns.map(|column| quoted(column.name)).collect::<Vec<_>>().join(", ")
    };
    let columns = list(&mut table.columns.iter());
    let before = format!(
        "INSERT INTO {name} ({columns}, \"_version\") SELECT {columns}, \"_version\" FROM "
    );
    let mut after = format!(
        " WHERE NOT EXISTS (SELECT 1 FROM \"_tombstone\" t WHERE t.\"tbl\" = {label} AND t.\"pk\" = e.\"_pk\" AND t.\"version\" >= e.\"_version\")"
    );
    // A row whose parent is not there yet waits for it.
    for reference in table.references {
        let parent = reference.table.key_columns().next();
        let Some((column, parent)) = table.column(reference.column).zip(parent) else { continue };
        let (column, parent) = (quoted(column.name), quoted(parent.name));
        after.push_str(&format!(" AND (e.{column} IS NULL"));
        if reference.table == table {
            after.push_str(&format!(" OR e.{column} = e.{parent}"));
        }
        let its = quoted(reference.table.name);
        after.push_str(&format!(
            " OR EXISTS (SELECT 1 FROM {its} p WHERE p.{parent} = e.{column}))"
        ));
    }
    let keys = list(&mut table.key_columns());
    after.push_str(&format!(" ON CONFLICT ({keys}) DO UPDATE SET "));
    for (_, column) in table.columns.iter().enumerate().filter(|(at, _)| !table.in_key(*at)) {
        let column = quoted(column.name);
        after.push_str(&format!("{column} = excluded.{column}, "));
    }
    after.push_str(&format!(
        "\"_version\" = excluded.\"_version\" WHERE excluded.\"_version\" > {name}.\"_version\""
    ));
    [before, after]
}

fn push_value(sql: &mut String, number: usize, whole: bool) {
    if whole {
        sql.push_str("CAST(");
    }
    push_place(sql, number);
    if whole {
        sql.push_str(" AS INTEGER)");
    }
}

fn quoted(name: &str) -> String {
    let mut text = String::new();
    push_name(&mut text, name);
    text
}

/// A quoted name.
pub(super) fn push_name(text: &mut String, name: &str) {
    push_quoted(text, name, '"');
}

/// A text literal.
pub(super) fn push_literal(text: &mut String, literal: &str) {
    push_quoted(text, literal, '\'');
}

fn push_quoted(text: &mut String, inside: &str, quote: char) {
    text.push(quote);
    for (at, part) in inside.split(quote).enumerate() {
        if at > 0 {
            text.push(quote);
            text.push(quote);
        }
        text.push_str(part);
    }
    text.push(quote);
}
