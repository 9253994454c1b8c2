//! The API as an OpenAPI 3.1 document. It is made when the Worker is built, and not in the Worker: the
//! code that makes it weighs more than its text.

pub mod api;
mod common;
mod paths;
mod runs;
mod switch;
mod tables;

use serde_json::{Map, Value as Json, json};

use crate::model::Schema;

/// Of columns and of tables.
pub const GUARDED: &str = "Only the role admin writes this.";

/// The document (<https://spec.openapis.org/oas/v3.1.1.html>), as compact JSON.
#[must_use]
pub fn emit(schema: &Schema) -> String {
    document(schema).to_string()
}

fn document(schema: &Schema) -> Json {
    let mut paths = paths::fixed();
    paths.extend(runs::paths());
    paths.extend(switch::paths());
    let mut schemas = common::schemas(schema);
    schemas.extend(runs::schemas());
    schemas.extend(switch::schemas());
    for table in &schema.tables {
        paths.extend(paths::of_table(table));
        schemas.extend(tables::schemas(table));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Tandem",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The app's tables, served from D1 and PlanetScale alike.",
        },
        "servers": [{ "url": "/" }],
        "security": [{ "user": [] }],
        "tags": tags(schema),
        "paths": paths,
        "components": {
            "schemas": schemas,
            "parameters": common::parameters(),
            "headers": common::headers(),
            "responses": common::responses(),
            "securitySchemes": common::security(),
        },
    })
}

/// One tag for each file of the schema.
fn tags(schema: &Schema) -> Vec<Json> {
    let mut modules: Vec<&str> = schema.tables.iter().map(|table| table.module.as_str()).collect();
    modules.sort_unstable();
    modules.dedup();
    modules
        .into_iter()
        .chain(["units", "health", "admin"])
        .map(|name| json!({ "name": name }))
        .collect()
}

/// A reference to a component.
fn reference(kind: &str, name: &str) -> Json {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}

/// JSON of this schema.
fn content(schema: Json) -> Json {
    json!({ "application/json": { "schema": schema } })
}

/// Members from pairs.
fn object(members: impl IntoIterator<Item = (String, Json)>) -> Map<String, Json> {
    members.into_iter().collect()
}
