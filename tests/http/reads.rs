//! Freshness over HTTP: sessions as a header and as a cookie, and who served.

use serde_json::{Value, json};
use tandem::session::SESSION_MS;

use crate::client::{Answer, Client, app, member};

fn session(answer: &Answer) -> String {
    let (token, cookie) = (answer.header("Tandem-Session"), answer.header("Set-Cookie"));
    assert!(cookie.starts_with(&format!("tandem_session={token}; ")), "{cookie}");
    token.to_owned()
}

#[tokio::test]
async fn every_answer_to_a_write_carries_a_session() {
    let app = app().await;
    let user = member(&app).await;
    let role = json!({ "id": "r1", "name": "Coach", "permissions": [] });
    let made = user.post("/v1/team_role", &role).await;
    let first = session(&made);
    let shown = [("Tandem-Session", first.as_str())];
    let change = json!({ "name": "Head coach" });
    let changed = user.send("PATCH", "/v1/team_role/r1", &shown, &change).await;
    let second = session(&changed);
    assert!(second != first && !second.is_empty());
    let unit = json!({ "changes": [{ "delete": { "table": "team_role", "key": "r1" } }] });
    assert!(!session(&user.post("/v1/units", &unit).await).is_empty());
    let read = user.get("/v1/team/team_a").await;
    assert_eq!((read.header("Tandem-Session"), read.header("Set-Cookie")), ("", ""));
    assert_eq!(read.header("Tandem-Served-By"), "d1");
    assert_eq!(user.get("/v1/team_role").await.header("Tandem-Served-By"), "d1");
}

#[tokio::test]
async fn a_header_is_checked_and_a_cookie_is_taken_or_left() {
    let app = app().await;
    let user = member(&app).await;
    let made = user.post("/v1/locations", &json!({ "name": "Hall" })).await;
    let token = session(&made);
    let forged = format!("{token}x");
    let read = async |name: &str, value: &str| {
        user.send("GET", "/v1/team/team_a", &[(name, value)], &Value::Null).await
    };
    read("Tandem-Session", &token).await.must(200);
    read("Cookie", &format!("a=b; tandem_session={token}")).await.must(200);
    let problem = read("Tandem-Session", &forged).await;
    problem.refused(400, "invalid-parameter", Some("Tandem-Session"));
    read("Cookie", &format!("tandem_session={forged}")).await.must(200);
    for word in ["critical", "tolerant"] {
        read("Tandem-Read", word).await.must(200);
    }
    read("Tandem-Read", "fresh").await.refused(400, "invalid-parameter", Some("Tandem-Read"));
    let write = [("Tandem-Session", forged.as_str())];
    let refused = user.send("POST", "/v1/locations", &write, &json!({ "name": "Room" })).await;
    refused.refused(400, "invalid-parameter", Some("Tandem-Session"));
    // Yesterday's token is as none.
    app.world.advance_ms(SESSION_MS);
    read("Tandem-Session", &token).await.must(200);
}

#[tokio::test]
async fn without_a_secret_there_are_no_sessions() {
    let app = app().await;
    let admin = Client { secret_of: |name| name != "CURSOR_SECRET", ..Client::admin(&app) };
    let team = json!({ "id": "team_a", "name": "A", "slug": "a" });
    let made = admin.post("/v1/team", &team).await;
    assert_eq!(made.header("Tandem-Session"), "");
    made.must(201);
    let shown = [("Tandem-Session", "whatever")];
    admin.send("GET", "/v1/team/team_a", &shown, &Value::Null).await.must(200);
}
