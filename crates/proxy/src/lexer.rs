//! A query's text as tokens, without its comments and with nothing of what is in its strings.
//! Rules: <https://dev.mysql.com/doc/refman/8.4/en/comments.html>,
//! <https://dev.mysql.com/doc/refman/8.4/en/string-literals.html>.

/// One token, of the kinds that matter here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// A keyword, a bare name or a number.
    Word(&'a [u8]),
    /// `(`
    Open,
    /// `;`
    Semicolon,
    /// `@name`
    UserVariable,
    /// `@@name`
    SystemVariable,
    /// A string, a quoted name, an operator.
    Other,
}

/// The tokens of one query.
pub(crate) struct Lexer<'a> {
    rest: &'a [u8],
    backslash_escapes: bool,
}

impl<'a> Lexer<'a> {
    /// `backslash_escapes`: a backslash in a string hides the byte after it.
    pub fn new(text: &'a str, backslash_escapes: bool) -> Self {
        Self { rest: text.as_bytes(), backslash_escapes }
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            match self.rest {
                [] => return None,
                [space, tail @ ..] if space.is_ascii_whitespace() => self.rest = tail,
                [b'#', ..] => self.skip_line(),
                [b'-', b'-'] => self.rest = b"",
                [b'-', b'-', next, ..] if next.is_ascii_whitespace() => self.skip_line(),
                // What is in an executable comment runs, so it is read as if there were no comment.
                [b'/', b'*', b'!', tail @ ..] | [b'/', b'*', b'M', b'!', tail @ ..] => {
                    self.rest = tail;
                    self.take_while(u8::is_ascii_digit);
                }
                [b'*', b'/', tail @ ..] => self.rest = tail,
                [b'/', b'*', tail @ ..] => self.skip_comment(tail),
                [quote @ (b'\'' | b'"' | b'`'), tail @ ..] => {
                    self.skip_quoted(*quote, tail);
                    return Some(Token::Other);
                }
                [b';', tail @ ..] => return self.single(tail, Token::Semicolon),
                [b'(', tail @ ..] => return self.single(tail, Token::Open),
                [b'@', b'@', tail @ ..] => return self.variable(tail, Token::SystemVariable),
                [b'@', tail @ ..] => return self.variable(tail, Token::UserVariable),
                [byte, ..] if is_word(byte) => return Some(Token::Word(self.take_while(is_word))),
                [_, tail @ ..] => return self.single(tail, Token::Other),
            }
        }
    }
}

impl<'a> Lexer<'a> {
    fn single(&mut self, tail: &'a [u8], token: Token<'a>) -> Option<Token<'a>> {
        self.rest = tail;
        Some(token)
    }

    /// The name after `@`, so that it does not count as a keyword. A quoted one is skipped as a string.
    fn variable(&mut self, tail: &'a [u8], token: Token<'a>) -> Option<Token<'a>> {
        self.rest = tail;
        self.take_while(|byte| is_word(byte) || *byte == b'.');
        Some(token)
    }

    fn take_while(&mut self, matches: impl Fn(&u8) -> bool) -> &'a [u8] {
        let end = self.rest.iter().position(|byte| !matches(byte));
        let (taken, rest) =
            self.rest.split_at_checked(end.unwrap_or(self.rest.len())).unwrap_or((self.rest, b""));
        self.rest = rest;
        taken
    }

    fn skip_line(&mut self) {
        self.take_while(|byte| *byte != b'\n');
    }

    fn skip_comment(&mut self, mut tail: &'a [u8]) {
        loop {
            match tail {
                [] => break,
                [b'*', b'/', after @ ..] => {
                    tail = after;
                    break;
                }
                [_, after @ ..] => tail = after,
            }
        }
        self.rest = tail;
    }

    /// A doubled quote inside reads as the end of one string and the start of the next: the same for us.
    fn skip_quoted(&mut self, quote: u8, mut tail: &'a [u8]) {
        let escapes = self.backslash_escapes && quote != b'`';
        loop {
            match tail {
                [] => break,
                [b'\\', _, after @ ..] if escapes => tail = after,
                [byte, after @ ..] => {
                    tail = after;
                    if *byte == quote {
                        break;
                    }
                }
            }
        }
        self.rest = tail;
    }
}

fn is_word(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | 0x80..)
}
