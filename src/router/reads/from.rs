//! Who serves a read: one pure function of what is known when it comes.

#[cfg(test)]
mod tests;

use super::{Agreement, Freshness, ReadOptions};
use crate::config::{Reads, Staged};
use crate::router::BreakerState;
use crate::schema::{Key, Pk, Table};
use crate::session::Session;
use crate::store::{Route, Side};

/// What is known when a read comes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Circumstances<'a> {
    pub reads: &'a Reads,
    pub route: Route,
    /// Both databases are at hand, and changes are brought from one to the other.
    pub doubles: bool,
    pub agreement: Agreement,
    pub breaker: BreakerState,
}

/// What is read.
#[derive(Debug, Clone, Copy)]
pub(super) enum What<'a> {
    /// One row.
    Row(&'static Table, &'a Pk),
    /// Some rows.
    Rows(&'static Table),
}

/// Who serves a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReadFrom {
    /// The primary, nobody else.
    Primary,
    /// The primary; where it does not answer, the secondary if that has what the session names.
    PrimaryOrSecondary,
    /// The secondary if it answers and has what the session names, else the primary.
    SecondaryOrPrimary,
    /// Nobody: MySQL is the primary, is read through a cache, and the read must not be behind.
    Nobody,
}

impl What<'_> {
    pub fn table(self) -> &'static Table {
        match self {
            What::Row(table, _) | What::Rows(table) => table,
        }
    }

    /// Whether it may read what the session has written.
    fn is_in(self, session: &Session) -> bool {
        match self {
            What::Row(table, pk) => session.version(&Key { table, pk: pk.clone() }).is_some(),
            What::Rows(table) => session.keys_of(table).next().is_some(),
        }
    }
}

pub(super) fn read_from(
    known: &Circumstances<'_>,
    what: What<'_>,
    options: &ReadOptions<'_>,
) -> ReadFrom {
    let side = known.route.primary();
    let wide = options.session.is_some_and(Session::is_wide);
    let touched = wide || options.session.is_some_and(|session| what.is_in(session));
    let critical = options.freshness == Freshness::Critical;
    if side == Side::MySql && (critical || touched) && known.agreement.uncached == Some(false) {
        return ReadFrom::Nobody;
    }
    if critical || wide || !known.doubles {
        return ReadFrom::Primary;
    }
    let answers = known.breaker != BreakerState::Open;
    match (side, &known.reads.staged) {
        (Side::D1, None) => ReadFrom::Primary,
        (Side::D1, Some(staged)) => {
            let fresh = !touched || known.agreement.uncached == Some(true);
            let ready = known.agreement.agrees && answers && fresh;
            if ready && is_staged(staged, what.table(), options) {
                ReadFrom::SecondaryOrPrimary
            } else {
                ReadFrom::Primary
            }
        }
        (Side::MySql, _) if answers => ReadFrom::PrimaryOrSecondary,
        (Side::MySql, _) => ReadFrom::SecondaryOrPrimary,
    }
}

/// Whether the operator wants MySQL to serve it.
fn is_staged(staged: &Staged, table: &Table, options: &ReadOptions<'_>) -> bool {
    let tenant = options.reader.tenant;
    let of_tenant =
        tenant.map_or_else(|| staged.tenants.has_nameless(), |name| staged.tenants.has(name));
    let in_percent = match staged.percent {
        0 => false,
        100.. => true,
        percent => options.reader.bucket().is_some_and(|bucket| bucket < percent),
    };
    staged.tables.has(table.name) && of_tenant && in_percent
}
