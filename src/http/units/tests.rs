use super::*;
use crate::http::auth::{Caller, Role};
use crate::http::json;
use crate::schema::{Value, Version};
use crate::store::Comparison;

fn parse_as(role: Role, body: &str) -> Result<Wanted, Problem> {
    let caller = Caller { subject: "usr_1".to_owned(), role, teams: vec!["team_a".to_owned()] };
    let making = Making { caller: &caller, now_ms: 1_000, new_id: &|| "01J".to_owned() };
    parse(&making, &Named::default(), &json::parse(body.as_bytes())?)
}

fn wrong(body: &str) -> (Kind, String) {
    match parse_as(Role::User, body) {
        Ok(wanted) => panic!("{:?}", wanted.changes),
        Err(problem) => (problem.kind, problem.field.unwrap_or_default()),
    }
}

fn change(body: &str) -> (Kind, String) {
    wrong(&format!(r#"{{"changes":[{body}]}}"#))
}

const ROLE: &str = r#"{"insert":{"table":"team_role","row":{"name":"A","permissions":[]}}}"#;

#[test]
fn a_unit_has_changes_conditions_and_events() {
    let body = r#"{"changes":[
        {"require":{"table":"team","key":"team_a","exists":true}},
        {"update":{"table":"team","key":"team_a","set":{"creditBalance":{"$increment":-5}},"ifVersion":"7"}},
        {"delete":{"table":"team_role","key":"trole_1"}},
        {"require":{"table":"team","key":"team_a","column":"creditBalance","is":"at-least","value":0}}
    ],"events":[{"type":"credits.spent","about":1,"payload":{"amount":5}},{"type":"note"}]}"#;
    let wanted = parse_as(Role::Admin, body).unwrap();
    let ops: Vec<&Op> = wanted.changes.iter().map(|change| &change.op).collect();
    assert_eq!(ops.len(), 5);
    assert_eq!(*ops[0], Op::Require(Condition::Exists));
    assert_eq!(*ops[1], Op::Require(Condition::Version(Version(7))));
    assert!(matches!(ops[2], Op::Update(_)));
    assert_eq!(*ops[3], Op::Delete);
    assert!(matches!(
        ops[4],
        Op::Require(Condition::Column {
            comparison: Comparison::AtLeast,
            value: Value::Int(0),
            ..
        })
    ));
    // `about` counts the body's changes, not the condition that an update brought along.
    assert_eq!(wanted.events[0].change, Some(2));
    assert_eq!(wanted.events[0].payload, r#"{"amount":5}"#);
    assert_eq!(wanted.events[0].tenant.as_deref(), Some("team_a"));
    assert_eq!(
        (wanted.events[1].change, wanted.events[1].tenant.as_deref()),
        (None, Some("team_a"))
    );
    assert_eq!(wanted.places[2].columns, "/changes/1/update/set");
}

#[test]
fn each_element_may_name_its_own_tenant() {
    let body = |tenant: &str| {
        format!(
            r#"{{"changes":[{{"delete":{{"table":"team_role","key":"r","tenant":"{tenant}"}}}}]}}"#
        )
    };
    let wanted = parse_as(Role::Admin, &body("team_b")).unwrap();
    assert_eq!(wanted.changes[0].target.scope().unwrap().1, "team_b");
    assert_eq!(wrong(&body("team_b")), (Kind::WrongTenant, "/changes/0/delete".to_owned()));
}

#[test]
fn what_is_wrong_is_pointed_at() {
    let at = |kind, field: &str| (kind, field.to_owned());
    assert_eq!(wrong("{}"), at(Kind::MissingField, "/changes"));
    assert_eq!(wrong(r#"{"changes":[]}"#), at(Kind::MissingField, "/changes"));
    assert_eq!(wrong(r#"{"changes":{}}"#), at(Kind::InvalidValue, "/changes"));
    assert_eq!(wrong(r#"{"changes":[],"x":1}"#), at(Kind::UnknownField, "/x"));
    assert_eq!(change("{}"), at(Kind::InvalidValue, "/changes/0"));
    assert_eq!(change(r#"{"upsert":{}}"#), at(Kind::UnknownField, "/changes/0/upsert"));
    assert_eq!(
        change(r#"{"insert":{"row":{}}}"#),
        at(Kind::MissingField, "/changes/0/insert/table")
    );
    let nope = r#"{"insert":{"table":"nope","row":{}}}"#;
    assert_eq!(change(nope), at(Kind::UnknownTable, "/changes/0/insert/table"));
    let column = r#"{"insert":{"table":"team_role","row":{"a/b":1}}}"#;
    assert_eq!(change(column), at(Kind::UnknownField, "/changes/0/insert/row/a~1b"));
    let second =
        format!("{ROLE},{}", r#"{"update":{"table":"team","key":"team_a","set":{"name":5}}}"#);
    assert_eq!(change(&second), at(Kind::InvalidValue, "/changes/1/update/set/name"));
    let version = r#"{"delete":{"table":"team_role","key":"r","ifVersion":"x"}}"#;
    assert_eq!(change(version), at(Kind::InvalidValue, "/changes/0/delete/ifVersion"));
    let many = vec![ROLE; MAX_CHANGES + 1].join(",");
    assert_eq!(change(&many), at(Kind::TooMany, "/changes"));
}

#[test]
fn conditions_are_one_of_three_kinds() {
    let require = |rest: &str| {
        let (kind, field) =
            change(&format!(r#"{{"require":{{"table":"team_invitation","key":"i"{rest}}}}}"#));
        (kind, field.trim_start_matches("/changes/0/require").to_owned())
    };
    let at = |field: &str| (Kind::InvalidValue, field.to_owned());
    assert_eq!(require(""), at(""));
    assert_eq!(require(r#","exists":true,"version":"1""#), at(""));
    assert_eq!(require(r#","exists":"yes""#), at("/exists"));
    assert_eq!(require(r#","version":"01""#), at("/version"));
    assert_eq!(require(r#","column":"status","is":"like","value":"a""#), at("/is"));
    assert_eq!(require(r#","column":"status","is":"equal","value":1"#), at("/value"));
    let secret = r#","column":"token","is":"less","value":"m""#;
    assert_eq!(require(secret), at("/column"));
}

#[test]
fn what_is_guarded_is_left_alone_by_users() {
    let at = |field: &str| (Kind::Guarded, field.to_owned());
    let credits =
        r#"{"update":{"table":"team","key":"team_a","set":{"creditBalance":{"$increment":5}}}}"#;
    assert_eq!(change(&format!("{ROLE},{credits}")), at("/changes/1/update/set/creditBalance"));
    let approved = r#"{"insert":{"table":"organizer_request","row":{"status":"approved"}}}"#;
    assert_eq!(change(approved), at("/changes/0/insert/row/status"));
    let addon = r#"{"insert":{"table":"team_addon","row":{"addonId":"a","status":"active"}}}"#;
    assert_eq!(change(addon), at("/changes/0/insert"));
    let deleted = r#"{"delete":{"table":"team_addon","key":"tadd_1"}}"#;
    assert_eq!(change(deleted), at("/changes/0/delete"));
    // Comparing is reading.
    let require = r#"{"require":{"table":"team","key":"team_a","column":"creditBalance","is":"at-least","value":5}}"#;
    assert!(parse_as(Role::User, &format!(r#"{{"changes":[{require}]}}"#)).is_ok());
}

#[test]
fn events_are_checked() {
    let event = |event: &str| wrong(&format!(r#"{{"changes":[{ROLE}],"events":[{event}]}}"#));
    let at = |field: &str| (Kind::InvalidValue, field.to_owned());
    assert_eq!(event(r#"{"type":""}"#), at("/events/0/type"));
    assert_eq!(event(r#"{"type":"a b"}"#), at("/events/0/type"));
    assert_eq!(event(r#"{"type":"team.created"}"#), at("/events/0/type"));
    assert_eq!(event(r#"{"type":"a","about":1}"#), at("/events/0/about"));
    assert_eq!(event(r#"{"type":"a","about":-1}"#), at("/events/0/about"));
    assert_eq!(event(r#"{"type":"a","payload":[]}"#), at("/events/0/payload"));
}
