//! What becomes of the verdicts, in a few sentences: levels and comparisons apart, and what could not be seen.

use super::{are_few, counted, movements};
use crate::experiment::{Assumptions, Kind, Pairs, Results, Tally};

/// The sentences, each a paragraph of its own.
pub(super) fn lines(results: &Results<'_>, assumptions: &Assumptions) -> Vec<String> {
    let replications = results.scenario.replications;
    let mut lines = vec![levels(results, assumptions), comparisons(results, assumptions)];
    let between = assumptions.tally(Kind::Between).flipped;
    if between > 0 {
        let figures = counted(between, "figure that is in between comes", "figures that are in between come");
        lines.push(format!("{figures} to none, 0 or 100 % with one of {}.", tried(assumptions)));
    }
    if are_few(results) {
        let few = counted_u32(replications, "replication shows", "replications show");
        lines.push(format!(
            "{few} little: what differs may be chance, and what chance hides is not seen. Judge with \
             --replications 20."
        ));
    }
    lines.extend(movements::largest(results, assumptions));
    lines
}

fn levels(results: &Results<'_>, assumptions: &Assumptions) -> String {
    let levels = assumptions.tally(Kind::Level);
    if levels.all == 0 {
        return "No levels to judge: no figure is none, 0 or 100 % in all replications of a variant."
            .to_owned();
    }
    judged(results, assumptions, levels, ["level", "levels"])
}

fn comparisons(results: &Results<'_>, assumptions: &Assumptions) -> String {
    let (orders, pairs) = (assumptions.tally(Kind::Order), assumptions.pairs);
    let unseen = unseen(pairs, results.scenario.replications);
    let judged = if results.scenario.variants.len() == 1 {
        "No comparisons to judge: there is one variant.".to_owned()
    } else if pairs.all() == 0 {
        "No comparisons to judge: no two variants have figures.".to_owned()
    } else if orders.all == 0 {
        "No comparisons to judge.".to_owned()
    } else {
        judged(results, assumptions, orders, ["comparison of variants", "comparisons of variants"])
    };
    [Some(judged), unseen].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Pairs of which nothing is said.
fn unseen(pairs: Pairs, replications: u32) -> Option<String> {
    let mut parts = Vec::new();
    if pairs.untold > 0 {
        let by = counted_u32(replications, "replication", "replications");
        parts.push(format!("{} not told apart by {by}", counted(pairs.untold, "is", "are")));
    }
    if pairs.equal > 0 {
        parts.push(format!("{} equal", counted(pairs.equal, "is", "are")));
    }
    let all = counted(pairs.all(), "pair", "pairs");
    (!parts.is_empty()).then(|| format!("Of {all} of figures, {}.", parts.join(" and ")))
}

fn judged(results: &Results<'_>, assumptions: &Assumptions, of: Tally, [one, many]: [&str; 2]) -> String {
    let tried = tried(assumptions);
    let replications = counted_u32(results.scenario.replications, "replication shows", "replications show");
    let as_far = if are_few(results) { format!(", as far as {replications}") } else { String::new() };
    let all = counted(of.all, one, many);
    let holding = |count: usize| if count == 1 { "holds" } else { "hold" };
    let mut parts = Vec::new();
    if of.flipped > 0 {
        parts.push(counted(of.flipped, "flips", "flip"));
    }
    if of.unclear > 0 {
        parts.push(counted(of.unclear, "is no longer clear", "are no longer clear"));
    }
    if parts.is_empty() {
        return format!("{all} {} with each of {tried}{as_far}.", holding(of.all));
    }
    let rest = match of.all - of.flipped - of.unclear {
        0 => String::new(),
        rest => format!("; {rest} {} with each{as_far}", holding(rest)),
    };
    format!("Of {all}, {} with one of {tried}{rest}.", parts.join(" and "))
}

fn tried(assumptions: &Assumptions) -> String {
    counted(assumptions.tried.len(), "assumption", "assumptions")
}

fn counted_u32(count: u32, one: &str, many: &str) -> String {
    counted(usize::try_from(count).unwrap_or(usize::MAX), one, many)
}
