//! What stands above a picture: the question that it helps to answer, and below it what is shown, and of what.

use super::canvas::{Anchor, Canvas, Type, count};
use super::letters::wrapped;
use super::palette::INK;
use crate::experiment::Results;

/// Room at the left and at the right of all words above a picture.
pub(super) const MARGIN: i32 = 16;
const TITLE: Type = Type { size: 16, colour: INK, at: Anchor::Left };
const SUBTITLE: Type = Type { size: 12, colour: INK, at: Anchor::Left };
/// Heights of a line of each.
const TITLE_LINE: i32 = 21;
const SUBTITLE_LINE: i32 = 16;
/// More lines than this are cut.
const LINES_MAX: usize = 4;

/// Title and subtitle.
pub(super) struct Caption {
    pub title: String,
    pub subtitle: String,
}

/// A caption in lines for a width.
pub(super) struct Lines {
    title: Vec<String>,
    subtitle: Vec<String>,
    room: i32,
}

impl Caption {
    /// The scenario's question, or else what is shown; then the scenario, the variant where there are several, of how many
    /// replications, and whatever is left to say.
    pub(super) fn new(results: &Results<'_>, variant: Option<usize>, shown: &str, notes: &[String]) -> Self {
        let scenario = results.scenario;
        let mut parts = vec![scenario.name.clone()];
        if let Some(variant) = variant.filter(|_| !scenario.axes.is_empty()) {
            parts.push(results.points[variant].name.clone());
        }
        let halted = variant.map_or(0, |variant| results.variants[variant].halted.len());
        parts.push(match (scenario.replications, halted) {
            (1, _) => "one replication".to_owned(),
            (all, 0) => format!("mean of {all} replications"),
            (all, _) => {
                format!("mean of {} of {all} replications: a guard halted {halted}", all as usize - halted)
            }
        });
        let question = scenario.question.trim();
        if !question.is_empty() {
            parts.push(shown.to_owned());
        }
        parts.extend(notes.iter().filter(|note| !note.is_empty()).cloned());
        let title = if question.is_empty() { sentence(shown) } else { question.to_owned() };
        Self { title, subtitle: parts.join(" · ") }
    }

    /// Broken into lines for a picture of this width.
    pub(super) fn lines(&self, width: i32) -> Lines {
        let room = width - 2 * MARGIN;
        Lines {
            title: wrapped(&self.title, room, TITLE.size, LINES_MAX),
            subtitle: wrapped(&self.subtitle, room, SUBTITLE.size, LINES_MAX),
            room,
        }
    }
}

/// With a capital letter, unless it begins with the name of a metric.
fn sentence(shown: &str) -> String {
    let mut rest = shown.chars();
    match rest.next() {
        Some(first) if !shown.split(' ').next().is_some_and(|word| word.contains('.')) => {
            first.to_uppercase().chain(rest).collect()
        }
        _ => shown.to_owned(),
    }
}

impl Lines {
    /// How much of the picture they take from its top.
    pub(super) fn height(&self) -> i32 {
        12 + count(self.title.len()) * TITLE_LINE + 4 + count(self.subtitle.len()) * SUBTITLE_LINE + 12
    }

    pub(super) fn draw(&self, canvas: &mut Canvas) {
        let mut y = 12 + TITLE_LINE / 2;
        for line in &self.title {
            canvas.words(line, (MARGIN, y), self.room, TITLE);
            y += TITLE_LINE;
        }
        y += 2;
        for line in &self.subtitle {
            canvas.words(line, (MARGIN, y), self.room, SUBTITLE);
            y += SUBTITLE_LINE;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::testing::{halted_results, number, results, scenario, variant_results};

    #[test]
    fn a_caption_says_of_what_the_picture_is() {
        let mut of = scenario("density", &[]);
        let told = |of: &crate::scenario::Scenario| {
            let mut results = results(of, |_| variant_results(1, &[("cluster.cost", number(1.0, "USD"))]));
            results.variants[0].halted = halted_results().halted;
            let Caption { title, subtitle } = Caption::new(&results, Some(0), "tasks over time", &[]);
            (title, subtitle)
        };
        let question = "How many tasks that bind host port 80 can the hosts carry?";
        assert_eq!(
            told(&of),
            (question.to_owned(), "density · one replication · tasks over time".to_owned())
        );
        of.question = String::new();
        of.replications = 20;
        let subtitle = "density · mean of 19 of 20 replications: a guard halted 1";
        assert_eq!(sentence("cluster.cost (USD)"), "cluster.cost (USD)");
        assert_eq!(told(&of), ("Tasks over time".to_owned(), subtitle.to_owned()));
    }
}
