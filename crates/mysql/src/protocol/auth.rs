//! The two auth plugins that Hyperdrive supports.
//! <https://dev.mysql.com/doc/dev/mysql-server/latest/page_caching_sha2_authentication_exchanges.html>
//! <https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_authentication_methods_native_password_authentication.html>

use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::{AuthError, Error};

/// The server's challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Nonce(pub(crate) [u8; 20]);

impl Nonce {
    /// Of 20 bytes and a NUL, as the greeting and an auth switch carry it.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let bytes = bytes.strip_suffix(&[0]).unwrap_or(bytes);
        bytes
            .try_into()
            .map(Self)
            .map_err(|_| Error::Protocol("an auth challenge has not 20 bytes"))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plugin {
    NativePassword,
    CachingSha2,
}

/// What follows the marker 0x01 while `caching_sha2_password` is at work.
pub(crate) mod caching_sha2 {
    /// From the server: the scramble was right; an OK packet follows.
    pub(crate) const FAST_AUTH_OK: u8 = 3;
    /// From the server: the password is not in its cache, send it encrypted.
    pub(crate) const FULL_AUTH: u8 = 4;
    /// To the server: send your public key.
    pub(crate) const REQUEST_PUBLIC_KEY: u8 = 2;
}

impl Plugin {
    pub(crate) fn from_name(name: &str) -> Result<Self, AuthError> {
        [Self::NativePassword, Self::CachingSha2]
            .into_iter()
            .find(|plugin| plugin.name() == name)
            .ok_or_else(|| AuthError::Plugin(name.to_owned()))
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::NativePassword => "mysql_native_password",
            Self::CachingSha2 => "caching_sha2_password",
        }
    }

    /// The answer to the challenge; empty for an empty password.
    pub(crate) fn scramble(self, password: &[u8], nonce: Nonce) -> Vec<u8> {
        if password.is_empty() {
            return Vec::new();
        }
        match self {
            // SHA1(password) XOR SHA1(nonce + SHA1(SHA1(password)))
            Self::NativePassword => {
                let hash = Sha1::digest(password);
                let mask =
                    Sha1::new().chain_update(nonce.0).chain_update(Sha1::digest(hash)).finalize();
                xor(&hash, &mask)
            }
            // SHA256(password) XOR SHA256(SHA256(SHA256(password)) + nonce)
            Self::CachingSha2 => {
                let hash = Sha256::digest(password);
                let mask = Sha256::new()
                    .chain_update(Sha256::digest(hash))
                    .chain_update(nonce.0)
                    .finalize();
                xor(&hash, &mask)
            }
        }
    }
}

/// What full authentication encrypts: the password and a NUL, XOR the nonce.
pub(crate) fn masked_password(password: &[u8], nonce: Nonce) -> Vec<u8> {
    xor(&[password, &[0]].concat(), &nonce.0)
}

fn xor(bytes: &[u8], mask: &[u8]) -> Vec<u8> {
    bytes.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONCE: Nonce = Nonce(*b"abcdefghijklmnopqrst");

    #[test]
    fn an_empty_password_has_an_empty_scramble() {
        assert!(Plugin::NativePassword.scramble(b"", NONCE).is_empty());
        assert!(Plugin::CachingSha2.scramble(b"", NONCE).is_empty());
    }

    /// The server knows SHA1(SHA1(password)) and checks that the scramble, unmasked, hashes to it.
    #[test]
    fn the_server_can_check_a_native_scramble() {
        let scramble = Plugin::NativePassword.scramble(b"secret", NONCE);
        let stored = Sha1::digest(Sha1::digest(b"secret"));
        let mask = Sha1::new().chain_update(NONCE.0).chain_update(stored).finalize();
        assert_eq!(Sha1::digest(xor(&scramble, &mask)), stored);
    }

    #[test]
    fn the_server_can_check_a_sha2_scramble() {
        let scramble = Plugin::CachingSha2.scramble(b"secret", NONCE);
        let stored = Sha256::digest(Sha256::digest(b"secret"));
        let mask = Sha256::new().chain_update(stored).chain_update(NONCE.0).finalize();
        assert_eq!(Sha256::digest(xor(&scramble, &mask)), stored);
    }

    #[test]
    fn a_long_password_is_masked_to_its_end() {
        let masked = masked_password(&[b'x'; 30], NONCE);
        assert_eq!(masked.len(), 31);
        assert_eq!(xor(&masked, &NONCE.0), [&[b'x'; 30][..], &[0]].concat());
    }

    #[test]
    fn other_plugins_are_refused_by_name() {
        assert_eq!(
            Plugin::from_name("mysql_clear_password"),
            Err(AuthError::Plugin("mysql_clear_password".into()))
        );
    }
}
