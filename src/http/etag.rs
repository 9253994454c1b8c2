//! Versions as entity tags (RFC 9110), so that a client neither overwrites what it has not seen
//! nor fetches what it has.

use super::{Kind, Problem, Request};
use crate::schema::Version;
use crate::store::Condition;

/// The strong entity tag of a version.
pub fn etag(version: Version) -> String {
    format!("\"{}\"", version.0)
}

/// What `If-Match` asks for.
pub fn if_match(request: &Request) -> Result<Option<Condition>, Problem> {
    let Some(header) = request.header("if-match") else {
        return Ok(None);
    };
    let header = header.trim();
    if header == "*" {
        return Ok(Some(Condition::Exists));
    }
    match header.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).and_then(version) {
        Some(version) => Ok(Some(Condition::Version(version))),
        None => {
            let detail = "it must be one entity tag, as the ETag of an answer has it";
            Err(Problem::new(Kind::InvalidParameter, detail, "read the row and send its ETag")
                .at("If-Match"))
        }
    }
}

/// Whether `If-None-Match` says that the client has this version.
pub fn has_it(request: &Request, current: Version) -> bool {
    request.header("if-none-match").is_some_and(|header| {
        header
            .split(',')
            .map(str::trim)
            .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag(current))
    })
}

/// A version as an answer wrote it.
pub fn version(text: &str) -> Option<Version> {
    let number = text.parse::<i64>().ok()?;
    (number >= 0 && number.to_string() == text).then_some(Version(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: &str, value: &str) -> Request {
        Request::new("GET", "/", vec![(name.to_owned(), value.to_owned())], Vec::new())
    }

    #[test]
    fn if_match_takes_one_strong_tag() {
        let of = |value: &str| if_match(&with("If-Match", value)).map_err(|problem| problem.kind);
        assert_eq!(of("\"5\""), Ok(Some(Condition::Version(Version(5)))));
        assert_eq!(of(" * "), Ok(Some(Condition::Exists)));
        for wrong in ["5", "\"\"", "\"-1\"", "\"05\"", "W/\"5\"", "\"5\", \"6\"", "\"", ""] {
            assert_eq!(of(wrong), Err(Kind::InvalidParameter), "{wrong}");
        }
        assert_eq!(if_match(&with("x", "y")), Ok(None));
    }

    #[test]
    fn if_none_match_compares_weakly() {
        let of = |value: &str| has_it(&with("If-None-Match", value), Version(5));
        assert!(of("\"5\"") && of("W/\"5\"") && of("\"4\", \"5\"") && of("*"));
        assert!(!of("\"4\"") && !of("5") && !of(""));
        assert!(!has_it(&with("x", "y"), Version(5)));
    }
}
