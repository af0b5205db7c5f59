//! What a scenario says of how the rows of a file become calls.

use super::super::resolve::parsed_duration;
use super::super::{Node, Problem, Problems, Value};
use super::expression::{ColumnName, Expression, parse};
use super::moment::{Unit, origin};
use super::record::Separator;
use crate::text::shortened;
use crate::time::SimDuration;

/// What a row may say.
pub const COLUMNS: [&str; 7] = ["at", "count", "runTime", "cpu", "memory", "taskDefinition", "group"];

/// How the file is laid out.
#[derive(Debug)]
pub struct Layout {
    pub header: Header,
    pub separator: Separator,
    /// What lines begin with that are none.
    pub comment: Option<String>,
    /// Cells that hold nothing, besides empty ones.
    pub missing: Vec<String>,
}

/// The names of the columns.
#[derive(Debug)]
pub enum Header {
    FirstLine,
    /// They have none.
    None,
    Names(Vec<String>),
}

/// How rows become calls.
#[derive(Debug)]
pub struct Mapping {
    pub layout: Layout,
    /// The columns that expressions name.
    pub columns: Vec<ColumnName>,
    /// `columns`; `None` where the header of the file names what each column says.
    pub fields: Option<Fields>,
    /// `where`.
    pub filter: Option<Expression>,
    pub ends: Option<Ends>,
    pub wide: Option<Wide>,
    /// Over which time the tasks of a row are called one by one.
    pub spread: Option<SimDuration>,
    pub unit: Unit,
    /// The time of the file that is time 0; `None` for what the first time is: that of a date, or 0.
    pub origin: Option<Origin>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The earliest row.
    First,
    /// Microseconds.
    At(i64),
}

/// `columns`.
#[derive(Debug, Default)]
pub struct Fields {
    pub at: Option<Expression>,
    pub count: Option<Expression>,
    pub run_time: Option<Expression>,
    pub cpu: Option<Expression>,
    pub memory: Option<Expression>,
    pub definition: Option<Expression>,
    pub group: Option<Expression>,
}

/// `ends`: rows that are no calls but the ends of the tasks of others.
#[derive(Debug)]
pub struct Ends {
    pub filter: Expression,
    /// What is alike in both rows.
    pub same: Vec<Expression>,
}

/// `wide`: columns that count the tasks of one step of time each.
#[derive(Debug)]
pub struct Wide {
    pub first: ColumnName,
    pub last: ColumnName,
    pub every: SimDuration,
}

impl Mapping {
    /// Reads the members of a stream; `None` when a problem was pushed.
    pub fn read(stream: &Node, problems: &mut Problems) -> Option<Self> {
        let mut reader = Reader { stream, columns: Vec::new(), failed: false, problems };
        let unit = reader.unit();
        let mapping = Self {
            layout: reader.layout(),
            fields: reader.fields(),
            filter: reader.expression(stream, "where"),
            ends: reader.ends(),
            wide: reader.wide(),
            spread: reader.duration(stream, "spread"),
            origin: reader.origin(unit),
            unit,
            columns: Vec::new(),
        };
        reader.check_wide(&mapping);
        let Reader { columns, failed, .. } = reader;
        (!failed).then_some(Self { columns, ..mapping })
    }
}

struct Reader<'r> {
    stream: &'r Node,
    columns: Vec<ColumnName>,
    failed: bool,
    problems: &'r mut Problems,
}

impl Reader<'_> {
    fn refuse(&mut self, node: &Node, message: String, label: &'static str, help: &str) {
        self.failed = true;
        let problem = Problem::error(&node.span, message).label(label);
        self.problems.push(problem.help(help.to_owned()));
    }

    /// A value of a wrong kind, which the check of shapes tells.
    fn passed_over<T>(&mut self) -> Option<T> {
        self.failed = true;
        None
    }

    /// An expression; a number is one as well.
    fn expression(&mut self, of: &Node, name: &str) -> Option<Expression> {
        let node = of.get(name)?;
        self.expression_of(node, name)
    }

    fn expression_of(&mut self, node: &Node, name: &str) -> Option<Expression> {
        let text = match &node.value {
            Value::String(text) => text.clone(),
            Value::Integer(number) => number.to_string(),
            Value::Float(number) => number.to_string(),
            _ => return self.passed_over(),
        };
        match parse(&text, &mut self.columns) {
            Ok(expression) => Some(expression),
            Err(wrong) => {
                self.refuse(node, format!("in `{name}`, {wrong}"), "not an expression", EXPRESSIONS);
                None
            }
        }
    }

    fn text<'n>(&mut self, of: &'n Node, name: &str) -> Option<(&'n Node, &'n str)> {
        let node = of.get(name)?;
        let Some(text) = node.as_str() else { return self.passed_over() };
        Some((node, text))
    }

    fn texts(&mut self, name: &str) -> Vec<String> {
        let Some(node) = self.stream.get(name) else { return Vec::new() };
        let texts: Option<Vec<String>> = match &node.value {
            Value::Array(list) => list.iter().map(|entry| entry.as_str().map(str::to_owned)).collect(),
            _ => None,
        };
        texts.or_else(|| self.passed_over()).unwrap_or_default()
    }

    fn layout(&mut self) -> Layout {
        let header = match self.stream.get("header").map(|node| &node.value) {
            None | Some(Value::Bool(true)) => Header::FirstLine,
            Some(Value::Bool(false)) => Header::None,
            Some(_) => Header::Names(self.texts("header")),
        };
        let comment = self.text(self.stream, "comment").map(|(_, text)| text.to_owned());
        let comment = comment.filter(|sign| !sign.is_empty());
        Layout { header, separator: self.separator(), comment, missing: self.texts("missing") }
    }

    fn separator(&mut self) -> Separator {
        let Some((node, written)) = self.text(self.stream, "separator") else {
            return Separator::Character(b',');
        };
        match written {
            "whitespace" | " " => Separator::Whitespace,
            "tab" | "\t" => Separator::Character(b'\t'),
            // Spaces around cells belong to none, so that `;` with a tab is `;`.
            _ if [",", ";", "|"].contains(&written.trim()) => {
                Separator::Character(written.trim().as_bytes()[0])
            }
            _ => {
                let message = format!("`separator` is `{}`, which separates no cells", shortened(written));
                self.refuse(node, message, "unknown", "write \",\", \";\", \"|\", \"tab\" or \"whitespace\"");
                Separator::Whitespace
            }
        }
    }

    fn fields(&mut self) -> Option<Fields> {
        let columns = self.stream.get("columns")?;
        if !matches!(columns.value, Value::Object(_)) {
            return self.passed_over();
        }
        let mut fields = Fields::default();
        for member in columns.members() {
            let name = member.name.as_str();
            let field = match name {
                "at" => &mut fields.at,
                "count" => &mut fields.count,
                "runTime" => &mut fields.run_time,
                "cpu" => &mut fields.cpu,
                "memory" => &mut fields.memory,
                "taskDefinition" => &mut fields.definition,
                "group" => &mut fields.group,
                // The table of members tells it.
                _ => continue,
            };
            *field = self.expression_of(&member.value, name);
        }
        if fields.at.is_none() && columns.get("at").is_none() && self.stream.get("wide").is_none() {
            let message = "`columns` has no `at`".to_owned();
            self.refuse(columns, message, "when?", "name the column of times, such as at = \"timestamp\"");
        }
        Some(fields)
    }

    fn ends(&mut self) -> Option<Ends> {
        let node = self.stream.get("ends")?;
        let filter = self.expression(node, "where");
        let same: Vec<Expression> = match node.get("same").map(|same| &same.value) {
            Some(Value::Array(list)) => {
                list.iter().filter_map(|entry| self.expression_of(entry, "same")).collect()
            }
            Some(_) => {
                node.get("same").and_then(|entry| self.expression_of(entry, "same")).into_iter().collect()
            }
            None => Vec::new(),
        };
        if (filter.is_none() || same.is_empty()) && !self.failed {
            let message = "`ends` needs `where` and `same`".to_owned();
            let help = "write { where = \"event == 4\", same = [\"job\", \"index\"] }";
            self.refuse(node, message, "which rows end which?", help);
        }
        Some(Ends { filter: filter?, same })
    }

    fn wide(&mut self) -> Option<Wide> {
        let node = self.stream.get("wide")?;
        let mut column = |name: &str| {
            let expression = self.expression(node, name)?;
            let column = expression.as_column().map(|column| self.columns[column].clone());
            // Of the functions' layout the columns are called 1 to 1440.
            column.or(match (&expression, node.get(name)?.as_str()) {
                (Expression::Number(_), Some(written)) => Some(ColumnName::Named(written.to_owned())),
                _ => None,
            })
        };
        let (first, last) = (column("first"), column("last"));
        let every = self.duration(node, "every").filter(|every| !every.is_zero());
        if let (Some(first), Some(last), Some(every)) = (first, last, every) {
            return Some(Wide { first, last, every });
        }
        if !self.failed {
            let message = "`wide` needs `first`, `last` and `every`".to_owned();
            let help =
                "write { first = \"1\", last = \"1440\", every = \"1m\" }, with the names of two columns";
            self.refuse(node, message, "which columns count?", help);
        }
        None
    }

    fn check_wide(&mut self, mapping: &Mapping) {
        let Some(node) = self.stream.get("wide").filter(|_| mapping.wide.is_some()) else { return };
        if mapping.fields.as_ref().is_some_and(|fields| fields.count.is_some()) {
            let message = "`wide` and `columns.count` both say how many tasks there are".to_owned();
            self.refuse(node, message, "which one?", "remove one of the two");
        } else if mapping.ends.is_some() {
            let message = "`wide` and `ends` do not go together".to_owned();
            self.refuse(node, message, "rows of counts have no ends", "remove one of the two");
        }
    }

    /// A duration with its unit; a wrong one is told.
    fn duration(&mut self, of: &Node, name: &str) -> Option<SimDuration> {
        let (node, text) = self.text(of, name)?;
        let parsed = parsed_duration(text).and_then(|time| u64::try_from(time.as_micros()).ok());
        let parsed = parsed.filter(|micros| *micros <= super::moment::LONGEST);
        if parsed.is_none() {
            let message = format!("`{name}` is `{}`, which is not a duration", shortened(text));
            self.refuse(node, message, "not a duration", "write a number with a unit, such as \"1m\"");
        }
        parsed.map(SimDuration::from_micros)
    }

    fn unit(&mut self) -> Unit {
        let Some((node, written)) = self.text(self.stream, "timeUnit") else { return Unit::SECONDS };
        Unit::called(written).unwrap_or_else(|| {
            let message = format!("`timeUnit` is `{}`, which is no unit", shortened(written));
            let help = format!("write one of {}", Unit::names().collect::<Vec<_>>().join(", "));
            self.refuse(node, message, "unknown unit", &help);
            Unit::SECONDS
        })
    }

    fn origin(&mut self, unit: Unit) -> Option<Origin> {
        let node = self.stream.get("origin")?;
        let found = match &node.value {
            Value::String(text) if text == "first" => Some(Origin::First),
            value => origin(value, unit).map(Origin::At),
        };
        if found.is_none() {
            let message = "`origin` is no time of the file".to_owned();
            let help = "write \"first\", a number in `timeUnit`, or a date such as \"2023-11-16 18:00:00\"";
            self.refuse(node, message, "not a time", help);
        }
        found
    }
}

/// How expressions are written.
const EXPRESSIONS: &str = "write an expression such as ceil(cores * 1024); a column with spaces or signs in its name stands in \
                           backticks, and $1 is the first one";
