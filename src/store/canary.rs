//! Tandem's own table, whose rows are changed at either database to show that the way back works:
//! what the fence lets through for it, and why that is safe.
//!
//! The fence keeps two databases from taking writes of the same key. A row of `tandem_canary` is
//! made under a key that is used once, by the one who holds the lease of the trials, who changes it
//! at one database after the other, and each change only when both hold the one before. So no two
//! writes of a key ever compete, whichever database takes them; the API writes no such rows. Nothing
//! else is let through: each store asks [`is_unit`] and [`is_set`], for all of what it is given, and
//! the writer's epoch must be the database's own, as always.

use super::Unit;
use crate::schema::entities::TANDEM_CANARY;
use crate::schema::{Image, Table};

/// The table.
pub fn canary() -> &'static Table {
    &TANDEM_CANARY
}

/// Whether the unit changes canaries, and nothing else.
pub(super) fn is_unit(unit: &Unit) -> bool {
    let is_canary = |table: &'static Table| table == canary();
    !unit.changes.is_empty()
        && unit.events.is_empty()
        && unit.changes.iter().all(|change| is_canary(change.target.table()))
}

/// Whether these are images of canaries, and of nothing else.
pub(super) fn is_set(images: &[Image]) -> bool {
    !images.is_empty() && images.iter().all(|image| image.key.table == canary())
}
