//! The values of a metric from a CSV file: a time and a value a line.

use super::{Problem, Problems};
use crate::text::shortened;
use crate::tree::{FileId, Node, Span, Value, visit_records};

/// More samples than anybody looks at minute by minute.
const MOST_SAMPLES: usize = 1_000_000;

/// All cells of a CSV file, a list for each record; `None` when a problem was pushed. `named_at` is where the scenario
/// names it.
pub fn cells(text: &str, file: FileId, named_at: &Span, problems: &mut Problems) -> Option<Node> {
    let mut records: Vec<Node> = Vec::new();
    visit_records(text, csv::Trim::All, named_at, problems, |record, start, problems| {
        if records.len() > MOST_SAMPLES {
            let message = format!("the file holds more than {MOST_SAMPLES} lines");
            problems.push(Problem::error(named_at, message).label("too many"));
            return None;
        }
        let rest = text.get(start..).unwrap_or_default();
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let span = Span::new(file, start..start + length);
        let cell = |cell: &str| Node { value: Value::String(cell.to_owned()), span: span.clone() };
        records.push(Node { value: Value::Array(record.iter().map(cell).collect()), span: span.clone() });
        Some(())
    })?;
    Some(Node { value: Value::Array(records), span: Span::new(file, 0..text.len()) })
}

/// The pairs of `at` and `value` in such cells: columns that the header calls so, or the first two where there is none.
pub fn pairs(cells: &Node, columns: Option<&Node>, named_at: &Span, problems: &mut Problems) -> Option<Node> {
    let called = |member: &str| columns.and_then(|columns| columns.get(member)).and_then(Node::as_str);
    let records = cells.elements();
    let header = records.first().map_or(&[][..], Node::elements);
    let is_header = header.iter().all(|cell| cell.as_str().is_some_and(|cell| cell.parse::<f64>().is_err()));
    let mut positions = [0, 1];
    for (position, member) in positions.iter_mut().zip(["at", "value"]) {
        let name = called(member);
        let found = header.iter().position(|cell| cell.as_str() == Some(name.unwrap_or(member)));
        match (found, name) {
            (Some(found), _) => *position = found,
            (None, Some(name)) => {
                let message = format!("the file has no column `{}`", shortened(name));
                let problem = Problem::error(named_at, message).label("looked for in its first line");
                problems.push(problem.help("name a column of the header in `columns`"));
                return None;
            }
            (None, None) => {}
        }
    }
    let pair = |record: &Node| {
        let cell = |position: usize| record.elements().get(position).cloned();
        let pair = positions.map(cell).into_iter().flatten().collect();
        Node { value: Value::Array(pair), span: record.span.clone() }
    };
    let records = records.iter().skip(usize::from(is_header));
    Some(Node { value: Value::Array(records.map(pair).collect()), span: cells.span.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Sources;

    fn read(text: &str, columns: Option<&str>) -> Result<Vec<String>, String> {
        let mut sources = Sources::default();
        let file = sources.add("t.csv", text);
        let mut problems = Problems::default();
        let span = Span::new(file, 0..0);
        let member = |name: &str, value: &str| crate::tree::Member {
            name: name.to_owned(),
            name_span: span.clone(),
            value: Node { value: Value::String(value.to_owned()), span: span.clone() },
        };
        let columns = columns.map(|value| Node {
            value: Value::Object(vec![member("at", "Timestamp"), member("value", value)]),
            span: span.clone(),
        });
        let pairs = cells(text, file, &span, &mut problems)
            .and_then(|cells| self::pairs(&cells, columns.as_ref(), &span, &mut problems));
        let Some(pairs) = pairs else {
            return Err(problems.sorted().iter().map(|problem| problem.message.clone()).collect());
        };
        let shown = |pair: &Node| {
            let cells: Vec<&str> = pair.elements().iter().filter_map(Node::as_str).collect();
            cells.join("=")
        };
        Ok(pairs.elements().iter().map(shown).collect())
    }

    #[test]
    fn columns_are_found_by_name_or_are_the_first_two() {
        for (text, columns, expected) in [
            ("0,1\n60,2.5\n", None, vec!["0=1", "60=2.5"]),
            ("value,at\n1,0\n", None, vec!["0=1"]),
            ("time,errors\n5m,3\n", None, vec!["5m=3"]),
            ("Label,Timestamp,Sum\nx,2026-01-01T00:01:00Z,7\n", Some("Sum"), vec!["2026-01-01T00:01:00Z=7"]),
        ] {
            assert_eq!(read(text, columns), Ok(expected.into_iter().map(str::to_owned).collect()), "{text}");
        }
        assert_eq!(
            read("Timestamp,Sum\n0,1\n", Some("Average")),
            Err("the file has no column `Average`".into())
        );
    }
}
