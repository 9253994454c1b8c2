//! What Hyperdrive refuses, and with which words the proxy says so.
//! Source: <https://developers.cloudflare.com/hyperdrive/reference/supported-databases-and-features/#unsupported-mysql-features>.

use std::io;

use crate::shared::Shared;
use crate::wire::{Stream, err_payload, write_packet};

/// Why something was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// `COM_STMT_*`, or `PREPARE`, `EXECUTE`, `DEALLOCATE` in SQL.
    PreparedStatement,
    /// A `;` with another statement after it.
    MultipleStatements,
    /// `USE db`.
    Use,
    /// `COM_INIT_DB`.
    InitDb,
    /// `COM_CHANGE_USER`.
    ChangeUser,
    /// Any other command but `COM_QUERY`, `COM_PING` and `COM_QUIT`.
    Command,
    /// The query's text is not UTF-8.
    NotUtf8,
    /// A query larger than [`crate::wire::MAX_QUERY_BYTES`].
    TooLarge,
    /// The client asked for TLS, which was not offered: a binding's socket is plain.
    Tls,
    /// The server wants an auth plugin other than the two that Hyperdrive knows.
    AuthPlugin,
    /// More than [`crate::server::MAX_CONNECTIONS`].
    TooManyConnections,
}

impl Refusal {
    /// The key under which it is counted.
    fn kind(self) -> &'static str {
        match self {
            Self::PreparedStatement => "prepared_statement",
            Self::MultipleStatements => "multiple_statements",
            Self::Use => "use",
            Self::InitDb => "init_db",
            Self::ChangeUser => "change_user",
            Self::Command => "command",
            Self::NotUtf8 => "not_utf8",
            Self::TooLarge => "too_large",
            Self::Tls => "tls",
            Self::AuthPlugin => "auth_plugin",
            Self::TooManyConnections => "too_many_connections",
        }
    }

    /// What the client is told. Hyperdrive documents no codes: these are the nearest of MySQL's own.
    fn error(self) -> (u16, &'static str, &'static str) {
        let message = match self {
            Self::PreparedStatement => {
                "Hyperdrive does not support prepared statements: send COM_QUERY with literals"
            }
            Self::MultipleStatements => {
                "Hyperdrive does not support several statements in one query"
            }
            Self::Use => "Hyperdrive does not support USE: name the database when connecting",
            Self::InitDb => {
                "Hyperdrive does not support COM_INIT_DB: name the database when connecting"
            }
            Self::ChangeUser => "Hyperdrive does not support COM_CHANGE_USER",
            Self::Command => "Hyperdrive supports no such command: send COM_QUERY",
            Self::NotUtf8 => {
                "Hyperdrive does not support queries that are not UTF-8: write bytes as x'...'"
            }
            Self::TooLarge => return (1153, "08S01", "the query is larger than 64 MiB"),
            Self::Tls => {
                return (
                    1043,
                    "08S01",
                    "TLS was not offered: a Hyperdrive binding is a plain socket",
                );
            }
            Self::AuthPlugin => {
                return (
                    1251,
                    "08004",
                    "Hyperdrive supports caching_sha2_password and mysql_native_password only",
                );
            }
            Self::TooManyConnections => {
                return (1040, "08004", "too many connections to the test proxy");
            }
        };
        (1235, "42000", message)
    }

    /// Counts it, and tells the client in answer to the packet of that sequence number.
    pub async fn send(self, shared: &Shared, client: &mut Stream, sequence: u8) -> io::Result<()> {
        shared.count(|stats| stats.refused.entry(self.kind()).or_default());
        let (code, sqlstate, message) = self.error();
        let payload = err_payload(code, sqlstate, message);
        write_packet(client, sequence.wrapping_add(1), &payload).await
    }
}
