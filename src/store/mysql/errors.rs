//! MySQL's errors, sorted into what the caller can do about them. Messages keep codes and the
//! names of keys: a server's own text may hold values.

use tandem_mysql::{Error, Outcome as Sent, ServerError};

use crate::schema::{Table, VersionError};
use crate::store::{Outcome, Refusal, Side, StoreError, WriteError};

/// What a failed statement did, where only its own answer can say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Nothing of it stays: it only reads, or its transaction never got a COMMIT.
    Undone,
    /// It commits: a COMMIT, or a statement that is a transaction by itself.
    Commits,
}

pub(super) fn store_error(error: &Error, stage: Stage) -> StoreError {
    let message = describe(error);
    if !is_transient(error) {
        let server = error.server();
        return StoreError::Rejected {
            side: Side::MySql,
            code: server.map(|server| server.code.to_string()),
            column: server.and_then(column_name),
            message,
        };
    }
    let outcome = match (stage, error.outcome()) {
        (Stage::Commits, Sent::Unknown) => Outcome::Unknown,
        _ => Outcome::NotDone,
    };
    StoreError::Unavailable { side: Side::MySql, outcome, message }
}

/// Whether MySQL rolled the step back for another one's sake: it is begun again.
pub(super) fn is_lost_race(error: &Error) -> bool {
    // MariaDB from 11.6 on refuses to lock a row that changed since the transaction's snapshot.
    const ROW_CHANGED: u16 = 1020;
    error.server().is_some_and(|server| {
        server.is_deadlock() || server.is_lock_wait_timeout() || server.code == ROW_CHANGED
    })
}

fn is_transient(error: &Error) -> bool {
    match error {
        Error::Connect(inner) => match inner.server() {
            Some(server) => may_pass(server),
            None => !matches!(**inner, Error::Auth(_)),
        },
        Error::Io(_) | Error::Deadline { .. } | Error::Protocol(_) | Error::Closed => true,
        Error::Server(server) => is_lost_race(error) || may_pass(server),
        Error::Auth(_)
        | Error::ResultTooLarge { .. }
        | Error::Refused(_)
        | Error::Decode { .. } => false,
    }
}

/// Lost races, a failover, a full or restarting server, a query that was ended; codes of
/// <https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html>.
fn may_pass(server: &ServerError) -> bool {
    const TOO_MANY_CONNECTIONS: [u16; 3] = [1040, 1203, 1226];
    const ENDED_BY_TIME: [u16; 2] = [1969, 3024];
    server.is_deadlock()
        || server.is_lock_wait_timeout()
        || server.is_read_only()
        || server.outcome() == Sent::Unknown
        || TOO_MANY_CONNECTIONS.contains(&server.code)
        || ENDED_BY_TIME.contains(&server.code)
}

fn describe(error: &Error) -> String {
    match error {
        Error::Connect(inner) => format!("connecting: {}", describe(inner)),
        Error::Server(server) => match key_name(server) {
            Some(key) => format!("error {} ({}) on key `{key}`", server.code, server.sqlstate),
            None => format!("error {} ({})", server.code, server.sqlstate),
        },
        other => other.to_string(),
    }
}

/// The key of a duplicate, without its table's name.
pub(super) fn key_name(server: &ServerError) -> Option<&str> {
    let name = server.duplicate_key_name()?;
    Some(name.rsplit_once('.').map_or(name, |(_, key)| key))
}

/// The column that a refusal is about. Values stand before it in the message, so that only a name of
/// the schema is taken: `Data too long for column 'name' at row 1` (MySQL), ``Incorrect string
/// value: '…' for column `db`.`users`.`name` at row 1`` (MariaDB), `Column 'name' cannot be null`,
/// ``CONSTRAINT `users.doc` failed`` (MariaDB, what is not JSON).
fn column_name(server: &ServerError) -> Option<&'static str> {
    const BEFORE: [&str; 4] = [" for column ", "Column ", "Field ", "CONSTRAINT "];
    let message = server.message.as_str();
    let after = BEFORE.iter().find_map(|before| Some(message.rsplit_once(before)?.1))?;
    let name = after.split(' ').next()?.rsplit('.').find(|part| !part.is_empty())?;
    let name = name.trim_matches(['\'', '`']);
    crate::schema::TABLES.iter().find_map(|table| Some(table.find(name)?.1.name))
}

/// What a duplicate means for a write of this key.
pub(super) fn duplicate(table: &'static Table, pk: &str, key: &str) -> Refusal {
    if key == "PRIMARY" {
        return Refusal::Exists { table: table.name.to_owned(), pk: pk.to_owned() };
    }
    let unique = table.uniques.iter().find(|unique| unique.name == key);
    let columns = unique.map_or(&[][..], |unique| unique.columns);
    Refusal::Duplicate {
        table: table.name.to_owned(),
        columns: columns
            .iter()
            .filter_map(|at| table.column(*at))
            .map(|column| column.name.to_owned())
            .collect(),
    }
}

/// A row of a later epoch means that this database is not the primary any more.
pub(super) fn version_error(error: VersionError) -> WriteError {
    match error {
        VersionError::LaterEpoch { .. } => WriteError::Fenced,
        VersionError::Exhausted(_) => StoreError::rejected(Side::MySql, error.to_string()).into(),
    }
}

pub(super) fn garbled() -> StoreError {
    StoreError::rejected(
        Side::MySql,
        "an answer of an unexpected shape: are the migrations applied?",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(code: u16, message: &str) -> Error {
        Error::Server(ServerError {
            code,
            sqlstate: "HY000".to_owned(),
            message: message.to_owned(),
        })
    }

    #[test]
    fn only_what_commits_can_have_an_unknown_outcome() {
        let lost = Error::Deadline { after_ms: 5 };
        assert_eq!(store_error(&lost, Stage::Commits).outcome(), Outcome::Unknown);
        assert_eq!(store_error(&lost, Stage::Undone).outcome(), Outcome::NotDone);
        let unreachable = Error::Connect(Box::new(Error::Deadline { after_ms: 5 }));
        assert_eq!(store_error(&unreachable, Stage::Commits).outcome(), Outcome::NotDone);
    }

    #[test]
    fn what_may_pass_is_told_from_what_stays() {
        for code in [1205, 1213, 1290, 1040, 1105, 3024] {
            assert!(store_error(&server(code, ""), Stage::Undone).is_transient(), "{code}");
        }
        for code in [1045, 1064, 1146, 1406] {
            assert!(!store_error(&server(code, ""), Stage::Undone).is_transient(), "{code}");
        }
    }

    #[test]
    fn a_refusal_has_its_code_and_its_column() {
        for (code, message, column) in [
            (1406, "Data too long for column 'name' at row 700", Some("name")),
            (
                1366,
                r"Incorrect string value: '\xF0' for column `app`.`users`.`name` at row 1",
                Some("name"),
            ),
            (
                1366,
                "Incorrect integer value: ' for column 'x'' for column 'name' at row 1",
                Some("name"),
            ),
            (
                3140,
                "Invalid JSON text: \"Invalid value.\" at position 1 in value for column 'users.name'.",
                Some("name"),
            ),
            (4025, "CONSTRAINT `users.name` failed for `app`.`users`", Some("name")),
            (1048, "Column 'name' cannot be null", Some("name")),
            (1406, "Data too long for column 'hunter2' at row 1", None),
            (1054, "Unknown column 'name' in 'field list'", None),
        ] {
            let error = store_error(&server(code, message), Stage::Undone);
            let StoreError::Rejected { code: found, column: named, .. } = error else {
                panic!("{error}")
            };
            assert_eq!((found, named), (Some(code.to_string()), column), "{message}");
        }
    }

    #[test]
    fn messages_hold_no_values() {
        let error =
            server(1062, "Duplicate entry 'ann@example.com' for key 'user.user_email_unique'");
        let message = store_error(&error, Stage::Undone).to_string();
        assert!(message.contains("user_email_unique") && !message.contains("ann@"), "{message}");
    }
}
