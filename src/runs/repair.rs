//! *Repair*: each open finding is looked at again and, where it still is so, its key is touched at
//! the primary, by the protocol's repair; the replay brings it over, and it is compared once more.

use std::collections::HashMap;

use super::Ledger;
use super::backfill::count;
use super::ids::is_of_old_row;
use super::model::{
    Finding, FindingFilter, FindingKind, FindingPosition, FindingState, TableState,
};
use super::slice::{Lane, Slice, Stop};
use super::start::audit;
use super::verify::verifier;
use crate::outbox::Queue;
use crate::replication::ReadOnly;
use crate::runtime::Runtime;
use crate::schema::{Key, Pk, Version};
use crate::store::{Store, StoreError, WriteError};

/// Findings of one chunk.
const CHUNK_FINDINGS: usize = 20;
/// Statements of D1 that a key takes: two looks at it, its repair, a line of the audit.
const KEY_STATEMENTS: u32 = 12;
/// How long the replay after a chunk may go on, in milliseconds.
const REPLAY_MS: i64 = 5_000;

/// Repairs what was found in a table, or as much of it as the slice lasts.
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
    let settings = &slice.run.settings;
    let filter = FindingFilter {
        run: settings.of_run.clone(),
        tables: vec![lane.table.name.to_owned()],
        pk: settings.key.clone(),
        state: Some(FindingState::Open),
    };
    let mut after: Option<FindingPosition> = None;
    lane.progress.state = TableState::Active;
    while lane.progress.state != TableState::Done {
        slice.turn(primary, 0).await?;
        let d1 = slice.router.d1();
        let found = slice
            .patiently(async || d1.findings(&filter, after.as_ref(), CHUNK_FINDINGS).await)
            .await?;
        after = found.last().map(Finding::position);
        let is_last = found.len() < CHUNK_FINDINGS;
        // Both databases hold the same of these: another run of that kind mends them.
        let found: Vec<Finding> = found.into_iter().filter(|it| !is_of_old_row(it)).collect();
        let keys = keys(lane, &found);
        let left = if settings.dry_run {
            0
        } else {
            mend(slice, primary, secondary, &found, &keys).await?
        };
        let progress = &mut lane.progress;
        progress.rows = progress.rows.saturating_add(count(keys.len()));
        progress.findings = progress.findings.saturating_add(left);
        progress.good = progress.rows.saturating_sub(progress.findings);
        progress.chunks = progress.chunks.saturating_add(1);
        slice.throttle.went(count(keys.len()));
        if is_last {
            lane.progress.state = TableState::Done;
        }
        slice.keep(lane, Vec::new()).await?;
    }
    Ok(())
}

/// The keys that the findings are about. Those about a whole table have none: nothing can be
/// touched to mend them.
fn keys(lane: &Lane, found: &[Finding]) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    for finding in found.iter().filter(|finding| !finding.pk.is_empty()) {
        let key = Key { table: lane.table, pk: Pk::from_stored(finding.pk.clone()) };
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

/// Mends these keys; how many findings are as they were.
async fn mend<D, M, R, P, S>(
    slice: &Slice<'_, D, M, R>,
    primary: &P,
    secondary: &S,
    found: &[Finding],
    keys: &[Key],
) -> Result<u64, Stop>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
    P: Store,
    S: Store,
{
    let verifier = verifier(slice, primary, secondary);
    let differing = slice.patiently(async || verifier.compare_keys(keys.to_vec()).await).await?;
    // A value that nobody can read is not brought over by repeating its write.
    let mends = |key: &Key| {
        let of_key = differing.iter().find(|finding| finding.pk == key.pk.as_str());
        of_key.is_some_and(|finding| finding.kind != FindingKind::Unparsable)
    };
    let touched: Vec<Key> = keys.iter().filter(|key| mends(key)).cloned().collect();
    slice.spend(u32::try_from(keys.len()).unwrap_or(u32::MAX).saturating_mul(KEY_STATEMENTS));
    let mut before = HashMap::new();
    for key in &touched {
        let versions = slice.patiently(async || versions(primary, secondary, key).await).await?;
        touch(slice, primary, key, versions.1).await?;
        before.insert(key.clone(), versions);
    }
    if !touched.is_empty() {
        slice.patiently(async || slice.settle(REPLAY_MS).await).await?;
    }
    let left = slice.patiently(async || verifier.compare_keys(touched.clone()).await).await?;
    let d1 = slice.router.d1();
    for key in &touched {
        let (ours, theirs) = before.get(key).copied().unwrap_or((Version::NONE, Version::NONE));
        let still = left.iter().find(|finding| finding.pk == key.pk.as_str());
        let detail = serde_json::json!({
            "run": slice.run.id,
            "before": { "primary": ours.0, "secondary": theirs.0 },
            "after": still.map_or("same", |finding| finding.message.as_str()),
        });
        let (who, target, detail) = (&slice.run.by, key.to_string(), detail.to_string());
        slice
            .patiently(async || audit(slice.router, who, "repair", &target, detail.clone()).await)
            .await?;
    }
    let state = |finding: &Finding| {
        let was_touched = touched.iter().any(|key| key.pk.as_str() == finding.pk);
        let is = |list: &[Finding]| list.iter().any(|other| other.pk == finding.pk);
        match was_touched {
            true if !is(&left) => Some(FindingState::Repaired),
            false if !finding.pk.is_empty() && !is(&differing) => Some(FindingState::Gone),
            _ => None,
        }
    };
    let settled: Vec<_> =
        found.iter().filter_map(|finding| Some((finding.position(), state(finding)?))).collect();
    let now_ms = slice.router.runtime().now_ms();
    slice.patiently(async || d1.settle_findings(&settled, now_ms).await).await?;
    Ok(count(found.len().saturating_sub(settled.len())))
}

/// The versions that both sides hold of a key; none of a row that can't be read.
async fn versions(
    primary: &impl ReadOnly,
    secondary: &impl ReadOnly,
    key: &Key,
) -> Result<(Version, Version), StoreError> {
    Ok((version(primary, key).await?, version(secondary, key).await?))
}

async fn version(database: &impl ReadOnly, key: &Key) -> Result<Version, StoreError> {
    match database.snapshot(std::slice::from_ref(key)).await {
        Ok(found) => {
            Ok(found.into_iter().flatten().next().map_or(Version::NONE, |image| image.version))
        }
        Err(StoreError::Unreadable { .. }) => Ok(Version::NONE),
        Err(error) => Err(error),
    }
}

/// Repeats the key's write at the primary, above the secondary's version.
async fn touch<D, M, R, P>(
    slice: &Slice<'_, D, M, R>,
    primary: &P,
    key: &Key,
    above: Version,
) -> Result<(), Stop>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
    P: Store,
{
    loop {
        match primary.repair(key, above, slice.epoch).await {
            Ok(()) => return Ok(()),
            Err(WriteError::Fenced) => {
                let d1 = slice.router.d1();
                let route = slice.patiently(async || d1.control().await).await?.route;
                return Err(match route {
                    Some(route) if route.epoch == slice.epoch => Stop::Failed(format!(
                        "{key}: the other database has it at a version of a later epoch, which no repair writes over"
                    )),
                    // A switch has begun: the next slice reads the route anew.
                    _ => Stop::Over,
                });
            }
            Err(WriteError::Store(error)) => slice.wait_after(error).await?,
            Err(error) => return Err(Stop::Failed(format!("{key}: {error}"))),
        }
    }
}
