//! What a backfill reads: rows, or tombstones, of one chunk.

use super::super::Ledger;
use super::super::slice::{Lane, Slice, Stop};
use super::{D1_CHUNK_STATEMENTS, D1_CHUNK_TOMBSTONES, ROWS};
use crate::outbox::Queue;
use crate::runtime::Runtime;
use crate::schema::{KeyError, Pk, Version};
use crate::store::{Found, Range, RangePage, Side, Store, StoreError};

/// The range after what is through. Into D1 go as many tombstones as its statements allow;
/// and of a bound of rows a second, a chunk has one second's at most.
pub(super) fn range<D, M, R, S: Store>(
    slice: &Slice<'_, D, M, R>,
    lane: &Lane,
    secondary: &S,
) -> Range {
    let settings = &slice.run.settings;
    let mut rows = lane.progress.chunk_rows.max(1);
    if secondary.side() == Side::D1 && lane.progress.part != ROWS {
        rows = rows.min(D1_CHUNK_TOMBSTONES);
    }
    if let Some(bound) = settings.rows_per_second.checked_div(settings.parallel_tables)
        && settings.rows_per_second > 0
    {
        rows = rows.min(bound.max(1));
    }
    Range {
        table: lane.table,
        after: lane.progress.after.clone(),
        up_to: None,
        most_rows: usize::try_from(rows).unwrap_or(1),
        max_bytes: usize::try_from(settings.batch_bytes).unwrap_or(usize::MAX),
    }
}

/// What a chunk takes of D1's statements beyond others.
pub(super) fn statements<D, M, R, S: Store>(
    slice: &Slice<'_, D, M, R>,
    lane: &Lane,
    secondary: &S,
) -> u32 {
    if secondary.side() != Side::D1 || slice.run.settings.dry_run {
        return 0;
    }
    if lane.progress.part == ROWS {
        return D1_CHUNK_STATEMENTS;
    }
    let tombstones = range(slice, lane, secondary).most_rows;
    u32::try_from(tombstones).unwrap_or(u32::MAX).saturating_mul(2).saturating_add(10)
}

/// What was read of a table.
pub(super) struct Page {
    pub(super) rows: Vec<Found>,
    pub(super) tombstones: Vec<(Pk, Version)>,
    pub(super) bytes: u64,
    pub(super) last: Option<Pk>,
    pub(super) more: bool,
}

impl Page {
    pub(super) fn of(page: RangePage) -> Result<Page, KeyError> {
        let last = page.rows.last().map(Found::pk).transpose()?;
        let RangePage { rows, bytes, more } = page;
        Ok(Page { rows, tombstones: Vec::new(), bytes, last, more })
    }
}

/// Reads the next chunk; a smaller one each time that it fails.
pub(super) async fn read<D, M, R, P, S>(
    slice: &Slice<'_, D, M, R>,
    lane: &mut Lane,
    primary: &P,
    secondary: &S,
) -> Result<Page, Stop>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
    P: Store,
    S: Store,
{
    loop {
        let range = range(slice, lane, secondary);
        let read = if lane.progress.part == ROWS {
            primary.range(&range).await.and_then(|page| Ok(Page::of(page)?))
        } else {
            tombstones(primary, &range).await
        };
        match read {
            Ok(page) => return Ok(page),
            Err(error) => {
                lane.progress.chunk_rows = (lane.progress.chunk_rows / 2).max(1);
                slice.wait_after(error).await?;
            }
        }
    }
}

async fn tombstones<P: Store>(primary: &P, range: &Range) -> Result<Page, StoreError> {
    let most = range.most_rows;
    let found = primary.tombstones(range.table, range.after.as_ref(), None, most).await?;
    let (last, more) = (found.last().map(|(pk, _, _)| pk.clone()), found.len() == most);
    let rowless = found.into_iter().filter(|(_, _, has_row)| !has_row);
    let tombstones = rowless.map(|(pk, version, _)| (pk, version)).collect();
    Ok(Page { rows: Vec::new(), tombstones, bytes: 0, last, more })
}
