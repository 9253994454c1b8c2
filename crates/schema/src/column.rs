//! One column line: `name type modifiers`.

use crate::lex::Cursor;
use crate::limits::{
    MAX_DECIMAL_DIGITS, MAX_DECIMAL_SCALE, MAX_ENUM_CHARS, MAX_PREFIX_CHARS, MAX_VALUE_BYTES,
};
use crate::mistake::{Mistakes, Place, instead};
use crate::model::{Type, Unit};
use crate::modifiers;
use crate::parse::check_name;
use crate::raw::{Column, ColumnType};

/// Types by their word.
const TYPES: [&str; 14] = [
    "id",
    "string",
    "text",
    "int",
    "bigint",
    "bool",
    "timestamp",
    "date",
    "json",
    "double",
    "decimal",
    "bytes",
    "enum",
    "->",
];

/// What is wrong with a column, and the remedy.
pub type Wrong = (String, String);

/// A mistake in the column that is being read.
pub fn wrong<T>(what: impl Into<String>, remedy: impl Into<String>) -> Result<T, Wrong> {
    Err((what.into(), remedy.into()))
}

/// Reads a column; nothing if it has no type that can be read.
pub fn parse(
    place: &Place,
    name: &str,
    doc: Vec<String>,
    mut cursor: Cursor<'_>,
    mistakes: &mut Mistakes,
) -> Option<Column> {
    check_name(place, name, mistakes);
    let ty = match column_type(&mut cursor) {
        Ok(ty) => ty,
        Err((what, remedy)) => {
            mistakes.add(place, format!("column `{name}`: {what}"), remedy);
            return None;
        }
    };
    let mut column = Column {
        place: place.clone(),
        name: name.to_owned(),
        doc,
        ty,
        nullable: false,
        default: None,
        auto: None,
        on_delete: None,
        secret: false,
        guarded: false,
    };
    while let Some(word) = cursor.take() {
        if let Err((what, remedy)) = modifiers::read(&mut column, word, &mut cursor) {
            mistakes.add(place, format!("column `{name}`: {what}"), remedy);
            break;
        }
    }
    Some(column)
}

fn column_type(cursor: &mut Cursor<'_>) -> Result<ColumnType, Wrong> {
    let Some(word) = cursor.take() else {
        return wrong("it has no type", "write one after the name, such as `string 255`");
    };
    let ty = match word {
        "->" => return reference(cursor),
        "id" => id(cursor)?,
        "string" => Type::String {
            max_chars: count(cursor, "string 255", MAX_VALUE_BYTES / 4, "`text` has no length")?,
        },
        "bytes" => Type::Bytes {
            max_bytes: count(cursor, "bytes 1000", MAX_VALUE_BYTES, "D1 stores no longer value")?,
        },
        "int" => int(cursor)?,
        "decimal" => decimal(cursor)?,
        "timestamp" => timestamp(cursor)?,
        "enum" => enumeration(cursor)?,
        "text" => Type::Text,
        "bigint" => Type::BigInt,
        "bool" => Type::Bool,
        "date" => Type::Date,
        "json" => Type::Json,
        "double" => Type::Double,
        _ => {
            let remedy = instead(word, TYPES.into_iter());
            return wrong(format!("there is no type `{word}`"), remedy);
        }
    };
    Ok(ColumnType::Plain(ty))
}

fn reference(cursor: &mut Cursor<'_>) -> Result<ColumnType, Wrong> {
    match cursor.take().and_then(|target| target.split_once('.')) {
        Some((table, column)) if !table.is_empty() && !column.is_empty() => {
            Ok(ColumnType::Reference { table: table.to_owned(), column: column.to_owned() })
        }
        _ => wrong("`->` points nowhere", "write `-> table.column`"),
    }
}

/// `id`, or `id prefix`.
fn id(cursor: &mut Cursor<'_>) -> Result<Type, Wrong> {
    let prefix = match cursor.peek() {
        Some(word) if !modifiers::WORDS.contains(&word) => cursor.take().unwrap_or_default(),
        _ => "",
    };
    if prefix.len() > MAX_PREFIX_CHARS
        || !prefix.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    {
        return wrong(
            format!("`{prefix}` can't be the prefix of an id"),
            format!("use up to {MAX_PREFIX_CHARS} small letters and digits"),
        );
    }
    Ok(Type::Id { prefix: prefix.to_owned() })
}

/// A length from 1 to `max`.
fn count(cursor: &mut Cursor<'_>, form: &str, max: u32, why: &str) -> Result<u32, Wrong> {
    let word = cursor.take().unwrap_or_default();
    match word.parse::<u32>() {
        Ok(n) if (1..=max).contains(&n) => Ok(n),
        Ok(n) => wrong(format!("{n} is no length"), format!("use 1 to {max}: {why}")),
        Err(_) => wrong("it lacks a length", format!("write it after the type: `{form}`")),
    }
}

/// `int`, or `int min..max` of which either end may be left out.
fn int(cursor: &mut Cursor<'_>) -> Result<Type, Wrong> {
    let (mut min, mut max) = (i64::from(i32::MIN), i64::from(i32::MAX));
    if let Some((low, high)) = cursor.peek().and_then(|word| word.split_once("..")) {
        cursor.take();
        let end = |text: &str, open: i64| match text {
            "" => Ok(open),
            _ => text.parse::<i64>().or_else(|_| {
                wrong(
                    format!("`{text}` is no end of a range"),
                    "write whole numbers: `int 0..100` or `int 0..`",
                )
            }),
        };
        (min, max) = (end(low, min)?, end(high, max)?);
    }
    if min > max {
        return wrong(format!("no number is in {min}..{max}"), "put the smaller end first");
    }
    Ok(Type::Int { min, max })
}

/// `decimal digits, scale`.
fn decimal(cursor: &mut Cursor<'_>) -> Result<Type, Wrong> {
    let digits = cursor.take().and_then(|word| word.parse::<u8>().ok());
    let comma = cursor.eat(",");
    let scale = cursor.take().and_then(|word| word.parse::<u8>().ok());
    match (digits, scale) {
        (Some(precision), Some(scale))
            if comma
                && (1..=MAX_DECIMAL_DIGITS).contains(&precision)
                && scale <= precision.min(MAX_DECIMAL_SCALE) =>
        {
            Ok(Type::Decimal { precision, scale })
        }
        _ => wrong(
            "it lacks its digits",
            format!(
                "write all digits and those after the point, `decimal 10, 2`; \
                 at most {MAX_DECIMAL_DIGITS} and {MAX_DECIMAL_SCALE}"
            ),
        ),
    }
}

fn timestamp(cursor: &mut Cursor<'_>) -> Result<Type, Wrong> {
    let unit = match cursor.take() {
        Some("s") => Unit::Seconds,
        Some("ms") => Unit::Milliseconds,
        _ => {
            return wrong(
                "a timestamp lacks its unit in D1",
                "write `timestamp s` for seconds or `timestamp ms` for milliseconds",
            );
        }
    };
    Ok(Type::Timestamp { unit })
}

/// `enum a|b|c`.
fn enumeration(cursor: &mut Cursor<'_>) -> Result<Type, Wrong> {
    let Some(values) = cursor.words("|") else {
        return wrong("an enum lacks a word", "write them with bars: `enum draft|published`");
    };
    for (i, value) in values.iter().enumerate() {
        let chars = value.chars().count();
        if chars == 0 || chars > usize::try_from(MAX_ENUM_CHARS).unwrap_or(0) {
            return wrong(
                format!("the word `{value}` has {chars} characters"),
                format!("use 1 to {MAX_ENUM_CHARS}"),
            );
        }
        if values.iter().take(i).any(|earlier| earlier == value) {
            return wrong(format!("the word `{value}` is there twice"), "take one away");
        }
    }
    Ok(Type::Enum { values })
}
