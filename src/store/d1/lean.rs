//! Which units go into a lean batch, and the images that its answers give.

use std::collections::HashSet;

use super::database::Record;
use super::decode;
use crate::schema::{Body, Image, Key, Version};
use crate::store::{Change, Op, StoreError, Unit};

/// Whether no condition of the unit depends on one of its own changes: a lean batch checks all
/// conditions before the first change. So no key is changed and then comes again, and nothing
/// follows on a delete, which may take other rows along.
pub(super) fn is_possible(unit: &Unit) -> bool {
    let mut changed = HashSet::new();
    let mut alone = true;
    for (at, change) in unit.changes.iter().enumerate() {
        let address = (change.target.table().name, &change.pk);
        if changed.contains(&address) {
            return false;
        }
        if change.op.changes() {
            changed.insert(address);
        }
        if matches!(change.op, Op::Delete) {
            alone &= changed.len() == 1 && at + 1 == unit.changes.len();
        }
    }
    alone
}

/// The images of the unit's changes, each of which has one answer. One that can't be read is left
/// out, as in [`readable_images`](super::read::readable_images).
pub(super) fn images(unit: &Unit, answers: impl Iterator<Item = Vec<Record>>) -> Vec<Image> {
    let changes = unit.changes.iter().filter(|change| change.op.changes());
    changes
        .zip(answers)
        .filter_map(|(change, records)| image(change, records.first()?).ok())
        .collect()
}

fn image(change: &Change, record: &Record) -> Result<Image, StoreError> {
    let table = change.target.table();
    let key = Key { table, pk: change.pk.clone() };
    let version =
        || Ok::<_, StoreError>(Version(decode::int(&mut decode::fields(record)?.into_iter())?));
    Ok(match &change.op {
        Op::Insert(row) => Image { key, version: version()?, body: Body::Row(row.clone()) },
        Op::Update(_) | Op::Require(_) => {
            let stored = decode::stored(table, record)?;
            Image { key, version: stored.version, body: Body::Row(stored.row) }
        }
        Op::Delete => Image { key, version: version()?, body: Body::Tombstone },
    })
}
