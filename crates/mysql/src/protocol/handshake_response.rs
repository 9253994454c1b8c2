//! Handshake Response 41: who we are, and the first answer to the auth plugin.
//! <https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_response.html>

use super::auth::Plugin;
use super::{UTF8MB4, capabilities};
use crate::limits::PACKET_PAYLOAD_BYTES;
use crate::{Error, Options};

pub(crate) fn encode(
    options: &Options,
    server_capabilities: u32,
    plugin: Plugin,
    auth_response: &[u8],
) -> Result<Vec<u8>, Error> {
    let mut payload = Vec::with_capacity(128);
    payload.extend((capabilities::WANTED & server_capabilities).to_le_bytes());
    payload.extend(u32::try_from(PACKET_PAYLOAD_BYTES).unwrap_or(u32::MAX).to_le_bytes());
    payload.push(UTF8MB4);
    payload.extend([0; 23]);
    nul_terminated(&mut payload, &options.user)?;
    // A scramble has 32 bytes at most, so its length fits in one.
    payload.push(
        u8::try_from(auth_response.len())
            .map_err(|_| Error::Protocol("the auth response is too long"))?,
    );
    payload.extend(auth_response);
    nul_terminated(&mut payload, &options.database)?;
    nul_terminated(&mut payload, plugin.name())?;
    Ok(payload)
}

fn nul_terminated(payload: &mut Vec<u8>, text: &str) -> Result<(), Error> {
    if text.contains('\0') {
        return Err(Error::Protocol("a user or database name has a NUL"));
    }
    payload.extend(text.as_bytes());
    payload.push(0);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response() {
        let options = Options::new("me", "", "app");
        let payload = encode(&options, u32::MAX, Plugin::NativePassword, b"\xAA\xBB").unwrap();
        let mut expected = b"\x0F\xA2\x08\x00\xFF\xFF\xFF\x00\x2D".to_vec();
        expected.extend([0; 23]);
        expected.extend(b"me\0\x02\xAA\xBBapp\0mysql_native_password\0");
        assert_eq!(payload, expected);
    }

    #[test]
    fn a_nul_in_a_name_is_refused() {
        assert!(
            encode(&Options::new("a\0b", "", "app"), u32::MAX, Plugin::NativePassword, b"")
                .is_err()
        );
    }
}
