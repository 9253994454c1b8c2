//! `POST /admin/facts`, and how what is known is shown.

use serde_json::{Value as Json, json};

use super::{Context, Problem, Response};
use crate::evidence::{Fact, try_all};
use crate::outbox::Queue;
use crate::runs::Ledger;
use crate::runtime::Runtime;
use crate::schema::Timestamp;
use crate::store::Store;

impl<D: Store + Ledger + 'static, M: Store + 'static, R: Runtime + Queue> Context<'_, D, M, R> {
    /// `POST /admin/facts`: tries out what a switch rests on.
    pub(super) async fn try_facts(&self) -> Result<Response, Problem> {
        self.secrets.operator(self.request)?;
        let tried = try_all(self.router).await.map_err(|error| self.failed(error))?;
        let next = if tried.busy {
            "they are being tried out by somebody else: look at /admin/status"
        } else if tried.facts.is_empty() && tried.problems.is_empty() {
            "nobody uses MySQL: set ENABLE_DOUBLE_WRITE, and bind HYPERDRIVE"
        } else if tried.problems.is_empty() && tried.facts.iter().all(|fact| fact.holds) {
            "all of them hold: GET /admin/status says where the migration is"
        } else {
            "do what the details say, and call again"
        };
        let problem = |(name, problem): &(crate::evidence::FactName, String)| json!({ "name": name.name(), "problem": problem });
        let page = json!({
            "busy": tried.busy,
            "facts": facts(&tried.facts, self.now_ms, true),
            "problems": tried.problems.iter().map(problem).collect::<Vec<_>>(),
            "next": next,
        });
        Ok(Response::json(200, &page))
    }
}

/// Facts; with what was found only for the operator.
pub(super) fn facts(facts: &[Fact], now_ms: i64, detailed: bool) -> Vec<Json> {
    let shown = |fact: &Fact| {
        let mut shown = json!({
            "name": fact.name.name(),
            "holds": fact.holds,
            "at": Timestamp(fact.at_ms).to_rfc3339(),
            "ageMs": now_ms.saturating_sub(fact.at_ms).max(0),
        });
        if let (true, Some(shown)) = (detailed, shown.as_object_mut()) {
            shown.insert("detail".to_owned(), fact.detail.as_str().into());
        }
        shown
    };
    facts.iter().map(shown).collect()
}
