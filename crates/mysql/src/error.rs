//! What can go wrong, and what is then known about the statement.

use crate::protocol::err::ServerError;
use crate::{Refusal, StreamError};

/// Why a call failed. No variant holds a password or a statement's text; a [`ServerError`]'s message
/// may hold a value (`Duplicate entry 'x' for key 'y'`).
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No connection came about; what went wrong is inside.
    #[error("connecting to MySQL: {0}")]
    Connect(Box<Error>),
    /// The stream broke. Make a new connection.
    #[error("the connection to MySQL broke: {0}")]
    Io(#[from] StreamError),
    /// No answer in time. The connection is unusable from here on: the answer may still come.
    #[error("MySQL did not answer within {after_ms} ms")]
    Deadline {
        /// Milliseconds waited.
        after_ms: u64,
    },
    /// The server answered with an error.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// The server sent something that the protocol, as negotiated, doesn't have.
    #[error("MySQL protocol: {0}")]
    Protocol(&'static str),
    /// Authentication can't go on.
    #[error(transparent)]
    Auth(#[from] AuthError),
    /// The answer is larger than [`crate::Limits`] allows: ask for less at a time.
    #[error("the result has more than {limit} {unit}: ask for less at a time")]
    ResultTooLarge {
        /// What was counted: `rows`, `columns` or `bytes`.
        unit: &'static str,
        /// The limit it went over.
        limit: usize,
    },
    /// The statement was not sent, because it is wrong in itself.
    #[error("refused before sending: {0}")]
    Refused(#[from] Refusal),
    /// A column's value is not of the type that was asked for.
    #[error("column {column} can't be read as {expected}")]
    Decode {
        /// The column's index, from 0.
        column: usize,
        /// The type asked for.
        expected: &'static str,
    },
    /// The connection had failed before. Nothing was sent.
    #[error("this connection failed earlier and can't be used again")]
    Closed,
}

/// Why authentication can't go on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    /// The account wants another plugin than the two that Hyperdrive supports.
    #[error(
        "auth plugin {0:?} is not supported: use caching_sha2_password or mysql_native_password"
    )]
    Plugin(String),
    /// The server's public key was of no use.
    #[error("caching_sha2_password: encrypting for the server's public key: {0}")]
    Encryption(StreamError),
}

/// What is known about a statement that ended in an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It had no effect: it never reached the server.
    NotExecuted,
    /// It had no effect: the server said so.
    Failed,
    /// It was sent and the answer was lost: it may have taken effect, or may still. Of a statement in a
    /// transaction that never got its COMMIT, nothing stays.
    Unknown,
}

impl Error {
    /// What is known about the statement.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Connect(_) | Self::Auth(_) | Self::Refused(_) | Self::Closed => Outcome::NotExecuted,
            Self::Server(error) => error.outcome(),
            Self::Io(_)
            | Self::Deadline { .. }
            | Self::Protocol(_)
            | Self::ResultTooLarge { .. }
            // The rows are here, so the statement ran.
            | Self::Decode { .. } => Outcome::Unknown,
        }
    }

    /// The server's own error, if that is what this is (also while connecting).
    #[must_use]
    pub fn server(&self) -> Option<&ServerError> {
        match self {
            Self::Server(error) => Some(error),
            Self::Connect(inner) => inner.server(),
            _ => None,
        }
    }
}
