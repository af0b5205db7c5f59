//! A member of a table in words: what it says, its default, its rules, and what it does to a simulation.

use super::super::shape::{Effect, MemberShape, Shape};
use crate::model::settings::{SETTINGS, Setting};

/// A member as documents tell it; texts are empty where there is nothing to say.
pub(super) struct Entry {
    /// What it says.
    pub meaning: &'static str,
    /// Its default, as a scenario writes it or in words.
    pub default: String,
    /// Ids of the rules that it is about.
    pub rules: &'static str,
    /// What it does, where that is not simply that it is simulated.
    pub effect: String,
}

impl Entry {
    /// What there is to say of `member` of `shape`; the settings of `[behavior]` have a table of their own.
    pub fn of(shape: &Shape, member: &MemberShape) -> Self {
        let setting = SETTINGS.iter().find(|setting| shape.name == "behavior" && setting.name == member.name);
        let notes = &member.notes;
        Self {
            meaning: setting.map_or(notes.meaning, |setting| setting.meaning),
            default: setting.map_or_else(|| notes.default.to_owned(), Setting::default),
            rules: setting.map_or(notes.rules, |setting| setting.rule),
            effect: effect(member.effect),
        }
    }
}

/// Whether a scenario may hold it.
pub(super) const fn is_accepted(member: &MemberShape) -> bool {
    !matches!(member.effect, Effect::Planned | Effect::Gone { .. } | Effect::Later { .. })
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
        Effect::Later { meanwhile } => format!("not simulated yet: meanwhile {meanwhile}"),
    }
}
