//! The page that shows what is real beside what is simulated.

use std::fmt::Write as _;

use super::distributions::Distribution;
use super::judgement::{Interval, Judgement};
use super::passes::Passes;
use super::recording::Recording;
use super::table;
use super::world::SEEDS;

/// So many intervals between the same steps are told in one line.
const TOLD_TOGETHER: usize = 8;

/// `docs/timelines.md`.
pub fn page(judgements: &[Judgement], distributions: &[Distribution]) -> String {
    let mut page = introduction();
    overview(&mut page, judgements);
    for judgement in judgements {
        section(&mut page, judgement);
    }
    compare(&mut page, distributions);
    leave_out(&mut page);
    page
}

fn introduction() -> String {
    format!(
        "# Real runs, replayed

<!-- Written by `cargo run --release --example timelines > docs/timelines.md`. -->

Public, timestamped event logs of real Amazon ECS services, and what Plimsoll makes of the same services with {SEEDS} seeds. The
data and the scenarios are in `tests/timelines/`; a test holds this page to them.

* An interval is *inside* if it lies within 1 and 99 % of the simulated ones; those told in whole seconds are compared with
  simulated moments cut to whole seconds. Every interval that lies outside has its reason here, and a test fails on one without,
  and on a reason whose interval lies inside.
* What a source does not tell – start-up, shut-down, the interval of checks – is fitted, once a run, and named. Settings of the
  scheduler are never fitted to the run that is replayed.
* Until 2021 a pass took longer than today. The replay of a run of those years takes the length that all *other* runs let one
  expect of it, and their jitter; nothing is read from the run itself. What other runs of its own account or service tell of
  the length counts by how many gaps between passes they tell, beside how much services differ (random effects; a Student
  distribution, one length a seed). How many intervals lie inside with today's 9.68 s is told as well. Tables say what is
  expected: the mean of services and by how much they differ, which is a standard deviation that jitter and rounding leave
  unexplained; what other runs of its service make of it, with the scale of the distribution; and how much earlier or later than
  on an even grid a pass comes at most.
* Until 2021 \"has stopped\" told the stop signal, and is replayed as such; since then it tells the decision.
* A number behind a step is of how many tasks or targets; with several in several moments, the last counts. *call* is what
  the user asked for, *fault* what struck; *started*, *registered*, *deregistered* (with \"has begun draining\"), *impaired*,
  *completed* and *steady* are events of the service; *stopped* is the decision and *signal* the stop signal; *running* and
  *ended* are RUNNING and STOPPED of a task; *healthy* and *unhealthy* what the load balancer finds, *told* the event that says
  so; *inactive* an instance that is not registered any more. Runs are named by letters where their sources name none.
* Runs go *otherwise* with a seed if steps come in another order than they are told in, or if there are more of them.
* Addresses of the sources are withheld; `passes.csv` and the recordings name them by short ids.
* *Before measurement* is `preset = \"beforeMeasurement\"`, the scheduler that was assumed without these logs.

"
    )
}

fn overview(page: &mut String, judgements: &[Judgement]) {
    page.push_str(
        "| run | intervals | inside | inside with today's passes | inside before measurement | seeds otherwise |\n\
         |---|--:|--:|--:|--:|--:|\n",
    );
    for judgement in judgements {
        let Judgement { recording, intervals, otherwise, inside_today, inside_before } = judgement;
        let (name, inside, of) = (&recording.name, judgement.inside(), intervals.len());
        let _ = writeln!(
            page,
            "| [{name}](#{name}) | {of} | {inside} ({:.0} %) | {inside_today} | {inside_before} | {otherwise} |",
            share(inside, of)
        );
    }
}

fn share(part: usize, whole: usize) -> f64 {
    let [part, whole] = [part, whole].map(|count| f64::from(u32::try_from(count).expect("some hundred")));
    100.0 * part / whole
}

fn section(page: &mut String, judgement: &Judgement) {
    let recording = &judgement.recording;
    let _ = writeln!(
        page,
        "\n## {}\n\n**{}.** {}.",
        recording.name,
        recording.about("title"),
        recording.about("where")
    );
    let _ = writeln!(page, "\n* Fitted: {}.", recording.about("fitted"));
    if let Some(settings) = recording.about.get("of its time") {
        let _ = writeln!(page, "* As it was then: `{}`.", settings.replace(", ", "`, `"));
    }
    let older = expectations(recording);
    let passes = if older.is_empty() { "by default" } else { "as other runs until 2021 let one expect" };
    let _ = writeln!(page, "* Passes: {passes}.");
    for key in ["by choice", "left out", "shown, not asserted", "below nine in ten"] {
        if let Some(what) = recording.about.get(key) {
            let _ = writeln!(page, "* {}{}: {what}.", key[..1].to_uppercase(), &key[1..]);
        }
    }
    expected(page, &older);
    page.push_str(
        "\n| run | from | to | real (s) | simulated median (s) | simulated 1 to 99 % (s) | verdict |\n|---|---|---|--:|--:|--:|---|\n",
    );
    rows(page, &judgement.intervals);
}

/// Of what runs the same passes are expected.
fn expectations(recording: &Recording) -> Vec<(Vec<&str>, Passes)> {
    let mut all: Vec<(Vec<&str>, Passes)> = Vec::new();
    for (run, passes) in recording.runs.iter().filter_map(|run| Some((run, recording.older_passes(run)?))) {
        match all.iter_mut().find(|(_, known)| *known == passes) {
            Some((runs, _)) => runs.push(&run.name),
            None => all.push((vec![&run.name], passes)),
        }
    }
    all
}

/// What the passes of each run are expected to be, and by what.
fn expected(page: &mut String, expectations: &[(Vec<&str>, Passes)]) {
    if expectations.is_empty() {
        return;
    }
    page.push_str(
        "\n| run | services known | a pass of theirs (s) | differing by (s) | gaps of its own service in other runs | a pass expected of it (s) | jitter (s) |\n\
         |---|--:|--:|--:|--:|--:|--:|\n",
    );
    for (runs, passes) in expectations {
        let Passes { services, mean, between, own_gaps, expected, scale, jitter } = passes;
        let _ = writeln!(
            page,
            "| {} | {services} | {mean:.2} | {between:.2} | {own_gaps} | {expected:.2} ± {scale:.2} | {jitter:.2} |",
            runs.join(", ")
        );
    }
    page.push_str("\nIntervals:\n");
}

/// A line an interval; those that stand for many of a kind in one line, and what lies outside by itself.
fn rows(page: &mut String, intervals: &[Interval]) {
    let mut told: Vec<(&str, &str)> = Vec::new();
    for interval in intervals {
        let steps = (interval.from.as_str(), interval.to.as_str());
        let alike: Vec<&Interval> =
            intervals.iter().filter(|other| (other.from.as_str(), other.to.as_str()) == steps).collect();
        if alike.len() < TOLD_TOGETHER || (interval.miss.is_some() || !interval.is_inside()) {
            row(page, interval);
        } else if !told.contains(&steps) {
            told.push(steps);
            together(page, &alike);
        }
    }
}

fn row(page: &mut String, interval: &Interval) {
    let Interval { run, from, to, .. } = interval;
    let verdict = match (&interval.miss, interval.is_inside()) {
        (_, true) => "inside",
        (Some(reason), false) => &format!("**outside**: {reason}"),
        (None, false) => "**outside**",
    };
    let at_most = if interval.at_most { "at most " } else { "" };
    let real = format!("{at_most}{}", seconds(interval.real));
    let [low, median, high] = [0.01, 0.5, 0.99].map(|share| seconds(interval.quantile(share)));
    let _ = writeln!(page, "| {run} | {from} | {to} | {real} | {median} | {low} to {high} | {verdict} |");
}

/// Those inside of many between the same steps.
fn together(page: &mut String, alike: &[&Interval]) {
    let (from, to) = (&alike[0].from, &alike[0].to);
    let mut real: Vec<f64> = alike.iter().filter(|one| one.is_inside()).map(|one| one.real).collect();
    real.sort_unstable_by(f64::total_cmp);
    let mut simulated: Vec<f64> = alike.iter().flat_map(|one| &one.simulated).copied().collect();
    simulated.sort_unstable_by(f64::total_cmp);
    let at = |share| seconds(quantile(&simulated, share));
    let _ = writeln!(
        page,
        "| {} runs or times | {from} | {to} | {} to {}, median {} | {} | {} to {} | inside, each |",
        real.len(),
        seconds(real[0]),
        seconds(real[real.len() - 1]),
        seconds(quantile(&real, 0.5)),
        at(0.5),
        at(0.01),
        at(0.99),
    );
}

fn quantile(sorted: &[f64], share: f64) -> f64 {
    let many = f64::from(u32::try_from(sorted.len()).expect("some thousands"));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a position")]
    let rank = (share * many).ceil() as usize;
    sorted[rank.max(1) - 1]
}

fn compare(page: &mut String, distributions: &[Distribution]) {
    page.push_str(
        "\n## Distributions\n\nKinds of intervals of which ten or more were measured, beside the simulated ones; those without a simulated one are listed below. *D* is the Kolmogorov–Smirnov distance, \
         the largest difference between the two shares below any length; chance alone exceeds the value in brackets in one of twenty samples.\n\n\
         | kind | n | measured: least, median, most (s) | simulated: 5 %, 50 %, 95 % (s) | *D* | which of them |\n|---|--:|--:|--:|--:|---|\n",
    );
    for distribution in distributions {
        let Distribution { kind, note, differs, measured, simulated } = distribution;
        let differs = differs.as_ref().map_or(String::new(), |reason| format!("; **differs**: {reason}"));
        let real = [0.0, 0.5, 1.0].map(|share| seconds(quantile(measured, share))).join(", ");
        let ours = [0.05, 0.5, 0.95].map(|share| seconds(quantile(simulated, share))).join(", ");
        let _ = writeln!(
            page,
            "| `{kind}` | {} | {real} | {ours} | {:.2} ({:.2}) | {note}{differs} |",
            measured.len(),
            distribution.distance(),
            distribution.critical(),
        );
    }
}

/// Kinds that are measured and not compared.
fn leave_out(page: &mut String) {
    page.push_str("\nNot compared:\n\n| kind | n | why |\n|---|--:|---|\n");
    for row in table("not-compared.csv") {
        let _ = writeln!(page, "| `{}` | {} | {} |", &row[0], &row[1], &row[2]);
    }
}

fn seconds(seconds: f64) -> String {
    if seconds.is_infinite() { "never".to_owned() } else { format!("{seconds:.1}") }
}
