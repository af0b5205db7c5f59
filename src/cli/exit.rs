//! What the process tells its caller.

use std::process::ExitCode;

/// Exit codes, part of the interface.
///
/// With several files the worst outcome counts; the variants stand from the best to the worst. Wrong usage (2) is
/// always found before anything else happens. Ctrl-C and TERM end the process with 130 and 143, whatever came before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: everything asked for was done.
    Done,
    /// 4: a run ended as it should, but an expectation of its scenario was not met.
    ExpectationNotMet,
    /// 5: a guard ended a run before its time, so that its figures are missing.
    StoppedByGuard,
    /// 6: results could not be written.
    OutputNotWritten,
    /// 1: the command failed in another way: nothing was found, a log tells too little, or two equal runs differed.
    Failed,
    /// 3: a scenario, a log or a baseline is invalid; nothing was run.
    InvalidScenario,
    /// 2: the arguments make no sense together; nothing was run.
    WrongUsage,
}

impl Exit {
    /// The code that a shell sees.
    ///
    /// ```
    /// use plimsoll::cli::Exit;
    /// assert_eq!((Exit::Done.code(), Exit::InvalidScenario.code()), (0, 3));
    /// ```
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::WrongUsage => 2,
            Self::InvalidScenario => 3,
            Self::ExpectationNotMet => 4,
            Self::StoppedByGuard => 5,
            Self::OutputNotWritten => 6,
        }
    }

    /// The one of both that a caller must hear about.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        self.max(other)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_outcome_wins_whatever_its_number() {
        for (one, other, worst) in [
            (Exit::Done, Exit::ExpectationNotMet, Exit::ExpectationNotMet),
            (Exit::StoppedByGuard, Exit::ExpectationNotMet, Exit::StoppedByGuard),
            (Exit::OutputNotWritten, Exit::StoppedByGuard, Exit::OutputNotWritten),
            (Exit::OutputNotWritten, Exit::Failed, Exit::Failed),
            (Exit::InvalidScenario, Exit::OutputNotWritten, Exit::InvalidScenario),
        ] {
            assert_eq!(one.worse(other), worst);
            assert_eq!(other.worse(one), worst);
        }
    }
}
