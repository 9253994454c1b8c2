//! References that point at no row.

use std::collections::{BTreeMap, HashMap};

use super::judge::Difference;
use super::look::{MAX_LOOKS, Motion};
use super::seen::see_all;
use super::{ReadOnly, Verify, shown};
use crate::runs::{Finding, FindingKind, Severity};
use crate::runtime::Runtime;
use crate::schema::table::Reference;
use crate::schema::{Key, Pk, Table, Value};
use crate::store::StoreError;

const REMEDY: &str = "insert the row pointed at, or correct or delete the row that points";

/// Rows whose reference points at no row: the value of the reference, and the key that it names.
type Dangling = HashMap<Key, (Value, Key)>;

impl<P: ReadOnly, S: ReadOnly, R: Runtime, H> Verify<'_, P, S, R, H>
where
    H: AsyncFn(&[Key], u32) -> Result<(), StoreError>,
{
    /// References of the rows of a key range that point at no row, in either database: D1 enforces
    /// those that its tables declare, MySQL none. One finding for a row.
    pub(super) async fn orphans(
        &self,
        table: &'static Table,
        after: Option<&Pk>,
        up_to: Option<&Pk>,
        most: usize,
    ) -> Result<Vec<Finding>, StoreError> {
        let mut found: BTreeMap<Pk, Difference> = BTreeMap::new();
        for (at, reference) in table.references.iter().enumerate() {
            let (ours, theirs) = futures_util::join!(
                self.primary.orphans(table, at, after, up_to, most),
                self.secondary.orphans(table, at, after, up_to, most),
            );
            let mut pks = ours?;
            pks.extend(theirs?);
            pks.sort_unstable();
            pks.dedup();
            let children = pks.into_iter().map(|pk| Key { table, pk }).collect();
            for (pk, mut difference) in self.dangling(reference, children).await? {
                if let Some(other) = found.remove(&pk) {
                    difference.values.extend(other.values);
                    difference.severity = difference.severity.max(other.severity);
                    difference.message = format!("{}; {}", other.message, difference.message);
                }
                found.insert(pk, difference);
            }
        }
        let finding = |(pk, difference): (Pk, _)| self.finding(table, pk.as_str(), difference);
        Ok(found.into_iter().map(finding).collect())
    }

    /// Those of these rows that still point at no row once no journal line is left of either.
    async fn dangling(
        &self,
        reference: &Reference,
        children: Vec<Key>,
    ) -> Result<Vec<(Pk, Difference)>, StoreError> {
        let (mut found, mut children) = (Vec::new(), children);
        for look in 1..=MAX_LOOKS {
            if children.is_empty() {
                break;
            }
            let ours = dangling(self.primary, reference, &children).await?;
            let theirs = dangling(self.secondary, reference, &children).await?;
            let parents = ours.values().chain(theirs.values()).map(|(_, parent)| parent);
            let keys: Vec<Key> = children.iter().chain(parents).cloned().collect();
            let mut lines = self.lines(&keys).await?;
            let (mut again, mut wait) = (Vec::new(), false);
            for child in children {
                let (ours, theirs) = (ours.get(&child), theirs.get(&child));
                let Some((_, parent)) = ours.or(theirs) else { continue };
                let motion = match lines.remove(&child).or_else(|| lines.get(parent).cloned()) {
                    Some(Some(error)) => Motion::Fails(error),
                    Some(None) => Motion::Moves,
                    // The line may have gone while the rows were read: they are read once more.
                    None if look == 1 => {
                        again.push(child);
                        continue;
                    }
                    None => Motion::Stays,
                };
                let difference = self.orphan(reference, &child, ours, theirs);
                match self.settled(difference, motion, look) {
                    Some(difference) => found.push((child.pk, difference)),
                    None => {
                        wait = true;
                        again.push(child);
                    }
                }
            }
            if wait {
                (self.settle)(&again, look).await?;
            }
            children = again;
        }
        Ok(found)
    }

    fn orphan(
        &self,
        reference: &Reference,
        child: &Key,
        ours: Option<&(Value, Key)>,
        theirs: Option<&(Value, Key)>,
    ) -> Difference {
        let column = child.table.column(reference.column);
        let (where_, severity) = match (ours, theirs) {
            (Some(_), Some(_)) => ("in both databases", Severity::Warning),
            (Some(_), None) => (self.here().name(), Severity::Error),
            _ => (self.there().name(), Severity::Error),
        };
        let name = column.map_or("", |column| column.name);
        let message = format!("`{name}` points at no row of {} ({where_})", reference.table.name);
        let value =
            |side: Option<&(Value, Key)>| side.map_or(Value::Null, |(value, _)| value.clone());
        let (ours, theirs) = (value(ours), value(theirs));
        let values = column.map(|column| shown::values(column, &ours, &theirs, self.here()));
        let (kind, values) = (FindingKind::Orphan, values.into_iter().collect());
        Difference { kind, severity, values, message, remedy: REMEDY }
    }
}

async fn dangling(
    database: &impl ReadOnly,
    reference: &Reference,
    children: &[Key],
) -> Result<Dangling, StoreError> {
    let mut pointing = Vec::new();
    see_all(database, children, |child, seen| {
        let value = seen.row().map(|row| row.get(reference.column).clone());
        let text = match &value {
            Some(Value::Text(text)) => text.clone(),
            Some(Value::Int(number)) => number.to_string(),
            _ => return, // the row is gone, or points no more
        };
        if let (Some(value), Ok(pk)) = (value, Pk::of_parts(reference.table, vec![text])) {
            pointing.push((child.clone(), value, Key { table: reference.table, pk }));
        }
    })
    .await?;
    let parents: Vec<Key> = pointing.iter().map(|(_, _, parent)| parent.clone()).collect();
    let mut is_there = Vec::with_capacity(parents.len());
    see_all(database, &parents, |_, seen| is_there.push(seen.is_row())).await?;
    let dangling = pointing.into_iter().zip(is_there).filter(|(_, is_there)| !is_there);
    Ok(dangling.map(|((child, value, parent), _)| (child, (value, parent))).collect())
}
