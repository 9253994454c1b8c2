//! What the Worker does with a request, on doubles: see `fetch` in the Worker's own entry points.

use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::json;
use sha2::Sha256;
use tandem::config::Config;
use tandem::http::{Request, Response, Secrets, handle};
use tandem::router::{Isolate, Router};
use tandem::store::d1::D1;
use tandem::store::mysql::MySql;

use crate::d1::CannedD1;
use crate::mysql::CannedMySql;
use crate::rows::TEAM;
use crate::world::{World, block_on};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// An isolate and its bindings.
pub struct Worker {
    d1: CannedD1,
    mysql: Option<CannedMySql>,
    isolate: Rc<Isolate>,
    world: World,
    bearer: String,
    secrets: Secrets,
}

impl Worker {
    /// With these databases; changes go to both where there are two.
    pub fn new(d1: CannedD1, mysql: Option<CannedMySql>) -> Self {
        let isolate = Rc::new(Isolate::default());
        isolate.mysql_session_is_right.set(true);
        let bearer = format!("Bearer {}", token());
        let secrets = Secrets::parse(|_| Some(SECRET.to_owned()));
        Worker { d1, mysql, isolate, world: World::default(), bearer, secrets }
    }

    /// From the request to the end of what is left for after its response.
    pub fn answer(&self, method: &str, target: &str, body: &str) -> Response {
        let config = Config::parse(|name| self.flag(name));
        let checked = Rc::clone(&self.isolate.mysql_session_is_right);
        let mysql = self.mysql.clone().map(|server| MySql::new(server).remembering(checked));
        let d1 = D1::new(self.d1.clone());
        let router = Router::new(d1, mysql, self.world.clone(), config, Rc::clone(&self.isolate));
        let headers = [
            ("accept", "*/*"),
            ("accept-encoding", "gzip, br"),
            ("authorization", self.bearer.as_str()),
            ("cf-connecting-ip", "192.0.2.1"),
            ("content-type", "application/json"),
            ("host", "tandem.example.com"),
            ("user-agent", "curl/8.11.1"),
        ];
        let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let request = Request::new(method, target, headers, body.as_bytes().to_vec());
        let response = block_on(handle(&router, &self.secrets, request));
        self.world.settle();
        response
    }

    /// Writes that both databases have.
    pub fn dual_writes(&self) -> u64 {
        self.isolate.counters.dual_writes.get()
    }

    /// Whether there are two databases.
    pub fn is_double(&self) -> bool {
        self.mysql.is_some()
    }

    fn flag(&self, name: &str) -> Option<String> {
        let value = match name {
            "PRIMARY" => "d1",
            "ENABLE_DOUBLE_WRITE" if self.mysql.is_some() => "true",
            "ENABLE_DOUBLE_WRITE" | "ENABLE_PS_READS" => "false",
            "PS_READ_PERCENT" => "0",
            _ => return None,
        };
        Some(value.to_owned())
    }
}

/// The JSON Web Token of a member of the team.
fn token() -> String {
    let part = |claims: serde_json::Value| URL_SAFE_NO_PAD.encode(claims.to_string());
    let claims =
        json!({ "sub": "usr_01JA0000000000000000000000", "teams": [TEAM], "exp": 1_900_000_000 });
    let body = format!("{}.{}", part(json!({ "alg": "HS256", "typ": "JWT" })), part(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any key will do");
    mac.update(body.as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    format!("{body}.{signature}")
}
