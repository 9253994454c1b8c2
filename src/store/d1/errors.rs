//! D1's error messages, sorted into what the caller can do about them.

use super::database::DatabaseError;
use crate::store::{Outcome, Side, StoreError};

/// What a failed batch means.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Failure {
    /// A condition of the batch refused it, by its number.
    Refused(usize),
    /// A condition of a lean batch ended it; which one is not known.
    Guarded,
    /// D1 is not the primary, or not in this epoch.
    Fenced,
    /// The request was committed before.
    Repeated,
    /// D1's own line says that it is the primary.
    IsPrimary,
    /// A row of a widened set can't be put yet.
    Waits,
    /// `table.column` of a unique key that has the value already.
    Unique(Vec<(String, String)>),
    /// A reference points nowhere, or something still points here.
    Reference,
    /// Anything else.
    Store(StoreError),
}

/// Put before the number of a condition in the text that `_refuse` raises.
pub(super) const REFUSE: &str = "tandem:refuse:";
/// Raised by triggers and batches where D1 is not the primary.
pub(super) const FENCE: &str = "tandem:fence";
/// Raised where the request id is known.
pub(super) const REPEATED: &str = "tandem:repeated";
/// Raised where D1 is the primary and an apply was tried.
pub(super) const IS_PRIMARY: &str = "tandem:primary";
/// Raised where a widened set would leave a row with the value that it was parked at.
pub(super) const WAITS: &str = "tandem:waits";

/// What SQLite says where a condition of a lean batch held.
const GUARDED: &str = "NOT NULL constraint failed: _request.keys";
/// The table whose key is a request's id.
const REQUESTS: &str = "_request";

/// Longest part of a message that is kept, in characters.
const MAX_MESSAGE_CHARS: usize = 300;

pub(super) fn classify(error: DatabaseError) -> Failure {
    let message = error.message.as_str();
    if let Some((_, rest)) = message.split_once(REFUSE) {
        let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
        if let Ok(number) = number.parse() {
            return Failure::Refused(number);
        }
    }
    if message.contains(FENCE) {
        return Failure::Fenced;
    }
    if message.contains(REPEATED) {
        return Failure::Repeated;
    }
    if message.contains(IS_PRIMARY) {
        return Failure::IsPrimary;
    }
    if message.contains(WAITS) {
        return Failure::Waits;
    }
    if message.contains(GUARDED) {
        return Failure::Guarded;
    }
    if let Some((_, rest)) = message.split_once("UNIQUE constraint failed: ") {
        let columns: Vec<_> = rest
            .split(": ")
            .next()
            .unwrap_or(rest)
            .split(", ")
            .filter_map(|column| {
                let (table, column) = column.trim().split_once('.')?;
                Some((table.to_owned(), column.to_owned()))
            })
            .collect();
        if columns.iter().any(|(table, _)| table == REQUESTS) {
            return Failure::Repeated;
        }
        return Failure::Unique(columns);
    }
    if message.contains("FOREIGN KEY constraint failed") {
        return Failure::Reference;
    }
    Failure::Store(store_error(error))
}

/// For batches that only read: whatever became of them, nothing was done.
pub(super) fn read_error(error: DatabaseError) -> StoreError {
    match store_error(error) {
        StoreError::Unavailable { side, message, .. } => {
            StoreError::Unavailable { side, outcome: Outcome::NotDone, message }
        }
        other => other,
    }
}

/// For batches that write, and that no condition, fence or key can refuse.
pub(super) fn store_error(error: DatabaseError) -> StoreError {
    let message: String = error.message.chars().take(MAX_MESSAGE_CHARS).collect();
    // An SQL error ends the transaction; whatever else happened, its answer may have been lost.
    if !error.unknown && message.contains("SQLITE_") {
        let busy = ["SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_NOMEM", "SQLITE_INTERRUPT"];
        if busy.iter().any(|code| message.contains(code)) {
            return StoreError::Unavailable { side: Side::D1, outcome: Outcome::NotDone, message };
        }
        let code = message.rsplit_once("SQLITE_").map(|(_, code)| {
            let is_of_code = |c: &char| c.is_ascii_uppercase() || *c == '_';
            format!("SQLITE_{}", code.chars().take_while(is_of_code).collect::<String>())
        });
        return StoreError::Rejected { side: Side::D1, code, column: None, message };
    }
    let outcome = if !error.unknown && message.contains("overloaded") {
        Outcome::NotDone
    } else {
        Outcome::Unknown
    };
    StoreError::Unavailable { side: Side::D1, outcome, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(message: &str) -> Failure {
        classify(DatabaseError { message: message.to_owned(), unknown: false })
    }

    #[test]
    fn messages_of_d1_are_understood() {
        let raised = |text: &str| {
            format!("D1_ERROR: {text}: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_TRIGGER)")
        };
        assert_eq!(failure(&raised("tandem:refuse:12")), Failure::Refused(12));
        assert_eq!(failure(&raised("tandem:fence: closed")), Failure::Fenced);
        assert_eq!(
            failure("D1_ERROR: UNIQUE constraint failed: scores.a, scores.b: SQLITE_CONSTRAINT"),
            Failure::Unique(vec![("scores".into(), "a".into()), ("scores".into(), "b".into())])
        );
        assert_eq!(failure("FOREIGN KEY constraint failed: SQLITE_CONSTRAINT"), Failure::Reference);
        assert_eq!(
            failure(
                "D1_ERROR: UNIQUE constraint failed: _request.day, _request.id: SQLITE_CONSTRAINT"
            ),
            Failure::Repeated
        );
        assert_eq!(
            failure("D1_ERROR: NOT NULL constraint failed: _request.keys: SQLITE_CONSTRAINT"),
            Failure::Guarded
        );
    }

    #[test]
    fn a_lost_answer_is_unknown_and_an_sql_error_is_not() {
        let outcome = |message: &str| match failure(message) {
            Failure::Store(error) => (error.outcome(), error.is_transient()),
            other => panic!("{other:?}"),
        };
        assert_eq!(outcome("D1_ERROR: Network connection lost."), (Outcome::Unknown, true));
        assert_eq!(outcome("D1_ERROR: D1 DB is overloaded."), (Outcome::NotDone, true));
        assert_eq!(outcome("no such table: x: SQLITE_ERROR"), (Outcome::NotDone, false));
    }

    #[test]
    fn a_read_is_never_done_by_half() {
        for (message, unknown, transient) in [
            ("D1_ERROR: Network connection lost.", false, true),
            ("D1 did not answer within 10000 ms", true, true),
            ("D1_ERROR: D1 DB is overloaded.", false, true),
            ("no such table: x: SQLITE_ERROR", false, false),
        ] {
            let error = read_error(DatabaseError { message: message.to_owned(), unknown });
            let found = (error.outcome(), error.is_transient());
            assert_eq!(found, (Outcome::NotDone, transient), "{message}");
        }
    }
}
