use super::*;
use crate::http::auth::Role;
use crate::http::json;

fn caller(role: Role) -> Caller {
    Caller { subject: "usr_1".to_owned(), role, teams: vec!["team_a".to_owned()] }
}

fn insert_as(role: Role, name: &str, body: &str) -> Result<Change, Problem> {
    let making = Making { caller: &caller(role), now_ms: 1_234, new_id: &|| "01J".to_owned() };
    insert(&making, table(name).unwrap(), &Named::default(), &json::parse(body.as_bytes())?, "")
}

fn patch(role: Role, body: &str) -> Result<Change, Problem> {
    let making = Making { caller: &caller(role), now_ms: 1_234, new_id: &|| "01J".to_owned() };
    let table = table("team").unwrap();
    let target = Target::new(table, Some("team_a")).unwrap();
    let pk = find_key(table, "team_a").unwrap();
    update(&making, target, pk, &json::parse(body.as_bytes())?, "")
}

fn row_json(row: &Row, version: Version) -> serde_json::Value {
    let mut text = String::new();
    write_row(&mut text, row, version);
    serde_json::from_str(&text).unwrap()
}

fn inserted(change: &Change) -> &Row {
    match &change.op {
        Op::Insert(row) => row,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_new_row_gets_its_defaults_and_its_scope() {
    let change =
        insert_as(Role::User, "team_role", r#"{"name":"Coach","permissions":["a"]}"#).unwrap();
    assert_eq!(change.pk.as_str(), "trole_01J");
    let answer = row_json(inserted(&change), Version(7));
    assert_eq!(answer["teamId"], "team_a");
    assert_eq!(answer["permissions"], serde_json::json!(["a"]));
    assert_eq!(answer["isEditable"], true);
    assert_eq!(answer["createdAt"], "1970-01-01T00:00:01.000Z");
    assert_eq!(answer["_version"], "7");
}

#[test]
fn a_secret_is_taken_and_never_given() {
    let body =
        r#"{"email":"a@b.c","roleId":"x","token":"hush","expiresAt":"2030-01-01T00:00:00Z"}"#;
    let change = insert_as(Role::User, "team_invitation", body).unwrap();
    let row = inserted(&change);
    assert!(row.values().contains(&"hush".into()));
    assert!(!row_json(row, Version(0)).to_string().contains("hush"));
}

#[test]
fn a_team_is_made_by_an_administrator_and_is_its_own_tenant() {
    let body = r#"{"name":"A","slug":"a"}"#;
    assert_eq!(insert_as(Role::User, "team", body).unwrap_err().kind, Kind::Forbidden);
    let change = insert_as(Role::Admin, "team", body).unwrap();
    assert_eq!((change.pk.as_str(), change.target.scope().unwrap().1), ("team_01J", "team_01J"));
    let given = insert_as(Role::Admin, "team", r#"{"id":"team_x","name":"A","slug":"a"}"#).unwrap();
    assert_eq!((given.pk.as_str(), given.target.scope().unwrap().1), ("team_x", "team_x"));
}

#[test]
fn what_does_not_fit_is_named() {
    let role = |body: &str| {
        let problem = insert_as(Role::User, "team_role", body).unwrap_err();
        (problem.kind, problem.field.unwrap_or_default())
    };
    let at = |field: &str| field.to_owned();
    assert_eq!(role(r#"{"nope":1}"#), (Kind::UnknownField, at("/nope")));
    assert_eq!(role(r#"{"_version":"1"}"#), (Kind::UnknownField, at("/_version")));
    assert_eq!(role(r#"{"name":5}"#), (Kind::InvalidValue, at("/name")));
    assert_eq!(role(r#"{"name":"a","name":"b"}"#), (Kind::DuplicateField, at("/name")));
    assert_eq!(role(r#"{"name":"a"}"#), (Kind::InvalidValue, at("/permissions")));
    let other = r#"{"name":"a","permissions":[],"teamId":"team_b"}"#;
    assert_eq!(role(other), (Kind::WrongTenant, at("/teamId")));
    assert_eq!(role("[]").0, Kind::InvalidValue);
    assert_eq!(role("{").0, Kind::MalformedJson);
    assert_eq!(find_table("nope").unwrap_err().kind, Kind::UnknownTable);
}

#[test]
fn a_patch_sets_and_increments() {
    let body = r#"{"name":"B","creditBalance":{"$increment":-5},"settings":{"$increment":5}}"#;
    let change = patch(Role::Admin, body);
    let Op::Update(sets) = change.unwrap().op else { panic!("an update") };
    let to = |name: &str| {
        let position = table("team").unwrap().find(name).unwrap().0;
        sets.iter().find(|set| set.column == position).unwrap().to.clone()
    };
    assert_eq!(to("name"), Operand::Value("B".into()));
    assert_eq!(to("creditBalance"), Operand::Plus(-5));
    assert_eq!(to("settings"), Operand::Value(r#"{"$increment":5}"#.into()));
    assert_eq!(to("updateCounter"), Operand::Plus(1));
}

#[test]
fn a_patch_leaves_key_and_scope_alone() {
    assert_eq!(patch(Role::User, r#"{"id":"team_b"}"#).unwrap_err().field.as_deref(), Some("/id"));
    assert_eq!(patch(Role::User, "{}").unwrap_err().kind, Kind::MissingField);
    let wrong = patch(Role::User, r#"{"name":{"$increment":1}}"#).unwrap_err();
    assert_eq!((wrong.kind, wrong.field.as_deref()), (Kind::InvalidValue, Some("/name")));
}

#[test]
fn only_an_administrator_sends_a_guarded_column() {
    let at = |result: Result<Change, Problem>| {
        let problem = result.unwrap_err();
        (problem.kind, problem.field.unwrap_or_default())
    };
    // Whatever the value is, and however it is written.
    for value in ["5", "null", "\"x\"", r#"{"$increment":5}"#] {
        let found = at(patch(Role::User, &format!(r#"{{"name":"B","creditBalance":{value}}}"#)));
        assert_eq!(found, (Kind::Guarded, "/creditBalance".to_owned()));
    }
    let request =
        |status: &str| format!(r#"{{"userId":"usr_1","reason":"we train a lot"{status}}}"#);
    let (without, with) = (request(""), request(r#","status":"approved""#));
    let made = insert_as(Role::User, "organizer_request", &without).unwrap();
    assert_eq!(row_json(inserted(&made), Version(0))["status"], "pending");
    assert_eq!(
        at(insert_as(Role::User, "organizer_request", &with)),
        (Kind::Guarded, "/status".to_owned())
    );
    let made = insert_as(Role::Admin, "organizer_request", &with).unwrap();
    assert_eq!(row_json(inserted(&made), Version(0))["status"], "approved");
}
