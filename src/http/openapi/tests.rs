use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::*;
use crate::http::Kind;
use crate::schema::TABLES;
use crate::store::{MAX_CHANGES, MAX_EVENTS, MAX_PAGE_ROWS};

const GUARDED: &str = "Only the role admin writes this.";

fn document() -> Json {
    serde_json::from_str(DOCUMENT).unwrap()
}

/// Every `$ref` in a document.
fn references(node: &Json, found: &mut BTreeSet<String>) {
    match node {
        Json::Object(members) => {
            for (name, member) in members {
                match member {
                    Json::String(target) if name == "$ref" => {
                        found.insert(target.clone());
                    }
                    other => references(other, found),
                }
            }
        }
        Json::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(found.len() > TABLES.len() * 3);
    for target in found {
        assert!(document.pointer(target.trim_start_matches('#')).is_some(), "{target}");
    }
}

#[test]
fn operations_are_complete_and_have_names_of_their_own() {
    let document = document();
    let mut ids = BTreeSet::new();
    let paths = document["paths"].as_object().unwrap();
    assert_eq!(paths.len(), TABLES.len() * 2 + 20);
    for (path, item) in paths {
        assert!(path.starts_with('/'));
        for (method, operation) in item.as_object().unwrap() {
            if method == "parameters" {
                continue;
            }
            assert!(
                ["get", "post", "patch", "delete"].contains(&method.as_str()),
                "{path} {method}"
            );
            assert!(
                ids.insert(operation["operationId"].as_str().unwrap().to_owned()),
                "{path} {method}"
            );
            let answers = operation["responses"].as_object().unwrap();
            assert!(answers.contains_key("default") && answers.len() > 1, "{path} {method}");
        }
        // A path's placeholder is declared, and the path is one that is served.
        assert_eq!(path.contains("{key}"), item.get("parameters").is_some(), "{path}");
        assert!(crate::http::route::Resource::find(path).is_ok(), "{path}");
    }
}

#[test]
fn rows_show_every_column_but_the_secret_ones() {
    let document = document();
    for table in TABLES {
        let schema = |name: &str| {
            document["components"]["schemas"][name]["properties"].as_object().unwrap().clone()
        };
        let row = schema(table.name);
        let new = schema(&format!("{}.new", table.name));
        let set = schema(&format!("{}.set", table.name));
        for (at, column) in table.columns.iter().enumerate() {
            assert_eq!(
                row.contains_key(column.name),
                !column.secret,
                "{}.{}",
                table.name,
                column.name
            );
            assert!(new.contains_key(column.name));
            assert!(!(table.in_key(at) && set.contains_key(column.name)));
        }
        assert!(row.contains_key("_version") && !new.contains_key("_version"));
    }
}

#[test]
fn a_required_column_is_one_without_default() {
    let document = document();
    let required = &document["components"]["schemas"]["team_invitation.new"]["required"];
    assert_eq!(*required, json!(["email", "roleId", "token", "expiresAt"]));
}

#[test]
fn what_is_guarded_says_so() {
    let document = document();
    for table in TABLES {
        for kind in ["new", "set"] {
            let schema = &document["components"]["schemas"][format!("{}.{kind}", table.name)];
            for (name, sent) in schema["properties"].as_object().unwrap() {
                let text = sent["description"].as_str().unwrap_or_default();
                let (_, column) = table.find(name).unwrap();
                assert_eq!(text.contains(GUARDED), column.guarded, "{}.{name}", table.name);
            }
        }
        let (rows, row) = (format!("/v1/{}", table.name), format!("/v1/{}/{{key}}", table.name));
        for (path, method) in [(&rows, "post"), (&row, "patch"), (&row, "delete")] {
            let text = document["paths"][path][method]["description"].as_str();
            assert_eq!(text == Some(GUARDED), table.guarded, "{method} {path}");
        }
    }
}

#[test]
fn problems_and_bounds_are_the_workers_own() {
    let document = document();
    let at = |pointer: &str| document.pointer(pointer).unwrap();
    let types: Vec<String> =
        Kind::ALL.iter().map(|kind| format!("urn:tandem:problem:{}", kind.slug())).collect();
    assert_eq!(*at("/components/schemas/_problem/properties/type/enum"), json!(types));
    let unit = at("/components/schemas/_unit/properties");
    assert_eq!(unit["changes"]["maxItems"], MAX_CHANGES);
    assert_eq!(unit["events"]["maxItems"], MAX_EVENTS);
    assert_eq!(at("/components/parameters/limit/schema")["maximum"], MAX_PAGE_ROWS);
    assert_eq!(at("/info")["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn the_document_keeps_a_bound() {
    // It is in the bundle, and sent as it is.
    assert!((100_000..1_500_000).contains(&DOCUMENT.len()), "{} bytes", DOCUMENT.len());
    assert_eq!(response().body, DOCUMENT.as_bytes());
}
