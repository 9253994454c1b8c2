//! Beginning a run, changing its state, and keeping its chain of messages alive.

use super::model::{Kind, NewRun, Run, RunState, Settings};
use super::settings::WrongSetting;
use super::slice::{LEASE_MS, Slice, Sliced};
use super::{AuditLine, Ledger, RunChange};
use crate::config::Secondary;
use crate::outbox::{Queue, QueueError};
use crate::router::Router;
use crate::runtime::{Level, Runtime, new_ulid};
use crate::store::{RouteState, Store, StoreError};

/// A message of the queue of runs is this, and the run's id.
const MESSAGE: &str = "run:";

/// Why a run can't begin, or can't be changed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RunError {
    /// A setting can't be followed.
    #[error(transparent)]
    Setting(#[from] WrongSetting),
    /// One of its kind has not ended.
    #[error("another run of this kind has not ended")]
    Unfinished,
    /// There is no such run.
    #[error("there is no such run")]
    NotFound,
    /// Not from the state in which it is.
    #[error("the run is {0:?}")]
    State(RunState),
    /// What it needs is not there.
    #[error("{0}")]
    NotReady(&'static str),
    /// A database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The queue failed.
    #[error(transparent)]
    Queue(#[from] QueueError),
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worked {
    /// There is no such run, or nothing is left to do of it.
    Ended,
    /// Somebody else works on it.
    Busy,
    /// The next message is on its way.
    GoesOn,
}

/// Begins a run.
pub async fn start<D, M, R>(
    router: &Router<D, M, R>,
    kind: Kind,
    settings: Settings,
    by: &str,
) -> Result<Run, RunError>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    let tables = settings.tables(kind)?;
    if router.mysql().is_none() {
        return Err(RunError::NotReady("this Worker has no HYPERDRIVE binding"));
    }
    let writes = matches!(kind, Kind::Backfill | Kind::Sync | Kind::Repair) && !settings.dry_run;
    if writes && router.config().secondary == Secondary::Off {
        return Err(RunError::NotReady(
            "ENABLE_DOUBLE_WRITE is off: what changes after it was copied would not be brought over",
        ));
    }
    let d1 = router.d1();
    let control = d1.control().await?;
    let Some(RouteState::Open(from)) = control.route.map(|route| route.state) else {
        return Err(RunError::NotReady("a switch is under way"));
    };
    if writes && !control.journaling {
        // What is changed while it is copied must be in the journal.
        d1.start_journaling().await?;
    }
    let now_ms = router.runtime().now_ms();
    let id = new_ulid(router.runtime());
    let run = NewRun { id: id.clone(), kind, from, settings, tables, by: by.to_owned(), now_ms };
    if !d1.create_run(&run).await? {
        return Err(RunError::Unfinished);
    }
    let detail = serde_json::to_string(&run.settings).unwrap_or_default();
    audit(router, by, "run.start", &id, detail).await?;
    router.runtime().go_on(&message(&id)).await?;
    d1.run(&id).await?.ok_or(RunError::NotFound)
}

/// What an operator may do with a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verb {
    /// Stop it for now.
    Pause,
    /// Go on with it; also with one that failed.
    Resume,
    /// End it.
    Cancel,
    /// Begin one of its tables anew, also where the run is through.
    Restart(String),
}

impl Verb {
    fn name(&self) -> &'static str {
        match self {
            Verb::Pause => "run.pause",
            Verb::Resume => "run.resume",
            Verb::Cancel => "run.cancel",
            Verb::Restart(_) => "run.restart",
        }
    }

    /// From which states to which one.
    fn states(&self) -> (&'static [RunState], RunState) {
        use RunState::{Cancelled, Done, Failed, Paused, Running};
        match self {
            Verb::Pause => (&[Running, Paused], Paused),
            Verb::Resume => (&[Running, Paused, Failed], Running),
            Verb::Cancel => (&[Running, Paused, Failed, Cancelled], Cancelled),
            Verb::Restart(_) => (&[Running, Paused, Failed, Done], Running),
        }
    }
}

/// Does what the operator says with a run. Saying it twice is as good as once.
pub async fn change<D, M, R>(
    router: &Router<D, M, R>,
    id: &str,
    verb: Verb,
    by: &str,
) -> Result<Run, RunError>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    let d1 = router.d1();
    let run = d1.run(id).await?.ok_or(RunError::NotFound)?;
    let (from, to) = verb.states();
    let restart = match &verb {
        Verb::Restart(table) if !run.tables.iter().any(|known| known.table == *table) => {
            let message = format!("is none of this run's tables: {table}");
            return Err(WrongSetting { field: "table", message }.into());
        }
        Verb::Restart(table) => Some(table.clone()),
        _ => None,
    };
    let now_ms = router.runtime().now_ms();
    let (id, error, holder) = (id.to_owned(), None, None);
    let change = RunChange { id: id.clone(), from, to, restart, error, holder, now_ms };
    if !d1.change_run(&change).await? {
        return Err(RunError::State(run.state));
    }
    let detail = serde_json::json!({ "before": run.state, "after": to, "table": change.restart });
    audit(router, by, verb.name(), &id, detail.to_string()).await?;
    if to == RunState::Running {
        router.runtime().go_on(&message(&id)).await?;
    }
    d1.run(&id).await?.ok_or(RunError::NotFound)
}

/// Notes who did what.
async fn audit<D, M, R>(
    router: &Router<D, M, R>,
    who: &str,
    verb: &str,
    target: &str,
    detail: String,
) -> Result<(), StoreError>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    let line = AuditLine {
        id: new_ulid(router.runtime()),
        at_ms: router.runtime().now_ms(),
        who: who.to_owned(),
        verb: verb.to_owned(),
        target: target.to_owned(),
        detail,
    };
    router.d1().audit(&line).await
}

/// Sends the message of each run whose chain may have broken: what it finds at work is left alone.
pub async fn revive<D, M, R>(router: &Router<D, M, R>) -> Result<(), RunError>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    if router.is_alone() {
        return Ok(()); // what there was ended with D1
    }
    let now_ms = router.runtime().now_ms();
    for run in router.d1().running().await? {
        if now_ms.saturating_sub(run.updated_ms) >= LEASE_MS / 2 {
            router.runtime().go_on(&message(&run.id)).await?;
        }
    }
    Ok(())
}

fn message(id: &str) -> String {
    format!("{MESSAGE}{id}")
}

/// The name of the lease under which a run is worked on.
pub(crate) fn lease_name(id: &str) -> String {
    format!("run:{id}")
}

/// Whether these are messages of the queue of runs.
pub fn is_message(bodies: &[String]) -> bool {
    bodies.iter().all(|body| body.starts_with(MESSAGE))
}

/// Works off a message of the queue of runs.
pub async fn work<D, M, R>(router: &Router<D, M, R>, body: &str) -> Result<Worked, RunError>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    let (Some(id), Some(mysql)) = (body.strip_prefix(MESSAGE), router.mysql()) else {
        return Ok(Worked::Ended);
    };
    if router.is_alone() {
        return Ok(Worked::Ended);
    }
    // What the isolate remembers may be from before a switch.
    router.forget_route();
    let d1 = router.d1();
    let (lease, holder) = (lease_name(id), new_ulid(router.runtime()));
    if !d1.lease(&lease, &holder, router.runtime().now_ms(), LEASE_MS).await? {
        return Ok(Worked::Busy);
    }
    // Read under the lease: nobody else is at work on what it says.
    let ends = async {
        let Some(run) = d1.run(id).await?.filter(|run| run.state == RunState::Running) else {
            return Ok(Worked::Ended);
        };
        let (to, error) = match slice(router, mysql, &run, holder.clone()).await? {
            Sliced::Unfinished => return Ok(Worked::GoesOn),
            Sliced::Done => (RunState::Done, None),
            Sliced::Failed(error) => (RunState::Failed, Some(error)),
        };
        if let Some(error) = &error {
            router.runtime().log(Level::Error, &format!("run {id} failed: {error}"));
        }
        let (id, now_ms) = (id.to_owned(), router.runtime().now_ms());
        let from = &[RunState::Running];
        let (restart, holder) = (None, Some(holder.clone()));
        d1.change_run(&RunChange { id, from, to, restart, error, holder, now_ms }).await?;
        Ok::<_, StoreError>(Worked::Ended)
    };
    let ends = ends.await;
    d1.release(&lease, &holder).await?;
    if ends == Ok(Worked::GoesOn) {
        router.runtime().go_on(body).await?;
    }
    Ok(ends?)
}

/// One slice of a run, if rows still go the way they went when it began.
async fn slice<D, M, R>(
    router: &Router<D, M, R>,
    mysql: &M,
    run: &Run,
    holder: String,
) -> Result<Sliced, StoreError>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    let minutes = i64::from(run.settings.timeout_minutes);
    if minutes > 0 && run.worked_ms >= minutes.saturating_mul(60_000) {
        return Ok(Sliced::Failed(
            "the time that it was given is over (timeoutMinutes): begin another run".to_owned(),
        ));
    }
    match router.d1().control().await?.route {
        Some(route) if route.state == RouteState::Open(run.from) => {
            Ok(Slice::new(router, mysql, run, route.epoch, holder).work().await)
        }
        Some(route) if matches!(route.state, RouteState::Closing { .. }) => {
            router.runtime().sleep_ms(1_000).await;
            Ok(Sliced::Unfinished)
        }
        _ => Ok(Sliced::Failed("the primary is another one now: begin a new run".to_owned())),
    }
}
