//! One line of a schema file, cut into words.

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A bare word; a comma, a bar and `->` are words of their own.
    Word(String),
    /// Text between double quotes.
    Text(String),
}

/// A line without its comment.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Whether it begins with white space.
    pub indented: bool,
    /// What stands before the comment.
    pub tokens: Vec<Token>,
    /// The text after `##`.
    pub doc: Option<String>,
}

/// A double quote without its partner.
#[derive(Debug, PartialEq, Eq)]
pub struct Unclosed;

/// Cuts a line.
pub fn cut(line: &str) -> Result<Line, Unclosed> {
    let mut out = Line { indented: line.starts_with(char::is_whitespace), ..Line::default() };
    let mut rest = line.trim();
    while let Some(first) = rest.chars().next() {
        rest = match first {
            '#' => {
                out.doc = rest.strip_prefix("##").map(|doc| doc.trim().to_owned());
                break;
            }
            ',' | '|' => {
                out.tokens.push(Token::Word(first.to_string()));
                rest.strip_prefix(first).unwrap_or_default()
            }
            '"' => {
                let inner = rest.strip_prefix('"').unwrap_or_default();
                let (text, after) = inner.split_once('"').ok_or(Unclosed)?;
                out.tokens.push(Token::Text(text.to_owned()));
                after
            }
            _ => {
                let end = rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '"'));
                let (word, after) =
                    rest.split_at_checked(end.unwrap_or(rest.len())).ok_or(Unclosed)?;
                out.tokens.push(Token::Word(word.to_owned()));
                after
            }
        };
        rest = rest.trim_start();
    }
    Ok(out)
}

/// Walks over the tokens of a line.
#[derive(Debug)]
pub struct Cursor<'a>(std::iter::Peekable<std::slice::Iter<'a, Token>>);

impl<'a> Cursor<'a> {
    /// At the first of `tokens`.
    #[must_use]
    pub fn new(tokens: &'a [Token]) -> Self {
        Self(tokens.iter().peekable())
    }

    /// The next token, a word or a text, or nothing at the end.
    pub fn take(&mut self) -> Option<&'a str> {
        self.0.next().map(|token| {
            let (Token::Word(s) | Token::Text(s)) = token;
            s.as_str()
        })
    }

    /// The next token if it is a bare word.
    pub fn peek(&mut self) -> Option<&'a str> {
        match self.0.peek() {
            Some(Token::Word(word)) => Some(word),
            _ => None,
        }
    }

    /// Steps over `word` if it comes next.
    pub fn eat(&mut self, word: &str) -> bool {
        let found = self.peek() == Some(word);
        if found {
            self.0.next();
        }
        found
    }

    /// Whether nothing is left.
    pub fn at_end(&mut self) -> bool {
        self.0.peek().is_none()
    }

    /// Words separated by `separator`, at least one; nothing if a word is missing.
    pub fn words(&mut self, separator: &str) -> Option<Vec<String>> {
        let mut words = Vec::new();
        loop {
            match self.take() {
                Some(word) if !matches!(word, "," | "|") => words.push(word.to_owned()),
                _ => return None,
            }
            if !self.eat(separator) {
                return Some(words);
            }
        }
    }

    /// What is left, for a message.
    pub fn rest(&mut self) -> String {
        let mut rest = Vec::new();
        while let Some(token) = self.take() {
            rest.push(token);
        }
        rest.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(s: &str) -> Token {
        Token::Word(s.to_owned())
    }

    #[test]
    fn a_line_is_words_and_its_documentation() {
        let line = cut("  type  enum a|b , \"c d\" default rx+ ## The # kind.").unwrap();
        assert!(line.indented);
        let mut tokens: Vec<Token> = ["type", "enum", "a", "|", "b", ","].map(word).into();
        tokens.push(Token::Text("c d".to_owned()));
        tokens.extend(["default", "rx+"].map(word));
        assert_eq!(line.tokens, tokens);
        assert_eq!(line.doc.as_deref(), Some("The # kind."));
    }

    #[test]
    fn a_comment_is_nothing() {
        assert_eq!(cut("# table x"), Ok(Line::default()));
        assert_eq!(cut(""), Ok(Line::default()));
    }

    #[test]
    fn a_quote_needs_its_partner() {
        assert_eq!(cut("a \"b"), Err(Unclosed));
    }
}
