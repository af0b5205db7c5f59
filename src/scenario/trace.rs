//! The rows of a CSV file of arrivals: a header that names its columns, then one call a line.

use super::limits::MAX_TRACE_ROWS;
use super::{Problem, Problems};
use crate::text::nearest;
use crate::tree::visit_records;
use crate::tree::{FileId, Member, Node, Span, Value};

/// The columns, and whether their cells are names: a name of digits stays a text.
const COLUMNS: [(&str, bool); 7] = [
    ("at", false),
    ("count", false),
    ("runTime", false),
    ("cpu", false),
    ("memory", false),
    ("taskDefinition", true),
    ("group", true),
];

/// A column of the file that was recognised.
type Column = (&'static str, bool);

/// The rows as a list of objects with a member for each cell that is not empty, each at the place of its line; `None` when
/// a problem was pushed. What the cells hold is judged where models are built. `named_at` is where the scenario names
/// the file.
pub fn parse(text: &str, file: FileId, named_at: &Span, problems: &mut Problems) -> Option<Node> {
    let mut columns: Vec<Column> = Vec::new();
    let mut rows: Vec<Node> = Vec::new();
    visit_records(text, csv::Trim::All, named_at, problems, |record, start, problems| {
        let span = line_span(text, file, start);
        if columns.is_empty() {
            columns = header(record, &span, problems)?;
        } else if rows.len() == MAX_TRACE_ROWS {
            let problem = Problem::error(&span, format!("more than {MAX_TRACE_ROWS} rows of arrivals"));
            problems.push(problem.label("too many").help("split the file, or the scenario"));
            return None;
        } else {
            rows.push(row(record, &columns, span));
        }
        Some(())
    })?;
    if rows.is_empty() {
        let problem = Problem::error(named_at, "the file holds no arrivals");
        problems.push(problem.help("write a header such as at,count and a row for each call"));
        return None;
    }
    Some(Node { value: Value::Array(rows), span: Span::new(file, 0..text.len()) })
}

/// Whether the first line names a column of a trace.
pub fn names_a_column(text: &str) -> bool {
    let first = text.trim_start_matches('\u{feff}').lines().find(|line| !line.trim().is_empty());
    let mut cells = first.unwrap_or_default().split(',').map(|cell| cell.trim().trim_matches('"').trim());
    cells.any(|cell| COLUMNS.iter().any(|(column, _)| cell.eq_ignore_ascii_case(column)))
}

/// Whether a column of traces is called so.
pub fn is_column(name: &str) -> bool {
    COLUMNS.iter().any(|(column, _)| *column == name)
}

/// The columns that the first line names; the column of times is one of them.
fn header(record: &csv::StringRecord, span: &Span, problems: &mut Problems) -> Option<Vec<Column>> {
    let known = || COLUMNS.iter().map(|(name, _)| *name);
    let mut columns: Vec<Column> = Vec::new();
    for cell in record {
        let Some(column) = COLUMNS.iter().find(|(name, _)| *name == cell) else {
            let problem = Problem::error(span, format!("there is no column `{cell}` in a trace of arrivals"));
            problems.push(problem.label("the header").help(match nearest(cell, known()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("columns: {}", known().collect::<Vec<_>>().join(", ")),
            }));
            return None;
        };
        if columns.contains(column) {
            let problem = Problem::error(span, format!("column `{cell}` is there twice"));
            problems.push(problem.label("the header").help("remove one of the two"));
            return None;
        }
        columns.push(*column);
    }
    if !columns.iter().any(|(name, _)| *name == "at") {
        let problem = Problem::error(span, "the trace has no column `at`").label("the header");
        problems.push(problem.help("start with a header such as at,count,runTime"));
        return None;
    }
    Some(columns)
}

/// Cells behind the last column are kept under no name, for the builder to tell of.
fn row(record: &csv::StringRecord, columns: &[Column], span: Span) -> Node {
    let unnamed = std::iter::repeat(&("", true));
    let cells = record.iter().zip(columns.iter().chain(unnamed)).filter(|(cell, _)| !cell.is_empty());
    let members = cells.map(|(cell, (name, is_name))| Member {
        name: (*name).to_owned(),
        name_span: span.clone(),
        value: Node { value: value(cell, *is_name), span: span.clone() },
    });
    Node { value: Value::Object(members.collect()), span }
}

fn value(cell: &str, is_name: bool) -> Value {
    let integer = cell.parse().ok().filter(|_| !is_name).map(Value::Integer);
    let float = || cell.parse().ok().filter(|number: &f64| !is_name && number.is_finite()).map(Value::Float);
    integer.or_else(float).unwrap_or_else(|| Value::String(cell.to_owned()))
}

/// The line that starts at `start`, blank lines before it aside.
fn line_span(text: &str, file: FileId, start: usize) -> Span {
    let rest = text.get(start..).unwrap_or_default();
    let start = start + (rest.len() - rest.trim_start().len());
    let length = text.get(start..).unwrap_or_default().lines().next().unwrap_or_default().len();
    Span::new(file, start..start + length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Sources;

    fn read(text: &str) -> Result<Node, Vec<String>> {
        let mut sources = Sources::default();
        let file = sources.add("t.csv", text);
        let mut problems = Problems::default();
        let node = parse(text, file, &Span::new(file, 0..0), &mut problems);
        node.ok_or_else(|| problems.sorted().iter().map(|problem| problem.message.clone()).collect())
    }

    #[test]
    fn rows_have_their_cells_by_column_and_know_their_line() {
        let rows = read("count, at,taskDefinition\n\n2,1m 30s,7\n,4.5\n1,3,x,y\n").expect("valid");
        let [first, second, third] = rows.elements() else { panic!("{rows:?}") };
        let of = |row: &Node, name: &str| row.get(name).map(|node| node.value.clone());
        assert_eq!(of(first, "count"), Some(Value::Integer(2)));
        assert_eq!(of(first, "at"), Some(Value::String("1m 30s".to_owned())));
        assert_eq!(of(first, "taskDefinition"), Some(Value::String("7".to_owned())));
        assert_eq!((of(second, "count"), of(second, "at")), (None, Some(Value::Float(4.5))));
        assert_eq!(of(third, ""), Some(Value::String("y".to_owned())), "told later");
        // The header has 24 characters, and an empty line follows.
        assert_eq!((first.span.start, first.span.end), (26, 26 + "2,1m 30s,7".len()));
    }

    #[test]
    fn headers_and_sizes_are_checked() {
        let many = format!("at\n{}", "0\n".repeat(MAX_TRACE_ROWS + 1));
        for (text, message) in [
            ("at,cout\n1,2\n", "there is no column `cout` in a trace of arrivals"),
            ("1,2\n", "there is no column `1` in a trace of arrivals"),
            ("at,at\n1,2\n", "column `at` is there twice"),
            ("count\n2\n", "the trace has no column `at`"),
            ("at\n", "the file holds no arrivals"),
            ("", "the file holds no arrivals"),
            (many.as_str(), "more than 500000 rows of arrivals"),
        ] {
            assert_eq!(read(text).err(), Some(vec![message.to_owned()]));
        }
    }
}
