//! What a run found, in words.

use super::model::{Finding, FindingKind, FindingState, Severity};
use crate::replication::NotApplied;
use crate::schema::{Pk, Table};

impl Finding {
    /// A finding about a table of a run, without key, values or code.
    pub(super) fn of_table(
        run: &str,
        table: &Table,
        kind: FindingKind,
        severity: Severity,
        now_ms: i64,
    ) -> Finding {
        Finding {
            run: run.to_owned(),
            table: table.name.to_owned(),
            pk: String::new(),
            kind,
            severity,
            state: FindingState::Open,
            values: Vec::new(),
            code: None,
            message: String::new(),
            remedy: String::new(),
            found_ms: now_ms,
        }
    }
}

/// A row that the other database does not take.
pub(super) fn not_applied(run: &str, failed: &NotApplied, now_ms: i64) -> Finding {
    let NotApplied { key, reason } = failed;
    let column = reason.column().map(|column| format!("`{column}`: ")).unwrap_or_default();
    Finding {
        pk: key.pk.as_str().to_owned(),
        code: reason.code().map(str::to_owned),
        message: format!("{column}{reason}"),
        remedy: reason.remedy().to_owned(),
        ..Finding::of_table(run, key.table, FindingKind::Refused, Severity::Error, now_ms)
    }
}

/// A row with a value that is not of its column's type.
pub(super) fn unreadable(
    run: &str,
    table: &Table,
    pk: &Pk,
    column: &str,
    expected: &str,
    now_ms: i64,
) -> Finding {
    Finding {
        pk: pk.as_str().to_owned(),
        message: format!("`{column}` holds something else than {expected}"),
        remedy:
            "set it at the primary to a value of the column's type in the schema, then run a repair"
                .to_owned(),
        ..Finding::of_table(run, table, FindingKind::Unparsable, Severity::Error, now_ms)
    }
}
