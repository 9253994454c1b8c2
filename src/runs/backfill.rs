//! *Backfill*: the rows of a table, chunk by chunk in key order, through the same apply as every
//! other write. Any number of times: what is there at the same version, or a newer one, stays.

mod read;

use futures_util::future::join;

use self::read::{Page, range, read, statements};
use super::Ledger;
use super::finding::{not_applied, unreadable};
use super::model::{Finding, TableState};
use super::slice::{Lane, Slice, Stop};
use super::throttle::adapted_rows;
use crate::outbox::Queue;
use crate::replication::{NotApplied, ReasonKind, replicate, verify_write};
use crate::runtime::Runtime;
use crate::schema::table::Unit;
use crate::schema::{Body, Image, Key, Pk, Row, Type};
use crate::store::{ApplyError, ApplySet, Found, Range, Store, StoreError, Stored};

/// Rows of a table's first chunk.
const FIRST_CHUNK_ROWS: u32 = 500;
/// Tombstones of a chunk that goes into D1, which takes two statements for each.
const D1_CHUNK_TOMBSTONES: u32 = 100;
/// What a chunk of rows takes of D1's statements: about ten, and ten more for many bytes or for rows
/// that stand one above the other.
const D1_CHUNK_STATEMENTS: u32 = 20;
/// More rows than these are worth a checkpoint of their own.
const MANY_ROWS: u64 = 10_000;

/// Copies a table, or as much of it as the slice lasts: its rows, then the tombstones of keys that
/// have none, which were left before D1 journaled.
pub(super) async fn table<D, M, R, P, S>(
    slice: &Slice<'_, D, M, R>,
    lane: &mut Lane,
    primary: &P,
    secondary: &S,
) -> Result<(), Stop>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
    P: Store,
    S: Store,
{
    begin(slice, lane, primary).await?;
    let mut ahead = None;
    while lane.progress.state != TableState::Done {
        slice.turn(primary, statements(slice, lane, secondary)).await?;
        let began_ms = slice.router.runtime().now_ms();
        let page = match ahead.take() {
            Some(page) => page,
            None => read(slice, lane, primary, secondary).await?,
        };
        // The next chunk is read while this one is written; where that fails it is read again.
        let (last, more) = (page.last.clone(), page.more);
        let next = Range { after: last.clone(), ..range(slice, lane, secondary) };
        let reads_on = more && lane.progress.part == ROWS && !slice.run.settings.dry_run;
        let reading = async { if reads_on { primary.range(&next).await.ok() } else { None } };
        let (chunk, next) = join(chunk(slice, lane, primary, secondary, page), reading).await;
        if matches!(chunk, Err(Stop::Over)) {
            // It may have been too much at once for a database that is slow.
            lane.progress.chunk_rows = (lane.progress.chunk_rows / 2).max(1);
            slice.keep(lane, Vec::new()).await?;
        }
        ahead = next.map(Page::of).transpose().map_err(|error| Stop::Failed(error.to_string()))?;
        let took_ms = slice.router.runtime().now_ms().saturating_sub(began_ms);
        note(slice, lane, chunk?, (last, more), took_ms).await?;
    }
    Ok(())
}

/// The part of the work on a table that comes first, and the one that comes after it.
const ROWS: &str = "";
const TOMBSTONES: &str = "tombstones";

/// Counts the table's rows once, so that people see how far it is. Where that takes too long, it
/// is done without.
pub(super) async fn begin<D, M, R, P>(
    slice: &Slice<'_, D, M, R>,
    lane: &mut Lane,
    primary: &P,
) -> Result<(), Stop>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
    P: Store,
{
    if lane.progress.state == TableState::Waiting {
        lane.progress.expected_rows = primary.count(lane.table).await.ok();
        lane.progress.chunk_rows = FIRST_CHUNK_ROWS.min(slice.run.settings.batch_rows);
        lane.progress.state = TableState::Active;
        if lane.progress.expected_rows.is_none_or(|rows| rows > MANY_ROWS) {
            slice.keep(lane, Vec::new()).await?;
        }
    }
    Ok(())
}

/// What a chunk did.
struct Chunk {
    rows: u64,
    bytes: u64,
    good: u64,
    findings: Vec<Finding>,
}

/// Brings the rows of a page over.
async fn chunk<D, M, R, P, S>(
    slice: &Slice<'_, D, M, R>,
    lane: &Lane,
    primary: &P,
    secondary: &S,
    page: Page,
) -> Result<Chunk, Stop>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
    P: Store,
    S: Store,
{
    let runtime = slice.router.runtime();
    let now_ms = runtime.now_ms();
    let (run, table) = (slice.run.id.as_str(), lane.table);
    let (rows, bytes) = (count(page.rows.len()), page.bytes);
    let mut findings = Vec::new();
    let mut images = Vec::with_capacity(page.rows.len());
    let mut passed = 0;
    for found in page.rows {
        match found {
            Found::Row(Stored { row, .. }) if !is_since(slice.run.settings.since_ms, &row) => {
                passed += 1;
            }
            Found::Row(Stored { row, version }) => {
                let key = Pk::of(&row).map(|pk| Key { table, pk });
                let key = key.map_err(|error| Stop::Failed(error.to_string()))?;
                images.push(Image { key, version, body: Body::Row(row) });
            }
            Found::Unreadable { pk, column, expected, .. } => {
                findings.push(unreadable(run, table, &pk, column, expected, now_ms));
            }
        }
    }
    let buried = page.tombstones.into_iter().map(|(pk, version)| {
        let key = Key { table, pk };
        Image { key, version, body: Body::Tombstone }
    });
    images.extend(buried);
    let (good, failed) = if slice.run.settings.dry_run {
        tried(images)
    } else {
        let (good, mut failed) = copy(slice, primary, secondary, &images).await?;
        images.retain(|image| !failed.iter().any(|failed| failed.key == image.key));
        failed.extend(check(slice, secondary, &images).await?);
        (good, failed)
    };
    let good = if rows == 0 { 0 } else { good.saturating_add(passed) };
    findings.extend(failed.iter().map(|failed| not_applied(run, failed, now_ms)));
    Ok(Chunk { rows, bytes, good, findings })
}

/// Whether the row changed late enough, as far as it says when it did. A column of whole seconds
/// says no more than in which.
fn is_since(since_ms: Option<i64>, row: &Row) -> bool {
    let (Some(since_ms), Some((at, column))) = (since_ms, row.table().updated_column()) else {
        return true;
    };
    let rounded = match column.ty {
        Type::Timestamp { unit: Unit::Seconds } => since_ms.rem_euclid(1_000),
        _ => 0,
    };
    let from_ms = since_ms.saturating_sub(rounded);
    row.get(at).as_int().is_none_or(|changed_ms| changed_ms >= from_ms)
}

/// Which rows the schema would let through, without any of them being sent.
fn tried(images: Vec<Image>) -> (u64, Vec<NotApplied>) {
    let mut good = 0;
    let mut failed = Vec::new();
    for Image { key, body, .. } in images {
        let Body::Row(row) = body else { continue };
        match row.checked() {
            Ok(_) => good += 1,
            Err(invalid) => {
                let reason = ApplyError::Invalid { key: key.to_string(), invalid }.into();
                failed.push(NotApplied { key, reason });
            }
        }
    }
    (good, failed)
}

/// Applies the images; how many the secondary holds now, and which it does not take. Those that
/// only met a database that was not available are applied again.
async fn copy<D, M, R, P, S>(
    slice: &Slice<'_, D, M, R>,
    primary: &P,
    secondary: &S,
    images: &[Image],
) -> Result<(u64, Vec<NotApplied>), Stop>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
    P: Store,
    S: Store,
{
    let mut good = 0;
    let mut refused = Vec::new();
    let mut left: Vec<Image> = Vec::new();
    loop {
        let part = if left.is_empty() { images } else { left.as_slice() };
        let result = slice
            .patiently(async || {
                replicate(primary, secondary, part, ApplySet::Copied, slice.epoch).await
            })
            .await?;
        good += count(result.confirmed.len());
        if let Some(failed) = result.failed.iter().find(|failed| failed.reason.is_of_database()) {
            return Err(Stop::Failed(failed.reason.to_string()));
        }
        let (again, failed): (Vec<_>, Vec<_>) =
            result.failed.into_iter().partition(|it| it.reason.kind() == ReasonKind::Unavailable);
        refused.extend(failed);
        let Some(first) = again.first() else {
            return Ok((good, refused));
        };
        let unavailable = StoreError::Unavailable {
            side: secondary.side(),
            outcome: crate::store::Outcome::NotDone,
            message: first.reason.to_string(),
        };
        left = images
            .iter()
            .filter(|image| again.iter().any(|failed| failed.key == image.key))
            .cloned()
            .collect();
        slice.wait_after(unavailable).await?;
    }
}

/// Where the run validates: which rows read back otherwise than they were sent.
async fn check<D, M, R, S>(
    slice: &Slice<'_, D, M, R>,
    secondary: &S,
    images: &[Image],
) -> Result<Vec<NotApplied>, Stop>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
    S: Store,
{
    if !slice.run.settings.validate {
        return Ok(Vec::new());
    }
    let differing = slice.patiently(async || verify_write(secondary, images).await).await?;
    let reason = || crate::replication::Reason::ReadsBack;
    Ok(differing.into_iter().map(|key| NotApplied { key, reason: reason() }).collect())
}

/// Keeps what a chunk did.
async fn note<D, M, R>(
    slice: &Slice<'_, D, M, R>,
    lane: &mut Lane,
    chunk: Chunk,
    (last, more): (Option<Pk>, bool),
    took_ms: i64,
) -> Result<(), Stop>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    let Chunk { rows, bytes, good, findings } = chunk;
    let settings = &slice.run.settings;
    slice.throttle.went(rows);
    let first = findings
        .first()
        .filter(|_| !settings.continue_on_error)
        .map(|finding| format!("{}/{}: {}", finding.table, finding.pk, finding.message));
    if let Some(error) = first {
        // What was found is kept, but not how far it went: a resumed run tries these rows again.
        slice.keep(lane, findings).await?;
        return Err(Stop::Failed(error));
    }
    let progress = &mut lane.progress;
    progress.rows = progress.rows.saturating_add(rows);
    progress.bytes = progress.bytes.saturating_add(bytes);
    progress.good = progress.good.saturating_add(good);
    progress.findings = progress.findings.saturating_add(count(findings.len()));
    progress.chunks = progress.chunks.saturating_add(1);
    progress.worked_ms = progress.worked_ms.saturating_add(took_ms);
    if progress.part == ROWS {
        progress.chunk_rows = adapted_rows(progress.chunk_rows, took_ms, settings);
    }
    progress.after = last.or(progress.after.take());
    let mut is_soon_through = false;
    match (more, progress.part.as_str()) {
        (true, _) => {}
        (false, ROWS) if settings.since_ms.is_none() && !settings.dry_run => {
            TOMBSTONES.clone_into(&mut progress.part);
            progress.after = None;
            is_soon_through = progress.rows < MANY_ROWS && findings.is_empty();
        }
        (false, _) => progress.state = TableState::Done,
    }
    // Tombstones are few: that the rows are through is kept with what comes after them.
    if is_soon_through { Ok(()) } else { slice.keep(lane, findings).await }
}

pub(super) fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
