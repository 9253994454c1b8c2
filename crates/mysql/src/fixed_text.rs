//! Checks on the fixed parts of a statement: what Hyperdrive refuses is refused here already, and a
//! part can't change how the parts after it are read.

use crate::Refusal;

/// Statements that Hyperdrive refuses: <https://developers.cloudflare.com/hyperdrive/reference/supported-databases-and-features/>
const REFUSED: [&str; 4] = ["PREPARE", "EXECUTE", "DEALLOCATE", "USE"];

/// Checks one part: no `;`, no line comment, no backslash, and whatever it opens it closes.
pub(crate) fn check(text: &str) -> Result<(), Refusal> {
    let mut rest = text.as_bytes();
    if rest.contains(&b'\\') {
        return Err(Refusal::Backslash);
    }
    while let Some((&first, after)) = rest.split_first() {
        rest = match first {
            // A doubled quote reads as two strings side by side: the same end.
            b'\'' | b'"' | b'`' => {
                after_first(after, &[first]).ok_or(Refusal::Unterminated("a quote"))?
            }
            b';' => return Err(Refusal::SeveralStatements),
            b'#' => return Err(Refusal::LineComment),
            b'-' if after.starts_with(b"-") => return Err(Refusal::LineComment),
            b'/' if after.starts_with(b"*!") || after.starts_with(b"*M!") => {
                return Err(Refusal::ExecutableComment);
            }
            b'/' if after.starts_with(b"*") => {
                let comment = after.get(1..).unwrap_or_default();
                after_first(comment, b"*/").ok_or(Refusal::Unterminated("a comment"))?
            }
            _ => after,
        };
    }
    Ok(())
}

/// Checks the whole, whose parts have passed [`check`]: not empty, and not of a refused kind.
pub(crate) fn check_statement(text: &str) -> Result<(), Refusal> {
    let text = skip_to_word(text.as_bytes());
    if text.is_empty() {
        return Err(Refusal::EmptyStatement);
    }
    let word = text.split(|byte| !byte.is_ascii_alphabetic()).next().unwrap_or_default();
    match REFUSED.into_iter().find(|refused| refused.as_bytes().eq_ignore_ascii_case(word)) {
        Some(refused) => Err(Refusal::Statement(refused)),
        None => Ok(()),
    }
}

/// Past blanks, comments and parentheses.
fn skip_to_word(mut text: &[u8]) -> &[u8] {
    loop {
        text = match text {
            [b'/', b'*', comment @ ..] => after_first(comment, b"*/").unwrap_or_default(),
            [b'(' | b' ' | b'\t' | b'\r' | b'\n', rest @ ..] => rest,
            _ => return text,
        }
    }
}

/// What follows the first occurrence of `end`.
fn after_first<'a>(text: &'a [u8], end: &[u8]) -> Option<&'a [u8]> {
    let at = text.windows(end.len()).position(|window| window == end)?;
    text.get(at.saturating_add(end.len())..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        for good in [
            "",
            "SELECT 1",
            "a - b / c * d",
            "';--#/*'",
            "`a``;`",
            "\"it's\"",
            "/* app: tandem; # */ x",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for (bad, why) in [
            ("SELECT 1; SELECT 2", Refusal::SeveralStatements),
            ("SELECT 1;", Refusal::SeveralStatements),
            ("x -- y", Refusal::LineComment),
            ("x # y", Refusal::LineComment),
            ("/*! SET x */", Refusal::ExecutableComment),
            ("/*M!100 SET x */", Refusal::ExecutableComment),
            ("/* open", Refusal::Unterminated("a comment")),
            ("/*/", Refusal::Unterminated("a comment")),
            ("'open", Refusal::Unterminated("a quote")),
            ("'it''s", Refusal::Unterminated("a quote")),
            ("'a\\'", Refusal::Backslash),
        ] {
            assert_eq!(check(bad), Err(why), "{bad}");
        }
    }

    #[test]
    fn statements() {
        for good in ["SELECT 1", "(SELECT 1)", "user()", "executed"] {
            assert_eq!(check_statement(good), Ok(()), "{good}");
        }
        for (bad, word) in [
            ("use app", "USE"),
            (" /* x */ Prepare s FROM 'x'", "PREPARE"),
            ("EXECUTE s", "EXECUTE"),
        ] {
            assert_eq!(check_statement(bad), Err(Refusal::Statement(word)));
        }
        assert_eq!(check_statement(" /* x */ "), Err(Refusal::EmptyStatement));
    }
}
