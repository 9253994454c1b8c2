//! Problem documents (RFC 9457): what went wrong, in which field, and what to do about it.

use serde_json::{Map, Value};

use super::Response;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $status:literal $slug:literal $title:literal,)*) => {
        /// The closed list of problems; each has its own type.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Kind {
            $($(#[$doc])* $name,)*
        }

        impl Kind {
            /// All of them.
            pub const ALL: &'static [Kind] = &[$(Kind::$name,)*];

            /// Status code.
            pub fn status(self) -> u16 {
                match self { $(Kind::$name => $status,)* }
            }

            /// The last part of the problem's type.
            pub fn slug(self) -> &'static str {
                match self { $(Kind::$name => $slug,)* }
            }

            /// The same words for every problem of this type.
            pub fn title(self) -> &'static str {
                match self { $(Kind::$name => $title,)* }
            }
        }
    };
}

kinds! {
    /// A path that is not served.
    UnknownPath = 404 "unknown-path" "There is nothing at this path",
    /// A path that takes other methods.
    MethodNotAllowed = 405 "method-not-allowed" "The path does not take this method",
    /// A table that the schema does not have.
    UnknownTable = 404 "unknown-table" "The schema has no such table",
    /// A column that the table does not have, or a member that the API does not know.
    UnknownField = 422 "unknown-field" "There is no such field",
    /// A value of another type, or out of its bounds.
    InvalidValue = 422 "invalid-value" "The value does not fit the field",
    /// Two members of one name.
    DuplicateField = 422 "duplicate-field" "The field is there twice",
    /// Something required is not there.
    MissingField = 422 "missing-field" "A required field is missing",
    /// Not JSON.
    MalformedJson = 400 "malformed-json" "The body is not JSON",
    /// A header or query parameter that can't be used.
    InvalidParameter = 400 "invalid-parameter" "A header or parameter can't be used",
    /// No declared list has these filters and this order.
    NoSuchList = 400 "no-such-list" "The table has no such list",
    /// Longer than [`MAX_BODY_BYTES`](super::MAX_BODY_BYTES).
    BodyTooLarge = 413 "body-too-large" "The body is too large",
    /// Another content type.
    NotJson = 415 "unsupported-media-type" "The body must be application/json",
    /// No usable bearer token.
    Unauthenticated = 401 "unauthenticated" "A valid bearer token is needed",
    /// The caller may not do this.
    Forbidden = 403 "forbidden" "The caller may not do this",
    /// A column, or a table, that the schema lets only administrators write.
    Guarded = 403 "guarded" "Only administrators write this",
    /// A tenant or owner that is not the caller's.
    WrongTenant = 403 "wrong-tenant" "The caller does not belong to this tenant",
    /// The caller must say which tenant is meant.
    TenantRequired = 400 "tenant-required" "The tenant must be named",
    /// No row, or one of another tenant.
    NotFound = 404 "not-found" "There is no such row",
    /// The row of an earlier, identical request is gone.
    Gone = 410 "gone" "The row was deleted since",
    /// The key is taken.
    Exists = 409 "exists" "The row exists already",
    /// The value of a unique key is taken.
    Duplicate = 409 "duplicate" "Another row has the same value",
    /// Other rows point at the row.
    Referenced = 409 "referenced" "Other rows still refer to this row",
    /// A reference to a row that is not there.
    NoParent = 422 "no-parent" "The row referred to does not exist",
    /// `If-Match` does not hold.
    PreconditionFailed = 412 "precondition-failed" "The row has another version",
    /// A condition of a unit does not hold.
    ConditionFailed = 409 "condition-failed" "A condition of the unit does not hold",
    /// A run can't begin now, or can't be changed so.
    RunConflict = 409 "run-conflict" "The run is in another state, or another one is in its way",
    /// Lines of the gate before a switch do not hold.
    GateClosed = 409 "gate-closed" "The switch can't begin now",
    /// A switch is not possible so.
    SwitchConflict = 409 "switch-conflict" "The primary can't be switched so",
    /// A sum out of the column's range.
    OutOfRange = 422 "out-of-range" "The sum leaves the field's range",
    /// An idempotency key that was used for something else.
    KeyReused = 422 "idempotency-key-reused" "The Idempotency-Key belongs to another request",
    /// More than one unit may have.
    TooMany = 422 "too-many" "The request is too large for one step",
    /// `MAINTENANCE_MODE`.
    Maintenance = 503 "maintenance" "Maintenance",
    /// A switch of the primary is under way.
    Switching = 503 "switching" "The primary is being switched",
    /// The database does not answer.
    Unavailable = 503 "unavailable" "The database is not available",
    /// A secret is missing.
    NotConfigured = 503 "not-configured" "The Worker lacks a secret or a binding",
    /// Whether the write was committed could not be found out in time.
    OutcomeUnknown = 504 "outcome-unknown" "It is not known whether the write was committed",
    /// Committed at the primary, but not at the other database.
    SecondaryFailed = 502 "secondary-failed" "The other database did not take the write",
    /// A bug, or data that the schema does not allow.
    Internal = 500 "internal" "The Worker can't answer this",
}

/// One problem. It never repeats values, headers or secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Its type.
    pub kind: Kind,
    /// What happened this time.
    pub detail: String,
    /// Which field: a JSON pointer into the body, or a header's or parameter's name.
    pub field: Option<String>,
    /// What to do.
    pub next: String,
    /// Headers that go with it.
    pub headers: Vec<(&'static str, String)>,
    /// A member that only problems of its type have.
    pub more: Option<Box<(&'static str, Value)>>,
}

impl Problem {
    /// Of this type, with what happened and what to do.
    pub fn new(kind: Kind, detail: impl Into<String>, next: impl Into<String>) -> Problem {
        let (headers, more) = (Vec::new(), None);
        Problem { kind, detail: detail.into(), field: None, next: next.into(), headers, more }
    }

    /// In this field.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Problem {
        self.field = Some(field.into());
        self
    }

    /// To be tried again after these seconds.
    #[must_use]
    pub fn retry_after(self, seconds: u32) -> Problem {
        self.with("Retry-After", seconds.to_string())
    }

    /// With one header more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Problem {
        self.headers.push((name, value.into()));
        self
    }

    /// With a member that only problems of its type have.
    #[must_use]
    pub fn more(mut self, name: &'static str, value: Value) -> Problem {
        self.more = Some(Box::new((name, value)));
        self
    }

    /// The document. `request` is the request's id.
    pub fn into_response(self, request: &str) -> Response {
        let mut document = Map::new();
        let mut put = |name: &str, value: Value| document.insert(name.to_owned(), value);
        put("type", format!("urn:tandem:problem:{}", self.kind.slug()).into());
        put("title", self.kind.title().into());
        put("status", self.kind.status().into());
        put("detail", self.detail.into());
        put("instance", format!("urn:tandem:request:{request}").into());
        put("next", self.next.into());
        if let Some(field) = self.field {
            put("field", field.into());
        }
        if let Some(more) = self.more {
            put(more.0, more.1);
        }
        let body = Value::Object(document).to_string().into_bytes();
        let mut response = Response::bytes(self.kind.status(), "application/problem+json", body);
        response.headers.extend(self.headers);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_an_rfc_9457_document() {
        let problem = Problem::new(Kind::Unavailable, "d1 is not available", "try again")
            .at("/name")
            .retry_after(3);
        let response = problem.into_response("01J");
        assert_eq!(response.status, 503);
        assert!(
            response.headers.contains(&("Content-Type", "application/problem+json".to_owned()))
        );
        assert!(response.headers.contains(&("Retry-After", "3".to_owned())));
        let document: Value = serde_json::from_slice(&response.body).unwrap();
        let expected = serde_json::json!({
            "type": "urn:tandem:problem:unavailable",
            "title": "The database is not available",
            "status": 503,
            "detail": "d1 is not available",
            "instance": "urn:tandem:request:01J",
            "next": "try again",
            "field": "/name",
        });
        assert_eq!(document, expected);
    }

    #[test]
    fn every_type_has_a_slug_of_its_own_and_an_error_status() {
        for (at, kind) in Kind::ALL.iter().enumerate() {
            assert!((400..600).contains(&kind.status()), "{kind:?}");
            assert!(Kind::ALL.iter().skip(at + 1).all(|other| other.slug() != kind.slug()));
        }
    }
}
