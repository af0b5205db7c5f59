//! What a setting of `[behavior]` may be instead, where its default is a guess.

use super::assumptions::ASSUMPTIONS;
use super::settings::Setting;
use super::{Behavior, Distribution, Spread};
use crate::time::SimDuration;

/// A setting whose default is not certain, and what it may be instead.
#[derive(Clone, Copy, Debug)]
pub struct Assumption {
    /// The setting's key.
    pub setting: &'static str,
    /// What it may be instead.
    pub instead: Instead,
    /// What that rests on.
    pub basis: &'static str,
}

/// What a setting may be instead of its default.
#[derive(Clone, Copy, Debug)]
pub enum Instead {
    /// A figure between two.
    Between(Range),
    /// One other choice, and how a behaviour gets it.
    Other(fn(&mut Behavior)),
}

/// Figures that are plausible.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    /// 5 % of what is plausible is smaller: microseconds, a count or millionths, as its [`Quantity`] says.
    pub low: u64,
    /// 5 % of what is plausible is larger.
    pub high: u64,
    /// Where a behaviour has the figure.
    pub place: Place,
}

/// Where a behaviour has a figure, and how one is put there.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// A random duration; a figure makes it a constant.
    Random(fn(&mut Behavior) -> &mut Distribution),
    /// A duration.
    Duration(fn(&mut Behavior) -> &mut SimDuration),
    /// A number of things.
    Count(fn(&mut Behavior) -> &mut u32),
    /// Waits, each of which a figure makes that many millionths as long.
    Waits(fn(&mut Behavior) -> &mut Vec<SimDuration>),
    /// Factors around 1, which a figure makes reach that many millionths to either side.
    Factors(fn(&mut Behavior) -> &mut Spread),
}

/// What a figure of a [`Range`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Microseconds.
    Time,
    /// A number of things.
    Count,
    /// How many times as long, in millionths.
    Factor,
    /// How far to either side, in millionths.
    Spread,
}

/// Which other value of a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The figure below which 5 % of what is plausible lies.
    Low(u64),
    /// The figure above which 5 % of what is plausible lies.
    High(u64),
    /// The other choice.
    Other,
}

impl Assumption {
    /// What a setting may be instead; `None` where it is certain.
    ///
    /// ```
    /// use plimsoll::model::{Assumption, End};
    /// let tasks = Assumption::of("stoppedHostTasks").expect("nobody is sure of it");
    /// assert_eq!(tasks.value(End::Other), "\"stuck\"");
    /// assert!(Assumption::of("healthyAfter").is_none());
    /// ```
    #[must_use]
    pub fn of(setting: &str) -> Option<&'static Self> {
        ASSUMPTIONS.iter().find(|assumption| assumption.setting == setting)
    }

    /// All other values.
    #[must_use]
    pub fn ends(&self) -> Vec<End> {
        match &self.instead {
            Instead::Between(range) => vec![End::Low(range.low), End::High(range.high)],
            Instead::Other(_) => vec![End::Other],
        }
    }

    /// Gives a behaviour another value.
    ///
    /// # Panics
    ///
    /// When a figure is given to a choice, or the other choice to a figure: an end is of its assumption.
    pub fn put(&self, end: End, behavior: &mut Behavior) {
        match (&self.instead, end) {
            (Instead::Between(range), End::Low(figure) | End::High(figure)) => range.put(behavior, figure),
            (Instead::Other(put), End::Other) => put(behavior),
            _ => panic!("`{}` has no such end: {end:?}", self.setting),
        }
    }

    /// Another value as a scenario writes it.
    ///
    /// # Panics
    ///
    /// As [`put`](Self::put) does.
    #[must_use]
    pub fn value(&self, end: End) -> String {
        let mut behavior = Behavior::default();
        self.put(end, &mut behavior);
        Setting::of(self.setting).value(&behavior)
    }
}

impl End {
    /// The figure, if it is one.
    #[must_use]
    pub const fn figure(self) -> Option<u64> {
        match self {
            Self::Low(figure) | Self::High(figure) => Some(figure),
            Self::Other => None,
        }
    }
}

impl Range {
    /// What its figures are.
    #[must_use]
    pub const fn quantity(&self) -> Quantity {
        match self.place {
            Place::Random(_) | Place::Duration(_) => Quantity::Time,
            Place::Count(_) => Quantity::Count,
            Place::Waits(_) => Quantity::Factor,
            Place::Factors(_) => Quantity::Spread,
        }
    }

    /// The smallest and the largest figure that the default draws from; one and the same where it is no distribution.
    ///
    /// ```
    /// use plimsoll::model::assumptions::ASSUMPTIONS;
    /// use plimsoll::model::Instead;
    /// let Instead::Between(range) = ASSUMPTIONS[0].instead else { panic!("schedulerReaction is a figure") };
    /// assert_eq!(range.default(), (3_000_000, 11_000_000));
    /// ```
    #[must_use]
    pub fn default(&self) -> (u64, u64) {
        let mut behavior = Behavior::default();
        match self.place {
            Place::Random(of) => match of(&mut behavior) {
                Distribution::Uniform { low, high } => (low.as_micros(), high.as_micros()),
                other => (other.typical().as_micros(), other.typical().as_micros()),
            },
            Place::Duration(of) => twice(of(&mut behavior).as_micros()),
            Place::Count(of) => twice(u64::from(*of(&mut behavior))),
            Place::Waits(_) => twice(u64::from(Spread::ONE)),
            Place::Factors(of) => twice(u64::from(of(&mut behavior).high - Spread::ONE)),
        }
    }

    /// Makes the setting `figure`.
    pub fn put(&self, behavior: &mut Behavior, figure: u64) {
        let small = u32::try_from(figure).unwrap_or(u32::MAX);
        match self.place {
            Place::Random(of) => *of(behavior) = Distribution::Constant(SimDuration::from_micros(figure)),
            Place::Duration(of) => *of(behavior) = SimDuration::from_micros(figure),
            Place::Count(of) => *of(behavior) = small,
            Place::Waits(of) => {
                for wait in of(behavior) {
                    *wait = Spread::times(*wait, small);
                }
            }
            Place::Factors(of) => {
                *of(behavior) = Spread {
                    low: Spread::ONE.saturating_sub(small),
                    high: Spread::ONE.saturating_add(small),
                };
            }
        }
    }
}

const fn twice(figure: u64) -> (u64, u64) {
    (figure, figure)
}
