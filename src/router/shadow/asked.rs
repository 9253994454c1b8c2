//! A read that was answered, kept to be repeated, and what differs when it is.

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use crate::replication::verify::same_rows;
use crate::schema::{Key, Pk, Table};
use crate::store::{Consistency, PageQuery, Store, StoreError, Stored, Target};

/// A read and what it found.
pub struct Asked {
    read: Read,
    found: Vec<Stored>,
}

enum Read {
    Row(Target, Pk),
    Rows(PageQuery),
}

/// How two answers to one read differ.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Differences {
    /// Rows that one of them lacks, or whose values or versions differ.
    pub keys: Vec<Key>,
    /// Rows that are the same in both come in another order: no change of a row makes that.
    pub order: bool,
}

impl Differences {
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty() && !self.order
    }
}

impl Asked {
    /// One row.
    pub fn row(target: &Target, pk: &Pk, found: Option<&Stored>) -> Asked {
        let read = Read::Row(target.clone(), pk.clone());
        Asked { read, found: found.into_iter().cloned().collect() }
    }

    /// A page.
    pub fn rows(query: &PageQuery, found: &[Stored]) -> Asked {
        Asked { read: Read::Rows(query.clone()), found: found.to_vec() }
    }

    pub(super) fn table(&self) -> &'static Table {
        match &self.read {
            Read::Row(target, _) => target.table(),
            Read::Rows(query) => query.target().table(),
        }
    }

    /// The columns that it is sorted by.
    pub(super) fn order(&self) -> String {
        let Read::Rows(query) = &self.read else { return String::new() };
        let names = query.order().into_iter().filter_map(|at| self.table().column(at));
        names.map(|column| format!("`{}`", column.name)).collect::<Vec<_>>().join(", ")
    }

    /// Reads it anew.
    pub(super) async fn again<S: Store>(&self, store: &S) -> Result<Vec<Stored>, StoreError> {
        let strong = Consistency::Strong;
        Ok(match &self.read {
            Read::Row(target, pk) => store.get(target, pk, strong).await?.into_iter().collect(),
            Read::Rows(query) => store.list(query, strong).await?.rows,
        })
    }

    /// What differs in this answer. A row whose key can't be read is none: no page is made of it.
    pub(super) fn differences(&self, again: &[Stored]) -> Differences {
        let table = self.table();
        let mut theirs: HashMap<Pk, (usize, &Stored)> = HashMap::with_capacity(again.len());
        for (at, stored) in again.iter().enumerate() {
            theirs.extend(Pk::of(&stored.row).map(|pk| (pk, (at, stored))));
        }
        let mut differences = Differences::default();
        let mut last = None;
        for ours in &self.found {
            let Ok(pk) = Pk::of(&ours.row) else { continue };
            match theirs.remove(&pk) {
                Some((at, theirs)) if same(ours, theirs) => {
                    differences.order |= last.replace(at) > Some(at);
                }
                _ => differences.keys.push(Key { table, pk }),
            }
        }
        let more = theirs.into_keys().map(|pk| Key { table, pk });
        differences.keys.extend(more);
        differences
    }
}

fn same(ours: &Stored, theirs: &Stored) -> bool {
    ours.version == theirs.version && same_rows(&ours.row, &theirs.row)
}
