//! The client over TCP, without TLS: for tests and the operator's tools.

use std::pin::Pin;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use rsa::pkcs8::DecodePublicKey;
use rsa::rand_core::OsRng;
use rsa::{Oaep, RsaPublicKey};
use sha1_of_rsa::Sha1;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use url::Url;

use crate::stream::Alarm;
use crate::{Connection, Error, Options, Platform, Stream, StreamError};

/// A TCP connection.
pub type NativeConnection = Connection<Tcp, Tokio>;

/// A TCP stream.
pub struct Tcp(tokio::net::TcpStream);

/// Tokio's timer, and RSA in Rust.
pub struct Tokio;

/// Where a server is, and how to connect to it.
#[derive(Clone, Debug)]
pub struct Target {
    /// A name or an address.
    pub host: String,
    /// 3306 unless the URL says otherwise.
    pub port: u16,
    /// The account and the database.
    pub options: Options,
}

impl Target {
    /// Reads `mysql://user:password@host:port/database`; parameters after `?` are ignored.
    ///
    /// # Errors
    /// [`Error::Connect`] if it is not such a URL. The URL itself is not in the error: it has a password.
    pub fn parse(url: &str) -> Result<Self, Error> {
        let wrong = |what: &str| {
            Error::Connect(Box::new(StreamError(format!("the database URL {what}")).into()))
        };
        let url = Url::parse(url).map_err(|error| wrong(&format!("can't be read: {error}")))?;
        if url.scheme() != "mysql" {
            return Err(wrong("doesn't begin with mysql://"));
        }
        let decoded = |text: &str| {
            let text = percent_encoding::percent_decode_str(text).decode_utf8();
            text.map(String::from).map_err(|_| wrong("has a %-sequence that is not UTF-8"))
        };
        let host = url.host_str().ok_or_else(|| wrong("names no host"))?;
        let database = decoded(url.path().trim_start_matches('/'))?;
        if database.is_empty() {
            return Err(wrong("names no database"));
        }
        let password = decoded(url.password().unwrap_or_default())?;
        Ok(Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(3306),
            options: Options::new(decoded(url.username())?, password, database),
        })
    }

    /// Connects.
    ///
    /// # Errors
    /// Always [`Error::Connect`].
    pub async fn connect(&self) -> Result<NativeConnection, Error> {
        let mut alarm = Alarm::unset();
        let tcp = async { Ok(Tcp::connect(&self.host, self.port).await?) };
        let tcp = alarm.within(&Tokio, self.options.connect_deadline_ms, tcp);
        let tcp = tcp.await.map_err(|error| Error::Connect(Box::new(error)))?;
        Connection::connect(tcp, Tokio, &self.options).await
    }
}

/// Connects to a `mysql://` URL.
///
/// # Errors
/// Always [`Error::Connect`].
pub async fn connect(url: &str) -> Result<NativeConnection, Error> {
    Target::parse(url)?.connect().await
}

impl Tcp {
    /// Connects, and sends small packets at once.
    ///
    /// # Errors
    /// Nobody listens there.
    pub async fn connect(host: &str, port: u16) -> Result<Self, StreamError> {
        let stream = tokio::net::TcpStream::connect((host, port)).await.map_err(broken)?;
        stream.set_nodelay(true).map_err(broken)?;
        Ok(Self(stream))
    }
}

fn broken(error: impl std::fmt::Display) -> StreamError {
    StreamError(error.to_string())
}

impl Stream for Tcp {
    async fn read(&mut self, into: &mut Vec<u8>) -> Result<usize, StreamError> {
        into.reserve(64 * 1024);
        self.0.read_buf(into).await.map_err(broken)
    }

    async fn write_all(&mut self, bytes: &[u8]) -> Result<(), StreamError> {
        self.0.write_all(bytes).await.map_err(broken)
    }
}

impl Platform for Tokio {
    type Timer = Pin<Box<tokio::time::Sleep>>;

    fn timer(&self, ms: u64) -> Self::Timer {
        Box::pin(tokio::time::sleep(Duration::from_millis(ms)))
    }

    fn now_ms(&self) -> u64 {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        u64::try_from(START.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    async fn rsa_oaep_sha1(
        &self,
        public_key_pem: &str,
        message: &[u8],
    ) -> Result<Vec<u8>, StreamError> {
        let key = RsaPublicKey::from_public_key_pem(public_key_pem.trim()).map_err(broken)?;
        key.encrypt(&mut OsRng, Oaep::new::<Sha1>(), message).map_err(broken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url() {
        let target =
            Target::parse("mysql://us%40er:p%2Fw+&=%23@[::1]:33/my_app?ssl-mode=x").unwrap();
        assert_eq!((target.host.as_str(), target.port), ("::1", 33));
        let options = target.options;
        assert_eq!((options.user.as_str(), options.database.as_str()), ("us@er", "my_app"));
        assert_eq!(options.password.bytes(), b"p/w+&=#");
    }

    #[test]
    fn a_wrong_url_is_not_repeated_in_the_error() {
        for url in [
            "mysql://u:hunter2@h",
            "postgres://u:hunter2@h/d",
            "mysql://u:hunter2@h:x/d",
            "hunter2",
        ] {
            let error = Target::parse(url).unwrap_err().to_string();
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}
