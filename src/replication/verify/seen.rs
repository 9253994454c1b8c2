//! What a database holds at keys, read key by key where it must be, so that one row that can't be
//! read hides no other.

use super::ReadOnly;
use crate::schema::{Body, Image, Key, Row, Version};
use crate::store::StoreError;

/// Most bytes of rows that are in memory of each side, but for a row that alone has more.
const SEEN_BYTES: usize = 2 << 20;
/// Most keys that are read at a time.
const SEEN_KEYS: usize = 500;

/// What stands at one key.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Seen {
    /// Neither row nor tombstone.
    Nothing,
    /// A tombstone.
    Tombstone(Version),
    /// A row.
    Row(Row, Version),
    /// A row that can't be read; why.
    Unreadable(String),
}

impl Seen {
    /// The version that stands there; none of a row that can't be read.
    pub(super) fn version(&self) -> Option<Version> {
        match self {
            Seen::Nothing => Some(Version::NONE),
            Seen::Tombstone(version) | Seen::Row(_, version) => Some(*version),
            Seen::Unreadable(_) => None,
        }
    }

    /// Whether a row is there, whatever it is.
    pub(super) fn is_row(&self) -> bool {
        matches!(self, Seen::Row(..) | Seen::Unreadable(_))
    }

    /// The row.
    pub(super) fn row(&self) -> Option<&Row> {
        match self {
            Seen::Row(row, _) => Some(row),
            _ => None,
        }
    }
}

impl From<Option<Image>> for Seen {
    fn from(image: Option<Image>) -> Seen {
        match image {
            None => Seen::Nothing,
            Some(Image { version, body: Body::Tombstone, .. }) => Seen::Tombstone(version),
            Some(Image { version, body: Body::Row(row), .. }) => Seen::Row(row, version),
        }
    }
}

/// What stands at the first of these keys, one at least: as many as fit in memory.
pub(super) async fn see_first(
    database: &impl ReadOnly,
    keys: &[Key],
) -> Result<Vec<Seen>, StoreError> {
    let mut some = keys.get(..SEEN_KEYS).unwrap_or(keys);
    loop {
        let wrong = match database.snapshot_within(some, SEEN_BYTES).await {
            Ok(found) if found.is_empty() && !some.is_empty() => {
                let message = "a snapshot of keys without an answer".to_owned();
                return Err(StoreError::rejected(database.side(), message));
            }
            Ok(found) => return Ok(found.into_iter().map(Seen::from).collect()),
            Err(StoreError::Unreadable { column, reason, .. }) => format!("`{column}`: {reason}"),
            Err(StoreError::Key(error)) => error.to_string(),
            Err(error) => return Err(error),
        };
        match some.get(..some.len() / 2) {
            Some(half) if !half.is_empty() => some = half,
            _ => return Ok(vec![Seen::Unreadable(wrong)]),
        }
    }
}

/// What stands at all of these keys, one after the other, for `each` to look at.
pub(super) async fn see_all<'a>(
    database: &impl ReadOnly,
    keys: &'a [Key],
    mut each: impl FnMut(&'a Key, Seen),
) -> Result<(), StoreError> {
    let mut rest = keys;
    while !rest.is_empty() {
        let seen = see_first(database, rest).await?;
        let (now, later) = rest.split_at_checked(seen.len()).unwrap_or((rest, &[]));
        now.iter().zip(seen).for_each(|(key, seen)| each(key, seen));
        rest = later;
    }
    Ok(())
}
