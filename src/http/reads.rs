//! What a request says of freshness, and what the answer says of it: sessions, and who served.

#[cfg(test)]
mod tests;

use std::cell::{Cell, RefCell};

use super::{Context, Kind, Problem, Request, Response};
use crate::outbox::Queue;
use crate::router::{Freshness, ReadOptions, Reader};
use crate::runs::Ledger;
use crate::runtime::Runtime;
use crate::schema::table::ScopeKind;
use crate::session::{SESSION_MS, Session};
use crate::store::{Side, Store, Target};

/// A session's token, in requests and in answers to writes.
const SESSION: &str = "Tandem-Session";
/// The same as a cookie.
const COOKIE: &str = "tandem_session";
/// How fresh a read must be.
const READ: &str = "Tandem-Read";

/// What the answer is to say beside what was asked for.
#[derive(Default)]
pub struct Answered {
    token: RefCell<Option<String>>,
    served_by: Cell<Option<Side>>,
}

impl Answered {
    /// The read was served by this database.
    pub fn served_by(&self, side: Side) {
        self.served_by.set(Some(side));
    }

    /// The answer with it.
    pub fn mark(&self, mut answer: Response) -> Response {
        if let Some(side) = self.served_by.get() {
            answer = answer.with("Tandem-Served-By", side.name());
        }
        if let Some(token) = self.token.take() {
            let cookie = format!(
                "{COOKIE}={token}; Max-Age={}; Path=/; HttpOnly; Secure; SameSite=Lax",
                SESSION_MS / 1_000
            );
            answer = answer.with("Set-Cookie", cookie).with(SESSION, token);
        }
        answer
    }
}

impl<D: Store + Ledger + 'static, M: Store + 'static, R: Runtime + Queue> Context<'_, D, M, R> {
    /// The session that the client shows. A cookie that is none of ours counts as no cookie: the
    /// client did not choose to send it.
    pub(super) fn shown(&self) -> Result<Option<Session>, Problem> {
        let Some(sealer) = self.secrets.session() else {
            return Ok(None);
        };
        match self.request.header(SESSION) {
            Some(token) => sealer.open(token.trim(), self.now_ms).map_err(|error| {
                let next = "send the token of the last answer to a write, or none";
                Problem::new(Kind::InvalidParameter, error.to_string(), next).at(SESSION)
            }),
            None => Ok(cookie(self.request)
                .and_then(|token| sealer.open(token, self.now_ms).ok().flatten())),
        }
    }

    /// How a read is to be served; without sessions it is the primary's.
    pub(super) fn read_options<'a>(
        &self,
        shown: Option<&'a Session>,
        target: &'a Target,
        tenant: Option<&'a str>,
        user: &'a str,
    ) -> Result<ReadOptions<'a>, Problem> {
        let freshness = match self.request.header(READ) {
            Some("critical") => Freshness::Critical,
            None | Some("tolerant") => Freshness::Tolerant,
            Some(_) => {
                let detail = "it must be critical or tolerant";
                let next = "leave it out where a read may be a little behind";
                return Err(Problem::new(Kind::InvalidParameter, detail, next).at(READ));
            }
        };
        let freshness =
            if self.secrets.session().is_none() { Freshness::Critical } else { freshness };
        let of_tenant = target.table().scope.is_some_and(|scope| scope.kind == ScopeKind::Tenant);
        let own = target.scope().filter(|_| of_tenant).map(|(_, tenant)| tenant);
        let reader = Reader { tenant: own.or(tenant), user: Some(user), visitor: None };
        Ok(ReadOptions { freshness, session: shown, reader })
    }

    /// The answer carries the session: what was written now, and what the client showed.
    pub(super) fn give(&self, written: Session, shown: Option<Session>) {
        if let Some(sealer) = self.secrets.session() {
            let session = match shown {
                Some(shown) => written.after(shown),
                None => written,
            };
            *self.answered.token.borrow_mut() = Some(sealer.seal(&session));
        }
    }
}

/// The session's cookie, of all that the client sent.
fn cookie(request: &Request) -> Option<&str> {
    let cookies = request.header("cookie")?;
    let mut pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.find_map(|(name, value)| (name == COOKIE).then_some(value))
}
