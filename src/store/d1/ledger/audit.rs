//! Who did what.

use super::super::database::Database;
use super::super::side::{one, run};
use super::super::sql::Sql;
use super::super::{D1, decode};
use super::{cut, limit};
use crate::runs::AuditLine;
use crate::store::StoreError;

/// Longest detail kept in bytes, well below what D1 takes as one value
/// (<https://developers.cloudflare.com/d1/platform/limits/>). A longer one is kept as the beginning
/// of its text.
const MAX_DETAIL_BYTES: usize = 256 << 10;

/// A second line of the same id is the same line again: its first answer was lost.
pub(super) async fn note<B: Database>(d1: &D1<B>, line: &AuditLine) -> Result<(), StoreError> {
    let detail = if line.detail.len() > MAX_DETAIL_BYTES {
        serde_json::json!({ "cut": cut(&line.detail) }).to_string()
    } else {
        line.detail.clone()
    };
    let sql = Sql::new("INSERT OR IGNORE INTO \"_audit\" (\"id\", \"at_ms\", \"who\", \"verb\", \"target\", \"detail\") VALUES (")
        .text(&line.id)
        .raw(", ")
        .int(line.at_ms)
        .raw(", ")
        .text(&cut(&line.who))
        .raw(", ")
        .text(&cut(&line.verb))
        .raw(", ")
        .text(&cut(&line.target))
        .raw(", ")
        .text(&detail)
        .raw(")");
    run(d1, vec![sql.run()]).await
}

pub(super) async fn latest<B: Database>(
    d1: &D1<B>,
    most: usize,
) -> Result<Vec<AuditLine>, StoreError> {
    let sql = Sql::new(
        "SELECT json_array(\"id\", CAST(\"at_ms\" AS TEXT), \"who\", \"verb\", \"target\", \"detail\") AS \"r\" FROM \"_audit\" ORDER BY \"id\" DESC",
    );
    let mut lines = Vec::new();
    for record in one(d1, limit(sql, most)).await? {
        let mut fields = decode::fields(&record)?.into_iter();
        lines.push(AuditLine {
            id: decode::text(&mut fields)?,
            at_ms: decode::int(&mut fields)?,
            who: decode::text(&mut fields)?,
            verb: decode::text(&mut fields)?,
            target: decode::text(&mut fields)?,
            detail: decode::text(&mut fields)?,
        });
    }
    Ok(lines)
}
