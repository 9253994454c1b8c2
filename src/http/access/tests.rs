use super::*;

fn table(name: &str) -> &'static Table {
    crate::schema::table(name).unwrap()
}

fn user(teams: &[&str]) -> Caller {
    let teams = teams.iter().map(|team| (*team).to_owned()).collect();
    Caller { subject: "usr_1".to_owned(), role: Role::User, teams }
}

fn admin() -> Caller {
    Caller { role: Role::Admin, ..user(&[]) }
}

fn named(tenant: Option<&str>, owner: Option<&str>) -> Named {
    Named { tenant: tenant.map(str::to_owned), owner: owner.map(str::to_owned) }
}

fn reach(caller: &Caller, name: &str, named: &Named) -> Result<Option<String>, Kind> {
    target(caller, table(name), named, Access::Write, None)
        .map(|target| target.scope().map(|(_, scope)| scope.to_owned()))
        .map_err(|problem| problem.kind)
}

#[test]
fn a_tenant_is_one_of_the_tokens_teams() {
    let name = "team_membership";
    let a = Some("team_a".to_owned());
    assert_eq!(reach(&user(&["team_a"]), name, &Named::default()), Ok(a.clone()));
    assert_eq!(
        reach(&user(&["team_a", "team_b"]), name, &named(Some("team_a"), None)),
        Ok(a.clone())
    );
    assert_eq!(
        reach(&user(&["team_b"]), name, &named(Some("team_a"), None)),
        Err(Kind::WrongTenant)
    );
    assert_eq!(reach(&user(&[]), name, &Named::default()), Err(Kind::TenantRequired));
    assert_eq!(
        reach(&user(&["team_a", "team_b"]), name, &Named::default()),
        Err(Kind::TenantRequired)
    );
    assert_eq!(reach(&admin(), name, &named(Some("team_a"), None)), Ok(a));
}

#[test]
fn an_owner_is_the_tokens_subject() {
    let name = "passkey_credential";
    assert_eq!(reach(&user(&[]), name, &Named::default()), Ok(Some("usr_1".to_owned())));
    assert_eq!(reach(&user(&[]), name, &named(None, Some("usr_2"))), Err(Kind::WrongTenant));
    assert_eq!(reach(&admin(), name, &named(None, Some("usr_2"))), Ok(Some("usr_2".to_owned())));
}

#[test]
fn shared_rows_are_read_by_all_and_changed_by_administrators() {
    let read = |caller: &Caller, name: &str| {
        target(caller, table(name), &Named::default(), Access::Read, None).is_ok()
    };
    assert!(read(&user(&[]), "plan"));
    assert_eq!(reach(&user(&[]), "plan", &Named::default()), Err(Kind::Forbidden));
    assert_eq!(reach(&admin(), "plan", &Named::default()), Ok(None));
    let private = crate::schema::TABLES.iter().find(|table| table.scope.is_none() && !table.shared);
    let private = private.unwrap().name;
    assert!(!read(&user(&["team_a"]), private) && read(&admin(), private));
}

#[test]
fn rows_of_tandem_itself_are_read_by_administrators_and_written_by_nobody() {
    let by = |access| {
        let canaries = table("tandem_canary");
        target(&admin(), canaries, &Named::default(), access, None).map_err(|p| p.kind)
    };
    assert!(by(Access::Read).is_ok());
    assert_eq!(by(Access::Write), Err(Kind::Forbidden));
}

#[test]
fn guarded_rows_are_read_by_their_owner_and_written_by_administrators() {
    for (name, caller) in [("team_addon", user(&["team_a"])), ("entitlement", user(&[]))] {
        let by = |caller: &Caller, access| {
            target(caller, table(name), &Named::default(), access, None).map_err(|p| p.kind)
        };
        let administrator = Caller { role: Role::Admin, ..caller.clone() };
        assert!(by(&caller, Access::Read).is_ok());
        assert_eq!(by(&caller, Access::Write), Err(Kind::Guarded));
        assert!(by(&administrator, Access::Write).is_ok());
    }
}

#[test]
fn a_guarded_column_is_written_by_administrators() {
    let check = |caller: &Caller, name: &str| {
        let (_, column) = table("user").find(name).unwrap();
        check_column(caller, column, "/row").map_err(|p| (p.kind, p.field.unwrap_or_default()))
    };
    let refused = Err((Kind::Guarded, "/row".to_owned()));
    for name in ["role", "email", "emailVerified", "currentCredits", "passwordHash"] {
        assert_eq!(check(&user(&[]), name), refused, "{name}");
        assert_eq!(check(&admin(), name), Ok(()));
    }
    assert_eq!(check(&user(&[]), "firstName"), Ok(()));
}

#[test]
fn a_row_that_is_its_own_scope_is_found_by_its_key() {
    let get = |caller: &Caller, name: &str, key: &str| {
        let table = table(name);
        let key = Pk::parse(table, key).unwrap();
        target(caller, table, &Named::default(), Access::Read, Some(&key)).map_err(|p| p.kind)
    };
    let two = user(&["team_a", "team_b"]);
    assert_eq!(get(&two, "team", "team_b").unwrap().scope().unwrap().1, "team_b");
    assert_eq!(get(&two, "team", "team_c"), Err(Kind::NotFound));
    assert_eq!(get(&two, "user", "usr_1").unwrap().scope().unwrap().1, "usr_1");
    assert_eq!(get(&two, "user", "usr_2"), Err(Kind::NotFound));
    assert!(get(&admin(), "user", "usr_2").is_ok());
    assert_eq!(new_own_scope(&two, table("team"), "team_d").unwrap_err().kind, Kind::Forbidden);
    assert!(new_own_scope(&admin(), table("team"), "team_d").is_ok());
}

#[test]
fn names_come_from_header_or_parameter() {
    let of = |target: &str, headers: &[(&str, &str)]| {
        let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Named::of(&Request::new("GET", target, headers, Vec::new())).map_err(|problem| problem.kind)
    };
    assert_eq!(of("/v1/x?tenant=a", &[]), Ok(named(Some("a"), None)));
    assert_eq!(
        of("/v1/x", &[("tandem-tenant", "a"), ("TANDEM-OWNER", "b")]),
        Ok(named(Some("a"), Some("b")))
    );
    assert_eq!(of("/v1/x?tenant=a", &[("Tandem-Tenant", "a")]), Ok(named(Some("a"), None)));
    assert_eq!(of("/v1/x?tenant=a", &[("Tandem-Tenant", "b")]), Err(Kind::InvalidParameter));
    assert_eq!(of("/v1/x?tenant=", &[]), Err(Kind::InvalidParameter));
    assert_eq!(of("/v1/x?tenant=%00", &[]), Err(Kind::InvalidParameter));
}
