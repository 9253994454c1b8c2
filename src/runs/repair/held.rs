//! What a database holds at a key that is to be repaired.

use crate::replication::ReadOnly;
use crate::schema::{Key, Pk, Row, Value, Version};
use crate::store::{Range, StoreError};

/// The version of a key's row or tombstone; `None` where there is a row that can't be read.
pub(super) async fn readable(
    database: &impl ReadOnly,
    key: &Key,
) -> Result<Option<Version>, StoreError> {
    match database.snapshot(std::slice::from_ref(key)).await {
        Ok(found) => {
            let image = found.into_iter().flatten().next();
            Ok(Some(image.map_or(Version::NONE, |image| image.version)))
        }
        Err(StoreError::Unreadable { .. } | StoreError::Key(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The version of a key's row or tombstone, whether the row can be read or not.
pub(super) async fn version(database: &impl ReadOnly, key: &Key) -> Result<Version, StoreError> {
    match readable(database, key).await? {
        Some(version) => Ok(version),
        None => unread(database, key).await,
    }
}

/// The version of a row that can't be read: a page of a range says it, and this one begins so
/// close before the key that the row is its first one.
async fn unread(database: &impl ReadOnly, key: &Key) -> Result<Version, StoreError> {
    let range = Range {
        table: key.table,
        after: before(key),
        up_to: Some(key.pk.clone()),
        most_rows: 1,
        max_bytes: 1,
    };
    match database.range(&range).await {
        Ok(page) => {
            let found = page.rows.iter().find(|found| found.pk().as_ref() == Ok(&key.pk));
            Ok(found.map_or(Version::NONE, |found| found.version()))
        }
        Err(StoreError::Unreadable { .. } | StoreError::Key(_)) => Ok(Version::NONE),
        Err(error) => Err(error),
    }
}

/// A key before this one; `None` where none can be.
fn before(key: &Key) -> Option<Pk> {
    let mut values = key.pk.values(key.table).ok()?;
    let last = values.last_mut()?;
    *last = match last {
        Value::Text(text) => Value::Text(text_before(text)),
        Value::Int(number) => Value::Int(number.checked_sub(1)?),
        _ => return None,
    };
    let mut row = Row::new(key.table, Vec::new());
    for (&at, value) in key.table.key.iter().zip(values) {
        row.set(at, value);
    }
    Pk::of(&row).ok()
}

/// A text before this one in the order of their bytes. Only texts that begin with it are between.
fn text_before(text: &str) -> String {
    let mut chars = text.chars();
    let last = chars.next_back().unwrap_or_default();
    let mut before = chars.as_str().to_owned();
    // No key has a NUL.
    if let Some(char) = ('\u{1}'..last).next_back() {
        before.extend([char, char::MAX]);
    }
    before
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_is_between_a_text_and_the_one_before(
            // Few letters: many of these texts are near each other.
            text in "[\u{1}abc\u{10FFFF}]{1,3}",
            other in "[\u{1}abc\u{10FFFF}]{0,4}",
        ) {
            let before = text_before(&text);
            prop_assert!(before < text);
            let is_between = before < other && other < text;
            prop_assert!(!is_between || other.starts_with(&before), "{before:?} {other:?} {text:?}");
        }
    }

    #[test]
    fn the_first_texts_and_those_after_surrogates() {
        assert_eq!(text_before("a\u{1}"), "a");
        assert_eq!(text_before("\u{1}"), "");
        assert_eq!(text_before("\u{E000}"), "\u{D7FF}\u{10FFFF}");
    }
}
