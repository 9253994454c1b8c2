//! `VERIFY_WRITES`: what was applied is read back and compared.

use crate::schema::Image;
use crate::store::{Store, StoreError};

/// Keys of the images that the secondary holds otherwise, at the same version. A newer version
/// there is a later write and says nothing about this one.
pub async fn verify_write<S: Store>(
    secondary: &S,
    images: &[Image],
) -> Result<Vec<crate::schema::Key>, StoreError> {
    let keys: Vec<_> = images.iter().map(|image| image.key.clone()).collect();
    let there = secondary.snapshot(&keys).await?;
    let differs = |image: &Image, found: &Option<Image>| match found {
        None => true,
        Some(found) if found.version > image.version => false,
        Some(found) => found.version < image.version || found.body != image.body,
    };
    Ok(images
        .iter()
        .zip(&there)
        .filter(|(image, found)| differs(image, found))
        .map(|(image, _)| image.key.clone())
        .collect())
}
