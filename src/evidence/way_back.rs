//! A canary: a row that goes from the primary to the secondary, is changed there, and comes back.
//! Each step is the one by which the app's rows go: write, apply, ack; only that the fence lets
//! canaries through at either database (`store/canary.rs`).
//!
//! Every step may be the last. A canary that was left half-way harms nobody: where its change is at
//! the secondary alone, the line in that journal says so, and the next trial brings it back first.

use super::Trial;
use crate::replication::{Replicated, replicate};
use crate::runtime::{Runtime, new_ulid};
use crate::schema::{Epoch, Image, Key, Pk, Value};
use crate::store::{
    ApplySet, Change, Found, Op, Operand, Range, Set, Store, StoreError, Target, Unit, WriteError,
    canary, insert_row,
};

/// Most canaries of earlier trials that one trial looks at: each leaves one.
const MOST_EARLIER: usize = 100;
/// More bytes of rows than as many canaries have.
const EARLIER_BYTES: usize = 1 << 20;

/// Why a trial ends before it is through.
#[derive(Debug)]
pub(super) enum Stop {
    /// A database can't be used now: nothing is known.
    Store(StoreError),
    /// The way does not work.
    Fails(String),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        if error.is_transient() { Stop::Store(error) } else { Stop::Fails(error.to_string()) }
    }
}

/// Both databases, in the order in which a canary goes to them first.
pub(super) struct WayBack<'a, P, S, R> {
    pub primary: &'a P,
    pub secondary: &'a S,
    pub runtime: &'a R,
    pub epoch: Epoch,
}

impl<P: Store, S: Store, R: Runtime> WayBack<'_, P, S, R> {
    /// Brings back what an earlier trial left at the secondary.
    pub(super) async fn mend(&self) -> Result<(), Stop> {
        let before = Some((canary().name.to_owned(), String::new()));
        let lines = self.secondary.journal(&before, i64::MAX, MOST_EARLIER).await?;
        let lines = lines.into_iter().map(|line| line.key).filter(|key| key.table == canary());
        let left: Vec<Key> = lines.collect();
        let images = self.secondary.snapshot(&left).await?;
        let images: Vec<Image> = images.into_iter().flatten().collect();
        self.bring(self.secondary, self.primary, &images).await
    }

    /// Sends a canary there and back, and removes those of earlier trials.
    pub(super) async fn fly(&self) -> Result<Trial, Stop> {
        let (here, there) = (self.primary.side().name(), self.secondary.side().name());
        let began_ms = self.runtime.now_ms();
        let (change, at) = self.egg()?;
        let key = Key { table: canary(), pk: change.pk.clone() };
        let target = change.target.clone();
        self.change(self.primary, self.secondary, change).await?;
        let nonce = Value::Text(new_ulid(self.runtime));
        let op = Op::Update(vec![Set { column: at, to: Operand::Value(nonce) }]);
        let change = Change { target: target.clone(), pk: key.pk.clone(), op };
        self.change(self.secondary, self.primary, change).await?;
        let took_ms = self.runtime.now_ms().saturating_sub(began_ms);
        for pk in self.earlier(&key).await? {
            let change = Change { target: target.clone(), pk, op: Op::Delete };
            self.change(self.primary, self.secondary, change).await?;
        }
        Ok(Trial::holds(format!("a row went from {here} to {there} and back in {took_ms} ms")))
    }

    /// The change that makes a canary, and where its nonce stands.
    fn egg(&self) -> Result<(Change, usize), Stop> {
        let wrong = |error: &dyn std::fmt::Display| Stop::Fails(error.to_string());
        let target = Target::new(canary(), None).map_err(|error| wrong(&error))?;
        let (at, _) =
            canary().find("nonce").ok_or_else(|| wrong(&"the canary has no column `nonce`"))?;
        let (nonce, now_ms) = (Value::Text(new_ulid(self.runtime)), self.runtime.now_ms());
        let row = insert_row(&target, vec![(at, nonce)], now_ms, || new_ulid(self.runtime))
            .map_err(|error| wrong(&error))?;
        let pk = Pk::of(&row).map_err(|error| wrong(&error))?;
        Ok((Change { target, pk, op: Op::Insert(row) }, at))
    }

    /// Changes a canary at one database, brings that to the other one, and looks whether it is there.
    async fn change<A: Store, B: Store>(&self, at: &A, to: &B, change: Change) -> Result<(), Stop> {
        let request = new_ulid(self.runtime);
        let unit = Unit {
            fingerprint: request.clone(),
            request,
            now_ms: self.runtime.now_ms(),
            changes: vec![change],
            events: Vec::new(),
        };
        let written = at.write(&unit, self.epoch).await.map_err(|error| match error {
            WriteError::Store(error) => error.into(),
            WriteError::Fenced => Stop::Fails(format!(
                "{} is not of the coordinator's epoch: its control line is brought up by the cron",
                at.side().name()
            )),
            error => Stop::Fails(format!("{} refused the canary: {error}", at.side().name())),
        })?;
        if written.images.is_empty() {
            let name = at.side().name();
            return Err(Stop::Fails(format!("{name} can't read what it has written")));
        }
        let images = written.images;
        self.bring(at, to, &images).await?;
        let keys: Vec<Key> = images.iter().map(|image| image.key.clone()).collect();
        let found = to.snapshot(&keys).await?;
        if images.iter().zip(&found).all(|(image, found)| found.as_ref() == Some(image)) {
            return Ok(());
        }
        let (here, there) = (at.side().name(), to.side().name());
        Err(Stop::Fails(format!("{there} does not hold what {here} has written")))
    }

    async fn bring<A: Store, B: Store>(
        &self,
        from: &A,
        to: &B,
        images: &[Image],
    ) -> Result<(), Stop> {
        if images.is_empty() {
            return Ok(());
        }
        let set = ApplySet::Independent;
        let Replicated { confirmed, failed } = replicate(from, to, images, set, self.epoch).await?;
        if let Some(first) = failed.into_iter().next() {
            let (key, name, reason) = (first.key, to.side().name(), first.reason);
            return Err(Stop::Fails(format!("{key} does not get to {name}: {reason}")));
        }
        Ok(from.ack(&confirmed).await?)
    }

    /// Keys of canaries other than this one.
    async fn earlier(&self, this: &Key) -> Result<Vec<Pk>, Stop> {
        let all = Range {
            table: canary(),
            after: None,
            up_to: None,
            most_rows: MOST_EARLIER,
            max_bytes: EARLIER_BYTES,
        };
        let mut others = Vec::new();
        for found in self.primary.range(&all).await?.rows {
            let pk = match found {
                Found::Row(stored) => {
                    Pk::of(&stored.row).map_err(|error| Stop::Fails(error.to_string()))?
                }
                Found::Unreadable { pk, .. } => pk,
            };
            if pk != this.pk {
                others.push(pk);
            }
        }
        Ok(others)
    }
}
