//! Variants by their names.

use crate::scenario::Scenario;
use crate::text::nearest;

/// The number of the variant called `wanted`.
///
/// # Errors
///
/// Says which there are where there is none of that name.
pub(super) fn named(scenario: &Scenario, wanted: &str) -> Result<usize, String> {
    let names: Vec<String> = scenario.variants.points().map(|point| point.name).collect();
    let names = || names.iter().map(String::as_str);
    names().position(|name| name == wanted).ok_or_else(|| {
        let hint = nearest(wanted, names()).map_or_else(
            || format!("; there are:\n  {}", first_of(names())),
            |name| format!("; did you mean `{name}`?"),
        );
        format!("the scenario has no variant `{wanted}`{hint}")
    })
}

/// The first names, one per line.
pub(super) fn first_of<'n>(mut names: impl Iterator<Item = &'n str>) -> String {
    const LISTED: usize = 10;
    let mut lines: Vec<String> = names.by_ref().take(LISTED).map(str::to_owned).collect();
    let more = names.count();
    if more > 0 {
        lines.push(format!("… and {more} more"));
    }
    lines.join("\n  ")
}
