//! A member of a table in words: what it says, its default, its rules, and what it does to a simulation.

use super::super::resolve::{MemberRules, api_rules};
use super::super::shape::{Effect, MemberShape, PLACEMENT_STRATEGY, Shape, Words};
use crate::model::settings::{SETTINGS, Setting};
use crate::placement::strategy::{Argument, ArgumentKind, RESEARCH};

/// A member as documents tell it; texts are empty where there is nothing to say.
pub(super) struct Entry {
    /// What it says.
    pub meaning: &'static str,
    /// Its default, as a scenario writes it or in words.
    pub default: String,
    /// Ids of the rules that it is about.
    pub rules: String,
    /// What it does, where that is not simply that it is simulated.
    pub effect: String,
    /// The words that it may be.
    pub words: Option<Words>,
    /// The least and the most that it may be.
    pub range: Option<(i64, i64)>,
    /// The most elements of a list.
    pub most: Option<usize>,
    /// Whether an object without it is refused.
    pub required: bool,
}

impl Entry {
    /// What there is to say of `member` of `shape`: by its table, by those of the settings of `[behavior]` and of the
    /// strategies, and by the rules of the API.
    pub fn of(shape: &Shape, member: &MemberShape) -> Self {
        let setting = SETTINGS.iter().find(|setting| shape.name == "behavior" && setting.name == member.name);
        let notes = &member.notes;
        let mut entry = Self {
            meaning: setting.map_or(notes.meaning, |setting| setting.meaning),
            default: setting.map_or_else(|| notes.default.to_owned(), Setting::default),
            rules: setting.map_or(notes.rules, |setting| setting.rule).to_owned(),
            effect: effect(member.effect),
            words: notes.words,
            range: notes.range,
            most: None,
            required: notes.required,
        };
        if shape.name == PLACEMENT_STRATEGY.name {
            entry.add_argument(member.name);
        }
        api_rules(shape.name).for_each(|rules| entry.add(member.name, rules));
        entry
    }

    /// Adds what the registry of strategies says of an argument of theirs, if it is one.
    fn add_argument(&mut self, name: &str) {
        let is_named = |argument: &&Argument| argument.name == name;
        let takers =
            RESEARCH.iter().filter(|strategy| strategy.arguments.iter().any(|argument| is_named(&argument)));
        let takers: Vec<String> = takers.map(|strategy| format!("`{}`", strategy.name)).collect();
        let Some(argument) = RESEARCH.iter().flat_map(|strategy| strategy.arguments).find(is_named) else {
            return;
        };
        self.meaning = argument.meaning;
        self.default = argument.default.map_or_else(|| self.default.clone(), |default| default.to_string());
        self.effect = format!("an argument of {}", takers.join(", "));
        match argument.kind {
            ArgumentKind::Whole { least, most } => self.range = Some((i64::from(least), i64::from(most))),
            ArgumentKind::Word(words) | ArgumentKind::Words(words) => self.words = Some(Words::These(words)),
            ArgumentKind::Attribute | ArgumentKind::Command => {}
        }
    }

    /// Adds what the API says of the member `name`.
    fn add(&mut self, name: &str, rules: &MemberRules) {
        if rules.required.contains(&name) {
            self.required = true;
            self.add_rule("VD-01");
        }
        if let Some((_, words)) = rules.words.iter().find(|(of, _)| *of == name) {
            self.words = Some(Words::These(words));
            self.add_rule("VD-02");
        }
        if let Some((_, range)) = rules.ranges.iter().find(|(of, _)| *of == name) {
            self.range = Some((i64::from(*range.start()), i64::from(*range.end())));
            self.add_rule("VD-03");
        }
        if let Some((_, most)) = rules.lengths.iter().find(|(of, _)| *of == name) {
            self.most = Some(*most);
            self.add_rule("VD-03");
        }
    }

    fn add_rule(&mut self, id: &str) {
        if !self.rules.split(", ").any(|known| known == id) {
            self.rules += if self.rules.is_empty() { "" } else { ", " };
            self.rules += id;
        }
    }
}

/// Whether a scenario may hold it.
pub(super) const fn is_accepted(member: &MemberShape) -> bool {
    !matches!(member.effect, Effect::Planned | Effect::Gone { .. })
}

fn effect(effect: Effect) -> String {
    match effect {
        Effect::Modelled => String::new(),
        Effect::ValueDecides => "some values are simulated, some are not".to_owned(),
        Effect::None => "changes nothing that is simulated".to_owned(),
        Effect::NotModelled { instead, unless: None } => format!("not modelled: {instead}"),
        Effect::NotModelled { instead, unless: Some(unless) } => {
            format!("not modelled, unless it is {unless}: {instead}")
        }
        Effect::ReadOnly => "output of the API, ignored".to_owned(),
        Effect::Planned => "not simulated by this version: an error".to_owned(),
        Effect::Gone { now } => format!("known to earlier versions: {now}"),
    }
}
