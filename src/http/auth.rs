//! Who is calling: users by a JSON Web Token, the operator by a secret.

#[cfg(test)]
mod tests;
mod token;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use token::{Claims, Key};

use super::{Kind, Problem, Request};
use crate::session::Sealer;
use crate::store::Cursor;

/// Shortest secret, in bytes: HS256 wants a key as long as its hash
/// (<https://www.rfc-editor.org/rfc/rfc7518#section-3.2>).
pub const MIN_SECRET_BYTES: usize = 32;
/// How far the clock of whoever made a token may differ from ours, in seconds.
pub const CLOCK_SKEW_S: i64 = 60;
/// Longest token that is looked at, in bytes.
const MAX_TOKEN_BYTES: usize = 8_192;
/// Longest token that is remembered, in bytes, and how many of them: a megabyte at most of an isolate's
/// 128 (<https://developers.cloudflare.com/workers/platform/limits/>).
const MAX_REMEMBERED_BYTES: usize = 2_048;
const MAX_REMEMBERED_TOKENS: usize = 256;
/// Longest subject, in bytes: it is an id.
const MAX_SUBJECT_BYTES: usize = 256;

/// The Worker's secrets. One that is missing or too short closes the routes that need it.
pub struct Secrets {
    admin: Option<Vec<u8>>,
    jwt: Option<Key>,
    cursor: Option<Vec<u8>>,
    session: Option<Sealer>,
    /// Tokens that were verified with `jwt`, by the part of them that is signed: a client sends
    /// one token many times, and its verification is a large part of what a read costs.
    verified: RefCell<HashMap<String, Verified>>,
}

/// What a token says that was signed with the secret.
struct Verified {
    /// Compared in constant time, so that it can't be found out piece by piece.
    signature: String,
    caller: Rc<Caller>,
    validity: Validity,
}

/// When a token is to be taken, in seconds since 1970: checked at each use.
#[derive(Clone, Copy)]
struct Validity {
    expires_s: i64,
    from_s: Option<i64>,
}

/// Secrets are never shown.
impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(..)")
    }
}

/// A signed-in user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Claim `sub`: the person's id.
    pub subject: String,
    /// Claim `role`.
    pub role: Role,
    /// Claim `teams`: the tenants that the person belongs to.
    pub teams: Vec<String>,
}

/// What a user may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// What belongs to them and to their teams.
    User,
    /// Every tenant's rows, and the tables that belong to nobody.
    Admin,
}

impl Secrets {
    /// `lookup` gives the value of a secret: `ADMIN_SECRET`, `JWT_SECRET`, `CURSOR_SECRET`.
    pub fn parse(lookup: impl Fn(&str) -> Option<String>) -> Secrets {
        let secret = |name: &str| {
            lookup(name).map(String::into_bytes).filter(|bytes| bytes.len() >= MIN_SECRET_BYTES)
        };
        let cursor = secret("CURSOR_SECRET");
        Secrets {
            admin: secret("ADMIN_SECRET"),
            jwt: secret("JWT_SECRET").and_then(|secret| Key::new(&secret)),
            session: cursor.as_deref().and_then(Sealer::new),
            cursor,
            verified: RefCell::default(),
        }
    }

    /// The maker of page cursors.
    pub fn cursor(&self) -> Result<Cursor, Problem> {
        self.cursor.as_deref().map(Cursor::new).ok_or_else(|| missing("CURSOR_SECRET"))
    }

    /// The maker of session tokens; without `CURSOR_SECRET` there are none.
    pub fn session(&self) -> Option<&Sealer> {
        self.session.as_ref()
    }

    /// The user whose token the request carries.
    pub fn caller(&self, request: &Request, now_ms: i64) -> Result<Rc<Caller>, Problem> {
        let key = self.jwt.as_ref().ok_or_else(|| missing("JWT_SECRET"))?;
        let token = bearer(request)?;
        let now_s = now_ms.div_euclid(1000);
        if let Some((caller, validity)) = self.remembered(token) {
            validity.check(now_s)?;
            return Ok(caller);
        }
        let claims = key.verify(token)?;
        let validity = Validity::of(&claims)?;
        validity.check(now_s)?;
        let caller = Rc::new(read_claims(&claims.all)?);
        self.remember(token, &caller, validity);
        Ok(caller)
    }

    /// What a token said that was verified before.
    fn remembered(&self, token: &str) -> Option<(Rc<Caller>, Validity)> {
        let (signed, signature) = token.rsplit_once('.')?;
        let verified = self.verified.borrow();
        let found = verified.get(signed)?;
        let same: bool = found.signature.as_bytes().ct_eq(signature.as_bytes()).into();
        same.then(|| (Rc::clone(&found.caller), found.validity))
    }

    fn remember(&self, token: &str, caller: &Rc<Caller>, validity: Validity) {
        let Some((signed, signature)) = token.rsplit_once('.') else {
            return;
        };
        if token.len() > MAX_REMEMBERED_BYTES {
            return;
        }
        let mut verified = self.verified.borrow_mut();
        if verified.len() >= MAX_REMEMBERED_TOKENS {
            verified.clear();
        }
        let (signature, caller) = (signature.to_owned(), Rc::clone(caller));
        verified.insert(signed.to_owned(), Verified { signature, caller, validity });
    }

    /// Whether the request carries the operator's secret.
    pub fn operator(&self, request: &Request) -> Result<(), Problem> {
        let secret = self.admin.as_deref().ok_or_else(|| missing("ADMIN_SECRET"))?;
        let given = bearer(request)?;
        // Hashes have one length, so the comparison does not tell the secret's.
        let same = Sha256::digest(given.as_bytes()).ct_eq(&Sha256::digest(secret));
        if same.into() { Ok(()) } else { Err(refused("the secret is not the operator's")) }
    }
}

fn missing(name: &str) -> Problem {
    Problem::new(
        Kind::NotConfigured,
        format!("{name} is not set, or shorter than {MIN_SECRET_BYTES} bytes"),
        format!("the operator sets it: npx wrangler secret put {name}"),
    )
}

fn refused(detail: &str) -> Problem {
    Problem::new(Kind::Unauthenticated, detail, "send `Authorization: Bearer …` with a valid token")
        .at("Authorization")
        .with("WWW-Authenticate", "Bearer")
}

fn bearer(request: &Request) -> Result<&str, Problem> {
    let header = request.header("authorization").ok_or_else(|| refused("there is no token"))?;
    let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
    if !scheme.eq_ignore_ascii_case("bearer") || token.is_empty() {
        return Err(refused("the header is not of the form `Bearer …`"));
    }
    if token.len() > MAX_TOKEN_BYTES {
        return Err(refused("the token is too long"));
    }
    Ok(token.trim())
}

impl Validity {
    /// `exp` is required, `nbf` is respected.
    fn of(claims: &Claims) -> Result<Validity, Problem> {
        let expires_s = claims.expires_s.ok_or_else(|| refused("the token has no `exp`"))?;
        Ok(Validity { expires_s, from_s: claims.from_s })
    }

    fn check(self, now_s: i64) -> Result<(), Problem> {
        if now_s >= self.expires_s.saturating_add(CLOCK_SKEW_S) {
            return Err(refused("the token has expired"));
        }
        if self.from_s.is_some_and(|from_s| now_s < from_s.saturating_sub(CLOCK_SKEW_S)) {
            return Err(refused("the token is not valid yet"));
        }
        Ok(())
    }
}

fn read_claims(claims: &Value) -> Result<Caller, Problem> {
    let subject = claims.get("sub").and_then(Value::as_str).unwrap_or_default();
    if subject.is_empty() || subject.len() > MAX_SUBJECT_BYTES {
        return Err(refused("the token has no usable `sub`"));
    }
    let role = match claims.get("role").map(Value::as_str) {
        None | Some(Some("user")) => Role::User,
        Some(Some("admin")) => Role::Admin,
        Some(_) => return Err(refused("the token's `role` is neither user nor admin")),
    };
    let teams = match claims.get("teams") {
        None => Some(Vec::new()),
        Some(teams) => teams
            .as_array()
            .and_then(|teams| teams.iter().map(|team| team.as_str().map(str::to_owned)).collect()),
    };
    let Some(teams) = teams else {
        return Err(refused("the token's `teams` is not a list of texts"));
    };
    Ok(Caller { subject: subject.to_owned(), role, teams })
}
