//! A batch under construction, with the conditions that can end it.

use super::database::{MAX_PARAMS, Reading, Statement};
use super::errors::REFUSE;
use super::sql::Sql;
use crate::store::Refusal;

/// Statements in order. Conditions that follow one another share statements: D1 counts those
/// (<https://developers.cloudflare.com/d1/platform/limits/>). They stand in VALUES, as the runtime
/// takes no more than five terms of UNION ALL
/// (<https://github.com/cloudflare/workerd/blob/main/src/workerd/util/sqlite.c%2B%2B>).
#[derive(Default)]
pub(super) struct Batch {
    statements: Vec<(Statement, Reading)>,
    refusals: Vec<Refusal>,
    conditions: Option<Sql>,
}

impl Batch {
    pub(super) fn run(&mut self, sql: Sql) {
        self.flush();
        self.statements.push(sql.run());
    }

    /// Ends the batch with this refusal where the condition holds; the first such one counts.
    pub(super) fn refuse_if(&mut self, refusal: Refusal, condition: Sql) {
        let reason = format!("{REFUSE}{}", self.refusals.len());
        self.refusals.push(refusal);
        self.end_if(&reason, condition);
    }

    /// Ends the batch with this text where the condition holds.
    pub(super) fn end_if(&mut self, reason: &str, condition: Sql) {
        let one = Sql::new("(").text(reason).raw(", ").then(condition).raw(")");
        let together = self.conditions.as_ref().map_or(0, Sql::params) + one.params();
        if together > MAX_PARAMS {
            self.flush();
        }
        self.conditions = Some(match self.conditions.take() {
            Some(before) => before.raw(", ").then(one),
            None => Sql::new("INSERT INTO \"_refuse\" SELECT \"column1\" FROM (VALUES ").then(one),
        });
    }

    /// Adds statements whose answers are read, and gives the position of the first.
    pub(super) fn read(&mut self, statements: Vec<(Statement, Reading)>) -> usize {
        self.flush();
        let first = self.statements.len();
        self.statements.extend(statements);
        first
    }

    /// The statements, and the refusals by number.
    pub(super) fn finish(mut self) -> (Vec<(Statement, Reading)>, Vec<Refusal>) {
        self.flush();
        (self.statements, self.refusals)
    }

    fn flush(&mut self) {
        if let Some(conditions) = self.conditions.take() {
            self.statements.push(conditions.raw(") WHERE \"column2\"").run());
        }
    }
}
