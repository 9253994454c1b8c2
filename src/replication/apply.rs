//! Bringing images to the secondary: all at once where nothing is in the way, one by one where
//! something is.

use super::reason::Reason;
use super::widen::widen;
use crate::schema::{Epoch, Image, Key, Version};
use crate::store::{Applied, ApplyError, ApplySet, Store, StoreError};

/// A key that the secondary holds at this version or a newer one: its journal line may go.
pub type Confirmed = (Key, Version);

/// A key whose line stays, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct NotApplied {
    /// The key.
    pub key: Key,
    /// Why.
    pub reason: Reason,
}

/// What became of a set of images.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Replicated {
    /// To be acknowledged at the primary.
    pub confirmed: Vec<Confirmed>,
    /// To be tried again.
    pub failed: Vec<NotApplied>,
}

/// Applies images of the primary at the secondary. An error means that the secondary can't be
/// used now; what is wrong with single keys is in the result.
///
/// `set` says how they came about. Where they can't be applied together they are by halves, so that
/// one image that can't be costs as many more steps as the logarithm of their number, twice.
pub async fn replicate<P: Store, S: Store>(
    primary: &P,
    secondary: &S,
    images: &[Image],
    set: ApplySet,
    epoch: Epoch,
) -> Result<Replicated, StoreError> {
    let mut result = Replicated::default();
    let mut parts: Vec<(&[Image], ApplySet)> = vec![(images, set)];
    while let Some((part, set)) = parts.pop() {
        if part.iter().all(|image| is_confirmed(&result, image)) {
            continue; // nothing, or a wider set has taken it along
        }
        match secondary.apply(part, set).await {
            Ok(outcomes) => note(&mut result, part, outcomes),
            Err(ApplyError::Store(error)) if error.is_transient() => {
                // What is confirmed by now is to be acknowledged all the same.
                if result.confirmed.is_empty() {
                    return Err(error);
                }
                let left = parts.iter().rev().flat_map(|(images, _)| *images);
                result.failed.extend(part.iter().chain(left).map(|image| NotApplied {
                    key: image.key.clone(),
                    reason: error.clone().into(),
                }));
                return Ok(result);
            }
            // An isolate with an old route, or a switch that went on: whoever replays next knows.
            Err(ApplyError::Primary) => {
                let left = parts.iter().rev().flat_map(|(images, _)| *images);
                result.failed.extend(part.iter().chain(left).map(|image| NotApplied {
                    key: image.key.clone(),
                    reason: ApplyError::Primary.into(),
                }));
                return Ok(result);
            }
            // Every row would meet it; a set of several tables may have others that don't.
            Err(error)
                if set == ApplySet::Copied && Reason::from(error.clone()).is_of_database() =>
            {
                let left = parts.iter().rev().flat_map(|(images, _)| *images);
                result.failed.extend(part.iter().chain(left).map(|image| NotApplied {
                    key: image.key.clone(),
                    reason: error.clone().into(),
                }));
                return Ok(result);
            }
            Err(error) => match (part, error) {
                ([image], ApplyError::InTheWay(others)) => {
                    let wide = widen(primary, secondary, image, others, epoch).await?;
                    result.confirmed.extend(wide.confirmed);
                    result.failed.extend(wide.failed);
                }
                ([image], error) => {
                    let (key, reason) = (image.key.clone(), error.into());
                    result.failed.push(NotApplied { key, reason });
                }
                (many, _) => {
                    let (first, second) = many.split_at(many.len() / 2);
                    let set = match set {
                        ApplySet::Copied => set,
                        _ => ApplySet::Independent,
                    };
                    parts.push((second, set));
                    parts.push((first, set));
                }
            },
        }
    }
    Ok(result)
}

fn is_confirmed(result: &Replicated, image: &Image) -> bool {
    let mut confirmed = result.confirmed.iter();
    confirmed.any(|(key, version)| *key == image.key && *version >= image.version)
}

/// Sorts what an apply did into what may be acknowledged and what waits.
pub(super) fn note(result: &mut Replicated, images: &[Image], outcomes: Vec<Applied>) {
    for (image, outcome) in images.iter().zip(outcomes) {
        match outcome {
            Applied::Done => result.confirmed.push((image.key.clone(), image.version)),
            Applied::Waits { reason } => {
                let (key, reason) = (image.key.clone(), Reason::Waits(reason));
                result.failed.push(NotApplied { key, reason });
            }
        }
    }
}
