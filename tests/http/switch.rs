//! The switch by way of the API: looked at, held, begun and undone by the operator, and by nobody
//! else.

use serde_json::{Value, json};
use tandem::store::Store as _;

use crate::client::{Client, app, member};

#[tokio::test]
async fn a_switch_is_looked_at_held_and_forced() {
    let mut app = app().await;
    drop(member(&app).await);
    let wrong = json!({ "to": "mysql" });
    let refused = Client::operator(&app).post("/admin/switch", &wrong).await;
    refused.refused(409, "switch-conflict", Some("/to"));
    let rests = Client::operator(&app).post("/admin/switch", &Value::Null).await.must(200);
    assert_eq!(rests["outcome"], "rests");

    app.flags.push(("PRIMARY", "mysql"));
    let operator = Client::operator(&app);
    let page = operator.get("/admin/switch").await.must(200);
    assert_eq!((&page["primary"], &page["state"]), (&json!("d1"), &json!("open")));
    assert_eq!((&page["gate"]["to"], &page["gate"]["holds"]), (&json!("mysql"), &json!(false)));
    assert!(page["notPursued"].as_str().unwrap().contains("POST /admin/switch"));
    let lines = page["gate"]["lines"].as_array().unwrap();
    let backfill = lines.iter().find(|line| line["name"] == "backfill").unwrap();
    assert!(backfill["remedy"].as_str().unwrap().contains("/admin/runs"));
    let health = operator.get("/health/database").await.must(200);
    assert_eq!(health["switch"]["wanted"], "mysql");

    let held = operator.post("/admin/switch", &json!({ "to": "mysql" })).await.must(409);
    assert_eq!(held["type"], "urn:tandem:problem:gate-closed");
    assert_eq!(held["gate"]["holds"], false);
    let dry = json!({ "to": "mysql", "force": true, "dryRun": true });
    let dry = operator.post("/admin/switch", &dry).await.must(200);
    assert_eq!(dry["outcome"], "would-switch");
    assert_eq!(app.d1.control().await.unwrap().epoch.0, 1);

    let forced = json!({ "force": true, "by": "ann" });
    let switched = operator.post("/admin/switch", &forced).await.must(200);
    assert_eq!((&switched["outcome"], &switched["epoch"]), (&json!("switched"), &json!(2)));
    let page = operator.get("/admin/switch").await.must(200);
    assert_eq!((&page["primary"], &page["leftovers"]), (&json!("mysql"), &json!(0)));
    let last = &page["history"][0];
    assert_eq!((&last["by"], &last["outcome"]), (&json!("ann"), &json!("done")));
    let overridden = last["detail"]["overridden"].as_array().unwrap();
    assert!(overridden.iter().any(|line| line["name"] == "backfill"), "{last}");
    let audit = operator.get("/admin/audit").await.must(200);
    assert_eq!(audit["audit"][0]["verb"], "switch.begin");

    // Writes and reads go there, by the same paths.
    let user = Client::user(&app, "usr_1", &["team_a"]);
    let row = user.patch("/v1/team/team_a", &json!({ "name": "B" })).await.must(200);
    assert_eq!(row["name"], "B");
    assert_eq!(operator.get("/health/database").await.must(200)["switch"], Value::Null);
}

#[tokio::test]
async fn an_undo_undoes_what_is_under_way() {
    let app = app().await;
    drop(member(&app).await);
    let operator = Client::operator(&app);
    let nothing = operator.post("/admin/switch/undo", &Value::Null).await.must(200);
    assert_eq!(nothing["undone"], false);
    let closing = "UPDATE _control SET epoch = 2, writes_to = 'mysql', state = 'closing', since_ms = 1800000000000";
    app.d1.database().raw(closing);
    let dry = operator.post("/admin/switch/undo?dryRun=true", &Value::Null).await.must(200);
    assert_eq!(dry["wouldUndo"], true);
    let page = operator.get("/admin/switch").await.must(200);
    assert_eq!((&page["state"], &page["epoch"]), (&json!("closing"), &json!(2)));
    let undone = operator.post("/admin/switch/undo?by=ann", &Value::Null).await.must(200);
    assert_eq!(undone["undone"], true);
    let line = app.d1.control().await.unwrap();
    assert_eq!(line.epoch.0, 3);
    assert_eq!(app.mysql.control().await.unwrap().epoch.0, 3);
    let user = Client::user(&app, "usr_1", &["team_a"]);
    user.patch("/v1/team/team_a", &json!({ "name": "B" })).await.must(200);
}

#[tokio::test]
async fn mysql_is_given_up_only_on_purpose() {
    let app = app().await;
    let operator = Client::operator(&app);
    let abandon = json!({ "abandon": "mysql" });
    operator.post("/admin/switch", &abandon).await.refused(409, "switch-conflict", None);
    app.mysql.database().raw("UPDATE _control SET epoch = 2, writes_to = 'd1', journaling = 1");
    app.d1.database().raw("UPDATE _control SET epoch = 2, writes_to = 'mysql'");
    operator.post("/admin/switch", &abandon).await.refused(409, "switch-conflict", None);
    app.plan.take_mysql_down();
    let dry = json!({ "abandon": "mysql", "dryRun": true });
    let dry = operator.post("/admin/switch", &dry).await.must(200);
    assert_eq!((&dry["outcome"], &dry["loses"]["known"]), (&json!("would-abandon"), &json!(false)));
    let done = operator.post("/admin/switch", &abandon).await.must(200);
    assert_eq!(done["outcome"], "abandoned");
    let line = app.d1.control().await.unwrap();
    assert!(line.forced && line.epoch.0 == 3);
    let other = json!({ "abandon": "d1" });
    operator.post("/admin/switch", &other).await.refused(422, "invalid-value", Some("/abandon"));
}

#[tokio::test]
async fn the_switch_is_the_operator_s() {
    let app = app().await;
    let user = Client::user(&app, "usr_1", &[]);
    for (method, path) in
        [("GET", "/admin/switch"), ("POST", "/admin/switch"), ("POST", "/admin/switch/undo")]
    {
        let refused = user.send(method, path, &[], &Value::Null).await;
        refused.refused(401, "unauthenticated", Some("Authorization"));
    }
    let operator = Client::operator(&app);
    for (body, place) in [
        (json!({ "force": "yes" }), "/force"),
        (json!({ "to": "oracle" }), "/to"),
        (json!({ "by": "" }), "/by"),
    ] {
        operator.post("/admin/switch", &body).await.refused(422, "invalid-value", Some(place));
    }
    let unknown = operator.post("/admin/switch", &json!({ "now": true })).await;
    unknown.refused(422, "unknown-field", Some("/now"));
}
