//! The renderer's values one by one, and against a simple model of it.

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
    for text in ["", "-", ".5", "5.", "1e3", "+1", "1;", "1.2.3", "0x1", "--1", &"9".repeat(66)] {
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

/// What [`write`] writes, by the means of the standard library.
fn model(value: Literal<'_>) -> Result<String, Refusal> {
    Ok(match value {
        Literal::Null => "NULL".to_owned(),
        Literal::Bool(value) => u8::from(value).to_string(),
        Literal::I64(value) => value.to_string(),
        Literal::U64(value) => value.to_string(),
        Literal::F64(value) if value.is_finite() => format!("{:e}", value + 0.0),
        Literal::F64(_) => return Err(Refusal::NotFinite),
        Literal::Str(value) => format!("'{}'", value.replace('\'', "''")),
        Literal::Bytes(value) => {
            let digits: String = value.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("x'{digits}'")
        }
        Literal::Decimal(value) if is_decimal(value) => value.to_owned(),
        Literal::Decimal(_) => return Err(Refusal::Decimal),
        Literal::DateTimeMs(ms) => {
            let date = model_date(ms.div_euclid(DAY_MS))?;
            let ms = ms.rem_euclid(DAY_MS);
            let (s, m, h) = (ms / 1000 % 60, ms / 60_000 % 60, ms / 3_600_000);
            format!("'{date} {h:02}:{m:02}:{s:02}.{:03}'", ms % 1000)
        }
        Literal::DateDays(days) => format!("'{}'", model_date(i64::from(days))?),
    })
}

fn model_date(days: i64) -> Result<String, Refusal> {
    let (year, month, day) = Date::of(days)?.parts();
    Ok(format!("{year:04}-{month:02}-{day:02}"))
}

proptest! {
    #[test]
    fn whole_numbers_are_written_as_the_model_does(signed: i64, unsigned: u64, bits in 0_u32..64) {
        for value in [signed.into(), (signed >> bits).into(), unsigned.into(), (unsigned >> bits).into()] {
            prop_assert_eq!(written(value), model(value));
        }
    }

    #[test]
    fn text_and_bytes_are_written_as_the_model_does(
        text in "([a-z'`\"\\\\\\x00-\\x1Fé😀]|'')*",
        any_text: String,
        bytes: Vec<u8>,
    ) {
        for value in [Literal::Str(&text), Literal::Str(&any_text), Literal::Bytes(&bytes)] {
            prop_assert_eq!(written(value), model(value));
        }
        let name = |text: &str| {
            let mut out = String::new();
            ident(&mut out, text).map(|()| out)
        };
        if let Ok(ident) = name(&text) {
            prop_assert_eq!(ident, format!("`{}`", text.replace('`', "``")));
        }
    }

    #[test]
    fn times_are_written_as_the_model_does(
        ms in -31_000_000_000_000_i64..254_000_000_000_000,
        days in -360_000_i32..2_940_000,
        any_ms: i64,
        any_days: i32,
    ) {
        for value in [
            Literal::DateTimeMs(ms),
            Literal::DateTimeMs(any_ms),
            Literal::DateDays(days),
            Literal::DateDays(any_days),
        ] {
            prop_assert_eq!(written(value), model(value));
        }
    }

    #[test]
    fn doubles_are_exact(bits: u64) {
        let value = f64::from_bits(bits);
        prop_assume!(value.is_finite());
        let text = written(value.into()).unwrap();
        prop_assert!(text.contains('e'));
        prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), (value + 0.0).to_bits());
    }
}
