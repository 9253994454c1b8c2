//! The app's data in terms both databases share: tables, values, rows, keys, versions.

mod check;
mod entity;
mod generated;
mod image;
mod json;
pub mod json_text;
mod key;
mod row;
pub mod table;
mod time;
mod to_json;
mod value;
mod version;

pub(crate) use check::stored_text;
pub use check::{Invalid, MAX_VALUE_BYTES, check};
pub use entity::{
    Assign, Col, DecodeError, Entity, FromValue, InOwner, InTenant, ScopeOf, Unscoped, take,
};
pub use generated::{LEGACY, TABLES, entities, table};
pub use image::{Body, Image};
pub use json::{Json, canonical_json};
pub use key::{Key, KeyError, MAX_PK_BYTES, Pk};
pub use row::Row;
pub use table::{Column, Legacy, Table, Type};
pub use time::{Timestamp, format_datetime, parse_date, parse_datetime};
pub use to_json::write_json;
pub use value::Value;
pub use version::{EPOCH_SHIFT, Epoch, MAX_EPOCH, Version, VersionError};
