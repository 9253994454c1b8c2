//! A test double of Cloudflare Hyperdrive for MySQL.
//!
//! The local Hyperdrive binding is a plain socket to the database and refuses nothing, so a program that
//! works against it can still fail in production. This proxy stands in between: it refuses what
//! Hyperdrive refuses, forgets `SET` when a transaction ends, caches reads when told to, and strikes with
//! the faults that a test orders, through [`Proxy`] or over HTTP.
//!
//! To read it: `server` accepts a client, `handshake` passes its login through, `session` serves its
//! commands with what `sql` says about each query and what `mode` orders, `upstream` is the server's end, and
//! `wire` is the bytes below.

mod cache;
mod control;
mod handshake;
mod lexer;
mod mode;
mod refusal;
mod server;
mod session;
mod shared;
mod sql;
mod stats;
mod upstream;
mod wire;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinSet;
use url::Url;

pub use mode::{InjectedError, Mode};
use shared::Shared;
pub use stats::{LOG_ENTRIES, LOG_TEXT_CHARS, LogEntry, Stats};

/// How a proxy starts.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The port for MySQL clients on 127.0.0.1; 0 is any free one.
    pub port: u16,
    /// The port for HTTP on 127.0.0.1; 0 is any free one.
    pub control_port: u16,
    /// Cache reads from the start, as a binding does that was made without `--caching-disabled`.
    pub cache: bool,
}

/// Why a proxy did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The URL is not `mysql://user:password@host:port/database`. It may hold a password, so it is not shown.
    #[error("the upstream is not a mysql://user:password@host:port/database URL")]
    Upstream,
    /// A port could not be had.
    #[error("cannot listen on 127.0.0.1:{port}: {source}")]
    Listen {
        /// The port that was asked for.
        port: u16,
        /// The system's reason.
        source: io::Error,
    },
}

/// A running proxy. It stops, and cuts its clients, when dropped.
#[derive(Debug)]
pub struct Proxy {
    shared: Arc<Shared>,
    addr: SocketAddr,
    control: SocketAddr,
    url: Url,
    _tasks: JoinSet<()>,
}

impl Proxy {
    /// Starts a proxy to the server at `upstream_url`, `mysql://user:password@host:port/database`.
    ///
    /// The server need not be up yet. Its user and password are the ones that clients log in with.
    ///
    /// # Errors
    /// The URL is not one of MySQL, or a port is taken.
    pub async fn start(upstream_url: &str, options: Options) -> Result<Self, StartError> {
        let mut url = Url::parse(upstream_url).map_err(|_| StartError::Upstream)?;
        let host =
            url.host_str().filter(|_| url.scheme() == "mysql").ok_or(StartError::Upstream)?;
        let shared =
            Arc::new(Shared::new(format!("{host}:{}", url.port().unwrap_or(3306)), options.cache));
        let (listener, addr) = listen(options.port).await?;
        let (control_listener, control) = listen(options.control_port).await?;
        url.set_ip_host(addr.ip())
            .and_then(|()| url.set_port(Some(addr.port())))
            .map_err(|()| StartError::Upstream)?;
        let mut tasks = JoinSet::new();
        tasks.spawn(server::serve(shared.clone(), listener));
        let routes = control::routes(shared.clone());
        tasks.spawn(async move {
            // Documented never to return an error.
            let _ = axum::serve(control_listener, routes).await;
        });
        Ok(Self { shared, addr, control, url, _tasks: tasks })
    }

    /// Where MySQL clients connect.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Where the HTTP control port listens.
    pub fn control(&self) -> SocketAddr {
        self.control
    }

    /// The upstream's URL with this proxy's host and port: what a client is given.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Changes what the mode names, and leaves the rest.
    pub fn set_mode(&self, mode: Mode) {
        self.shared.set_mode(mode);
    }

    /// Lets go of the queries that are held and holds no more; returns how many there were.
    pub fn release(&self) -> u64 {
        self.shared.release()
    }

    /// Takes all modes back, and empties counters, cache and log. Held and stalled queries go on.
    pub fn reset(&self) {
        self.shared.reset();
    }

    /// The counters, as of now.
    pub fn stats(&self) -> Stats {
        self.shared.stats.borrow().clone()
    }

    /// The last [`LOG_ENTRIES`] queries, oldest first, while the log was on.
    pub fn log(&self) -> Vec<LogEntry> {
        self.shared.log()
    }

    /// Waits until the counters are as wanted, for at most `deadline`; returns whether they are.
    pub async fn wait_for(&self, deadline: Duration, wanted: impl FnMut(&Stats) -> bool) -> bool {
        let mut stats = self.shared.stats.subscribe();
        let waited = tokio::time::timeout(deadline, stats.wait_for(wanted)).await;
        waited.is_ok_and(|found| found.is_ok())
    }
}

async fn listen(port: u16) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |source| StartError::Listen { port, source };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(failed)?;
    let addr = listener.local_addr().map_err(failed)?;
    Ok((listener, addr))
}
