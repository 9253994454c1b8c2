//! Deleted keys: what keeps an old image from bringing their rows back.

use std::cmp::Ordering;

use super::{Limits, Next, ReadOnly, Step, TOMBSTONES, UNIQUE_KEYS, Verify};
use crate::runs::FindingKind;
use crate::runtime::Runtime;
use crate::schema::{Key, Pk, Table, Version};
use crate::store::StoreError;

/// Key, version, and whether it has a row.
type Tombstone = (Pk, Version, bool);

impl<P: ReadOnly, S: ReadOnly, R: Runtime, H> Verify<'_, P, S, R, H>
where
    H: AsyncFn(&[Key], u32) -> Result<(), StoreError>,
{
    /// A tombstone matters where its key has no row: a row is above it by its own version.
    pub(super) async fn tombstones(
        &self,
        table: &'static Table,
        after: Option<&Pk>,
        limits: Limits,
    ) -> Result<Step, StoreError> {
        let most = limits.rows;
        let (ours, theirs) = futures_util::join!(
            self.primary.tombstones(table, after, None, most),
            self.secondary.tombstones(table, after, None, most),
        );
        let (mut ours, mut theirs) = (ours?, theirs?);
        let ends = [&ours, &theirs].map(|page| page.last().filter(|_| page.len() >= most));
        let end = ends.into_iter().flatten().map(|(pk, ..)| pk.clone()).min();
        if let Some(end) = &end {
            ours.retain(|(pk, ..)| pk <= end);
            theirs.retain(|(pk, ..)| pk <= end);
        }
        let keys = suspects(&ours, &theirs).into_iter().map(|pk| Key { table, pk }).collect();
        let mut findings = self.compare_keys(keys).await?;
        // Where there is a row, it was compared with the rows.
        findings.retain(|finding| finding.kind == FindingKind::Tombstone);
        let next = match end {
            Some(end) => Next { part: TOMBSTONES, after: Some(end) },
            None => Next { part: UNIQUE_KEYS, after: None },
        };
        Ok(Step { findings, next: Some(next), ..Step::default() })
    }
}

/// Keys without a row, as far as that shows, whose tombstones differ. Both pages are in order.
fn suspects(ours: &[Tombstone], theirs: &[Tombstone]) -> Vec<Pk> {
    let (mut ours, mut theirs) = (ours.iter().peekable(), theirs.iter().peekable());
    let mut suspects = Vec::new();
    loop {
        let order = match (ours.peek(), theirs.peek()) {
            (None, None) => return suspects,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((ours, ..)), Some((theirs, ..))) => ours.cmp(theirs),
        };
        let our_one = ours.next_if(|_| order.is_le());
        let their_one = theirs.next_if(|_| order.is_ge());
        let has_row = |one: Option<&Tombstone>| one.is_some_and(|(_, _, has_row)| *has_row);
        let version = |one: Option<&Tombstone>| one.map(|(_, version, _)| *version);
        let matters = !has_row(our_one) && !has_row(their_one);
        if matters && version(our_one) != version(their_one) {
            suspects.extend(our_one.or(their_one).map(|(pk, ..)| pk.clone()));
        }
    }
}
