//! Accepts clients, connects each to the server, logs it in and serves it.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::handshake::{Login, relay_login};
use crate::refusal::Refusal;
use crate::session::{End, Session, unless_client_leaves};
use crate::shared::{Gauge, Shared};
use crate::upstream::Upstream;
use crate::wire::{Stream, buffered, err_payload, write_packet};

/// Clients at once; above MySQL's default `max_connections` of 151, so that the server's own limit is met first.
pub(crate) const MAX_CONNECTIONS: u64 = 1000;

/// Hyperdrive's initial connection timeout: <https://developers.cloudflare.com/hyperdrive/platform/limits/#connection-limits>.
const LOGIN_TIMEOUT: Duration = Duration::from_secs(15);

/// Accepts clients for ever. Dropping the future cuts them all.
pub(crate) async fn serve(shared: Arc<Shared>, listener: TcpListener) {
    let mut clients = JoinSet::new();
    let mut id = 0u64;
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((socket, _)) => {
                    id = id.saturating_add(1);
                    clients.spawn(client(shared.clone(), socket, id));
                }
                // Out of file descriptors, say: give the clients there are a moment to leave.
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            },
            Some(_) = clients.join_next() => {}
        }
    }
}

async fn client(shared: Arc<Shared>, socket: TcpStream, id: u64) {
    let cuts = {
        let mode = shared.mode.borrow();
        if mode.down {
            return;
        }
        mode.cuts
    };
    let _open = Gauge::new(&shared, |stats| &mut stats.open_connections);
    shared.count(|stats| &mut stats.connections);
    let Ok(mut client) = buffered(socket) else {
        return;
    };
    let cut = shared.until(|mode| mode.cuts != cuts);
    tokio::pin!(cut);
    let opened = tokio::select! {
        biased;
        () = &mut cut => return,
        opened = open(&shared, &mut client) => opened,
    };
    let mut session = match opened {
        Ok((upstream, login)) => Session {
            upstream: Upstream::new(shared.clone(), upstream, login.status),
            identity: Arc::new(login.identity),
            shared: shared.clone(),
            id,
            client,
        },
        Err(End::Refused(refusal, sequence)) => {
            let _ = refusal.send(&shared, &mut client, sequence).await;
            return;
        }
        Err(End::Io(error)) => return shared.failed(&error),
        Err(_) => return,
    };
    let end = tokio::select! {
        biased;
        () = cut => End::Cut,
        end = session.run() => end,
    };
    session.close(end).await;
}

/// Connects to the server and passes the login through.
async fn open(shared: &Shared, client: &mut Stream) -> Result<(Stream, Login), End> {
    if shared.stats.borrow().open_connections > MAX_CONNECTIONS {
        // The client's first packet is this one: number 0.
        return Err(End::Refused(Refusal::TooManyConnections, u8::MAX));
    }
    unless_client_leaves(client, shared.until(|mode| !mode.stall)).await?;
    let connected = timeout(LOGIN_TIMEOUT, TcpStream::connect(&shared.upstream)).await;
    let mut upstream = match connected.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())) {
        Ok(socket) => buffered(socket)?,
        Err(error) => {
            let message = format!("Server connection attempt failed: {}", error.kind());
            write_packet(client, 0, &err_payload(2003, "HY000", &message)).await?;
            return Err(End::LoginFailed);
        }
    };
    let login = timeout(LOGIN_TIMEOUT, relay_login(client, &mut upstream)).await;
    let login = login.unwrap_or_else(|_| Err(io::Error::from(io::ErrorKind::TimedOut).into()))?;
    Ok((upstream, login))
}
