//! What only administrators write: guarded columns and guarded tables.

use serde_json::{Value, json};

use super::client::{Client, app, member};

#[tokio::test]
async fn a_guarded_column_is_written_by_administrators_only() {
    let app = app().await;
    let (admin, user) = (Client::admin(&app), member(&app).await);
    for (path, set) in [
        ("/v1/user/usr_1", json!({ "role": "admin" })),
        ("/v1/user/usr_1", json!({ "firstName": "A", "role": "user" })),
        ("/v1/user/usr_1", json!({ "currentCredits": { "$increment": 100 } })),
        ("/v1/user/usr_1", json!({ "passwordHash": null })),
        ("/v1/team/team_a", json!({ "creditBalance": 100 })),
        ("/v1/team/team_a", json!({ "currentPlanId": "pro" })),
        ("/v1/team/team_a", json!({ "stripeAccountStatus": "VERIFIED" })),
        ("/v1/team/team_a", json!({ "organizerFeePercentage": 0 })),
    ] {
        let before = user.get(path).await.must(200);
        let guarded = set.as_object().unwrap().keys().next_back().unwrap();
        let field = format!("/{guarded}");
        user.patch(path, &set).await.refused(403, "guarded", Some(&field));
        let unit = |key: &str, table: &str| json!({ "changes": [{ "update": { "table": table, "key": key, "set": set } }] });
        let (table, key) = path.trim_start_matches("/v1/").split_once('/').unwrap();
        let field = format!("/changes/0/update/set/{guarded}");
        let refused = user.post("/v1/units", &unit(key, table)).await;
        refused.refused(403, "guarded", Some(&field));
        assert_eq!(user.get(path).await.must(200), before);
        admin.patch(path, &set).await.must(200);
    }
    // What is not guarded is theirs, and what is guarded can be read.
    let row = user.patch("/v1/user/usr_1", &json!({ "firstName": "Ada" })).await.must(200);
    assert_eq!((&row["firstName"], &row["currentCredits"]), (&json!("Ada"), &json!(100)));

    let request = json!({ "userId": "usr_1", "reason": "we train a lot" });
    let made = user.create("organizer_request", &request).await;
    assert_eq!(made["status"], "pending");
    let path = format!("/v1/organizer_request/{}", made["id"].as_str().unwrap());
    let approved = json!({ "status": "approved" });
    user.patch(&path, &approved).await.refused(403, "guarded", Some("/status"));
    let tenant = [("Tandem-Tenant", "team_a")];
    admin.send("PATCH", &path, &tenant, &approved).await.must(200);
    let mut request = request;
    request["status"] = json!("approved");
    let made = user.post("/v1/organizer_request", &request).await;
    made.refused(403, "guarded", Some("/status"));
}

#[tokio::test]
async fn a_guarded_table_is_written_by_administrators_only() {
    let app = app().await;
    let (admin, user) = (Client::admin(&app), member(&app).await);
    let addon = json!({ "id": "tadd_1", "addonId": "coaches", "status": "active" });
    user.post("/v1/team_addon", &addon).await.refused(403, "guarded", None);
    let tenant = [("Tandem-Tenant", "team_a")];
    admin.send("POST", "/v1/team_addon", &tenant, &addon).await.must(201);

    let path = "/v1/team_addon/tadd_1";
    assert_eq!(user.get(path).await.must(200)["addonId"], "coaches");
    let page = user.get("/v1/team_addon").await.must(200);
    assert_eq!(page["rows"].as_array().unwrap().len(), 1);
    user.patch(path, &json!({ "quantity": 9 })).await.refused(403, "guarded", None);
    user.delete(path).await.refused(403, "guarded", None);
    let unit = json!({ "changes": [{ "delete": { "table": "team_addon", "key": "tadd_1" } }] });
    let refused = user.post("/v1/units", &unit).await;
    refused.refused(403, "guarded", Some("/changes/0/delete"));
    admin.send("DELETE", path, &tenant, &Value::Null).await.must(204);

    let credits = json!({ "amount": 100, "type": "PURCHASE", "description": "free" });
    user.post("/v1/credit_transaction", &credits).await.refused(403, "guarded", None);
}
