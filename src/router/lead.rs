//! One request works off what all requests of its isolate have left: rows to the other database,
//! events to the queue, and both noted in one step.

use super::Router;
use super::afterwards::{Lead, Left, together};
use super::inline::Brought;
use super::write::Committed;
use crate::outbox::{Queue, deliver};
use crate::replication::Confirmed;
use crate::runs::Ledger;
use crate::runtime::{Level, Runtime};
use crate::store::{OutboxEvent, Side, Store};

/// Until when a request that nobody relieves begins another group, in milliseconds after it began.
/// With the drain that may follow it stays within the 30 seconds that work after a response may go
/// on (<https://developers.cloudflare.com/workers/platform/limits/>).
const LEAD_MS: i64 = 18_000;
/// How long a request waits for others to leave something too, before each group, in milliseconds:
/// nobody waits for what goes on after the answer, and together it costs a fraction.
const LINGER_MS: u64 = 20;
/// After how many statements of D1 a request begins no other group. D1 allows an invocation 1,000,
/// where each of a batch counts (<https://developers.cloudflare.com/d1/platform/limits/>); a group
/// may take 210, and the drain after them 600.
const D1_STATEMENTS: usize = 150;

/// About how many statements of D1 a group takes, where nothing goes wrong.
fn d1_statements(group: &[Left]) -> usize {
    let of = |left: &Left| match left.side {
        Side::D1 => 0,
        // An image takes up to 2 in the batch of an apply.
        Side::MySql => left.keys().saturating_mul(2),
    };
    // What is confirmed and what is sent; or what stands around the images of an apply.
    let around = match group.first().map(|left| left.side) {
        None | Some(Side::D1) => 2,
        Some(Side::MySql) => 10,
    };
    group.iter().map(of).fold(around, usize::saturating_add)
}

impl<D: Store + Ledger + 'static, M: Store + 'static, R: Runtime + Queue> Router<D, M, R> {
    /// Leaves something to be done after the answer.
    pub(super) fn leave(&self, left: Left) {
        if left.keys() == 0 && left.events.is_empty() && left.change.is_none() {
            return;
        }
        let isolate = &self.shared.isolate;
        if !isolate.afterwards.push(left) {
            // The journal and the outbox have it.
            isolate.behind.set(true);
            self.runtime().log(Level::Warn, "too much waits to be done: it is left to the cron");
        }
        if let Some(lead) = Lead::begin(isolate, self.runtime().now_ms()) {
            let router = self.clone();
            self.runtime().spawn(async move { router.lead(lead).await });
        }
    }

    async fn lead(&self, lead: Lead) {
        let until_ms = self.runtime().now_ms().saturating_add(LEAD_MS);
        let (mut statements, mut reached) = (0_usize, false);
        while statements < D1_STATEMENTS && self.runtime().now_ms() <= until_ms {
            if !lead.has_work() {
                break;
            }
            self.runtime().sleep_ms(LINGER_MS).await;
            let group = lead.next_group();
            if group.is_empty() {
                break;
            }
            statements = statements.saturating_add(d1_statements(&group));
            reached = self.work_off(group).await;
        }
        if lead.has_work() {
            // Nobody else has been told of it: the drain brings over what the journal has of it.
            self.isolate().behind.set(true);
        }
        // A drain may take long; meanwhile the writes that come have a leader of their own.
        drop(lead);
        if reached && self.isolate().behind.replace(false) {
            // What still waits is logged, and stands in the journal.
            let _journaled = self.drain().await;
        }
    }

    /// Whether it makes sense to bring over now what else stands in the journal.
    async fn work_off(&self, group: Vec<Left>) -> bool {
        let Some(side) = group.first().map(|left| left.side) else { return false };
        let mut confirmed: Vec<Confirmed> = Vec::new();
        let mut events: Vec<OutboxEvent> = Vec::new();
        let mut changes: Vec<Committed> = Vec::new();
        for left in group {
            confirmed.extend(left.confirmed);
            events.extend(left.events);
            changes.extend(left.change);
        }
        let mut change = together(changes);
        // What deletes took along comes once for all groups, at the end.
        let drains = change.as_mut().is_some_and(|change| std::mem::take(&mut change.drains));
        if drains {
            self.isolate().behind.set(true);
        }
        let (brought, deliveries) = futures_util::join!(
            async {
                match &change {
                    Some(change) => self.bring_over(change, None).await,
                    None => Brought::default(),
                }
            },
            deliver(self.runtime(), &events)
        );
        confirmed.extend(brought.confirmed);
        let now_ms = self.runtime().now_ms();
        let noted = match (side, &self.shared.mysql) {
            _ if confirmed.is_empty() && deliveries.is_empty() => Ok(()),
            (Side::MySql, Some(mysql)) => {
                let call = self.call_of(Side::MySql);
                let noted = mysql.conclude(&confirmed, &deliveries, now_ms).await;
                self.observed(call, noted)
            }
            _ => self.shared.d1.conclude(&confirmed, &deliveries, now_ms).await,
        };
        if let Err(error) = noted {
            // What was applied is applied again, and what was sent is sent again: both may be.
            let message = format!("what was done after a write could not be noted: {error}");
            self.runtime().log(Level::Warn, &message);
        }
        !confirmed.is_empty() || (drains && brought.answered)
    }
}
