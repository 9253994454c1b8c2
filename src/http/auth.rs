//! Who is calling: users by a JSON Web Token, the operator by a secret.

#[cfg(test)]
mod tests;

use jwt_compact::alg::{Hs256, Hs256Key};
use jwt_compact::{AlgorithmExt as _, Claims, UntrustedToken, ValidationError};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::{Kind, Problem, Request};
use crate::store::Cursor;

/// Shortest secret, in bytes: HS256 wants a key as long as its hash
/// (<https://www.rfc-editor.org/rfc/rfc7518#section-3.2>).
pub const MIN_SECRET_BYTES: usize = 32;
/// How far the clock of whoever made a token may differ from ours, in seconds.
pub const CLOCK_SKEW_S: i64 = 60;
/// Longest token that is looked at, in bytes.
const MAX_TOKEN_BYTES: usize = 8_192;
/// Longest subject, in bytes: it is an id.
const MAX_SUBJECT_BYTES: usize = 256;

/// The Worker's secrets. One that is missing or too short closes the routes that need it.
pub struct Secrets {
    admin: Option<Vec<u8>>,
    jwt: Option<Vec<u8>>,
    cursor: Option<Vec<u8>>,
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
        Secrets {
            admin: secret("ADMIN_SECRET"),
            jwt: secret("JWT_SECRET"),
            cursor: secret("CURSOR_SECRET"),
        }
    }

    /// The maker of page cursors.
    pub fn cursor(&self) -> Result<Cursor, Problem> {
        self.cursor.as_deref().map(Cursor::new).ok_or_else(|| missing("CURSOR_SECRET"))
    }

    /// The user whose token the request carries.
    pub fn caller(&self, request: &Request, now_ms: i64) -> Result<Caller, Problem> {
        let secret = self.jwt.as_deref().ok_or_else(|| missing("JWT_SECRET"))?;
        let claims = verified_claims(bearer(request)?, secret)?;
        check_times(&claims, now_ms.div_euclid(1000))?;
        read_claims(&claims.custom)
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

/// The claims of a token that was signed with the secret by HS256. The algorithm is ours, not the
/// token's: one that names another is refused.
fn verified_claims(token: &str, secret: &[u8]) -> Result<Claims<Value>, Problem> {
    let token = UntrustedToken::new(token).map_err(|_| refused("it is not a JSON Web Token"))?;
    match Hs256.validator::<Value>(&Hs256Key::new(secret)).validate(&token) {
        Ok(token) => Ok(token.into_parts().1),
        Err(error) => Err(refused(match error {
            ValidationError::AlgorithmMismatch { .. } => "the token's algorithm is not HS256",
            ValidationError::MalformedClaims(_) => "the token's claims can't be read",
            _ => "the token was signed with another secret",
        })),
    }
}

/// `exp` is required, `nbf` is respected.
fn check_times(claims: &Claims<Value>, now_s: i64) -> Result<(), Problem> {
    let Some(expires) = claims.expiration else {
        return Err(refused("the token has no `exp`"));
    };
    if now_s >= expires.timestamp().saturating_add(CLOCK_SKEW_S) {
        return Err(refused("the token has expired"));
    }
    let from_s = claims.not_before.map(|from| from.timestamp());
    if from_s.is_some_and(|from_s| now_s < from_s.saturating_sub(CLOCK_SKEW_S)) {
        return Err(refused("the token is not valid yet"));
    }
    Ok(())
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
