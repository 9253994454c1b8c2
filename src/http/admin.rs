//! `/admin/…`: what the operator asks for with the operator's secret.

use serde_json::{Value as Json, json};

use super::health::{Detail, page};
use super::write::failed;
use super::{Context, Problem, Response};
use crate::config::Secondary;
use crate::outbox::{PollReport, Queue};
use crate::runs::Ledger;
use crate::runtime::Runtime;
use crate::store::{Side, Store, StoreError};

/// How long a replay may go on for one request, in milliseconds.
const REPLAY_BUDGET_MS: i64 = 20_000;

impl<D: Store + Ledger + 'static, M: Store + 'static, R: Runtime + Queue> Context<'_, D, M, R> {
    /// `GET /admin/status`: the health page with what the databases said, and the isolate's counts.
    pub(super) async fn status(&self) -> Result<Response, Problem> {
        self.secrets.operator(self.request)?;
        let health = self.router.health(true).await;
        let mut page = page(self.router.config(), &health, self.now_ms, Detail::Operator);
        let counters = &self.router.isolate().counters;
        if let Some(page) = page.as_object_mut() {
            let counts = json!({
                "writes": counters.writes.get(),
                "dualWrites": counters.dual_writes.get(),
                "secondaryFailures": counters.secondary_failures.get(),
                "verificationFailures": counters.verification_failures.get(),
                "settled": counters.settled.get(),
                "rerouted": counters.rerouted.get(),
                "stagedReads": counters.staged_reads.get(),
                "fallbacks": counters.fallbacks.get(),
                "shadowReads": counters.shadow_reads.get(),
                "shadowDiffered": counters.shadow_differed.get(),
                "shadowMismatches": counters.shadow_mismatches.get(),
                "shadowCalibrations": counters.shadow_calibrations.get(),
                "shadowNoise": counters.shadow_noise.get(),
            });
            page.insert("isolate".to_owned(), counts);
        }
        Ok(Response::json(200, &page))
    }

    /// `POST /admin/replay`: brings missed writes over.
    pub(super) async fn replay(&self) -> Result<Response, Problem> {
        self.secrets.operator(self.request)?;
        let report =
            self.router.replay(REPLAY_BUDGET_MS).await.map_err(|error| self.failed(error))?;
        let next = if self.router.config().secondary == Secondary::Off {
            "ENABLE_DOUBLE_WRITE is off: nothing is brought over until it is on"
        } else if report.busy {
            "another replay is at work: look at /health/database"
        } else if report.unfinished {
            "call again: its time was up"
        } else if report.failed > 0 {
            "look at /admin/status: lines that failed are tried again by the cron"
        } else {
            "nothing is left to do"
        };
        Ok(Response::json(
            200,
            &json!({
                "busy": report.busy,
                "lines": report.lines,
                "confirmed": report.confirmed,
                "failed": report.failed,
                "unfinished": report.unfinished,
                "next": next,
            }),
        ))
    }

    /// `POST /admin/outbox/poll`: sends the events that wait.
    pub(super) async fn poll_outbox(&self) -> Result<Response, Problem> {
        self.secrets.operator(self.request)?;
        let d1 = self.router.poll_outbox(Side::D1).await.map_err(|error| self.failed(error))?;
        let mysql =
            self.router.poll_outbox(Side::MySql).await.map_err(|error| self.failed(error))?;
        Ok(Response::json(
            200,
            &json!({
                "d1": d1.as_ref().map(polled),
                "mysql": mysql.as_ref().map(polled),
            }),
        ))
    }

    /// `POST /admin/outbox/redrive`: puts the dead letters back.
    pub(super) async fn redrive(&self) -> Result<Response, Problem> {
        self.secrets.operator(self.request)?;
        let redriven = self.router.redrive().await.map_err(|error| self.failed(error))?;
        Ok(Response::json(200, &json!({ "redriven": redriven })))
    }

    pub(super) fn failed(&self, error: StoreError) -> Problem {
        failed(self.router.runtime(), error.into(), None, true)
    }
}

fn polled(report: &PollReport) -> Json {
    json!({
        "busy": report.busy,
        "sent": report.sent,
        "failed": report.failed,
        "dead": report.dead,
        "unavailable": report.unavailable,
        "unfinished": report.unfinished,
    })
}
