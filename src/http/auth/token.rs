//! JSON Web Tokens that were signed by HS256: <https://www.rfc-editor.org/rfc/rfc7519>, in the compact form of
//! <https://www.rfc-editor.org/rfc/rfc7515#section-7.1>. By hand, since the library that the tests compare this
//! with brings a second SHA-256 and a calendar: 17 kB (gzip) of the bundle.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Number, Value};
use sha2::Sha256;

use super::{Problem, refused};
use crate::http::json::{self, Node};

/// Seconds from 1970 to the end of the year 9999: no date is later, and those before 1970 are as far at most.
const MAX_DATE_S: i64 = 253_402_300_799;

/// The secret that tokens are signed with, ready for use.
pub struct Key(Hmac<Sha256>);

/// What a token claims whose signature is right.
pub struct Claims {
    /// `exp`, in seconds since 1970.
    pub expires_s: Option<i64>,
    /// `nbf`, in seconds since 1970.
    pub from_s: Option<i64>,
    /// All of them: an object.
    pub all: Value,
}

impl Key {
    /// `None` for a secret that HMAC can't be made with; there is none.
    pub fn new(secret: &[u8]) -> Option<Key> {
        Hmac::new_from_slice(secret).ok().map(Key)
    }

    /// The claims of a token that was signed with this secret. The algorithm is ours, not the token's: one that
    /// names another is refused. So is one with extensions that must be understood
    /// (`crit`, <https://www.rfc-editor.org/rfc/rfc7515#section-4.1.11>): we know none.
    pub fn verify(&self, token: &str) -> Result<Claims, Problem> {
        let malformed = || refused("it is not a JSON Web Token");
        let (signed, signature) = token.rsplit_once('.').ok_or_else(malformed)?;
        let (header, claims) = signed.split_once('.').ok_or_else(malformed)?;
        // No padding, no other alphabet, no bits left over: each token has one spelling.
        let [header, claims, signature] =
            [header, claims, signature].map(|part| URL_SAFE_NO_PAD.decode(part).ok());
        let header = header.and_then(|text| members(&text)).ok_or_else(malformed)?;
        match member(&header, "alg") {
            Some(Node::Text(name)) if name == "HS256" => {}
            Some(Node::Text(_)) => return Err(refused("the token's algorithm is not HS256")),
            _ => return Err(malformed()),
        }
        if member(&header, "crit").is_some() {
            return Err(refused("the token has extensions that are not known here"));
        }
        let (claims, signature) = claims.zip(signature).ok_or_else(malformed)?;
        // In constant time, and over the bytes that were sent.
        let mac = self.0.clone().chain_update(signed.as_bytes());
        mac.verify_slice(&signature)
            .map_err(|_| refused("the token was signed with another secret"))?;
        Claims::read(&claims).ok_or_else(|| refused("the token's claims can't be read"))
    }
}

impl Claims {
    fn read(text: &[u8]) -> Option<Claims> {
        let claims = members(text)?;
        let date =
            |name: &str| member(&claims, name).map_or(Some(None), |at| Some(Some(date(at)?)));
        let (expires_s, from_s) = (date("exp")?, date("nbf")?);
        // Not used, but a token in which it is no date is not one.
        date("iat")?;
        Some(Claims { expires_s, from_s, all: Node::Object(claims).to_value() })
    }
}

/// The members of a JSON object, each name once: which one of two is meant is for nobody to guess
/// (<https://www.rfc-editor.org/rfc/rfc7515#section-4>).
fn members(text: &[u8]) -> Option<Vec<(String, Node)>> {
    let node = json::parse(text).ok()?;
    node.members("").ok()?;
    match node {
        Node::Object(members) => Some(members),
        _ => None,
    }
}

fn member<'a>(members: &'a [(String, Node)], name: &str) -> Option<&'a Node> {
    members.iter().find(|(found, _)| found == name).map(|(_, value)| value)
}

/// Seconds since 1970, which may have a fraction (<https://www.rfc-editor.org/rfc/rfc7519#section-2>): it is cut off.
fn date(value: &Node) -> Option<i64> {
    let Node::Number(number) = value else {
        return None;
    };
    let seconds = number.as_i64().or_else(|| whole(number))?;
    (-MAX_DATE_S..=MAX_DATE_S).contains(&seconds).then_some(seconds)
}

/// The whole part of a double. `as` keeps within the bounds of i64, which is out of those of a date.
fn whole(number: &Number) -> Option<i64> {
    number.as_f64().map(|seconds| seconds as i64)
}
