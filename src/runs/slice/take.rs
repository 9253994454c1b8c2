//! Which table a lane of a slice works on next.

use super::super::Ledger;
use super::super::model::{Progress, TableState};
use super::{Slice, Stop};
use crate::outbox::Queue;
use crate::runtime::Runtime;
use crate::schema::{Table, table};
use crate::store::Store;

/// What a lane does next.
pub(super) enum Taken {
    /// This table.
    Lane(Lane),
    /// It waits: the tables that are left come after others that are under way.
    Blocked,
    /// All tables are through, or others work on them.
    Nothing,
}

/// A table of the run that a lane works on.
pub(in crate::runs) struct Lane {
    pub(in crate::runs) table: &'static Table,
    pub(in crate::runs) progress: Progress,
    /// Its place among the run's tables.
    pub(super) at: usize,
}

impl<D, M, R> Slice<'_, D, M, R>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    /// A table that nobody works on: one begun before, or the first whose parents are through.
    pub(super) fn take(&self) -> Result<Taken, Stop> {
        if !self.goes_on() {
            return Err(Stop::Over);
        }
        let tables = self.tables.borrow();
        let mut taken = self.taken.borrow_mut();
        let is_through = |name: &str| {
            tables.iter().all(|table| table.table != name || table.state == TableState::Done)
        };
        let is_free = |at: &usize| taken.get(*at) == Some(&false);
        let begun = (0..tables.len()).filter(is_free).find(|at| {
            tables.get(*at).is_some_and(|progress| progress.state == TableState::Active)
        });
        let next = begun.or_else(|| {
            (0..tables.len()).filter(is_free).find(|at| {
                let Some(progress) = tables.get(*at) else { return false };
                let parents = table(&progress.table).map_or(&[][..], |table| table.references);
                // Of tables that refer to one another in a circle, one has no higher level.
                let level = table(&progress.table).map_or(0, |table| table.level);
                progress.state == TableState::Waiting
                    && parents
                        .iter()
                        .all(|parent| parent.table.level >= level || is_through(parent.table.name))
            })
        });
        let Some((at, progress)) = next.and_then(|at| Some((at, tables.get(at)?.clone()))) else {
            let waits = |at: usize| {
                tables.get(at).is_some_and(|progress| progress.state == TableState::Waiting)
            };
            let more = (0..tables.len()).filter(is_free).any(waits);
            return Ok(if more { Taken::Blocked } else { Taken::Nothing });
        };
        if let Some(slot) = taken.get_mut(at) {
            *slot = true;
        }
        let Some(table) = table(&progress.table) else {
            let error = format!("this version's schema has no table `{}`", progress.table);
            return Err(Stop::Failed(error));
        };
        Ok(Taken::Lane(Lane { table, progress, at }))
    }
}
