//! Rows of old tables, whose keys are whole numbers, into new ones: all in D1, so that no row
//! crosses to the program and back.

mod links;
mod statements;

use links::{Links, of};
use statements::{
    claim_changed, claim_new, created, insert, key, later, map, mapped, new_row, unequal, update,
    whole,
};

use super::D1;
use super::database::{Database, Record};
use super::decode;
use super::errors::{Failure, classify, read_error};
use super::side::one;
use super::sql::Sql;
use crate::schema::table::Unit;
use crate::schema::{Legacy, Pk};
use crate::store::{
    IdMark, IdState, MAX_OLD_ROWS, OldIds, OldRange, OldRow, Refusal, StoreError, WriteError,
};

impl<B: Database> OldIds for D1<B> {
    async fn old_rows(
        &self,
        legacy: &Legacy,
        after: Option<i64>,
        most: usize,
    ) -> Result<Vec<OldRow>, StoreError> {
        let created = created(legacy);
        let sql = of(Sql::new("SELECT json_array(CAST("), "o", key(legacy)?.name)
            .raw(" AS TEXT), ")
            .then(created.map_or_else(|| Sql::new("NULL"), |(column, _)| whole(column)))
            .raw(", CAST(EXISTS (SELECT 1 FROM \"_id_map\" m WHERE ")
            .then(mapped(legacy)?)
            .raw(") AS TEXT)) AS \"r\" FROM ")
            .name(legacy.old)
            .raw(" o WHERE ");
        let sql = of(sql.then(later(legacy, after)?).raw(" ORDER BY "), "o", key(legacy)?.name);
        let most = i64::try_from(most.clamp(1, MAX_OLD_ROWS)).unwrap_or(i64::MAX);
        let mut rows = Vec::new();
        for record in one(self, sql.raw(" LIMIT ").int(most)).await? {
            let mut fields = decode::fields(&record)?.into_iter();
            let old_id = decode::int(&mut fields)?;
            let at: Option<i64> = fields.next().flatten().and_then(|text| text.parse().ok());
            let created_ms = match created.map(|(_, unit)| unit) {
                Some(Unit::Seconds) => at.and_then(|at| at.checked_mul(1000)),
                _ => at,
            };
            rows.push(OldRow { old_id, created_ms, has_new_id: decode::int(&mut fields)? == 1 });
        }
        Ok(rows)
    }

    async fn bring_rows(
        &self,
        all: &[Legacy],
        legacy: &Legacy,
        range: OldRange,
        new_ids: &[(i64, String)],
    ) -> Result<Vec<IdMark>, WriteError> {
        let links = Links::of(all, legacy, key(legacy)?);
        let mut statements = Vec::new();
        if !new_ids.is_empty() {
            statements.push(map(legacy, new_ids).run());
        }
        statements.push(claim_new(legacy, &links, range)?.run());
        statements.push(insert(legacy, &links, range)?.run());
        statements.push(claim_changed(legacy, &links, range)?.run());
        statements.push(update(legacy, &links, range)?.run());
        statements.push(unequal(legacy, &links, range)?.read());
        match self.database.batch(statements).await.map_err(classify) {
            Ok(answers) => Ok(marks(answers.last().map(Vec::as_slice).unwrap_or_default())?),
            Err(Failure::Fenced) => Err(WriteError::Fenced),
            Err(Failure::Unique(columns)) => Err(Refusal::Duplicate {
                table: legacy.table.name.to_owned(),
                columns: columns.into_iter().map(|(_, column)| column).collect(),
            }
            .into()),
            Err(Failure::Reference) => Err(Refusal::NoParent {
                table: legacy.table.name.to_owned(),
                column: "a reference".to_owned(),
                parent: "a table above it".to_owned(),
            }
            .into()),
            Err(Failure::Store(error)) => Err(error.into()),
            Err(_) => Err(decode::garbled().into()),
        }
    }

    async fn compare_rows(
        &self,
        all: &[Legacy],
        legacy: &Legacy,
        range: OldRange,
    ) -> Result<Vec<IdMark>, StoreError> {
        let links = Links::of(all, legacy, key(legacy)?);
        let records = one(self, unequal(legacy, &links, range)?).await?;
        marks(&records)
    }

    async fn gone_rows(
        &self,
        legacy: &Legacy,
        after: Option<i64>,
        most: usize,
    ) -> Result<Vec<(i64, Pk)>, StoreError> {
        let sql = Sql::new("SELECT json_array(CAST(m.\"old_id\" AS TEXT), m.\"new_id\") AS \"r\" FROM \"_id_map\" m WHERE m.\"tbl\" = ")
            .label(legacy.table)
            .raw(" AND m.\"old_id\" > ")
            .int(after.unwrap_or(i64::MIN))
            .raw(" AND EXISTS (SELECT 1 FROM ")
            .name(legacy.table.name)
            .raw(" n WHERE ")
            .then(new_row(legacy)?)
            .raw(") AND NOT EXISTS (SELECT 1 FROM ")
            .name(legacy.old)
            .raw(" o WHERE ")
            .then(mapped(legacy)?)
            .raw(") ORDER BY m.\"old_id\" LIMIT ")
            .int(i64::try_from(most).unwrap_or(i64::MAX));
        let mut rows = Vec::new();
        for record in one(self, sql).await? {
            let mut fields = decode::fields(&record)?.into_iter();
            rows.push((decode::int(&mut fields)?, Pk::from_stored(decode::text(&mut fields)?)));
        }
        Ok(rows)
    }
}

/// The new key of an old one.
pub(super) async fn new_id<B: Database>(
    d1: &D1<B>,
    table: &str,
    old_id: i64,
) -> Result<Option<Pk>, StoreError> {
    let sql = Sql::new("SELECT json_array(\"new_id\") AS \"r\" FROM \"_id_map\" WHERE \"tbl\" = ")
        .text(table)
        .raw(" AND \"old_id\" = ")
        .int(old_id);
    let answers = d1.database.batch(vec![sql.read()]).await.map_err(read_error)?;
    let Some(record) = answers.first().and_then(|records| records.first()) else {
        return Ok(None);
    };
    Ok(Some(Pk::from_stored(decode::text(&mut decode::fields(record)?.into_iter())?)))
}

fn marks(records: &[Record]) -> Result<Vec<IdMark>, StoreError> {
    let mut marks = Vec::with_capacity(records.len());
    for record in records {
        let mut fields = decode::fields(record)?.into_iter();
        let old_id = decode::int(&mut fields)?;
        let new_id = fields.next().flatten().map(Pk::from_stored);
        let state = match decode::text(&mut fields)?.as_str() {
            "newer" => IdState::Newer,
            "deleted" => IdState::Deleted,
            _ => IdState::Waits { column: fields.next().flatten() },
        };
        marks.push(IdMark { old_id, new_id, state });
    }
    Ok(marks)
}
