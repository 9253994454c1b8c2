//! D1's migrations.

use std::fmt::Write as _;

use crate::model::{Column, Default, OnDelete, Schema, Table, Type, Unit};
use crate::sql::{self, Index, quote};
use crate::{d1_side, d1_triggers};

const TABLES: &str = "\
-- The app's tables. Made from schema/ by `cargo run -p tandem-schema --bin emit`: change it there.
-- An app that is on D1 already has them: count this file as applied there. Applied, it would touch
-- no table, but make the app's indexes once more, under the names below.
";

const TANDEM: &str = "\
-- What Tandem adds to the app's tables: its own one, a version, indexes for pages, side tables, triggers.
-- Made from schema/ by `cargo run -p tandem-schema --bin emit`: change it there.
";

/// The one table that is Tandem's own and yet like the app's: an app that is on D1 has it not.
const OWN: &str = "tandem_canary";

/// `0001_tables.sql`.
#[must_use]
pub fn tables(schema: &Schema) -> String {
    let mut out = TABLES.to_owned();
    for table in schema.tables.iter().filter(|table| table.name != OWN) {
        create_table(table, &mut out);
        for index in sql::app_indexes(table) {
            create_index(table, &index, &mut out);
        }
    }
    out
}

/// `0002_tandem.sql`.
#[must_use]
pub fn tandem(schema: &Schema) -> String {
    let mut out = TANDEM.to_owned();
    for table in schema.tables.iter().filter(|table| table.name == OWN) {
        create_table(table, &mut out);
    }
    out.push('\n');
    for table in &schema.tables {
        let name = quote(&table.name);
        let _ =
            writeln!(out, "ALTER TABLE {name} ADD COLUMN \"_version\" INTEGER NOT NULL DEFAULT 0;");
    }
    out.push('\n');
    for table in &schema.tables {
        for index in sql::list_indexes(table) {
            create_index(table, &index, &mut out);
        }
    }
    d1_side::emit(&mut out);
    for table in &schema.tables {
        d1_triggers::emit(table, &mut out);
    }
    out
}

fn create_table(table: &Table, out: &mut String) {
    let _ = writeln!(out, "\nCREATE TABLE IF NOT EXISTS {} (", quote(&table.name));
    for column in &table.columns {
        let _ = writeln!(out, "  {},", column_sql(column));
    }
    let _ = write!(out, "  PRIMARY KEY ({})", sql::names(table, &table.key, quote));
    for reference in &table.references {
        let _ = write!(
            out,
            ",\n  FOREIGN KEY ({}) REFERENCES {} ({}){}",
            sql::names(table, &[reference.column], quote),
            quote(&reference.table),
            quote(&reference.target),
            match reference.on_delete {
                OnDelete::Restrict => "",
                OnDelete::Cascade => " ON DELETE CASCADE",
                OnDelete::SetNull => " ON DELETE SET NULL",
            }
        );
    }
    out.push_str("\n);\n");
}

fn create_index(table: &Table, index: &Index, out: &mut String) {
    let _ = writeln!(
        out,
        "CREATE {}INDEX IF NOT EXISTS {} ON {} ({});",
        if index.unique { "UNIQUE " } else { "" },
        quote(&index.name),
        quote(&table.name),
        sql::names(table, &index.columns, quote),
    );
}

fn column_sql(column: &Column) -> String {
    let mut out = format!("{} {}", quote(&column.name), type_sql(&column.ty));
    if !column.nullable {
        out.push_str(" NOT NULL");
    }
    let default = match (&column.default, &column.ty) {
        (Default::None | Default::NewId, _) => return out,
        (Default::Created | Default::Updated, Type::Timestamp { unit: Unit::Milliseconds }) => {
            "(CAST(unixepoch('subsec') * 1000 AS INTEGER))".to_owned()
        }
        (Default::Created | Default::Updated, _) => "(unixepoch())".to_owned(),
        (Default::Counter, _) => "0".to_owned(),
        (Default::Int(n), _) => n.to_string(),
        (Default::Text(text), _) => sql::text(text),
    };
    out.push_str(" DEFAULT ");
    out.push_str(&default);
    out
}

/// Type of a column in D1.
#[must_use]
pub fn type_sql(ty: &Type) -> &'static str {
    match ty {
        Type::Id { .. }
        | Type::String { .. }
        | Type::Text
        | Type::Date
        | Type::Json
        | Type::Decimal { .. }
        | Type::Enum { .. } => "TEXT",
        Type::Int { .. } | Type::BigInt | Type::Bool | Type::Timestamp { .. } => "INTEGER",
        Type::Double => "REAL",
        Type::Bytes { .. } => "BLOB",
    }
}
