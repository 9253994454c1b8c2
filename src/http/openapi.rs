//! `/openapi.json`: the API as an OpenAPI 3.1 document, made from the schema.

mod common;
mod paths;
mod tables;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use serde_json::{Map, Value as Json, json};

use super::Response;
use crate::schema::TABLES;

/// Of columns and of tables.
const GUARDED: &str = "Only the role admin writes this.";

/// The document, as one text for the life of the isolate.
pub fn response() -> Response {
    static DOCUMENT: OnceLock<Vec<u8>> = OnceLock::new();
    let body = DOCUMENT.get_or_init(|| document().to_string().into_bytes());
    Response::bytes(200, "application/json", body.clone())
}

/// The document (<https://spec.openapis.org/oas/v3.1.1.html>).
fn document() -> Json {
    let mut paths = paths::fixed();
    let mut schemas = common::schemas();
    for table in TABLES {
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
        "tags": tags(),
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
fn tags() -> Vec<Json> {
    let mut modules: Vec<&str> = TABLES.iter().map(|table| table.module).collect();
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
