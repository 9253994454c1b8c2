//! ERR_Packet, and what its codes mean to us.
//! <https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_err_packet.html>
//! <https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html>

use crate::bytes::Reader;
use crate::{Error, Outcome};

/// An error that the server answered with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("MySQL error {code} ({sqlstate}): {message}")]
pub struct ServerError {
    /// The number, such as 1062.
    pub code: u16,
    /// Five characters, such as `23000`; `HY000` when the server sent none.
    pub sqlstate: String,
    /// The server's text. It may hold values.
    pub message: String,
}

impl ServerError {
    pub(crate) fn parse(payload: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(payload);
        if reader.u8()? != 0xFF {
            return Err(Error::Protocol("not an ERR packet"));
        }
        let code = reader.u16()?;
        // "Too many connections" comes before the handshake, and without a state.
        let sqlstate = if reader.rest().first() == Some(&b'#') {
            reader.take(6)?.get(1..).unwrap_or_default()
        } else {
            b"HY000"
        };
        Ok(Self { code, sqlstate: text(sqlstate), message: text(reader.rest()) })
    }

    /// A duplicate value in a unique or primary key.
    #[must_use]
    pub fn is_duplicate_key(&self) -> bool {
        matches!(self.code, 1062 | 1586)
    }

    /// The key of a duplicate: `table.key` from MySQL, `key` from MariaDB. Read out of the message, in
    /// which the value comes first and is the client's: good for a message, not for a decision.
    #[must_use]
    pub fn duplicate_key_name(&self) -> Option<&str> {
        if !self.is_duplicate_key() {
            return None;
        }
        // Vitess puts its own text, and the statement, after this.
        let own =
            self.message.split_once("' (errno ").map_or(self.message.as_str(), |(own, _)| own);
        let (_, name) = own.rsplit_once("' for key '")?;
        Some(name.strip_suffix('\'').unwrap_or(name))
    }

    /// A deadlock: the whole transaction is rolled back; begin it again.
    #[must_use]
    pub fn is_deadlock(&self) -> bool {
        self.code == 1213
    }

    /// A lock was not got in time: this statement is rolled back, the transaction is still open.
    #[must_use]
    pub fn is_lock_wait_timeout(&self) -> bool {
        matches!(self.code, 1205 | 3572)
    }

    /// A foreign key has no parent, or a parent still has children.
    #[must_use]
    pub fn is_foreign_key(&self) -> bool {
        matches!(self.code, 1216 | 1217 | 1451 | 1452)
    }

    /// A string is longer than its column.
    #[must_use]
    pub fn is_data_too_long(&self) -> bool {
        self.code == 1406
    }

    /// A number or a date outside its column's range.
    #[must_use]
    pub fn is_out_of_range(&self) -> bool {
        matches!(self.code, 1264 | 1690)
    }

    /// A value that its column can't hold at all: `'abc'` for a number, text that is not JSON.
    #[must_use]
    pub fn is_bad_value(&self) -> bool {
        matches!(self.code, 1265 | 1292 | 1366 | 3140 | 4025)
    }

    /// NULL in a NOT NULL column, or no value for one without a default.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.code, 1048 | 1364)
    }

    /// A table that doesn't exist: a migration is missing.
    #[must_use]
    pub fn is_no_such_table(&self) -> bool {
        self.code == 1146
    }

    /// The server or the transaction is read-only: a failover is under way.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        matches!(self.code, 1290 | 1792 | 1836)
    }

    /// What is known about the statement that was answered so.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self.code {
            // ER_SERVER_SHUTDOWN, ER_UNKNOWN_ERROR (a proxy's "something broke"), network errors,
            // ER_ERROR_DURING_COMMIT, ER_QUERY_INTERRUPTED (Vitess: also of a COMMIT), killed
            // connections, and the client library's own codes, which only a proxy sends.
            1053 | 1105 | 1158..=1161 | 1180 | 1317 | 1927 | 2000..=2999 | 3169 | 4031 => {
                Outcome::Unknown
            }
            _ => Outcome::Failed,
        }
    }

    /// Whether the server will take another statement. One that gives up says so and hangs up.
    pub(crate) fn leaves_connection_usable(&self) -> bool {
        self.outcome() != Outcome::Unknown
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duplicate_key() {
        let error =
            ServerError::parse(b"\xFF\x26\x04#23000Duplicate entry 'it's' for key 'users.email'")
                .unwrap();
        assert_eq!((error.code, error.sqlstate.as_str()), (1062, "23000"));
        assert_eq!(error.duplicate_key_name(), Some("users.email"));
        assert_eq!(error.outcome(), Outcome::Failed);
    }

    #[test]
    fn a_duplicate_key_through_vitess() {
        let message = "target: app.-.primary: vttablet: Duplicate entry 'a' for key 'users.PRIMARY' \
                       (errno 1062) (sqlstate 23000): Sql: \"insert into users values ('b' for key 'c')\"";
        let error = ServerError { code: 1062, sqlstate: "23000".into(), message: message.into() };
        assert_eq!(error.duplicate_key_name(), Some("users.PRIMARY"));
    }

    #[test]
    fn an_error_before_the_handshake_has_no_state() {
        let error = ServerError::parse(b"\xFF\x10\x04Too many connections").unwrap();
        assert_eq!((error.code, error.sqlstate.as_str()), (1040, "HY000"));
        assert_eq!(error.message, "Too many connections");
    }

    #[test]
    fn a_server_that_goes_down_leaves_the_outcome_open() {
        let error = ServerError::parse(b"\xFF\x1D\x04#08S01Server shutdown in progress").unwrap();
        assert_eq!(error.outcome(), Outcome::Unknown);
    }
}
