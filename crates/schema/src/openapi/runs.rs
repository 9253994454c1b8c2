//! The operator's paths for backfill, verify and repair.

use serde_json::{Map, Value as Json, json};

use super::paths::{answers, body};
use super::reference;

/// `/admin/runs…` and `/admin/audit`.
pub fn paths() -> Map<String, Json> {
    let run = || reference("schemas", "_run");
    let any = || json!({ "type": "object" });
    let operation = |id: &str, summary: &str, status: u16, answer: Json, parameters: &[Json]| {
        json!({
            "operationId": id,
            "summary": summary,
            "tags": ["admin"],
            "security": [{ "operator": [] }],
            "parameters": parameters,
            "responses": answers(&[(status, summary, Some(answer), &[])]),
        })
    };
    let id =
        || json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } });
    let query = |name: &str, about: &str| json!({ "name": name, "in": "query", "description": about, "schema": { "type": "string" } });
    let by = || query("by", "Who asks, for the audit.");
    let limit = || query("limit", "How many: 1 to 500.");
    let mut start = operation("start_run", "Begins a run.", 201, run(), &[]);
    if let Some(start) = start.as_object_mut() {
        start.insert("requestBody".to_owned(), body(reference("schemas", "_runSettings")));
    }
    let mut paths = Map::new();
    let mut put = |path: &str, item: Json| paths.insert(path.to_owned(), item);
    put(
        "/admin/runs",
        json!({ "get": operation("list_runs", "The latest runs.", 200, any(), &[limit()]), "post": start }),
    );
    put(
        "/admin/runs/{id}",
        json!({ "get": operation("get_run", "How far a run is.", 200, run(), &[id()]) }),
    );
    for (verb, summary) in [
        ("pause", "Stops a run for now."),
        ("resume", "Goes on with a run that was paused or failed."),
        ("cancel", "Ends a run."),
        ("restart", "Begins one of its tables anew."),
    ] {
        let mut parameters = vec![id(), by()];
        if verb == "restart" {
            parameters.push(query("table", "The table."));
        }
        let name = format!("{verb}_run");
        put(
            &format!("/admin/runs/{{id}}/{verb}"),
            json!({ "post": operation(&name, summary, 200, run(), &parameters) }),
        );
    }
    let findings = [
        id(),
        query("table", "Of this table."),
        query("key", "Of this key."),
        query("state", "open, repaired or gone."),
        query("after", "The `next` of the page before."),
        limit(),
    ];
    put(
        "/admin/runs/{id}/findings",
        json!({ "get": operation("run_findings", "What a run found.", 200, any(), &findings) }),
    );
    let format = query("format", "json; text where it is not given.");
    put(
        "/admin/runs/{id}/report",
        json!({ "get": operation("run_report", "A run for people.", 200, any(), &[id(), format]) }),
    );
    put(
        "/admin/audit",
        json!({ "get": operation("audit", "Who did what.", 200, any(), &[limit()]) }),
    );
    paths
}

/// The schemas that these paths name.
pub fn schemas() -> Map<String, Json> {
    let number = || json!({ "type": "integer", "minimum": 0 });
    let truth = || json!({ "type": "boolean" });
    let text = || json!({ "type": "string" });
    let settings = json!({
        "type": "object",
        "required": ["kind"],
        "additionalProperties": false,
        "properties": {
            "kind": { "enum": ["backfill", "sync", "verify", "repair", "ids"] },
            "by": text(),
            "tables": { "type": "array", "items": text() },
            "batchRows": number(), "batchBytes": number(), "chunkMs": number(),
            "parallelTables": number(), "timeoutMinutes": number(), "rowsPerSecond": number(),
            "maxLatencyMs": number(), "maxJournalAgeMs": number(), "sampleRows": number(),
            "validate": truth(), "continueOnError": truth(), "dryRun": truth(),
            "level": { "enum": ["counts", "sample", "full"] },
            "since": { "type": "string", "format": "date-time" },
            "ofRun": text(),
            "key": text(),
        },
    });
    let run = json!({
        "type": "object",
        "required": ["id", "kind", "state", "tables"],
        "properties": {
            "id": text(),
            "kind": { "enum": ["backfill", "sync", "verify", "repair", "ids"] },
            "state": { "enum": ["running", "paused", "cancelled", "done", "failed"] },
            "tables": { "type": "array", "items": { "type": "object" } },
        },
    });
    let mut schemas = Map::new();
    schemas.insert("_runSettings".to_owned(), settings);
    schemas.insert("_run".to_owned(), run);
    schemas
}
