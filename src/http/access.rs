//! Which rows a caller reaches: the one place where a caller becomes a [`Target`].

#[cfg(test)]
mod tests;

use super::auth::{Caller, Role};
use super::{Kind, Problem, Request};
use crate::schema::table::ScopeKind;
use crate::schema::{Column, Pk, Table};
use crate::store::{Target, canary};

/// Longest name of a tenant or owner, in bytes.
const MAX_SCOPE_BYTES: usize = 256;

/// The tenant and the owner that a request names, if it names them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// Header `Tandem-Tenant` or parameter `tenant`.
    pub tenant: Option<String>,
    /// Header `Tandem-Owner` or parameter `owner`.
    pub owner: Option<String>,
}

/// What is to be done with the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// They are read.
    Read,
    /// They are changed.
    Write,
}

impl Named {
    /// What a request's headers and parameters name.
    pub fn of(request: &Request) -> Result<Named, Problem> {
        let one = |header: &'static str, parameter: &'static str| match (
            request.header(header),
            request.parameter(parameter),
        ) {
            (Some(a), Some(b)) if a != b => {
                let detail = format!("{header} and the parameter `{parameter}` differ");
                Err(Problem::new(Kind::InvalidParameter, detail, "send one of them").at(header))
            }
            (Some(name), _) | (None, Some(name)) => checked(name, header).map(Some),
            (None, None) => Ok(None),
        };
        Ok(Named { tenant: one("Tandem-Tenant", "tenant")?, owner: one("Tandem-Owner", "owner")? })
    }

    /// These names; what is not named is as in `otherwise`.
    pub fn or(self, otherwise: &Named) -> Named {
        Named {
            tenant: self.tenant.or_else(|| otherwise.tenant.clone()),
            owner: self.owner.or_else(|| otherwise.owner.clone()),
        }
    }
}

/// A usable name of a tenant or owner.
pub fn checked(name: &str, field: &str) -> Result<String, Problem> {
    if name.is_empty() || name.len() > MAX_SCOPE_BYTES || name.chars().any(char::is_control) {
        let detail = format!("it must be 1 to {MAX_SCOPE_BYTES} bytes of text");
        return Err(Problem::new(Kind::InvalidParameter, detail, "send an id").at(field));
    }
    Ok(name.to_owned())
}

/// Whether the rows' scope is their own key: a team is its own tenant, a person their own owner.
pub fn is_own_scope(table: &Table) -> bool {
    table.scope.is_some_and(|scope| table.key == [scope.column])
}

/// The rows of a table that a caller reaches; `key` where a single one is meant.
pub fn target(
    caller: &Caller,
    table: &'static Table,
    named: &Named,
    access: Access,
    key: Option<&Pk>,
) -> Result<Target, Problem> {
    let Some((_, _, kind)) = table.scope_column() else {
        return unscoped(caller, table, access);
    };
    if table.guarded && access == Access::Write {
        check_guard(caller, &format!("rows of `{}` are", table.name))?;
    }
    let scope = match key.filter(|_| is_own_scope(table)) {
        Some(key) if reaches(caller, kind, key.as_str()) => key.as_str().to_owned(),
        Some(_) => return Err(not_found(table)),
        None => match kind {
            ScopeKind::Tenant => tenant(caller, named)?,
            ScopeKind::Owner => owner(caller, named)?,
        },
    };
    scoped(table, Some(&scope))
}

/// The scope of a row that is its own: only an administrator makes one.
pub fn new_own_scope(caller: &Caller, table: &'static Table, id: &str) -> Result<Target, Problem> {
    if caller.role != Role::Admin {
        let detail = format!("only an administrator adds rows to `{}`", table.name);
        return Err(Problem::new(Kind::Forbidden, detail, "use a token with the role admin"));
    }
    scoped(table, Some(id))
}

/// A guarded column, sent at `pointer`, comes from an administrator.
pub fn check_column(caller: &Caller, column: &Column, pointer: &str) -> Result<(), Problem> {
    if !column.guarded {
        return Ok(());
    }
    check_guard(caller, &format!("`{}` is", column.name)).map_err(|problem| problem.at(pointer))
}

/// What the schema guards is written by administrators; `what` says what, with its verb.
fn check_guard(caller: &Caller, what: &str) -> Result<(), Problem> {
    if caller.role == Role::Admin {
        return Ok(());
    }
    let detail = format!("{what} written by administrators only");
    let next = "leave it to them, or use a token with the role admin";
    Err(Problem::new(Kind::Guarded, detail, next))
}

/// The tenant or owner that an event about no row belongs to.
pub fn tenant_of_event(caller: &Caller, named: &Named) -> Result<Option<String>, Problem> {
    if named.tenant.is_none() && caller.teams.len() != 1 {
        return Ok(None);
    }
    tenant(caller, named).map(Some)
}

/// No row, or one of somebody else: the answer is the same.
pub fn not_found(table: &Table) -> Problem {
    let detail = format!("`{}` has no row with this key that the caller can see", table.name);
    Problem::new(Kind::NotFound, detail, "check the key, and the tenant if one is named")
}

fn unscoped(caller: &Caller, table: &'static Table, access: Access) -> Result<Target, Problem> {
    if table == canary() && access == Access::Write {
        let detail = format!("rows of `{}` are Tandem's own", table.name);
        return Err(Problem::new(Kind::Forbidden, detail, "leave them to POST /admin/facts"));
    }
    let open = table.shared && access == Access::Read;
    if !open && caller.role != Role::Admin {
        let what = if table.shared { "changed" } else { "reached" };
        let detail = format!("rows of `{}` are {what} by administrators only", table.name);
        return Err(Problem::new(Kind::Forbidden, detail, "use a token with the role admin"));
    }
    scoped(table, None)
}

fn scoped(table: &'static Table, scope: Option<&str>) -> Result<Target, Problem> {
    Target::new(table, scope).map_err(|error| {
        Problem::new(Kind::TenantRequired, error.to_string(), "name whose rows are meant")
    })
}

fn reaches(caller: &Caller, kind: ScopeKind, scope: &str) -> bool {
    caller.role == Role::Admin
        || match kind {
            ScopeKind::Tenant => caller.teams.iter().any(|team| team == scope),
            ScopeKind::Owner => caller.subject == scope,
        }
}

fn tenant(caller: &Caller, named: &Named) -> Result<String, Problem> {
    match (named.tenant.as_deref(), caller.teams.as_slice()) {
        (Some(tenant), _) if reaches(caller, ScopeKind::Tenant, tenant) => Ok(tenant.to_owned()),
        (Some(_), _) => {
            let detail = "the tenant named is not one of the token's teams";
            let next = "name one of the token's teams, or get a token of the other one";
            Err(Problem::new(Kind::WrongTenant, detail, next).at("Tandem-Tenant"))
        }
        (None, [only]) => Ok(only.clone()),
        (None, _) => {
            let detail = "the token has none or several teams, and none is named";
            let next = "name one in the header Tandem-Tenant or in the parameter tenant";
            Err(Problem::new(Kind::TenantRequired, detail, next).at("Tandem-Tenant"))
        }
    }
}

fn owner(caller: &Caller, named: &Named) -> Result<String, Problem> {
    match named.owner.as_deref() {
        None => Ok(caller.subject.clone()),
        Some(owner) if reaches(caller, ScopeKind::Owner, owner) => Ok(owner.to_owned()),
        Some(_) => {
            let detail = "the owner named is not the token's subject";
            let next = "leave the owner out, or use a token with the role admin";
            Err(Problem::new(Kind::WrongTenant, detail, next).at("Tandem-Owner"))
        }
    }
}
