//! A statement put together from fixed text, identifiers and values: the only thing that a
//! [`crate::Connection`] takes, so that no text from outside becomes SQL.

use std::borrow::Cow;

use crate::literal::{self, Literal, Quoting};
use crate::{Refusal, fixed_text};

/// Room that a value in a list takes, in bytes: about that of a short text, so that lists of them
/// are written without moving what is there.
const USUAL_VALUE_BYTES: usize = 16;

/// A statement in the making.
///
/// ```
/// use tandem_mysql::{Quoting, Sql};
/// let sql = Sql::new()
///     .raw("SELECT * FROM ").ident("limit")
///     .raw(" WHERE id = ").lit("it's")
///     .raw(" AND size IN ").list([1_i64, 2]);
/// let text = sql.text(Quoting::BackslashEscapes)?;
/// assert_eq!(text, "SELECT * FROM `limit` WHERE id = 'it''s' AND size IN (1, 2)");
/// # Ok::<(), tandem_mysql::Refusal>(())
/// ```
///
/// A piece that is wrong (a NaN, an empty list, a `;`) is remembered, and the statement is refused when
/// it is to be sent. Its `Debug` shows its size only: values don't belong in logs.
#[derive(Clone, Default)]
pub struct Sql {
    text: String,
    /// Strings with a backslash, and where in `text` they go: the connection knows how to quote them.
    /// Everything else is written at once.
    backslashed: Vec<(usize, String)>,
    refusal: Option<Refusal>,
}

impl Sql {
    /// An empty statement.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds fixed text: whole tokens, with every quote and comment that it opens closed.
    #[must_use]
    pub fn raw(mut self, text: &'static str) -> Self {
        self.separate(text.bytes().next());
        self.text.push_str(text);
        self.note(fixed_text::check(text))
    }

    /// Adds an identifier, quoted.
    #[must_use]
    pub fn ident(mut self, name: &str) -> Self {
        self.separate(Some(b'`'));
        let written = literal::ident(&mut self.text, name);
        self.note(written)
    }

    /// Adds a value.
    #[must_use]
    pub fn lit<'a>(mut self, value: impl Into<Literal<'a>>) -> Self {
        self.separate(Some(b'\''));
        let written = self.value(value.into());
        self.note(written)
    }

    /// Adds values as `(a, b, c)`.
    #[must_use]
    pub fn list<'a, L: Into<Literal<'a>>>(mut self, values: impl IntoIterator<Item = L>) -> Self {
        let mut written = Err(Refusal::EmptyList);
        let values = values.into_iter();
        self.text.reserve(values.size_hint().0.saturating_mul(USUAL_VALUE_BYTES));
        for (index, value) in values.enumerate() {
            self.text.push_str(if index == 0 { "(" } else { ", " });
            written = self.value(value.into());
            if written.is_err() {
                break;
            }
        }
        self.text.push(')');
        self.note(written)
    }

    /// Adds another statement's pieces.
    #[must_use]
    pub fn push(mut self, other: &Self) -> Self {
        let first_is_deferred = other.backslashed.first().is_some_and(|&(at, _)| at == 0);
        self.separate(if first_is_deferred { Some(b'\'') } else { other.text.bytes().next() });
        let offset = self.text.len();
        self.text.push_str(&other.text);
        let moved =
            other.backslashed.iter().map(|(at, text)| (at.saturating_add(offset), text.clone()));
        self.backslashed.extend(moved);
        self.note(other.refusal.clone().map_or(Ok(()), Err))
    }

    /// The length of the text, roughly: quoting adds a little.
    #[must_use]
    pub fn len_bytes(&self) -> usize {
        self.backslashed
            .iter()
            .map(|(_, text)| text.len())
            .sum::<usize>()
            .saturating_add(self.text.len())
    }

    /// What is wrong with the pieces so far.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        self.refusal.as_ref()
    }

    /// The statement's text, as a server that quotes so is to read it.
    ///
    /// # Errors
    /// A piece was wrong, the statement is empty, or Hyperdrive refuses statements of its kind.
    pub fn text(&self, quoting: Quoting) -> Result<Cow<'_, str>, Refusal> {
        if let Some(refusal) = &self.refusal {
            return Err(refusal.clone());
        }
        fixed_text::check_statement(&self.text)?;
        if self.backslashed.is_empty() {
            return Ok(Cow::Borrowed(&self.text));
        }
        let mut text = String::with_capacity(self.len_bytes().saturating_mul(2));
        let mut done = 0;
        for (at, deferred) in &self.backslashed {
            text.push_str(self.text.get(done..*at).unwrap_or_default());
            literal::write_with_backslash(&mut text, deferred, quoting);
            done = *at;
        }
        text.push_str(self.text.get(done..).unwrap_or_default());
        Ok(Cow::Owned(text))
    }

    fn value(&mut self, value: Literal<'_>) -> Result<(), Refusal> {
        match value {
            Literal::Str(text) if text.as_bytes().contains(&b'\\') => {
                self.backslashed.push((self.text.len(), text.to_owned()));
                Ok(())
            }
            other => literal::write(&mut self.text, other),
        }
    }

    /// Keeps two pieces from growing into one token: `'a'` and `'b'` into `'a''b'`, `/` and `*`.
    fn separate(&mut self, next: Option<u8>) {
        let sticks = |byte: u8| {
            byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"'\"`_$-/*".contains(&byte)
        };
        let deferred_is_last =
            self.backslashed.last().is_some_and(|&(at, _)| at == self.text.len());
        let last_sticks = deferred_is_last || self.text.bytes().last().is_some_and(sticks);
        if last_sticks && next.is_some_and(sticks) {
            self.text.push(' ');
        }
    }

    /// Remembers the first thing that was wrong.
    fn note(mut self, result: Result<(), Refusal>) -> Self {
        self.refusal = self.refusal.or(result.err());
        self
    }
}

impl std::fmt::Debug for Sql {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Sql({} bytes)", self.len_bytes())
    }
}

#[cfg(test)]
#[path = "sql_tests.rs"]
mod tests;
