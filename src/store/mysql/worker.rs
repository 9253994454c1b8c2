//! Connections over Hyperdrive. The binding must have caching disabled: what it caches is stale.

use std::rc::Rc;
use std::time::Duration;

use tandem_mysql::Error;
use tandem_mysql::hyperdrive::{HyperdriveConnection, HyperdriveSocket, Workerd, connect};

use super::Connect;

/// A Hyperdrive binding.
#[derive(Clone)]
pub struct Hyperdrive(Rc<worker::Hyperdrive>);

impl Hyperdrive {
    /// Over this binding.
    pub fn new(binding: worker::Hyperdrive) -> Self {
        Hyperdrive(Rc::new(binding))
    }
}

impl Connect for Hyperdrive {
    type Stream = HyperdriveSocket;
    type Platform = Workerd;

    async fn connect(&self) -> Result<HyperdriveConnection, Error> {
        connect(&self.0).await
    }

    async fn sleep_ms(&self, ms: u64) {
        worker::Delay::from(Duration::from_millis(ms)).await;
    }

    fn random(&self) -> u64 {
        // The platform always has randomness; without it only the pauses between tries would agree.
        getrandom::u64().unwrap_or(0)
    }
}
