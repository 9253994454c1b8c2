//! The schemas of a table: the row as answers have it, the row to insert, the columns to change.

use serde_json::{Map, Value as Json, json};

use super::object;
use crate::model::{Column, Default, Table, Type};

/// A table's three schemas, under its name, `{name}.new` and `{name}.set`.
pub fn schemas(table: &Table) -> Map<String, Json> {
    let all = || table.columns.iter().enumerate();
    let row = object(
        all()
            .filter(|(_, column)| !column.secret)
            .map(|(_, column)| (column.name.clone(), value(column)))
            .chain([("_version".to_owned(), version())]),
    );
    let names: Vec<String> = row.keys().cloned().collect();
    let new = object(all().map(|(_, column)| (column.name.clone(), sent(column))));
    let needed: Vec<&str> = all()
        .filter(|(at, column)| is_needed(table, *at, column))
        .map(|(_, column)| column.name.as_str())
        .collect();
    let set = object(
        all()
            .filter(|(at, _)| {
                !table.key.contains(at) && table.scope.is_none_or(|scope| scope.column != *at)
            })
            .map(|(_, column)| (column.name.clone(), changed(column))),
    );
    object([
        (
            table.name.clone(),
            json!({ "type": "object", "properties": row, "required": names, "additionalProperties": false }),
        ),
        (
            format!("{}.new", table.name),
            json!({ "type": "object", "properties": new, "required": needed, "additionalProperties": false }),
        ),
        (
            format!("{}.set", table.name),
            json!({ "type": "object", "properties": set, "minProperties": 1, "additionalProperties": false }),
        ),
    ])
}

fn version() -> Json {
    json!({ "type": "string", "description": "Grows with every write; the ETag without its quotes.", "readOnly": true })
}

/// Whether an insert must send the column: the scope comes with the request.
fn is_needed(table: &Table, at: usize, column: &Column) -> bool {
    !column.nullable
        && column.default == Default::None
        && table.scope.is_none_or(|scope| scope.column != at)
}

fn sent(column: &Column) -> Json {
    let mut schema = value(column);
    if let Some(schema) = schema.as_object_mut() {
        if column.secret {
            schema.insert("writeOnly".to_owned(), true.into());
        }
        match &column.default {
            Default::Int(number) if column.ty == Type::Bool => {
                schema.insert("default".to_owned(), (*number != 0).into());
            }
            Default::Int(number) if column.ty != Type::BigInt => {
                schema.insert("default".to_owned(), (*number).into());
            }
            Default::Int(number) => {
                schema.insert("default".to_owned(), number.to_string().into());
            }
            Default::Text(text) => {
                schema.insert("default".to_owned(), text.as_str().into());
            }
            Default::None
            | Default::NewId
            | Default::Created
            | Default::Updated
            | Default::Counter => {}
        }
    }
    guarded(column, schema)
}

fn changed(column: &Column) -> Json {
    let mut schema = value(column);
    if let (true, Some(members)) = (column.secret, schema.as_object_mut()) {
        members.insert("writeOnly".to_owned(), true.into());
    }
    let schema = match &column.ty {
        Type::Int { .. } | Type::BigInt => {
            json!({ "anyOf": [schema, super::reference("schemas", "_increment")] })
        }
        _ => schema,
    };
    guarded(column, schema)
}

/// A schema that says who may send the column. Not `readOnly`: administrators do.
fn guarded(column: &Column, mut schema: Json) -> Json {
    if let (true, Some(members)) = (column.guarded, schema.as_object_mut()) {
        let earlier = members.get("description").and_then(Json::as_str);
        let all: Vec<&str> = earlier.into_iter().chain([super::GUARDED]).collect();
        let all = all.join(" ");
        members.insert("description".to_owned(), all.into());
    }
    schema
}

/// A column's values.
fn value(column: &Column) -> Json {
    let mut schema = match &column.ty {
        Type::Id { .. } => json!({ "type": "string", "minLength": 1, "maxLength": 64 }),
        Type::String { max_chars } => json!({ "type": "string", "maxLength": max_chars }),
        Type::Text => json!({ "type": "string" }),
        Type::Int { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Type::BigInt => json!({ "type": "string", "pattern": "^(0|-?[1-9][0-9]{0,18})$" }),
        Type::Bool => json!({ "type": "boolean" }),
        Type::Timestamp { .. } => json!({ "type": "string", "format": "date-time" }),
        Type::Date => json!({ "type": "string", "format": "date" }),
        Type::Json => json!({ "description": "Any JSON document." }),
        Type::Double => json!({ "type": "number" }),
        Type::Decimal { .. } => json!({ "type": "string", "pattern": "^-?[0-9]+([.][0-9]+)?$" }),
        Type::Bytes { .. } => json!({ "type": "string", "contentEncoding": "base64" }),
        Type::Enum { values } => json!({ "type": "string", "enum": values }),
    };
    if let (true, Some(members)) = (column.nullable, schema.as_object_mut()) {
        if let Some(ty) = members.get("type").cloned() {
            members.insert("type".to_owned(), json!([ty, "null"]));
        }
        if let Some(Json::Array(values)) = members.get_mut("enum") {
            values.push(Json::Null);
        }
    }
    schema
}
