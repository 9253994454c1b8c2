//! Values as SQL text. Security rests on this file: whatever the value, what is written is one whole
//! token (two, for a negative number) that the server reads back as exactly that value.
//! <https://dev.mysql.com/doc/refman/8.4/en/literals.html>

use std::fmt::Write;

use crate::Refusal;
use crate::date::{DAY_MS, Date};
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
        Literal::I64(value) => put(out, format_args!("{value}")),
        Literal::U64(value) => put(out, format_args!("{value}")),
        // With an exponent it is a double; without one it would be a decimal, and be rounded otherwise.
        Literal::F64(value) if value.is_finite() => put(out, format_args!("{:e}", value + 0.0)),
        Literal::F64(_) => return Err(Refusal::NotFinite),
        Literal::Str(value) => quote(out, '\'', value),
        Literal::Bytes(value) => hex(out, value),
        Literal::Decimal(value) if is_decimal(value) => out.push_str(value),
        Literal::Decimal(_) => return Err(Refusal::Decimal),
        Literal::DateTimeMs(ms) => {
            let date = Date::of(ms.div_euclid(DAY_MS))?;
            let ms = ms.rem_euclid(DAY_MS);
            let (s, m, h) = (ms / 1000 % 60, ms / 60_000 % 60, ms / 3_600_000);
            put(out, format_args!("'{date} {h:02}:{m:02}:{s:02}.{:03}'", ms % 1000));
        }
        Literal::DateDays(days) => put(out, format_args!("'{}'", Date::of(i64::from(days))?)),
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
fn quote(out: &mut String, quote: char, text: &str) {
    out.reserve(text.len().saturating_add(2));
    out.push(quote);
    for (index, part) in text.split(quote).enumerate() {
        if index > 0 {
            out.push(quote);
            out.push(quote);
        }
        out.push_str(part);
    }
    out.push(quote);
}

fn hex(out: &mut String, bytes: &[u8]) {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or_default();
    out.reserve(bytes.len().saturating_mul(2).saturating_add(3));
    out.push_str("x'");
    out.extend(bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]));
    out.push('\'');
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String can't fail.
    let _ = out.write_fmt(text);
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
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(value: Literal<'_>) -> Result<String, Refusal> {
        let mut out = String::new();
        write(&mut out, value).map(|()| out)
    }

    #[test]
    fn each_kind() {
        for (value, text) in [
            (Literal::from(None::<i64>), "NULL"),
            (true.into(), "1"),
            (i64::MIN.into(), "-9223372036854775808"),
            (u64::MAX.into(), "18446744073709551615"),
            (0.1.into(), "1e-1"),
            ((-0.0).into(), "0e0"),
            (1e300.into(), "1e300"),
            ("it's".into(), "'it''s'"),
            (Literal::Bytes(b"\x00\xFF'"), "x'00ff27'"),
            (Literal::Decimal("-12.340"), "-12.340"),
            (Literal::DateTimeMs(0), "'1970-01-01 00:00:00.000'"),
            (Literal::DateTimeMs(-1), "'1969-12-31 23:59:59.999'"),
            (Literal::DateTimeMs(1_709_210_096_789), "'2024-02-29 12:34:56.789'"),
            (Literal::DateDays(-354_285), "'1000-01-01'"),
            (Literal::DateDays(2_932_896), "'9999-12-31'"),
        ] {
            assert_eq!(written(value).unwrap(), text);
        }
    }

    #[test]
    fn what_has_no_literal_is_refused() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(written(value.into()), Err(Refusal::NotFinite));
        }
        for text in ["", "-", ".5", "5.", "1e3", "+1", "1;", "1.2.3", "0x1", "--1", &"9".repeat(66)]
        {
            assert_eq!(written(Literal::Decimal(text)), Err(Refusal::Decimal), "{text}");
        }
        assert_eq!(written(Literal::DateTimeMs(i64::MAX)), Err(Refusal::DateRange));
        assert_eq!(written(Literal::DateDays(2_932_897)), Err(Refusal::DateRange));
    }

    #[test]
    fn identifiers() {
        let name = |text: &str| {
            let mut out = String::new();
            ident(&mut out, text).map(|()| out)
        };
        assert_eq!(name("limit").unwrap(), "`limit`");
        assert_eq!(name("a`b").unwrap(), "`a``b`");
        for wrong in ["", "a\0", "😀", &"x".repeat(65)] {
            assert_eq!(name(wrong), Err(Refusal::Identifier));
        }
    }

    proptest! {
        #[test]
        fn doubles_are_exact(bits: u64) {
            let value = f64::from_bits(bits);
            prop_assume!(value.is_finite());
            let text = written(value.into()).unwrap();
            prop_assert!(text.contains('e'));
            prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), (value + 0.0).to_bits());
        }
    }
}
