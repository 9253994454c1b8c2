//! What it means that two databases hold this and that at one key.

use super::meaning::differing;
use super::seen::Seen;
use super::shown;
use crate::runs::{FindingKind, Severity, ValueShown};
use crate::schema::{Row, Table, Version};
use crate::store::Side;

/// What is wrong, before anybody knows whether it stays so.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Difference {
    pub kind: FindingKind,
    pub severity: Severity,
    pub values: Vec<ValueShown>,
    pub message: String,
    pub remedy: &'static str,
}

pub(super) const REPAIR: &str =
    "repair the key: what the primary holds is brought over under a new version";
pub(super) const CORRECT: &str = "correct the value in that database, then verify again";

/// The difference between what the primary holds and what the secondary does.
pub(super) fn judge(ours: &Seen, theirs: &Seen, primary: Side) -> Option<Difference> {
    use FindingKind::{Different, Extra, Missing, Tombstone, Unparsable, Version};
    let (here, there) = (primary.name(), primary.other().name());
    let (kind, severity, values, message) = match (ours, theirs) {
        (Seen::Unreadable(why), other) | (other, Seen::Unreadable(why)) => {
            let side = if matches!(ours, Seen::Unreadable(_)) { here } else { there };
            let also =
                if matches!(other, Seen::Unreadable(_)) { " (and in the other)" } else { "" };
            let message = format!("the row can't be read in {side}{also}: {why}");
            let remedy = CORRECT;
            let (kind, severity, values) = (Unparsable, Severity::Error, Vec::new());
            return Some(Difference { kind, severity, values, message, remedy });
        }
        (Seen::Row(ours, our_version), Seen::Row(theirs, their_version)) => {
            let columns = differing(ours, theirs);
            if columns.is_empty() && our_version == their_version {
                return None;
            }
            let values =
                row_values(ours, theirs, &columns, (*our_version, *their_version), primary);
            if columns.is_empty() {
                let message = "the values agree, the versions don't".to_owned();
                (Version, Severity::Warning, values, message)
            } else {
                let message = format!("{} differ{}", names(ours.table(), &columns), breach(ours));
                (Different, Severity::Error, values, message)
            }
        }
        (Seen::Row(row, _), _) => {
            let message = format!("{there} lacks the row{}", breach(row));
            (Missing, Severity::Error, Vec::new(), message)
        }
        (ours, Seen::Row(..)) => {
            let why = if *ours == Seen::Nothing { "never had" } else { "has deleted" };
            let message = format!("{there} has a row that {here} {why}");
            (Extra, Severity::Error, Vec::new(), message)
        }
        (ours, theirs) if ours == theirs => return None,
        (ours, theirs) => {
            let shown = |seen: &Seen| match seen {
                Seen::Tombstone(version) => version.0.to_string(),
                _ => "none".to_owned(),
            };
            let values = vec![shown::texts("_tombstone", shown(ours), shown(theirs), primary)];
            let message = "the row is deleted on both sides, at different versions: an old image \
                           could bring it back on one of them"
                .to_owned();
            (Tombstone, Severity::Warning, values, message)
        }
    };
    Some(Difference { kind, severity, values, message, remedy: REPAIR })
}

fn row_values(
    ours: &Row,
    theirs: &Row,
    columns: &[usize],
    (our_version, their_version): (Version, Version),
    primary: Side,
) -> Vec<ValueShown> {
    let shown = columns.iter().filter_map(|&at| {
        let column = ours.table().column(at)?;
        Some(shown::values(column, ours.get(at), theirs.get(at), primary))
    });
    let mut values: Vec<ValueShown> = shown.collect();
    if our_version != their_version {
        let (ours, theirs) = (our_version.0.to_string(), their_version.0.to_string());
        values.push(shown::texts("_version", ours, theirs, primary));
    }
    values
}

fn names(table: &'static Table, columns: &[usize]) -> String {
    let names: Vec<String> = columns
        .iter()
        .filter_map(|&at| table.column(at))
        .map(|column| format!("`{}`", column.name))
        .collect();
    names.join(", ")
}

/// A row that the schema does not allow is one that the other database may have refused or changed.
fn breach(row: &Row) -> String {
    match row.clone().checked() {
        Ok(_) => String::new(),
        Err(invalid) => format!("; the schema allows no such row: {invalid}"),
    }
}
