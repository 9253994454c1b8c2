//! The MySQL store against a real server: `MYSQL_URL=mysql://user:password@host:port/database`.
//! The account must be allowed to create databases. Without the variable, every test is skipped.

// A test panics to fail.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../support/mysql_server.rs"]
#[allow(dead_code)] // shared with other suites
mod mysql_server;
#[path = "../support/ranges_model.rs"]
mod ranges_model;

mod app;
mod applies;
mod copied;
mod direct;
mod faults;
mod kitchen;
mod pages;
mod parking;
mod races;
mod ranges;
mod references;
mod rules;
mod side;
mod speed;
mod values;
mod writes;
