//! Auth Switch Request: the account wants another plugin than we began with.
//! <https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_auth_switch_request.html>

use super::auth::{Nonce, Plugin};
use crate::bytes::Reader;
use crate::{AuthError, Error};

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct AuthSwitch {
    pub(crate) plugin: Plugin,
    pub(crate) nonce: Nonce,
}

impl AuthSwitch {
    pub(crate) fn parse(payload: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(payload);
        if reader.u8()? != 0xFE {
            return Err(Error::Protocol("not an auth switch request"));
        }
        if reader.rest().is_empty() {
            return Err(AuthError::Plugin("mysql_old_password".to_owned()).into());
        }
        let name = String::from_utf8_lossy(reader.until_nul()?);
        // The plugin first: another plugin's challenge may have another length.
        let plugin = Plugin::from_name(&name)?;
        Ok(Self { plugin, nonce: Nonce::parse(reader.rest())? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_switch() {
        let switch =
            AuthSwitch::parse(b"\xFEmysql_native_password\0abcdefghijklmnopqrst\0").unwrap();
        let nonce = Nonce(*b"abcdefghijklmnopqrst");
        assert_eq!(switch, AuthSwitch { plugin: Plugin::NativePassword, nonce });
    }

    #[test]
    fn a_switch_to_clear_text_is_refused() {
        let error = AuthSwitch::parse(b"\xFEmysql_clear_password\0").unwrap_err();
        assert!(
            matches!(error, Error::Auth(AuthError::Plugin(name)) if name == "mysql_clear_password")
        );
        assert!(matches!(AuthSwitch::parse(b"\xFE"), Err(Error::Auth(AuthError::Plugin(_)))));
    }
}
