//! What a forced switch left in the old primary's journal: each key is put right at the new primary,
//! whose content wins, and its line goes.

use serde_json::json;

use super::{Lines, SwitchError, Switcher};
use crate::outbox::Queue;
use crate::router::Router;
use crate::runtime::Runtime;
use crate::schema::Version;
use crate::store::{
    Coordinator, Either, JournalLine, Role, RouteState, Side, Store, StoreError, WriteError, canary,
};

/// Most lines that one call settles: each may take a batch of D1.
const MOST_LINES: usize = 100;

/// What was settled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Leftovers {
    /// Lines that are gone now.
    pub settled: usize,
    /// Of these, keys that were put right at the primary.
    pub repaired: usize,
}

/// Settles lines that stand in the secondary's journal, where there are any: only a forced switch
/// leaves some. Not before the secondary's own line says that it takes no writes any more.
pub async fn settle_leftovers<D, M, R>(router: &Router<D, M, R>) -> Result<Leftovers, SwitchError>
where
    D: Coordinator + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    let switcher = Switcher::of(router)?;
    let lines = switcher.lines().await?;
    let Some(primary) = settled_primary(&lines) else { return Ok(Leftovers::default()) };
    let (d1, mysql) = (router.d1(), router.mysql().ok_or(SwitchError::NoMysql)?);
    let (to, from) = Either::pair(primary, d1, mysql);
    if switcher.journal_is_empty(from.side()).await.unwrap_or(true) {
        return Ok(Leftovers::default());
    }
    let mut left = from.journal(&None, i64::MAX, MOST_LINES).await?;
    // A canary on its way back is in that journal for a moment, and looks after itself.
    left.retain(|line| line.key.table != canary());
    if left.is_empty() {
        return Ok(Leftovers::default());
    }
    let keys: Vec<_> = left.iter().map(|line| line.key.clone()).collect();
    let found = to.snapshot(&keys).await?;
    let version = |at: usize| {
        found.get(at).and_then(Option::as_ref).map_or(Version::NONE, |image| image.version)
    };
    let listed: Vec<_> = left
        .iter()
        .enumerate()
        .map(|(at, line)| json!([line.key.to_string(), line.version.0, version(at).0]))
        .collect();
    let detail = json!({ "leftAt": from.side().name(), "keyVersionHere": listed });
    switcher.audit("cron", "switch.leftovers", primary, detail).await?;
    let mut settled = Leftovers::default();
    for (at, line) in left.iter().enumerate() {
        if version(at) < line.version {
            repair(&to, line, &lines).await?;
            settled.repaired = settled.repaired.saturating_add(1);
        }
        from.ack(&[(line.key.clone(), line.version)]).await?;
        settled.settled = settled.settled.saturating_add(1);
    }
    Ok(settled)
}

/// The primary, where the other database is known to take no writes.
fn settled_primary(lines: &Lines) -> Option<Side> {
    let RouteState::Open(primary) = lines.route.state else { return None };
    let (epoch, role) = lines.mysql.as_ref().ok()?;
    let expected = if primary == Side::MySql { Role::Primary } else { Role::Closed };
    (*epoch == lines.route.epoch && *role == expected).then_some(primary)
}

async fn repair<S: Store>(to: &S, line: &JournalLine, lines: &Lines) -> Result<(), StoreError> {
    match to.repair(&line.key, line.version, lines.route.epoch).await {
        Ok(()) => Ok(()),
        Err(WriteError::Store(error)) => Err(error),
        Err(error) => Err(StoreError::rejected(to.side(), error.to_string())),
    }
}
