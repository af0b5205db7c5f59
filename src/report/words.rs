//! Words over many variants: which there are, and which variants have them.

use std::collections::BTreeMap;

use super::matrix::varied;
use super::sheet::Sheet;
use crate::experiment::{Results, Summary};

/// Each word of each metric, with where it is found.
pub(super) fn sheet(results: &Results<'_>, metrics: &[String]) -> Sheet {
    let rows = metrics.iter().flat_map(|metric| {
        let words = words(results, metric);
        words.into_iter().map(|(word, variants)| {
            [metric.as_str(), word, &place(results, metric, &variants)].map(str::to_owned).to_vec()
        })
    });
    Sheet {
        title: String::new(),
        header: ["metric", "value", "variants"].map(str::to_owned).to_vec(),
        figures: 3..3,
        rows: rows.collect(),
    }
}

/// The words of a metric, each with the variants that have it, by position.
fn words<'r>(results: &'r Results<'_>, metric: &str) -> BTreeMap<&'r str, Vec<usize>> {
    let mut found: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (variant, of) in results.variants.iter().enumerate() {
        if let Some(Summary::Text(word)) = of.metrics.get(metric) {
            found.entry(word).or_default().push(variant);
        }
    }
    found
}

/// How many they are, and the value of the axis that decides it; without one, which is the first.
fn place(results: &Results<'_>, metric: &str, variants: &[usize]) -> String {
    let points = &results.points;
    let &[first, ..] = variants else { return String::new() };
    if variants.len() == points.len() {
        return "all".to_owned();
    }
    let has_any = |&variant: &usize| results.variants[variant].metrics.contains(metric);
    let decided_by = |axis: &usize| {
        let is_there = |variant: &usize| points[*variant].settings[*axis] == points[first].settings[*axis];
        let others = (0..points.len()).filter(has_any).filter(is_there).count();
        variants.iter().all(is_there) && others == variants.len()
    };
    let axes = &results.scenario.axes;
    let at = varied(axes).into_iter().find(decided_by).map_or_else(
        || format!(", first {}", points[first].name),
        |axis| format!(": {} = {}", axes[axis].label, points[first].settings[axis]),
    );
    format!("{} of {}{at}", variants.len(), points.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::testing::{grid_scenario, results, variant_results};
    use crate::scenario::Setting;

    #[test]
    fn words_are_found_by_the_axis_that_decides_them() {
        let scenario = grid_scenario(&[1, 2, 3], &[80, 0]);
        let by = |which: fn(&Setting, &Setting) -> &'static str| {
            let results = results(&scenario, |variant| {
                let word = which(&variant.settings[0], &variant.settings[1]);
                variant_results(1, &[("limit", Summary::Text(word.to_owned()))])
            });
            let rows = sheet(&results, &["limit".to_owned()]).rows;
            rows.into_iter().map(|row| format!("{}: {}", row[1], row[2])).collect::<Vec<_>>()
        };
        let port = by(|_, port| if *port == Setting::Integer(80) { "PORTS" } else { "CPU" });
        assert_eq!(port, ["CPU: 3 of 6: hostPort = 0", "PORTS: 3 of 6: hostPort = 80"]);
        let one = by(|count, port| {
            let (one, fixed) = (Setting::Integer(1), Setting::Integer(80));
            if (count, port) == (&one, &fixed) { "PORTS" } else { "CPU" }
        });
        let expected = [
            "CPU: 5 of 6, first desiredCount=1, hostPort=0",
            "PORTS: 1 of 6, first desiredCount=1, hostPort=80",
        ];
        assert_eq!(one, expected);
        assert_eq!(by(|_, _| "CPU"), ["CPU: all"]);
    }
}
