//! The client against a real server, named by `MYSQL_URL`; without it these tests say so and pass.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests are tests"
)]

mod server {
    pub mod auth;
    pub mod errors;
    pub mod sizes;
    pub mod support;
    pub mod transactions;
    pub mod values;
}
