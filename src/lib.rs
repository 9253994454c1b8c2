//! Tandem moves an app's data from Cloudflare D1 to PlanetScale while the app runs.
//!
//! What to read in which order: [`schema`] for what a row, a key and a version are; [`store`] for
//! what the two databases must be able to do; [`replication`] for the protocol that keeps them
//! the same; [`runs`] for backfill, verify and repair;
//! [`evidence`] for what is known before a switch, [`switch`] for the switch itself; [`router`] for
//! the way of a request; [`session`] for what keeps a client from reading what is older than its own
//! writes;
//! [`outbox`] for events; [`http`] for the API.

pub mod config;
pub mod evidence;
pub mod http;
pub mod outbox;
pub mod replication;
pub mod router;
pub mod runs;
pub mod runtime;
pub mod schema;
pub mod session;
pub mod store;
pub mod switch;
#[cfg(target_arch = "wasm32")]
mod worker;
