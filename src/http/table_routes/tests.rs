use super::*;
use crate::schema::{Key, Row, TABLES, Value, Version, table};

fn query(table_name: &str, parameters: &str) -> Result<PageQuery, Problem> {
    let table = table(table_name).unwrap();
    let request =
        Request::new("GET", &format!("/v1/{table_name}?{parameters}"), Vec::new(), Vec::new());
    page_query(&request, Target::new(table, Some("team_a")).unwrap())
}

#[test]
fn a_page_is_one_of_the_declared_lists() {
    let page =
        query("team_invitation", "status=pending&sort=createdAt&order=desc&limit=5").unwrap();
    assert_eq!((page.limit(), page.direction()), (5, Direction::Descending));
    assert!(page.equals().contains(&(
        table("team_invitation").unwrap().find("status").unwrap().0,
        "pending".into()
    )));
    let plain = query("team_invitation", "tenant=team_a&cursor=x").unwrap();
    assert_eq!((plain.limit(), plain.direction()), (DEFAULT_PAGE_ROWS, Direction::Ascending));
}

#[test]
fn what_is_no_list_is_named() {
    for (parameters, kind, field) in [
        ("status=pending", Kind::NoSuchList, None),
        ("sort=email", Kind::NoSuchList, None),
        ("nope=1", Kind::UnknownField, Some("nope")),
        ("sort=nope", Kind::UnknownField, Some("sort")),
        ("order=up", Kind::InvalidParameter, Some("order")),
        ("limit=0", Kind::InvalidParameter, Some("limit")),
        ("limit=501", Kind::InvalidParameter, Some("limit")),
        ("limit=ten", Kind::InvalidParameter, Some("limit")),
        ("limit=1&limit=2", Kind::InvalidParameter, Some("limit")),
        ("createdAt=yesterday", Kind::InvalidValue, Some("createdAt")),
    ] {
        let problem = query("team_invitation", parameters).unwrap_err();
        assert_eq!((problem.kind, problem.field.as_deref()), (kind, field), "{parameters}");
    }
    let problem = query("team_invitation", "sort=email").unwrap_err();
    assert!(problem.detail.contains("`createdAt`"), "{}", problem.detail);
}

#[test]
fn no_filter_has_the_name_of_a_parameter_and_none_is_secret() {
    for table in TABLES {
        for list in table.lists {
            for column in list.filter.iter().chain(&list.by).filter_map(|at| table.column(*at)) {
                assert!(!PARAMETERS.contains(&column.name), "{}.{}", table.name, column.name);
                assert!(!column.secret, "{}.{}", table.name, column.name);
            }
        }
    }
}

#[test]
fn an_answer_carries_its_version_and_says_if_it_is_repeated() {
    let table = table("team").unwrap();
    let key = Key { table, pk: find_key(table, "team_a/ä").unwrap() };
    assert_eq!(location(&key.pk, table), "/v1/team/team_a%2F%C3%A4");
    let mut row = Row::new(table, Vec::new());
    row.set(table.find("name").unwrap().0, Value::from("A"));
    let image = Image { key: key.clone(), version: Version(9), body: Body::Row(row) };
    let answer = row_answer(201, Some(&image), true).unwrap();
    assert!(answer.headers.contains(&("ETag", "\"9\"".to_owned())));
    assert!(answer.headers.contains(&("Idempotent-Replayed", "true".to_owned())));
    let gone = Image { body: Body::Tombstone, ..image };
    assert_eq!(row_answer(200, Some(&gone), true).unwrap_err().kind, Kind::Gone);
    assert_eq!(row_answer(200, None, true).unwrap_err().kind, Kind::Gone);
}
