//! Values as SQL text. Security rests on this file: whatever the value, what is written is one whole
//! token (two, for a negative number) that the server reads back as exactly that value.
//! <https://dev.mysql.com/doc/refman/8.4/en/literals.html>

use std::fmt::Write;

use crate::Refusal;
use crate::date::{DAY_MS, Date, digits};
use crate::limits::{DECIMAL_DIGITS, IDENTIFIER_CHARS};

/// A value to write into a statement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Literal<'a> {
    /// NULL
    Null,
    /// 0 or 1
    Bool(bool),
    /// An exact integer.
    I64(i64),
    /// An exact unsigned integer.
    U64(u64),
    /// A double, exact but for -0.0, which is written as 0: MariaDB and SQLite drop its sign. NaN and the
    /// infinities are refused.
    F64(f64),
    /// Text in utf8mb4.
    Str(&'a str),
    /// Bytes, of the charset `binary`.
    Bytes(&'a [u8]),
    /// An exact decimal number such as `-12.340`, as text.
    Decimal(&'a str),
    /// A `DATETIME(3)` in UTC: milliseconds since 1970.
    DateTimeMs(i64),
    /// A `DATE`: days since 1970.
    DateDays(i32),
}

/// How the server reads a backslash in a string, as its status flags say.
/// <https://dev.mysql.com/doc/refman/8.4/en/sql-mode.html#sqlmode_no_backslash_escapes>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quoting {
    /// It escapes what follows: the default.
    BackslashEscapes,
    /// It is a character like any other.
    NoBackslashEscapes,
}

/// Writes any value but text with a backslash, which depends on [`Quoting`].
pub(crate) fn write(out: &mut String, value: Literal<'_>) -> Result<(), Refusal> {
    match value {
        Literal::Null => out.push_str("NULL"),
        Literal::Bool(value) => out.push(if value { '1' } else { '0' }),
        Literal::I64(value) => out.push_str(itoa::Buffer::new().format(value)),
        Literal::U64(value) => out.push_str(itoa::Buffer::new().format(value)),
        // With an exponent it is a double; without one it would be a decimal, and be rounded otherwise.
        Literal::F64(value) if value.is_finite() => {
            // Writing to a String can't fail.
            let _ = write!(out, "{:e}", value + 0.0);
        }
        Literal::F64(_) => return Err(Refusal::NotFinite),
        Literal::Str(value) => quote(out, '\'', value),
        Literal::Bytes(value) => hex(out, value),
        Literal::Decimal(value) if is_decimal(value) => out.push_str(value),
        Literal::Decimal(_) => return Err(Refusal::Decimal),
        Literal::DateTimeMs(ms) => {
            let date = Date::of(ms.div_euclid(DAY_MS))?;
            let ms = ms.rem_euclid(DAY_MS);
            let ([h, i], [m, n], [s, t]) =
                (digits(ms / 3_600_000), digits(ms / 60_000 % 60), digits(ms / 1000 % 60));
            let [x, y, z] = digits(ms % 1000);
            let time = [b' ', h, i, b':', m, n, b':', s, t, b'.', x, y, z];
            quote_ascii(out, &[&date.text(), &time]);
        }
        Literal::DateDays(days) => quote_ascii(out, &[&Date::of(i64::from(days))?.text()]),
    }
    Ok(())
}

/// Writes text that has a backslash.
///
/// With `NO_BACKSLASH_ESCAPES` it goes as hexadecimal, which means the same in both modes: should the
/// flag be stale (one pool, several servers), text can come out with a backslash too many, but it can
/// never end its own quotes. The CAST, unlike a charset introducer, keeps the connection's collation.
pub(crate) fn write_with_backslash(out: &mut String, text: &str, quoting: Quoting) {
    match quoting {
        Quoting::BackslashEscapes => quote(out, '\'', &text.replace('\\', "\\\\")),
        Quoting::NoBackslashEscapes => {
            out.push_str("CAST(");
            hex(out, text.as_bytes());
            out.push_str(" AS CHAR)");
        }
    }
}

/// Writes an identifier in backticks.
/// <https://dev.mysql.com/doc/refman/8.4/en/identifiers.html>
pub(crate) fn ident(out: &mut String, name: &str) -> Result<(), Refusal> {
    let characters = name.chars().count();
    let allowed = |character| matches!(character, '\u{1}'..='\u{FFFF}');
    if !(1..=IDENTIFIER_CHARS).contains(&characters) || !name.chars().all(allowed) {
        return Err(Refusal::Identifier);
    }
    quote(out, '`', name);
    Ok(())
}

/// Between quotes, every quote in it doubled.
fn quote(out: &mut String, mark: char, text: &str) {
    out.reserve(text.len().saturating_add(2));
    out.push(mark);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(mark) {
        out.push_str(before);
        out.push(mark);
        out.push(mark);
        rest = after;
    }
    out.push_str(rest);
    out.push(mark);
}

/// Between quotes, digits and marks of ours, which have no quote.
fn quote_ascii(out: &mut String, parts: &[&[u8]]) {
    out.push('\'');
    parts.iter().for_each(|part| out.push_str(std::str::from_utf8(part).unwrap_or_default()));
    out.push('\'');
}

fn hex(out: &mut String, bytes: &[u8]) {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or_default();
    out.reserve(bytes.len().saturating_mul(2).saturating_add(3));
    out.push_str("x'");
    out.extend(bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]));
    out.push('\'');
}

fn is_decimal(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let bytes = unsigned.bytes().filter(|byte| *byte != b'.').count();
    digits(whole) && digits(fraction) && bytes <= DECIMAL_DIGITS
}

macro_rules! literal_from {
    ($($from:ty => $value:ident $literal:expr;)*) => { $(
        impl<'a> From<$from> for Literal<'a> {
            fn from($value: $from) -> Self { $literal }
        }
    )* };
}

literal_from! {
    bool => value Self::Bool(value);
    i32 => value Self::I64(i64::from(value));
    i64 => value Self::I64(value);
    u32 => value Self::U64(u64::from(value));
    u64 => value Self::U64(value);
    f64 => value Self::F64(value);
    &'a str => value Self::Str(value);
    &'a String => value Self::Str(value);
    &'a [u8] => value Self::Bytes(value);
}

impl<'a, T: Into<Literal<'a>>> From<Option<T>> for Literal<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

#[cfg(test)]
#[path = "literal_tests.rs"]
mod tests;
