//! What the document says of the HTTP API beside the tables. The Worker's own constants are not there yet
//! when its build script runs, so they stand here again; the Worker's tests compare the two.

/// The last parts of the problems' types.
pub const PROBLEMS: &[&str] = &[
    "unknown-path",
    "method-not-allowed",
    "unknown-table",
    "unknown-field",
    "invalid-value",
    "duplicate-field",
    "missing-field",
    "malformed-json",
    "invalid-parameter",
    "no-such-list",
    "body-too-large",
    "unsupported-media-type",
    "unauthenticated",
    "forbidden",
    "guarded",
    "wrong-tenant",
    "tenant-required",
    "not-found",
    "gone",
    "exists",
    "duplicate",
    "referenced",
    "no-parent",
    "precondition-failed",
    "condition-failed",
    "run-conflict",
    "gate-closed",
    "switch-conflict",
    "out-of-range",
    "idempotency-key-reused",
    "too-many",
    "maintenance",
    "switching",
    "unavailable",
    "not-configured",
    "outcome-unknown",
    "secondary-failed",
    "internal",
];
/// Rows on a page.
pub const MAX_PAGE_ROWS: usize = 500;
/// Changes of a unit.
pub const MAX_CHANGES: usize = 100;
/// Events of a unit.
pub const MAX_EVENTS: usize = 200;
