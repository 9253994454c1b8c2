//! Session tokens: a session as a text that only this program can make. It is signed, not secret:
//! it names what its client has written.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::{MAX_KEYS, Session};
use crate::schema::{Epoch, Key, Pk, Version, table};

/// Longest token, in characters: it is sent with every request, and a cookie has 4 kB
/// (<https://www.rfc-editor.org/rfc/rfc6265#section-6.1>). Keys that do not fit make it wide.
pub const MAX_TOKEN_CHARS: usize = 1_024;
/// Bytes of the signature: 128 bits.
const SIGNATURE_BYTES: usize = 16;
/// What the key is for, so that no other signature made with the same secret is one of a session.
const LABEL: &[u8] = b"tandem session token 1";

/// Makes and reads session tokens.
#[derive(Clone)]
pub struct Sealer(Hmac<Sha256>);

/// It was made by somebody else, or cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is not a session token of this program")]
pub struct NotOurs;

/// What is signed: when it expires in seconds since 1970, epoch, whether it is wide, bookmark, and
/// each key as table, key and version.
type Body = (i64, i64, bool, Option<String>, Vec<(String, String, i64)>);

impl Sealer {
    /// With a key made of this secret; `None` if it can't be.
    pub fn new(secret: &[u8]) -> Option<Sealer> {
        let label = Hmac::<Sha256>::new_from_slice(secret).ok()?.chain_update(LABEL);
        Hmac::new_from_slice(&label.finalize().into_bytes()).ok().map(Sealer)
    }

    /// The token.
    pub fn seal(&self, session: &Session) -> String {
        let text = self.text(session);
        if text.len() <= MAX_TOKEN_CHARS {
            return text;
        }
        // A bookmark alone always fits.
        self.text(&Session { keys: Vec::new(), wide: true, ..session.clone() })
    }

    fn text(&self, session: &Session) -> String {
        let keys = session.keys.iter();
        let keys: Vec<_> =
            keys.map(|(key, version)| (key.table.name, key.pk.as_str(), version.0)).collect();
        let expires_s = session.expires_ms.div_euclid(1_000);
        let body = (expires_s, session.epoch.0, session.wide, &session.bookmark, keys);
        let body = serde_json::to_string(&body).unwrap_or_default();
        let mut bytes = self.signature(body.as_bytes());
        bytes.extend_from_slice(body.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads a token; `None` if it has expired.
    ///
    /// # Errors
    /// [`NotOurs`] if it was not made with this secret.
    pub fn open(&self, token: &str, now_ms: i64) -> Result<Option<Session>, NotOurs> {
        if token.len() > MAX_TOKEN_CHARS {
            return Err(NotOurs);
        }
        let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| NotOurs)?;
        let (signature, body) = bytes.split_at_checked(SIGNATURE_BYTES).ok_or(NotOurs)?;
        let same: bool =
            subtle::ConstantTimeEq::ct_eq(self.signature(body).as_slice(), signature).into();
        if !same {
            return Err(NotOurs);
        }
        let (expires_s, epoch, wide, bookmark, listed): Body =
            serde_json::from_slice(body).map_err(|_| NotOurs)?;
        let expires_ms = expires_s.saturating_mul(1_000);
        if now_ms >= expires_ms {
            return Ok(None);
        }
        let count = listed.len();
        let keys: Vec<_> = listed.into_iter().take(MAX_KEYS).filter_map(key).collect();
        // What this version of the program does not know it can't look for.
        let wide = wide || keys.len() < count;
        Ok(Some(Session { epoch: Epoch(epoch), keys, wide, bookmark, expires_ms }))
    }

    fn signature(&self, body: &[u8]) -> Vec<u8> {
        let mac = self.0.clone().chain_update(body).finalize().into_bytes();
        mac.iter().copied().take(SIGNATURE_BYTES).collect()
    }
}

fn key((name, pk, version): (String, String, i64)) -> Option<(Key, Version)> {
    let table = table(&name)?;
    let pk = Pk::parse(table, &pk).ok()?;
    Some((Key { table, pk }, Version(version)))
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealer(..)")
    }
}
