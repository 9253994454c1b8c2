//! *Backfill*: the rows of a table, chunk by chunk in key order, through the same apply as every
//! other write. Any number of times: what is there at the same version, or a newer one, stays.

use futures_util::future::join;

use super::Ledger;
use super::finding::{not_applied, unreadable};
use super::model::{Finding, TableState};
use super::slice::{Lane, Slice, Stop};
use super::throttle::adapted_rows;
use crate::outbox::Queue;
use crate::replication::{NotApplied, ReasonKind, replicate, verify_write};
use crate::runtime::Runtime;
use crate::schema::{Body, Image, Key, Pk};
use crate::store::{ApplyError, ApplySet, Found, Range, RangePage, Store, StoreError, Stored};

/// Rows of a table's first chunk.
const FIRST_CHUNK_ROWS: u32 = 500;

/// Copies a table, or as much of it as the slice lasts.
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
        slice.turn(primary).await?;
        let page = match ahead.take() {
            Some(page) => page,
            None => {
                let range = range(slice, lane, lane.progress.after.clone());
                slice.patiently(async || primary.range(&range).await).await?
            }
        };
        let last = page.rows.last().map(|found| found.pk()).transpose();
        let last = last.map_err(|error| Stop::Failed(error.to_string()))?;
        // The next chunk is read while this one is written; where that fails it is read again.
        let next = range(slice, lane, last.clone());
        let reads_on = page.more && !slice.run.settings.dry_run;
        let read = async { if reads_on { primary.range(&next).await.ok() } else { None } };
        let more = page.more;
        let (chunk, next) = join(chunk(slice, lane, primary, secondary, page), read).await;
        ahead = next;
        note(slice, lane, chunk?, last, more).await?;
    }
    Ok(())
}

/// Counts the table's rows once, so that people see how far it is.
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
        let rows = slice.patiently(async || primary.count(lane.table).await).await?;
        lane.progress.expected_rows = Some(rows);
        lane.progress.chunk_rows = FIRST_CHUNK_ROWS.min(slice.run.settings.batch_rows);
        lane.progress.state = TableState::Active;
    }
    Ok(())
}

/// The rows of the chunk after a key.
fn range<D, M, R>(slice: &Slice<'_, D, M, R>, lane: &Lane, after: Option<Pk>) -> Range {
    let settings = &slice.run.settings;
    Range {
        table: lane.table,
        after,
        up_to: None,
        since_ms: settings.since_ms,
        most_rows: usize::try_from(lane.progress.chunk_rows).unwrap_or(1).max(1),
        max_bytes: usize::try_from(settings.batch_bytes).unwrap_or(usize::MAX),
    }
}

/// What a chunk did.
struct Chunk {
    rows: u64,
    bytes: u64,
    good: u64,
    findings: Vec<Finding>,
    took_ms: i64,
}

/// Brings the rows of a page over.
async fn chunk<D, M, R, P, S>(
    slice: &Slice<'_, D, M, R>,
    lane: &Lane,
    primary: &P,
    secondary: &S,
    page: RangePage,
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
    for found in page.rows {
        match found {
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
    let (good, failed) = if slice.run.settings.dry_run {
        tried(images)
    } else {
        let (good, mut failed) = copy(slice, primary, secondary, &images).await?;
        failed.extend(check(slice, secondary, &images).await?);
        (good, failed)
    };
    findings.extend(failed.iter().map(|failed| not_applied(run, failed, now_ms)));
    let took_ms = runtime.now_ms().saturating_sub(now_ms);
    Ok(Chunk { rows, bytes, good, findings, took_ms })
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
    last: Option<Pk>,
    more: bool,
) -> Result<(), Stop>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    let Chunk { rows, bytes, good, findings, took_ms } = chunk;
    let settings = &slice.run.settings;
    let progress = &mut lane.progress;
    progress.rows = progress.rows.saturating_add(rows);
    progress.bytes = progress.bytes.saturating_add(bytes);
    progress.good = progress.good.saturating_add(good);
    progress.findings = progress.findings.saturating_add(count(findings.len()));
    progress.chunks = progress.chunks.saturating_add(1);
    progress.worked_ms = progress.worked_ms.saturating_add(took_ms);
    progress.chunk_rows = adapted_rows(progress.chunk_rows, took_ms, settings);
    progress.after = last.or(progress.after.take());
    if !more {
        progress.state = TableState::Done;
    }
    slice.throttle.went(rows);
    let first = findings
        .first()
        .map(|finding| format!("{}/{}: {}", finding.table, finding.pk, finding.message));
    slice.keep(lane, findings).await?;
    match first {
        Some(first) if !settings.continue_on_error => Err(Stop::Failed(first)),
        _ => Ok(()),
    }
}

pub(super) fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
