//! An expression in words and signs.

use std::ops::Range;

use super::error::QueryError;
use super::operator::Operator;

/// A word or a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'t> {
    /// A subject, a value, or an operator in letters; which, the parser knows.
    Word(&'t str),
    /// What stands between quotes.
    Quoted(&'t str),
    /// An operator in signs, `!exists` and `!in` included.
    Sign(Operator),
    /// `&&`
    And,
    /// `||`
    Or,
    /// `!`
    Not,
    /// `(`
    Open,
    /// `)`
    Close,
    /// `[`
    ListOpen,
    /// `]`
    ListClose,
    /// `,`
    Comma,
    /// The end of the expression.
    End,
}

/// A token and its bytes, quotes included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lexeme<'t> {
    pub token: Token<'t>,
    pub span: Range<usize>,
}

impl Token<'_> {
    /// How an error names it.
    pub fn described(&self) -> String {
        match self {
            Self::Word(word) | Self::Quoted(word) => format!("`{}`", shortened(word)),
            Self::Sign(operator) => format!("`{operator}`"),
            Self::And => "`&&`".to_owned(),
            Self::Or => "`||`".to_owned(),
            Self::Not => "`!`".to_owned(),
            Self::Open => "`(`".to_owned(),
            Self::Close => "`)`".to_owned(),
            Self::ListOpen => "`[`".to_owned(),
            Self::ListClose => "`]`".to_owned(),
            Self::Comma => "`,`".to_owned(),
            Self::End => "the end".to_owned(),
        }
    }
}

/// Values can be long; errors show their start, without what a terminal would obey.
pub fn shortened(text: &str) -> String {
    const SHOWN: usize = 40;
    let start: String = text.chars().take(SHOWN).collect();
    let rest = if start.len() < text.len() { "…" } else { "" };
    let shown = start.chars().map(|character| match character {
        // These are what patterns and values are made of.
        '\\' | '\'' | '"' => character.to_string(),
        other => other.escape_debug().to_string(),
    });
    format!("{}{rest}", shown.collect::<String>())
}

/// Reads tokens one by one, so that the parser can ask for a pattern where one is due.
#[derive(Clone, Debug)]
pub struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

/// Signs, longest first.
const SIGNS: [(&str, Token<'static>); 16] = [
    ("==", Token::Sign(Operator::Equals)),
    ("!=", Token::Sign(Operator::NotEquals)),
    (">=", Token::Sign(Operator::GreaterOrEqual)),
    ("<=", Token::Sign(Operator::LessOrEqual)),
    ("=~", Token::Sign(Operator::Matches)),
    ("!~", Token::Sign(Operator::NotMatches)),
    ("&&", Token::And),
    ("||", Token::Or),
    (">", Token::Sign(Operator::Greater)),
    ("<", Token::Sign(Operator::Less)),
    ("(", Token::Open),
    (")", Token::Close),
    ("[", Token::ListOpen),
    ("]", Token::ListClose),
    (",", Token::Comma),
    ("!", Token::Not),
];

/// Whether a word without quotes may hold `character`.
fn is_of_words(character: char) -> bool {
    !character.is_whitespace() && !"()[],'\"=!<>&|~".contains(character)
}

/// Whether `text` is a value without quotes.
pub fn is_bare(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_of_words) && !is_connective(text)
}

/// The words that join expressions, which as values need quotes.
pub fn is_connective(word: &str) -> bool {
    ["and", "or", "not"].contains(&word)
}

impl<'t> Lexer<'t> {
    /// Starts before the first token of `text`.
    pub const fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// The next token, which stays the next one until [`Self::pass`].
    pub fn peek(&self) -> Result<Lexeme<'t>, QueryError> {
        let start = self.start_of_next();
        let rest = &self.text[start..];
        let found = |token, length| Ok(Lexeme { token, span: start..start + length });
        let Some(first) = rest.chars().next() else { return found(Token::End, 0) };
        if first == '\'' || first == '"' {
            return self.quoted(start, first);
        }
        if is_of_words(first) {
            let word = &rest[..rest.find(|c| !is_of_words(c)).unwrap_or(rest.len())];
            return found(Token::Word(word), word.len());
        }
        if let Some(word) = rest.strip_prefix('!') {
            let word = &word[..word.find(|c| !is_of_words(c)).unwrap_or(word.len())];
            match word {
                "exists" => return found(Token::Sign(Operator::NotExists), 1 + word.len()),
                "in" => return found(Token::Sign(Operator::NotIn), 1 + word.len()),
                _ => {}
            }
        }
        if let Some((sign, token)) = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign)) {
            return found(*token, sign.len());
        }
        let is_negated = self.text[..start].ends_with("!=");
        Err(half_a_sign(start..start + first.len_utf8(), first, is_negated))
    }

    /// Goes on behind a token.
    pub fn pass(&mut self, lexeme: &Lexeme<'_>) {
        self.at = lexeme.span.end;
    }

    /// Passes a pattern without quotes, and gives it with its bytes: brackets, commas and single bars belong to it.
    ///
    /// A parenthesis that the pattern opens does as well, up to the one that closes it, with every sign between them;
    /// any other groups expressions. In a class of characters signs and parentheses are characters.
    pub fn pass_bare_pattern(&mut self) -> (&'t str, Range<usize>) {
        let start = self.start_of_next();
        let rest = &self.text[start..];
        let mut part = BarePattern::default();
        let end = rest
            .char_indices()
            .find(|(at, character)| !part.takes(*character, &rest[at + character.len_utf8()..]));
        let length = end.map_or(rest.len(), |(at, _)| at);
        self.at = start + length;
        (&rest[..length], start..self.at)
    }

    /// Whether nothing follows.
    pub fn is_at_end(&self) -> bool {
        self.start_of_next() == self.text.len()
    }

    fn start_of_next(&self) -> usize {
        self.text.len() - self.text[self.at..].trim_start().len()
    }

    fn quoted(&self, start: usize, quote: char) -> Result<Lexeme<'t>, QueryError> {
        let inside = &self.text[start + 1..];
        let Some(length) = inside.find(quote) else {
            let error = QueryError::new(start..self.text.len(), "this quote is never closed");
            return Err(error.help(format!("close it with {quote}")));
        };
        Ok(Lexeme { token: Token::Quoted(&inside[..length]), span: start..start + length + 2 })
    }
}

/// How far a pattern without quotes has come.
#[derive(Debug, Default)]
struct BarePattern {
    /// Groups that are open.
    groups: u32,
    /// Classes of characters that are open, one inside the other.
    classes: u32,
    /// Whether a backslash stands before the next character.
    is_escaped: bool,
}

impl BarePattern {
    /// Whether `character`, before `rest`, belongs to the pattern.
    fn takes(&mut self, character: char, rest: &str) -> bool {
        let is_literal = self.is_escaped;
        self.is_escaped = !is_literal && character == '\\';
        match character {
            '\'' | '"' => return false,
            _ if character.is_whitespace() => return false,
            '(' | ')' | '[' | ']' if is_literal => return true,
            '[' => self.classes += 1,
            ']' => self.classes = self.classes.saturating_sub(1),
            _ if self.classes > 0 => {}
            '(' => self.groups += 1,
            ')' if self.groups == 0 => return false,
            ')' => self.groups -= 1,
            '|' => return self.groups > 0 || !rest.starts_with('|'),
            _ => return self.groups > 0 || is_of_words(character) || character == ',',
        }
        true
    }
}

fn half_a_sign(span: Range<usize>, character: char, is_negated: bool) -> QueryError {
    let meant = match character {
        '=' => "did you mean `==`?",
        '&' => "did you mean `&&`?",
        '|' => "did you mean `||`?",
        '~' if is_negated => "did you mean `!~`?",
        _ => "did you mean `=~`?",
    };
    QueryError::new(span, format!("`{character}` is no operator")).help(meant)
}
