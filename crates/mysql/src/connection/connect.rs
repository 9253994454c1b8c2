//! From a fresh stream to a connection that is ready.
//! <https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase.html>

use super::Connection;
use crate::limits::{AUTH_ROUNDS, HANDSHAKE_BYTES};
use crate::packets::Packets;
use crate::protocol::auth::{Nonce, Plugin, caching_sha2, masked_password};
use crate::protocol::auth_switch::AuthSwitch;
use crate::protocol::err::ServerError;
use crate::protocol::greeting::Greeting;
use crate::protocol::handshake_response;
use crate::protocol::ok::OkPacket;
use crate::stream::Alarm;
use crate::{AuthError, Error, Options, Platform, Stream};

impl<S: Stream, P: Platform> Connection<S, P> {
    /// Greets and authenticates over a connected stream.
    ///
    /// The stream is not encrypted here. In a Worker it ends inside Cloudflare, where Hyperdrive goes on with TLS;
    /// natively this is for loopback. The password itself is sent only encrypted, but for a public key that the
    /// server names: it is no protection against somebody who is in between.
    ///
    /// # Errors
    /// Always [`Error::Connect`].
    pub async fn connect(stream: S, platform: P, options: &Options) -> Result<Self, Error> {
        let mut packets = Packets::new(stream, HANDSHAKE_BYTES);
        let mut alarm = Alarm::unset();
        let handshake = handshake(&mut packets, &platform, options);
        let (greeting, ok) = alarm
            .within(&platform, options.connect_deadline_ms, handshake)
            .await
            .map_err(|error| Error::Connect(Box::new(error)))?;
        Ok(Self {
            packets,
            platform,
            alarm,
            status: ok.status,
            usable: true,
            query_deadline_ms: options.query_deadline_ms,
            limits: options.limits,
            server_version: greeting.server_version,
        })
    }
}

async fn handshake<S: Stream>(
    packets: &mut Packets<S>,
    platform: &impl Platform,
    options: &Options,
) -> Result<(Greeting, OkPacket), Error> {
    let payload = packets.receive().await?;
    let payload = packets.bytes(&payload);
    if payload.first() == Some(&0xFF) {
        return Err(ServerError::parse(payload)?.into());
    }
    let greeting = Greeting::parse(payload)?;
    // The plugin named here is the server's default, not the account's: if it is one we don't have, begin with
    // another; the server switches to the account's.
    let plugin = Plugin::from_name(&greeting.plugin).unwrap_or(Plugin::CachingSha2);
    let scramble = plugin.scramble(options.password.bytes(), greeting.nonce);
    let response = handshake_response::encode(options, greeting.capabilities, plugin, &scramble)?;
    packets.send(&[], &response).await?;
    let ok = authenticate(packets, platform, options, plugin, greeting.nonce).await?;
    Ok((greeting, ok))
}

async fn authenticate<S: Stream>(
    packets: &mut Packets<S>,
    platform: &impl Platform,
    options: &Options,
    mut plugin: Plugin,
    mut nonce: Nonce,
) -> Result<OkPacket, Error> {
    let password = options.password.bytes();
    for _ in 0..AUTH_ROUNDS {
        let payload = packets.receive().await?;
        match packets.bytes(&payload) {
            ok @ [0x00, ..] => return OkPacket::parse(ok),
            error @ [0xFF, ..] => return Err(ServerError::parse(error)?.into()),
            switch @ [0xFE, ..] => {
                AuthSwitch { plugin, nonce } = AuthSwitch::parse(switch)?;
                packets.send(&[], &plugin.scramble(password, nonce)).await?;
            }
            [0x01, caching_sha2::FAST_AUTH_OK] if plugin == Plugin::CachingSha2 => {}
            [0x01, caching_sha2::FULL_AUTH] if plugin == Plugin::CachingSha2 => {
                packets.send(&[], &[caching_sha2::REQUEST_PUBLIC_KEY]).await?;
            }
            [0x01, key @ ..] if plugin == Plugin::CachingSha2 => {
                let key = String::from_utf8_lossy(key);
                let masked = masked_password(password, nonce);
                let encrypted =
                    platform.rsa_oaep_sha1(&key, &masked).await.map_err(AuthError::Encryption)?;
                packets.send(&[], &encrypted).await?;
            }
            _ => return Err(Error::Protocol("an unexpected packet while authenticating")),
        }
    }
    Err(Error::Protocol("authentication does not come to an end"))
}
