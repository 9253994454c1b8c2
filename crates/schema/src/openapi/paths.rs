//! The paths: two for each table, and those that are the same whatever the schema.

use serde_json::{Map, Value as Json, json};

use super::api::MAX_PAGE_ROWS;
use super::{content, object, reference};
use crate::model::{ScopeKind, Table};

/// `/v1/{table}` and `/v1/{table}/{key}`.
pub fn of_table(table: &Table) -> Map<String, Json> {
    let name = table.name.as_str();
    let row = reference("schemas", name);
    let page = json!({
        "type": "object",
        "properties": {
            "rows": { "type": "array", "items": row, "maxItems": MAX_PAGE_ROWS },
            "next": { "type": ["string", "null"], "description": "Cursor of the next page." },
        },
        "required": ["rows", "next"],
    });
    let operation = |verb: &str, summary: &str, rest: Json| {
        let mut operation = json!({
            "operationId": format!("{verb}_{name}"),
            "summary": summary,
            "tags": [table.module],
        });
        if let (Some(members), Json::Object(rest)) = (operation.as_object_mut(), rest) {
            members.extend(rest);
            if table.guarded && matches!(verb, "create" | "update" | "delete") {
                members.insert("description".to_owned(), super::GUARDED.into());
            }
        }
        operation
    };
    let scope = scope_parameters(table);
    let with = |more: &[&str]| -> Vec<Json> {
        let more = more.iter().map(|name| reference("parameters", name));
        scope.iter().cloned().chain(more).collect()
    };
    let list_all =
        [with(&["limit", "order", "cursor", "session", "freshness"]), list_parameters(table)]
            .concat();
    let rows = json!({
        "get": operation("list", "One page of a declared list.", json!({
            "description": lists(table),
            "parameters": list_all,
            "responses": answers(&[(200, "A page.", Some(page), &["Tandem-Served-By"])]),
        })),
        "post": operation("create", "A new row.", json!({
            "parameters": with(&["idempotencyKey", "session"]),
            "requestBody": body(reference("schemas", &format!("{name}.new"))),
            "responses": answers(&[(201, "The row.", Some(reference("schemas", name)), &["ETag", "Location", "Tandem-Session"])]),
        })),
    });
    let one = json!({
        "parameters": [reference("parameters", "key")],
        "get": operation("get", "One row.", json!({
            "parameters": with(&["ifNoneMatch", "session", "freshness"]),
            "responses": answers(&[
                (200, "The row.", Some(reference("schemas", name)), &["ETag", "Tandem-Served-By"]),
                (304, "The client has this version.", None, &["ETag", "Tandem-Served-By"]),
            ]),
        })),
        "patch": operation("update", "Changes some columns.", json!({
            "parameters": with(&["ifMatch", "idempotencyKey", "session"]),
            "requestBody": body(reference("schemas", &format!("{name}.set"))),
            "responses": answers(&[(200, "The row.", Some(reference("schemas", name)), &["ETag", "Tandem-Session"])]),
        })),
        "delete": operation("delete", "Deletes the row.", json!({
            "parameters": with(&["ifMatch", "idempotencyKey", "session"]),
            "responses": answers(&[(204, "It is gone.", None, &["Tandem-Session"])]),
        })),
    });
    let mut paths = object([(format!("/v1/{name}"), rows), (format!("/v1/{name}/{{key}}"), one)]);
    if let Some(old) = &table.legacy {
        let old_key = json!({ "name": "old", "in": "path", "required": true, "schema": { "type": "integer", "format": "int64" } });
        let get = operation(
            "get_old",
            "One row, by the key that it had before.",
            json!({
                "description": format!("The whole number that was the row's key in the table `{old}`."),
                "parameters": with(&["ifNoneMatch", "session", "freshness"]),
                "responses": answers(&[
                    (200, "The row.", Some(reference("schemas", name)), &["ETag", "Tandem-Served-By"]),
                    (304, "The client has this version.", None, &["ETag", "Tandem-Served-By"]),
                ]),
            }),
        );
        let path = format!("/v1/{name}/old/{{old}}");
        paths.insert(path, json!({ "parameters": [old_key], "get": get }));
    }
    paths
}

/// The paths that every schema has.
pub fn fixed() -> Map<String, Json> {
    let any = || json!({ "type": "object" });
    let open = |id: &str, summary: &str, responses: Json| json!({ "get": { "operationId": id, "summary": summary, "tags": ["health"], "security": [], "responses": responses } });
    let operator = |method: &str, id: &str, summary: &str| {
        let responses = answers(&[(200, "What was done, or how things are.", Some(any()), &[])]);
        json!({ method: { "operationId": id, "summary": summary, "tags": ["admin"], "security": [{ "operator": [] }], "responses": responses } })
    };
    let health = answers(&[(200, "How it is.", Some(any()), &[])]);
    let parameters =
        ["tenant", "owner", "idempotencyKey", "session"].map(|name| reference("parameters", name));
    let unit = json!({ "post": {
        "operationId": "commit_unit",
        "summary": "Several changes, committed together or not at all.",
        "tags": ["units"],
        "parameters": parameters,
        "requestBody": body(reference("schemas", "_unit")),
        "responses": answers(&[(200, "The rows that it touched.", Some(reference("schemas", "_unitAnswer")), &["Tandem-Session"])]),
    } });
    object([
        ("/v1/units".to_owned(), unit),
        ("/health".to_owned(), open("health", "The Worker answers.", health.clone())),
        (
            "/health/database".to_owned(),
            open("database_health", "The databases answer.", health.clone()),
        ),
        ("/openapi.json".to_owned(), open("openapi", "This document.", health)),
        ("/admin/status".to_owned(), operator("get", "status", "Both databases and this isolate.")),
        ("/admin/replay".to_owned(), operator("post", "replay", "Brings missed writes over.")),
        (
            "/admin/facts".to_owned(),
            operator("post", "try_facts", "Tries out what a switch rests on: see docs/phases.md."),
        ),
        ("/admin/outbox/poll".to_owned(), operator("post", "poll_outbox", "Sends waiting events.")),
        (
            "/admin/outbox/redrive".to_owned(),
            operator("post", "redrive_outbox", "Puts dead letters back."),
        ),
    ])
}

fn scope_parameters(table: &Table) -> Vec<Json> {
    match table.scope.map(|scope| scope.kind) {
        None => Vec::new(),
        Some(ScopeKind::Tenant) => vec![reference("parameters", "tenant")],
        Some(ScopeKind::Owner) => vec![reference("parameters", "owner")],
    }
}

/// `sort`, and the columns that some list filters on.
fn list_parameters(table: &Table) -> Vec<Json> {
    let names = |positions: Vec<usize>| -> Vec<&str> {
        let mut names: Vec<&str> = positions
            .into_iter()
            .filter_map(|at| table.columns.get(at))
            .map(|column| column.name.as_str())
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    };
    let sorts = names(table.lists.iter().filter_map(|list| list.by).collect());
    let filters = names(table.lists.iter().flat_map(|list| list.filter.iter().copied()).collect());
    let sort = (!sorts.is_empty()).then(
        || json!({ "name": "sort", "in": "query", "schema": { "type": "string", "enum": sorts } }),
    );
    let filters = filters
        .into_iter()
        .map(|name| json!({ "name": name, "in": "query", "schema": { "type": "string" } }));
    sort.into_iter().chain(filters).collect()
}

/// The declared lists, in words.
fn lists(table: &Table) -> String {
    let name = |at: usize| table.columns.get(at).map_or("?", |column| column.name.as_str());
    let lists: Vec<String> = table
        .lists
        .iter()
        .map(|list| {
            let by = list.by.map_or("the key", name);
            let filter: Vec<&str> = list.filter.iter().map(|at| name(*at)).collect();
            if filter.is_empty() {
                format!("by {by}")
            } else {
                format!("where {} by {by}", filter.join(", "))
            }
        })
        .collect();
    format!("Declared lists: {}.", lists.join("; "))
}

pub(super) fn body(schema: Json) -> Json {
    json!({ "required": true, "content": content(schema) })
}

/// Answers of an operation: those named, and a problem for everything else.
pub(super) fn answers(good: &[(u16, &str, Option<Json>, &[&str])]) -> Json {
    let mut answers = Map::new();
    for (status, description, schema, headers) in good {
        let mut answer = json!({ "description": description });
        if let Some(members) = answer.as_object_mut() {
            if let Some(schema) = schema {
                members.insert("content".to_owned(), content(schema.clone()));
            }
            if !headers.is_empty() {
                let headers =
                    headers.iter().map(|name| ((*name).to_owned(), reference("headers", name)));
                members.insert("headers".to_owned(), Json::Object(headers.collect()));
            }
        }
        answers.insert(status.to_string(), answer);
    }
    answers.insert("default".to_owned(), reference("responses", "problem"));
    Json::Object(answers)
}
