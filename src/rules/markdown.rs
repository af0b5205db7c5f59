//! From MODEL.md to chapters and rules.

use super::sources::split_sources;
use super::{Chapter, Rule, Status};

/// The chapters that hold a table of rules.
pub(super) fn chapters(text: &'static str) -> Vec<Chapter> {
    let chapters = text.split("\n## ").skip(1).map(chapter);
    chapters.filter(|chapter| !chapter.rules.is_empty()).collect()
}

fn chapter(text: &'static str) -> Chapter {
    let (title, body) = text.split_once('\n').unwrap_or((text, ""));
    let paragraphs = body.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    let about = paragraphs.take_while(|paragraph| !paragraph.starts_with('|'));
    let about = about.map(|paragraph| paragraph.replace('\n', " ")).collect();
    Chapter { title, about, rules: body.lines().filter_map(rule).collect() }
}

/// The rule of a row; `None` for the head of a table and for what is no row.
fn rule(row: &'static str) -> Option<Rule> {
    let cells: Vec<&str> = row.strip_prefix("| ")?.trim_end().strip_suffix('|')?.split(" | ").collect();
    let [id, said, status, tests] = cells.try_into().ok()?;
    let (status, note) = status_of(status.trim())?;
    let (text, sources) = split_sources(said.trim());
    let tests = tests.split('`').skip(1).step_by(2).collect();
    Some(Rule { id: id.trim(), text, sources, status, note, tests, row })
}

fn status_of(text: &'static str) -> Option<(Status, &'static str)> {
    let (word, note) = text.split_once(": ").unwrap_or((text, ""));
    let all = [Status::Modelled, Status::Simplified, Status::NotModelled];
    all.into_iter().find(|status| status.words() == word).map(|status| (status, note))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_four_cells_and_a_status() {
        let row =
            "| PL-05 | The `state` is shared (API: Task) | simplified: one view: the first | `pl_05_`, `a` |";
        let read = rule(row).expect("a rule");
        assert_eq!((read.id, read.text.as_str()), ("PL-05", "The `state` is shared"));
        assert_eq!((read.sources, read.tests), (vec!["API: Task"], vec!["pl_05_", "a"]));
        assert_eq!((read.status, read.note), (Status::Simplified, "one view: the first"));
        let without = rule("| PL-09 | Fargate | not modelled: not yet |  |").expect("a rule");
        assert_eq!((without.status, without.tests.len()), (Status::NotModelled, 0));
        for no_rule in ["| id | rule | status | test |", "|---|---|---|---|", "Text", "| a | b | modelled |"]
        {
            assert_eq!(rule(no_rule), None, "{no_rule}");
        }
    }

    #[test]
    fn a_chapter_has_what_stands_before_its_table() {
        let text = "# Title\n\nNo chapter.\n\n## Clock\n\nOne\ntwo.\n\nThree.\n\n| id | rule | status | test |\n|---|---|---|---|\n\
                    | A-1 | x | modelled | `a` |\n\n## Words\n\nNo rules here.\n";
        let read = chapters(text);
        assert_eq!((read.len(), read[0].title, read[0].rules.len()), (1, "Clock", 1));
        assert_eq!(read[0].about, ["One two.", "Three."]);
    }
}
