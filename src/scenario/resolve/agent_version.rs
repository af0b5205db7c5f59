//! `agentVersion` of a group of instances: what an agent can do, and whether it trunks, depends on it.

use super::super::{Node, Problem, Problems};
use super::fields::{Text, text};
use super::names::shortened;

/// The agent whose code the rules on agents were read from.
pub const DEFAULT_AGENT_VERSION: &str = "1.105.1";

/// A version such as `1.105.1`, compared number by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AgentVersion([u32; 3]);

impl AgentVersion {
    /// A version of three numbers.
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self([major, minor, patch])
    }

    /// The version that `written` spells, if it is one.
    pub fn parse(written: &str) -> Option<Self> {
        let mut numbers = written.split('.').map(str::parse);
        let version = [numbers.next()?.ok()?, numbers.next()?.ok()?, numbers.next()?.ok()?];
        numbers.next().is_none().then_some(Self(version))
    }
}

/// The agent of a group: `agentVersion`, or where describe-container-instances states it, or the default.
pub fn read<'n>(group: &'n Node, problems: &mut Problems) -> (&'n str, AgentVersion) {
    let info = group.get("versionInfo").and_then(|info| text(info, "agentVersion"));
    let written = text(group, "agentVersion").or(info);
    let default = AgentVersion::parse(DEFAULT_AGENT_VERSION).expect("the default is a version");
    let Some(Text { value, span }) = written else { return (DEFAULT_AGENT_VERSION, default) };
    let Some(version) = AgentVersion::parse(value) else {
        let message = format!("`{}` is not a version of the agent", shortened(value));
        let problem = Problem::error(span, message).label("not a version");
        problems.push(problem.help(format!("write three numbers, such as \"{DEFAULT_AGENT_VERSION}\"")));
        return (DEFAULT_AGENT_VERSION, default);
    };
    (value, version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_number_by_number() {
        let parse = |text| AgentVersion::parse(text);
        assert!(parse("1.14.5") < parse("1.105.1") && parse("1.28.1") > parse("1.28.0"));
        assert_eq!(parse("1.86.0"), Some(AgentVersion::new(1, 86, 0)));
        for wrong in ["", "1", "1.2", "1.2.3.4", "v1.2.3", "1..3", "1.2.x"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
