//! A table together with the scope that every statement on it carries.

use crate::schema::Table;
use crate::schema::table::ScopeKind;

/// A table and, where its rows belong to somebody, to whom. There is no way to name a scoped
/// table without its scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    table: &'static Table,
    scope: Option<String>,
}

/// The scope does not fit the table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScopeError {
    /// Rows belong to somebody, who was not named.
    #[error("rows of `{table}` belong to {}: name it", whose(.kind))]
    Required {
        /// Table.
        table: &'static str,
        /// What must be named.
        kind: ScopeKind,
    },
    /// Rows belong to nobody.
    #[error("rows of `{table}` belong to nobody: name no tenant and no owner")]
    None {
        /// Table.
        table: &'static str,
    },
}

fn whose(kind: &ScopeKind) -> &'static str {
    match kind {
        ScopeKind::Tenant => "a tenant",
        ScopeKind::Owner => "a person",
    }
}

impl Target {
    /// A table in its scope.
    pub fn new(table: &'static Table, scope: Option<&str>) -> Result<Target, ScopeError> {
        match (table.scope, scope) {
            (Some(needed), None) => {
                Err(ScopeError::Required { table: table.name, kind: needed.kind })
            }
            (None, Some(_)) => Err(ScopeError::None { table: table.name }),
            (_, scope) => Ok(Target { table, scope: scope.map(str::to_owned) }),
        }
    }

    /// The table.
    pub fn table(&self) -> &'static Table {
        self.table
    }

    /// Position of the scope column and its value.
    pub fn scope(&self) -> Option<(usize, &str)> {
        Some((self.table.scope?.column, self.scope.as_deref()?))
    }
}
