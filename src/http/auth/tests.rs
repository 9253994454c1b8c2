mod model;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::json;

use super::*;

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const NOW_MS: i64 = 1_800_000_000_000;
const NOW_S: i64 = NOW_MS / 1000;

fn token(header: &Value, claims: &Value, secret: &str) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let body = format!("{}.{}", part(header), part(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    format!("{body}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

fn request(authorization: Option<String>) -> Request {
    let headers = authorization.map(|value| ("Authorization".to_owned(), value));
    Request::new("GET", "/v1/team", headers.into_iter().collect(), Vec::new())
}

fn secrets() -> Secrets {
    Secrets::parse(|_| Some(SECRET.to_owned()))
}

fn caller(header: &Value, claims: &Value, secret: &str) -> Result<Caller, Problem> {
    at(&secrets(), &token(header, claims, secret), NOW_S).map(|caller| (*caller).clone())
}

fn at(secrets: &Secrets, token: &str, now_s: i64) -> Result<Rc<Caller>, Problem> {
    secrets.caller(&request(Some(format!("Bearer {token}"))), now_s * 1000)
}

fn refusal_of(result: Result<Rc<Caller>, Problem>) -> String {
    refusal(result.map(|caller| (*caller).clone()))
}

fn hs256() -> Value {
    json!({ "alg": "HS256", "typ": "JWT" })
}

fn refusal(result: Result<Caller, Problem>) -> String {
    let problem = result.unwrap_err();
    assert_eq!(problem.kind, Kind::Unauthenticated);
    assert!(problem.headers.contains(&("WWW-Authenticate", "Bearer".to_owned())));
    problem.detail
}

#[test]
fn a_good_token_says_who_calls() {
    let claims = json!({ "sub": "usr_1", "role": "admin", "teams": ["team_a"], "exp": NOW_S + 60 });
    let expected =
        Caller { subject: "usr_1".to_owned(), role: Role::Admin, teams: vec!["team_a".to_owned()] };
    assert_eq!(caller(&hs256(), &claims, SECRET), Ok(expected));
    let least = caller(&hs256(), &json!({ "sub": "usr_1", "exp": NOW_S + 60 }), SECRET).unwrap();
    assert_eq!((least.role, least.teams.len()), (Role::User, 0));
}

#[test]
fn no_token_and_no_bearer() {
    assert!(refusal_of(secrets().caller(&request(None), NOW_MS)).contains("no token"));
    for header in ["Basic dXNlcjpwYXNz", "Bearer", "Bearer ", "bearer a.b.c", "Bearer x"] {
        refusal_of(secrets().caller(&request(Some(header.to_owned())), NOW_MS));
    }
    let long = format!("Bearer {}", "x".repeat(MAX_TOKEN_BYTES + 1));
    assert!(refusal_of(secrets().caller(&request(Some(long)), NOW_MS)).contains("too long"));
}

#[test]
fn another_secret_or_algorithm_is_refused() {
    let claims = json!({ "sub": "usr_1", "exp": NOW_S + 60 });
    let other = caller(&hs256(), &claims, "another secret of the same kind!");
    assert!(refusal(other).contains("another secret"));
    for alg in ["none", "None", "HS384", "HS512", "RS256", "ES256", "EdDSA"] {
        refusal(caller(&json!({ "alg": alg }), &claims, SECRET));
    }
    refusal(caller(&json!({}), &claims, SECRET));
    let unsigned = token(&json!({ "alg": "none" }), &claims, SECRET);
    let (body, _) = unsigned.rsplit_once('.').unwrap();
    refusal_of(at(&secrets(), &format!("{body}."), NOW_S));
}

#[test]
fn the_times_are_checked_with_a_bounded_skew() {
    let at = |claims: Value| caller(&hs256(), &claims, SECRET);
    assert!(refusal(at(json!({ "sub": "u" }))).contains("exp"));
    assert!(refusal(at(json!({ "sub": "u", "exp": "tomorrow" }))).contains("claims"));
    let expired = at(json!({ "sub": "u", "exp": NOW_S - CLOCK_SKEW_S }));
    assert!(refusal(expired).contains("expired"));
    assert!(at(json!({ "sub": "u", "exp": NOW_S - CLOCK_SKEW_S + 1 })).is_ok());
    let early = json!({ "sub": "u", "exp": NOW_S + 900, "nbf": NOW_S + CLOCK_SKEW_S + 1 });
    assert!(refusal(at(early)).contains("not valid yet"));
    assert!(at(json!({ "sub": "u", "exp": NOW_S + 900, "nbf": NOW_S + CLOCK_SKEW_S })).is_ok());
    assert!(refusal(at(json!({ "sub": "u", "exp": 1e300 }))).contains("claims"));
}

#[test]
fn a_token_is_verified_once_and_expires_on_time() {
    let secrets = secrets();
    let claims = json!({ "sub": "usr_1", "exp": NOW_S + 60, "nbf": NOW_S });
    let token = token(&hs256(), &claims, SECRET);
    assert!(secrets.remembered(&token).is_none());
    let first = at(&secrets, &token, NOW_S).unwrap();
    let again = at(&secrets, &token, NOW_S + 60 + CLOCK_SKEW_S - 1).unwrap();
    assert!(Rc::ptr_eq(&first, &again));
    assert!(refusal_of(at(&secrets, &token, NOW_S + 60 + CLOCK_SKEW_S)).contains("expired"));
    assert!(refusal_of(at(&secrets, &token, NOW_S - CLOCK_SKEW_S - 1)).contains("not valid yet"));
    assert!(at(&secrets, &token, NOW_S).is_ok());
}

#[test]
fn a_remembered_token_opens_the_door_to_no_other() {
    let secrets = secrets();
    let claims = json!({ "sub": "usr_1", "exp": NOW_S + 60 });
    let good = token(&hs256(), &claims, SECRET);
    at(&secrets, &good, NOW_S).unwrap();
    let (signed, signature) = good.rsplit_once('.').unwrap();
    for at_byte in 0..good.len() {
        let change = |byte: u8| if byte == b'A' { b'B' } else { b'A' };
        let changed = good.bytes().enumerate();
        let changed = changed.map(|(i, byte)| if i == at_byte { change(byte) } else { byte });
        let changed: String = changed.map(char::from).collect();
        assert!(secrets.remembered(&changed).is_none(), "{at_byte}");
        refusal_of(at(&secrets, &changed, NOW_S));
    }
    let (_, cut) = signature.split_at(1);
    for part in ["", "A", cut, &format!("{signature}A")] {
        refusal_of(at(&secrets, &format!("{signed}.{part}"), NOW_S));
    }
    assert!(secrets.remembered(&good).is_some());
    let other = Secrets::parse(|_| Some("another secret of the same kind!".to_owned()));
    assert!(refusal_of(at(&other, &good, NOW_S)).contains("another secret"));
    assert!(self::secrets().remembered(&good).is_none());
}

#[test]
fn what_is_remembered_has_a_bound() {
    let secrets = secrets();
    let of = |sub: String| token(&hs256(), &json!({ "sub": sub, "exp": NOW_S }), SECRET);
    for number in 0..MAX_REMEMBERED_TOKENS + 1 {
        at(&secrets, &of(format!("usr_{number}")), NOW_S).unwrap();
        assert!(secrets.verified.borrow().len() <= MAX_REMEMBERED_TOKENS);
    }
    assert_eq!(secrets.verified.borrow().len(), 1);
    let teams = vec!["x".repeat(64); MAX_REMEMBERED_BYTES / 64];
    let long = json!({ "sub": "usr_1", "exp": NOW_S, "teams": teams });
    at(&secrets, &token(&hs256(), &long, SECRET), NOW_S).unwrap();
    refusal_of(at(&secrets, &token(&hs256(), &json!({ "sub": "", "exp": NOW_S }), SECRET), NOW_S));
    assert_eq!(secrets.verified.borrow().len(), 1);
}

#[test]
fn claims_of_another_form_are_refused() {
    for claims in [
        json!({}),
        json!({ "sub": "" }),
        json!({ "sub": 5 }),
        json!({ "sub": "u", "role": "root" }),
        json!({ "sub": "u", "role": 1 }),
        json!({ "sub": "u", "teams": "team_a" }),
        json!({ "sub": "u", "teams": [1] }),
    ] {
        let mut claims = claims;
        claims["exp"] = (NOW_S + 60).into();
        refusal(caller(&hs256(), &claims, SECRET));
    }
}

#[test]
fn the_operator_has_a_secret_of_their_own() {
    let with = |secret: &str| secrets().operator(&request(Some(format!("Bearer {secret}"))));
    assert_eq!(with(SECRET), Ok(()));
    assert_eq!(with("wrong").unwrap_err().kind, Kind::Unauthenticated);
    assert_eq!(with(SECRET.trim_start_matches('0')).unwrap_err().kind, Kind::Unauthenticated);
}

#[test]
fn a_missing_secret_closes_its_routes() {
    for lookup in [|_: &str| None, |_: &str| Some("too short".to_owned())] {
        let secrets = Secrets::parse(lookup);
        let named = [
            (secrets.caller(&request(None), NOW_MS).unwrap_err(), "JWT_SECRET"),
            (secrets.operator(&request(None)).unwrap_err(), "ADMIN_SECRET"),
            (secrets.cursor().unwrap_err(), "CURSOR_SECRET"),
        ];
        for (problem, name) in named {
            assert_eq!(problem.kind, Kind::NotConfigured);
            assert!(problem.detail.contains(name) && !problem.detail.contains("too short"));
        }
    }
    assert_eq!(format!("{:?}", secrets()), "Secrets(..)");
}
