//! What a delete does to the rows that point at the deleted one: MySQL has no foreign keys here,
//! since rows arrive from the other side in any order.

use std::collections::HashSet;

use tandem_mysql::Sql;

use super::Connect;
use super::decode::fields;
use super::rows::Rows;
use super::sql::{by_table, column_in, key_columns, keys_in, limit, name};
use crate::schema::table::{OnDelete, ReferencedBy};
use crate::schema::{Column, Key, Pk, Table, Value};
use crate::store::{Refusal, StoreError, WriteError};

/// Most rows that a delete may reach: one transaction has 20 seconds on PlanetScale
/// (<https://planetscale.com/docs/reference/planetscale-system-limits>).
pub(super) const MAX_CASCADE_ROWS: usize = 5_000;

/// Everything that a delete reaches.
struct Reach {
    /// Rows that go.
    doomed: Vec<Key>,
    is_doomed: HashSet<Key>,
    /// Rows that forget their parent: the position of the reference.
    emptied: Vec<(Key, usize)>,
    /// Rows that hold their parent, unless they go themselves.
    holding: Vec<Holding>,
}

struct Holding {
    child: Key,
    column: &'static str,
    parent: Key,
}

impl Reach {
    fn rows(&self) -> usize {
        self.doomed.len() + self.emptied.len() + self.holding.len()
    }

    /// As in SQLite's NO ACTION: a row that goes along holds nothing.
    fn refuse_held(&self) -> Result<(), Refusal> {
        match self.holding.iter().find(|held| !self.is_doomed.contains(&held.child)) {
            Some(held) => Err(Refusal::Referenced {
                table: held.parent.table.name.to_owned(),
                pk: held.parent.pk.as_str().to_owned(),
                child: held.child.table.name.to_owned(),
                column: held.column.to_owned(),
            }),
            None => Ok(()),
        }
    }
}

impl<C: Connect> Rows<'_, C> {
    /// Deletes a row that is there, with all that its children's references ask for.
    pub(super) async fn delete(&mut self, key: &Key) -> Result<(), WriteError> {
        let reach = self.reach(key).await?;
        reach.refuse_held()?;
        let emptied = reach.emptied.iter().filter(|(child, _)| !reach.is_doomed.contains(child));
        self.forget_parents(&emptied.cloned().collect::<Vec<_>>()).await?;
        for key in &reach.doomed {
            let version = self.next_version(key)?;
            self.now_is(key, version, None);
        }
        for (table, pks) in by_table(&reach.doomed) {
            let sql = Sql::new()
                .raw("DELETE FROM ")
                .ident(table.name)
                .raw(" WHERE ")
                .push(&keys_in(table, &pks)?);
            self.tx.execute(&sql).await?;
        }
        Ok(())
    }

    /// Follows the references down, a generation at a time, locking what it finds.
    async fn reach(&mut self, key: &Key) -> Result<Reach, WriteError> {
        let mut reach = Reach {
            doomed: vec![key.clone()],
            is_doomed: HashSet::from([key.clone()]),
            emptied: Vec::new(),
            holding: Vec::new(),
        };
        let mut generation = vec![key.clone()];
        while !generation.is_empty() {
            let mut next: Vec<Key> = Vec::new();
            for (table, pks) in by_table(&generation) {
                for by in table.referenced_by {
                    let Some(column) = by.table.column(by.column) else {
                        continue;
                    };
                    let left = MAX_CASCADE_ROWS.saturating_sub(reach.rows());
                    let children = self.children(by, column, table, &pks, left).await?;
                    if children.len() > left {
                        reach.refuse_held()?;
                        return Err(too_many(key).into());
                    }
                    for (child, parent) in children {
                        match by.on_delete {
                            OnDelete::Restrict => {
                                reach.holding.push(Holding { child, column: column.name, parent });
                            }
                            OnDelete::SetNull => reach.emptied.push((child, by.column)),
                            OnDelete::Cascade => {
                                if reach.is_doomed.insert(child.clone()) {
                                    reach.doomed.push(child.clone());
                                    next.push(child);
                                }
                            }
                        }
                    }
                }
            }
            generation = next;
        }
        Ok(reach)
    }

    /// Rows that point at these parents, one more than `most` at most, each with its parent.
    async fn children(
        &mut self,
        by: &'static ReferencedBy,
        column: &Column,
        parent: &'static Table,
        pks: &[&Pk],
        most: usize,
    ) -> Result<Vec<(Key, Key)>, StoreError> {
        let sql = Sql::new()
            .raw("SELECT ")
            .push(&key_columns(by.table))
            .raw(", ")
            .push(&name(column))
            .raw(" FROM ")
            .ident(by.table.name)
            .raw(" WHERE ")
            .push(&column_in(column, parent, pks)?);
        let sql = limit(sql, most.saturating_add(1)).raw(" FOR UPDATE");
        let mut children = Vec::new();
        for record in self.tx.query(&sql).await?.iter() {
            let mut fields = fields(&record);
            let (child, version) = fields.key(by.table)?;
            let parent = Key { table: parent, pk: Pk::from_stored(fields.text()?) };
            self.note(child.clone(), version);
            children.push((child, parent));
        }
        Ok(children)
    }

    /// ON DELETE SET NULL.
    async fn forget_parents(&mut self, emptied: &[(Key, usize)]) -> Result<(), WriteError> {
        // Their images are needed whole; they are locked, so they have not changed since.
        let unread: Vec<&Key> =
            emptied.iter().map(|(key, _)| key).filter(|key| self.row(key).is_none()).collect();
        self.lock_more(&unread).await?;
        let mut positions = Vec::new();
        for (_, at) in emptied {
            if !positions.contains(at) {
                positions.push(*at);
            }
        }
        for position in positions {
            let keys = emptied.iter().filter(|(_, at)| *at == position).map(|(key, _)| key);
            for (table, pks) in by_table(keys) {
                self.empty(table, &pks, position).await?;
            }
        }
        Ok(())
    }

    async fn empty(
        &mut self,
        table: &'static Table,
        pks: &[&Pk],
        at: usize,
    ) -> Result<(), WriteError> {
        let Some(column) = table.column(at) else {
            return Ok(());
        };
        for pk in pks {
            let key = Key { table, pk: (*pk).clone() };
            let Some(mut row) = self.row(&key).cloned() else {
                continue;
            };
            row.set(at, Value::Null);
            let version = self.next_version(&key)?;
            self.now_is(&key, version, Some(row));
        }
        // The same versions as `next_version` gave.
        let sql = Sql::new()
            .raw("UPDATE ")
            .ident(table.name)
            .raw(" SET ")
            .push(&name(column))
            .raw(" = NULL, `_version` = GREATEST(`_version` + 1, ")
            .lit(self.epoch().first_version().0)
            .raw(") WHERE ")
            .push(&keys_in(table, pks)?);
        Ok(self.tx.execute(&sql).await?)
    }
}

fn too_many(key: &Key) -> Refusal {
    Refusal::TooManyRows {
        table: key.table.name.to_owned(),
        pk: key.pk.as_str().to_owned(),
        most: MAX_CASCADE_ROWS,
    }
}
