//! The words and signs of an expression.

/// One of them.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    Number(f64),
    /// In single quotes.
    Text(String),
    /// A word without quotes: a column, a function, `and`, `or`, `not`.
    Word(String),
    /// In backticks.
    Quoted(String),
    /// `$` and a number.
    Numbered(usize),
    Sign(&'static str),
}

/// Longest first; the signs of arithmetic are taken in both spellings.
const SIGNS: [(&str, &str); 23] = [
    ("==", "=="),
    ("!=", "!="),
    ("<=", "<="),
    (">=", ">="),
    ("&&", "and"),
    ("||", "or"),
    ("≤", "<="),
    ("≥", ">="),
    ("≠", "!="),
    ("<", "<"),
    (">", ">"),
    ("+", "+"),
    ("-", "-"),
    ("−", "-"),
    ("*", "*"),
    ("×", "*"),
    ("·", "*"),
    ("/", "/"),
    ("÷", "/"),
    ("(", "("),
    (")", ")"),
    (",", ","),
    ("!", "not"),
];

/// All tokens; says, as a sentence, what is none.
pub fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = next(rest, first)?;
        tokens.push(token);
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

/// The token at the start of `rest`, and how many bytes it takes.
fn next(rest: &str, first: char) -> Result<(Token, usize), String> {
    if let Some((written, sign)) = SIGNS.iter().find(|(written, _)| rest.starts_with(written)) {
        return Ok((Token::Sign(sign), written.len()));
    }
    match first {
        '\'' | '`' => {
            let inner = &rest[1..];
            let end =
                inner.find(first).ok_or_else(|| format!("the {first} that opens `{inner}` is not closed"))?;
            let inner = inner[..end].to_owned();
            let token = if first == '`' { Token::Quoted(inner) } else { Token::Text(inner) };
            Ok((token, end + 2))
        }
        '$' => {
            let digits = length_of(&rest[1..], |character| character.is_ascii_digit());
            let number = rest[1..=digits].parse().ok().filter(|number| *number > 0);
            number
                .map(|number| (Token::Numbered(number), digits + 1))
                .ok_or_else(|| "`$` stands before the number of a column, from 1".to_owned())
        }
        '0'..='9' | '.' => number(rest),
        _ if is_of_word(first) => {
            let length = length_of(rest, |character| {
                is_of_word(character) || character == '.' || character.is_ascii_digit()
            });
            Ok((Token::Word(rest[..length].to_owned()), length))
        }
        '=' => Err("a single `=` compares nothing; write `==`".to_owned()),
        _ => Err(format!(
            "`{first}` means nothing here; a column with such a character in its name stands in backticks"
        )),
    }
}

fn number(rest: &str) -> Result<(Token, usize), String> {
    let mut length =
        length_of(rest, |character| character.is_ascii_digit() || matches!(character, '.' | '_'));
    let exponent = rest[length..].strip_prefix(['e', 'E']).map(|behind| {
        let sign = usize::from(behind.starts_with(['+', '-']));
        (sign, length_of(&behind[sign..], |character| character.is_ascii_digit()))
    });
    if let Some((sign, digits)) = exponent.filter(|(_, digits)| *digits > 0) {
        length += 1 + sign + digits;
    }
    let written = &rest[..length];
    let parsed = written.replace('_', "").parse().ok().filter(|number: &f64| number.is_finite());
    // `1st` is neither a number nor a name.
    let goes_on = rest[length..].chars().next().is_some_and(is_of_word);
    match parsed {
        Some(number) if !goes_on => Ok((Token::Number(number), length)),
        _ => Err(format!(
            "`{}` is no number; a column of this name stands in backticks",
            &rest[..length + length_of(&rest[length..], is_of_word)]
        )),
    }
}

fn is_of_word(character: char) -> bool {
    character.is_alphabetic() || character == '_'
}

/// Bytes of the characters at the start for which `holds`.
fn length_of(text: &str, holds: impl Fn(char) -> bool) -> usize {
    text.find(|character| !holds(character)).unwrap_or(text.len())
}
