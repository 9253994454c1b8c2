//! What tables really look like in a database.

/// A table as a database has it. One that it does not have has no columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shape {
    /// Its name.
    pub table: &'static str,
    /// Its columns, in no order, and whether each may be NULL.
    pub columns: Vec<(String, bool)>,
    /// As [`Store::unique_keys`](super::Store::unique_keys) gives them.
    pub unique_keys: Vec<String>,
}
