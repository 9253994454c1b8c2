//! What is kept of what a run found.

use serde::{Deserialize, Serialize};

/// What is wrong with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// The other database refuses the row.
    Refused,
    /// A stored value is not of its column's type.
    Unparsable,
    /// The secondary lacks the row.
    Missing,
    /// The secondary has a row too many.
    Extra,
    /// Values differ.
    Different,
    /// Values agree, versions don't.
    Version,
    /// A tombstone is missing, or is older or newer.
    Tombstone,
    /// A reference points at no row.
    Orphan,
    /// Keys are not in the order that both databases are to have.
    Order,
    /// A unique key is missing in a database, so nothing keeps its values apart.
    Unique,
    /// The numbers of rows differ.
    Count,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; no row is at risk.
    Note,
    /// The databases differ in what no client sees yet.
    Warning,
    /// A client of the secondary would see something else.
    Error,
}

/// Whether it still is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingState {
    /// Yes, as far as is known.
    Open,
    /// It was mended.
    Repaired,
    /// It was gone when it was looked at again.
    Gone,
}

/// A column's value on both sides, as shown to people: secrets masked, long texts cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ValueShown {
    /// Column.
    pub column: String,
    /// In D1; `null` is the text `NULL`.
    pub d1: String,
    /// In MySQL.
    pub mysql: String,
}

/// Something wrong with a key, or with a table where the key is empty. There is one of a kind for
/// a key in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The run that found it.
    pub run: String,
    /// Table.
    pub table: String,
    /// Key, or empty.
    pub pk: String,
    /// What.
    pub kind: FindingKind,
    /// How bad.
    pub severity: Severity,
    /// Whether it still is so.
    pub state: FindingState,
    /// What differs.
    pub values: Vec<ValueShown>,
    /// The error's code where a database gave one, such as `1406`.
    pub code: Option<String>,
    /// What it is, in words.
    pub message: String,
    /// What to do.
    pub remedy: String,
    /// When it was found, in milliseconds since 1970.
    pub found_ms: i64,
}

impl Finding {
    /// Where it stands among the others.
    pub fn position(&self) -> FindingPosition {
        FindingPosition {
            run: self.run.clone(),
            table: self.table.clone(),
            pk: self.pk.clone(),
            kind: self.kind,
        }
    }
}

/// A finding's key; findings are in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingPosition {
    /// The run that found it.
    pub run: String,
    /// Table.
    pub table: String,
    /// Key, or empty.
    pub pk: String,
    /// What.
    pub kind: FindingKind,
}

/// Which findings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FindingFilter {
    /// Of this run.
    pub run: Option<String>,
    /// Of these tables, of all where it is empty.
    pub tables: Vec<String>,
    /// Of this key.
    pub pk: Option<String>,
    /// In this state.
    pub state: Option<FindingState>,
}
