//! Every limit, with where it comes from.

/// Payload bytes of one packet; a longer payload goes on in the next packet.
/// <https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html>
pub(crate) const PACKET_PAYLOAD_BYTES: usize = 0xFF_FF_FF;

/// Rows of one result: PlanetScale's limit.
/// <https://planetscale.com/docs/reference/planetscale-system-limits>
pub(crate) const RESULT_ROWS: usize = 100_000;

/// Bytes of one result: PlanetScale's limit, and half of a Worker's memory.
/// <https://planetscale.com/docs/reference/planetscale-system-limits>
pub(crate) const RESULT_BYTES: usize = 64 * 1024 * 1024;

/// Bytes of one statement: MySQL's default `max_allowed_packet`.
/// <https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_max_allowed_packet>
pub(crate) const STATEMENT_BYTES: usize = 64 * 1024 * 1024;

/// Columns of one result. <https://dev.mysql.com/doc/refman/8.4/en/column-count-limit.html>
pub(crate) const COLUMNS: usize = 4096;

/// Characters of one identifier. <https://dev.mysql.com/doc/refman/8.4/en/identifier-length.html>
pub(crate) const IDENTIFIER_CHARS: usize = 64;

/// Digits of a DECIMAL. <https://dev.mysql.com/doc/refman/8.4/en/precision-math-decimal-characteristics.html>
pub(crate) const DECIMAL_DIGITS: usize = 65;

/// Bytes of one packet while connecting: a greeting or a PEM key has a few hundred.
pub(crate) const HANDSHAKE_BYTES: usize = 64 * 1024;

/// Packets of the server in one authentication: a switch, a key, an answer, with room to spare.
pub(crate) const AUTH_ROUNDS: usize = 8;

/// Milliseconds to connect in. Hyperdrive answers within a few; the rest is for a cold pool.
pub(crate) const CONNECT_DEADLINE_MS: u64 = 5_000;

/// Milliseconds for one statement: a PlanetScale transaction may take 20 s, Hyperdrive's queries 60 s.
/// <https://developers.cloudflare.com/hyperdrive/platform/limits/>
pub(crate) const QUERY_DEADLINE_MS: u64 = 20_000;

/// How much one statement and one result may take. The defaults are production's.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Rows of one result.
    pub result_rows: usize,
    /// Bytes of one result, packet headers included.
    pub result_bytes: usize,
    /// Bytes of one statement's text.
    pub statement_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            result_rows: RESULT_ROWS,
            result_bytes: RESULT_BYTES,
            statement_bytes: STATEMENT_BYTES,
        }
    }
}
