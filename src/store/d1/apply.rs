//! *Apply* in D1: images of the primary, each only if it is newer, in one batch.

use std::cmp::Reverse;

use super::D1;
use super::batch::Batch;
use super::bury::bury;
use super::database::{Database, Record};
use super::decode;
use super::errors::{Failure, IS_PRIMARY, WAITS, classify, read_error};
use super::in_the_way::in_the_way;
use super::park::park;
use super::put::{older, put};
use super::read::version_statements;
use super::sql::{Sql, key_is};
use crate::schema::table::OnDelete;
use crate::schema::{Body, Image, Key, Version};
use crate::store::{Applied, ApplyError, ApplySet, Side, StoreError, canary};

/// How often a set is tried whose obstacle is gone by the time it is looked for. Two images of the
/// set that want the same value look like this too.
const MAX_TRIES: usize = 3;

pub(super) async fn apply<B: Database>(
    d1: &D1<B>,
    images: &[Image],
    set: ApplySet,
) -> Result<Vec<Applied>, ApplyError> {
    let checked: Vec<Image> = images.iter().map(check).collect::<Result<_, _>>()?;
    for _ in 0..MAX_TRIES {
        match step(d1, &checked, set).await? {
            Ok(outcomes) => return Ok(outcomes),
            Err(NotPut::Waits) => {
                // Nothing was done, so that no row keeps a parked value.
                let keys: Vec<Key> = checked.iter().map(|image| image.key.clone()).collect();
                let answers =
                    d1.database.batch(version_statements(&keys)?).await.map_err(read_error)?;
                return outcomes(&checked, answers);
            }
            Err(NotPut::InTheWay) => {
                if let Some(others) = in_the_way(d1, &checked).await? {
                    return Err(ApplyError::InTheWay(others));
                }
            }
        }
    }
    Err(ApplyError::InTheWay(Vec::new()))
}

/// Why a step was rolled back.
enum NotPut {
    /// A unique value of the set is taken.
    InTheWay,
    /// A member of a widened set, whose values were freed already, can't be put yet.
    Waits,
}

async fn step<B: Database>(
    d1: &D1<B>,
    images: &[Image],
    set: ApplySet,
) -> Result<Result<Vec<Applied>, NotPut>, ApplyError> {
    let mut batch = Batch::default();
    begin(&mut batch, images);
    put_all(&mut batch, images, set)?;
    batch.run(Sql::new("UPDATE \"_control\" SET \"applying\" = 0 WHERE \"id\" = 1"));
    let keys: Vec<Key> = images.iter().map(|image| image.key.clone()).collect();
    let first = batch.read(version_statements(&keys)?);
    let (statements, _) = batch.finish();
    match d1.database.batch(statements).await.map_err(classify) {
        Ok(answers) => Ok(Ok(outcomes(images, answers.into_iter().skip(first))?)),
        Err(Failure::IsPrimary | Failure::Fenced) => Err(ApplyError::Primary),
        Err(Failure::Unique(_)) => Ok(Err(NotPut::InTheWay)),
        Err(Failure::Waits) => Ok(Err(NotPut::Waits)),
        Err(Failure::Store(error)) => Err(error.into()),
        // A parent went between the check inside the batch and the end of it: impossible in one
        // transaction, so say what it is rather than hide it.
        Err(Failure::Reference | Failure::Refused(_) | Failure::Repeated | Failure::Guarded) => {
            let message = "a reference of a replicated row points nowhere";
            Err(StoreError::rejected(Side::D1, message).into())
        }
    }
}

fn put_all(batch: &mut Batch, images: &[Image], set: ApplySet) -> Result<(), StoreError> {
    let widened = set == ApplySet::Widened;
    if widened {
        for image in images {
            if let Some(sql) = park(image)? {
                batch.run(sql);
            }
        }
    }
    // Children before parents; then rows, parents before children.
    let mut deletes: Vec<&Image> = images.iter().filter(|image| image.row().is_none()).collect();
    deletes.sort_by_key(|image| Reverse(image.key.table.level));
    let bury = |batch: &mut Batch, image: &Image| {
        bury(&image.key, image.version).map(|sql| sql.into_iter().for_each(|sql| batch.run(sql)))
    };
    for image in &deletes {
        bury(batch, image)?;
    }
    for sql in put(images) {
        batch.run(sql);
    }
    if widened {
        // A row that has to go may have waited for one of the set to stop pointing at it.
        for image in deletes.iter().filter(|image| !image.key.table.referenced_by.is_empty()) {
            bury(batch, image)?;
        }
        for image in images {
            let is = key_is(image.key.table, &image.key.pk)?;
            let left = Sql::new("EXISTS (SELECT 1 FROM ")
                .name(image.key.table.name)
                .raw(" WHERE ")
                .then(older(image.key.table, &is, image.version))
                .raw(")");
            batch.end_if(WAITS, left);
        }
    }
    Ok(())
}

fn check(image: &Image) -> Result<Image, ApplyError> {
    let body = match &image.body {
        Body::Tombstone => Body::Tombstone,
        Body::Row(row) => Body::Row(
            row.clone()
                .checked()
                .map_err(|invalid| ApplyError::Invalid { key: image.key.to_string(), invalid })?,
        ),
    };
    Ok(Image { key: image.key.clone(), version: image.version, body })
}

/// Refuses the batch where D1 is the primary, which of canaries it may be (see [`canary`]); then
/// lets the triggers through. Both hold for this transaction alone.
fn begin(batch: &mut Batch, images: &[Image]) {
    batch.run(Sql::new("PRAGMA defer_foreign_keys = ON"));
    if !canary::is_set(images) {
        batch.end_if(
            IS_PRIMARY,
            Sql::new(
                "EXISTS (SELECT 1 FROM \"_control\" WHERE \"writes_to\" = 'd1' AND \"state\" = 'open')",
            ),
        );
    }
    batch.run(Sql::new("UPDATE \"_control\" SET \"applying\" = 1 WHERE \"id\" = 1"));
}

/// From the version that each key has now.
fn outcomes(
    images: &[Image],
    answers: impl IntoIterator<Item = Vec<Record>>,
) -> Result<Vec<Applied>, ApplyError> {
    let mut held = vec![Version::NONE; images.len()];
    for record in answers.into_iter().flatten() {
        let mut fields = decode::fields(&record)?.into_iter();
        let at = usize::try_from(decode::int(&mut fields)?).unwrap_or(usize::MAX);
        let version = Version(decode::int(&mut fields)?);
        let slot = held.get_mut(at).ok_or_else(decode::garbled)?;
        *slot = version.max(*slot);
    }
    let outcome = |(image, held): (&Image, Version)| {
        if held >= image.version { Applied::Done } else { waits(image) }
    };
    Ok(images.iter().zip(held).map(outcome).collect())
}

fn waits(image: &Image) -> Applied {
    let reason = match &image.body {
        Body::Row(row) => {
            let named: Vec<String> = row
                .table()
                .references
                .iter()
                .filter(|reference| !row.get(reference.column).is_null())
                .map(|reference| reference.table.name.to_owned())
                .collect();
            format!("waits for a parent row of {}", named.join(" or "))
        }
        Body::Tombstone => {
            let named: Vec<&str> = image
                .key
                .table
                .referenced_by
                .iter()
                .filter(|by| {
                    matches!(
                        by.on_delete,
                        OnDelete::Cascade | OnDelete::SetNull | OnDelete::Restrict
                    )
                })
                .map(|by| by.table.name)
                .collect();
            format!("waits until no row of {} points at it", named.join(" or "))
        }
    };
    Applied::Waits { reason }
}
