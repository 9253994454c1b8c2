//! Table metadata as Rust: statics of `crate::schema::Table`, and the list of them.

use std::fmt::Write as _;

use crate::entities;
use crate::model::{Column, Default, OnDelete, Schema, ScopeKind, Table, Type, Unit};
use crate::names;
use crate::sql::Index;

/// The file that the build script writes: metadata and entities of all tables.
#[must_use]
pub fn emit(schema: &Schema) -> String {
    let mut out = String::new();
    for table in &schema.tables {
        metadata(schema, table, &mut out);
        entities::emit(table, &mut out);
    }
    let statics: Vec<String> =
        schema.tables.iter().map(|t| format!("&{}", names::constant(&t.name))).collect();
    let _ = writeln!(
        out,
        "/// All tables, parents before the tables that point at them.\n\
         pub static TABLES: &[&crate::schema::Table] = &[{}];",
        statics.join(", ")
    );
    let legacy = schema.tables.iter().filter_map(|t| {
        let (table, old) = (names::constant(&t.name), t.legacy.as_deref()?);
        Some(format!("crate::schema::Legacy {{ table: &{table}, old: {old:?} }}"))
    });
    let _ = writeln!(
        out,
        "/// Tables that take the rows of others over, parents first.\n\
         pub static LEGACY: &[crate::schema::Legacy] = &[{}];",
        joined(legacy)
    );
    out.push_str(
        "/// The table of that name.\n#[must_use]\n\
         pub fn table(name: &str) -> Option<&'static crate::schema::Table> {\n    Some(match name {\n",
    );
    for table in &schema.tables {
        let _ = writeln!(out, "        {:?} => &{},", table.name, names::constant(&table.name));
    }
    out.push_str("        _ => return None,\n    })\n}\n");
    out
}

/// A doc comment, or a line in its stead: the library warns of what has none.
pub fn doc(lines: &[String], otherwise: &str, indent: &str, out: &mut String) {
    if lines.is_empty() {
        let _ = writeln!(out, "{indent}/// {otherwise}");
    }
    for line in lines {
        let _ = writeln!(out, "{indent}/// {line}");
    }
}

fn metadata(schema: &Schema, table: &Table, out: &mut String) {
    let name = names::constant(&table.name);
    let _ = writeln!(
        out,
        "/// Metadata of the table `{0}`.\n\
         pub static {name}: crate::schema::Table = {{\n    use crate::schema::table::*;\n    Table {{\n        \
         name: {0:?},\n        module: {1:?},\n        columns: &[",
        table.name, table.module
    );
    for column in &table.columns {
        let _ = writeln!(out, "            {},", column_rs(column));
    }
    let references = table.references.iter().map(|r| {
        let (parent, rule) = (names::constant(&r.table), on_delete(r.on_delete));
        format!("Reference {{ column: {}, table: &{parent}, on_delete: {rule} }}", r.column)
    });
    let referenced_by = schema.referenced_by(&table.name).map(|(child, r)| {
        let (child, rule) = (names::constant(&child.name), on_delete(r.on_delete));
        format!("ReferencedBy {{ table: &{child}, column: {}, on_delete: {rule} }}", r.column)
    });
    let lists = table
        .lists
        .iter()
        .map(|list| format!("List {{ filter: &{:?}, by: {:?} }}", list.filter, list.by));
    let uniques = table.uniques.iter().map(|columns| unique(table, columns));
    let _ = writeln!(
        out,
        "        ],\n        key: &{:?},\n        scope: {},\n        shared: {},\n        guarded: {},\n        level: {},\n        \
         uniques: &[{}],\n        references: &[{}],\n        referenced_by: &[{}],\n        \
         lists: &[{}],\n        events: {},\n    }}\n}};",
        table.key,
        scope(table),
        table.shared,
        table.guarded,
        table.level,
        joined(uniques),
        joined(references),
        joined(referenced_by),
        joined(lists),
        events(table),
    );
}

fn joined(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<String>>().join(", ")
}

fn column_rs(column: &Column) -> String {
    let default = match &column.default {
        Default::None => "None".to_owned(),
        Default::NewId => "NewId".to_owned(),
        Default::Created => "Created".to_owned(),
        Default::Updated => "Updated".to_owned(),
        Default::Counter => "Counter".to_owned(),
        Default::Int(n) => format!("Int({n})"),
        Default::Text(text) => format!("Text({text:?})"),
    };
    format!(
        "Column {{ name: {:?}, ty: Type::{}, nullable: {}, default: Default::{default}, secret: {}, guarded: {} }}",
        column.name,
        type_rs(&column.ty),
        column.nullable,
        column.secret,
        column.guarded
    )
}

fn type_rs(ty: &Type) -> String {
    match ty {
        Type::Id { prefix } => format!("Id {{ prefix: {prefix:?} }}"),
        Type::String { max_chars } => format!("String {{ max_chars: {max_chars} }}"),
        Type::Text => "Text".into(),
        Type::Int { min, max } => format!("Int {{ min: {min}, max: {max} }}"),
        Type::BigInt => "BigInt".into(),
        Type::Bool => "Bool".into(),
        Type::Timestamp { unit: Unit::Seconds } => "Timestamp { unit: Unit::Seconds }".into(),
        Type::Timestamp { unit: Unit::Milliseconds } => {
            "Timestamp { unit: Unit::Milliseconds }".into()
        }
        Type::Date => "Date".into(),
        Type::Json => "Json".into(),
        Type::Double => "Double".into(),
        Type::Decimal { precision, scale } => {
            format!("Decimal {{ precision: {precision}, scale: {scale} }}")
        }
        Type::Bytes { max_bytes } => format!("Bytes {{ max_bytes: {max_bytes} }}"),
        Type::Enum { values } => format!("Enum {{ values: &{values:?} }}"),
    }
}

fn unique(table: &Table, columns: &[usize]) -> String {
    let name = Index::of_app(table, columns, true).name;
    format!("Unique {{ name: {name:?}, columns: &{columns:?} }}")
}

fn on_delete(rule: OnDelete) -> &'static str {
    match rule {
        OnDelete::Restrict => "OnDelete::Restrict",
        OnDelete::Cascade => "OnDelete::Cascade",
        OnDelete::SetNull => "OnDelete::SetNull",
    }
}

fn scope(table: &Table) -> String {
    let Some(scope) = table.scope else {
        return "None".into();
    };
    let kind = match scope.kind {
        ScopeKind::Tenant => "Tenant",
        ScopeKind::Owner => "Owner",
    };
    format!("Some(Scope {{ column: {}, kind: ScopeKind::{kind} }})", scope.column)
}

fn events(table: &Table) -> String {
    let event = |on: bool, verb: &str| {
        if on { format!("Some(\"{}.{verb}\")", table.name) } else { "None".into() }
    };
    format!(
        "Events {{ created: {}, updated: {}, deleted: {} }}",
        event(table.events.created, "created"),
        event(table.events.updated, "updated"),
        event(table.events.deleted, "deleted"),
    )
}
