//! Why a key was not brought over, and what to do about it.

use crate::store::{ApplyError, StoreError};

/// Why a key was not brought over. Shown to people as the text that its journal line keeps.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Reason {
    /// The step failed.
    #[error(transparent)]
    Failed(#[from] ApplyError),
    /// It needs other rows first, or others gone first; for which reference.
    #[error("{0}")]
    Waits(String),
    /// Rows have its unique values, and stayed in the way.
    #[error("{0}")]
    InTheWay(&'static str),
    /// The other database gives it back otherwise than it was sent.
    #[error("reads back otherwise than it was sent")]
    ReadsBack,
}

impl From<StoreError> for Reason {
    fn from(error: StoreError) -> Self {
        Reason::Failed(error.into())
    }
}

/// What a reason comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReasonKind {
    /// The database refuses the row.
    Refused,
    /// The schema does not allow a value.
    Invalid,
    /// A stored value, or the key, is not of its type.
    Unreadable,
    /// It needs another row first.
    Waits,
    /// Rows have its unique values.
    InTheWay,
    /// Nothing is wrong with the key: the database can't be used now, or takes no images.
    Unavailable,
}

impl Reason {
    /// What it comes to.
    pub fn kind(&self) -> ReasonKind {
        match self {
            Reason::Waits(_) => ReasonKind::Waits,
            Reason::ReadsBack => ReasonKind::Refused,
            Reason::InTheWay(_) | Reason::Failed(ApplyError::InTheWay(_)) => ReasonKind::InTheWay,
            Reason::Failed(ApplyError::Invalid { .. }) => ReasonKind::Invalid,
            Reason::Failed(ApplyError::Primary) => ReasonKind::Unavailable,
            Reason::Failed(ApplyError::Store(error)) => match error {
                StoreError::Unavailable { .. } => ReasonKind::Unavailable,
                StoreError::Rejected { .. } => ReasonKind::Refused,
                StoreError::Unreadable { .. }
                | StoreError::UnknownTable(_)
                | StoreError::Key(_) => ReasonKind::Unreadable,
            },
        }
    }

    /// Whether it is not about this key: every row would meet it.
    pub fn is_of_database(&self) -> bool {
        const CODES: [&str; 9] =
            ["1021", "1044", "1045", "1054", "1114", "1142", "1143", "1146", "SQLITE_FULL"];
        self.code().is_some_and(|code| CODES.contains(&code))
    }

    /// The database's code, such as `1406` or `SQLITE_TOOBIG`.
    pub fn code(&self) -> Option<&str> {
        match self {
            Reason::Failed(ApplyError::Store(StoreError::Rejected { code, .. })) => code.as_deref(),
            _ => None,
        }
    }

    /// The column that it is about, as far as it is known.
    pub fn column(&self) -> Option<&'static str> {
        match self {
            Reason::Failed(ApplyError::Invalid { invalid, .. }) => Some(invalid.column),
            Reason::Failed(ApplyError::Store(StoreError::Rejected { column, .. })) => *column,
            Reason::Failed(ApplyError::Store(StoreError::Unreadable { column, .. })) => {
                Some(column)
            }
            _ => None,
        }
    }

    /// What to do, in words.
    pub fn remedy(&self) -> &'static str {
        match self.kind() {
            ReasonKind::Refused => self.code().map_or(LOOK_AT_THE_MESSAGE, remedy_of),
            ReasonKind::Invalid => {
                "change the value at the primary so that it fits its column in the schema, or widen the column in both databases"
            }
            ReasonKind::Unreadable => {
                "set the value at the primary to one of the column's type in the schema"
            }
            ReasonKind::Waits => {
                "nothing, if the other row is on its way: it is tried again; else add that row, or clear the reference, at the primary"
            }
            ReasonKind::InTheWay => {
                "see that the rows with this unique value differ at the primary, in case and accents too, and that both databases use the collation of the migrations"
            }
            ReasonKind::Unavailable => "nothing: it is tried again once the database can be used",
        }
    }
}

const LOOK_AT_THE_MESSAGE: &str = "read the message, change the row at the primary or the column in both databases, and run a repair";

/// What to do about a code of MySQL, MariaDB
/// (<https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html>,
/// <https://mariadb.com/docs/server/reference/error-codes>) or D1.
const REMEDIES: &[(&[&str], &str)] = &[
    (&["1406"], "shorten the value at the primary, or widen the column in MySQL"),
    (&["1264", "1690"], "bring the number or time into the column's range, or widen the column"),
    (
        &["1265", "1292", "1366", "1411"],
        "change the value at the primary to one of the column's type, as the schema has it; for text, see that the column is utf8mb4",
    ),
    (&["3140", "3141", "4025"], "make the value valid JSON at the primary"),
    (
        &["1300", "1267", "3854"],
        "see that MySQL's column and connection are utf8mb4: a character can't be stored",
    ),
    (
        &["1062", "1586"],
        "another row has this value of a unique key: change one of them at the primary",
    ),
    (&["1048", "1364"], "give the column a value at the primary, or make it nullable in MySQL"),
    (&["3819"], "the value breaks a CHECK of MySQL: change the value, or drop the CHECK"),
    (&["1216", "1452"], "drop the foreign key in MySQL: Tandem keeps references by itself"),
    (
        &["1153", "1301", "1118", "SQLITE_TOOBIG"],
        "the row is too large for a packet or a page: raise max_allowed_packet, or shorten its longest value",
    ),
    (
        &["1054", "1146", "1136", "SQLITE_ERROR"],
        "the tables differ from the schema: run the migrations",
    ),
    (&["1044", "1045", "1142", "1143"], "grant the account SELECT, INSERT, UPDATE and DELETE"),
    (&["1021", "1114", "SQLITE_FULL"], "the database is full: make room, then resume"),
];

fn remedy_of(code: &str) -> &'static str {
    let found = REMEDIES.iter().find(|(codes, _)| codes.contains(&code));
    found.map_or(LOOK_AT_THE_MESSAGE, |(_, remedy)| *remedy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Side;

    #[test]
    fn a_refusal_says_what_to_do() {
        let refused = |code: &str| {
            Reason::from(StoreError::Rejected {
                side: Side::MySql,
                code: Some(code.to_owned()),
                column: Some("name"),
                message: format!("error {code} (22001)"),
            })
        };
        let too_long = refused("1406");
        assert_eq!((too_long.kind(), too_long.column()), (ReasonKind::Refused, Some("name")));
        assert_eq!(too_long.to_string(), "mysql refused: error 1406 (22001)");
        assert!(too_long.remedy().contains("shorten"));
        assert_eq!(refused("9999").remedy(), LOOK_AT_THE_MESSAGE);
    }

    #[test]
    fn a_code_has_one_remedy() {
        let mut codes: Vec<&str> = REMEDIES.iter().flat_map(|(codes, _)| *codes).copied().collect();
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all);
    }
}
