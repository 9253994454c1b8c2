//! Whom to connect as, and how long to wait.

use std::fmt;

use crate::limits::{CONNECT_DEADLINE_MS, Limits, QUERY_DEADLINE_MS};

/// How to connect. The stream is made elsewhere.
#[derive(Clone, Debug)]
pub struct Options {
    /// The account's name.
    pub user: String,
    /// The account's password; may be empty.
    pub password: Password,
    /// The database; it can't be changed later (`USE` is refused).
    pub database: String,
    /// Milliseconds for the handshake and authentication together.
    pub connect_deadline_ms: u64,
    /// Milliseconds for one statement and all of its answer.
    pub query_deadline_ms: u64,
    /// How much one statement and one result may take.
    pub limits: Limits,
}

impl Options {
    /// Options with the default deadlines and limits.
    #[must_use]
    pub fn new(
        user: impl Into<String>,
        password: impl Into<Password>,
        database: impl Into<String>,
    ) -> Self {
        Self {
            user: user.into(),
            password: password.into(),
            database: database.into(),
            connect_deadline_ms: CONNECT_DEADLINE_MS,
            query_deadline_ms: QUERY_DEADLINE_MS,
            limits: Limits::default(),
        }
    }
}

/// A password: it doesn't show itself.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl From<String> for Password {
    fn from(password: String) -> Self {
        Self(password)
    }
}

impl From<&str> for Password {
    fn from(password: &str) -> Self {
        Self(password.to_owned())
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_the_password() {
        let shown = format!("{:?}", Options::new("app", "hunter2", "app"));
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
