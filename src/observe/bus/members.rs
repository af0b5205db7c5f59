//! Members of `detail`, in order, with what a simulation tells of moments.

use crate::time::SimTime;

/// A value in `detail`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Member {
    /// A string.
    Text(String),
    /// A number.
    Whole(u64),
    /// `true` or `false`.
    Flag(bool),
    /// A date, as the time since the start.
    Moment(SimTime),
    /// A list.
    List(Vec<Member>),
    /// An object.
    Object(Members),
    /// An object of names that the scenario gives, with texts.
    Map(Vec<(String, String)>),
}

/// Members of an object, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Members(pub Vec<(&'static str, Member)>);

impl Members {
    pub(in crate::observe) fn text(&mut self, name: &'static str, value: impl Into<String>) {
        self.0.push((name, Member::Text(value.into())));
    }

    pub(in crate::observe) fn moment(&mut self, name: &'static str, at: SimTime) {
        self.0.push((name, Member::Moment(at)));
    }

    pub(in crate::observe) fn list(&mut self, name: &'static str, values: impl IntoIterator<Item = Member>) {
        self.0.push((name, Member::List(values.into_iter().collect())));
    }
}
