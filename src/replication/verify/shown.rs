//! Values as findings show them to people.

use crate::runs::ValueShown;
use crate::schema::{Column, Value, write_json};
use crate::store::Side;

/// Most characters that are shown of a value.
const MAX_SHOWN_CHARS: usize = 160;
/// Characters that are shown before the first one that differs.
const CONTEXT_CHARS: usize = 24;

/// A column's value at the primary and at the secondary, in the API's form: a secret as no more
/// than that, of a long text what surrounds the first difference.
pub(super) fn values(column: &Column, ours: &Value, theirs: &Value, primary: Side) -> ValueShown {
    if column.secret {
        return texts(column.name, "(secret)".to_owned(), "(secret)".to_owned(), primary);
    }
    let (ours, theirs) = (whole(column, ours), whole(column, theirs));
    let alike = ours.chars().zip(theirs.chars()).take_while(|(one, other)| one == other).count();
    let from = alike.saturating_sub(CONTEXT_CHARS);
    texts(column.name, cut(&ours, from), cut(&theirs, from), primary)
}

/// The same of texts.
pub(super) fn texts(column: &str, ours: String, theirs: String, primary: Side) -> ValueShown {
    let (d1, mysql) = match primary {
        Side::D1 => (ours, theirs),
        Side::MySql => (theirs, ours),
    };
    ValueShown { column: column.to_owned(), d1, mysql }
}

fn whole(column: &Column, value: &Value) -> String {
    let mut text = String::new();
    match value {
        Value::Null => text.push_str("NULL"),
        value => write_json(&mut text, column, value),
    }
    text
}

fn cut(text: &str, from: usize) -> String {
    if text.len() <= MAX_SHOWN_CHARS {
        return text.to_owned();
    }
    let before = if from == 0 { "" } else { "…" };
    let shown: String = text.chars().skip(from).take(MAX_SHOWN_CHARS).collect();
    format!("{before}{shown}… ({} bytes)", text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Type;
    use crate::schema::table::Default;

    fn column(ty: Type, secret: bool) -> Column {
        Column { name: "c", ty, nullable: true, default: Default::None, secret, guarded: false }
    }

    #[test]
    fn each_database_has_its_own_value() {
        let text = column(Type::Text, false);
        let shown = values(&text, &Value::Null, &"".into(), Side::D1);
        assert_eq!((shown.d1.as_str(), shown.mysql.as_str()), ("NULL", "\"\""));
        let shown = values(&text, &Value::Null, &"a ".into(), Side::MySql);
        assert_eq!((shown.d1.as_str(), shown.mysql.as_str()), ("\"a \"", "NULL"));
    }

    #[test]
    fn secrets_are_never_shown() {
        let shown = values(&column(Type::Text, true), &"hush".into(), &Value::Null, Side::D1);
        assert_eq!((shown.d1.as_str(), shown.mysql.as_str()), ("(secret)", "(secret)"));
    }

    #[test]
    fn of_long_texts_the_difference_is_shown() {
        let text = column(Type::Text, false);
        let (ours, theirs) =
            (format!("{}é!", "ä".repeat(5_000)), format!("{}e!", "ä".repeat(5_000)));
        let shown = values(&text, &ours.as_str().into(), &theirs.as_str().into(), Side::D1);
        assert!(shown.d1.contains("äé!") && shown.mysql.contains("äe!"), "{shown:?}");
        assert!(shown.d1.chars().count() < 200, "{shown:?}");
        assert!(shown.d1.ends_with("(10005 bytes)"), "{shown:?}");
    }
}
