//! The writer against `serde_json`.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;

fn of(write: impl FnOnce(&mut String)) -> String {
    let mut out = String::new();
    write(&mut out);
    out
}

#[test]
fn objects_and_arrays() {
    assert_eq!(of(|out| object(out, |_| {})), "{}");
    assert_eq!(of(|out| array(out, [""; 0], text)), "[]");
    let written = of(|out| {
        object(out, |members| {
            members.text("a", "\"");
            members.opt_text("b", None);
            array(members.member("c"), ["x", "y"], text);
        });
    });
    assert_eq!(written, r#"{"a":"\"","b":null,"c":["x","y"]}"#);
}

#[test]
fn what_is_no_document_is_a_text() {
    for document_text in ["{\"b\": [1, {}], \"a\": null}", " 1e3 ", "\"x\"", "true"] {
        assert_eq!(of(|out| document(out, document_text)), document_text);
    }
    let deep = "[".repeat(500_000);
    for other in ["", "{", "1 2", "NaN", "1e999", r#""\ud800""#, r#"{"\ud800":1}"#, &deep] {
        assert_eq!(of(|out| document(out, other)), json!(other).to_string());
    }
}

#[test]
fn no_name_of_the_schema_needs_escaping() {
    for column in crate::schema::TABLES.iter().flat_map(|table| table.columns) {
        assert_eq!(of(|out| text(out, column.name)), format!("\"{}\"", column.name));
    }
}

proptest! {
    #[test]
    fn texts_are_written_as_serde_json_does(value in "([\\x00-\\x1F\"\\\\/a-z]|.)*", any_text: String) {
        for value in [value, any_text] {
            prop_assert_eq!(of(|out| text(out, &value)), json!(value).to_string());
        }
    }

    #[test]
    fn documents_are_what_serde_json_reads(value in "[\\[\\]{}\",:0-9.eEu\\\\a-f+ -]{0,12}") {
        prop_assert_eq!(is_document(&value), serde_json::from_str::<Json>(&value).is_ok());
    }
}
