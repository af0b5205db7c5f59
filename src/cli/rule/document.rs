//! What is shown of a rule, as data.

use serde::Serialize;

use crate::model::settings::SETTINGS;
use crate::rules::{Rule, Status, rules};

/// A rule with all that belongs to it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document {
    pub id: &'static str,
    pub rule: &'static str,
    pub status: &'static str,
    /// What is different, or chosen.
    pub note: &'static str,
    pub settings: Vec<SettingOf>,
    pub sources: Vec<&'static str>,
    pub tests: Vec<&'static str>,
    pub chapter: &'static str,
    /// What the chapter says of all of its rules.
    pub about_chapter: &'static str,
    pub previous: Option<Neighbour>,
    pub next: Option<Neighbour>,
    pub refers_to: Vec<Neighbour>,
}

/// A setting of `[behavior]` that the rule leaves open, or names.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SettingOf {
    pub setting: &'static str,
    pub default: String,
    pub meaning: &'static str,
    pub basis: &'static str,
    pub confidence: &'static str,
}

/// Another rule, in short.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Neighbour {
    pub id: &'static str,
    pub rule: &'static str,
}

impl Document {
    /// All that is known of `rule`.
    pub fn of(rule: &'static Rule) -> Self {
        let chapter = rule.chapter();
        let same_chapter = |other: &&Rule| chapter.rules.iter().any(|rule| rule.id == other.id);
        let is_before = |other: &&Rule| other.id != rule.id;
        let previous = rules().take_while(is_before).last().filter(same_chapter);
        let next = rules().skip_while(is_before).nth(1).filter(same_chapter);
        Self {
            id: rule.id,
            rule: &rule.text,
            status: rule.status.words(),
            note: rule.note,
            settings: settings(rule),
            sources: rule.sources.clone(),
            tests: rule.tests.clone(),
            chapter: chapter.title,
            about_chapter: chapter.about.first().map_or("", String::as_str),
            previous: previous.map(neighbour),
            next: next.map(neighbour),
            refers_to: rule.refers_to().map(neighbour).collect(),
        }
    }

    /// The status in words of its own.
    pub fn status_said(&self) -> String {
        match (self.status, self.note) {
            (status, "") if status == Status::Modelled.words() => "modelled: as the rule says".to_owned(),
            (status, note) => format!("{status}: {note}"),
        }
    }
}

fn neighbour(rule: &'static Rule) -> Neighbour {
    Neighbour { id: rule.id, rule: &rule.text }
}

/// The settings whose row names the rule, and those that the rule's row names.
fn settings(rule: &Rule) -> Vec<SettingOf> {
    let settings = SETTINGS
        .iter()
        .filter(|setting| setting.rule.split(", ").any(|id| id == rule.id) || rule.names(setting.name));
    let shown = settings.map(|setting| SettingOf {
        setting: setting.name,
        default: setting.default(),
        meaning: setting.meaning,
        basis: setting.basis,
        confidence: setting.confidence,
    });
    shown.collect()
}
