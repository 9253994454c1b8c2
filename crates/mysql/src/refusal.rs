//! Why a statement is not even sent.

/// What is wrong with a statement, or with the moment it was meant for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A `;` outside quotes: Hyperdrive takes one statement a query.
    #[error("SQL text has a `;`: send one statement at a time")]
    SeveralStatements,
    /// `--` or `#`: the rest of the line, literals too, would be swallowed.
    #[error("SQL text has a line comment: use /* … */")]
    LineComment,
    /// `/*! … */`, which one server runs and the other skips.
    #[error("SQL text has an executable comment")]
    ExecutableComment,
    /// A quote or a comment is opened and not closed in the same piece of text.
    #[error("SQL text opens {0} and doesn't close it")]
    Unterminated(&'static str),
    /// A backslash means different things under different `sql_mode`s.
    #[error("SQL text has a backslash: pass the value as a literal")]
    Backslash,
    /// A statement that Hyperdrive refuses.
    #[error("{0} is refused by Hyperdrive")]
    Statement(&'static str),
    /// Nothing to send.
    #[error("the statement is empty")]
    EmptyStatement,
    /// The statement is longer than [`crate::Limits::statement_bytes`].
    #[error("the statement has more than {0} bytes")]
    StatementTooLarge(usize),
    /// `()` is not SQL, and `(NULL)` would mean something else.
    #[error("a list has no members")]
    EmptyList,
    /// MySQL has neither NaN nor infinities.
    #[error("a number is not finite")]
    NotFinite,
    /// Not of the form `-12.34`, or more than 65 digits.
    #[error("not a decimal number")]
    Decimal,
    /// Outside the years 1000 to 9999.
    #[error("a date is outside the years 1000 to 9999")]
    DateRange,
    /// Empty, longer than 64 characters, or with a character that identifiers can't have.
    #[error("not an identifier")]
    Identifier,
    /// BEGIN would commit the open transaction.
    #[error("a transaction is open already")]
    TransactionOpen,
    /// COMMIT would commit nothing: the server has ended the transaction (after a deadlock, say).
    #[error("no transaction is open")]
    NoTransaction,
}
