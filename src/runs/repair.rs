//! *Repair*: each open finding is looked at again and, where it still is so, its key is touched at
//! the primary, by the protocol's repair; the replay brings it over, and it is compared once more.

mod held;

use serde_json::{Value as Json, json};

use super::backfill::count;
use super::ids::is_of_old_row;
use super::model::{
    Finding, FindingFilter, FindingKind, FindingPosition, FindingState, Settings, TableState,
};
use super::slice::{Lane, Slice, Stop};
use super::verify::verifier;
use super::{AuditLine, Ledger, SHADOW_RUN};
use crate::outbox::Queue;
use crate::runtime::{Level, Runtime, new_ulid};
use crate::schema::{Key, Pk, Table, Version};
use crate::store::{Store, WriteError};

/// Findings of one chunk.
const CHUNK_FINDINGS: usize = 20;
/// Statements of D1 that a finding of a chunk takes: looks at its key before and after, its
/// versions, its repair, two lines of the audit.
const FINDING_STATEMENTS: u32 = 14;
/// How long the replay after a chunk may go on, in milliseconds.
const REPLAY_MS: i64 = 5_000;

/// Repairs what was found in a table, or as much of it as the slice lasts. Each finding is looked
/// at once: `part` says which was the last.
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
    let repair = Repair { slice, primary, secondary };
    let settings = &slice.run.settings;
    let filter = FindingFilter {
        run: settings.of_run.clone(),
        tables: vec![lane.table.name.to_owned()],
        pk: settings.key.clone(),
        state: Some(FindingState::Open),
    };
    lane.progress.state = TableState::Active;
    while lane.progress.state != TableState::Done {
        let (d1, after) = (slice.router.d1(), position(&lane.progress.part, lane.table));
        let found = slice
            .patiently(async || d1.findings(&filter, after.as_ref(), CHUNK_FINDINGS).await)
            .await?;
        let findings = u32::try_from(found.len()).unwrap_or(u32::MAX);
        slice.turn(primary, findings.saturating_mul(FINDING_STATEMENTS)).await?;
        let (looked_at, settled) = (count(found.len()), repair.chunk(lane.table, &found).await?);
        let progress = &mut lane.progress;
        progress.rows = progress.rows.saturating_add(looked_at);
        progress.good = progress.good.saturating_add(settled);
        progress.findings = progress.rows.saturating_sub(progress.good);
        progress.chunks = progress.chunks.saturating_add(1);
        if let Some(last) = found.last() {
            progress.part = json!([last.run, last.pk, last.kind]).to_string();
        }
        if found.len() < CHUNK_FINDINGS {
            progress.state = TableState::Done;
        }
        slice.throttle.went(looked_at);
        slice.keep(lane, Vec::new()).await?;
    }
    Ok(())
}

/// The last finding that was looked at.
fn position(part: &str, table: &Table) -> Option<FindingPosition> {
    let (run, pk, kind) = serde_json::from_str(part).ok()?;
    Some(FindingPosition { run, table: table.name.to_owned(), pk, kind })
}

/// Whether comparing the finding's key says if it still is so. Of the others both databases may
/// hold the same: whoever found them is to look again.
fn is_decided(finding: &Finding) -> bool {
    use FindingKind::{
        Count, Different, Extra, Missing, Order, Orphan, Refused, Tombstone, Unique, Unparsable,
        Version,
    };
    match finding.kind {
        Refused | Unparsable | Missing | Extra | Different | Version | Tombstone => {
            !finding.pk.is_empty() && !is_of_old_row(finding)
        }
        Orphan | Order | Unique | Count => false,
    }
}

/// The keys to be compared, each once.
fn keys(table: &'static Table, found: &[Finding]) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    for finding in found.iter().filter(|finding| is_decided(finding)) {
        let key = Key { table, pk: Pk::from_stored(finding.pk.clone()) };
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

/// Whether the operator, who repairs what shadow reads found, ends it: nobody looks at such a page
/// again until the next shadow read of it, which finds it anew if it still is so.
fn is_given_up(finding: &Finding, settings: &Settings) -> bool {
    finding.kind == FindingKind::Order
        && finding.run == SHADOW_RUN
        && settings.of_run.as_deref() == Some(SHADOW_RUN)
}

/// What a finding has become, if it has changed.
fn outcome(
    finding: &Finding,
    differing: &[Finding],
    touched: &[Key],
    left: &[Finding],
) -> Option<FindingState> {
    let is_in = |list: &[Finding]| list.iter().any(|other| other.pk == finding.pk);
    if !is_decided(finding) {
        return None;
    }
    if !is_in(differing) {
        return Some(FindingState::Gone);
    }
    let was_touched = touched.iter().any(|key| key.pk.as_str() == finding.pk);
    (was_touched && !is_in(left)).then_some(FindingState::Repaired)
}

/// A repair under way.
struct Repair<'a, D, M, R, P, S> {
    slice: &'a Slice<'a, D, M, R>,
    primary: &'a P,
    secondary: &'a S,
}

impl<D, M, R, P, S> Repair<'_, D, M, R, P, S>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
    P: Store,
    S: Store,
{
    /// Looks at these findings, and mends what it can unless the run is dry; how many are mended or
    /// gone.
    async fn chunk(&self, table: &'static Table, found: &[Finding]) -> Result<u64, Stop> {
        let (slice, dry) = (self.slice, self.slice.run.settings.dry_run);
        let verifier = verifier(slice, self.primary, self.secondary);
        let keys = keys(table, found);
        let differing = slice.patiently(async || verifier.compare_keys(keys.clone()).await).await?;
        let touched = if dry { Vec::new() } else { self.touch_all(table, &differing).await? };
        if !touched.is_empty() {
            slice.patiently(async || slice.settle(REPLAY_MS).await).await?;
        }
        let left = slice.patiently(async || verifier.compare_keys(touched.clone()).await).await?;
        for key in &touched {
            let still = left.iter().find(|finding| finding.pk == key.pk.as_str());
            let after = still.map_or("same", |finding| finding.message.as_str());
            self.audit("repair.outcome", key, json!({ "run": slice.run.id, "after": after }))
                .await?;
        }
        let settled = found.iter().filter_map(|finding| {
            let given_up = is_given_up(finding, &slice.run.settings);
            let outcome = outcome(finding, &differing, &touched, &left);
            Some((finding.position(), outcome.or(given_up.then_some(FindingState::Gone))?))
        });
        let settled: Vec<_> = settled.collect();
        if !dry {
            let (d1, now_ms) = (slice.router.d1(), slice.router.runtime().now_ms());
            slice.patiently(async || d1.settle_findings(&settled, now_ms).await).await?;
        }
        Ok(count(settled.len()))
    }

    /// Touches the keys that differ; which of them could be.
    async fn touch_all(
        &self,
        table: &'static Table,
        differing: &[Finding],
    ) -> Result<Vec<Key>, Stop> {
        let mut touched = Vec::new();
        for finding in differing {
            let key = Key { table, pk: Pk::from_stored(finding.pk.clone()) };
            if self.touch(&key, finding).await? {
                touched.push(key);
            }
        }
        Ok(touched)
    }

    /// Touches one key, if that brings the primary's row over. What is about to be done is in the
    /// audit before it is.
    async fn touch(&self, key: &Key, finding: &Finding) -> Result<bool, Stop> {
        let slice = self.slice;
        let ours = slice.patiently(async || held::readable(self.primary, key).await).await?;
        let Some(ours) = ours else {
            self.leave(key, "the primary's row can't be read");
            return Ok(false);
        };
        let theirs = slice.patiently(async || held::version(self.secondary, key).await).await?;
        if let Err(error) = ours.max(theirs).next(slice.epoch) {
            self.leave(key, &error.to_string());
            return Ok(false);
        }
        let detail = json!({
            "run": slice.run.id,
            "finding": finding.kind,
            "before": { "primary": ours.0, "secondary": theirs.0 },
            "values": finding.values,
        });
        self.audit("repair", key, detail).await?;
        match self.repeat(key, theirs).await? {
            None => Ok(true),
            Some(why) => {
                self.leave(key, &why);
                let after = format!("not touched: {why}");
                let detail = json!({ "run": slice.run.id, "after": after });
                self.audit("repair.outcome", key, detail).await?;
                Ok(false)
            }
        }
    }

    /// Repeats the key's write at the primary, above the secondary's version; why not, where the
    /// primary doesn't take it.
    async fn repeat(&self, key: &Key, above: Version) -> Result<Option<String>, Stop> {
        let slice = self.slice;
        loop {
            match self.primary.repair(key, above, slice.epoch).await {
                Ok(()) => return Ok(None),
                Err(WriteError::Store(error)) => slice.wait_after(error).await?,
                Err(error) => {
                    let d1 = slice.router.d1();
                    let route = slice.patiently(async || d1.control().await).await?.route;
                    if route.is_none_or(|route| route.epoch != slice.epoch) {
                        // A switch has begun: the next slice reads the route anew.
                        return Err(Stop::Over);
                    }
                    return Ok(Some(error.to_string()));
                }
            }
        }
    }

    /// Says why a key is left as it is.
    fn leave(&self, key: &Key, why: &str) {
        let text = format!("run {} leaves {key} as it is: {why}", self.slice.run.id);
        self.slice.router.runtime().log(Level::Warn, &text);
    }

    async fn audit(&self, verb: &str, key: &Key, detail: Json) -> Result<(), Stop> {
        let runtime = self.slice.router.runtime();
        let line = AuditLine {
            id: new_ulid(runtime),
            at_ms: runtime.now_ms(),
            who: self.slice.run.by.clone(),
            verb: verb.to_owned(),
            target: key.to_string(),
            detail: detail.to_string(),
        };
        self.slice.patiently(async || self.slice.router.d1().audit(&line).await).await
    }
}
