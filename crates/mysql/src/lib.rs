//! A thin client for MySQL's text protocol: one connection, one statement at a time.
//!
//! It speaks what Hyperdrive lets through (`COM_QUERY`, `COM_PING`, `COM_QUIT`) and refuses by itself
//! what Hyperdrive refuses, so that a test against a plain server is as strict as production.
//!
//! Read in this order: [`Sql`] and [`Literal`] (how a statement is put together), [`Connection`]
//! (how it is sent), [`Rows`] (how the answer is read), [`Error`] and [`Outcome`] (what is known when
//! it went wrong). Under them: `bytes`, `packets`, `protocol`. What it needs of its surroundings is
//! [`Stream`] and [`Platform`]; `native` and `hyperdrive` provide them.

mod bytes;
mod connection;
mod date;
mod error;
mod fixed_text;
mod limits;
mod literal;
mod options;
mod packets;
mod protocol;
mod refusal;
mod rows;
mod sql;
mod stream;
#[cfg(test)]
mod testing;

#[cfg(all(target_arch = "wasm32", feature = "worker"))]
pub mod hyperdrive;
#[cfg(all(not(target_arch = "wasm32"), feature = "native"))]
pub mod native;

pub use connection::{Connection, Done};
pub use error::{AuthError, Error, Outcome};
pub use limits::Limits;
pub use literal::{Literal, Quoting};
pub use options::{Options, Password};
pub use protocol::err::ServerError;
pub use refusal::Refusal;
pub use rows::{Row, Rows};
pub use sql::Sql;
pub use stream::{Platform, Stream, StreamError};
