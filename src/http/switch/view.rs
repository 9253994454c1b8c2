//! How a switch is shown.

use serde_json::{Value as Json, json};

use crate::schema::Timestamp;
use crate::store::{Role, Route, RouteState, Side, Switch, SwitchEnd};
use crate::switch::{CLOSING_MS, Gate, Lines, Loss};

pub fn put(page: &mut Json, name: &str, value: Json) {
    if let Some(page) = page.as_object_mut() {
        page.insert(name.to_owned(), value);
    }
}

/// The primary, and whether it is open; while closing the primary to come.
pub fn route(route: Route) -> (&'static str, &'static str) {
    match route.state {
        RouteState::Open(side) => (side.name(), "open"),
        RouteState::Closing { to } => (to.name(), "closing"),
    }
}

pub fn lines(lines: &Lines) -> Json {
    let (primary, state) = route(lines.route);
    let at = |at_ms: i64| (at_ms > 0).then(|| Timestamp(at_ms).to_rfc3339());
    let deadline = (state == "closing").then(|| at(lines.since_ms.saturating_add(CLOSING_MS)));
    json!({
        "primary": primary,
        "state": state,
        "epoch": lines.route.epoch.0,
        "since": at(lines.since_ms),
        "deadline": deadline,
        "forced": lines.forced,
        "mysql": lines.mysql.as_ref().ok().map(|(epoch, role)| json!({
            "epoch": epoch.0,
            "role": match role {
                Role::Primary => "primary",
                Role::Closed => "closed",
            },
        })),
    })
}

pub fn gate(to: Side, gate: &Gate) -> Json {
    let lines: Vec<Json> = gate
        .lines
        .iter()
        .map(|line| {
            json!({
                "name": line.name,
                "holds": line.holds,
                "overridable": line.overridable,
                "value": line.value,
                "bound": line.bound,
                "remedy": line.remedy,
            })
        })
        .collect();
    json!({ "to": to.name(), "holds": gate.holds(), "lines": lines })
}

pub fn loss(loss: &Loss) -> Json {
    let keys: Option<Vec<String>> =
        loss.lines.as_ref().map(|lines| lines.iter().map(|line| line.key.to_string()).collect());
    let known = keys.is_some();
    json!({ "known": known, "keys": keys, "more": loss.more })
}

pub fn switch(switch: &Switch) -> Json {
    let at = |at_ms: i64| Timestamp(at_ms).to_rfc3339();
    let detail: Json = serde_json::from_str(&switch.detail).unwrap_or_default();
    json!({
        "epoch": switch.epoch.0,
        "to": switch.to.name(),
        "forced": switch.forced,
        "by": switch.who,
        "bookmark": switch.bookmark,
        "began": at(switch.began_ms),
        "ended": switch.ended_ms.map(at),
        "ms": switch.ended_ms.map(|ended_ms| ended_ms.saturating_sub(switch.began_ms)),
        "outcome": switch.outcome.map(SwitchEnd::name),
        "detail": detail,
    })
}
