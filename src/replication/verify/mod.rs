//! *Verify*: whether both databases hold the same.

#[allow(dead_code)] // until the chunks of a verify are here
mod meaning;
#[allow(dead_code)] // the same
mod merge;
mod read_only;
mod write;

pub use read_only::ReadOnly;
pub use write::verify_write;
