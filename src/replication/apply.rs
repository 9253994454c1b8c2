//! Bringing images to the secondary: all at once where nothing is in the way, one by one where
//! something is.

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
    /// Why, for people.
    pub reason: String,
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
pub async fn replicate<P: Store, S: Store>(
    primary: &P,
    secondary: &S,
    images: &[Image],
    epoch: Epoch,
) -> Result<Replicated, StoreError> {
    let mut result = Replicated::default();
    if images.is_empty() {
        return Ok(result);
    }
    match secondary.apply(images, ApplySet::Independent).await {
        Ok(outcomes) => {
            note(&mut result, images, outcomes);
            return Ok(result);
        }
        Err(ApplyError::Store(error)) if error.is_transient() => return Err(error),
        Err(ApplyError::Primary) => {
            // An isolate with an old route, or a switch that went on: whoever replays next knows.
            result.failed.extend(images.iter().map(|image| NotApplied {
                key: image.key.clone(),
                reason: ApplyError::Primary.to_string(),
            }));
            return Ok(result);
        }
        Err(_) => {}
    }
    for image in images {
        if result
            .confirmed
            .iter()
            .any(|(key, version)| *key == image.key && *version >= image.version)
        {
            continue; // a wider set has taken it along
        }
        one(primary, secondary, image, epoch, &mut result).await?;
    }
    Ok(result)
}

async fn one<P: Store, S: Store>(
    primary: &P,
    secondary: &S,
    image: &Image,
    epoch: Epoch,
    result: &mut Replicated,
) -> Result<(), StoreError> {
    let alone = std::slice::from_ref(image);
    match secondary.apply(alone, ApplySet::Independent).await {
        Ok(outcomes) => note(result, alone, outcomes),
        Err(ApplyError::Store(error)) if error.is_transient() => return Err(error),
        Err(ApplyError::InTheWay(others)) => {
            let wide = widen(primary, secondary, image, others, epoch).await?;
            result.confirmed.extend(wide.confirmed);
            result.failed.extend(wide.failed);
        }
        Err(error) => {
            result.failed.push(NotApplied { key: image.key.clone(), reason: error.to_string() })
        }
    }
    Ok(())
}

/// Sorts what an apply did into what may be acknowledged and what waits.
pub(super) fn note(result: &mut Replicated, images: &[Image], outcomes: Vec<Applied>) {
    for (image, outcome) in images.iter().zip(outcomes) {
        match outcome {
            Applied::Done => result.confirmed.push((image.key.clone(), image.version)),
            Applied::Waits { reason } => {
                result.failed.push(NotApplied { key: image.key.clone(), reason });
            }
        }
    }
}
