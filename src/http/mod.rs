//! The HTTP API, without IO: a [`Request`] in, a [`Response`] out.
//!
//! [`route`] finds what a path means, [`auth`] who calls, [`access`] which rows they reach;
//! [`rows`], [`decode`] and [`json`] read bodies, [`write`] commits, [`problem`] says what went
//! wrong. One file for each group of routes: [`table_routes`], [`units`], [`admin`], [`health`],
//! [`openapi`].

mod access;
mod admin;
mod auth;
mod decode;
mod etag;
mod evidence;
mod fields;
mod health;
mod json;
mod openapi;
mod problem;
mod reads;
mod request;
mod response;
mod route;
mod rows;
mod runs;
mod switch;
mod table_routes;
mod unit_routes;
mod units;
mod write;

pub use auth::{CLOCK_SKEW_S, Caller, MIN_SECRET_BYTES, Role, Secrets};
pub use problem::{Kind, Problem};
pub use request::{MAX_BODY_BYTES, Request};
pub use response::Response;

use std::rc::Rc;

use access::Named;
use json::Node;
use route::{Method, Resource};

use crate::config::{Config, Maintenance};
use crate::outbox::Queue;
use crate::router::{MAINTENANCE_RETRY_S, Router};
use crate::runs::Ledger;
use crate::runtime::Runtime;
use crate::store::{Coordinator, Store};

/// What every route works with.
struct Context<'a, D, M, R> {
    router: &'a Router<D, M, R>,
    secrets: &'a Secrets,
    request: &'a Request,
    now_ms: i64,
    answered: reads::Answered,
}

/// A signed-in caller, and whose rows they asked for.
struct Session {
    caller: Rc<Caller>,
    named: Named,
}

/// Answers a request.
pub async fn handle<D, M, R>(
    router: &Router<D, M, R>,
    secrets: &Secrets,
    request: Request,
) -> Response
where
    D: Coordinator + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    let now_ms = router.runtime().now_ms();
    let answered = reads::Answered::default();
    let context = Context { router, secrets, request: &request, now_ms, answered };
    let id = router.new_ulid();
    let answer = context.answer().await.unwrap_or_else(|problem| problem.into_response(&id));
    finished(context.answered.mark(answer), &request, router.config(), &id)
}

/// What every answer has: the request's id, the complaints about the flags, no body for HEAD.
fn finished(mut answer: Response, request: &Request, config: &Config, id: &str) -> Response {
    answer = answer.with("Tandem-Request-Id", id).with("Cache-Control", "no-store");
    if !config.complaints.is_empty() {
        let flags: Vec<&str> = config.complaints.iter().map(|complaint| complaint.flag).collect();
        answer = answer.with("Tandem-Config-Complaints", flags.join(", "));
    }
    if request.method == "HEAD" {
        answer.body = Vec::new();
    }
    answer
}

/// What the maintenance leaves open.
fn check_maintenance(
    maintenance: Maintenance,
    resource: &Resource,
    method: Method,
) -> Result<(), Problem> {
    let open = match maintenance {
        Maintenance::Off => true,
        Maintenance::ReadOnly => method == Method::Get || resource.is_operators(),
        Maintenance::Full => matches!(resource, Resource::Health | Resource::DatabaseHealth),
    };
    if open { Ok(()) } else { Err(write::maintenance(MAINTENANCE_RETRY_S)) }
}

/// The body must not be longer than is read.
fn check_length(request: &Request) -> Result<(), Problem> {
    let declared = request.header("content-length").and_then(|text| text.parse::<usize>().ok());
    if request.body.len().max(declared.unwrap_or(0)) <= MAX_BODY_BYTES {
        return Ok(());
    }
    let detail = format!("the body has more than {MAX_BODY_BYTES} bytes");
    Err(Problem::new(Kind::BodyTooLarge, detail, "split it into several requests"))
}

/// The body, as JSON.
fn json_body(request: &Request) -> Result<Node, Problem> {
    if let Some(content_type) = request.header("content-type") {
        let media = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if media != "application/json" && !media.ends_with("+json") {
            let detail = "the Content-Type is another one";
            return Err(
                Problem::new(Kind::NotJson, detail, "send application/json").at("Content-Type")
            );
        }
    }
    json::parse(&request.body)
}

impl<D, M, R> Context<'_, D, M, R>
where
    D: Coordinator + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    async fn answer(&self) -> Result<Response, Problem> {
        let resource = Resource::find(&self.request.path)?;
        let method = resource.method(&self.request.method)?;
        check_maintenance(self.router.config().maintenance, &resource, method)?;
        check_length(self.request)?;
        match (&resource, method) {
            (Resource::Health, _) => Ok(self.health()),
            (Resource::DatabaseHealth, _) => Ok(self.database_health().await),
            (Resource::OpenApi, _) => Ok(openapi::response()),
            (Resource::Rows(table), Method::Get) => self.list(table).await,
            (Resource::Rows(table), _) => self.create(table).await,
            (Resource::Row(table, key), Method::Get) => self.get(table, key).await,
            (Resource::Row(table, key), Method::Patch) => self.patch(table, key).await,
            (Resource::Row(table, key), _) => self.delete(table, key).await,
            (Resource::OldRow(table, old), _) => self.get_by_old(table, old).await,
            (Resource::Units, _) => self.unit().await,
            (Resource::Status, _) => self.status().await,
            (Resource::Replay, _) => self.replay().await,
            (Resource::Facts, _) => self.try_facts().await,
            (Resource::PollOutbox, _) => self.poll_outbox().await,
            (Resource::Redrive, _) => self.redrive().await,
            (Resource::Runs, Method::Get) => self.list_runs().await,
            (Resource::Runs, _) => self.start_run().await,
            (Resource::Run(id), _) => self.get_run(id).await,
            (Resource::Findings(id), _) => self.run_findings(id).await,
            (Resource::Report(id), _) => self.run_report(id).await,
            (Resource::ChangeRun(id, verb), _) => self.change_run(id, *verb).await,
            (Resource::Audit, _) => self.audit().await,
            (Resource::Switch, Method::Get) => self.get_switch().await,
            (Resource::Switch, _) => self.post_switch().await,
            (Resource::UndoSwitch, _) => self.undo_switch().await,
        }
    }
}

impl<D: Store + Ledger + 'static, M: Store + 'static, R: Runtime + Queue> Context<'_, D, M, R> {
    fn session(&self) -> Result<Session, Problem> {
        let caller = self.secrets.caller(self.request, self.now_ms)?;
        Ok(Session { caller, named: Named::of(self.request)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(method: &str, headers: &[(&str, &str)], body: &[u8]) -> Request {
        let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Request::new(method, "/v1/team?tenant=team%20a&x=1+2", headers, body.to_vec())
    }

    #[test]
    fn a_request_finds_headers_and_parameters() {
        let request = request("GET", &[("If-Match", "\"1\"")], b"");
        assert_eq!(request.path, "/v1/team");
        assert_eq!(request.header("if-match"), Some("\"1\""));
        assert_eq!(request.parameter("tenant"), Some("team a"));
        assert_eq!(request.parameter("x"), Some("1 2"));
        assert_eq!(format!("{request:?}"), "GET /v1/team (0 bytes)");
    }

    #[test]
    fn an_oversized_body_is_refused() {
        assert!(check_length(&request("POST", &[], &vec![b' '; MAX_BODY_BYTES])).is_ok());
        for request in [
            request("POST", &[], &vec![b' '; MAX_BODY_BYTES + 1]),
            request("POST", &[("content-length", "1048577")], b""),
        ] {
            assert_eq!(check_length(&request).unwrap_err().kind, Kind::BodyTooLarge);
        }
    }

    #[test]
    fn a_body_is_json() {
        let body =
            |content_type| json_body(&request("POST", &[("content-type", content_type)], b"{}"));
        assert!(body("application/json; charset=utf-8").is_ok());
        assert!(body("application/merge-patch+json").is_ok());
        assert_eq!(body("text/plain").unwrap_err().kind, Kind::NotJson);
        assert!(json_body(&request("POST", &[], b"{}")).is_ok());
    }

    #[test]
    fn a_maintenance_closes_what_it_says() {
        let open =
            |mode, resource: &Resource, method| check_maintenance(mode, resource, method).is_ok();
        let (rows, all) = (Resource::Rows("team".to_owned()), [Method::Get, Method::Post]);
        assert!(all.iter().all(|method| open(Maintenance::Off, &rows, *method)));
        assert!(open(Maintenance::ReadOnly, &rows, Method::Get));
        assert!(!open(Maintenance::ReadOnly, &rows, Method::Post));
        assert!(open(Maintenance::ReadOnly, &Resource::Replay, Method::Post));
        assert!(!open(Maintenance::Full, &rows, Method::Get));
        assert!(!open(Maintenance::Full, &Resource::Status, Method::Get));
        assert!(open(Maintenance::Full, &Resource::Health, Method::Get));
        assert!(open(Maintenance::Full, &Resource::DatabaseHealth, Method::Get));
        let problem = check_maintenance(Maintenance::Full, &rows, Method::Get).unwrap_err();
        assert!(problem.headers.iter().any(|(name, _)| *name == "Retry-After"));
    }

    #[test]
    fn every_answer_names_wrong_flags() {
        let config = Config::parse(|name| (name != "PS_READ_PERCENT").then(|| "wrong".to_owned()));
        let answer = finished(
            Response::bytes(200, "text/plain", b"x".to_vec()),
            &request("HEAD", &[], b""),
            &config,
            "01J",
        );
        let header =
            |name| answer.headers.iter().find(|(n, _)| *n == name).map(|(_, v)| v.as_str());
        let complaints = header("Tandem-Config-Complaints").unwrap();
        assert!(complaints.starts_with("PRIMARY, ENABLE_DOUBLE_WRITE"), "{complaints}");
        assert!(!complaints.contains("wrong"));
        assert_eq!(header("Tandem-Request-Id"), Some("01J"));
        assert!(answer.body.is_empty());
    }
}
