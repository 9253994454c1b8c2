//! JSON documents: one canonical text for each document, whichever database it was read from.

/// A JSON document in its canonical form: no blanks, object keys sorted, the last of two equal
/// keys, numbers as MySQL keeps them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Json(pub String);

/// Deepest nesting that MySQL's JSON type takes
/// (<https://dev.mysql.com/doc/refman/8.4/en/json.html>).
pub const MAX_JSON_DEPTH: usize = 100;

/// The canonical form, or why the text is not a document that both databases keep.
pub fn canonical_json(text: &str) -> Result<String, &'static str> {
    let mut document: serde_json::Value =
        serde_json::from_str(text).map_err(|_| "must be a JSON document")?;
    if depth(&document, 0) > MAX_JSON_DEPTH {
        return Err("must not be nested deeper than 100 levels");
    }
    settle(&mut document);
    Ok(document.to_string())
}

/// MySQL keeps whole numbers of 64 bits and doubles; a double prints the same from both. It makes
/// `-0` a whole 0, and leaves `-0.0` as it is: here both are a whole 0, as JavaScript writes them.
fn settle(document: &mut serde_json::Value) {
    use serde_json::Value;
    match document {
        Value::Number(number)
            if number.as_f64().is_some_and(|zero| zero == 0.0 && zero.is_sign_negative()) =>
        {
            *document = Value::from(0);
        }
        Value::Array(items) => items.iter_mut().for_each(settle),
        Value::Object(fields) => fields.values_mut().for_each(settle),
        _ => {}
    }
}

fn depth(document: &serde_json::Value, above: usize) -> usize {
    use serde_json::Value;
    match document {
        Value::Array(items) => {
            items.iter().map(|item| depth(item, above + 1)).max().unwrap_or(above + 1)
        }
        Value::Object(fields) => {
            fields.values().map(|item| depth(item, above + 1)).max().unwrap_or(above + 1)
        }
        _ => above + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_for_one_document() {
        let same = [r#"{"b":1,"a":[1,2.50]}"#, r#" { "a" : [ 1 , 2.5 ], "b" : 1 } "#];
        for text in same {
            assert_eq!(canonical_json(text).unwrap(), r#"{"a":[1,2.5],"b":1}"#);
        }
        assert_eq!(canonical_json(r#"{"a":1,"a":2}"#).unwrap(), r#"{"a":2}"#);
        assert_eq!(canonical_json("1e3").unwrap(), "1000.0");
        assert_eq!(canonical_json("[-0.0,-0,0,0.0]").unwrap(), "[0,0,0,0.0]");
        assert_eq!(canonical_json("9007199254740993").unwrap(), "9007199254740993");
        assert_eq!(canonical_json("18446744073709551615").unwrap(), "18446744073709551615");
    }

    #[test]
    fn refuses_what_is_no_document_or_too_deep() {
        assert!(canonical_json("{").is_err());
        assert!(canonical_json("NaN").is_err());
        assert!(canonical_json("1e999").is_err());
        assert!(canonical_json(r#""\ud800""#).is_err());
        let deep = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
        assert!(canonical_json(&deep(99)).is_ok());
        assert!(canonical_json(&deep(100)).is_err());
    }
}
