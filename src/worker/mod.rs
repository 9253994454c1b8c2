//! The Worker's three entry points: a request, the cron, a batch of the queue.

mod platform;

use std::rc::Rc;

use worker::{
    Context, Env, MessageBatch, MessageExt, Request, Response, ScheduleContext, ScheduledEvent,
    event,
};

use platform::Platform;

use crate::config::Config;
use crate::http::{self, Secrets};
use crate::outbox::Handled;
use crate::router::{Isolate, Router};
use crate::runtime::{Level, Runtime};
use crate::store::d1::{D1, worker::Binding};
use crate::store::mysql::{MySql, worker::Hyperdrive};

/// Names of the bindings in `wrangler.toml`.
const D1_BINDING: &str = "DB";
const MYSQL_BINDING: &str = "HYPERDRIVE";
const QUEUE_BINDING: &str = "EVENTS";

type WorkerRouter = Router<D1<Binding>, MySql<Hyperdrive>, Platform>;

thread_local! {
    static ISOLATE: Rc<Isolate> = Rc::new(Isolate::default());
}

fn router(env: &Env, after: platform::After) -> worker::Result<WorkerRouter> {
    let config = Config::parse(|name| env.var(name).ok().map(|value| value.to_string()));
    let d1 = D1::new(Binding::new(env.d1(D1_BINDING)?));
    let runtime = Platform::new(after, env.queue(QUEUE_BINDING).ok());
    let isolate = ISOLATE.with(Rc::clone);
    let mysql = env.hyperdrive(MYSQL_BINDING).ok().map(|binding| {
        let checked = Rc::clone(&isolate.mysql_session_is_right);
        MySql::new(Hyperdrive::new(binding)).remembering(checked)
    });
    Ok(Router::new(d1, mysql, runtime, config, isolate))
}

fn secrets(env: &Env) -> Secrets {
    Secrets::parse(|name| env.secret(name).ok().map(|value| value.to_string()))
}

#[event(fetch)]
async fn fetch(mut request: Request, env: Env, context: Context) -> worker::Result<Response> {
    let router = router(&env, platform::After::Fetch(Rc::new(context)))?;
    let request = platform::read_request(&mut request).await?;
    let response = http::handle(&router, &secrets(&env), request).await;
    platform::write_response(response)
}

#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, env: Env, context: ScheduleContext) {
    match router(&env, platform::After::Cron(context)) {
        Ok(router) => {
            router.tick().await;
        }
        Err(error) => worker::console_error!("the cron could not start: {error}"),
    }
}

#[event(queue)]
async fn queue(batch: MessageBatch<String>, env: Env, context: Context) -> worker::Result<()> {
    let router = router(&env, platform::After::Fetch(Rc::new(context)))?;
    for message in batch.messages()? {
        match router.consume(message.body()).await {
            Ok(Handled::Done | Handled::Again) => message.ack(),
            Ok(Handled::Foreign) => {
                router.runtime().log(Level::Error, "the queue holds a message that is no event");
                message.ack();
            }
            Err(error) => {
                router.runtime().log(Level::Warn, &format!("an event comes back later: {error}"));
                message.retry();
            }
        }
    }
    Ok(())
}
