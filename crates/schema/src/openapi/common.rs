//! The components that do not depend on the tables.

use serde_json::{Map, Value as Json, json};

use super::api::{MAX_CHANGES, MAX_EVENTS, MAX_PAGE_ROWS, PROBLEMS};
use super::{object, reference};
use crate::model::Schema;

/// Problems, increments and units. Names begin with an underscore, as no table's does.
pub fn schemas(schema: &Schema) -> Map<String, Json> {
    let types: Vec<String> =
        PROBLEMS.iter().map(|slug| format!("urn:tandem:problem:{slug}")).collect();
    let table = json!({ "type": "string", "enum": schema.tables.iter().map(|table| &table.name).collect::<Vec<_>>() });
    let text = || json!({ "type": "string" });
    object([
        (
            "_problem".to_owned(),
            json!({
                "type": "object",
                "description": "RFC 9457.",
                "properties": {
                    "type": { "type": "string", "enum": types },
                    "title": text(),
                    "status": { "type": "integer" },
                    "detail": text(),
                    "instance": text(),
                    "field": { "type": "string", "description": "A JSON pointer into the body, or the name of a header or parameter." },
                    "next": { "type": "string", "description": "What to do." },
                },
                "required": ["type", "title", "status", "detail", "instance", "next"],
            }),
        ),
        (
            "_increment".to_owned(),
            json!({
                "type": "object",
                "properties": { "$increment": { "type": ["integer", "string"] } },
                "required": ["$increment"],
                "additionalProperties": false,
            }),
        ),
        ("_change".to_owned(), change(&table)),
        (
            "_unit".to_owned(),
            json!({
                "type": "object",
                "properties": {
                    "changes": { "type": "array", "items": reference("schemas", "_change"), "maxItems": MAX_CHANGES },
                    "events": { "type": "array", "items": event(), "maxItems": MAX_EVENTS },
                },
                "required": ["changes"],
                "additionalProperties": false,
            }),
        ),
        (
            "_unitAnswer".to_owned(),
            json!({
                "type": "object",
                "properties": {
                    "rows": { "type": "array", "items": {
                        "type": "object",
                        "properties": { "table": table, "key": text(), "row": { "type": ["object", "null"] } },
                        "required": ["table", "key", "row"],
                    } },
                    "replayed": { "type": "boolean" },
                },
                "required": ["rows", "replayed"],
            }),
        ),
    ])
}

/// One of the four kinds of change.
fn change(table: &Json) -> Json {
    let one = |name: &str, members: Json, required: &[&str]| {
        let mut properties = json!({
            "table": table,
            "tenant": { "type": "string" },
            "owner": { "type": "string" },
        });
        if let (Some(all), Json::Object(members)) = (properties.as_object_mut(), members) {
            all.extend(members);
        }
        json!({
            "type": "object",
            "properties": { name: {
                "type": "object",
                "properties": properties,
                "required": required,
                "additionalProperties": false,
            } },
            "required": [name],
            "additionalProperties": false,
        })
    };
    let (key, version) = (json!({ "type": "string" }), json!({ "type": "string" }));
    let is = ["equal", "not-equal", "less", "at-most", "greater", "at-least"];
    json!({ "oneOf": [
        one("insert", json!({ "row": { "type": "object" } }), &["table", "row"]),
        one("update", json!({ "key": key, "set": { "type": "object" }, "ifVersion": version }), &["table", "key", "set"]),
        one("delete", json!({ "key": key, "ifVersion": version }), &["table", "key"]),
        one("require", json!({
            "key": key,
            "exists": { "type": "boolean" },
            "version": version,
            "column": { "type": "string" },
            "is": { "type": "string", "enum": is },
            "value": {},
        }), &["table", "key"]),
    ] })
}

fn event() -> Json {
    json!({
        "type": "object",
        "properties": {
            "type": { "type": "string", "pattern": "^[A-Za-z0-9._-]{1,100}$" },
            "about": { "type": "integer", "minimum": 0, "description": "Which of the changes it is about, counted from 0." },
            "payload": { "type": "object" },
        },
        "required": ["type"],
        "additionalProperties": false,
    })
}

/// Parameters of several operations.
pub fn parameters() -> Map<String, Json> {
    let parameter = |place: &str, name: &str, description: &str, schema: Json| json!({ "name": name, "in": place, "description": description, "schema": schema });
    let header = |name: &str, description: &str| {
        parameter("header", name, description, json!({ "type": "string" }))
    };
    let mut key = parameter(
        "path",
        "key",
        "The primary key; of several columns, their values joined by commas.",
        json!({ "type": "string" }),
    );
    if let Some(key) = key.as_object_mut() {
        key.insert("required".to_owned(), true.into());
    }
    let limit = json!({ "type": "integer", "minimum": 1, "maximum": MAX_PAGE_ROWS, "default": 50 });
    let order = json!({ "type": "string", "enum": ["asc", "desc"], "default": "asc" });
    let freshness =
        json!({ "type": "string", "enum": ["critical", "tolerant"], "default": "tolerant" });
    object(
        [
            ("key", key),
            (
                "tenant",
                header("Tandem-Tenant", "One of the token's teams; needed if it has several."),
            ),
            ("owner", header("Tandem-Owner", "Another person's id; for administrators.")),
            ("ifMatch", header("If-Match", "The ETag that the row must have.")),
            ("ifNoneMatch", header("If-None-Match", "The ETag that the client has.")),
            (
                "idempotencyKey",
                header("Idempotency-Key", "Names the request: it is carried out once."),
            ),
            ("session", header("Tandem-Session", "The token of the last answer to a write: the read is not older. As the cookie `tandem_session`, too.")),
            ("freshness", parameter("header", "Tandem-Read", "Whether the read may be a little behind writes of others.", freshness)),
            ("limit", parameter("query", "limit", "Rows on a page.", limit)),
            ("order", parameter("query", "order", "Which way.", order)),
            (
                "cursor",
                parameter(
                    "query",
                    "cursor",
                    "`next` of the page before.",
                    json!({ "type": "string" }),
                ),
            ),
        ]
        .map(|(name, parameter)| (name.to_owned(), parameter)),
    )
}

/// Headers of answers.
pub fn headers() -> Map<String, Json> {
    let header =
        |description: &str| json!({ "description": description, "schema": { "type": "string" } });
    object([
        ("ETag".to_owned(), header("The row's version, in quotes.")),
        ("Location".to_owned(), header("Path of the new row.")),
        (
            "Tandem-Session".to_owned(),
            header("What the client has written, to be shown with its next requests."),
        ),
        ("Tandem-Served-By".to_owned(), header("The database that was read: d1 or mysql.")),
    ])
}

/// The one answer that everything can have.
pub fn responses() -> Map<String, Json> {
    let problem = json!({
        "description": "What went wrong.",
        "content": { "application/problem+json": { "schema": reference("schemas", "_problem") } },
    });
    object([("problem".to_owned(), problem)])
}

/// The two kinds of callers.
pub fn security() -> Map<String, Json> {
    object([
        (
            "user".to_owned(),
            json!({
                "type": "http",
                "scheme": "bearer",
                "bearerFormat": "JWT",
                "description": "HS256, with the claims exp, sub, role (user or admin) and teams.",
            }),
        ),
        (
            "operator".to_owned(),
            json!({
                "type": "http",
                "scheme": "bearer",
                "description": "The operator's secret.",
            }),
        ),
    ])
}
