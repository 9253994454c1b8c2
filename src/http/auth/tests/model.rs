//! Our reading of tokens against jwt-compact's.

use jwt_compact::alg::{Hs256, Hs256Key};
use jwt_compact::{AlgorithmExt as _, Claims, Header, UntrustedToken};
use proptest::prelude::*;

use super::*;

/// `exp`, `nbf`, and the claims that are neither these nor `iat`.
type Read = (Option<i64>, Option<i64>, Value);

fn ours(token: &str) -> Option<Read> {
    let claims = token::Key::new(SECRET.as_bytes()).unwrap().verify(token).ok()?;
    let mut all = claims.all;
    for name in ["exp", "nbf", "iat"] {
        all.as_object_mut().unwrap().remove(name);
    }
    Some((claims.expires_s, claims.from_s, all))
}

fn theirs(token: &str) -> Option<Read> {
    let token = UntrustedToken::new(token).ok()?;
    let token = Hs256.validator::<Value>(&Hs256Key::new(SECRET)).validate(&token).ok()?;
    let (_, claims) = token.into_parts();
    let (exp, nbf) = (claims.expiration, claims.not_before);
    Some((exp.map(|at| at.timestamp()), nbf.map(|at| at.timestamp()), claims.custom))
}

/// Dates, and what is taken for one by mistake. Within the years that both know.
fn date() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => (-200_000_000_000_i64..200_000_000_000).prop_map(Value::from),
        2 => (-1e11..1e11).prop_map(Value::from),
        1 => prop_oneof![Just(json!(null)), Just(json!("1")), Just(json!([1])), Just(json!(true))],
        1 => prop_oneof![Just(json!(1e300)), Just(json!(u64::MAX)), Just(json!(i64::MIN))],
    ]
}

fn claims() -> impl Strategy<Value = Value> {
    let dates = proptest::collection::btree_map("exp|nbf|iat", date(), 0..3);
    let rest = proptest::collection::btree_map("sub|role|teams|x[a-z\"é]{0,3}", "\\PC{0,20}", 0..4);
    (dates, rest).prop_map(|(dates, rest)| {
        let rest = rest.into_iter().map(|(name, text)| (name, text.into()));
        Value::Object(dates.into_iter().chain(rest).collect())
    })
}

/// Members whose names are escaped or are there twice, other JSON, no JSON.
fn part() -> impl Strategy<Value = String> {
    let member = prop_oneof![
        Just(r#""alg":"HS256""#),
        Just(r#""\u0061lg":"HS256""#),
        Just(r#""alg":"hs256""#),
        Just(r#""alg":"none""#),
        Just(r#""alg":["HS256"]"#),
        Just(r#""typ":"JWT""#),
        Just(r#""exp":1800000000"#),
        Just(r#""exp":18e8"#),
        Just(r#""sub":"u""#),
        Just(r#""x":null"#),
    ];
    prop_oneof![
        8 => proptest::collection::vec(member, 0..4).prop_map(|all| format!("{{{}}}", all.join(","))),
        1 => "[\\[\\]{}\" 1a]{0,6}",
    ]
}

fn signed(header: &str, claims: &str) -> String {
    let body = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part)).join(".");
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    format!("{body}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

proptest! {
    #[test]
    fn what_it_makes_we_read_alike(claims in claims(), kid in "\\PC{0,9}", key in prop::bool::weighted(0.9)) {
        let secret = if key { SECRET } else { "another secret of the same kind!" };
        let header = Header::empty().with_key_id(kid).with_token_type("JWT");
        let token = Hs256.token(&header, &Claims::new(claims), &Hs256Key::new(secret)).unwrap();
        let read = ours(&token);
        prop_assert_eq!(&read, &theirs(&token));
        prop_assert!(key || read.is_none());
    }

    /// Each change to a token is refused by both.
    #[test]
    fn a_changed_token_is_refused_by_both(claims in claims(), at: prop::sample::Index, with in "[A-Za-z0-9=._ -]{0,3}", cut in 0..2_usize) {
        let token = Hs256.token(&Header::empty(), &Claims::new(claims), &Hs256Key::new(SECRET)).unwrap();
        let at = at.index(token.len());
        let end = token.len().min(at + cut);
        let ((before, _), (_, after)) = (token.split_at(at), token.split_at(end));
        let changed = format!("{before}{with}{after}");
        prop_assume!(changed != token);
        prop_assert_eq!(ours(&changed), None);
        prop_assert_eq!(theirs(&changed), None);
    }

    /// Whatever is signed with the secret: we take nothing that it refuses, and refuse beyond it
    /// only what has a name twice.
    #[test]
    fn what_is_signed_we_read_alike(header in part(), claims in part()) {
        let token = signed(&header, &claims);
        let twice = [&header, &claims].iter().any(|text| {
            let names = text.replace("\\u0061", "a");
            ["alg", "typ", "exp", "sub", "x"].iter().any(|name| names.matches(&format!("\"{name}\"")).count() > 1)
        });
        match ours(&token) {
            None if twice => {}
            read => prop_assert_eq!(read, theirs(&token)),
        }
    }
}

#[test]
fn the_rfcs_own_token() {
    // https://www.rfc-editor.org/rfc/rfc7515#appendix-A.1
    let key =
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    let key = token::Key::new(&URL_SAFE_NO_PAD.decode(key).unwrap()).unwrap();
    let token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let claims = key.verify(token).ok().unwrap();
    assert_eq!(claims.expires_s, Some(1_300_819_380));
    assert_eq!(claims.all["iss"], "joe");
}

#[test]
fn an_extension_that_must_be_understood_is_not() {
    for crit in [json!(["b64"]), json!([]), json!(null)] {
        let header = json!({ "alg": "HS256", "crit": crit, "b64": false });
        assert_eq!(ours(&signed(&header.to_string(), r#"{"exp":1}"#)), None);
    }
}
