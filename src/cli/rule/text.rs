//! Rules to be read: for a terminal, and as Markdown.

use super::document::{Document, Neighbour, SettingOf};
use crate::report::Width;

/// Narrower than this no line is made.
const WIDTH_MIN: u16 = 40;

/// The rules one after the other, as wide as `width` allows.
pub(super) fn text(documents: &[Document], width: Width) -> String {
    let width = width.at_least(WIDTH_MIN);
    let pages = documents.iter().map(|document| {
        let heading = width.wrap(&format!("{}  {}", document.id, document.rule), "");
        let lines =
            lines(document).into_iter().map(|(name, said)| width.wrap(&format!("{name}: {said}"), "  "));
        std::iter::once(heading).chain(lines).collect::<Vec<_>>().join("\n")
    });
    pages.collect::<Vec<_>>().join("\n\n") + "\n"
}

/// The rules one after the other, a section each.
pub(super) fn markdown(documents: &[Document]) -> String {
    let pages = documents.iter().map(|document| {
        let lines = lines(document).into_iter().map(|(name, said)| format!("- **{name}**: {said}\n"));
        format!("### {}\n\n{}\n\n{}", document.id, document.rule, lines.collect::<String>())
    });
    pages.collect::<Vec<_>>().join("\n")
}

/// What there is to say of a rule, each with its name.
fn lines(document: &Document) -> Vec<(&'static str, String)> {
    let mut lines = vec![("Status", document.status_said())];
    lines.extend(document.settings.iter().map(|setting| ("Setting", setting_said(setting))));
    if !document.sources.is_empty() {
        lines.push(("Source", document.sources.join("; ")));
    }
    if !document.tests.is_empty() {
        let tests: Vec<String> = document.tests.iter().map(|test| format!("cargo test {test}")).collect();
        lines.push(("Tests", tests.join(", ")));
    }
    lines.push(("Chapter", chapter_said(document)));
    lines.extend(document.previous.iter().map(|rule| ("Before it", neighbour_said(rule))));
    lines.extend(document.next.iter().map(|rule| ("After it", neighbour_said(rule))));
    lines.extend(document.refers_to.iter().map(|rule| ("See", neighbour_said(rule))));
    lines
}

fn setting_said(setting: &SettingOf) -> String {
    let SettingOf { setting, default, meaning, basis, confidence } = setting;
    format!("behavior.{setting} = {default}: {meaning} ({basis}; sure: {confidence})")
}

fn chapter_said(document: &Document) -> String {
    match document.about_chapter {
        "" => document.chapter.to_owned(),
        about => format!("{}. {about}", document.chapter),
    }
}

fn neighbour_said(rule: &Neighbour) -> String {
    format!("{}, {}", rule.id, rule.rule)
}
