//! MySQL's migrations.

use std::fmt::Write as _;

use crate::limits::{
    BYTES_PER_CHAR, MAX_ENUM_CHARS, MAX_ID_CHARS, MAX_TEXT_CHARS, MAX_VARCHAR_CHARS,
};
use crate::model::{Column, Default, Schema, Table, Type};
use crate::mysql_side;
use crate::sql::{self, Index, quote_mysql};

const TABLES: &str = "\
-- The app's tables with Tandem's version column. Without foreign keys: rows arrive in any order.
-- Made from schema/ by `cargo run -p tandem-schema --bin emit`: change it there.
";

const TANDEM: &str = "\
-- Tandem's side tables.
-- Made from schema/ by `cargo run -p tandem-schema --bin emit`: change it there.
";

/// Same equality and same order as D1's.
const CHARSET: &str = "DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_bin";

/// `0001_tables.sql`.
#[must_use]
pub fn tables(schema: &Schema) -> String {
    let mut out = TABLES.to_owned();
    for table in &schema.tables {
        create_table(table, &mut out);
    }
    out
}

/// `0002_tandem.sql`.
#[must_use]
pub fn tandem() -> String {
    let mut out = TANDEM.to_owned();
    mysql_side::emit(&mut out);
    out
}

fn create_table(table: &Table, out: &mut String) {
    let _ = writeln!(out, "\nCREATE TABLE IF NOT EXISTS {} (", quote_mysql(&table.name));
    for column in &table.columns {
        let _ = writeln!(out, "  {},", column_sql(column));
    }
    let key = sql::names(table, &table.key, quote_mysql);
    let _ = write!(out, "  `_version` BIGINT NOT NULL DEFAULT 0,\n  PRIMARY KEY ({key})");
    for index in indexes(table) {
        let _ = write!(
            out,
            ",\n  {}KEY {} ({})",
            if index.unique { "UNIQUE " } else { "" },
            quote_mysql(&index.name),
            sql::names(table, &index.columns, quote_mysql),
        );
    }
    let _ = writeln!(out, "\n) {CHARSET};");
}

/// All indexes besides the key: the app's, those of lists, and one for each reference that no
/// other begins with, since rows are looked up by the parent they point at.
#[must_use]
pub fn indexes(table: &Table) -> Vec<Index> {
    let mut all: Vec<Index> = Vec::new();
    for index in sql::app_indexes(table) {
        // MySQL warns of an index that a unique key makes superfluous.
        if !all.iter().any(|there| there.columns == index.columns) {
            all.push(index);
        }
    }
    all.extend(sql::list_indexes(table));
    for reference in &table.references {
        let first = Some(&reference.column);
        if table.key.first() != first && !all.iter().any(|i| i.columns.first() == first) {
            all.push(Index::of_tandem(table, &[reference.column]));
        }
    }
    all
}

fn column_sql(column: &Column) -> String {
    let ty = type_sql(&column.ty);
    let mut out = format!("{} {ty}", quote_mysql(&column.name));
    if !column.nullable {
        out.push_str(" NOT NULL");
    }
    match &column.default {
        Default::Counter => out.push_str(" DEFAULT 0"),
        Default::Int(n) => {
            let _ = write!(out, " DEFAULT {n}");
        }
        // TEXT takes no literal default.
        Default::Text(text) if ty.starts_with("VARCHAR") => {
            let _ = write!(out, " DEFAULT {}", sql::text(text));
        }
        _ => {}
    }
    out
}

/// Type of a column in MySQL.
#[must_use]
pub fn type_sql(ty: &Type) -> String {
    let small = i64::from(i32::MIN)..=i64::from(i32::MAX);
    match ty {
        Type::Id { .. } => format!("VARCHAR({MAX_ID_CHARS})"),
        Type::Enum { .. } => format!("VARCHAR({MAX_ENUM_CHARS})"),
        Type::String { max_chars } if *max_chars <= MAX_VARCHAR_CHARS => {
            format!("VARCHAR({max_chars})")
        }
        Type::String { max_chars } if *max_chars <= MAX_TEXT_CHARS => "TEXT".into(),
        Type::String { .. } | Type::Text => "MEDIUMTEXT".into(),
        Type::Int { min, max } if small.contains(min) && small.contains(max) => "INT".into(),
        Type::Int { .. } | Type::BigInt => "BIGINT".into(),
        // TINYINT(1) by another name: MySQL 9 warns of the width.
        Type::Bool => "BOOLEAN".into(),
        Type::Timestamp { .. } => "DATETIME(3)".into(),
        Type::Date => "DATE".into(),
        Type::Json => "JSON".into(),
        Type::Double => "DOUBLE".into(),
        Type::Decimal { precision, scale } => format!("DECIMAL({precision},{scale})"),
        Type::Bytes { max_bytes } if *max_bytes <= MAX_VARCHAR_CHARS => {
            format!("VARBINARY({max_bytes})")
        }
        Type::Bytes { .. } => "MEDIUMBLOB".into(),
    }
}

/// Bytes that a row takes at most, without what is stored beside it:
/// <https://dev.mysql.com/doc/refman/8.4/en/storage-requirements.html>.
#[must_use]
pub fn row_bytes(table: &Table) -> u32 {
    let nulls = table.columns.iter().filter(|c| c.nullable).count().div_ceil(8);
    let version = 8;
    let columns: u32 = table.columns.iter().map(|c| column_bytes(&c.ty)).sum();
    columns + version + u32::try_from(nulls).unwrap_or(u32::MAX)
}

fn column_bytes(ty: &Type) -> u32 {
    match ty {
        Type::Id { .. } => MAX_ID_CHARS * BYTES_PER_CHAR + 2,
        Type::Enum { .. } => MAX_ENUM_CHARS * BYTES_PER_CHAR + 2,
        Type::String { max_chars } if *max_chars <= MAX_VARCHAR_CHARS => {
            max_chars * BYTES_PER_CHAR + 2
        }
        Type::Bytes { max_bytes } if *max_bytes <= MAX_VARCHAR_CHARS => max_bytes + 2,
        // A length and a pointer.
        Type::String { .. } | Type::Text | Type::Json | Type::Bytes { .. } => 12,
        Type::Int { .. } | Type::BigInt | Type::Double | Type::Timestamp { .. } => 8,
        Type::Bool => 1,
        Type::Date => 3,
        // Four bytes for nine digits on either side of the point.
        Type::Decimal { precision, .. } => u32::from(*precision).div_ceil(9) * 4 + 4,
    }
}
