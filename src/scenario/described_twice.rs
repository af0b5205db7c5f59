//! What several answers of AWS describe: the latest of them counts.

use std::collections::BTreeMap;

use super::resource::Resource;
use super::{Problem, Problems, Sources};
use crate::tree::{Node, Span};

/// Keeps of what files describe more than once the last description, and warns where it differs from an earlier one.
///
/// What a scenario writes twice itself, or has from files that AWS did not print, stays: that is a mistake.
pub fn settle(elements: &mut Vec<Node>, resource: Resource, sources: &Sources, problems: &mut Problems) {
    let mut last: BTreeMap<String, usize> = BTreeMap::new();
    let mut superseded = Vec::new();
    for (index, element) in elements.iter().enumerate() {
        if !sources.is_aws_json(element.span.file) || resource.arn_of(element).is_none() {
            continue;
        }
        let Some(identity) = resource.identity_of(element) else { continue };
        if let Some(earlier) = last.insert(identity, index) {
            superseded.push(earlier);
            if elements[earlier] != *element {
                problems.push(differing(&elements[earlier], element, resource, sources));
            }
        }
    }
    superseded.sort_unstable();
    let mut index = 0;
    elements.retain(|_| {
        index += 1;
        superseded.binary_search(&(index - 1)).is_err()
    });
}

fn differing(earlier: &Node, later: &Node, resource: Resource, sources: &Sources) -> Problem {
    let name = later.own_name().or_else(|| resource.arn_of(later)).unwrap_or_default();
    let noun = resource.noun().split_once(' ').map_or("", |(_, noun)| noun);
    let message = format!("{noun} `{name}` is described twice, and not alike: the later description counts");
    let at = Span::new(earlier.span.file, earlier.span.start..earlier.span.start + 1);
    let problem = Problem::warning(&at, message).label("the earlier one, which is left out");
    let (before, after) = (&sources.get(earlier.span.file).name, &sources.get(later.span.file).name);
    problem.help(if before == after {
        "save what is described into new files, so that old answers do not stay".to_owned()
    } else {
        format!("the later one is in {after}: remove {before}, or what is old in it")
    })
}
