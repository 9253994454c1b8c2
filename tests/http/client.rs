//! A client of the API, and what it finds there at first.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use tandem::http::{Request, Secrets, handle};
use tandem::store::d1::D1;

use crate::support::app::App;
use crate::support::pairs::{Pair, TwoSqlites};
use crate::support::sqlite::SqliteD1;

/// The operator's, and the key of the tokens.
const SECRET: &str = "0123456789abcdef0123456789abcdef";

pub type TestApp = App<D1<SqliteD1>, D1<SqliteD1>>;

pub async fn app() -> TestApp {
    let (d1, mysql) = TwoSqlites.fresh().await;
    App::new(d1, mysql)
}

/// A JSON Web Token.
pub fn token(sub: &str, role: &str, teams: &[&str]) -> String {
    let part = |claims: Value| URL_SAFE_NO_PAD.encode(claims.to_string());
    let claims = json!({ "sub": sub, "role": role, "teams": teams, "exp": 1_900_000_000 });
    let body = format!("{}.{}", part(json!({ "alg": "HS256" })), part(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    format!("{body}.{signature}")
}

/// An answer; its body is null where it has none.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Value,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(header, _)| *header == name);
        found.map_or("", |(_, value)| value)
    }

    /// The body of an answer with this status.
    #[track_caller]
    pub fn must(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    /// A problem of this type, at this field where it is about one.
    #[track_caller]
    pub fn refused(self, status: u16, kind: &str, field: Option<&str>) {
        let body = self.must(status);
        assert_eq!(body["type"], format!("urn:tandem:problem:{kind}"), "{body}");
        assert_eq!(body["field"].as_str(), field, "{body}");
    }
}

/// Somebody with a token.
pub struct Client<'a> {
    pub app: &'a TestApp,
    pub token: String,
    /// Which secrets the Worker has.
    pub secret_of: fn(&str) -> bool,
}

impl<'a> Client<'a> {
    pub fn admin(app: &'a TestApp) -> Self {
        let token = token("usr_admin", "admin", &[]);
        Client { app, token, secret_of: |_| true }
    }

    pub fn user(app: &'a TestApp, sub: &str, teams: &[&str]) -> Self {
        let token = token(sub, "user", teams);
        Client { app, token, secret_of: |_| true }
    }

    pub fn operator(app: &'a TestApp) -> Self {
        let token = SECRET.to_owned();
        Client { app, token, secret_of: |_| true }
    }

    /// Sends a request to an isolate that remembers nothing; null is no body.
    pub async fn send(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let headers = headers.iter().copied().chain([("authorization", bearer.as_str())]);
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let request = Request::new(method, target, headers.collect(), body);
        let secrets = Secrets::parse(|name| (self.secret_of)(name).then(|| SECRET.to_owned()));
        let response = handle(&self.app.isolate(), &secrets, request).await;
        self.app.world.settle().await;
        let body = match response.body.as_slice() {
            [] => Value::Null,
            bytes => serde_json::from_slice(bytes).unwrap(),
        };
        Answer { status: response.status, headers: response.headers, body }
    }

    pub async fn get(&self, target: &str) -> Answer {
        self.send("GET", target, &[], &Value::Null).await
    }

    pub async fn post(&self, target: &str, body: &Value) -> Answer {
        self.send("POST", target, &[], body).await
    }

    pub async fn patch(&self, target: &str, body: &Value) -> Answer {
        self.send("PATCH", target, &[], body).await
    }

    pub async fn delete(&self, target: &str) -> Answer {
        self.send("DELETE", target, &[], &Value::Null).await
    }

    /// A new row of `table`.
    pub async fn create(&self, table: &str, row: &Value) -> Value {
        self.post(&format!("/v1/{table}"), row).await.must(201)
    }
}

/// A team `team_a` and a user in it, `usr_1`.
pub async fn member(app: &TestApp) -> Client<'_> {
    let team = json!({ "id": "team_a", "name": "A", "slug": "a" });
    let admin = Client::admin(app);
    admin.create("team", &team).await;
    admin.create("user", &json!({ "id": "usr_1", "email": "a@example.com" })).await;
    Client::user(app, "usr_1", &["team_a"])
}
