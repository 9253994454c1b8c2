//! What D1 refuses before SQLite sees it, in D1's words: its limits and the SQL it keeps from
//! its users (<https://developers.cloudflare.com/d1/platform/limits/>,
//! <https://developers.cloudflare.com/d1/sql-api/sql-statements/>).

use tandem::store::d1::database::{MAX_PARAMS, Param, Statement};

/// Longest statement in bytes.
pub const MAX_SQL_BYTES: usize = 100_000;
/// Longest text or blob in bytes.
pub const MAX_VALUE_BYTES: usize = 2_000_000;
/// Most arguments of a function.
pub const MAX_ARGUMENTS: usize = 32;
/// Most statements in one invocation of a Worker, those of batches counted singly.
pub const MAX_STATEMENTS: usize = 1_000;

/// Functions of SQLite that the program uses and D1 has. Any other is refused: whoever needs it
/// looks it up and adds it here.
const FUNCTIONS: &[&str] = &[
    "abs",
    "coalesce",
    "count",
    "group_concat",
    "hex",
    "ifnull",
    "iif",
    "json_array",
    "json_each",
    "json_extract",
    "json_quote",
    "length",
    "lower",
    "max",
    "min",
    "octet_length",
    "pragma_index_info",
    "pragma_index_list",
    "pragma_table_info",
    "pow",
    "raise",
    "replace",
    "substr",
    "sum",
    "typeof",
    "unhex",
    "unixepoch",
    "upper",
];
/// Words that may stand before a parenthesis without being functions.
const KEYWORDS: &[&str] = &[
    "and",
    "as",
    "by",
    "cast",
    "check",
    "conflict",
    "default",
    "exists",
    "from",
    "in",
    "is",
    "key",
    "limit",
    "not",
    "of",
    "on",
    "or",
    "over",
    "references",
    "select",
    "set",
    "then",
    "unique",
    "values",
    "when",
    "where",
];
const PRAGMAS: &[&str] = &[
    "defer_foreign_keys",
    "foreign_key_check",
    "foreign_key_list",
    "index_list",
    "index_info",
    "table_info",
    "table_list",
    "table_xinfo",
    "optimize",
    "quick_check",
];
/// D1 has no other transaction than the batch.
const STATEMENTS: &[&str] =
    &["attach", "begin", "commit", "detach", "end", "release", "rollback", "savepoint", "vacuum"];

/// D1's message, if it refuses the statement.
pub fn refusal(statement: &Statement) -> Option<String> {
    if statement.params.len() > MAX_PARAMS {
        return Some("D1_ERROR: too many SQL variables: SQLITE_ERROR".to_owned());
    }
    for param in &statement.params {
        let bytes = match param {
            Param::Text(text) => text.len(),
            Param::Blob(bytes) => bytes.len(),
            Param::Null | Param::Real(_) => 0,
        };
        if bytes > MAX_VALUE_BYTES {
            return Some("D1_ERROR: string or blob too big: SQLITE_TOOBIG".to_owned());
        }
    }
    text_refusal(&statement.sql)
}

/// D1's message, if it refuses the text of one statement.
pub fn text_refusal(sql: &str) -> Option<String> {
    if sql.len() > MAX_SQL_BYTES {
        return Some("D1_ERROR: statement too long: SQLITE_TOOBIG".to_owned());
    }
    let words = words(sql);
    let first = words.first().map_or("", |word| word.text.as_str());
    if STATEMENTS.contains(&first) {
        return Some("D1_ERROR: not authorized: SQLITE_AUTH".to_owned());
    }
    if first == "pragma" && !words.get(1).is_some_and(|word| PRAGMAS.contains(&word.text.as_str()))
    {
        return Some("D1_ERROR: not authorized: SQLITE_AUTH".to_owned());
    }
    if first.is_empty() {
        return Some("D1_ERROR: No SQL statements detected.".to_owned());
    }
    for word in words.iter().filter(|word| !KEYWORDS.contains(&word.text.as_str())) {
        let Some(arguments) = word.arguments else {
            continue;
        };
        if !FUNCTIONS.contains(&word.text.as_str()) {
            return Some(format!(
                "D1_ERROR: not authorized to use function: {}: SQLITE_AUTH",
                word.text
            ));
        }
        if arguments > MAX_ARGUMENTS {
            return Some(format!(
                "D1_ERROR: too many arguments on function {}: SQLITE_ERROR",
                word.text
            ));
        }
    }
    None
}

/// An unquoted word in lower case, and where a parenthesis follows, how many commas part it.
struct Word {
    text: String,
    arguments: Option<usize>,
}

fn words(sql: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open: Vec<Option<usize>> = Vec::new();
    let mut chars = sql.chars().peekable();
    let mut last_was_word = false;
    while let Some(char) = chars.next() {
        match char {
            '\'' | '"' => {
                // A doubled quote opens again at once, which comes to the same.
                for inside in chars.by_ref() {
                    if inside == char {
                        break;
                    }
                }
                last_was_word = false;
            }
            '-' if chars.peek() == Some(&'-') => {
                for inside in chars.by_ref() {
                    if inside == '\n' {
                        break;
                    }
                }
            }
            '(' => {
                let owner = if last_was_word { words.len().checked_sub(1) } else { None };
                if let Some(at) = owner {
                    words[at].arguments = Some(1);
                }
                open.push(owner);
                last_was_word = false;
            }
            ')' => {
                open.pop();
                last_was_word = false;
            }
            ',' => {
                if let Some(Some(at)) = open.last() {
                    words[*at].arguments = words[*at].arguments.map(|count| count + 1);
                }
                last_was_word = false;
            }
            letter if letter.is_ascii_alphabetic() || letter == '_' => {
                let mut text = letter.to_ascii_lowercase().to_string();
                while let Some(next) = chars.next_if(|c| c.is_ascii_alphanumeric() || *c == '_') {
                    text.push(next.to_ascii_lowercase());
                }
                words.push(Word { text, arguments: None });
                last_was_word = true;
            }
            white if white.is_whitespace() => {}
            _ => last_was_word = false,
        }
    }
    words
}
