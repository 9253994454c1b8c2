//! The coordinator's line, and the history of its changes.

use super::super::database::Database;
use super::super::errors::{read_error, store_error};
use super::super::side::one;
use super::super::sql::Sql;
use super::super::{D1, decode};
use super::{cut, limit};
use crate::schema::Epoch;
use crate::store::{
    Consistency, Coordinator, NewSwitch, Redirect, Route, RouteState, Side, StoreError, Switch,
    SwitchEnd,
};

impl<B: Database> Coordinator for D1<B> {
    async fn redirect(&self, change: &Redirect) -> Result<bool, StoreError> {
        redirect(self, change).await
    }

    async fn bookmark(&self) -> Result<Option<String>, StoreError> {
        let look = Sql::new("SELECT json_array('1') AS \"r\"");
        let answer = self.database.batch_in(Consistency::Strong, vec![look.read()]).await;
        Ok(answer.map_err(read_error)?.1)
    }

    async fn switches(&self, most: usize) -> Result<Vec<Switch>, StoreError> {
        latest(self, most).await
    }
}

/// What follows on the first statement rests on what it made of the line, so that a change whose
/// answer was lost can be made again.
async fn redirect<B: Database>(d1: &D1<B>, change: &Redirect) -> Result<bool, StoreError> {
    let (writes_to, state) = words(change.to);
    let line = Sql::new("UPDATE \"_control\" SET \"epoch\" = ")
        .int(change.to.epoch.0)
        .raw(", \"writes_to\" = ")
        .text(writes_to)
        .raw(", \"state\" = ")
        .text(state)
        .raw(", \"since_ms\" = ")
        .int(change.now_ms)
        .raw(", \"forced\" = ")
        .int(change.forced.into())
        .raw(" WHERE ")
        .then(line_is(change.from));
    let mut statements = vec![line.run()];
    if let Some(end) = change.ends {
        let ended = Sql::new("UPDATE \"_switch\" SET \"outcome\" = ")
            .text(end.name())
            .raw(", \"ended_ms\" = ")
            .int(change.now_ms)
            .raw(" WHERE \"ended_ms\" IS NULL AND \"epoch\" = ")
            .int(change.from.epoch.0)
            .raw(" AND EXISTS (SELECT 1 FROM \"_control\" WHERE ")
            .then(line_is(change.to))
            .raw(")");
        statements.push(ended.run());
    }
    if let Some(begun) = &change.begins {
        statements.push(insert(change, begun).run());
    }
    let is = Sql::new("SELECT json_array('1') AS \"r\" FROM \"_control\" WHERE ")
        .then(line_is(change.to));
    statements.push(is.read());
    let answers = d1.database.batch(statements).await.map_err(store_error)?;
    Ok(answers.last().is_some_and(|records| !records.is_empty()))
}

fn insert(change: &Redirect, begun: &NewSwitch) -> Sql {
    let ended_ms = begun.outcome.map(|_| change.now_ms.to_string());
    Sql::new("INSERT INTO \"_switch\" (\"epoch\", \"writes_to\", \"forced\", \"who\", \"bookmark\", \"began_ms\", \"ended_ms\", \"outcome\", \"detail\") SELECT \"epoch\", ")
        .text(begun.to.name())
        .raw(", \"forced\", ")
        .text(&cut(&begun.who))
        .raw(", ")
        .opt_text(begun.bookmark.as_deref())
        .raw(", ")
        .int(change.now_ms)
        .raw(", CAST(")
        .opt_text(ended_ms.as_deref())
        .raw(" AS INTEGER), ")
        .opt_text(begun.outcome.map(SwitchEnd::name))
        .raw(", ")
        .text(&begun.detail)
        .raw(" FROM \"_control\" WHERE ")
        .then(line_is(change.to))
        .raw(" ON CONFLICT (\"epoch\") DO NOTHING")
}

async fn latest<B: Database>(d1: &D1<B>, most: usize) -> Result<Vec<Switch>, StoreError> {
    let sql = Sql::new(
        "SELECT json_array(CAST(\"epoch\" AS TEXT), \"writes_to\", CAST(\"forced\" AS TEXT), \"who\", \"bookmark\", CAST(\"began_ms\" AS TEXT), CAST(\"ended_ms\" AS TEXT), \"outcome\", \"detail\") AS \"r\" FROM \"_switch\" ORDER BY \"epoch\" DESC",
    );
    let mut found = Vec::new();
    for record in one(d1, limit(sql, most)).await? {
        let mut fields = decode::fields(&record)?.into_iter();
        found.push(Switch {
            epoch: Epoch(decode::int(&mut fields)?),
            to: match decode::text(&mut fields)?.as_str() {
                "d1" => Side::D1,
                "mysql" => Side::MySql,
                _ => return Err(decode::garbled()),
            },
            forced: decode::int(&mut fields)? == 1,
            who: decode::text(&mut fields)?,
            bookmark: fields.next().flatten(),
            began_ms: decode::int(&mut fields)?,
            ended_ms: fields.next().flatten().and_then(|text| text.parse().ok()),
            outcome: match fields.next().flatten().as_deref() {
                None => None,
                Some("done") => Some(SwitchEnd::Done),
                Some("undone") => Some(SwitchEnd::Undone),
                Some(_) => return Err(decode::garbled()),
            },
            detail: decode::text(&mut fields)?,
        });
    }
    Ok(found)
}

fn line_is(route: Route) -> Sql {
    let (writes_to, state) = words(route);
    Sql::new("\"id\" = 1 AND \"epoch\" = ")
        .int(route.epoch.0)
        .raw(" AND \"writes_to\" = ")
        .text(writes_to)
        .raw(" AND \"state\" = ")
        .text(state)
}

fn words(route: Route) -> (&'static str, &'static str) {
    match route.state {
        RouteState::Open(side) => (side.name(), "open"),
        RouteState::Closing { to } => (to.name(), "closing"),
    }
}
