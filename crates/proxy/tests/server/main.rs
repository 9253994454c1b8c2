//! Against the server in `MYSQL_URL` (skipped without it): refusals, pooling, caching, faults, the control port.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod caching;
mod control;
mod faults;
mod pooling;
mod refusals;
mod support;
