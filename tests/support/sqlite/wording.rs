//! SQLite's errors in D1's words.

use rusqlite::{Error, ffi};

/// As D1 puts it: `D1_ERROR: UNIQUE constraint failed: user.email: SQLITE_CONSTRAINT (extended:
/// SQLITE_CONSTRAINT_UNIQUE)`.
pub(super) fn message(error: &Error) -> String {
    match error {
        Error::SqliteFailure(code, text) => {
            format!(
                "D1_ERROR: {}: {}",
                text.as_deref().unwrap_or("unknown error"),
                codes(code.extended_code)
            )
        }
        Error::SqlInputError { error, msg, offset, .. } => {
            format!("D1_ERROR: {msg} at offset {offset}: {}", codes(error.extended_code))
        }
        other => format!("D1_ERROR: {other}: SQLITE_ERROR"),
    }
}

fn codes(extended: i32) -> String {
    let primary = match extended & 0xff {
        ffi::SQLITE_CONSTRAINT => "SQLITE_CONSTRAINT",
        ffi::SQLITE_BUSY => "SQLITE_BUSY",
        ffi::SQLITE_LOCKED => "SQLITE_LOCKED",
        ffi::SQLITE_TOOBIG => "SQLITE_TOOBIG",
        ffi::SQLITE_MISMATCH => "SQLITE_MISMATCH",
        _ => "SQLITE_ERROR",
    };
    let detail = match extended {
        ffi::SQLITE_CONSTRAINT_TRIGGER => "SQLITE_CONSTRAINT_TRIGGER",
        ffi::SQLITE_CONSTRAINT_UNIQUE => "SQLITE_CONSTRAINT_UNIQUE",
        ffi::SQLITE_CONSTRAINT_PRIMARYKEY => "SQLITE_CONSTRAINT_PRIMARYKEY",
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => "SQLITE_CONSTRAINT_FOREIGNKEY",
        ffi::SQLITE_CONSTRAINT_NOTNULL => "SQLITE_CONSTRAINT_NOTNULL",
        ffi::SQLITE_CONSTRAINT_CHECK => "SQLITE_CONSTRAINT_CHECK",
        _ => return primary.to_owned(),
    };
    format!("{primary} (extended: {detail})")
}
