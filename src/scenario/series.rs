//! The numbers of a CSV file: seconds in the first column, one per line.

use super::{Problem, Problems};
use crate::tree::visit_records;
use crate::tree::{FileId, Node, Span, Value};

/// The first column as a list of numbers; `None` when a problem was pushed. `named_at` is where the scenario names it.
pub fn parse(text: &str, file: FileId, named_at: &Span, problems: &mut Problems) -> Option<Node> {
    let mut numbers: Vec<Node> = Vec::new();
    let mut line = 0;
    visit_records(text, csv::Trim::None, named_at, problems, |record, start, problems| {
        let field = record.get(0).unwrap_or_default();
        let span = field_span(text, file, start);
        match field.trim().parse::<f64>() {
            Ok(seconds) if seconds.is_finite() && seconds >= 0.0 => {
                numbers.push(Node { value: Value::Float(seconds), span });
            }
            // The first line may name the columns.
            Err(_) if line == 0 => {}
            _ => {
                let problem = Problem::error(&span, format!("`{}` is no time in seconds", field.trim()));
                problems.push(problem.label("expected a number from 0 up"));
                return None;
            }
        }
        line += 1;
        Some(())
    })?;
    if numbers.is_empty() {
        problems.push(Problem::error(named_at, "the file holds no numbers"));
        return None;
    }
    Some(Node { value: Value::Array(numbers), span: Span::new(file, 0..text.len()) })
}

/// The first field of the record that starts at `start`.
fn field_span(text: &str, file: FileId, start: usize) -> Span {
    let rest = text.get(start..).unwrap_or_default();
    let skipped = rest.len() - rest.trim_start().len();
    let length = rest[skipped..].find([',', '\n', '\r']).unwrap_or(rest.len() - skipped);
    Span::new(file, start + skipped..start + skipped + length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Sources;

    fn read(text: &str) -> Result<Vec<f64>, Vec<String>> {
        let mut sources = Sources::default();
        let file = sources.add("t.csv", text);
        let mut problems = Problems::default();
        let node = parse(text, file, &Span::new(file, 0..0), &mut problems);
        let Some(node) = node else {
            return Err(problems.sorted().iter().map(|problem| problem.message.clone()).collect());
        };
        let number = |node: &Node| if let Value::Float(number) = node.value { number } else { f64::NAN };
        Ok(node.elements().iter().map(number).collect())
    }

    #[test]
    fn the_first_column_is_read_and_a_header_is_passed_over() {
        let expected = Ok(vec![1.0, 2.5]);
        for text in ["1\n2.5\n", "seconds,host\n1,a\n2.5,b\n", "1\r\n2.5", "\"1\"\n\n 2.5 \n"] {
            assert_eq!(read(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_time_is_told() {
        for (text, message) in [
            ("1\nfast\n", "`fast` is no time in seconds"),
            ("-1\n", "`-1` is no time in seconds"),
            ("1\nNaN\n", "`NaN` is no time in seconds"),
            ("seconds\n", "the file holds no numbers"),
            ("", "the file holds no numbers"),
        ] {
            assert_eq!(read(text), Err(vec![message.to_owned()]), "{text:?}");
        }
    }
}
