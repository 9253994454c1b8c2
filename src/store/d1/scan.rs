//! What `json_array` writes, field by field and without a tree in between: arrays of texts, numbers
//! and nulls, inside one another.

use std::borrow::Cow;

use crate::schema::json_text::first_escaped;

/// The fields of all arrays, in order. SQLite writes well-formed JSON: what is none ends them.
pub(super) struct Fields<'a> {
    rest: &'a str,
}

/// Reads the fields of this text.
pub(super) fn scan(json: &str) -> Fields<'_> {
    Fields { rest: json }
}

impl<'a> Iterator for Fields<'a> {
    /// A text, the digits of a number, or NULL.
    type Item = Option<Cow<'a, str>>;

    fn next(&mut self) -> Option<Self::Item> {
        let (skipped, first) =
            self.rest.bytes().enumerate().find(|(_, byte)| !matches!(byte, b'[' | b',' | b']'))?;
        let field = self.rest.get(skipped..)?;
        if first == b'"' {
            let inside = field.get(1..)?;
            let (text, rest) = text(field, inside)?;
            self.rest = rest;
            return Some(Some(text));
        }
        let end = field.bytes().position(|byte| matches!(byte, b',' | b']'))?;
        let (token, rest) = field.split_at_checked(end)?;
        self.rest = rest;
        Some((token != "null").then_some(Cow::Borrowed(token)))
    }
}

/// The text that begins after its first quote, and what follows on its last.
fn text<'a>(field: &'a str, inside: &'a str) -> Option<(Cow<'a, str>, &'a str)> {
    let mut at = first_escaped(inside.as_bytes())?;
    if inside.as_bytes().get(at) == Some(&b'"') {
        let (text, rest) = inside.split_at_checked(at)?;
        return Some((Cow::Borrowed(text), rest.get(1..)?));
    }
    while inside.as_bytes().get(at)? != &b'"' {
        // What a backslash escapes never ends the text; `\u` goes on with plain digits.
        at = at.checked_add(2)?;
        at = at.checked_add(first_escaped(inside.as_bytes().get(at..)?)?)?;
    }
    let end = at.checked_add(2)?;
    let (quoted, rest) = field.split_at_checked(end)?;
    Some((Cow::Owned(serde_json::from_str(quoted).ok()?), rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(json: &str) -> Vec<Option<String>> {
        scan(json).map(|field| field.map(Cow::into_owned)).collect()
    }

    #[test]
    fn texts_numbers_and_nulls() {
        let fields = all(r#"[["a",5,null],["",-5.5,"\"\\\u0001\n",9.0e+999]]"#);
        let expected = ["a", "5", "-", "", "-5.5", "\"\\\u{1}\n", "9.0e+999"];
        let expected = expected.map(|text| (text != "-").then(|| text.to_owned()));
        assert_eq!(fields, expected);
        assert!(all("[[]]").is_empty());
        assert!(all("").is_empty());
    }

    proptest! {
        #[test]
        fn any_texts_are_read_as_they_were_written(
            texts in proptest::collection::vec(proptest::option::of(any::<String>()), 0..9),
            cut in 0usize..9,
        ) {
            let (first, second) = texts.split_at(cut.min(texts.len()));
            prop_assert_eq!(all(&serde_json::json!([first, second]).to_string()), texts);
        }

        #[test]
        fn what_is_no_json_ends_the_fields(json in r#"[\[\],"\\unl0-9a]{0,30}"#) {
            let _ = all(&json);
        }
    }
}
