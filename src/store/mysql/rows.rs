//! The rows that a write has locked: what they are while its changes are made one after the
//! other, and the statements that make them.

use std::collections::{HashMap, HashSet};

use tandem_mysql::Sql;

use super::Connect;
use super::decode::{fields, stored};
use super::effects::{self, Since};
use super::errors::{duplicate, version_error};
use super::read::select;
use super::session::{Put, Tx};
use super::sql::{by_table, inserts, join, key_columns, key_is, keys_in, literal, name};
use crate::schema::{Body, Epoch, Image, Key, Pk, Row, Value, Version};
use crate::store::{Change, Op, Operand, Refusal, Set, StoreError, Stored, WriteError};

/// One key: its version, the row's or the tombstone's, and the row if there is one.
struct Held {
    version: Version,
    row: Option<Row>,
    changed: bool,
}

impl Held {
    fn found(version: Version, row: Option<Row>) -> Held {
        Held { version, row, changed: false }
    }
}

/// The keys that a unit has to do with.
pub(super) struct Rows<'t, C: Connect> {
    pub(super) tx: &'t mut Tx<C>,
    epoch: Epoch,
    held: HashMap<Key, Held>,
    /// Rows that are there, are locked, and are only pointed at.
    parents: HashSet<Key>,
    /// Keys that changed, in the order of their first change.
    changed: Vec<Key>,
}

impl<'t, C: Connect> Rows<'t, C> {
    /// Locks these keys' rows, there or not.
    pub(super) async fn lock(
        tx: &'t mut Tx<C>,
        epoch: Epoch,
        keys: &[&Key],
    ) -> Result<Self, StoreError> {
        let (held, parents, changed) = (HashMap::new(), HashSet::new(), Vec::new());
        let mut rows = Rows { tx, epoch, held, parents, changed };
        rows.lock_more(keys).await?;
        Ok(rows)
    }

    pub(super) async fn lock_more(&mut self, keys: &[&Key]) -> Result<(), StoreError> {
        for (table, pks) in by_table(keys.iter().copied()) {
            let sql = select(table).raw(" WHERE ").push(&keys_in(table, &pks)?).raw(" FOR UPDATE");
            for record in self.tx.query(&sql).await?.iter() {
                let Stored { row, version } = stored(table, &record)?;
                let key = Key { table, pk: Pk::of(&row)? };
                self.held.insert(key, Held::found(version, Some(row)));
            }
        }
        for key in keys {
            let absent = || Held::found(Version::NONE, None);
            self.held.entry((*key).clone()).or_insert_with(absent);
        }
        Ok(())
    }

    /// A key that is to be inserted: the INSERT itself finds out whether there is a row.
    pub(super) fn assume_absent(&mut self, key: &Key, tombstone: Version) {
        let held = self.held.entry(key.clone()).or_insert_with(|| Held::found(tombstone, None));
        held.version = held.version.max(tombstone);
    }

    /// A row found on the way, of which no more than the version matters.
    pub(super) fn note(&mut self, key: Key, version: Version) {
        self.held.entry(key).or_insert_with(|| Held::found(version, None));
    }

    /// Locks the rows that the changes' references point at, unless they are locked already.
    pub(super) async fn lock_parents(&mut self, changes: &[Change]) -> Result<(), StoreError> {
        let mut wanted: Vec<Key> = Vec::new();
        for change in changes {
            let table = change.target.table();
            let given: Vec<(usize, &Value)> = match &change.op {
                Op::Insert(row) => row.values().iter().enumerate().collect(),
                Op::Update(sets) => given(sets).collect(),
                Op::Delete | Op::Require(_) => Vec::new(),
            };
            for (at, value) in given {
                let named = parents(table, at, value).map(|(_, parent)| parent);
                wanted.extend(named.filter(|key| !self.held.contains_key(key)));
            }
        }
        for (table, pks) in by_table(&wanted) {
            let sql = Sql::new()
                .raw("SELECT ")
                .push(&key_columns(table))
                .raw(" FROM ")
                .ident(table.name)
                .raw(" WHERE ")
                .push(&keys_in(table, &pks)?)
                .raw(" LOCK IN SHARE MODE");
            for record in self.tx.query(&sql).await?.iter() {
                self.parents.insert(fields(&record).key(table)?.0);
            }
        }
        Ok(())
    }

    pub(super) fn row(&self, key: &Key) -> Option<&Row> {
        self.held.get(key)?.row.as_ref()
    }

    pub(super) fn version(&self, key: &Key) -> Version {
        self.held.get(key).map_or(Version::NONE, |held| held.version)
    }

    pub(super) fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// Every key's version as it is now.
    pub(super) fn versions(&self) -> HashMap<Key, Version> {
        self.held.iter().map(|(key, held)| (key.clone(), held.version)).collect()
    }

    pub(super) async fn insert(&mut self, key: &Key, row: &Row) -> Result<(), WriteError> {
        let (table, pk) = (key.table, key.pk.as_str());
        if self.row(key).is_some() {
            return Err(duplicate(table, pk, "PRIMARY").into());
        }
        self.refuse_orphan(key, row.values().iter().enumerate())?;
        let version = self.next_version(key)?;
        for sql in inserts(table, &[(row, version)]) {
            if let Put::Duplicate(unique) = self.tx.put(&sql).await? {
                return Err(duplicate(table, pk, &unique).into());
            }
        }
        self.now_is(key, version, Some(row.clone()));
        Ok(())
    }

    pub(super) async fn update(
        &mut self,
        key: &Key,
        row: Row,
        sets: &[Set],
    ) -> Result<(), WriteError> {
        let table = key.table;
        self.refuse_orphan(key, given(sets))?;
        let version = self.next_version(key)?;
        let assignments = sets.iter().filter_map(|set| {
            let column = table.column(set.column)?;
            Some(name(column).raw(" = ").lit(literal(column.ty, row.get(set.column))))
        });
        let version_is = Sql::new().raw("`_version` = ").lit(version.0);
        let sql = Sql::new()
            .raw("UPDATE ")
            .ident(table.name)
            .raw(" SET ")
            .push(&join(assignments.chain([version_is]), ", "))
            .raw(" WHERE ")
            .push(&key_is(table, &key.pk)?);
        if let Put::Duplicate(unique) = self.tx.put(&sql).await? {
            return Err(duplicate(table, key.pk.as_str(), &unique).into());
        }
        self.now_is(key, version, Some(row));
        Ok(())
    }

    /// The version that a change of the key gets.
    pub(super) fn next_version(&self, key: &Key) -> Result<Version, WriteError> {
        self.version(key).next(self.epoch).map_err(version_error)
    }

    pub(super) fn now_is(&mut self, key: &Key, version: Version, row: Option<Row>) {
        let before = self.held.insert(key.clone(), Held { version, row, changed: true });
        if !before.is_some_and(|held| held.changed) {
            self.changed.push(key.clone());
        }
    }

    /// Leaves tombstones and journal lines of all that changed, and gives its images.
    pub(super) async fn leave(self, since: Since) -> Result<Vec<Image>, StoreError> {
        let Rows { tx, mut held, changed, .. } = self;
        let images: Vec<Image> = changed
            .into_iter()
            .filter_map(|key| {
                let Held { version, row, .. } = held.remove(&key)?;
                Some(Image { key, version, body: row.map_or(Body::Tombstone, Body::Row) })
            })
            .collect();
        let lines = |gone: bool| {
            let lines = images.iter().filter(move |image| !gone || image.row().is_none());
            lines.map(|image| (&image.key, image.version)).collect::<Vec<_>>()
        };
        effects::bury(tx, &lines(true)).await?;
        effects::journal(tx, &lines(false), since).await?;
        Ok(images)
    }

    /// The rows that references point at must be there.
    fn refuse_orphan<'a>(
        &self,
        key: &Key,
        values: impl Iterator<Item = (usize, &'a Value)>,
    ) -> Result<(), Refusal> {
        for (at, value) in values {
            for (column, parent) in parents(key.table, at, value) {
                let there = match self.held.get(&parent) {
                    _ if parent == *key => true, // it points at itself
                    Some(held) => held.row.is_some(),
                    None => self.parents.contains(&parent),
                };
                if !there {
                    return Err(Refusal::NoParent {
                        table: key.table.name.to_owned(),
                        column: column.to_owned(),
                        parent: parent.table.name.to_owned(),
                    });
                }
            }
        }
        Ok(())
    }
}

/// Columns that an update gives a value.
fn given(sets: &[Set]) -> impl Iterator<Item = (usize, &Value)> {
    sets.iter().filter_map(|set| match &set.to {
        Operand::Value(value) => Some((set.column, value)),
        Operand::Plus(_) => None,
    })
}

/// What the column at this position points at with this value, and the column's name.
fn parents(
    table: &'static crate::schema::Table,
    at: usize,
    value: &Value,
) -> impl Iterator<Item = (&'static str, Key)> {
    let pk = value.as_text().map(|text| Pk::from_stored(text.to_owned()));
    let references = table.references.iter().filter(move |reference| reference.column == at);
    references.filter_map(move |reference| {
        let key = Key { table: reference.table, pk: pk.clone()? };
        Some((table.column(at)?.name, key))
    })
}
