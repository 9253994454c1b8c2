//! Trying facts out: daily by the cron, at once by the operator.

use super::way_back::{Stop, WayBack};
use super::{Evidence, Fact, FactName, Trial, equal};
use crate::config::Secondary;
use crate::outbox::Queue;
use crate::router::Router;
use crate::runs::Ledger;
use crate::runtime::{Level, Runtime, new_ulid};
use crate::store::{Control, Either, Route, RouteState, Side, Store, StoreError};

/// Name of the lease under which facts are tried.
const LEASE: &str = "facts";
/// How long a trial may be silent before another one may begin, in milliseconds.
const LEASE_MS: i64 = 60_000;
/// How old a fact is when it is tried again, in milliseconds: one day, and sooner if it did not hold.
const DAILY_MS: i64 = 86_400_000;
const AGAIN_MS: i64 = 300_000;

/// What became of a round of trials.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tried {
    /// Somebody else is at it.
    pub busy: bool,
    /// What was tried out now.
    pub facts: Vec<Fact>,
    /// What could not be tried out, and why.
    pub problems: Vec<(FactName, String)>,
}

/// Tries out what was not for a day, or did not hold five minutes ago.
///
/// # Errors
/// [`StoreError`] where D1 can't be used.
pub async fn renew<D, M, R>(router: &Router<D, M, R>) -> Result<Tried, StoreError>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    if router.mysql().is_none() {
        return Ok(Tried::default());
    }
    let (facts, now_ms) = (router.d1().facts().await?, router.runtime().now_ms());
    let is_due = |name: &FactName| {
        let fact = facts.iter().find(|fact| fact.name == *name);
        fact.is_none_or(|fact| {
            let after_ms = if fact.holds { DAILY_MS } else { AGAIN_MS };
            now_ms.saturating_sub(fact.at_ms) >= after_ms
        })
    };
    try_out(router, FactName::ALL.into_iter().filter(is_due).collect()).await
}

/// Tries out everything.
///
/// # Errors
/// [`StoreError`] where D1 can't be used.
pub async fn try_all<D, M, R>(router: &Router<D, M, R>) -> Result<Tried, StoreError>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    try_out(router, FactName::ALL.to_vec()).await
}

async fn try_out<D, M, R>(
    router: &Router<D, M, R>,
    names: Vec<FactName>,
) -> Result<Tried, StoreError>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    let (d1, runtime) = (router.d1(), router.runtime());
    let Some(mysql) = router.mysql().filter(|_| !names.is_empty()) else {
        return Ok(Tried::default());
    };
    let control = d1.control().await?;
    let doubles = router.config().secondary != Secondary::Off;
    let reads_mysql =
        control.route.is_some_and(|route| route.state == RouteState::Open(Side::MySql));
    if !doubles && !reads_mysql {
        return Ok(Tried::default()); // nobody uses MySQL, and it may not be set up yet
    }
    let holder = new_ulid(runtime);
    if !d1.lease(LEASE, &holder, runtime.now_ms(), LEASE_MS).await? {
        return Ok(Tried { busy: true, ..Tried::default() });
    }
    let tried = all_of(router, mysql, control, &names).await;
    d1.release(LEASE, &holder).await?;
    tried
}

async fn all_of<D, M, R>(
    router: &Router<D, M, R>,
    mysql: &M,
    control: Control,
    names: &[FactName],
) -> Result<Tried, StoreError>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    let (d1, runtime) = (router.d1(), router.runtime());
    let mut tried = Tried::default();
    for &name in names {
        let outcome = match name {
            FactName::Uncached => uncached(mysql, runtime).await,
            FactName::SchemaEqual => schema_equal(d1, mysql).await,
            FactName::WayBack => way_back(router, mysql, control).await?,
        };
        match outcome {
            Ok(trial) => tried.facts.push(note(d1, runtime, name, trial).await?),
            Err(problem) => {
                let message = format!("{} was not tried out: {problem}", name.name());
                runtime.log(Level::Warn, &message);
                tried.problems.push((name, problem));
            }
        }
    }
    Ok(tried)
}

async fn note<D: Evidence, R: Runtime>(
    d1: &D,
    runtime: &R,
    name: FactName,
    trial: Trial,
) -> Result<Fact, StoreError> {
    let Trial { holds, detail } = trial;
    if !holds {
        runtime.log(Level::Error, &format!("{} does not hold: {detail}", name.name()));
    }
    let fact = Fact { name, holds, detail, at_ms: runtime.now_ms() };
    d1.note_fact(&fact).await?;
    Ok(fact)
}

/// A trial, or why there could be none: a database that is away says nothing of what was found.
type Outcome = Result<Trial, String>;

async fn uncached<M: Store, R: Runtime>(mysql: &M, runtime: &R) -> Outcome {
    let written = [new_ulid(runtime), new_ulid(runtime)];
    match mysql.probe_cache(&written).await {
        Ok(read) => cache_trial(&written, &read),
        Err(error) => known(error),
    }
}

fn cache_trial(written: &[String; 2], read: &[String; 2]) -> Outcome {
    let ([first, second], [first_read, second_read]) = (written, read);
    if first_read == first && second_read == second {
        Ok(Trial::holds("a read gave what had just been written".to_owned()))
    } else if second_read == first {
        Ok(Trial::fails(
            "a read gave what had been overwritten: the Hyperdrive binding answers from its cache; \
             make one with --caching-disabled"
                .to_owned(),
        ))
    } else {
        Err("another probe wrote in between".to_owned())
    }
}

async fn schema_equal<D: Store, M: Store>(d1: &D, mysql: &M) -> Outcome {
    match futures_util::join!(d1.shapes(), mysql.shapes()) {
        (Ok(ours), Ok(theirs)) => Ok(equal::judge(&ours, &theirs)),
        (Err(error), _) | (_, Err(error)) => known(error),
    }
}

/// While it is under way the fact does not hold: should it not come to its end, that stays, and it
/// is tried again soon, and what it left is mended.
async fn way_back<D, M, R>(
    router: &Router<D, M, R>,
    mysql: &M,
    control: Control,
) -> Result<Outcome, StoreError>
where
    D: Store + Ledger + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    if router.config().secondary == Secondary::Off {
        return Ok(Err("ENABLE_DOUBLE_WRITE is off".to_owned()));
    }
    let Some(Route { epoch, state: RouteState::Open(side) }) = control.route else {
        return Ok(Err("a switch is under way".to_owned()));
    };
    let (d1, runtime) = (router.d1(), router.runtime());
    if !control.journaling {
        // As before any write that is to reach MySQL.
        d1.start_journaling().await?;
    }
    let (primary, secondary) = Either::pair(side, d1, mysql);
    let way = WayBack { primary: &primary, secondary: &secondary, runtime, epoch };
    if let Err(stop) = way.mend().await {
        return Ok(stopped(stop));
    }
    let detail = "a canary is on its way, or got lost on it".to_owned();
    let begun = Fact { name: FactName::WayBack, holds: false, detail, at_ms: runtime.now_ms() };
    d1.note_fact(&begun).await?;
    Ok(way.fly().await.map_or_else(stopped, Ok))
}

fn stopped(stop: Stop) -> Outcome {
    match stop {
        Stop::Store(error) => Err(error.to_string()),
        Stop::Fails(detail) => Ok(Trial::fails(detail)),
    }
}

/// An error that does not pass by itself is a finding.
fn known(error: StoreError) -> Outcome {
    if error.is_transient() { Err(error.to_string()) } else { Ok(Trial::fails(error.to_string())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_read_of_what_was_overwritten_comes_from_a_cache() {
        let texts = |a: &str, b: &str| [a.to_owned(), b.to_owned()];
        let holds = |read| cache_trial(&texts("a", "b"), &read).map(|trial| trial.holds);
        assert_eq!(holds(texts("a", "b")), Ok(true));
        assert_eq!(holds(texts("a", "a")), Ok(false));
        assert!(holds(texts("", "b")).is_err());
        assert!(holds(texts("a", "")).is_err());
    }
}
