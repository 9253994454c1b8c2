//! Widening: a row that meets another row's unique value takes that row along.
//!
//! Keys are applied out of order, so the secondary may hold a unique value at a row that has given
//! it up at the primary since; two rows may even have swapped values. The rows in the way join the
//! set, all are read in one snapshot, and applied in one step that frees the unique values first.

use super::apply::{NotApplied, Replicated, note};
use super::reason::Reason;
use crate::schema::{Epoch, Image, Key, Version};
use crate::store::{ApplyError, ApplySet, InTheWay, Store, StoreError, WriteError};

/// Most rounds of one widening; each adds at least one row or repairs one. What is left keeps its
/// journal line and starts over with the next replay.
const MAX_ROUNDS: usize = 16;
/// Most rows in one set: it is one transaction, which on PlanetScale has 20 seconds
/// (<https://planetscale.com/docs/reference/planetscale-system-limits>).
const MAX_SET_ROWS: usize = 200;

/// Applies `image` together with whatever stands in its way.
pub(super) async fn widen<P: Store, S: Store>(
    primary: &P,
    secondary: &S,
    image: &Image,
    in_the_way: Vec<InTheWay>,
    epoch: Epoch,
) -> Result<Replicated, StoreError> {
    let mut keys = vec![image.key.clone()];
    let mut noted: Vec<InTheWay> = Vec::new();
    let mut found = in_the_way;
    for _ in 0..MAX_ROUNDS {
        if found.is_empty() {
            return Ok(failed(
                &image.key,
                Reason::InTheWay(
                    "two rows of the primary have the same unique value here: the databases disagree on what is equal",
                ),
            ));
        }
        for other in found.drain(..) {
            if !keys.contains(&other.key) {
                keys.push(other.key.clone());
            }
            noted.retain(|before| before.key != other.key);
            noted.push(other);
        }
        if keys.len() > MAX_SET_ROWS {
            return Ok(failed(
                &image.key,
                Reason::InTheWay("more rows stand in each other's way than one step may change"),
            ));
        }
        let images: Vec<Image> = primary.snapshot(&keys).await?.into_iter().flatten().collect();
        if repair_diverged(primary, secondary, &noted, &images, epoch).await? {
            noted.clear();
            // The same rows are in the way until the repaired versions are applied.
            found = in_the_way_again(&keys, image);
            if found.is_empty() {
                return Ok(failed(
                    &image.key,
                    Reason::InTheWay("a stray row stood in the way; it was repaired"),
                ));
            }
            continue;
        }
        match secondary.apply(&images, ApplySet::Widened).await {
            Ok(outcomes) => {
                let mut result = Replicated::default();
                note(&mut result, &images, outcomes);
                return Ok(result);
            }
            Err(ApplyError::InTheWay(others)) => found = others,
            Err(ApplyError::Store(error)) if error.is_transient() => return Err(error),
            Err(error) => return Ok(failed(&image.key, error.into())),
        }
    }
    Ok(failed(
        &image.key,
        Reason::InTheWay("rows keep moving in each other's way; the next replay tries again"),
    ))
}

fn in_the_way_again(keys: &[Key], image: &Image) -> Vec<InTheWay> {
    keys.iter()
        .filter(|key| **key != image.key)
        .map(|key| InTheWay { key: key.clone(), version: Version::NONE })
        .collect()
}

/// A healthy secondary is never ahead of the primary. A noted key that the primary has at a lower
/// version, or at the same version with other content, has diverged: it gets a version above both.
async fn repair_diverged<P: Store, S: Store>(
    primary: &P,
    secondary: &S,
    noted: &[InTheWay],
    images: &[Image],
    epoch: Epoch,
) -> Result<bool, StoreError> {
    let mut repaired = false;
    for other in noted {
        let image = images.iter().find(|image| image.key == other.key);
        let held = image.map_or(Version::NONE, |image| image.version);
        let diverged = if held == other.version {
            let there = secondary.snapshot(std::slice::from_ref(&other.key)).await?;
            let there = there.into_iter().flatten().next();
            // It may have moved on since it was noted; only the same version can be compared.
            there.as_ref().is_some_and(|there| {
                there.version == held && image.is_some_and(|image| image.body != there.body)
            })
        } else {
            held < other.version
        };
        if diverged {
            match primary.repair(&other.key, other.version.max(held), epoch).await {
                Ok(()) => repaired = true,
                // Not the primary of this epoch any more: the line stays for whoever is.
                Err(WriteError::Fenced) => return Ok(repaired),
                Err(WriteError::Store(error)) => return Err(error),
                Err(error) => {
                    return Err(StoreError::rejected(primary.side(), error.to_string()));
                }
            }
        }
    }
    Ok(repaired)
}

fn failed(key: &Key, reason: Reason) -> Replicated {
    let failed = vec![NotApplied { key: key.clone(), reason }];
    Replicated { confirmed: Vec::new(), failed }
}
