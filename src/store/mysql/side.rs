//! MySQL's side tables: journal, control line, leases.

use tandem_mysql::Sql;

use super::decode::fields;
use super::errors::garbled;
use super::fence::{parse_role, role_name};
use super::sql::{join, limit, line_is};
use super::{Connect, MySql};
use crate::schema::{Epoch, Key, Pk, Version};
use crate::store::{
    Control, JournalDepth, JournalLine, JournalPosition, Postponed, Role, StoreError,
};

/// Longest error kept with a line, in characters.
pub(super) const MAX_ERROR_CHARS: usize = 1_000;
/// Most lines that one statement removes.
const MAX_ACK_LINES: usize = 500;

pub(super) async fn journal<C: Connect>(
    mysql: &MySql<C>,
    after: &JournalPosition,
    now_ms: i64,
    most: usize,
) -> Result<Vec<JournalLine>, StoreError> {
    // Lines of tables that this program does not know wait for a version that does.
    let known = crate::schema::TABLES.iter().map(|table| table.name);
    let mut sql = Sql::new()
        .raw("SELECT `tbl`, `pk`, `version`, `attempts` FROM `_journal` WHERE `next_ms` <= ")
        .lit(now_ms)
        .raw(" AND `tbl` IN ")
        .list(known);
    if let Some((table, pk)) = after {
        sql = sql
            .raw(" AND (`tbl` > ")
            .lit(table)
            .raw(" OR (`tbl` = ")
            .lit(table)
            .raw(" AND `pk` > ")
            .lit(pk)
            .raw("))");
    }
    let rows = mysql.read(&limit(sql.raw(" ORDER BY `tbl`, `pk`"), most)).await?;
    let mut lines = Vec::with_capacity(rows.len());
    for record in rows.iter() {
        let mut fields = fields(&record);
        let (name, pk) = (fields.text()?, fields.text()?);
        let version = Version(fields.int()?);
        let attempts = u32::try_from(fields.int()?).unwrap_or(u32::MAX);
        let table = crate::schema::table(&name).ok_or(StoreError::UnknownTable(name))?;
        lines.push(JournalLine { key: Key { table, pk: Pk::from_stored(pk) }, version, attempts });
    }
    Ok(lines)
}

pub(super) async fn ack<C: Connect>(
    mysql: &MySql<C>,
    confirmed: &[(Key, Version)],
) -> Result<(), StoreError> {
    for chunk in confirmed.chunks(MAX_ACK_LINES) {
        let lines = chunk.iter().map(|(key, version)| {
            let line = Sql::new().raw("(").push(&line_is(key));
            line.raw(" AND `version` <= ").lit(version.0).raw(")")
        });
        let sql = Sql::new().raw("DELETE FROM `_journal` WHERE ").push(&join(lines, " OR "));
        mysql.statement(&sql).await?;
    }
    Ok(())
}

pub(super) async fn postpone<C: Connect>(
    mysql: &MySql<C>,
    lines: &[Postponed],
) -> Result<(), StoreError> {
    for Postponed { key, next_ms, error } in lines {
        let sql = Sql::new()
            .raw("UPDATE `_journal` SET `attempts` = `attempts` + 1, `next_ms` = ")
            .lit(*next_ms)
            .raw(", `error` = ")
            .lit(&cut(error))
            .raw(" WHERE ")
            .push(&line_is(key));
        mysql.statement(&sql).await?;
    }
    Ok(())
}

/// What fits the column of errors.
pub(super) fn cut(error: &str) -> String {
    error.chars().take(MAX_ERROR_CHARS).collect()
}

pub(super) async fn journal_depth<C: Connect>(
    mysql: &MySql<C>,
    count_to: u64,
) -> Result<JournalDepth, StoreError> {
    let sql = Sql::new()
        .raw("SELECT COUNT(*), MIN(`since_ms`), MIN(IF(`attempts` = 0, `since_ms`, NULL)) FROM (SELECT `since_ms`, `attempts` FROM `_journal` LIMIT ")
        .lit(count_to)
        .raw(") AS `some`");
    let rows = mysql.read_one(&sql).await?;
    let mut fields = fields(&rows.first().ok_or_else(garbled)?);
    let (lines, oldest_ms) = (fields.count()?, fields.opt_int()?);
    Ok(JournalDepth { lines, oldest_ms, oldest_untried_ms: fields.opt_int()? })
}

pub(super) async fn control<C: Connect>(mysql: &MySql<C>) -> Result<Control, StoreError> {
    // A cache before MySQL, which answers by a statement's text, has never seen this one: a switch
    // would wait for its line to change.
    let nonce = format!("{:x}", mysql.connect.random());
    let sql = Sql::new().raw("SELECT `epoch`, `role`, ").lit(&nonce);
    let sql = sql.raw(" FROM `_control` WHERE `id` = 1");
    let rows = mysql.read_one(&sql).await?;
    let mut fields = fields(&rows.first().ok_or_else(garbled)?);
    let epoch = Epoch(fields.int()?);
    let role = parse_role(&fields.text()?)?;
    Ok(Control { epoch, role, journaling: true, since_ms: 0, forced: false, route: None })
}

/// Waits for the writes that hold the line, each of which is in the journal then.
pub(super) async fn raise<C: Connect>(
    mysql: &MySql<C>,
    epoch: Epoch,
    role: Role,
) -> Result<(), StoreError> {
    let sql = Sql::new()
        .raw("UPDATE `_control` SET `epoch` = ")
        .lit(epoch.0)
        .raw(", `role` = ")
        .lit(role_name(role))
        .raw(" WHERE `id` = 1 AND `epoch` < ")
        .lit(epoch.0);
    mysql.statement(&sql).await
}

/// In a transaction, which no cache answers; what is committed, which a snapshot need not be.
pub(super) async fn journal_is_empty<C: Connect>(mysql: &MySql<C>) -> Result<bool, StoreError> {
    let sql = Sql::new().raw("SELECT 1 FROM `_journal` LIMIT 1 LOCK IN SHARE MODE");
    let rows = mysql.transaction(async |tx| tx.query(&sql).await).await;
    rows.map(|rows: tandem_mysql::Rows| rows.is_empty())
}

pub(super) async fn lease<C: Connect>(
    mysql: &MySql<C>,
    name: &str,
    holder: &str,
    now_ms: i64,
    ttl_ms: i64,
) -> Result<bool, StoreError> {
    let until_ms = now_ms.saturating_add(ttl_ms);
    // Assignments run left to right: the second one sees who holds it now.
    let take = Sql::new()
        .raw("INSERT INTO `_lease` (`name`, `holder`, `until_ms`) VALUES (")
        .lit(name)
        .raw(", ")
        .lit(holder)
        .raw(", ")
        .lit(until_ms)
        .raw(") ON DUPLICATE KEY UPDATE `holder` = IF(`until_ms` <= ")
        .lit(now_ms)
        .raw(", ")
        .lit(holder)
        .raw(", `holder`), `until_ms` = IF(`holder` = ")
        .lit(holder)
        .raw(", ")
        .lit(until_ms)
        .raw(", `until_ms`)");
    let held = Sql::new()
        .raw("SELECT `holder` FROM `_lease` WHERE `name` = ")
        .lit(name)
        .raw(" LOCK IN SHARE MODE");
    let rows = mysql
        .transaction(async |tx| {
            tx.execute(&take).await?;
            tx.query(&held).await
        })
        .await?;
    Ok(fields(&rows.first().ok_or_else(garbled)?).text()? == holder)
}

pub(super) async fn release<C: Connect>(
    mysql: &MySql<C>,
    name: &str,
    holder: &str,
) -> Result<(), StoreError> {
    let sql = Sql::new()
        .raw("DELETE FROM `_lease` WHERE `name` = ")
        .lit(name)
        .raw(" AND `holder` = ")
        .lit(holder);
    mysql.statement(&sql).await
}
