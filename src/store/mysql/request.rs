//! Request ids: a unit with the same id is committed once.

use tandem_mysql::Sql;

use super::decode::fields;
use super::errors::garbled;
use super::session::{Put, Tx};
use super::{Connect, MySql, read};
use crate::schema::Key;
use crate::store::request::{DAY_MS, days};
use crate::store::{Refusal, StoreError, Unit, WriteError, Written, stored_keys};

/// How long before or after midnight another isolate, whose clock differs, may be committing the
/// same request under the day beside: longer than a transaction and clocks' differences together.
const AROUND_MIDNIGHT_MS: i64 = 600_000;

/// Notes the unit's request; false if it was committed before.
pub(super) async fn remember<C: Connect>(tx: &mut Tx<C>, unit: &Unit) -> Result<bool, StoreError> {
    let [before, day, after] = days(unit.now_ms);
    // Clocks differ, and a retry may come after midnight. What was committed under another day was
    // so long before, but around midnight, when it may be happening now: then the read waits for it.
    let sql = Sql::new()
        .raw("SELECT 1 FROM `_request` WHERE `day` IN ")
        .list([before, after])
        .raw(" AND `id` = ")
        .lit(&unit.request);
    let since_midnight_ms = unit.now_ms.rem_euclid(DAY_MS);
    let settled = AROUND_MIDNIGHT_MS..DAY_MS - AROUND_MIDNIGHT_MS;
    let around_midnight = !settled.contains(&since_midnight_ms);
    let sql = if around_midnight { sql.raw(" LOCK IN SHARE MODE") } else { sql };
    if !tx.query(&sql).await?.is_empty() {
        return Ok(false);
    }
    // Not read but put: a locking read of an id that is not there would hold up all other ids.
    let keys = unit.touched();
    let keys: Vec<[&str; 2]> = keys.iter().map(|key| [key.table.name, key.pk.as_str()]).collect();
    let sql = Sql::new()
        .raw("INSERT INTO `_request` (`day`, `id`, `fingerprint`, `keys`) VALUES (")
        .lit(day)
        .raw(", ")
        .lit(&unit.request)
        .raw(", ")
        .lit(&unit.fingerprint)
        .raw(", ")
        .lit(&serde_json::json!(keys).to_string())
        .raw(")");
    Ok(matches!(tx.put(&sql).await?, Put::Done))
}

/// What the unit wrote, if it was committed: the rows as they are now. Another unit under the same
/// request id does not count. Waits for a commit that is under way on another connection, whose
/// answer was lost.
pub(super) async fn settle<C: Connect>(
    mysql: &MySql<C>,
    unit: &Unit,
) -> Result<Option<Written>, StoreError> {
    let found = mysql.transaction(async |tx| find(tx, unit).await).await?;
    let own = found.filter(|(fingerprint, _)| *fingerprint == unit.fingerprint);
    Ok(own.map(|(_, written)| written))
}

/// The answer to a unit whose request is known.
pub(super) async fn repeated<C: Connect>(
    mysql: &MySql<C>,
    unit: &Unit,
) -> Result<Written, WriteError> {
    let found = mysql.transaction(async |tx| find(tx, unit).await).await;
    match found.map_err(StoreError::of_known_request)? {
        Some((fingerprint, _)) if fingerprint != unit.fingerprint => {
            Err(Refusal::RequestReused.into())
        }
        Some((_, written)) => Ok(written),
        None => Err(garbled().into()),
    }
}

async fn find<C: Connect>(
    tx: &mut Tx<C>,
    unit: &Unit,
) -> Result<Option<(String, Written)>, StoreError> {
    let sql = Sql::new()
        .raw("SELECT `fingerprint`, `keys` FROM `_request` WHERE `day` IN ")
        .list(days(unit.now_ms))
        .raw(" AND `id` = ")
        .lit(&unit.request)
        .raw(" LOCK IN SHARE MODE");
    let rows = tx.query(&sql).await?;
    let Some(record) = rows.first() else {
        return Ok(None);
    };
    let mut fields = fields(&record);
    let fingerprint = fields.text()?;
    let keys: Vec<(String, String)> =
        serde_json::from_str(&fields.text()?).map_err(|_| garbled())?;
    let mut keys: Vec<Key> = stored_keys(keys)?;
    let mut seen = std::collections::HashSet::new();
    keys.retain(|key| seen.insert(key.clone()));
    let images = read::images(tx, &keys).await?.into_iter().flatten().collect();
    Ok(Some((fingerprint, Written { images, replayed: true, bookmark: None })))
}
