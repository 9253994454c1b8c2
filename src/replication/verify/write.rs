//! `VERIFY_WRITES`: what was applied is read back and compared.

use super::ReadOnly;
use super::meaning::same_rows;
use crate::schema::{Body, Image, Key};
use crate::store::StoreError;

/// Keys of the images that the secondary holds otherwise, at the same version. A newer version
/// there is a later write and says nothing about this one.
pub async fn verify_write(
    secondary: &impl ReadOnly,
    images: &[Image],
) -> Result<Vec<Key>, StoreError> {
    let keys: Vec<_> = images.iter().map(|image| image.key.clone()).collect();
    let there = secondary.snapshot(&keys).await?;
    let same = |image: &Image, found: &Image| match (&image.body, &found.body) {
        _ if found.version != image.version => found.version > image.version,
        (Body::Row(ours), Body::Row(theirs)) => same_rows(ours, theirs),
        (ours, theirs) => ours == theirs,
    };
    let pairs = images.iter().zip(&there);
    Ok(pairs
        .filter(|(image, found)| !found.as_ref().is_some_and(|found| same(image, found)))
        .map(|(image, _)| image.key.clone())
        .collect())
}
