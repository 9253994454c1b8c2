//! From changes to a committed unit: the request's id and fingerprint, the events, the commit, and
//! what its refusal means to the client.

#[cfg(test)]
mod tests;

use sha2::{Digest as _, Sha256};

use super::access::{Named, not_found};
use super::auth::Caller;
use super::json::child;
use super::rows::{find_table, unit_problem};
use super::{Kind, Problem, Request};
use crate::outbox::Queue;
use crate::router::{RouteError, Router};
use crate::runs::Ledger;
use crate::runtime::{Level, Runtime};
use crate::session::{Session, Touched};
use crate::store::{
    Change, Event, Outcome, Refusal, Store, StoreError, Unit, WriteError, Written, declared_events,
};

/// Longest `Idempotency-Key`, in characters.
const MAX_KEY_CHARS: usize = 200;
/// Bytes of the subject's hash in front of an idempotency key: 64 bits, as hexadecimal digits.
const SUBJECT_HASH_BYTES: usize = 8;
/// Seconds after which a database that did not answer is worth asking again.
const UNAVAILABLE_RETRY_AFTER_S: u32 = 2;

/// Where a change stands in the body, to name its fields in problems.
pub struct Place {
    /// JSON pointer to the columns of the change.
    pub columns: String,
}

/// A write as the client asked for it.
pub struct Wanted {
    /// The changes.
    pub changes: Vec<Change>,
    /// Where each of them stands in the body.
    pub places: Vec<Place>,
    /// Events that the client adds.
    pub events: Vec<Event>,
    /// What a condition that does not hold means.
    pub on_condition: Kind,
}

impl Wanted {
    /// One change, the body's columns, with what must hold before it.
    pub fn one(change: Change, conditions: Vec<Change>) -> Wanted {
        let changes: Vec<Change> = conditions.into_iter().chain([change]).collect();
        let places = changes.iter().map(|_| Place { columns: String::new() }).collect();
        Wanted { changes, places, events: Vec::new(), on_condition: Kind::PreconditionFailed }
    }

    /// The pointer to a column of the change of this table and, where it is known, key.
    fn field(&self, table: &str, pk: Option<&str>, column: &str) -> String {
        let at = self.changes.iter().position(|change| {
            change.target.table().name == table && pk.is_none_or(|pk| change.pk.as_str() == pk)
        });
        let place = at.and_then(|at| self.places.get(at));
        child(place.map_or("", |place| place.columns.as_str()), column)
    }
}

/// Commits the changes in one step. What the client has written, where that is possible, is given
/// beside the outcome: also a write that is called failed may stand.
pub async fn commit<D, M, R>(
    router: &Router<D, M, R>,
    caller: &Caller,
    named: &Named,
    (request, now_ms): (&Request, i64),
    wanted: Wanted,
) -> Result<(Option<Session>, Result<Written, Problem>), Problem>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    let key = idempotency_key(request)?;
    let id = key.map_or_else(|| router.new_ulid(), |key| request_id(caller, key));
    let mut events = declared_events(&wanted.changes, || router.new_ulid());
    events.extend(wanted.events.iter().cloned());
    let unit = Unit {
        request: id,
        fingerprint: fingerprint(request, named),
        now_ms,
        changes: wanted.changes.clone(),
        events,
    };
    unit.check_bounds().map_err(|error| unit_problem(&error, ""))?;
    let touched = Touched::by(&unit);
    let result = match key {
        Some(_) => router.write_once(unit).await,
        None => router.write(unit).await,
    };
    let (route, now_ms) = (router.known_epoch(), router.runtime().now_ms());
    let session = match &result {
        Ok(written) => Some(touched.written(written, route, now_ms)),
        Err(RouteError::SecondaryFailed { .. } | RouteError::Unknown) => {
            Some(touched.unknown(route, now_ms))
        }
        Err(_) => None,
    };
    let failed = |error| failed(router.runtime(), error, Some(&wanted), key.is_some());
    Ok((session, result.map_err(failed)))
}

/// The problem that a router's error is; what concerns the operator goes to the log.
pub fn failed(
    runtime: &impl Runtime,
    error: RouteError,
    wanted: Option<&Wanted>,
    has_key: bool,
) -> Problem {
    let log =
        |level, error: &dyn std::fmt::Display| runtime.log(level, &format!("request: {error}"));
    match &error {
        RouteError::Store(inner) | RouteError::Write(WriteError::Store(inner)) => {
            log(if inner.is_transient() { Level::Warn } else { Level::Error }, inner);
        }
        RouteError::Unknown | RouteError::SecondaryFailed { .. } => log(Level::Warn, &error),
        _ => {}
    }
    route_problem(error, wanted, has_key)
}

/// The client's name for the request, if it gave one.
fn idempotency_key(request: &Request) -> Result<Option<&str>, Problem> {
    let Some(key) = request.header("idempotency-key") else {
        return Ok(None);
    };
    let visible = key.bytes().all(|byte| byte.is_ascii_graphic());
    if key.is_empty() || key.len() > MAX_KEY_CHARS || !visible {
        let detail = format!("it must be 1 to {MAX_KEY_CHARS} visible ASCII characters");
        let next = "send a UUID, the same one for each try of one request";
        return Err(Problem::new(Kind::InvalidParameter, detail, next).at("Idempotency-Key"));
    }
    Ok(Some(key))
}

/// Two users' keys can't meet: each stands behind its user's hash.
fn request_id(caller: &Caller, key: &str) -> String {
    let hash = Sha256::digest(caller.subject.as_bytes());
    let subject: Vec<u8> = hash.iter().copied().take(SUBJECT_HASH_BYTES).collect();
    format!("{}:{key}", hex(&subject))
}

/// What the request asks for, so that its id is not used for something else.
fn fingerprint(request: &Request, named: &Named) -> String {
    let mut hash = Sha256::new();
    let scope = [named.tenant.as_deref(), named.owner.as_deref()].map(Option::unwrap_or_default);
    let [tenant, owner] = scope.map(str::as_bytes);
    for part in [request.method.as_bytes(), request.path.as_bytes(), tenant, owner, &request.body] {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
        hash.update(part);
    }
    hex(&hash.finalize())
}

fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or_default();
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    text.extend(bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]));
    text
}

/// What a router's error means to the client.
fn route_problem(error: RouteError, wanted: Option<&Wanted>, has_key: bool) -> Problem {
    match error {
        RouteError::Closing { retry_after_s } => Problem::new(
            Kind::Switching,
            "writes are moving to the other database; nothing was written",
            "try again",
        )
        .retry_after(retry_after_s),
        RouteError::Maintenance { retry_after_s } => maintenance(retry_after_s),
        RouteError::Unknown => unknown(has_key),
        RouteError::SecondaryFailed { .. } => Problem::new(
            Kind::SecondaryFailed,
            "the write is committed; the other database gets it by replay",
            "do not repeat it without the same Idempotency-Key",
        ),
        RouteError::Cached => Problem::new(
            Kind::NotConfigured,
            "reads of MySQL come from a cache, which this read must not",
            "the operator makes the Hyperdrive binding without a cache; until then send Tandem-Read: tolerant",
        ),
        RouteError::Unit(error) => unit_problem(&error, ""),
        RouteError::Write(WriteError::Refused(refusal)) => refusal_problem(&refusal, wanted),
        RouteError::Write(WriteError::Invalid(invalid)) => unit_problem(
            &invalid.into(),
            wanted.and_then(|w| w.places.first()).map_or("", |p| &p.columns),
        ),
        RouteError::Write(WriteError::Fenced) => Problem::new(
            Kind::Switching,
            "the primary has changed; nothing was written",
            "try again",
        )
        .retry_after(UNAVAILABLE_RETRY_AFTER_S),
        RouteError::Write(WriteError::Store(error)) | RouteError::Store(error) => {
            store_problem(&error, has_key)
        }
    }
}

/// What the maintenance means to the client.
pub fn maintenance(retry_after_s: u32) -> Problem {
    let detail = "maintenance is under way; nothing was written";
    Problem::new(Kind::Maintenance, detail, "try again later").retry_after(retry_after_s)
}

fn unknown(has_key: bool) -> Problem {
    let next = if has_key {
        "repeat the request with the same Idempotency-Key: it is carried out once"
    } else {
        "read the row to find out; send an Idempotency-Key to be able to repeat a write safely"
    };
    Problem::new(Kind::OutcomeUnknown, "the database's answer was lost", next)
        .retry_after(UNAVAILABLE_RETRY_AFTER_S)
}

/// What the databases say is for the operator's logs, not for clients.
fn store_problem(error: &StoreError, has_key: bool) -> Problem {
    match error {
        StoreError::Unavailable { outcome: Outcome::Unknown, .. } => unknown(has_key),
        StoreError::Unavailable { side, .. } => {
            let detail = format!("{} does not answer; nothing was changed", side.name());
            Problem::new(Kind::Unavailable, detail, "try again")
                .retry_after(UNAVAILABLE_RETRY_AFTER_S)
        }
        _ => Problem::new(
            Kind::Internal,
            "the database refused the statement, or holds a value that the schema does not allow",
            "report it with the request's id",
        ),
    }
}

fn refusal_problem(refusal: &Refusal, wanted: Option<&Wanted>) -> Problem {
    let field = |table: &str, pk: Option<&str>, column: &str| {
        wanted.map_or_else(|| child("", column), |wanted| wanted.field(table, pk, column))
    };
    let problem = |kind, next: &str| Problem::new(kind, refusal.to_string(), next);
    match refusal {
        Refusal::Exists { .. } => {
            problem(Kind::Exists, "use another key, or change the row there is")
        }
        Refusal::Missing { table, .. } => match find_table(table) {
            Ok(table) => not_found(table),
            Err(problem) => problem,
        },
        Refusal::Duplicate { table, columns } => {
            let first = columns.first().map_or("", String::as_str);
            problem(Kind::Duplicate, "send another value").at(field(table, None, first))
        }
        Refusal::Condition { .. } => problem(
            wanted.map_or(Kind::ConditionFailed, |wanted| wanted.on_condition),
            "read the row again and decide anew",
        ),
        Refusal::NoParent { table, column, .. } => {
            problem(Kind::NoParent, "make that row first, or send another key")
                .at(field(table, None, column))
        }
        Refusal::Referenced { .. } => {
            problem(Kind::Referenced, "delete or change those rows first")
        }
        Refusal::OutOfRange { table, pk, column } => {
            problem(Kind::OutOfRange, "add less").at(field(table, Some(pk), column))
        }
        Refusal::RequestReused => {
            problem(Kind::KeyReused, "send a new Idempotency-Key").at("Idempotency-Key")
        }
        Refusal::TooManyRows { .. } => problem(Kind::TooMany, "delete the rows below it first"),
    }
}
