//! Short names for the axes of the matrix.

use super::Axis;

/// Gives each axis the shortest end of its path that no other axis ends with and that says what it is about.
///
/// An index of a section without names is left out where the label is unique without it: `containerInstances.count`.
pub(super) fn label(axes: &mut [Axis]) {
    let paths: Vec<Vec<String>> =
        axes.iter().map(|axis| axis.path.split('.').map(str::to_owned).collect()).collect();
    for (index, axis) in axes.iter_mut().enumerate() {
        let own = &paths[index];
        let clashes = |end: &[String]| {
            paths.iter().enumerate().any(|(other, path)| other != index && path.ends_with(end))
        };
        let ends = (0..own.len()).rev().map(|start| &own[start..]);
        let end = ends.into_iter().find(|end| tells(end) && !clashes(end)).unwrap_or(own);
        let short = without_index(end);
        let alike = |path: &[String]| {
            let start = path.len().checked_sub(end.len());
            start.is_some_and(|start| without_index(&path[start..]) == short)
        };
        let is_unique = paths.iter().enumerate().all(|(other, path)| other == index || !alike(path));
        axis.label = if is_unique { short } else { end.to_vec() }.join(".");
    }
}

/// Ends of paths that say little without the section that they are in.
const GENERIC: [&str; 9] = ["action", "at", "count", "every", "field", "file", "name", "type", "value"];

/// Whether the end of a path can stand alone: it begins with a word, and is more than a generic one.
fn tells(end: &[String]) -> bool {
    let [first, rest @ ..] = end else { return false };
    !is_index(first) && (!rest.is_empty() || !GENERIC.contains(&first.as_str()))
}

/// The path without the index behind its first word.
fn without_index(path: &[String]) -> Vec<String> {
    match path {
        [section, index, rest @ ..] if is_index(index) && !rest.is_empty() => {
            std::iter::once(section).chain(rest).cloned().collect()
        }
        _ => path.to_vec(),
    }
}

fn is_index(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_says_what_an_axis_is_about() {
        let labels = |paths: &[&str]| {
            let unlabelled =
                |path: &&str| Axis { path: (*path).to_owned(), label: String::new(), values: Vec::new() };
            let mut found: Vec<Axis> = paths.iter().map(unlabelled).collect();
            label(&mut found);
            found.into_iter().map(|axis| axis.label).collect::<Vec<_>>()
        };
        for (paths, expected) in [
            (&["containerInstances.0.count"][..], &["containerInstances.count"][..]),
            (
                &["containerInstances.0.count", "containerInstances.1.count"],
                &["containerInstances.0.count", "containerInstances.1.count"],
            ),
            (&["faults.0.at", "actions.0.at"], &["faults.at", "actions.at"]),
            (&["services.web.placementStrategy.0.field"], &["placementStrategy.field"]),
            (&["services.a.desiredCount", "services.b.desiredCount"], &["a.desiredCount", "b.desiredCount"]),
            (
                &["services.a.placementStrategy.0.field", "services.a.placementStrategy.1.field"],
                &["placementStrategy.0.field", "placementStrategy.1.field"],
            ),
            (&["faults.0.count", "count"], &["faults.count", "count"]),
        ] {
            assert_eq!(labels(paths), expected, "{paths:?}");
        }
    }
}
