//! `/admin/switch…`: where the primary is, what keeps it from moving, and the operator's hand on it.

mod view;

use serde_json::json;

use super::fields::Fields;
use super::json::Node;
use super::runs::{MAX_NAME, named};
use super::{Context, Kind, Problem, Response, json_body};
use crate::outbox::Queue;
use crate::runtime::Runtime;
use crate::store::{Coordinator, RouteState, Side, Store};
use crate::switch::{
    self, Abandoned, Ending, Gate, Hold, Known, Pursued, SwitchError, Wish, why_not_pursued,
};

/// Switches of the history that are shown.
const HISTORY: usize = 20;
/// Lines of the secondary's journal are counted up to here.
const COUNT_TO: u64 = 10_000;
const MEMBERS: [&str; 5] = ["to", "dryRun", "force", "abandon", "by"];
const SIDES: [(&str, Side); 2] = [("d1", Side::D1), ("mysql", Side::MySql)];

impl<D, M, R> Context<'_, D, M, R>
where
    D: Coordinator + 'static,
    M: Store + 'static,
    R: Runtime + Queue,
{
    /// `GET /admin/switch`: both lines, the gate line by line, the history. Changes nothing.
    pub(super) async fn get_switch(&self) -> Result<Response, Problem> {
        self.secrets.operator(self.request)?;
        let d1 = self.router.d1();
        let known = Known::of(self.router).await.map_err(|error| self.switch_problem(error))?;
        let control = d1.control().await.map_err(|error| self.failed(error))?;
        let primary = control.route.map_or(Side::D1, |route| match route.state {
            RouteState::Open(side) => side,
            RouteState::Closing { to } => to.other(),
        });
        let wanted = self.router.config().primary;
        let to = wanted.filter(|to| *to != primary).unwrap_or(primary.other());
        let looked = switch::look(self.router, to, &known).await;
        let (lines, gate) = looked.map_err(|error| self.switch_problem(error))?;
        let history = d1.switches(HISTORY).await.map_err(|error| self.failed(error))?;
        let left = match (primary, self.router.mysql()) {
            (Side::D1, Some(mysql)) => mysql.journal_depth(COUNT_TO).await.ok(),
            (Side::D1, None) => None,
            (Side::MySql, _) => d1.journal_depth(COUNT_TO).await.ok(),
        };
        let why = wanted
            .filter(|to| *to != primary)
            .and_then(|_| why_not_pursued(self.router.config().deployed_ms, control.since_ms));
        let mut page = view::lines(&lines);
        view::put(&mut page, "wanted", json!(wanted.map(Side::name)));
        view::put(&mut page, "notPursued", json!(why));
        view::put(&mut page, "gate", view::gate(to, &gate));
        view::put(&mut page, "leftovers", json!(left.map(|depth| depth.lines)));
        let history: Vec<_> = history.iter().map(view::switch).collect();
        view::put(&mut page, "history", json!(history));
        Ok(Response::json(200, &page))
    }

    /// `POST /admin/switch`: brings the primary where this Worker's flag wants it.
    pub(super) async fn post_switch(&self) -> Result<Response, Problem> {
        self.secrets.operator(self.request)?;
        let body = if self.request.body.is_empty() {
            Node::Object(Vec::new())
        } else {
            json_body(self.request)?
        };
        let fields = Fields::of(&body, "", &MEMBERS)?;
        let to = self.wanted(side(&fields, "to")?)?;
        let by = named(fields.text("by")?).ok_or_else(|| fields.wrong("by", MAX_NAME))?;
        let (force, dry_run) = (truth(&fields, "force")?, truth(&fields, "dryRun")?);
        match side(&fields, "abandon")? {
            Some(abandoned) if abandoned == to => Err(fields.wrong(
                "abandon",
                "the primary that is given up, while PRIMARY names the other database",
            )),
            Some(Side::MySql) => self.abandon(by, force, dry_run).await,
            abandoned => {
                let leaves_journal = abandoned.is_some();
                let by = by.to_owned();
                self.pursue(Wish { to, by, force, dry_run, leaves_journal }).await
            }
        }
    }

    /// `POST /admin/switch/undo`: opens the line where it was before the closing.
    pub(super) async fn undo_switch(&self) -> Result<Response, Problem> {
        self.secrets.operator(self.request)?;
        let by = named(self.request.parameter("by"));
        let by = by.ok_or_else(|| {
            Problem::new(Kind::InvalidParameter, format!("`by` must be {MAX_NAME}"), "send one")
        })?;
        if self.request.parameter("dryRun") == Some("true") {
            let control = self.router.d1().control().await.map_err(|error| self.failed(error))?;
            let closing = control.route.map(|route| route.state);
            let would = matches!(closing, Some(RouteState::Closing { .. }));
            return Ok(Response::json(200, &json!({ "wouldUndo": would })));
        }
        let undone = switch::undo(self.router, by).await;
        let undone = undone.map_err(|error| self.switch_problem(error))?;
        let next = if undone {
            "writes go where they went before; the cron does not begin it again"
        } else {
            "nothing was under way"
        };
        Ok(Response::json(200, &json!({ "undone": undone, "next": next })))
    }

    /// The flag's database, which the body must name if it names one.
    fn wanted(&self, to: Option<Side>) -> Result<Side, Problem> {
        let wanted = self.router.config().primary.ok_or_else(|| {
            let detail = "PRIMARY can't be read, so no switch is wanted";
            Problem::new(Kind::SwitchConflict, detail, "set PRIMARY to \"d1\" or \"mysql\"")
        })?;
        match to {
            Some(to) if to != wanted => {
                let (to, is) = (to.name(), wanted.name());
                let detail = format!("`to` is {to}, but this Worker's flag PRIMARY is {is}");
                let next = format!("set PRIMARY to \"{to}\" and deploy, or ask for {is}");
                Err(Problem::new(Kind::SwitchConflict, detail, next).at("/to"))
            }
            _ => Ok(wanted),
        }
    }

    async fn pursue(&self, wish: Wish) -> Result<Response, Problem> {
        let known = Known::of(self.router).await.map_err(|error| self.switch_problem(error))?;
        let loss = if wish.leaves_journal {
            let loss = switch::losses(self.router, wish.to.other()).await;
            Some(loss.map_err(|error| self.switch_problem(error))?)
        } else {
            None
        };
        let pursued = Box::pin(switch::pursue(self.router, &wish, &known)).await;
        let pursued = pursued.map_err(|error| self.switch_problem(error))?;
        if let Ending::Held(hold) = &pursued.ending
            && !wish.dry_run
        {
            return Err(held(hold, wish.to, pursued.gate.as_ref()));
        }
        let mut page = answer(&wish, &pursued);
        if let Some(loss) = loss {
            view::put(&mut page, "loses", view::loss(&loss));
        }
        Ok(Response::json(200, &page))
    }

    async fn abandon(&self, by: &str, force: bool, dry_run: bool) -> Result<Response, Problem> {
        let loss = switch::losses(self.router, Side::MySql).await;
        let loss = view::loss(&loss.map_err(|error| self.switch_problem(error))?);
        if dry_run {
            let next = "without dryRun these keys, and what MySQL takes until its line is brought up, lose";
            let page = json!({ "outcome": "would-abandon", "loses": loss, "next": next });
            return Ok(Response::json(200, &page));
        }
        let abandoned = Box::pin(switch::abandon(self.router, by, force)).await;
        let (outcome, next) = match abandoned.map_err(|error| self.switch_problem(error))? {
            Abandoned::Forced => (
                "abandoned",
                "once MySQL is up, the cron settles what was left behind: GET /admin/switch; then backfill and verify before the next switch",
            ),
            Abandoned::Undone => {
                ("undone", "nothing was left behind: MySQL was not the primary yet")
            }
        };
        Ok(Response::json(200, &json!({ "outcome": outcome, "loses": loss, "next": next })))
    }

    fn switch_problem(&self, error: SwitchError) -> Problem {
        let detail = error.to_string();
        let next = match error {
            SwitchError::Store(error) => return self.failed(error),
            SwitchError::NoMysql => "bind HYPERDRIVE in wrangler.toml",
            SwitchError::NoLine => "apply the migrations to D1",
            SwitchError::NoEpoch => "report it: no migration needs so many switches",
            SwitchError::Unfinished => "nothing: GET /admin/switch shows how far it is",
            SwitchError::NotAway(_) => {
                "leave out `abandon`; or send \"force\": true to give it up all the same"
            }
            SwitchError::NotPrimary(_) => "GET /admin/switch shows which database is",
        };
        Problem::new(Kind::SwitchConflict, detail, next)
    }
}

fn held(hold: &Hold, to: Side, gate: Option<&Gate>) -> Problem {
    let (kind, detail, next) = match hold {
        Hold::Gate => (
            Kind::GateClosed,
            format!(
                "{} lines of the gate do not hold",
                gate.map_or(0, |gate| gate.failing().count())
            ),
            "do what each line's `remedy` says; \"force\": true goes over those that are overridable",
        ),
        Hold::Stuck(keys) => (
            Kind::GateClosed,
            format!("{keys} keys can't be brought over, and would hold up the switch"),
            "the log names them; mend them, or leave them behind with \"abandon\"",
        ),
        Hold::NotDrained(why) => (
            Kind::GateClosed,
            format!("the journal can't be brought over, so a close would wait in vain: {why}"),
            "mend what it says, and POST /admin/switch again",
        ),
        Hold::Moved => (
            Kind::SwitchConflict,
            "somebody else has begun or ended a switch meanwhile".to_owned(),
            "GET /admin/switch shows where it is",
        ),
    };
    let problem = Problem::new(kind, detail, next);
    match gate {
        Some(gate) => problem.more("gate", view::gate(to, gate)),
        None => problem,
    }
}

fn answer(wish: &Wish, pursued: &Pursued) -> serde_json::Value {
    let (outcome, why, next) = match &pursued.ending {
        Ending::Rests => ("rests", None, "nothing: writes go there"),
        Ending::Switched => {
            ("switched", None, "watch /admin/status; PRIMARY leads back at any time")
        }
        Ending::Undone(why) => {
            ("undone", Some(why.as_str()), "mend what `why` says, and POST /admin/switch again")
        }
        Ending::Held(_) => ("held", None, "do what the `remedy` of each line says"),
        Ending::WouldSwitch => ("would-switch", None, "send it without dryRun"),
    };
    let (primary, state) = view::route(pursued.route);
    json!({
        "outcome": outcome,
        "why": why,
        "primary": primary,
        "state": state,
        "epoch": pursued.route.epoch.0,
        "mysqlLine": pursued.behind,
        "gate": pursued.gate.as_ref().map(|gate| view::gate(wish.to, gate)),
        "next": next,
    })
}

fn side(fields: &Fields<'_>, name: &str) -> Result<Option<Side>, Problem> {
    let Some(text) = fields.text(name)? else { return Ok(None) };
    let side = SIDES.iter().find(|(word, _)| *word == text).map(|(_, side)| *side);
    side.map(Some).ok_or_else(|| fields.wrong(name, "\"d1\" or \"mysql\""))
}

fn truth(fields: &Fields<'_>, name: &str) -> Result<bool, Problem> {
    match fields.get(name) {
        None => Ok(false),
        Some(Node::Bool(truth)) => Ok(*truth),
        Some(_) => Err(fields.wrong(name, "true or false")),
    }
}
