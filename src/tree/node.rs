//! One tree for TOML and JSON, in which everything knows where it was written.

use std::ops::Range;

/// A file that was read, by position in [`Sources`](super::Sources).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub(super) u32);

/// A stretch of bytes of one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// A value and where it was written.
///
/// Two nodes are equal when their values are, wherever they were written.
#[derive(Clone, Debug)]
pub struct Node {
    /// What was written.
    pub value: Value,
    /// Where.
    pub span: Span,
}

/// The values that both formats know. Dates are strings; JSON null and empty strings mean absent in AWS JSON.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// JSON null.
    Null,
    /// true or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    String(String),
    /// A list.
    Array(Vec<Node>),
    /// Names and values, in the order of the file.
    Object(Vec<Member>),
}

/// A name and its value; equal to another one wherever the two were written.
#[derive(Clone, Debug)]
pub struct Member {
    /// The name as written.
    pub name: String,
    /// Where the name is.
    pub name_span: Span,
    /// The value.
    pub value: Node,
}

/// The members that name an object, in the API and in a scenario.
const NAME_MEMBERS: [&str; 6] =
    ["name", "serviceName", "family", "clusterName", "targetGroupName", "alarmName"];

impl Span {
    /// The stretch of `range` in `file`.
    #[must_use]
    pub const fn new(file: FileId, range: Range<usize>) -> Self {
        Self { file, start: range.start, end: range.end }
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl PartialEq for Member {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.value == other.value
    }
}

impl Node {
    /// The member called `name`, if this is an object that has one.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.member(name).map(|member| &member.value)
    }

    /// As [`get`](Self::get), with the name's position.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members().iter().find(|member| member.name == name)
    }

    /// The members of an object, nothing for anything else.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        if let Value::Object(members) = &self.value { members } else { &[] }
    }

    /// The elements of a list, nothing for anything else.
    #[must_use]
    pub fn elements(&self) -> &[Self] {
        if let Value::Array(elements) = &self.value { elements } else { &[] }
    }

    /// How many values it is made of, itself included.
    #[must_use]
    pub fn size(&self) -> u64 {
        match &self.value {
            Value::Array(elements) => 1 + elements.iter().map(Self::size).sum::<u64>(),
            Value::Object(members) => 1 + members.iter().map(|member| member.value.size()).sum::<u64>(),
            _ => 1,
        }
    }

    /// What a path or a message calls this object: its name, by whichever member carries one.
    #[must_use]
    pub fn own_name(&self) -> Option<&str> {
        NAME_MEMBERS.iter().find_map(|name| self.get(name)?.as_str())
    }

    /// The text, if this is a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Value::String(text) = &self.value { Some(text) } else { None }
    }
}

impl Value {
    /// What a reader would call this kind of value.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Integer(_) => "a whole number",
            Self::Float(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}
