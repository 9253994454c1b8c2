//! The Worker's three entry points: a request, the cron, a batch of the queue. `entry.js` stands
//! before them.

mod platform;
mod request;

use std::cell::OnceCell;
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::future_to_promise;
use worker::{Context, Env, MessageBatch, ScheduleContext, ScheduledEvent, event};

use platform::{After, Platform, Queues};

use crate::config::Config;
use crate::evidence;
use crate::http::{self, Secrets};
use crate::outbox::Handled;
use crate::router::{Isolate, Router};
use crate::runs;
use crate::runtime::{Level, Runtime};
use crate::schema::Timestamp;
use crate::store::d1::{D1, worker::Binding};
use crate::store::mysql::{MySql, worker::Hyperdrive};
use crate::switch;

/// Names of the bindings in `wrangler.toml`.
const D1_BINDING: &str = "DB";
const MYSQL_BINDING: &str = "HYPERDRIVE";
const EVENTS_BINDING: &str = "EVENTS";
const JOBS_BINDING: &str = "JOBS";
const VERSION_BINDING: &str = "CF_VERSION_METADATA";

type WorkerRouter = Router<D1<Binding>, MySql<Hyperdrive>, Platform>;

/// What is the same for all requests of an isolate: variables, secrets and bindings change with a
/// deployment alone, which starts new isolates
/// (<https://developers.cloudflare.com/workers/runtime-apis/bindings/>).
struct App {
    config: Config,
    secrets: Secrets,
    /// None where the app has left D1.
    d1: Option<Binding>,
    hyperdrive: Option<Hyperdrive>,
    queues: Rc<Queues>,
    isolate: Rc<Isolate>,
}

thread_local! {
    static APP: OnceCell<Rc<App>> = const { OnceCell::new() };
}

impl App {
    fn of(env: &JsValue) -> Rc<App> {
        APP.with(|app| Rc::clone(app.get_or_init(|| Rc::new(App::new(env.unchecked_ref())))))
    }

    fn new(env: &Env) -> App {
        let binding = |name: &str| js_sys::Reflect::get(env, &name.into()).ok();
        let bound = |name: &str| binding(name).filter(|value| !value.is_undefined());
        let text = |name: &str| binding(name).and_then(|value| value.as_string());
        App {
            config: Config { deployed_ms: deployed_ms(env), ..Config::parse(text) },
            secrets: Secrets::parse(text),
            d1: bound(D1_BINDING).map(Binding::new),
            hyperdrive: bound(MYSQL_BINDING).map(|it| Hyperdrive::new(it.unchecked_into())),
            queues: Rc::new(Queues {
                events: env.queue(EVENTS_BINDING).ok(),
                jobs: env.queue(JOBS_BINDING).ok(),
            }),
            isolate: Rc::default(),
        }
    }

    fn router(&self, after: After) -> WorkerRouter {
        let mysql = self.hyperdrive.clone().map(|hyperdrive| {
            let checked = Rc::clone(&self.isolate.mysql_session_is_right);
            MySql::new(hyperdrive).remembering(checked)
        });
        let runtime = Platform::new(after, Rc::clone(&self.queues));
        let (config, isolate) = (self.config.clone(), Rc::clone(&self.isolate));
        let d1 = D1::new(self.d1.clone().unwrap_or_else(Binding::absent));
        match mysql {
            Some(mysql) if self.d1.is_none() => Router::alone(d1, mysql, runtime, config, isolate),
            mysql => Router::new(d1, mysql, runtime, config, isolate),
        }
    }
}

/// When this version was made
/// (<https://developers.cloudflare.com/workers/runtime-apis/bindings/version-metadata/>).
fn deployed_ms(env: &Env) -> Option<i64> {
    let version = js_sys::Reflect::get(env, &VERSION_BINDING.into()).ok()?;
    let made = js_sys::Reflect::get(&version, &"timestamp".into()).ok()?.as_string()?;
    Timestamp::from_rfc3339(&made).map(|at| at.0)
}

/// A request: its head as `entry.js` writes it, and its body.
#[wasm_bindgen]
pub fn serve(head: &str, body: Option<Vec<u8>>, env: JsValue, context: JsValue) -> Promise {
    let request = request::read(head, body.unwrap_or_default());
    future_to_promise(async move {
        let app = App::of(&env);
        let router = app.router(After::Fetch(Rc::new(Context::new(context.unchecked_into()))));
        let response = http::handle(&router, &app.secrets, request).await;
        Ok(request::write(&response))
    })
}

#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, env: Env, context: ScheduleContext) {
    let router = App::of(&env).router(After::Cron(context));
    // First of all: while a switch is under way nobody can write.
    let used = match switch::attend(&router).await {
        Ok(attended) => attended.statements,
        Err(error) => {
            router.runtime().log(Level::Warn, &format!("the switch was not looked after: {error}"));
            0
        }
    };
    // An invocation has only so many statements of D1, and the next one comes in a minute.
    router.tick_after(used).await;
    if let Err(error) = runs::revive(&router).await {
        router.runtime().log(Level::Warn, &format!("runs were not looked after: {error}"));
    }
    if let Err(error) = evidence::renew(&router).await {
        router.runtime().log(Level::Warn, &format!("facts were not tried out: {error}"));
    }
    router.flush_counts().await;
}

#[event(queue)]
async fn queue(batch: MessageBatch<String>, env: Env, context: Context) -> worker::Result<()> {
    let router = App::of(&env).router(After::Fetch(Rc::new(context)));
    // A message that is no text is none of ours.
    let bodies: Vec<String> =
        batch.raw_iter().map(|message| message.body().as_string().unwrap_or_default()).collect();
    if runs::is_message(&bodies) {
        // One at a time, and none comes again: the cron sends anew what a failure leaves.
        for body in &bodies {
            if let Err(error) = runs::work(&router, body).await {
                router.runtime().log(Level::Warn, &format!("a run stopped for now: {error}"));
            }
        }
        batch.ack_all();
        return Ok(());
    }
    match router.consume(&bodies).await {
        Ok(handled) => {
            let foreign = handled.iter().filter(|one| **one == Handled::Foreign).count();
            if foreign > 0 {
                let message = format!("the queue holds {foreign} messages that are no events");
                router.runtime().log(Level::Error, &message);
            }
            batch.ack_all();
        }
        Err(error) => {
            router.runtime().log(Level::Warn, &format!("events come back later: {error}"));
            batch.retry_all();
        }
    }
    Ok(())
}
