//! A request that comes again after a switch: the primary of today does not know what the one before
//! it committed under the same id.

use super::Router;
use super::route::KnownRoute;
use crate::outbox::Queue;
use crate::runs::Ledger;
use crate::runtime::{Level, Runtime};
use crate::store::{Outcome, Side, Store, StoreError, Unit, Written};

/// For how long after a switch a request may have been committed before it that is still looked for
/// by its id, in milliseconds: ids count for the day before, too.
const REQUESTS_MS: i64 = 2 * 86_400_000;

impl<D: Store + Ledger + 'static, M: Store + 'static, R: Runtime + Queue> Router<D, M, R> {
    /// What the database that is not the primary committed under the unit's id, as the primary has
    /// it now. Asked after the route was read, since then that database takes nothing more.
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
        let d1 = &self.shared.d1;
        let settled = match primary {
            Side::D1 => mysql.settle(unit).await,
            Side::MySql => d1.settle(unit).await,
        };
        let settled = match settled {
            Ok(settled) => settled,
            // What it had and nobody else has was given up.
            Err(error) if known.forced && error.is_transient() => {
                let message =
                    format!("a request could not be looked for after a forced switch: {error}");
                self.runtime().log(Level::Warn, &message);
                return Ok(None);
            }
            Err(error) => return Err(not_done(error)),
        };
        let Some(written) = settled else { return Ok(None) };
        let keys: Vec<_> = written.images.into_iter().map(|image| image.key).collect();
        let images = match primary {
            Side::D1 => d1.snapshot(&keys).await,
            Side::MySql => mysql.snapshot(&keys).await,
        };
        let images = images.map_err(not_done)?.into_iter().flatten().collect();
        Ok(Some(Written { images, replayed: true, bookmark: None }))
    }
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
