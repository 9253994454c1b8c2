//! Where a migration is, and what is known of it.

use serde_json::Value;
use tandem::evidence::{Evidence as _, Window};
use tandem::runtime::Runtime as _;

use crate::client::{Client, app};
use crate::support::pairs::{Pair as _, TwoSqlites};

#[tokio::test]
async fn the_health_page_says_where_the_migration_is() {
    let app = app().await;
    let (operator, anyone) = (Client::operator(&app), Client::user(&app, "usr_1", &[]));
    let page = anyone.get("/health/database").await.must(200);
    assert_eq!(page["phase"]["name"], "dual-write", "{page}");
    assert_eq!(page["phase"]["next"]["to"], "backfilled");
    assert_eq!(page["phase"]["back"]["to"], "d1-only");
    assert_eq!(page["evidence"]["facts"], Value::Array(Vec::new()));
    let tried = operator.send("POST", "/admin/facts", &[], &Value::Null).await.must(200);
    assert_eq!(tried["facts"][2]["name"], "way-back", "{tried}");
    assert!(tried["facts"][2]["detail"].as_str().unwrap().contains("from d1 to mysql and back"));
    let page = anyone.get("/health/database").await.must(200);
    assert_eq!(page["evidence"]["facts"].as_array().unwrap().len(), 3);
    assert_eq!(page["evidence"]["facts"][0]["holds"], true);
    assert_eq!(page["evidence"]["facts"][0]["detail"], Value::Null, "only for the operator");
    assert_eq!(page["evidence"]["window"], Value::Null);
}

#[tokio::test]
async fn the_operator_sees_the_counts_of_all_isolates() {
    let app = app().await;
    let operator = Client::operator(&app);
    let mut counts = Window { dual_writes: 3, ..Window::default() };
    counts.add_call(3, false);
    app.d1.add_counts(app.world.now_ms(), &counts).await.unwrap();
    let page = operator.get("/admin/status").await.must(200);
    assert_eq!(page["evidence"]["window"]["minutes"], 15, "{page}");
    assert_eq!(page["evidence"]["window"]["dualWrites"], 3);
    assert_eq!(page["evidence"]["window"]["mysqlP99Ms"], 4);
}

#[tokio::test]
async fn a_percentage_that_is_not_followed_says_why() {
    let mut app = app().await;
    app.flags.extend([("ENABLE_PS_READS", "true"), ("PS_READ_PERCENT", "50")]);
    let page = Client::operator(&app).get("/admin/status").await.must(200);
    assert_eq!(page["phase"]["name"], "dual-write");
    assert!(page["phase"]["heldUp"].as_str().unwrap().contains("backfill"), "{page}");
}

#[tokio::test]
async fn mysql_as_the_primary_is_asked_whatever_the_flags_say() {
    let mut app = app().await;
    TwoSqlites.reverse(&app.d1, &app.mysql).await;
    app.flags.clear();
    let page = Client::operator(&app).get("/admin/status").await.must(200);
    assert_eq!((&page["status"], &page["phase"]["name"]), (&"ok".into(), &"mysql-primary".into()));
    assert_eq!(page["mysql"]["reachable"], true);
}

#[tokio::test]
async fn nobody_writes_canaries_but_tandem() {
    let app = app().await;
    let admin = Client::admin(&app);
    let row = serde_json::json!({ "nonce": "n" });
    admin.post("/v1/tandem_canary", &row).await.refused(403, "forbidden", None);
    admin.get("/v1/tandem_canary").await.must(200);
}
