//! What a spool has after it was cut off anywhere.

use std::fs;
use std::path::Path;

use super::super::records::LINES;
use super::*;
use crate::experiment::testing::{Left, grid_scenario, number, variant_results};
use crate::model::{Events, Metrics, Records, Tables, TimeSeries};
use crate::scenario::Scenario;

const KEEPING: Keeping = Keeping {
    metrics: Metrics::All,
    replications: Metrics::All,
    records: Records::First,
    series: TimeSeries::Full,
    tables: Tables::Both,
    events: Events::Changes,
    variants: 3,
};

fn scenario() -> Scenario {
    let mut scenario = grid_scenario(&[1, 2, 3], &[80]);
    scenario.replications = 70;
    scenario
}

/// A part of a variant: the first has records, and each a metric of its own.
fn keep(spool: &Spool<'_>, variant: usize, number_of_part: u32) {
    let of = spool.scenario().variants.get(variant);
    let unit = "tasks";
    let metrics =
        [("services.web.desiredCount.final", number(3.0, unit)), ("cluster.cost", number(1.5, "USD"))];
    let left = Left::from(variant_results(7, &metrics[..=usize::from(number_of_part == 0)]));
    let records = left.first.and_then(|run| spool.record(&of, 1, &run)).filter(|_| number_of_part == 0);
    let mut series = SeriesSums::default();
    series.add(&left.of.series);
    let part = Part {
        variant,
        number: number_of_part,
        replications: left.replications,
        series,
        notes: vec![format!("{variant} {number_of_part}")],
        records: records.into_iter().collect(),
    };
    spool.keep(part).expect("kept");
}

fn notes(spool: &Spool<'_>) -> Vec<String> {
    let of = |variant| spool.parts(variant).flat_map(|part| part.expect("whole").notes);
    (0..3).flat_map(of).collect()
}

fn open<'s>(path: &Path, scenario: &'s Scenario) -> Spool<'s> {
    Spool::open(path, scenario, KEEPING).expect("opened")
}

#[test]
fn parts_come_back_as_they_were_in_their_order() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let path = place.path().join("spool");
    let scenario = scenario();
    let spool = open(&path, &scenario);
    for (variant, part) in [(2, 0), (0, 1), (0, 0)] {
        keep(&spool, variant, part);
    }
    let columns = spool.columns();
    drop(spool);
    let again = open(&path, &scenario);
    assert_eq!(notes(&again), ["0 0", "0 1", "2 0"]);
    assert_eq!(again.columns(), columns);
    assert_eq!(again.runs_kept(), 64 + 6 + 64);
    assert!(again.has(0, 1) && !again.has(1, 0) && !again.has(2, 1));
    let part = again.parts(0).next().expect("there").expect("whole");
    let Ok(metrics) = &part.replications[0].outcome else { panic!("it came to its end") };
    assert_eq!(metrics.len(), 2);
    assert_eq!(part.series.means().len(), 4);
    let pieces: Vec<u8> = part.records.iter().flatten().map(|(table, _)| *table).collect();
    assert_eq!(pieces, [0, 1, 2, 3, LINES]);
    for &(table, at) in part.records.iter().flatten() {
        assert_eq!(matches!(again.piece(at).expect("whole"), Piece::Lines(_)), table == LINES);
    }
}

/// A kill may come at any byte: what was whole before stays, and can be continued.
#[test]
fn what_was_cut_off_anywhere_is_continued() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let path = place.path().join("spool");
    let scenario = scenario();
    let spool = open(&path, &scenario);
    let mut ends = Vec::new();
    for variant in 0..3 {
        keep(&spool, variant, 0);
        ends.push(fs::metadata(&path).expect("there").len());
    }
    drop(spool);
    let whole = fs::read(&path).expect("read");
    for cut in
        (0..=whole.len()).step_by(97).chain(ends.iter().map(|&end| usize::try_from(end).expect("small")))
    {
        fs::write(&path, &whole[..cut]).expect("written");
        let spool = open(&path, &scenario);
        assert!(!spool.was_damaged(), "cut at {cut}");
        let there = ends.iter().filter(|&&end| end <= cut as u64).count();
        assert_eq!(notes(&spool).len(), there, "cut at {cut}");
        (there..3).for_each(|variant| keep(&spool, variant, 0));
        assert_eq!(notes(&spool), ["0 0", "1 0", "2 0"], "cut at {cut}");
    }
}

#[test]
fn what_is_broken_or_of_something_else_is_not_taken_up() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let path = place.path().join("spool");
    let scenario = scenario();
    let spool = open(&path, &scenario);
    let empty = fs::metadata(&path).expect("there").len();
    keep(&spool, 0, 0);
    keep(&spool, 1, 0);
    drop(spool);
    let mut whole = fs::read(&path).expect("read");
    let other = Scenario { seed: 2, ..scenario.clone() };
    let fewer = Keeping { records: Records::None, ..KEEPING };
    for (scenario, keeping) in [(&other, KEEPING), (&scenario, fewer)] {
        let refused =
            Spool::open(&path, scenario, keeping).err().expect("of another scenario or with other options");
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
    }
    assert_eq!(open(&path, &scenario).runs_kept(), 64 + 64, "it stays for who may have it");
    // A byte of a part, in the middle or at the end: neither it nor what follows is trusted, and that is told.
    for (at, kept) in [(whole.len() - 40, 64), (usize::try_from(empty).expect("small") + 40, 0)] {
        whole[at] ^= 1;
        fs::write(&path, &whole).expect("written");
        let spool = open(&path, &scenario);
        assert_eq!((spool.runs_kept(), spool.was_damaged()), (kept, true));
    }
    assert!(!open(&path, &scenario).was_damaged(), "the damage is cut off");
    fs::write(&path, "anything else").expect("written");
    assert_eq!(open(&path, &scenario).runs_kept(), 0);
}
