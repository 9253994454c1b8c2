//! Runs by way of the API: begun, watched and changed by the operator, and by nobody else.

use serde_json::{Value, json};
use tandem::runs;

use crate::client::{Client, TestApp, app, member};

async fn worked_off(app: &TestApp) {
    for _ in 0..100 {
        let Some(message) = app.world.take_job() else { return };
        runs::work(&app.isolate(), &message).await.unwrap();
    }
    assert_eq!(app.world.take_job(), None, "the run does not end");
}

#[tokio::test]
async fn a_run_is_begun_watched_and_reported() {
    let app = app().await;
    app.d1.database().raw("INSERT INTO spicy_tags (id, name) VALUES ('a', 'one')");
    let long = "x".repeat(300);
    app.d1.database().raw(&format!("INSERT INTO spicy_tags (id, name) VALUES ('b', '{long}')"));
    let operator = Client::operator(&app);
    let wanted =
        json!({ "kind": "backfill", "tables": ["spicy_tags"], "batchRows": 10, "by": "ann" });
    let answer = operator.post("/admin/runs", &wanted).await;
    let place = answer.header("Location").to_owned();
    let run = answer.must(201);
    assert_eq!(place, format!("/admin/runs/{}", run["id"].as_str().unwrap()));
    assert_eq!(
        (&run["state"], &run["from"], &run["to"]),
        (&json!("running"), &json!("d1"), &json!("mysql"))
    );
    assert_eq!(run["settings"]["batchRows"], 10);
    operator.post("/admin/runs", &wanted).await.refused(409, "run-conflict", None);

    worked_off(&app).await;
    let run = operator.get(&place).await.must(200);
    assert_eq!(
        (&run["state"], &run["rows"], &run["findings"]),
        (&json!("done"), &json!(2), &json!(1))
    );
    assert_eq!(run["tables"][0]["good"], 1);
    let list = operator.get("/admin/runs").await.must(200);
    assert_eq!(list["runs"][0]["id"], run["id"]);

    let found = operator.get(&format!("{place}/findings?state=open&limit=1")).await.must(200);
    let finding = &found["findings"][0];
    assert_eq!((&finding["key"], &finding["kind"]), (&json!("b"), &json!("refused")));
    assert!(!finding["remedy"].as_str().unwrap().is_empty());
    let next = found["next"].as_str().unwrap();
    let rest = format!(
        "{place}/findings?after={}",
        percent_encoding::utf8_percent_encode(next, percent_encoding::NON_ALPHANUMERIC)
    );
    assert_eq!(operator.get(&rest).await.must(200)["findings"], json!([]));

    let report = operator.get(&format!("{place}/report?format=json")).await.must(200);
    assert!(report["verdict"].as_str().unwrap().contains("1 of its findings"));
    let audit = operator.get("/admin/audit").await.must(200);
    assert_eq!(
        (&audit["audit"][0]["who"], &audit["audit"][0]["verb"]),
        (&json!("ann"), &json!("run.start"))
    );
}

#[tokio::test]
async fn a_repair_has_a_verdict_of_its_own() {
    let app = app().await;
    let (operator, long) = (Client::operator(&app), "x".repeat(300));
    for id in ["a", "b", "c"] {
        let sql = format!("INSERT INTO spicy_tags (id, name) VALUES ('{id}', '{long}{id}')");
        app.d1.database().raw(&sql);
    }
    let done = async |wanted: &Value| {
        let answer = operator.post("/admin/runs", wanted).await;
        let place = format!("/admin/runs/{}", answer.must(201)["id"].as_str().unwrap());
        worked_off(&app).await;
        let report = operator.get(&format!("{place}/report?format=json")).await.must(200);
        assert_eq!(report["run"]["state"], "done", "{report}");
        let verdict = report["verdict"].as_str().unwrap().to_owned();
        (verdict, report["open"].as_array().unwrap().len())
    };
    let repair = json!({ "kind": "repair" });
    let (verdict, _) = done(&repair).await;
    assert!(verdict.contains("no open finding"), "{verdict}");
    done(&json!({ "kind": "backfill", "tables": ["spicy_tags"] })).await;
    // The cron brings over what is in the journal, as that holds a run up.
    let mended = async |sql: &str| {
        app.d1.database().raw(sql);
        app.isolate().tick().await;
    };
    mended("UPDATE spicy_tags SET name = 'short' WHERE id = 'a'").await;
    let (verdict, open) = done(&json!({ "kind": "repair", "dryRun": true })).await;
    let expected = "would look at 3 findings; 2 still are so, 1 are gone";
    assert!(verdict.contains(expected), "{verdict}");
    assert_eq!(open, 3);
    let (verdict, open) = done(&repair).await;
    let expected = "of the 3 findings that it looked at 1 are mended or gone, and 2 are as they";
    assert!(verdict.contains(expected), "{verdict}");
    assert_eq!(open, 2);
    app.world.advance_ms(600_000);
    mended("UPDATE spicy_tags SET name = id").await;
    let (verdict, open) = done(&repair).await;
    assert!(verdict.contains("all 2 findings that it looked at are mended or gone"), "{verdict}");
    assert_eq!(open, 0);
}

#[tokio::test]
async fn an_operator_s_mistakes_are_named() {
    let app = app().await;
    let operator = Client::operator(&app);
    for (body, status, kind, field) in [
        (json!({}), 422, "invalid-value", Some("/kind")),
        (json!({ "kind": "copy" }), 422, "invalid-value", Some("/kind")),
        (json!({ "kind": "backfill", "batchSize": 1 }), 422, "unknown-field", Some("/batchSize")),
        (json!({ "kind": "backfill", "batchRows": 0 }), 422, "invalid-value", Some("/batchRows")),
        (json!({ "kind": "backfill", "batchRows": 1.5 }), 422, "invalid-value", Some("/batchRows")),
        (json!({ "kind": "backfill", "batchRows": -1 }), 422, "invalid-value", Some("/batchRows")),
        (json!({ "kind": "backfill", "tables": ["nope"] }), 422, "invalid-value", Some("/tables")),
        (json!({ "kind": "backfill", "tables": "team" }), 422, "invalid-value", Some("/tables")),
        (json!({ "kind": "backfill", "dryRun": "yes" }), 422, "invalid-value", Some("/dryRun")),
        (json!({ "kind": "backfill", "by": "a\nb" }), 422, "invalid-value", Some("/by")),
        (json!({ "kind": "sync" }), 422, "invalid-value", Some("/since")),
        (json!({ "kind": "sync", "since": "monday" }), 422, "invalid-value", Some("/since")),
        (json!({ "kind": "verify", "level": "deep" }), 422, "invalid-value", Some("/level")),
        (Value::Null, 400, "malformed-json", None),
    ] {
        operator.post("/admin/runs", &body).await.refused(status, kind, field);
    }
    assert_eq!(operator.get("/admin/runs").await.must(200)["runs"], json!([]));
    operator.get("/admin/runs/none").await.refused(404, "not-found", None);
    operator.post("/admin/runs/none/pause", &Value::Null).await.refused(404, "not-found", None);
    operator.post("/admin/runs/none/stop", &Value::Null).await.refused(404, "unknown-path", None);
    operator.post("/admin/runs/none/restart", &Value::Null).await.refused(
        400,
        "invalid-parameter",
        Some("table"),
    );
    operator.get("/admin/runs?limit=0").await.refused(400, "invalid-parameter", Some("limit"));
}

#[tokio::test]
async fn runs_are_the_operator_s() {
    let app = app().await;
    for client in [Client::admin(&app), member(&app).await] {
        let begun = client.post("/admin/runs", &json!({ "kind": "verify" })).await;
        begun.refused(401, "unauthenticated", Some("Authorization"));
        for path in [
            "/admin/runs",
            "/admin/runs/a",
            "/admin/runs/a/findings",
            "/admin/runs/a/report",
            "/admin/audit",
        ] {
            client.get(path).await.refused(401, "unauthenticated", Some("Authorization"));
        }
        client.post("/admin/runs/a/cancel", &Value::Null).await.refused(
            401,
            "unauthenticated",
            Some("Authorization"),
        );
    }
}
