//! What the proxy has to know about a query's text: is it refused, does it touch the session, may it be cached.
//!
//! It looks at words, not at grammar: strings, quoted names and comments are skipped by `lexer`.

use crate::lexer::{Lexer, Token};
use crate::refusal::Refusal;

/// What one query's text says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Statement {
    /// Why Hyperdrive would refuse it, if it would.
    pub refusal: Option<Refusal>,
    /// It changes state that belongs to the session: `SET`, user variables, locks, temporary tables.
    pub writes_session: bool,
    /// It reads state that an earlier statement left in the session, such as `LAST_INSERT_ID()`.
    pub reads_session: bool,
    /// Two runs of it could share one answer: a read that locks nothing and calls nothing volatile.
    pub cacheable: bool,
}

/// Statements that begin so change the session.
const SESSION_STATEMENTS: [&str; 5] = ["SET", "LOCK", "UNLOCK", "HANDLER", "FLUSH"];

/// Functions that read what an earlier statement left behind.
const SESSION_FUNCTIONS: [&str; 3] = ["LAST_INSERT_ID", "FOUND_ROWS", "ROW_COUNT"];

/// Volatile functions, which need their parentheses. A query with one is not cached, see
/// <https://developers.cloudflare.com/hyperdrive/concepts/query-caching/>.
const VOLATILE_FUNCTIONS: [&str; 22] = [
    "BENCHMARK",
    "CONNECTION_ID",
    "CURDATE",
    "CURTIME",
    "DATABASE",
    "GET_LOCK",
    "IS_FREE_LOCK",
    "IS_USED_LOCK",
    "NOW",
    "RAND",
    "RANDOM_BYTES",
    "RELEASE_ALL_LOCKS",
    "RELEASE_LOCK",
    "SCHEMA",
    "SESSION_USER",
    "SLEEP",
    "SYSDATE",
    "SYSTEM_USER",
    "UNIX_TIMESTAMP",
    "USER",
    "UUID",
    "UUID_SHORT",
];

/// Volatile functions that may be called without parentheses.
const VOLATILE_WORDS: [&str; 9] = [
    "CURRENT_DATE",
    "CURRENT_TIME",
    "CURRENT_TIMESTAMP",
    "CURRENT_USER",
    "LOCALTIME",
    "LOCALTIMESTAMP",
    "UTC_DATE",
    "UTC_TIME",
    "UTC_TIMESTAMP",
];

/// Reads a query's text. `backslash_escapes` is false while the server's status has
/// `NO_BACKSLASH_ESCAPES`: then a backslash in a string is only a backslash.
pub(crate) fn inspect(text: &str, backslash_escapes: bool) -> Statement {
    let mut seen = Seen::default();
    for token in Lexer::new(text, backslash_escapes) {
        seen.token(token);
    }
    seen.statement()
}

/// What was seen so far, token by token.
#[derive(Default)]
struct Seen<'a> {
    first: &'a [u8],
    /// The last token, if it was a word, else empty.
    last: &'a [u8],
    ended: bool,
    multiple: bool,
    prepares: bool,
    writes_session: bool,
    reads_session: bool,
    uncacheable: bool,
}

impl<'a> Seen<'a> {
    fn token(&mut self, token: Token<'a>) {
        self.multiple |= self.ended;
        match token {
            Token::Word(word) => return self.word(word),
            Token::Open => self.call(),
            Token::Semicolon => self.ended = true,
            Token::UserVariable => {
                self.writes_session = true;
                self.uncacheable = true;
            }
            Token::SystemVariable => self.uncacheable = true,
            Token::Other => {}
        }
        self.last = b"";
    }

    fn word(&mut self, word: &'a [u8]) {
        if self.first.is_empty() {
            self.first = word;
            self.prepares = one_of(word, &["PREPARE", "EXECUTE", "DEALLOCATE"]);
            self.writes_session |= one_of(word, &SESSION_STATEMENTS);
        }
        self.prepares |= is(self.first, "DROP") && is(self.last, "DROP") && is(word, "PREPARE");
        self.writes_session |= is(word, "TEMPORARY");
        self.uncacheable |= one_of(word, &["UPDATE", "DELETE", "INTO"])
            || one_of(word, &VOLATILE_WORDS)
            || (is(self.last, "FOR") && is(word, "SHARE"))
            || (is(self.last, "LOCK") && is(word, "IN"));
        self.last = word;
    }

    /// An opening parenthesis right after a word: a function call.
    fn call(&mut self) {
        let session = one_of(self.last, &SESSION_FUNCTIONS);
        self.reads_session |= session;
        self.writes_session |= is(self.last, "GET_LOCK");
        self.uncacheable |= session || one_of(self.last, &VOLATILE_FUNCTIONS);
    }

    fn statement(&self) -> Statement {
        let refusal = if self.multiple {
            Some(Refusal::MultipleStatements)
        } else if self.prepares {
            Some(Refusal::PreparedStatement)
        } else if is(self.first, "USE") {
            Some(Refusal::Use)
        } else {
            None
        };
        Statement {
            refusal,
            writes_session: self.writes_session,
            reads_session: self.reads_session,
            cacheable: one_of(self.first, &["SELECT", "WITH"]) && !self.uncacheable,
        }
    }
}

fn is(word: &[u8], keyword: &str) -> bool {
    word.eq_ignore_ascii_case(keyword.as_bytes())
}

fn one_of(word: &[u8], keywords: &[&str]) -> bool {
    keywords.iter().any(|keyword| is(word, keyword))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn refusal(text: &str) -> Option<Refusal> {
        inspect(text, true).refusal
    }

    #[test]
    fn refuses_what_hyperdrive_refuses() {
        for text in [
            "prepare s from 'select 1'",
            "EXECUTE s",
            " /* x */ DEALLOCATE PREPARE s",
            "DROP PREPARE s",
        ] {
            assert_eq!(refusal(text), Some(Refusal::PreparedStatement), "{text}");
        }
        for text in
            ["SELECT 1; SELECT 2", "SELECT 1;;", "SELECT ';'; DO 1", "SELECT 1 /*!50000 ; DO 1 */"]
        {
            assert_eq!(refusal(text), Some(Refusal::MultipleStatements), "{text}");
        }
        assert_eq!(refusal("use `app`"), Some(Refusal::Use));
    }

    #[test]
    fn lets_through_what_only_looks_like_it() {
        for text in [
            "SELECT 1;",
            "SELECT 1 ; \n",
            "SELECT 1; -- done",
            "SELECT 'a; b', \"c; d\", `e; f`",
            "SELECT 'it''s; fine', 'a\\'; b'",
            "SELECT 1 # ; DO 1",
            "SELECT 1 /* ; DO 1 */",
            "SELECT `use`, `prepare` FROM t USE INDEX (i)",
            "SELECT 5--2",
        ] {
            assert_eq!(refusal(text), None, "{text}");
        }
    }

    #[test]
    fn a_backslash_escapes_only_where_the_server_says_so() {
        assert_eq!(inspect(r"SELECT 'a\'; DO 1", true).refusal, None);
        assert_eq!(inspect(r"SELECT 'a\'; DO 1", false).refusal, Some(Refusal::MultipleStatements));
        assert_eq!(inspect(r"SELECT `a\`; DO 1", true).refusal, Some(Refusal::MultipleStatements));
    }

    #[test]
    fn knows_session_state() {
        for text in [
            "SET NAMES utf8",
            "set @a = 1",
            "SELECT @a := 1",
            "SELECT GET_LOCK('a', 1)",
            "LOCK TABLES t READ",
        ] {
            assert!(inspect(text, true).writes_session, "{text}");
        }
        for text in [
            "SELECT @@version",
            "UPDATE t SET a = 1",
            "SELECT 'SET @a'",
            "INSERT INTO t VALUES (1)",
        ] {
            assert!(!inspect(text, true).writes_session, "{text}");
        }
        assert!(inspect("SELECT LAST_INSERT_ID()", true).reads_session);
    }

    #[test]
    fn caches_only_plain_reads() {
        for text in [
            "SELECT 1",
            "(select a from t)",
            "WITH x AS (SELECT 1) SELECT * FROM x",
            "SELECT user, version FROM t",
        ] {
            assert!(inspect(text, true).cacheable, "{text}");
        }
        for text in [
            "SELECT NOW()",
            "SELECT now ()",
            "SELECT CURRENT_TIMESTAMP",
            "SELECT a FROM t FOR UPDATE",
            "SELECT a FROM t FOR SHARE",
            "SELECT a FROM t LOCK IN SHARE MODE",
            "SELECT @a",
            "SELECT @@autocommit",
            "SELECT a FROM t INTO OUTFILE 'x'",
            "UPDATE t SET a = 1",
            "SHOW TABLES",
        ] {
            assert!(!inspect(text, true).cacheable, "{text}");
        }
    }

    proptest! {
        #[test]
        fn ends_on_any_text(text in ".{0,200}", escapes: bool) {
            inspect(&text, escapes);
        }

        #[test]
        fn what_is_quoted_says_nothing(content in r#"[a-zA-Z@;#*/ '"()\\-]{0,40}"#) {
            let literal = content.replace('\\', r"\\").replace('\'', "''");
            let statement = inspect(&format!("SELECT '{literal}' FROM t"), true);
            prop_assert_eq!(statement, inspect("SELECT '' FROM t", true));
        }

        #[test]
        fn a_second_statement_is_always_seen(before in "[a-z ]{1,20}", after in "[a-z]{1,20}") {
            let text = format!("{before} ; {after}");
            prop_assert_eq!(inspect(&text, true).refusal, Some(Refusal::MultipleStatements));
        }
    }
}
