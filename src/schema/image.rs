//! The state of one key at one version: what replication moves.

use super::{Key, Row, Version};

/// What stood at a key when it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    /// Which key.
    pub key: Key,
    /// Its version: the row's, or the tombstone's where there is no row.
    pub version: Version,
    /// The row, or that it was deleted.
    pub body: Body,
}

/// A row, or the mark of its delete.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// The row's values.
    Row(Row),
    /// It was deleted at this version.
    Tombstone,
}

impl Image {
    /// The row, if there is one.
    pub fn row(&self) -> Option<&Row> {
        match &self.body {
            Body::Row(row) => Some(row),
            Body::Tombstone => None,
        }
    }
}
