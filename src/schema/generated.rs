//! The app's tables and entities, as the build script made them from `schema/`.

pub use entities::{LEGACY, TABLES, table};

/// One struct for each table, one module for each table's columns.
pub mod entities {
    include!(concat!(env!("OUT_DIR"), "/schema.rs"));
}
