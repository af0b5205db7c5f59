//! Where Java's expressions and the matcher's part: what only one of them can say, and what each reads differently.

use std::ops::Range;

use regex_syntax::ast::{
    self, AssertionKind, Ast, ClassBracketed, ClassSet, ClassSetBinaryOp, ClassSetBinaryOpKind, ClassSetItem,
    ErrorKind, Flag, Flags, FlagsItemKind, GroupKind, Span,
};

/// Groups and brackets inside one another.
const NESTING: u32 = 64;

const NOT_HERE: &str = "Plimsoll matches in linear time; say it with several expressions and `not`";
const NOT_JAVA: &str = "ECS takes the syntax of java.util.regex.Pattern";
const NO_UNICODE: &str = "the names and values of ECS are ASCII; write the characters, as in [a-z]";

/// What stands in the way of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreign {
    /// Its bytes in the pattern.
    pub span: Range<usize>,
    /// What it is.
    pub message: String,
    /// What to write instead.
    pub help: &'static str,
    /// Whether it is a group or a class that never ends: perhaps only a part of what was meant as the pattern.
    pub is_unclosed: bool,
}

/// Checks that Java and the matcher both take `pattern` and mean the same by it.
pub fn check(pattern: &str) -> Result<(), Foreign> {
    if let Some((at, character)) = pattern.char_indices().find(|(_, character)| !character.is_ascii()) {
        let span = at..at + character.len_utf8();
        let message = format!("the pattern holds `{}`", character.escape_debug());
        return Err(Foreign { span, message, help: NO_UNICODE, is_unclosed: false });
    }
    let parsed = ast::parse::ParserBuilder::new().nest_limit(NESTING).build().parse(pattern);
    let tree = parsed.map_err(|error| syntax_error(&error))?;
    ast::visit(&tree, Dialect)
}

/// Whether `pattern` offers alternatives outside of any group.
pub fn is_alternation(pattern: &str) -> bool {
    matches!(ast::parse::Parser::new().parse(pattern), Ok(Ast::Alternation(_)))
}

fn foreign(span: &Span, message: impl Into<String>, help: &'static str) -> Foreign {
    Foreign { span: span.start.offset..span.end.offset, message: message.into(), help, is_unclosed: false }
}

fn syntax_error(error: &ast::Error) -> Foreign {
    let (message, help) = match error.kind() {
        ErrorKind::UnsupportedLookAround => ("look-around is not supported".to_owned(), NOT_HERE),
        ErrorKind::UnsupportedBackreference => {
            ("back-references and octal escapes are not supported".to_owned(), NOT_HERE)
        }
        ErrorKind::RepetitionMissing => {
            ("this quantifier repeats nothing".to_owned(), "in a pattern `.*` stands for any text")
        }
        ErrorKind::FlagUnrecognized => ("this kind of group is not supported".to_owned(), NOT_HERE),
        ErrorKind::EscapeUnrecognized => ("this escape is not supported".to_owned(), NOT_JAVA),
        ErrorKind::NestLimitExceeded(_) => {
            (format!("groups are nested more than {NESTING} deep"), "write a simpler pattern")
        }
        other => (format!("the pattern is not valid: {other}"), NOT_JAVA),
    };
    let mut refused = foreign(error.span(), message, help);
    refused.is_unclosed = matches!(error.kind(), ErrorKind::GroupUnclosed | ErrorKind::ClassUnclosed);
    // Some errors lie between two characters; the one behind is what must change.
    refused.span.end = refused.span.end.max(refused.span.start + 1).min(error.pattern().len());
    refused
}

/// Stops at the first part of a pattern that Java lacks or reads differently.
struct Dialect;

impl ast::Visitor for Dialect {
    type Output = ();
    type Err = Foreign;

    fn finish(self) -> Result<(), Foreign> {
        Ok(())
    }

    fn visit_pre(&mut self, part: &Ast) -> Result<(), Foreign> {
        match part {
            // Java takes `a*+` for one that never gives back, and refuses `a**`.
            Ast::Repetition(outer) if matches!(*outer.ast, Ast::Repetition(_)) => {
                Err(foreign(&outer.op.span, "a quantifier follows a quantifier", NOT_HERE))
            }
            Ast::Assertion(found) => match found.kind {
                AssertionKind::StartLine
                | AssertionKind::EndLine
                | AssertionKind::StartText
                | AssertionKind::EndText
                | AssertionKind::WordBoundary
                | AssertionKind::NotWordBoundary => Ok(()),
                _ => Err(foreign(&found.span, "Java has no such word boundary", NOT_JAVA)),
            },
            Ast::ClassUnicode(found) => {
                Err(foreign(&found.span, "Unicode classes are not supported", NO_UNICODE))
            }
            Ast::ClassBracketed(class) => simple_if_negated(class),
            Ast::Flags(set) => known_flags(&set.flags),
            Ast::Group(group) => match &group.kind {
                GroupKind::CaptureName { starts_with_p: true, name } => {
                    Err(foreign(&name.span, "Java writes a named group `(?<name>…)`", NOT_JAVA))
                }
                GroupKind::NonCapturing(flags) => known_flags(flags),
                GroupKind::CaptureName { .. } | GroupKind::CaptureIndex(_) => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn visit_class_set_item_pre(&mut self, item: &ClassSetItem) -> Result<(), Foreign> {
        match item {
            ClassSetItem::Ascii(found) => {
                Err(foreign(&found.span, "Java has no classes such as [:alpha:]", NOT_JAVA))
            }
            ClassSetItem::Unicode(found) => {
                Err(foreign(&found.span, "Unicode classes are not supported", NO_UNICODE))
            }
            ClassSetItem::Bracketed(class) => simple_if_negated(class),
            _ => Ok(()),
        }
    }

    fn visit_class_set_binary_op_pre(&mut self, found: &ClassSetBinaryOp) -> Result<(), Foreign> {
        match found.kind {
            ClassSetBinaryOpKind::Intersection => Ok(()),
            ClassSetBinaryOpKind::Difference | ClassSetBinaryOpKind::SymmetricDifference => {
                Err(foreign(&found.span, "Java knows no `--` and `~~` between classes", NOT_JAVA))
            }
        }
    }
}

/// Whether the negation reaches into nested classes differs between versions of Java.
fn simple_if_negated(class: &ClassBracketed) -> Result<(), Foreign> {
    let simple = match &class.kind {
        ClassSet::BinaryOp(_) | ClassSet::Item(ClassSetItem::Bracketed(_)) => false,
        ClassSet::Item(ClassSetItem::Union(union)) => {
            !union.items.iter().any(|item| matches!(item, ClassSetItem::Bracketed(_)))
        }
        ClassSet::Item(_) => true,
    };
    if simple || !class.negated {
        return Ok(());
    }
    Err(foreign(&class.span, "a negated class holds another class", "write one class of characters"))
}

/// `i`, `m` and `s` mean the same in both.
fn known_flags(flags: &Flags) -> Result<(), Foreign> {
    let unknown = flags.items.iter().find(|item| {
        use Flag::{CRLF, IgnoreWhitespace, SwapGreed, Unicode};
        matches!(item.kind, FlagsItemKind::Flag(CRLF | IgnoreWhitespace | SwapGreed | Unicode))
    });
    let refused = |item: &ast::FlagsItem| {
        Err(foreign(&item.span, "this flag is not supported", "the flags i, m and s are"))
    };
    unknown.map_or(Ok(()), refused)
}
