//! What a step leaves besides the rows: tombstones, journal lines, outbox events.

use tandem_mysql::{Literal, Sql};

use super::Connect;
use super::session::Tx;
use super::sql::{chunks, join};
use crate::schema::{Key, Version};
use crate::store::{StoreError, Unit};

/// When a journal line begins.
pub(super) enum Since {
    /// At this time, in milliseconds since 1970.
    Ms(i64),
    /// Now, by the server's clock.
    Now,
}

/// Notes that these keys were deleted at these versions.
pub(super) async fn bury<C: Connect>(
    tx: &mut Tx<C>,
    keys: &[(&Key, Version)],
) -> Result<(), StoreError> {
    let lines = keys.iter().map(|(key, version)| line(key, *version));
    for lines in chunks(lines) {
        let sql = Sql::new()
            .raw("INSERT INTO `_tombstone` (`tbl`, `pk`, `version`) SELECT `n`.`tbl`, `n`.`pk`, `n`.`version` FROM (")
            .push(&join(lines, " UNION ALL "))
            .raw(") AS `n` ON DUPLICATE KEY UPDATE `version` = GREATEST(`_tombstone`.`version`, `n`.`version`)");
        tx.execute(&sql).await?;
    }
    Ok(())
}

/// Marks these keys dirty at these versions.
pub(super) async fn journal<C: Connect>(
    tx: &mut Tx<C>,
    keys: &[(&Key, Version)],
    since: Since,
) -> Result<(), StoreError> {
    let since_ms = match since {
        Since::Ms(at_ms) => Sql::new().lit(at_ms),
        // Not UNIX_TIMESTAMP, which depends on the session's time zone.
        Since::Now => Sql::new()
            .raw("TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(3)) DIV 1000"),
    };
    let lines = keys.iter().map(|(key, version)| line(key, *version));
    for lines in chunks(lines) {
        let sql = Sql::new()
            .raw("INSERT INTO `_journal` (`tbl`, `pk`, `version`, `since_ms`) SELECT `n`.`tbl`, `n`.`pk`, `n`.`version`, ")
            .push(&since_ms)
            .raw(" FROM (")
            .push(&join(lines, " UNION ALL "))
            .raw(") AS `n` ON DUPLICATE KEY UPDATE `attempts` = 0, `next_ms` = 0, `version` = GREATEST(`_journal`.`version`, `n`.`version`)");
        tx.execute(&sql).await?;
    }
    Ok(())
}

fn line(key: &Key, version: Version) -> Sql {
    Sql::new()
        .raw("SELECT ")
        .lit(key.table.name)
        .raw(" AS `tbl`, ")
        .lit(key.pk.as_str())
        .raw(" AS `pk`, ")
        .lit(version.0)
        .raw(" AS `version`")
}

/// Puts the unit's events into the outbox, each at the version that `version_of` its key gives.
pub(super) async fn publish<C: Connect>(
    tx: &mut Tx<C>,
    unit: &Unit,
    version_of: impl Fn(&Key) -> Version,
) -> Result<(), StoreError> {
    let events = unit.events.iter().map(|event| {
        let about = event.change.and_then(|at| unit.changes.get(at));
        let key = about.map(|change| Key { table: change.target.table(), pk: change.pk.clone() });
        let version = key.as_ref().map_or(0, |key| version_of(key).0.max(0));
        Sql::new().list([
            Literal::Str(&event.id),
            Literal::Str(&event.kind),
            Literal::Str(key.as_ref().map_or("", |key| key.table.name)),
            Literal::Str(key.as_ref().map_or("", |key| key.pk.as_str())),
            Literal::I64(version),
            event.tenant.as_deref().map_or(Literal::Null, Literal::Str),
            Literal::I64(unit.now_ms),
            Literal::Str(&event.payload),
        ])
    });
    for events in chunks(events) {
        let sql = Sql::new()
            .raw("INSERT INTO `_outbox` (`id`, `kind`, `tbl`, `pk`, `version`, `tenant`, `at_ms`, `payload`) VALUES ")
            .push(&join(events, ", "));
        tx.execute(&sql).await?;
    }
    Ok(())
}
