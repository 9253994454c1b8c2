//! The login, passed through between client and server, so that it is checked end to end.
//!
//! Only the capabilities are touched: what Hyperdrive's socket does not offer is taken out of both sides'.
//! Format: <https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase.html>.

use std::io::{self, ErrorKind};

use bytes::Buf;

use crate::refusal::Refusal;
use crate::session::End;
use crate::wire::{
    AUTH_MORE_DATA, EOF, ERR, MAX_AUTH_BYTES, OK, Packet, Stream, ok_status, read_lenenc,
    read_packet, write_packet,
};

/// Capability flags: <https://dev.mysql.com/doc/dev/mysql-server/latest/group__group__cs__capabilities__flags.html>.
const CLIENT_CONNECT_WITH_DB: u32 = 0x0008;
const CLIENT_SSL: u32 = 0x0800;
const CLIENT_SECURE_CONNECTION: u32 = 0x8000;
const CLIENT_PLUGIN_AUTH_LENENC: u32 = 0x0020_0000;

/// What is left of both sides' capabilities: `LONG_PASSWORD`, `FOUND_ROWS`, `LONG_FLAG`, `CONNECT_WITH_DB`,
/// `IGNORE_SPACE`, `PROTOCOL_41`, `INTERACTIVE`, `TRANSACTIONS`, `RESERVED`, `SECURE_CONNECTION`,
/// `MULTI_RESULTS`, `PS_MULTI_RESULTS`, `PLUGIN_AUTH`, `CONNECT_ATTRS`, `PLUGIN_AUTH_LENENC`. So there is no TLS,
/// no compression, no `LOCAL INFILE`, no several statements, no `DEPRECATE_EOF`.
const OFFERED: u32 = 0x003E_E70F;

/// The plugins that Hyperdrive knows.
const PLUGINS: [&[u8]; 2] = [b"caching_sha2_password", b"mysql_native_password"];

/// `caching_sha2_password` says that the server knew the password: nothing is to be sent.
const FAST_AUTH_OK: [u8; 2] = [AUTH_MORE_DATA, 0x03];

/// Who logged in, to which database. Not the password.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Identity {
    pub user: Vec<u8>,
    pub database: Vec<u8>,
}

/// A login that the server accepted.
pub(crate) struct Login {
    pub identity: Identity,
    /// The server's status flags.
    pub status: u16,
}

/// Passes the login through. Ends if the server refuses it, which the client is then told in the server's words.
pub(crate) async fn relay_login(client: &mut Stream, upstream: &mut Stream) -> Result<Login, End> {
    let mut greeting = read_packet(upstream, MAX_AUTH_BYTES).await?;
    if greeting.payload.first() == Some(&ERR) {
        pass(client, &greeting).await?;
        return Err(End::LoginFailed);
    }
    mask_greeting(&mut greeting.payload).ok_or(malformed("the server's greeting"))?;
    pass(client, &greeting).await?;

    let mut response = read_packet(client, MAX_AUTH_BYTES).await?;
    let flags = mask_response(&mut response.payload).ok_or(malformed("the client's login"))?;
    if flags & CLIENT_SSL != 0 {
        return Err(End::Refused(Refusal::Tls, response.sequence));
    }
    let identity = identity(&response.payload, flags).ok_or(malformed("the client's login"))?;
    pass(upstream, &response).await?;
    let status = relay_auth(client, upstream).await?;
    Ok(Login { identity, status })
}

/// The exchange that the plugin needs, up to the server's OK.
async fn relay_auth(client: &mut Stream, upstream: &mut Stream) -> Result<u16, End> {
    loop {
        let packet = read_packet(upstream, MAX_AUTH_BYTES).await?;
        if let Some((&EOF, switch)) = packet.payload.split_first() {
            let plugin = switch.split(|byte| *byte == 0).next().unwrap_or_default();
            if !PLUGINS.contains(&plugin) {
                return Err(End::Refused(Refusal::AuthPlugin, packet.sequence.wrapping_sub(1)));
            }
        }
        pass(client, &packet).await?;
        match packet.payload.first() {
            Some(&OK) => return Ok(ok_status(&packet.payload).ok_or(malformed("the server's OK"))?),
            Some(&ERR) => return Err(End::LoginFailed),
            Some(&(EOF | AUTH_MORE_DATA)) if packet.payload == FAST_AUTH_OK => {}
            Some(&(EOF | AUTH_MORE_DATA)) => {
                pass(upstream, &read_packet(client, MAX_AUTH_BYTES).await?).await?
            }
            _ => return Err(malformed("the server's auth packet").into()),
        }
    }
}

async fn pass(to: &mut Stream, packet: &Packet) -> io::Result<()> {
    write_packet(to, packet.sequence, &packet.payload).await
}

fn malformed(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, format!("{what} is malformed"))
}

/// Takes out of the greeting what is not offered.
fn mask_greeting(payload: &mut [u8]) -> Option<()> {
    let version_end = payload.get(1..)?.iter().position(|byte| *byte == 0)?;
    // Behind the version: its NUL, thread id (4), salt (8), a filler.
    let fields = payload.get_mut(version_end.checked_add(2 + 4 + 8 + 1)?..)?;
    let [c0, c1, _charset, _s0, _s1, c2, c3, _salt_bytes, reserved @ ..] = fields else {
        return None;
    };
    let offered = u32::from_le_bytes([*c0, *c1, *c2, *c3]) & OFFERED;
    [*c0, *c1, *c2, *c3] = offered.to_le_bytes();
    // MariaDB puts capabilities of its own here.
    reserved.get_mut(..10)?.fill(0);
    Some(())
}

/// Takes out of the login what was not offered; returns the flags as they were.
fn mask_response(payload: &mut [u8]) -> Option<u32> {
    let flags = payload.get_mut(..4)?;
    let asked = u32::from_le_bytes(flags.try_into().ok()?);
    flags.copy_from_slice(&(asked & (OFFERED | CLIENT_SSL)).to_le_bytes());
    payload.get_mut(9..32)?.fill(0);
    Some(asked)
}

/// The user and the database of a login.
fn identity(payload: &[u8], flags: u32) -> Option<Identity> {
    // Behind flags (4), largest packet (4), charset (1), reserved (23).
    let mut rest = payload.get(32..)?;
    let user = read_nul(&mut rest)?;
    if flags & CLIENT_PLUGIN_AUTH_LENENC != 0 {
        let length = usize::try_from(read_lenenc(&mut rest)?).ok()?;
        rest = rest.get(length..)?;
    } else if flags & CLIENT_SECURE_CONNECTION != 0 {
        let length = usize::from(rest.try_get_u8().ok()?);
        rest = rest.get(length..)?;
    } else {
        read_nul(&mut rest)?;
    }
    let named = flags & CLIENT_CONNECT_WITH_DB != 0 && !rest.is_empty();
    let database = if named { read_nul(&mut rest)? } else { Vec::new() };
    Some(Identity { user, database })
}

/// Bytes up to a NUL, or up to the end.
fn read_nul(from: &mut &[u8]) -> Option<Vec<u8>> {
    let end = from.iter().position(|byte| *byte == 0).unwrap_or(from.len());
    let (bytes, rest) = from.split_at_checked(end)?;
    *from = rest.get(1..).unwrap_or_default();
    Some(bytes.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_no_tls_and_no_extensions() {
        let mut payload =
            b"\x0a11.8.1-MariaDB\0\x01\0\0\0saltsalt\0\xff\xff\x2d\x02\0\xff\xff\x15".to_vec();
        payload.extend([0xAA; 10]);
        payload.extend(b"saltsaltsalt\0mysql_native_password\0");
        mask_greeting(&mut payload).unwrap();
        let fields = &payload[1 + 15 + 4 + 8 + 1..];
        let offered = u32::from_le_bytes([fields[0], fields[1], fields[5], fields[6]]);
        assert_eq!(offered, OFFERED);
        assert_eq!(offered & CLIENT_SSL, 0);
        assert_eq!(&fields[8..18], &[0; 10]);
        assert_eq!(mask_greeting(&mut [0x0a, b'8', 0, 1, 2]), None);
    }

    #[test]
    fn knows_who_logs_in() {
        let flags = CLIENT_CONNECT_WITH_DB | CLIENT_PLUGIN_AUTH_LENENC | 0x0100_0000;
        let mut payload = flags.to_le_bytes().to_vec();
        payload.extend([0xFF; 28]);
        payload.extend(b"app\0\x03abcshop\0mysql_native_password\0");
        assert_eq!(mask_response(&mut payload), Some(flags));
        assert_eq!(payload[3], 0, "DEPRECATE_EOF is taken out");
        let identity = identity(&payload, flags).unwrap();
        assert_eq!(
            (identity.user.as_slice(), identity.database.as_slice()),
            (&b"app"[..], &b"shop"[..])
        );
    }
}
