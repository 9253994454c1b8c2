//! What the server's session is set to.

use super::decode::fields;
use super::{Connect, MySql};
use crate::store::{Side, StoreError};
use tandem_mysql::Sql;

/// Settings of a session that the protocol rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionFacts {
    /// Such as `REPEATABLE-READ`.
    pub isolation: String,
    /// Modes, separated by commas.
    pub sql_mode: String,
    /// The server's version.
    pub version: String,
}

impl SessionFacts {
    /// What is wrong with them, for the operator; empty where all is well.
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        if self.isolation != "REPEATABLE-READ" {
            problems.push(format!(
                "transactions run at {}: set transaction_isolation to REPEATABLE-READ, or a row and its tombstone can both be there",
                self.isolation
            ));
        }
        if !self
            .sql_mode
            .split(',')
            .any(|mode| mode == "STRICT_TRANS_TABLES" || mode == "STRICT_ALL_TABLES")
        {
            problems.push("sql_mode is not strict: add STRICT_TRANS_TABLES, or values that do not fit are cut".to_owned());
        }
        problems
    }
}

pub(super) async fn check_session<C: Connect>(
    mysql: &MySql<C>,
) -> Result<SessionFacts, StoreError> {
    // SHOW, since MariaDB calls the isolation tx_isolation.
    let sql = Sql::new().raw("SHOW VARIABLES WHERE `Variable_name` IN ('transaction_isolation', 'tx_isolation', 'sql_mode', 'version')");
    let mut facts = SessionFacts::default();
    for record in mysql.read(&sql).await?.iter() {
        let mut fields = fields(&record);
        let (name, value) = (fields.text()?, fields.text()?);
        match name.as_str() {
            "sql_mode" => facts.sql_mode = value,
            "version" => facts.version = value,
            _ => facts.isolation = value,
        }
    }
    Ok(facts)
}

impl<C: Connect> MySql<C> {
    /// Nothing is done at a server whose settings break the protocol: at READ COMMITTED a row and
    /// its tombstone can both get in, without a strict mode values are cut.
    pub(super) async fn require_session(&self) -> Result<(), StoreError> {
        if self.session_is_right.get() {
            return Ok(());
        }
        let problems = check_session(self).await?.problems();
        if problems.is_empty() {
            self.session_is_right.set(true);
            return Ok(());
        }
        Err(StoreError::rejected(Side::MySql, problems.join("; ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_break_the_protocol_are_problems() {
        let good = SessionFacts {
            isolation: "REPEATABLE-READ".to_owned(),
            sql_mode: "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES".to_owned(),
            version: "8.4".to_owned(),
        };
        assert!(good.problems().is_empty());
        let bad = SessionFacts {
            isolation: "READ-COMMITTED".to_owned(),
            sql_mode: String::new(),
            ..good
        };
        assert_eq!(bad.problems().len(), 2);
    }
}
