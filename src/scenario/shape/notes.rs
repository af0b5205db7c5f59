//! What a table says of a member for documents and editors, beside what the check needs.

use super::MemberShape;

/// What is known of a member besides its kind and effect. Texts are empty where there is nothing to say: what members of
/// AWS mean is in AWS's reference.
#[derive(Clone, Copy, Debug)]
pub struct Notes {
    /// What it says.
    pub meaning: &'static str,
    /// The unit of a number.
    pub unit: &'static str,
    /// What holds where it is left out: a value as a scenario writes it, or words.
    pub default: &'static str,
    /// Ids of the rules that it is about.
    pub rules: &'static str,
    /// The words that a text may be.
    pub words: Option<Words>,
    /// The least and the most that a number may be.
    pub range: Option<(i64, i64)>,
    /// Whether an object without it is refused.
    pub required: bool,
    /// Whether the path of a file may stand for the value.
    pub or_path: bool,
    /// Whether it stands in an object of AWS and only a simulation knows it: no call of AWS takes it.
    pub of_simulation: bool,
}

/// The words that a text may be.
#[derive(Clone, Copy, Debug)]
pub enum Words {
    /// These, in this case.
    These(&'static [&'static str]),
    /// These, in any case.
    AnyCase(&'static [&'static str]),
    /// Those of a table, in this case.
    Of(fn() -> Vec<&'static str>),
    /// Those of a table, in any case.
    AnyCaseOf(fn() -> Vec<&'static str>),
}

impl Words {
    /// All of them.
    #[must_use]
    pub fn all(self) -> Vec<&'static str> {
        match self {
            Self::These(words) | Self::AnyCase(words) => words.to_vec(),
            Self::Of(table) | Self::AnyCaseOf(table) => table(),
        }
    }

    /// Whether capitals are as good as small letters.
    #[must_use]
    pub const fn any_case(self) -> bool {
        matches!(self, Self::AnyCase(_) | Self::AnyCaseOf(_))
    }
}

impl Notes {
    /// Nothing.
    pub(super) const NONE: Self = Self {
        meaning: "",
        unit: "",
        default: "",
        rules: "",
        words: None,
        range: None,
        required: false,
        or_path: false,
        of_simulation: false,
    };
}

/// Each adds a note to a member of a table.
impl MemberShape {
    pub(super) const fn means(mut self, meaning: &'static str) -> Self {
        self.notes.meaning = meaning;
        self
    }

    pub(super) const fn unit(mut self, unit: &'static str) -> Self {
        self.notes.unit = unit;
        self
    }

    pub(super) const fn default(mut self, default: &'static str) -> Self {
        self.notes.default = default;
        self
    }

    pub(super) const fn rules(mut self, rules: &'static str) -> Self {
        self.notes.rules = rules;
        self
    }

    pub(super) const fn words(mut self, words: Words) -> Self {
        self.notes.words = Some(words);
        self
    }

    pub(super) const fn range(mut self, least: i64, most: i64) -> Self {
        self.notes.range = Some((least, most));
        self
    }

    pub(super) const fn required(mut self) -> Self {
        self.notes.required = true;
        self
    }

    pub(super) const fn or_path(mut self) -> Self {
        self.notes.or_path = true;
        self
    }

    pub(super) const fn of_simulation(mut self) -> Self {
        self.notes.of_simulation = true;
        self
    }
}
