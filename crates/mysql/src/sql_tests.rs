//! The renderer against a small model of MySQL's lexer, in both modes.

use proptest::prelude::*;

use super::*;

const MODES: [Quoting; 2] = [Quoting::BackslashEscapes, Quoting::NoBackslashEscapes];

/// Reads one string or identifier in quotes, as MySQL does: its content, and what comes after it.
/// <https://dev.mysql.com/doc/refman/8.4/en/string-literals.html#character-escape-sequences>
fn read_quoted(text: &str, mode: Quoting) -> Option<(String, &str)> {
    let mut rest = text.chars();
    let quote = rest.next().filter(|quote| "'`".contains(*quote))?;
    let mut content = String::new();
    loop {
        match rest.next()? {
            '\\' if quote == '\'' && mode == Quoting::BackslashEscapes => {
                content.push(match rest.next()? {
                    '0' => '\0',
                    'b' => '\u{8}',
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'Z' => '\u{1A}',
                    other => other,
                })
            }
            end if end == quote && rest.as_str().starts_with(quote) => content.extend(rest.next()),
            end if end == quote => return Some((content, rest.as_str())),
            other => content.push(other),
        }
    }
}

/// Reads text as the renderer writes it: quoted, or as hexadecimal in a CAST.
fn read_text(text: &str, mode: Quoting) -> Option<(String, &str)> {
    let Some(rest) = text.strip_prefix("CAST(x'") else {
        return read_quoted(text, mode);
    };
    let (digits, rest) = rest.split_once("' AS CHAR)")?;
    let bytes = digits
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    Some((String::from_utf8(bytes.collect::<Option<_>>()?).ok()?, rest))
}

fn nasty_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "['\"`\\\\;#*/-]{1,3}",
        Just("\0".to_owned()),
        Just("\u{1A}\r\n\t\u{8}".to_owned()),
        Just("' OR 1=1 -- ".to_owned()),
        Just("\\' OR 1=1 /*".to_owned()),
        Just("¥₩é😀\u{202E}\u{FEFF}".to_owned()),
        any::<String>(),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn text_round_trips_in_both_modes(text in nasty_text()) {
        let sql = Sql::new().lit(&text).raw(" next");
        for mode in MODES {
            let rendered = sql.text(mode).unwrap();
            prop_assert_eq!(read_text(&rendered, mode), Some((text.clone(), " next")));
        }
    }

    /// The flag may be stale. Text may then come out with other backslashes, but it ends where it ends.
    #[test]
    fn text_never_leaves_its_quotes_even_in_the_wrong_mode(text in nasty_text()) {
        let sql = Sql::new().lit(&text).raw(" next");
        for (written_for, read_by) in [(MODES[0], MODES[1]), (MODES[1], MODES[0])] {
            let rendered = sql.text(written_for).unwrap();
            prop_assert_eq!(read_text(&rendered, read_by).unwrap().1, " next");
        }
    }

    #[test]
    fn identifiers_round_trip(name in "[a`'\"\\\\;é -]{1,20}") {
        for mode in MODES {
            let sql = Sql::new().ident(&name).raw(" next");
            let rendered = sql.text(mode).unwrap();
            prop_assert_eq!(read_quoted(&rendered, mode), Some((name.clone(), " next")));
        }
    }

    #[test]
    fn values_side_by_side_stay_apart(texts in prop::collection::vec(nasty_text(), 1..5)) {
        let (one_by_one, pushed) = texts.iter().fold((Sql::new().raw("SELECT"), Sql::new().raw("SELECT")), |(left, right), text| {
            (left.lit(text), right.push(&Sql::new().lit(text)))
        });
        for mode in MODES {
            let rendered = one_by_one.text(mode).unwrap();
            prop_assert_eq!(&rendered, &pushed.text(mode).unwrap());
            let mut rest = rendered.strip_prefix("SELECT").unwrap();
            for text in &texts {
                let (read, after) = read_text(rest.trim_start_matches(' '), mode).unwrap();
                prop_assert_eq!(&read, text);
                rest = after;
            }
            prop_assert!(rest.is_empty());
        }
    }
}

fn text(sql: &Sql) -> Result<String, Refusal> {
    sql.text(Quoting::BackslashEscapes).map(Cow::into_owned)
}

#[test]
fn pieces_do_not_grow_together() {
    let text = |sql| text(&sql).unwrap();
    assert_eq!(text(Sql::new().raw("a -").lit(-1_i64)), "a - -1");
    assert_eq!(text(Sql::new().raw("a /").raw("* b")), "a / * b");
    assert_eq!(text(Sql::new().raw("n").lit("a")), "n 'a'");
    assert_eq!(text(Sql::new().raw("=").lit("\\").lit("\\")), "='\\\\' '\\\\'");
    assert_eq!(text(Sql::new().ident("t").raw(".").ident("c")), "`t`.`c`");
    assert_eq!(text(Sql::new().raw("f(").lit(1_i64).raw(",").lit(2_i64).raw(")")), "f(1,2)");
}

#[test]
fn the_first_wrong_piece_is_reported() {
    let sql = Sql::new().raw("SELECT ").lit(f64::NAN).raw("; DROP TABLE t");
    assert_eq!(text(&sql), Err(Refusal::NotFinite));
    assert_eq!(text(&Sql::new().raw("x").push(&sql)), Err(Refusal::NotFinite));
    assert_eq!(text(&Sql::new().raw("SELECT 1 IN ").list([0_i64; 0])), Err(Refusal::EmptyList));
    assert_eq!(text(&Sql::new().raw("SELECT 1").raw(";")), Err(Refusal::SeveralStatements));
    assert_eq!(text(&Sql::new()), Err(Refusal::EmptyStatement));
}

#[test]
fn debug_shows_no_values() {
    assert_eq!(format!("{:?}", Sql::new().lit("secret")), "Sql(8 bytes)");
}
