//! A store whose calls can fail, lose their answer, or never return.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;
use std::task::Poll;

use tandem::evidence::{Evidence, Fact, Standing, Window};
use tandem::runs::{
    AuditLine, Checkpoint, Finding, FindingCount, FindingFilter, FindingPosition, FindingState,
    Ledger, NewRun, Run, RunChange, RunState,
};
use tandem::schema::{Epoch, Image, Key, Legacy, Pk, Table, Version};
use tandem::store::{
    Applied, ApplyError, ApplySet, Consistency, Control, Coordinator, Delivery, IdMark,
    JournalDepth, JournalLine, JournalPosition, OldIds, OldRange, OldRow, OutboxDepth, OutboxEvent,
    Outcome, Page, PageQuery, Postponed, Processed, Range, RangePage, Redirect, Role, Shape, Side,
    Store, StoreError, Stored, Switch, Target, Unit, WriteError, Written,
};

use super::world::World;

/// What happens to the call that a plan names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It fails before it has an effect.
    Before,
    /// It has its effect, and the answer is lost.
    AnswerLost,
    /// The isolate dies before it has an effect.
    DieBefore,
    /// It has its effect, and the isolate dies.
    DieAfter,
    /// It waits before it has an effect until the plan says that it goes on.
    Pause,
    /// From it on every call of MySQL fails before its effect.
    MySqlGone,
}

/// A call that a store got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub side: Side,
    pub name: &'static str,
    /// Of an apply: how many images, and how they hang together.
    pub applied: Option<(usize, ApplySet)>,
}

/// Which call of which stores fails, counted over all that share the plan.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    inner: Rc<PlanInner>,
}

#[derive(Debug, Default)]
struct PlanInner {
    calls: Cell<u32>,
    at: Cell<Option<(u32, Fault)>>,
    mysql_down: Cell<bool>,
    mysql_calls_while_down: Cell<u32>,
    /// After the planned fault every call fails before its effect.
    stays_down: Cell<bool>,
    hit: Cell<bool>,
    died: Cell<bool>,
    goes_on: Cell<bool>,
    log: RefCell<Vec<Call>>,
    hit_calls: RefCell<BTreeSet<&'static str>>,
    /// An apply is refused if one of its images has this key.
    refused: RefCell<Option<Key>>,
    /// Calls of this name take so long.
    slow: RefCell<Option<(World, &'static str, i64)>>,
}

impl Plan {
    /// The call with this number, from 1, has this fault.
    pub fn fail_at(&self, call: u32, fault: Fault) {
        self.inner.stays_down.set(false);
        self.inner.calls.set(0);
        self.inner.hit.set(false);
        self.inner.died.set(false);
        self.inner.goes_on.set(false);
        self.inner.at.set(Some((call, fault)));
    }

    /// The same, and from then on every call fails before its effect.
    pub fn fail_from(&self, call: u32, fault: Fault) {
        self.fail_at(call, fault);
        self.inner.stays_down.set(true);
    }

    /// No faults from now on.
    pub fn heal(&self) {
        self.inner.at.set(None);
        self.inner.mysql_down.set(false);
        self.inner.stays_down.set(false);
        *self.inner.refused.borrow_mut() = None;
        *self.inner.slow.borrow_mut() = None;
    }

    /// Calls of this name take so long, until healed.
    pub fn slow_down(&self, world: &World, name: &'static str, ms: i64) {
        *self.inner.slow.borrow_mut() = Some((world.clone(), name, ms));
    }

    /// A call that waits goes on.
    pub fn go_on(&self) {
        self.inner.goes_on.set(true);
    }

    /// No apply that holds this key succeeds, until healed.
    pub fn refuse(&self, key: Key) {
        *self.inner.refused.borrow_mut() = Some(key);
    }

    /// The calls since this was last asked.
    pub fn take_calls(&self) -> Vec<Call> {
        std::mem::take(&mut *self.inner.log.borrow_mut())
    }

    /// Names of all the calls that the planned faults have hit.
    pub fn hit_calls(&self) -> BTreeSet<&'static str> {
        self.inner.hit_calls.borrow().clone()
    }

    /// Every call of MySQL fails until healed.
    pub fn take_mysql_down(&self) {
        self.inner.mysql_down.set(true);
        self.inner.mysql_calls_while_down.set(0);
    }

    /// Whether it is so.
    pub fn mysql_is_down(&self) -> bool {
        self.inner.mysql_down.get()
    }

    /// Calls that MySQL got meanwhile.
    pub fn mysql_calls_while_down(&self) -> u32 {
        self.inner.mysql_calls_while_down.get()
    }

    /// Runs `work` until it is done, or until the isolate dies in it: then it is dropped where it
    /// stands.
    pub async fn until_death<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let mut work = std::pin::pin!(work);
        std::future::poll_fn(|context| match work.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending if self.inner.died.get() => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        })
        .await
    }

    fn die(&self) {
        self.inner.died.set(true);
    }

    /// Whether the planned fault has happened.
    pub fn was_hit(&self) -> bool {
        self.inner.hit.get()
    }

    fn next(&self, call: Call) -> Option<Fault> {
        let (side, name) = (call.side, call.name);
        if let Some((world, slow, ms)) = &*self.inner.slow.borrow()
            && *slow == name
        {
            world.advance_ms(*ms);
        }
        self.inner.log.borrow_mut().push(call);
        if side == Side::MySql && self.inner.mysql_down.get() {
            let calls = &self.inner.mysql_calls_while_down;
            calls.set(calls.get() + 1);
            return Some(Fault::Before);
        }
        if self.inner.stays_down.get() && self.inner.hit.get() {
            return Some(Fault::Before);
        }
        self.inner.calls.set(self.inner.calls.get() + 1);
        match self.inner.at.get() {
            Some((call, fault)) if call == self.inner.calls.get() => {
                self.inner.hit.set(true);
                self.inner.hit_calls.borrow_mut().insert(name);
                if fault == Fault::MySqlGone {
                    self.inner.mysql_down.set(true);
                    return (side == Side::MySql).then_some(Fault::Before);
                }
                Some(fault)
            }
            _ => None,
        }
    }
}

/// A store under a plan.
#[derive(Debug, Clone)]
pub struct Faulty<S> {
    pub store: S,
    pub plan: Plan,
    /// What it says it is; a second SQLite may stand in for MySQL.
    pub side: Side,
}

impl<S> Faulty<S> {
    async fn call<T, E: From<StoreError>>(
        &self,
        name: &'static str,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        self.named(Call { side: self.side, name, applied: None }, call).await
    }

    async fn named<T, E: From<StoreError>>(
        &self,
        named: Call,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let unavailable = |outcome| StoreError::Unavailable {
            side: self.side,
            outcome,
            message: "made to fail by the test".to_owned(),
        };
        match self.plan.next(named) {
            None => call.await,
            Some(Fault::Before | Fault::MySqlGone) => Err(unavailable(Outcome::NotDone).into()),
            Some(Fault::AnswerLost) => {
                let _lost = call.await;
                Err(unavailable(Outcome::Unknown).into())
            }
            Some(Fault::DieBefore) => {
                self.plan.die();
                std::future::pending().await
            }
            Some(Fault::DieAfter) => {
                let _lost = call.await;
                self.plan.die();
                std::future::pending().await
            }
            Some(Fault::Pause) => {
                self.plan.die();
                let goes_on = || self.plan.inner.goes_on.get();
                std::future::poll_fn(|_| if goes_on() { Poll::Ready(()) } else { Poll::Pending })
                    .await;
                call.await
            }
        }
    }
}

impl<S: Store> Store for Faulty<S> {
    fn side(&self) -> Side {
        self.side
    }

    async fn warm(&self) -> bool {
        self.store.warm().await
    }

    async fn write(&self, unit: &Unit, epoch: Epoch) -> Result<Written, WriteError> {
        self.call("write", self.store.write(unit, epoch)).await
    }

    async fn settle(&self, unit: &Unit) -> Result<Option<Written>, StoreError> {
        self.call("settle", self.store.settle(unit)).await
    }

    async fn apply(&self, images: &[Image], set: ApplySet) -> Result<Vec<Applied>, ApplyError> {
        let refused = self.plan.inner.refused.borrow().clone();
        let named = Call { side: self.side, name: "apply", applied: Some((images.len(), set)) };
        if images.iter().any(|image| Some(&image.key) == refused.as_ref()) {
            let refuse = async || {
                let message = "refused by the test".to_owned();
                Err(StoreError::rejected(self.side, message).into())
            };
            return self.named(named, refuse()).await;
        }
        self.named(named, self.store.apply(images, set)).await
    }

    async fn snapshot(&self, keys: &[Key]) -> Result<Vec<Option<Image>>, StoreError> {
        self.call("snapshot", self.store.snapshot(keys)).await
    }

    async fn snapshot_within(
        &self,
        keys: &[Key],
        max_bytes: usize,
    ) -> Result<Vec<Option<Image>>, StoreError> {
        self.call("snapshot_within", self.store.snapshot_within(keys, max_bytes)).await
    }

    async fn repair(&self, key: &Key, above: Version, epoch: Epoch) -> Result<(), WriteError> {
        self.call("repair", self.store.repair(key, above, epoch)).await
    }

    async fn journal(
        &self,
        after: &JournalPosition,
        now_ms: i64,
        most: usize,
    ) -> Result<Vec<JournalLine>, StoreError> {
        self.call("journal", self.store.journal(after, now_ms, most)).await
    }

    async fn ack(&self, confirmed: &[(Key, Version)]) -> Result<(), StoreError> {
        self.call("ack", self.store.ack(confirmed)).await
    }

    async fn postpone(&self, lines: &[Postponed]) -> Result<(), StoreError> {
        self.call("postpone", self.store.postpone(lines)).await
    }

    async fn journal_depth(&self, count_to: u64) -> Result<JournalDepth, StoreError> {
        self.call("journal_depth", self.store.journal_depth(count_to)).await
    }

    async fn get(
        &self,
        target: &Target,
        pk: &Pk,
        consistency: Consistency<'_>,
    ) -> Result<Option<Stored>, StoreError> {
        self.call("get", self.store.get(target, pk, consistency)).await
    }

    async fn list(
        &self,
        query: &PageQuery,
        consistency: Consistency<'_>,
    ) -> Result<Page, StoreError> {
        self.call("list", self.store.list(query, consistency)).await
    }

    async fn id_of_old(
        &self,
        table: &'static Table,
        old_id: i64,
    ) -> Result<Option<Pk>, StoreError> {
        self.call("id_of_old", self.store.id_of_old(table, old_id)).await
    }

    async fn range(&self, range: &Range) -> Result<RangePage, StoreError> {
        self.call("range", self.store.range(range)).await
    }

    async fn last_key(&self, table: &'static Table) -> Result<Option<Pk>, StoreError> {
        self.call("last_key", self.store.last_key(table)).await
    }

    async fn count(&self, table: &'static Table) -> Result<u64, StoreError> {
        self.call("count", self.store.count(table)).await
    }

    async fn tombstones(
        &self,
        table: &'static Table,
        after: Option<&Pk>,
        up_to: Option<&Pk>,
        most: usize,
    ) -> Result<Vec<(Pk, Version, bool)>, StoreError> {
        self.call("tombstones", self.store.tombstones(table, after, up_to, most)).await
    }

    async fn dirty(&self, keys: &[Key]) -> Result<Vec<(Key, Version, Option<String>)>, StoreError> {
        self.call("dirty", self.store.dirty(keys)).await
    }

    async fn orphans(
        &self,
        table: &'static Table,
        at: usize,
        after: Option<&Pk>,
        up_to: Option<&Pk>,
        most: usize,
    ) -> Result<Vec<Pk>, StoreError> {
        self.call("orphans", self.store.orphans(table, at, after, up_to, most)).await
    }

    async fn unique_keys(&self, table: &'static Table) -> Result<Vec<String>, StoreError> {
        self.call("unique_keys", self.store.unique_keys(table)).await
    }

    async fn shapes(&self) -> Result<Vec<Shape>, StoreError> {
        self.call("shapes", self.store.shapes()).await
    }

    async fn probe_cache(&self, nonces: &[String; 2]) -> Result<[String; 2], StoreError> {
        self.call("probe_cache", self.store.probe_cache(nonces)).await
    }

    async fn control(&self) -> Result<Control, StoreError> {
        self.call("control", self.store.control()).await
    }

    async fn raise(&self, epoch: Epoch, role: Role) -> Result<(), StoreError> {
        self.call("raise", self.store.raise(epoch, role)).await
    }

    async fn journal_is_empty(&self) -> Result<bool, StoreError> {
        self.call("journal_is_empty", self.store.journal_is_empty()).await
    }

    async fn start_journaling(&self) -> Result<(), StoreError> {
        self.call("start_journaling", self.store.start_journaling()).await
    }

    async fn lease(
        &self,
        name: &str,
        holder: &str,
        now_ms: i64,
        ttl_ms: i64,
    ) -> Result<bool, StoreError> {
        self.call("lease", self.store.lease(name, holder, now_ms, ttl_ms)).await
    }

    async fn release(&self, name: &str, holder: &str) -> Result<(), StoreError> {
        self.call("release", self.store.release(name, holder)).await
    }

    async fn outbox(&self, now_ms: i64, most: usize) -> Result<Vec<OutboxEvent>, StoreError> {
        self.call("outbox", self.store.outbox(now_ms, most)).await
    }

    async fn delivered(
        &self,
        results: &[(String, Delivery)],
        now_ms: i64,
    ) -> Result<(), StoreError> {
        self.call("delivered", self.store.delivered(results, now_ms)).await
    }

    async fn conclude(
        &self,
        confirmed: &[(Key, Version)],
        results: &[(String, Delivery)],
        now_ms: i64,
    ) -> Result<(), StoreError> {
        self.call("conclude", self.store.conclude(confirmed, results, now_ms)).await
    }

    async fn outbox_depth(&self, count_to: u64) -> Result<OutboxDepth, StoreError> {
        self.call("outbox_depth", self.store.outbox_depth(count_to)).await
    }

    async fn redrive(&self, most: usize) -> Result<u64, StoreError> {
        self.call("redrive", self.store.redrive(most)).await
    }

    async fn purge(&self, before_ms: i64, most: usize) -> Result<u64, StoreError> {
        self.call("purge", self.store.purge(before_ms, most)).await
    }

    async fn process_once(
        &self,
        events: &[Processed],
        now_ms: i64,
    ) -> Result<Vec<bool>, StoreError> {
        self.call("process_once", self.store.process_once(events, now_ms)).await
    }
}

impl<S: Ledger> Ledger for Faulty<S> {
    async fn create_run(&self, run: &NewRun) -> Result<bool, StoreError> {
        self.call("create_run", self.store.create_run(run)).await
    }

    async fn run(&self, id: &str) -> Result<Option<Run>, StoreError> {
        self.call("run", self.store.run(id)).await
    }

    async fn runs(&self, most: usize) -> Result<Vec<Run>, StoreError> {
        self.call("runs", self.store.runs(most)).await
    }

    async fn running(&self) -> Result<Vec<Run>, StoreError> {
        self.call("running", self.store.running()).await
    }

    async fn checkpoint(&self, checkpoint: &Checkpoint) -> Result<Option<RunState>, StoreError> {
        self.call("checkpoint", self.store.checkpoint(checkpoint)).await
    }

    async fn change_run(&self, change: &RunChange) -> Result<bool, StoreError> {
        self.call("change_run", self.store.change_run(change)).await
    }

    async fn findings(
        &self,
        filter: &FindingFilter,
        after: Option<&FindingPosition>,
        most: usize,
    ) -> Result<Vec<Finding>, StoreError> {
        self.call("findings", self.store.findings(filter, after, most)).await
    }

    async fn count_findings(
        &self,
        filter: &FindingFilter,
    ) -> Result<Vec<FindingCount>, StoreError> {
        self.call("count_findings", self.store.count_findings(filter)).await
    }

    async fn note_findings(&self, of: &str, findings: &[Finding]) -> Result<(), StoreError> {
        self.call("note_findings", self.store.note_findings(of, findings)).await
    }

    async fn settle_findings(
        &self,
        found: &[(FindingPosition, FindingState)],
        now_ms: i64,
    ) -> Result<(), StoreError> {
        self.call("settle_findings", self.store.settle_findings(found, now_ms)).await
    }

    async fn audit(&self, line: &AuditLine) -> Result<(), StoreError> {
        self.call("audit", self.store.audit(line)).await
    }

    async fn audited(&self, most: usize) -> Result<Vec<AuditLine>, StoreError> {
        self.call("audited", self.store.audited(most)).await
    }
}

impl<S: Coordinator> Coordinator for Faulty<S> {
    async fn redirect(&self, change: &Redirect) -> Result<bool, StoreError> {
        self.call("redirect", self.store.redirect(change)).await
    }

    async fn bookmark(&self) -> Result<Option<String>, StoreError> {
        self.call("bookmark", self.store.bookmark()).await
    }

    async fn switches(&self, most: usize) -> Result<Vec<Switch>, StoreError> {
        self.call("switches", self.store.switches(most)).await
    }
}

impl<S: OldIds> OldIds for Faulty<S> {
    async fn old_rows(
        &self,
        legacy: &Legacy,
        after: Option<i64>,
        most: usize,
    ) -> Result<Vec<OldRow>, StoreError> {
        self.call("old_rows", self.store.old_rows(legacy, after, most)).await
    }

    async fn bring_rows(
        &self,
        all: &[Legacy],
        legacy: &Legacy,
        range: OldRange,
        new_ids: &[(i64, String)],
    ) -> Result<Vec<IdMark>, WriteError> {
        self.call("bring_rows", self.store.bring_rows(all, legacy, range, new_ids)).await
    }

    async fn compare_rows(
        &self,
        all: &[Legacy],
        legacy: &Legacy,
        range: OldRange,
    ) -> Result<Vec<IdMark>, StoreError> {
        self.call("compare_rows", self.store.compare_rows(all, legacy, range)).await
    }

    async fn gone_rows(
        &self,
        legacy: &Legacy,
        after: Option<i64>,
        most: usize,
    ) -> Result<Vec<(i64, Pk)>, StoreError> {
        self.call("gone_rows", self.store.gone_rows(legacy, after, most)).await
    }
}

impl<S: Evidence> Evidence for Faulty<S> {
    async fn facts(&self) -> Result<Vec<Fact>, StoreError> {
        self.call("facts", self.store.facts()).await
    }

    async fn note_fact(&self, fact: &Fact) -> Result<(), StoreError> {
        self.call("note_fact", self.store.note_fact(fact)).await
    }

    async fn standing(&self) -> Result<Standing, StoreError> {
        self.call("standing", self.store.standing()).await
    }

    async fn add_counts(&self, now_ms: i64, counts: &Window) -> Result<(), StoreError> {
        self.call("add_counts", self.store.add_counts(now_ms, counts)).await
    }

    async fn window(&self, since_ms: i64) -> Result<Window, StoreError> {
        self.call("window", self.store.window(since_ms)).await
    }
}
