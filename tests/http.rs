//! The API over two databases, as a client sees it: a request in, an answer out.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test says so by failing

#[path = "http/client.rs"]
mod client;
#[path = "http/evidence.rs"]
mod evidence_routes;
#[path = "http/guards.rs"]
mod guards;
#[path = "http/reads.rs"]
mod read_routes;
#[path = "http/runs.rs"]
mod run_routes;
mod support;
#[path = "http/switch.rs"]
mod switch_routes;

use client::{Client, app, member, token};
use serde_json::{Value, json};

#[tokio::test]
async fn a_repeated_request_is_carried_out_once() {
    let app = app().await;
    let admin = Client::admin(&app);
    let key = [("Idempotency-Key", "k1")];
    let team = |slug: &str| json!({ "name": "A", "slug": slug });
    let first = admin.send("POST", "/v1/team", &key, &team("a")).await;
    let location = first.header("Location").to_owned();
    let id = first.must(201)["id"].as_str().unwrap().to_owned();
    assert_eq!(location, format!("/v1/team/{id}"));
    let again = admin.send("POST", "/v1/team", &key, &team("a")).await;
    assert_eq!(again.header("Idempotent-Replayed"), "true");
    assert_eq!(again.must(201)["id"], *id);

    let other = admin.send("POST", "/v1/team", &key, &team("b")).await;
    other.refused(422, "idempotency-key-reused", Some("Idempotency-Key"));
    let taken = admin.post("/v1/team", &team("a")).await;
    taken.refused(409, "duplicate", Some("/slug"));
}

#[tokio::test]
async fn a_row_is_read_and_changed_at_its_version() {
    let app = app().await;
    let user = member(&app).await;
    let answer = user.get("/v1/team/team_a").await;
    let etag = answer.header("ETag").to_owned();
    assert_eq!(answer.must(200)["name"], "A");
    let known = [("If-None-Match", etag.as_str())];
    let answer = user.send("GET", "/v1/team/team_a", &known, &Value::Null).await;
    assert_eq!(answer.must(304), Value::Null);

    let at = [("If-Match", etag.as_str())];
    let settings = json!({ "settings": { "b": 1, "a": [1.5] } });
    let row = user.send("PATCH", "/v1/team/team_a", &at, &settings).await.must(200);
    assert_eq!(row["settings"], settings["settings"]);
    let late = user.send("PATCH", "/v1/team/team_a", &at, &settings).await;
    late.refused(412, "precondition-failed", None);
    user.get("/v1/team/team_b").await.refused(404, "not-found", None);

    let role = json!({ "id": "r1", "name": "Coach", "permissions": [] });
    user.create("team_role", &role).await;
    assert_eq!(user.delete("/v1/team_role/r1").await.must(204), Value::Null);
    user.delete("/v1/team_role/r1").await.refused(404, "not-found", None);
    let orphan = json!({ "userId": "nobody", "roleId": "x" });
    user.post("/v1/team_membership", &orphan).await.refused(422, "no-parent", Some("/userId"));
}

#[tokio::test]
async fn a_unit_is_committed_as_one_and_tells_of_it() {
    let app = app().await;
    let user = member(&app).await;
    let version = user.get("/v1/team/team_a").await.must(200)["_version"].clone();
    let role = |id: &str| {
        let row = json!({ "id": id, "name": id, "permissions": [] });
        json!({ "insert": { "table": "team_role", "row": row } })
    };
    let rename =
        json!({ "table": "team", "key": "team_a", "set": { "name": "B" }, "ifVersion": version });
    let unit = json!({
        "changes": [
            { "require": { "table": "team", "key": "team_a", "column": "name", "is": "equal", "value": "A" } },
            role("r1"),
            role("r2"),
            { "update": rename },
        ],
        "events": [{ "type": "role.added", "about": 1, "payload": { "x": 1 } }],
    });
    let key = [("Idempotency-Key", "u")];
    let answer = user.send("POST", "/v1/units", &key, &unit).await.must(200);
    assert_eq!(answer["rows"].as_array().unwrap().len(), 3);
    let again = user.send("POST", "/v1/units", &key, &unit).await.must(200);
    assert_eq!(again["replayed"], true);
    let anew = user.post("/v1/units", &unit).await;
    assert_eq!(anew.must(409)["type"], "urn:tandem:problem:condition-failed");

    for kind in ["role.added", "team.created", "team.updated"] {
        let messages = app.world.messages();
        let count = messages.iter().filter(|message| message.contains(kind)).count();
        assert_eq!(count, 1, "{kind} in {messages:?}");
    }
}

#[tokio::test]
async fn pages_go_on_after_their_cursor() {
    let app = app().await;
    let user = member(&app).await;
    for id in ["r1", "r2"] {
        let role = json!({ "id": id, "name": id, "permissions": [] });
        user.create("team_role", &role).await;
    }
    let page = user.get("/v1/team_role?limit=1").await.must(200);
    assert_eq!(page["rows"][0]["id"], "r1");
    let cursor = page["next"].as_str().unwrap();
    let next = format!("/v1/team_role?limit=1&cursor={cursor}");
    let page = user.get(&next).await.must(200);
    assert_eq!(page["rows"][0]["id"], "r2");
    let other = user.get(&format!("{next}&order=desc")).await;
    other.refused(400, "invalid-parameter", Some("cursor"));
    user.get("/v1/team_role?sort=name").await.refused(400, "no-such-list", None);
}

#[tokio::test]
async fn users_reach_what_is_theirs() {
    let app = app().await;
    let user = member(&app).await;
    let headers = [("Tandem-Tenant", "team_b")];
    let other = user.send("GET", "/v1/team_role", &headers, &Value::Null).await;
    other.refused(403, "wrong-tenant", Some("Tandem-Tenant"));
    let plans = user.get("/v1/plan").await.must(200);
    assert_eq!(plans, json!({ "rows": [], "next": null }));
    user.post("/v1/plan", &json!({})).await.refused(403, "forbidden", None);
    let put = user.send("PUT", "/v1/plan", &[], &Value::Null).await;
    assert_eq!(put.header("Allow"), "GET, HEAD, POST");
    put.refused(405, "method-not-allowed", None);
}

#[tokio::test]
async fn the_operator_has_routes_of_their_own() {
    let app = app().await;
    let (operator, user) = (Client::operator(&app), Client::user(&app, "usr_1", &[]));
    for (method, path) in [
        ("GET", "/admin/status"),
        ("POST", "/admin/replay"),
        ("POST", "/admin/facts"),
        ("POST", "/admin/outbox/poll"),
        ("POST", "/admin/outbox/redrive"),
    ] {
        operator.send(method, path, &[], &Value::Null).await.must(200);
        let refused = user.send(method, path, &[], &Value::Null).await;
        refused.refused(401, "unauthenticated", Some("Authorization"));
    }
    for path in ["/health", "/health/database", "/openapi.json"] {
        user.get(path).await.must(200);
    }
}

#[tokio::test]
async fn a_maintenance_says_when_to_come_back() {
    let mut app = app().await;
    let user = token("usr_1", "user", &[]);
    app.flags.push(("MAINTENANCE_MODE", "full"));
    let client = Client { app: &app, token: user, secret_of: |_| true };
    let answer = client.get("/v1/user/usr_1").await;
    assert_eq!(answer.header("Retry-After"), tandem::router::MAINTENANCE_RETRY_S.to_string());
    answer.refused(503, "maintenance", None);
    client.get("/health").await.must(200);
}

#[tokio::test]
async fn a_row_is_read_by_its_old_key() {
    let app = app().await;
    let user = member(&app).await;
    let map = "INSERT INTO _id_map (tbl, old_id, new_id) VALUES ('team', -5, 'team_a'), ('team', 6, 'team_b'), ('user', 7, 'usr_1')";
    app.d1.database().raw(map);
    let answer = user.get("/v1/team/old/-5").await;
    assert_eq!(answer.header("Content-Location"), "/v1/team/team_a");
    assert!(!answer.header("ETag").is_empty());
    assert_eq!(answer.must(200)["name"], "A");
    for path in ["/v1/team/old/6", "/v1/team/old/7", "/v1/team/old/8"] {
        user.get(path).await.refused(404, "not-found", None);
    }
    user.get("/v1/team/old/x").await.refused(400, "invalid-parameter", Some("old"));
    user.get("/v1/none/old/1").await.refused(404, "unknown-table", None);
}
