use super::*;
use crate::http::auth::Role;
use crate::schema::{Pk, table};
use crate::store::{Op, Side, Target};

fn caller(subject: &str) -> Caller {
    Caller { subject: subject.to_owned(), role: Role::User, teams: Vec::new() }
}

fn request(key: Option<&str>, body: &[u8]) -> Request {
    let headers = key.map(|key| ("idempotency-key".to_owned(), key.to_owned()));
    Request::new("POST", "/v1/team", headers.into_iter().collect(), body.to_vec())
}

#[test]
fn idempotency_keys_are_bounded_and_belong_to_their_user() {
    assert_eq!(idempotency_key(&request(None, b"")), Ok(None));
    assert_eq!(idempotency_key(&request(Some("a-1"), b"")), Ok(Some("a-1")));
    for wrong in ["", "a b", "ä", "a\u{7f}", &"x".repeat(MAX_KEY_CHARS + 1)] {
        let problem = idempotency_key(&request(Some(wrong), b"")).unwrap_err();
        assert_eq!(problem.field.as_deref(), Some("Idempotency-Key"), "{wrong}");
    }
    assert_ne!(request_id(&caller("a"), "k"), request_id(&caller("b"), "k"));
    assert_eq!(request_id(&caller("a"), "k"), request_id(&caller("a"), "k"));
    // MySQL's column has 255 characters.
    assert!(request_id(&caller("a"), &"x".repeat(MAX_KEY_CHARS)).len() <= 255);
}

#[test]
fn a_fingerprint_stands_for_one_content() {
    let of = |body: &[u8], tenant: Option<&str>, owner: Option<&str>| {
        let named = Named { tenant: tenant.map(str::to_owned), owner: owner.map(str::to_owned) };
        fingerprint(&request(None, body), &named)
    };
    let all = [
        of(b"{}", None, None),
        of(b"{ }", None, None),
        of(b"{}", Some("a"), None),
        of(b"{}", None, Some("a")),
        of(b"{}", Some("a"), Some("a")),
    ];
    for (at, one) in all.iter().enumerate() {
        assert_eq!(one.len(), 64);
        assert!(all.iter().skip(at + 1).all(|other| other != one));
    }
    assert_eq!(of(b"{}", None, None), all[0]);
}

fn wanted() -> Wanted {
    let table = table("team").unwrap();
    let change = |key: &str| Change {
        target: Target::new(table, Some(key)).unwrap(),
        pk: Pk::parse(table, key).unwrap(),
        op: Op::Delete,
    };
    let place = |at: usize| Place { columns: format!("/changes/{at}/insert/row") };
    Wanted {
        changes: vec![change("team_a"), change("team_b")],
        places: vec![place(0), place(1)],
        events: Vec::new(),
        on_condition: Kind::ConditionFailed,
    }
}

#[test]
fn refusals_name_the_field() {
    let (table, pk) = ("team".to_owned(), "team_b".to_owned());
    for (refusal, kind, field) in [
        (
            Refusal::Duplicate { table: table.clone(), columns: vec!["slug".to_owned()] },
            Kind::Duplicate,
            Some("/changes/0/insert/row/slug"),
        ),
        (
            Refusal::OutOfRange { table: table.clone(), pk: pk.clone(), column: "n".to_owned() },
            Kind::OutOfRange,
            Some("/changes/1/insert/row/n"),
        ),
        (
            Refusal::NoParent {
                table: table.clone(),
                column: "c".to_owned(),
                parent: table.clone(),
            },
            Kind::NoParent,
            Some("/changes/0/insert/row/c"),
        ),
        (Refusal::RequestReused, Kind::KeyReused, Some("Idempotency-Key")),
        (Refusal::Exists { table: table.clone(), pk: pk.clone() }, Kind::Exists, None),
        (Refusal::Missing { table: table.clone(), pk: pk.clone() }, Kind::NotFound, None),
        (
            Refusal::Condition { table, pk, condition: "the version".to_owned() },
            Kind::ConditionFailed,
            None,
        ),
    ] {
        let error = RouteError::Write(WriteError::Refused(refusal));
        let problem = route_problem(error, Some(&wanted()), false);
        assert_eq!((problem.kind, problem.field.as_deref()), (kind, field));
    }
}

#[test]
fn what_may_be_tried_again_says_when() {
    let unavailable = |outcome| {
        let message = "secret text".to_owned();
        RouteError::Store(StoreError::Unavailable { side: Side::D1, outcome, message })
    };
    for (error, kind) in [
        (RouteError::Closing { retry_after_s: 2 }, Kind::Switching),
        (RouteError::Maintenance { retry_after_s: 2 }, Kind::Maintenance),
        (RouteError::Unknown, Kind::OutcomeUnknown),
        (unavailable(Outcome::NotDone), Kind::Unavailable),
        (unavailable(Outcome::Unknown), Kind::OutcomeUnknown),
    ] {
        let problem = route_problem(error, None, true);
        assert_eq!(problem.kind, kind);
        assert!(problem.headers.iter().any(|(name, _)| *name == "Retry-After"));
        assert!(!format!("{problem:?}").contains("secret text"));
    }
    let with = route_problem(RouteError::Unknown, None, true).next;
    assert!(
        with.contains("repeat") && with != route_problem(RouteError::Unknown, None, false).next
    );
}
