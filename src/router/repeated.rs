//! A request that comes again after a switch: the primary of today does not know what the one before
//! it committed under the same id.

use super::route::KnownRoute;
use super::{BreakerState, Router};
use crate::outbox::Queue;
use crate::runs::Ledger;
use crate::runtime::{Level, Runtime};
use crate::schema::{Image, Version};
use crate::store::{Outcome, Side, Store, StoreError, Unit, Written};

/// For how long after a switch a request waits until it could be looked for, in milliseconds. Later
/// it is carried out where that is not possible: clients repeat within minutes, and nobody is to
/// need both databases for days.
const MUST_ASK_MS: i64 = 3_600_000;
/// For how long after a switch a request may have been committed before it that is still looked for
/// by its id, in milliseconds: ids count for the day before, too.
const REQUESTS_MS: i64 = 2 * 86_400_000;

impl<D: Store + Ledger + 'static, M: Store + 'static, R: Runtime + Queue> Router<D, M, R> {
    /// What the database that is not the primary committed under the unit's id, as the primary has
    /// it now. Asked after the route was read, since then that database takes nothing more. What a
    /// forced switch left behind there counts as not committed; where that can't be told any more,
    /// since its keys have changed after that switch, the outcome is unknown.
    pub(super) async fn committed_before(
        &self,
        primary: Side,
        known: &KnownRoute,
        unit: &Unit,
    ) -> Result<Option<Written>, StoreError> {
        let age_ms = self.runtime().now_ms().saturating_sub(known.since_ms);
        let Some(mysql) = &self.shared.mysql else { return Ok(None) };
        if known.since_ms == 0 || age_ms > REQUESTS_MS {
            return Ok(None);
        }
        let may_go_on = known.forced || age_ms > MUST_ASK_MS;
        let breaker = self.isolate().breaker.state(self.runtime().now_ms());
        if primary == Side::D1 && may_go_on && breaker == BreakerState::Open {
            return Ok(None);
        }
        let d1 = &self.shared.d1;
        let settled = match primary {
            Side::D1 => mysql.settle(unit).await,
            Side::MySql => d1.settle(unit).await,
        };
        let settled = match settled {
            Ok(settled) => settled,
            // After a forced switch what it had and nobody else has was given up.
            Err(error) if may_go_on && error.is_transient() => {
                let message = format!("a request could not be looked for: {error}");
                self.runtime().log(Level::Warn, &message);
                return Ok(None);
            }
            Err(error) => return Err(not_done(error)),
        };
        let Some(written) = settled else { return Ok(None) };
        let there = written.images;
        let keys: Vec<_> = there.iter().map(|image| image.key.clone()).collect();
        let images = match primary {
            Side::D1 => d1.snapshot(&keys).await,
            Side::MySql => mysql.snapshot(&keys).await,
        };
        let here = images.map_err(not_done)?;
        let version = |image: &Option<Image>| image.as_ref().map_or(Version::NONE, |it| it.version);
        // A secondary is never ahead, unless a forced switch left something behind there.
        if there.iter().zip(&here).any(|(there, here)| version(here) < there.version) {
            return Ok(None);
        }
        let first = known.route.epoch.first_version();
        if known.forced && here.iter().any(|here| version(here) >= first) {
            return Err(unclear(primary));
        }
        let images = here.into_iter().flatten().collect();
        Ok(Some(Written { images, replayed: true, bookmark: None }))
    }
}

/// The keys' content is that of the primary since the forced switch, whatever the request did.
fn unclear(side: Side) -> StoreError {
    let message = "a forced switch may have left behind what this request wrote".to_owned();
    StoreError::Unavailable { side, outcome: Outcome::Unknown, message }
}

/// Only asked: this try has done nothing.
fn not_done(error: StoreError) -> StoreError {
    match error {
        StoreError::Unavailable { side, message, .. } => {
            StoreError::Unavailable { side, outcome: Outcome::NotDone, message }
        }
        other => other,
    }
}
