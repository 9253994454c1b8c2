//! What `json_array` writes, field by field and without a tree in between: arrays of texts, numbers
//! and nulls, inside one another. The digits of a number are given as they stand: a JSON library reads
//! a number that fits none of its types as an error of the whole text, and rounds others.

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
        let is_between = |byte: &u8| matches!(byte, b'[' | b',' | b']');
        let between = self.rest.as_bytes().iter().take_while(|byte| is_between(byte)).count();
        let (_, field) = self.rest.split_at_checked(between)?;
        if let Some(inside) = field.strip_prefix('"') {
            let (text, rest) = text(inside)?;
            self.rest = rest;
            return Some(Some(text));
        }
        let (token, rest) =
            field.split_at_checked(field.as_bytes().iter().position(is_between)?)?;
        self.rest = rest;
        Some((token != "null").then_some(Cow::Borrowed(token)))
    }
}

/// The text that begins after its first quote, and what follows on its last.
fn text(inside: &str) -> Option<(Cow<'_, str>, &str)> {
    let (plain, mut rest) = plain(inside)?;
    if let Some(rest) = rest.strip_prefix('"') {
        return Some((Cow::Borrowed(plain), rest));
    }
    let mut text = String::with_capacity(plain.len().saturating_mul(2));
    text.push_str(plain);
    loop {
        if let Some(rest) = rest.strip_prefix('"') {
            return Some((Cow::Owned(text), rest));
        }
        let (escaped, after) = escaped(rest)?;
        text.push(escaped);
        let (plain, from) = self::plain(after)?;
        text.push_str(plain);
        rest = from;
    }
}

/// What needs no escape, and the rest.
fn plain(text: &str) -> Option<(&str, &str)> {
    text.split_at_checked(first_escaped(text.as_bytes())?)
}

/// The character that an escape stands for, and what follows. SQLite escapes control characters,
/// quotes and backslashes alone.
fn escaped(text: &str) -> Option<(char, &str)> {
    let after = text.strip_prefix('\\')?;
    let (letter, rest) = after.split_at_checked(1)?;
    let escaped = match letter {
        "n" => '\n',
        "t" => '\t',
        "r" => '\r',
        "b" => '\u{8}',
        "f" => '\u{c}',
        "u" => {
            let (digits, rest) = rest.split_at_checked(4)?;
            return Some((char::from_u32(u32::from_str_radix(digits, 16).ok()?)?, rest));
        }
        "\"" | "\\" | "/" => letter.chars().next()?,
        _ => return None,
    };
    Some((escaped, rest))
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
