//! Handshake v10: the server speaks first.
//! <https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_v10.html>

use super::auth::Nonce;
use super::capabilities;
use crate::Error;
use crate::bytes::Reader;

#[derive(Debug)]
pub(crate) struct Greeting {
    pub(crate) server_version: String,
    pub(crate) nonce: Nonce,
    pub(crate) capabilities: u32,
    pub(crate) plugin: String,
}

impl Greeting {
    pub(crate) fn parse(payload: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(payload);
        if reader.u8()? != 10 {
            return Err(Error::Protocol("the server does not greet with handshake version 10"));
        }
        let server_version = String::from_utf8_lossy(reader.until_nul()?).into_owned();
        let _connection_id = reader.take(4)?;
        let nonce_1 = reader.take(8)?;
        let _filler = reader.u8()?;
        let capabilities_low = reader.u16()?;
        let _charset = reader.u8()?;
        let _status = reader.u16()?;
        let capabilities = u32::from(reader.u16()?) << 16 | u32::from(capabilities_low);
        if capabilities & capabilities::REQUIRED != capabilities::REQUIRED {
            return Err(Error::Protocol(
                "the server lacks a capability that every MySQL since 5.6 has",
            ));
        }
        let nonce_length = usize::from(reader.u8()?);
        let _reserved = reader.take(10)?;
        let nonce_2 = reader.take(nonce_length.saturating_sub(8).max(13))?;
        let plugin = String::from_utf8_lossy(reader.until_nul()?).into_owned();
        let nonce = Nonce::parse(&[nonce_1, nonce_2].concat())?;
        Ok(Self { server_version, nonce, capabilities, plugin })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) const MYSQL: &[u8] =
        b"\x0a9.7.0\x00\x08\x00\x00\x00abcdefgh\x00\xff\xff\xff\x02\x00\xff\xdf\x15\
        \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00ijklmnopqrst\x00caching_sha2_password\x00";

    #[test]
    fn a_greeting() {
        let greeting = Greeting::parse(MYSQL).unwrap();
        assert_eq!(greeting.server_version, "9.7.0");
        assert_eq!(greeting.nonce, Nonce(*b"abcdefghijklmnopqrst"));
        assert_eq!(greeting.plugin, "caching_sha2_password");
    }

    #[test]
    fn a_greeting_cut_anywhere_is_an_error() {
        for length in 0..MYSQL.len() {
            assert!(Greeting::parse(&MYSQL[..length]).is_err(), "{length}");
        }
    }
}
