//! What the native tests share.
// A test panics to fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(dead_code, unused_imports, unused_macros)] // each test file uses a part of it

pub mod app;
pub mod faulty;
pub mod mysql_server;
pub mod pairs;
pub mod samples;
pub mod sqlite;
pub mod sqlite_refusals;
pub mod world;

use futures_util::FutureExt as _;

/// The value of a future that waits for nothing: the doubles answer at once.
pub fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("a double that waits for nothing")
}
