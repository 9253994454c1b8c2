//! A batch under construction, with the conditions that can end it.

use super::database::{MAX_PARAMS, Reading, Statement};
use super::errors::REFUSE;
use super::sql::Sql;
use crate::store::Refusal;

/// Most conditions in one chain. An expression is at most 100 deep in D1
/// (<https://github.com/cloudflare/workerd/blob/main/src/workerd/util/sqlite.c%2B%2B>): each
/// condition of the chain is one level more, and has some levels itself.
const MAX_CHAIN: usize = 50;

/// Statements in order. An *explaining* batch says which condition ended it. That takes statements
/// of their own, which D1 counts (<https://developers.cloudflare.com/d1/platform/limits/>) and
/// takes its time over; conditions that follow one another share them. A *lean* batch has all
/// conditions in its first statement, and says only that one of them held.
#[derive(Default)]
pub(super) struct Batch {
    statements: Vec<(Statement, Reading)>,
    refusals: Vec<Refusal>,
    conditions: Option<Sql>,
    guard: Option<Guard>,
}

/// A lean batch's first statement.
struct Guard {
    before: Sql,
    after: &'static str,
    chained: usize,
}

impl Batch {
    /// A lean batch, with the statement that fails where one of its conditions holds. They stand
    /// between `before`, which ends in a condition of its own, and `after`.
    pub(super) fn lean(before: Sql, after: &'static str) -> Batch {
        Batch { guard: Some(Guard { before, after, chained: 0 }), ..Batch::default() }
    }

    /// Whether it says which condition ended it.
    pub(super) fn explains(&self) -> bool {
        self.guard.is_none()
    }

    /// Whether its conditions fit into one statement.
    pub(super) fn fits(&self) -> bool {
        self.guard
            .as_ref()
            .is_none_or(|guard| guard.before.params() <= MAX_PARAMS && guard.chained <= MAX_CHAIN)
    }

    pub(super) fn run(&mut self, sql: Sql) {
        self.read(vec![sql.run()]);
    }

    /// Ends the batch with this refusal where the condition holds; the first such one counts.
    pub(super) fn refuse_if(&mut self, refusal: impl FnOnce() -> Refusal, condition: Sql) {
        if let Some(guard) = &mut self.guard {
            guard.before = std::mem::take(&mut guard.before).raw(" OR ").then(condition);
            guard.chained += 1;
        } else {
            let reason = format!("{REFUSE}{}", self.refusals.len());
            self.refusals.push(refusal());
            self.end_if(&reason, condition);
        }
    }

    /// Ends an explaining batch with this text where the condition holds. Conditions stand in
    /// VALUES, as the runtime takes no more than five terms of UNION ALL
    /// (<https://github.com/cloudflare/workerd/blob/main/src/workerd/util/sqlite.c%2B%2B>).
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

    /// Adds statements whose answers are read, and gives the position of the first among them.
    pub(super) fn read(&mut self, statements: Vec<(Statement, Reading)>) -> usize {
        self.flush();
        let first = self.statements.len() + usize::from(self.guard.is_some());
        self.statements.extend(statements);
        first
    }

    /// The statements, and the refusals by number.
    pub(super) fn finish(mut self) -> (Vec<(Statement, Reading)>, Vec<Refusal>) {
        self.flush();
        if let Some(guard) = self.guard {
            self.statements.insert(0, guard.before.raw(guard.after).run());
        }
        (self.statements, self.refusals)
    }

    fn flush(&mut self) {
        if let Some(conditions) = self.conditions.take() {
            self.statements.push(conditions.raw(") WHERE \"column2\"").run());
        }
    }
}
