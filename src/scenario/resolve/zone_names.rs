//! Names of Availability Zones.

use super::super::{Problem, Problems};
use super::fields::Text;
use super::names::shortened;

/// Reports what cannot be a zone's name.
pub fn check(zone: Text<'_>, problems: &mut Problems) {
    let spellable = !zone.value.is_empty()
        && zone.value.len() <= 128
        && zone.value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !spellable {
        let message = format!("`{}` is not an Availability Zone", shortened(zone.value));
        let problem = Problem::error(zone.span, message).label("not a zone's name");
        problems.push(problem.help("write a zone such as \"us-east-1a\""));
    }
}
