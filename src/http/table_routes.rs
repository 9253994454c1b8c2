//! `/v1/{table}`, `/v1/{table}/{key}` and `/v1/{table}/old/{old key}`.

#[cfg(test)]
mod tests;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

use super::access::{Access, not_found, target};
use super::etag::{etag, has_it, if_match};
use super::rows::{self, Making, find_key, find_table, write_row};
use super::write::{Wanted, commit, failed};
use super::{Context, Kind, Problem, Request, Response, Session, decode, json_body};
use crate::outbox::Queue;
use crate::runs::Ledger;
use crate::runtime::Runtime;
use crate::schema::json_text::{array, object};
use crate::schema::{Body, Image, Pk, Row, Table, Version};
use crate::store::{
    Change, CursorError, Direction, MAX_PAGE_ROWS, Op, PageQuery, Store, Target, Written,
};

/// Rows on a page where the client does not say.
const DEFAULT_PAGE_ROWS: usize = 50;
/// Parameters of a list that are not filters.
const PARAMETERS: [&str; 6] = ["limit", "sort", "order", "cursor", "tenant", "owner"];
/// What a key keeps unescaped in a path (<https://www.rfc-editor.org/rfc/rfc3986#section-2.3>).
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl<D: Store + Ledger + 'static, M: Store + 'static, R: Runtime + Queue> Context<'_, D, M, R> {
    /// `GET /v1/{table}`: one page.
    pub(super) async fn list(&self, table: &str) -> Result<Response, Problem> {
        let session = self.session()?;
        let table = find_table(table)?;
        let target = target(&session.caller, table, &session.named, Access::Read, None)?;
        let cursors = self.secrets.cursor()?;
        let shown = self.shown()?;
        let mut query = page_query(self.request, target)?;
        if let Some(text) = self.request.parameter("cursor") {
            let key =
                cursors.open(&query, text).map_err(|error| list_problem(&error).at("cursor"))?;
            query = query.after(key);
        }
        let (tenant, user) = (session.named.tenant.as_deref(), session.caller.subject.as_str());
        let options = self.read_options(shown.as_ref(), query.target(), tenant, user)?;
        let served = self
            .router
            .list(&query, &options)
            .await
            .map_err(|error| failed(self.router.runtime(), error, None, false))?;
        self.answered.served_by(served.by);
        let page = served.found;
        let next = page.next.map(|key| cursors.seal(&query, &key));
        let mut body = String::new();
        object(&mut body, |members| {
            array(members.member("rows"), &page.rows, |out, found| {
                write_row(out, &found.row, found.version);
            });
            members.opt_text("next", next.as_deref());
        });
        Ok(Response::json_text(200, body))
    }

    /// `POST /v1/{table}`: a new row.
    pub(super) async fn create(&self, table: &str) -> Result<Response, Problem> {
        let session = self.session()?;
        let table = find_table(table)?;
        let body = json_body(self.request)?;
        let new_id = || self.router.new_ulid();
        let making = self.making(&session, &new_id);
        let change = rows::insert(&making, table, &session.named, &body, "")?;
        let written = self.commit(&session, Wanted::one(change, Vec::new())).await?;
        // The first image: a repeated request has another new id than the row that it made.
        let image = written.images.iter().find(|image| image.key.table == table);
        let answer = row_answer(201, image, written.replayed)?;
        Ok(match image {
            Some(image) => answer.with("Location", location(&image.key.pk, table)),
            None => answer,
        })
    }

    /// `GET /v1/{table}/{key}`: one row.
    pub(super) async fn get(&self, table: &str, key: &str) -> Result<Response, Problem> {
        let session = self.session()?;
        let (target, pk) = addressed(&session, table, key, Access::Read)?;
        let shown = self.shown()?;
        let (tenant, user) = (session.named.tenant.as_deref(), session.caller.subject.as_str());
        let options = self.read_options(shown.as_ref(), &target, tenant, user)?;
        let served = self
            .router
            .get(&target, &pk, &options)
            .await
            .map_err(|error| failed(self.router.runtime(), error, None, false))?;
        self.answered.served_by(served.by);
        let found = served.found.ok_or_else(|| not_found(target.table()))?;
        let answer = if has_it(self.request, found.version) {
            Response::empty(304)
        } else {
            row_response(200, &found.row, found.version)
        };
        Ok(answer.with("ETag", etag(found.version)))
    }

    /// `GET /v1/{table}/old/{old key}`: the row that had this key in the table that was taken over.
    pub(super) async fn get_by_old(&self, table: &str, old: &str) -> Result<Response, Problem> {
        self.session()?;
        let table = find_table(table)?;
        let old = old.parse().map_err(|_| {
            let detail = "an old key is a whole number";
            Problem::new(Kind::InvalidParameter, detail, "send the row's old `id`").at("old")
        })?;
        let found = self
            .router
            .id_of_old(table, old)
            .await
            .map_err(|error| failed(self.router.runtime(), error, None, false))?;
        let pk = found.ok_or_else(|| not_found(table))?;
        let answer = self.get(table.name, pk.as_str()).await?;
        Ok(answer.with("Content-Location", location(&pk, table)))
    }

    /// `PATCH /v1/{table}/{key}`: some columns of a row.
    pub(super) async fn patch(&self, table: &str, key: &str) -> Result<Response, Problem> {
        let session = self.session()?;
        let (target, pk) = addressed(&session, table, key, Access::Write)?;
        let conditions = self.conditions(&target, &pk)?;
        let body = json_body(self.request)?;
        let new_id = || self.router.new_ulid();
        let change = rows::update(&self.making(&session, &new_id), target, pk.clone(), &body, "")?;
        let table = change.target.table();
        let written = self.commit(&session, Wanted::one(change, conditions)).await?;
        row_answer(200, image_of(&written, table, &pk), written.replayed)
    }

    /// `DELETE /v1/{table}/{key}`.
    pub(super) async fn delete(&self, table: &str, key: &str) -> Result<Response, Problem> {
        let session = self.session()?;
        let (target, pk) = addressed(&session, table, key, Access::Write)?;
        let conditions = self.conditions(&target, &pk)?;
        let change = Change { target, pk, op: Op::Delete };
        let written = self.commit(&session, Wanted::one(change, conditions)).await?;
        Ok(replayed(Response::empty(204), written.replayed))
    }

    /// What `If-Match` requires of the row.
    fn conditions(&self, target: &Target, pk: &Pk) -> Result<Vec<Change>, Problem> {
        let condition = if_match(self.request)?;
        let require = |condition| Change {
            target: target.clone(),
            pk: pk.clone(),
            op: Op::Require(condition),
        };
        Ok(condition.map(require).into_iter().collect())
    }

    /// What changes are made with.
    pub(super) fn making<'a>(
        &self,
        session: &'a Session,
        new_id: &'a dyn Fn() -> String,
    ) -> Making<'a> {
        Making { caller: &session.caller, now_ms: self.now_ms, new_id }
    }

    /// Commits what the request asks for.
    pub(super) async fn commit(
        &self,
        session: &Session,
        wanted: Wanted,
    ) -> Result<Written, Problem> {
        let (shown, asks) = (self.shown()?, (self.request, self.now_ms));
        let (written, result) =
            commit(self.router, &session.caller, &session.named, asks, wanted).await?;
        if let Some(written) = written {
            self.give(written, shown);
        }
        result
    }
}

/// With the mark of an answer to a request that was carried out before.
pub(super) fn replayed(answer: Response, replayed: bool) -> Response {
    if replayed { answer.with("Idempotent-Replayed", "true") } else { answer }
}

/// The image of a key, as a write left it.
pub(super) fn image_of<'a>(
    written: &'a Written,
    table: &'static Table,
    pk: &Pk,
) -> Option<&'a Image> {
    written.images.iter().find(|image| image.key.table == table && image.key.pk == *pk)
}

fn addressed(
    session: &Session,
    table: &str,
    key: &str,
    access: Access,
) -> Result<(Target, Pk), Problem> {
    let table = find_table(table)?;
    let pk = find_key(table, key)?;
    Ok((target(&session.caller, table, &session.named, access, Some(&pk))?, pk))
}

fn row_response(status: u16, row: &Row, version: Version) -> Response {
    let mut body = String::new();
    write_row(&mut body, row, version);
    Response::json_text(status, body)
}

fn row_answer(status: u16, image: Option<&Image>, was_replayed: bool) -> Result<Response, Problem> {
    match image.map(|image| (&image.body, image.version)) {
        Some((Body::Row(row), version)) => {
            let answer = row_response(status, row, version).with("ETag", etag(version));
            Ok(replayed(answer, was_replayed))
        }
        None if !was_replayed => {
            // The write stands; only the answer can't show the row.
            let detail = "committed; the row holds a value that is not of its column's type, so it can't be shown";
            Ok(Response::json(status, &json!({ "committed": true, "detail": detail })))
        }
        _ => {
            let detail = "the request was carried out before, and its row was deleted since";
            Err(Problem::new(Kind::Gone, detail, "nothing is left to do"))
        }
    }
}

fn location(pk: &Pk, table: &Table) -> String {
    format!("/v1/{}/{}", table.name, utf8_percent_encode(pk.as_str(), UNRESERVED))
}

/// The page that the parameters ask for; everything that is not a parameter of lists is a filter.
fn page_query(request: &Request, target: Target) -> Result<PageQuery, Problem> {
    let table = target.table();
    let wrong = |name: &str, detail: &str| {
        Problem::new(Kind::InvalidParameter, detail, "correct the parameter").at(name)
    };
    let mut filter = Vec::new();
    for (at, (name, text)) in request.query.iter().enumerate() {
        if request.query.iter().take(at).any(|(earlier, _)| earlier == name) {
            return Err(wrong(name, "the parameter is there twice"));
        }
        if !PARAMETERS.contains(&name.as_str()) {
            let (position, column) = decode::column(table, name, name)?;
            filter.push((position, decode::parameter(column, text)?));
        }
    }
    let by = match request.parameter("sort") {
        None => None,
        Some(name) => Some(decode::column(table, name, "sort")?.0),
    };
    let direction = match request.parameter("order") {
        None | Some("asc") => Direction::Ascending,
        Some("desc") => Direction::Descending,
        Some(_) => return Err(wrong("order", "it must be asc or desc")),
    };
    let limit = match request.parameter("limit").map(str::parse::<usize>) {
        None => DEFAULT_PAGE_ROWS,
        Some(Ok(rows)) if (1..=MAX_PAGE_ROWS).contains(&rows) => rows,
        Some(_) => return Err(wrong("limit", &format!("it must be 1 to {MAX_PAGE_ROWS}"))),
    };
    PageQuery::new(target, filter, by, direction, limit).map_err(|error| list_problem(&error))
}

fn list_problem(error: &CursorError) -> Problem {
    let (kind, next) = match error {
        CursorError::NoSuchList { .. } => (Kind::NoSuchList, "use one of the lists named"),
        CursorError::Filter(_) => (Kind::InvalidParameter, "correct the filter"),
        CursorError::Cursor => (Kind::InvalidParameter, "start again without it"),
    };
    Problem::new(kind, error.to_string(), next)
}
