//! What a file is expected to hold, and whether it looks like that at all.

use super::shape::SCENARIO;
use crate::text::nearest;

/// What a file is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expected {
    /// A scenario.
    Scenario,
    /// A resource of ECS as JSON.
    AwsJson,
    /// Numbers, one per line.
    Series,
    /// Times and values in columns.
    Samples,
    /// Events of ECS as JSON.
    Events,
}

/// Words of which a log of ECS's events holds one at least, in lower case.
const WORDS_OF_EVENTS: [&str; 5] = ["detail-type", "\"events\"", "createdat", "taskarn", "servicearn"];

/// Words of which whatever a scenario takes holds one at least, whatever is wrong with it; lower case, since Terraform and
/// `CloudFormation` spell them in other ways.
const WORDS_OF_AWS: [&str; 30] = [
    "containerdefinitions",
    "container_definitions",
    "family",
    "servicename",
    "taskdefinition",
    "task_definition",
    "targetgroup",
    "desiredcount",
    "deploymentconfiguration",
    "forcenewdeployment",
    "launchtype",
    "schedulingstrategy",
    "containeroverrides",
    "essential",
    "\"image\"",
    "\"cpu\"",
    "\"memory\"",
    "taskarn",
    "containerinstance",
    "clustername",
    "clusterarn",
    "servicearn",
    "capacityprovider",
    "autoscalinggroup",
    "scalabledimension",
    "policyname",
    "alarmname",
    // Terraform, Compose and Copilot.
    "aws_ecs_",
    "image:",
    "ecs_network_mode",
];

impl Expected {
    /// Whether `text` may be shown to whoever wrote the scenario: it looks like what it should be, however broken.
    ///
    /// A scenario can name any file that the process may read. A password file is not among those that pass.
    pub fn is_like(self, text: &str) -> bool {
        if text.trim().is_empty() {
            return true;
        }
        match self {
            Self::Scenario => is_like_scenario(text),
            Self::AwsJson => {
                let lower = text.to_ascii_lowercase();
                WORDS_OF_AWS.iter().any(|word| lower.contains(word))
            }
            // The first line may name the columns.
            Self::Series => text.lines().filter(|line| !line.trim().is_empty()).take(2).any(is_number),
            // The first line names the columns, or is like the second.
            Self::Samples => text.lines().filter(|line| !line.trim().is_empty()).take(2).any(has_numbers),
            Self::Events => {
                let lower = text.to_ascii_lowercase();
                WORDS_OF_EVENTS.iter().any(|word| lower.contains(word))
            }
        }
    }
}

/// Lines at the start of a file of which the first word may also be a misspelt section.
const FIRST_LINES: usize = 100;

/// Whether a line begins with the name of a section or of a member at the top.
fn is_like_scenario(text: &str) -> bool {
    let words = || text.trim_start_matches('\u{feff}').lines().map(first_word);
    let mut first = words().filter(|word| !word.is_empty()).take(FIRST_LINES);
    words().any(|word| SCENARIO.member(word).is_some())
        || first.any(|word| nearest(word, SCENARIO.names()).is_some())
}

/// The key or section that a line of TOML begins with.
fn first_word(line: &str) -> &str {
    let line = line.trim_start().trim_start_matches('[').trim_start_matches(['"', '\'', ' ']);
    let end = line.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(line.len());
    &line[..end]
}

/// Whether a line has several cells, and a number in one of them.
fn has_numbers(line: &str) -> bool {
    let cells = || line.split(',').map(|cell| cell.trim().trim_matches('"'));
    cells().count() > 1 && cells().any(|cell| cell.parse::<f64>().is_ok())
}

fn is_number(line: &str) -> bool {
    let first = line.split(',').next().unwrap_or_default();
    first.trim().trim_matches('"').trim().parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWORDS: &str = "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1::/:/usr/sbin/nologin\n";
    const CREDENTIALS: &str = "[default]\naws_access_key_id = AKIA\naws_secret_access_key = secret\n";
    const VARIABLES: &str = "HOME=/root\0TOKEN=secret\0";

    #[test]
    fn what_is_broken_still_looks_like_itself_and_secrets_do_not() {
        for (expected, texts) in [
            (
                Expected::Scenario,
                &["name = web", "\u{feff}[simulation\n", "x\n[[ services ]]", "\"name\" =", "nam = 1"][..],
            ),
            (Expected::AwsJson, &["{\"family\": ${x}}", "[{\"name\": \"c\", \"image\": }]", "FAMILY"]),
            (Expected::Series, &["seconds\n1\n", "1\nfast", "\n \"2\" ,x"]),
            (Expected::Samples, &["at,value\n5m,1.5\n", "60,\"2\""]),
        ] {
            for text in texts {
                assert!(expected.is_like(text), "{expected:?}: {text}");
            }
            for secret in [PASSWORDS, CREDENTIALS, VARIABLES, "-----BEGIN PRIVATE KEY-----\n"] {
                assert!(!expected.is_like(secret), "{expected:?}: {secret}");
            }
        }
    }
}
