//! The client over Hyperdrive's socket, in a Worker.
//! <https://developers.cloudflare.com/workers/runtime-apis/tcp-sockets/>

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use js_sys::{Date, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, WorkerGlobalScope};

use crate::{Connection, Error, Options, Platform, Stream, StreamError};

/// A connection over Hyperdrive. It belongs to the request that made it.
pub type HyperdriveConnection = Connection<HyperdriveSocket, Workerd>;

#[wasm_bindgen(module = "/src/hyperdrive.js")]
extern "C" {
    /// A socket with its reader, its writer and the buffer that it reads into.
    type JsSocket;
    #[wasm_bindgen(catch)]
    fn open(hyperdrive: &JsValue, ring: &JsValue) -> Result<JsSocket, JsValue>;
    /// Begins to read; `ring` is called once there is something to take.
    fn read(socket: &JsSocket);
    /// The bytes that came; `None` at the end of the stream.
    #[wasm_bindgen(catch)]
    fn take(socket: &JsSocket) -> Result<Option<Uint8Array>, JsValue>;
    /// `None` where the socket takes it without being waited for.
    #[wasm_bindgen(catch)]
    fn write(socket: &JsSocket, bytes: &[u8]) -> Result<Option<Promise>, JsValue>;
    fn close(socket: &JsSocket);
    #[wasm_bindgen(js_name = startTimer)]
    fn start_timer(ring: &JsValue, ms: i32) -> JsValue;
    #[wasm_bindgen(js_name = stopTimer)]
    fn stop_timer(timer: &JsValue);
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

/// What JavaScript calls back, as often as it is needed: a promise takes two new callbacks each time.
struct Bell {
    rung: Rc<Rung>,
    ring: Closure<dyn FnMut()>,
}

#[derive(Default)]
struct Rung {
    is_rung: Cell<bool>,
    waker: Cell<Option<Waker>>,
}

impl Bell {
    fn new() -> Self {
        let rung = Rc::<Rung>::default();
        let rings = Rc::clone(&rung);
        let ring = Closure::new(move || {
            rings.is_rung.set(true);
            if let Some(waker) = rings.waker.take() {
                waker.wake();
            }
        });
        Self { rung, ring }
    }

    fn poll(&self, context: &mut Context<'_>) -> Poll<()> {
        if self.rung.is_rung.take() {
            return Poll::Ready(());
        }
        self.rung.waker.set(Some(context.waker().clone()));
        Poll::Pending
    }
}

/// Hyperdrive's socket.
pub struct HyperdriveSocket {
    socket: JsSocket,
    bell: Bell,
}

impl HyperdriveSocket {
    fn open(hyperdrive: &worker::Hyperdrive) -> Result<Self, StreamError> {
        let bell = Bell::new();
        let socket = open(hyperdrive.as_ref(), bell.ring.as_ref()).map_err(thrown)?;
        Ok(Self { socket, bell })
    }
}

impl Stream for HyperdriveSocket {
    async fn read(&mut self, into: &mut Vec<u8>) -> Result<usize, StreamError> {
        read(&self.socket);
        poll_fn(|context| self.bell.poll(context)).await;
        let Some(bytes) = take(&self.socket).map_err(thrown)? else {
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
        if let Some(written) = write(&self.socket, bytes).map_err(thrown)? {
            JsFuture::from(written).await.map_err(thrown)?;
        }
        Ok(())
    }
}

impl Drop for HyperdriveSocket {
    /// An open socket counts against the six of an invocation, and holds its transaction's locks.
    fn drop(&mut self) {
        close(&self.socket);
    }
}

/// The Workers runtime's timer and WebCrypto.
pub struct Workerd;

/// A timer of the runtime.
pub struct Timer {
    id: JsValue,
    bell: Bell,
}

impl Future for Timer {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.bell.poll(context)
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        stop_timer(&self.id);
    }
}

impl Platform for Workerd {
    type Timer = Timer;

    fn timer(&self, ms: u64) -> Timer {
        let bell = Bell::new();
        // setTimeout takes 32 bits.
        let id = start_timer(bell.ring.as_ref(), i32::try_from(ms).unwrap_or(i32::MAX));
        Timer { id, bell }
    }

    fn now_ms(&self) -> u64 {
        // Whole milliseconds since 1970, far below what a double counts exactly.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let now_ms = Date::now() as u64;
        now_ms
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
