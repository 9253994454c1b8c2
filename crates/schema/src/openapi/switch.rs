//! The operator's paths for the switch of the primary.

use serde_json::{Map, Value as Json, json};

use super::paths::{answers, body};
use super::reference;

/// `/admin/switch` and `/admin/switch/undo`.
pub fn paths() -> Map<String, Json> {
    let any = || json!({ "type": "object" });
    let operation = |id: &str, summary: &str, answer: Json| {
        json!({
            "operationId": id,
            "summary": summary,
            "tags": ["admin"],
            "security": [{ "operator": [] }],
            "responses": answers(&[(200, summary, Some(answer), &[])]),
        })
    };
    let look = operation("get_switch", "Where the primary is, the gate, the history.", any());
    let answer = reference("schemas", "_switchAnswer");
    let mut begin = operation("switch", "Brings the primary where PRIMARY wants it.", answer);
    if let Some(begin) = begin.as_object_mut() {
        let mut request = body(reference("schemas", "_switch"));
        if let Some(request) = request.as_object_mut() {
            request.insert("required".to_owned(), false.into());
        }
        begin.insert("requestBody".to_owned(), request);
    }
    let mut undo = operation("undo_switch", "Undoes a switch that is under way.", any());
    if let Some(undo) = undo.as_object_mut() {
        let query = |name: &str, about: &str| json!({ "name": name, "in": "query", "description": about, "schema": { "type": "string" } });
        let parameters = [
            query("by", "Who asks, for the audit."),
            query("dryRun", "true: only says what it would do."),
        ];
        undo.insert("parameters".to_owned(), json!(parameters));
    }
    let mut paths = Map::new();
    paths.insert("/admin/switch".to_owned(), json!({ "get": look, "post": begin }));
    paths.insert("/admin/switch/undo".to_owned(), json!({ "post": undo }));
    paths
}

/// The schemas that these paths name.
pub fn schemas() -> Map<String, Json> {
    let truth = |about: &str| json!({ "type": "boolean", "description": about });
    let side = |about: &str| json!({ "enum": ["d1", "mysql"], "description": about });
    let wish = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "to": side("What PRIMARY says; anything else is refused."),
            "dryRun": truth("Nothing is changed."),
            "force": truth("Goes over the lines of the gate that are overridable."),
            "abandon": side("The primary of now, what it alone has may lose."),
            "by": { "type": "string", "description": "Who asks, for the audit." },
        },
    });
    let outcomes =
        ["rests", "switched", "undone", "held", "would-switch", "abandoned", "would-abandon"];
    let answer = json!({
        "type": "object",
        "required": ["outcome", "next"],
        "properties": {
            "outcome": { "enum": outcomes },
            "next": { "type": "string" },
            "gate": { "type": ["object", "null"] },
        },
    });
    let mut schemas = Map::new();
    schemas.insert("_switch".to_owned(), wish);
    schemas.insert("_switchAnswer".to_owned(), answer);
    schemas
}
