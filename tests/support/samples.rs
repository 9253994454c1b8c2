//! Rows of any table, made from a number.

use tandem::schema::table::{Column, Table, Type};
use tandem::schema::{Body, Image, Key, Pk, Row, TABLES, Value, Version};

/// A table by name.
pub fn table(name: &str) -> &'static Table {
    tandem::schema::table(name).unwrap_or_else(|| panic!("no table {name}"))
}

/// Position of a column.
pub fn at(table: &Table, column: &str) -> usize {
    table.find(column).unwrap_or_else(|| panic!("no column {column} in {}", table.name)).0
}

/// Tables, parents first.
pub fn parents_first() -> Vec<&'static Table> {
    let mut tables: Vec<&'static Table> = TABLES.to_vec();
    tables.sort_by_key(|table| table.level);
    tables
}

/// A value of the column; the same `seed` gives the same one, another seed often another.
pub fn value(column: &Column, seed: u64) -> Value {
    let small = i64::try_from(seed % 1_000).unwrap();
    match column.ty {
        Type::Id { prefix } => Value::Text(format!("{prefix}_{seed}")),
        Type::String { max_chars } => {
            let text = format!("ä{seed}");
            Value::Text(text.chars().take(usize::try_from(max_chars).unwrap()).collect())
        }
        Type::Text => Value::Text(format!("text '{seed}' \u{1F600}")),
        Type::Int { min, max } => Value::Int(small.clamp(min, max)),
        Type::BigInt => Value::Int((1 << 53) + 1 + small),
        Type::Bool => Value::Bool(seed.is_multiple_of(2)),
        Type::Timestamp { .. } => Value::Int(1_700_000_000_000 + small * 1_000),
        Type::Date => Value::Text(format!("2026-01-{:02}", seed % 28 + 1)),
        Type::Json => Value::Text(format!("{{\"n\":{seed}}}")),
        Type::Double => Value::Double(0.1 * f64::from(u32::try_from(seed % 1_000).unwrap())),
        Type::Decimal { scale, .. } if scale > 0 => {
            Value::Text(format!("{}.{:0>width$}", seed % 10, seed % 10, width = usize::from(scale)))
        }
        Type::Decimal { .. } => Value::Text((seed % 10).to_string()),
        Type::Bytes { max_bytes } => {
            let bytes = seed.to_be_bytes();
            Value::Bytes(
                bytes.into_iter().rev().take(usize::try_from(max_bytes).unwrap()).collect(),
            )
        }
        Type::Enum { values } => {
            let at = usize::try_from(seed).unwrap() % values.len();
            Value::Text(values[at].to_owned())
        }
    }
}

/// The key that [`row`] gives its row, where the key is one column.
pub fn id(table: &Table, seed: u64) -> String {
    format!("{}-{seed}", table.name.chars().take(40).collect::<String>())
}

/// A row whose references all point at the rows of the same seed; those to its own table are NULL.
pub fn row(table: &'static Table, seed: u64) -> Row {
    let mut row = Row::new(table, Vec::new());
    for (at, column) in table.columns.iter().enumerate() {
        row.set(at, value(column, seed));
    }
    if let [key] = table.key {
        row.set(*key, Value::Text(id(table, seed)));
    }
    for reference in table.references {
        let parent =
            if reference.table == table { Value::Null } else { id(reference.table, seed).into() };
        row.set(reference.column, parent);
    }
    row.checked().unwrap_or_else(|invalid| panic!("{}: {invalid}", table.name))
}

/// The row as an image.
pub fn image(row: Row, version: Version) -> Image {
    Image { key: key_of(&row), version, body: Body::Row(row) }
}

/// A delete as an image.
pub fn tombstone(key: &Key, version: Version) -> Image {
    Image { key: key.clone(), version, body: Body::Tombstone }
}

/// The key of a row.
pub fn key_of(row: &Row) -> Key {
    Key { table: row.table(), pk: Pk::of(row).unwrap() }
}

/// A key by its canonical text.
pub fn key(table: &'static Table, pk: &str) -> Key {
    Key { table, pk: Pk::parse(table, pk).unwrap() }
}
