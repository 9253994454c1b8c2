//! One packet a file. Each decodes or encodes a payload (without the packet's header), with no IO.

pub(crate) mod auth;
pub(crate) mod auth_switch;
pub(crate) mod column;
pub(crate) mod eof;
pub(crate) mod err;
pub(crate) mod greeting;
pub(crate) mod handshake_response;
pub(crate) mod ok;
pub(crate) mod row;

/// What both sides can do.
/// <https://dev.mysql.com/doc/dev/mysql-server/latest/group__group__cs__capabilities__flags.html>
pub(crate) mod capabilities {
    pub(crate) const LONG_PASSWORD: u32 = 1;
    /// Affected rows are matched rows, as SQLite counts them. Hyperdrive has its own connections
    /// behind it and may not pass this on: decide nothing on "changed" against "matched".
    pub(crate) const FOUND_ROWS: u32 = 1 << 1;
    pub(crate) const LONG_FLAG: u32 = 1 << 2;
    pub(crate) const CONNECT_WITH_DB: u32 = 1 << 3;
    pub(crate) const PROTOCOL_41: u32 = 1 << 9;
    pub(crate) const TRANSACTIONS: u32 = 1 << 13;
    pub(crate) const SECURE_CONNECTION: u32 = 1 << 15;
    pub(crate) const PLUGIN_AUTH: u32 = 1 << 19;

    /// Without these we can't talk at all.
    pub(crate) const REQUIRED: u32 = PROTOCOL_41 | SECURE_CONNECTION | PLUGIN_AUTH;
    /// All that we ask for. Left out with intent: MULTI_STATEMENTS and LOCAL_FILES (ways to do more
    /// than one statement says), MULTI_RESULTS (no CALL), DEPRECATE_EOF (one form of an end is enough).
    pub(crate) const WANTED: u32 =
        REQUIRED | LONG_PASSWORD | FOUND_ROWS | LONG_FLAG | CONNECT_WITH_DB | TRANSACTIONS;
}

/// The server's status flags, in OK and EOF packets.
/// <https://dev.mysql.com/doc/dev/mysql-server/latest/mysql__com_8h.html#a1d854e841086925be1883e4d7b4e8cad>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Status(pub(crate) u16);

impl Status {
    pub(crate) fn in_transaction(self) -> bool {
        self.0 & 1 != 0
    }

    pub(crate) fn more_results(self) -> bool {
        self.0 & 1 << 3 != 0
    }

    pub(crate) fn no_backslash_escapes(self) -> bool {
        self.0 & 1 << 9 != 0
    }

    /// After an error that ended the transaction: such a packet carries no flags.
    pub(crate) fn without_transaction(self) -> Self {
        Self(self.0 & !1)
    }
}

/// utf8mb4_general_ci: the one utf8mb4 collation that every MySQL and MariaDB knows by number.
pub(crate) const UTF8MB4: u8 = 45;

/// The commands that Hyperdrive takes.
/// <https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_command_phase.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Quit = 0x01,
    Query = 0x03,
    Ping = 0x0E,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_bytes_are_decoded_without_panic(first: u8, mut bytes: Vec<u8>) {
            for lead in [first, 0x00, 0x0A, 0xFE, 0xFF] {
                if let Some(byte) = bytes.first_mut() {
                    *byte = lead;
                }
                let _ = greeting::Greeting::parse(&bytes);
                let _ = auth_switch::AuthSwitch::parse(&bytes);
                let _ = ok::OkPacket::parse(&bytes);
                let _ = eof::parse(&bytes);
                let _ = err::ServerError::parse(&bytes);
                let _ = column::name(&bytes, 0);
                let _ = row::check(&bytes, 3);
            }
        }
    }
}
