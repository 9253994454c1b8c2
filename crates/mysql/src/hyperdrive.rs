//! The client over Hyperdrive's socket, in a Worker.
//! <https://developers.cloudflare.com/workers/runtime-apis/tcp-sockets/>

use std::time::Duration;

use js_sys::{Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, WorkerGlobalScope};
use worker::Delay;

use crate::{Connection, Error, Options, Platform, Stream, StreamError};

/// A connection over Hyperdrive. It belongs to the request that made it.
pub type HyperdriveConnection = Connection<HyperdriveSocket, Workerd>;

#[wasm_bindgen(module = "/src/hyperdrive.js")]
extern "C" {
    /// A socket with its reader, its writer and the buffer that it reads into.
    type JsSocket;
    #[wasm_bindgen(catch)]
    fn open(hyperdrive: &JsValue) -> Result<JsSocket, JsValue>;
    fn read(socket: &JsSocket) -> Promise;
    /// `None` where the socket takes it without being waited for.
    #[wasm_bindgen(catch)]
    fn write(socket: &JsSocket, bytes: &[u8]) -> Result<Option<Promise>, JsValue>;
    fn close(socket: &JsSocket);
}

/// The options that a binding holds, with the default deadlines and limits.
#[must_use]
pub fn options(hyperdrive: &worker::Hyperdrive) -> Options {
    Options::new(hyperdrive.user(), hyperdrive.password(), hyperdrive.database())
}

/// Connects with the [`options`] of a binding.
///
/// # Errors
/// Always [`Error::Connect`].
pub async fn connect(hyperdrive: &worker::Hyperdrive) -> Result<HyperdriveConnection, Error> {
    connect_with(hyperdrive, &options(hyperdrive)).await
}

/// Connects with these options.
///
/// # Errors
/// Always [`Error::Connect`].
pub async fn connect_with(
    hyperdrive: &worker::Hyperdrive,
    options: &Options,
) -> Result<HyperdriveConnection, Error> {
    let socket = HyperdriveSocket::open(hyperdrive)
        .map_err(|error| Error::Connect(Box::new(error.into())))?;
    Connection::connect(socket, Workerd, options).await
}

/// Hyperdrive's socket.
pub struct HyperdriveSocket(JsSocket);

impl HyperdriveSocket {
    fn open(hyperdrive: &worker::Hyperdrive) -> Result<Self, StreamError> {
        open(hyperdrive.as_ref()).map(Self).map_err(thrown)
    }
}

impl Stream for HyperdriveSocket {
    async fn read(&mut self, into: &mut Vec<u8>) -> Result<usize, StreamError> {
        let value = JsFuture::from(read(&self.0)).await.map_err(thrown)?;
        // No value, or an empty one: the stream has ended.
        let Ok(bytes) = value.dyn_into::<Uint8Array>() else {
            return Ok(0);
        };
        let (old, count) = (into.len(), bytes.length() as usize);
        into.resize(old.saturating_add(count), 0);
        if let Some(new) = into.get_mut(old..) {
            bytes.copy_to(new);
        }
        Ok(count)
    }

    async fn write_all(&mut self, bytes: &[u8]) -> Result<(), StreamError> {
        if let Some(written) = write(&self.0, bytes).map_err(thrown)? {
            JsFuture::from(written).await.map_err(thrown)?;
        }
        Ok(())
    }
}

impl Drop for HyperdriveSocket {
    /// An open socket counts against the six of an invocation, and holds its transaction's locks.
    fn drop(&mut self) {
        close(&self.0);
    }
}

/// The Workers runtime's timer and WebCrypto.
pub struct Workerd;

impl Platform for Workerd {
    async fn sleep_ms(&self, ms: u64) {
        // setTimeout takes 32 bits.
        Delay::from(Duration::from_millis(ms.min(i32::MAX.unsigned_abs().into()))).await;
    }

    async fn rsa_oaep_sha1(
        &self,
        public_key_pem: &str,
        message: &[u8],
    ) -> Result<Vec<u8>, StreamError> {
        let global: WorkerGlobalScope = js_sys::global().unchecked_into();
        let body: String =
            public_key_pem.lines().filter(|line| !line.starts_with("-----")).collect();
        let der: Vec<u8> = global
            .atob(&body)
            .map_err(thrown)?
            .chars()
            .filter_map(|byte| u8::try_from(byte).ok())
            .collect();
        let subtle = global.crypto().map_err(thrown)?.subtle();
        let algorithm = Object::new();
        Reflect::set(&algorithm, &"name".into(), &"RSA-OAEP".into()).map_err(thrown)?;
        Reflect::set(&algorithm, &"hash".into(), &"SHA-1".into()).map_err(thrown)?;
        let usages = js_sys::Array::of1(&"encrypt".into());
        let import = subtle
            .import_key_with_object(
                "spki",
                &Uint8Array::from(der.as_slice()),
                &algorithm,
                false,
                &usages,
            )
            .map_err(thrown)?;
        let key: CryptoKey = JsFuture::from(import).await.map_err(thrown)?.unchecked_into();
        let encrypt =
            subtle.encrypt_with_object_and_u8_array(&algorithm, &key, message).map_err(thrown)?;
        let encrypted = JsFuture::from(encrypt).await.map_err(thrown)?;
        Ok(Uint8Array::new(&encrypted).to_vec())
    }
}

/// A JavaScript exception's text.
fn thrown(exception: JsValue) -> StreamError {
    let text =
        Reflect::get(&exception, &"message".into()).ok().and_then(|message| message.as_string());
    StreamError(text.unwrap_or_else(|| format!("{exception:?}")))
}
