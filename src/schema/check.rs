//! What both databases keep unchanged: everything else is refused before either sees it.

use super::table::{Column, Type, Unit};
use super::time::{MAX_TIMESTAMP_MS, MIN_TIMESTAMP_MS};
use super::{Value, canonical_json, parse_date};

/// Longest text or blob that D1 stores, in bytes
/// (<https://developers.cloudflare.com/d1/platform/limits/>). Rows have the same bound, so a
/// single value stays below it.
pub const MAX_VALUE_BYTES: usize = 1_900_000;
/// Longest key of type id, in characters; MySQL's column is VARCHAR(64).
pub const MAX_ID_CHARS: usize = 64;

/// A value that one of the databases would refuse, change or cut.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{column}` {reason}")]
pub struct Invalid {
    /// The column.
    pub column: &'static str,
    /// What the value must be, without the value.
    pub reason: String,
}

/// The value in its canonical form, if both databases keep it as it is.
pub fn check(column: &'static Column, value: Value) -> Result<Value, Invalid> {
    let invalid = |reason: String| Invalid { column: column.name, reason };
    if value.is_null() {
        return if column.nullable {
            Ok(value)
        } else {
            Err(invalid("is required and must not be null".to_owned()))
        };
    }
    canonical(column.ty, value).map_err(invalid)
}

fn canonical(ty: Type, value: Value) -> Result<Value, String> {
    match (ty, value) {
        (Type::Id { .. }, Value::Text(text)) => {
            if text.is_empty() {
                return Err("must not be empty".to_owned());
            }
            text_of_at_most(text, MAX_ID_CHARS)
        }
        (Type::String { max_chars }, Value::Text(text)) => {
            text_of_at_most(text, usize::try_from(max_chars).unwrap_or(usize::MAX))
        }
        (Type::Text, Value::Text(text)) => text_of_at_most(text, MAX_VALUE_BYTES),
        (Type::Enum { values }, Value::Text(text)) => {
            if values.contains(&text.as_str()) {
                Ok(Value::Text(text))
            } else {
                Err(format!("must be one of: {}", values.join(", ")))
            }
        }
        (Type::Int { min, max }, Value::Int(number)) => {
            if (min..=max).contains(&number) {
                Ok(Value::Int(number))
            } else {
                Err(format!("must be between {min} and {max}"))
            }
        }
        (Type::BigInt, Value::Int(number)) => Ok(Value::Int(number)),
        (Type::Bool, Value::Bool(truth)) => Ok(Value::Bool(truth)),
        (Type::Timestamp { unit }, Value::Int(at_ms)) => timestamp(unit, at_ms),
        (Type::Date, Value::Text(text)) => match parse_date(&text) {
            Some(_) => Ok(Value::Text(text)),
            None => Err("must be a day of the years 1000 to 9999, as YYYY-MM-DD".to_owned()),
        },
        (Type::Json, Value::Text(text)) => {
            if text.len() > MAX_VALUE_BYTES {
                return Err(too_long());
            }
            canonical_json(&text).map(Value::Text).map_err(str::to_owned)
        }
        (Type::Double, Value::Double(number)) => {
            if !number.is_finite() {
                Err("must be a finite number".to_owned())
            } else if number == 0.0 {
                // SQLite keeps whole doubles as integers, which have no minus zero.
                Ok(Value::Double(0.0))
            } else {
                Ok(Value::Double(number))
            }
        }
        (Type::Decimal { precision, scale }, Value::Text(text)) => {
            decimal(&text, precision.into(), scale.into()).map(Value::Text)
        }
        (Type::Bytes { max_bytes }, Value::Bytes(bytes)) => {
            let most = usize::try_from(max_bytes).unwrap_or(usize::MAX).min(MAX_VALUE_BYTES);
            if bytes.len() > most {
                Err(format!("must be at most {most} bytes long"))
            } else {
                Ok(Value::Bytes(bytes))
            }
        }
        (ty, _) => Err(format!("must be {}", expected(ty))),
    }
}

/// The canonical form of a text that a database holds, or what it should be.
pub(crate) fn stored_text(ty: Type, text: String) -> Result<String, &'static str> {
    match ty {
        Type::Enum { values } if !values.contains(&text.as_str()) => {
            Err("one of the column's words")
        }
        Type::Date if parse_date(&text).is_none() => Err("a day, as YYYY-MM-DD"),
        Type::Json => canonical_json(&text).map_err(|_| "a JSON document"),
        Type::Decimal { precision, scale } => {
            decimal(&text, precision.into(), scale.into()).map_err(|_| "a decimal")
        }
        _ => Ok(text),
    }
}

fn text_of_at_most(text: String, max_chars: usize) -> Result<Value, String> {
    if text.len() > MAX_VALUE_BYTES {
        return Err(too_long());
    }
    // D1's JSON functions end a text at NUL, and C programs on either side do too.
    if text.contains('\0') {
        return Err("must not contain the character NUL".to_owned());
    }
    if text.len() > max_chars && text.chars().count() > max_chars {
        return Err(format!("must be at most {max_chars} characters long"));
    }
    Ok(Value::Text(text))
}

fn too_long() -> String {
    format!("must be at most {MAX_VALUE_BYTES} bytes long")
}

fn timestamp(unit: Unit, at_ms: i64) -> Result<Value, String> {
    if !(MIN_TIMESTAMP_MS..=MAX_TIMESTAMP_MS).contains(&at_ms) {
        return Err("must be a time of the years 1000 to 9999".to_owned());
    }
    if unit == Unit::Seconds && at_ms.rem_euclid(1000) != 0 {
        return Err("must be a whole second".to_owned());
    }
    Ok(Value::Int(at_ms))
}

/// Digits with the column's scale, without leading zeros or a minus before zero.
fn decimal(text: &str, precision: usize, scale: usize) -> Result<String, String> {
    let wrong = || {
        format!(
            "must be a decimal with at most {} digits before and {scale} after the point",
            precision.saturating_sub(scale)
        )
    };
    let (minus, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || text.ends_with('.') {
        return Err(wrong());
    }
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    if whole.len() > precision.saturating_sub(scale) || fraction.len() > scale {
        return Err(wrong());
    }
    let minus = if minus && !(whole.is_empty() && fraction.is_empty()) { "-" } else { "" };
    let whole = if whole.is_empty() { "0" } else { whole };
    Ok(if scale == 0 {
        format!("{minus}{whole}")
    } else {
        format!("{minus}{whole}.{fraction:0<scale$}")
    })
}

fn expected(ty: Type) -> &'static str {
    match ty {
        Type::Id { .. } | Type::String { .. } | Type::Text | Type::Enum { .. } => "text",
        Type::Int { .. } | Type::BigInt => "a whole number",
        Type::Bool => "true or false",
        Type::Timestamp { .. } => "a time",
        Type::Date => "a day",
        Type::Json => "a JSON document",
        Type::Double => "a number",
        Type::Decimal { .. } => "a decimal, as text",
        Type::Bytes { .. } => "bytes, in base64",
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::Default;
    use super::*;

    fn try_it(ty: Type, value: Value) -> Result<Value, Invalid> {
        let column = Column {
            name: "c",
            ty,
            nullable: false,
            default: Default::None,
            secret: false,
            guarded: false,
        };
        check(Box::leak(Box::new(column)), value)
    }

    #[test]
    fn text_counts_characters_and_has_no_nul() {
        let three = Type::String { max_chars: 3 };
        assert!(try_it(three, "äöü".into()).is_ok());
        assert!(try_it(three, "😀😀😀".into()).is_ok());
        assert!(try_it(three, "abcd".into()).is_err());
        assert!(try_it(three, "abc ".into()).is_err());
        assert!(try_it(three, "a\0".into()).is_err());
        assert!(try_it(Type::Text, "x".repeat(MAX_VALUE_BYTES + 1).into()).is_err());
        assert!(try_it(Type::Id { prefix: "t" }, "".into()).is_err());
        assert!(try_it(three, Value::Null).is_err());
        assert!(try_it(three, Value::Int(1)).is_err());
    }

    #[test]
    fn numbers_stay_in_range() {
        let int = Type::Int { min: -1, max: 5 };
        assert!(try_it(int, Value::Int(5)).is_ok());
        assert!(try_it(int, Value::Int(6)).is_err());
        assert!(try_it(Type::BigInt, Value::Int(i64::MIN)).is_ok());
        assert!(try_it(Type::Double, Value::Double(f64::NAN)).is_err());
        assert!(try_it(Type::Double, Value::Double(f64::INFINITY)).is_err());
        let zero = try_it(Type::Double, Value::Double(-0.0)).unwrap();
        assert!(matches!(zero, Value::Double(z) if z.is_sign_positive()));
    }

    #[test]
    fn decimals_get_their_scale() {
        let ty = Type::Decimal { precision: 6, scale: 2 };
        for (given, kept) in [
            ("1.5", "1.50"),
            ("-0", "0.00"),
            ("007", "7.00"),
            ("9999.99", "9999.99"),
            ("-1.230", "-1.23"),
        ] {
            assert_eq!(try_it(ty, given.into()).unwrap(), Value::from(kept));
        }
        for wrong in ["", "-", "1.", ".5", "1.234", "10000", "1e3", "+1", " 1", "1.5.1"] {
            assert!(try_it(ty, wrong.into()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn times_fit_both_databases() {
        let seconds = Type::Timestamp { unit: Unit::Seconds };
        assert!(try_it(seconds, Value::Int(1_000)).is_ok());
        assert!(try_it(seconds, Value::Int(1_001)).is_err());
        let millis = Type::Timestamp { unit: Unit::Milliseconds };
        assert!(try_it(millis, Value::Int(1_001)).is_ok());
        assert!(try_it(millis, Value::Int(MAX_TIMESTAMP_MS + 1)).is_err());
    }
}
