//! A table as a Rust struct, and its columns as typed constants.

use std::fmt::Write as _;

use crate::model::{Column, ScopeKind, Table, Type};
use crate::names;
use crate::rust::doc;

/// Appends the struct, its `Entity` and the module of its columns.
pub fn emit(table: &Table, out: &mut String) {
    let entity = names::pascal(&table.name);
    structure(table, &entity, out);
    conversions(table, &entity, out);
    columns(table, &entity, out);
}

fn structure(table: &Table, entity: &str, out: &mut String) {
    doc(&table.doc, &format!("A row of `{}`.", table.name), "", out);
    let hides = table.columns.iter().any(|column| column.secret);
    let _ = writeln!(
        out,
        "#[derive({}Clone, PartialEq)]\npub struct {entity} {{",
        if hides { "" } else { "Debug, " }
    );
    for column in &table.columns {
        let otherwise = format!("`{}`.", column.name);
        doc(&column.doc, &otherwise, "    ", out);
        let _ = writeln!(out, "    pub {}: {},", names::field(&column.name), rust_type(column));
    }
    out.push_str("}\n");
    if hides {
        debug(table, entity, out);
    }
}

/// Secrets stay out of logs, so a table that has any is not shown by a derived `Debug`.
fn debug(table: &Table, entity: &str, out: &mut String) {
    let _ = writeln!(
        out,
        "impl std::fmt::Debug for {entity} {{\n    \
         fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {{\n        \
         f.debug_struct({entity:?})"
    );
    for column in table.columns.iter().filter(|column| !column.secret) {
        let field = names::field(&column.name);
        let _ = writeln!(out, "            .field({:?}, &self.{field})", column.name);
    }
    out.push_str("            .finish_non_exhaustive()\n    }\n}\n");
}

fn conversions(table: &Table, entity: &str, out: &mut String) {
    let scope = match table.scope.map(|scope| scope.kind) {
        Some(ScopeKind::Tenant) => "InTenant",
        Some(ScopeKind::Owner) => "InOwner",
        None => "Unscoped",
    };
    let _ = writeln!(
        out,
        "impl crate::schema::Entity for {entity} {{\n    \
         const TABLE: &'static crate::schema::Table = &{};\n    \
         type Scope = crate::schema::{scope};\n    \
         fn from_row(row: crate::schema::Row) -> Result<Self, crate::schema::DecodeError> {{\n        \
         let mut row = row.into_values().into_iter();\n        Ok(Self {{",
        names::constant(&table.name)
    );
    for column in &table.columns {
        let _ = writeln!(
            out,
            "            {}: crate::schema::take(&mut row, {:?}, {:?})?,",
            names::field(&column.name),
            table.name,
            column.name
        );
    }
    out.push_str(
        "        })\n    }\n    fn into_row(self) -> crate::schema::Row {\n        crate::schema::Row::new(Self::TABLE, vec![\n",
    );
    for column in &table.columns {
        let _ = writeln!(out, "            self.{}.into(),", names::field(&column.name));
    }
    out.push_str("        ])\n    }\n}\n");
}

fn columns(table: &Table, entity: &str, out: &mut String) {
    let _ = writeln!(
        out,
        "/// Columns of `{}`.\npub mod {} {{\n    use crate::schema::Col;",
        table.name,
        names::field(&table.name)
    );
    for (position, column) in table.columns.iter().enumerate() {
        let _ = writeln!(
            out,
            "    /// `{}`.\n    pub const {}: Col<super::{entity}, {}> = Col::new({position});",
            column.name,
            names::constant(&column.name),
            rust_type(column)
        );
    }
    out.push_str("}\n");
}

fn rust_type(column: &Column) -> String {
    let ty = match column.ty {
        Type::Id { .. }
        | Type::String { .. }
        | Type::Text
        | Type::Date
        | Type::Decimal { .. }
        | Type::Enum { .. } => "String",
        Type::Int { .. } | Type::BigInt => "i64",
        Type::Bool => "bool",
        Type::Timestamp { .. } => "crate::schema::Timestamp",
        Type::Json => "crate::schema::Json",
        Type::Double => "f64",
        Type::Bytes { .. } => "Vec<u8>",
    };
    if column.nullable { format!("Option<{ty}>") } else { ty.to_owned() }
}
