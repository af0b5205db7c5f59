//! The table of metrics holds together.

use super::*;

#[test]
fn a_count_by_reason_has_a_total() {
    for (name, total) in [
        ("services.web.placementFailures.RESOURCE:CPU", Some("services.web.placementFailures")),
        ("arrivals.jobs.refused.memberOf", Some("arrivals.jobs.refused")),
        ("services.web.stopped.UserInitiated:stopTask", Some("services.web.stopped")),
        ("services.web.placementFailures", None),
        ("services.web.availability", None),
    ] {
        assert_eq!(total_of(name), total);
    }
}

#[test]
fn every_metric_and_every_stem_of_some_finds_its_row() {
    for (name, row) in [
        ("cluster.stranded{Cpu,Memory}.mean", "cluster.strandedMemory.mean"),
        ("cluster.portsReserved.{mean,max,final}", "clusters.blue.portsReserved.max"),
        ("services.N.placementFailures", "services.web.placementFailures"),
        ("services.N.placementFailures.REASON", "services.blue/web.placementFailures.RESOURCE:CPU"),
        ("services.N.maxTasksPlaceable.limitedBy", "services.web.maxTasksPlaceable.limitedBy"),
        ("arrivals.N.runningCount.{mean,max,final}", "arrivals.jobs.runningCount"),
    ] {
        assert_eq!(row_of(row).map(|row| row.name), Some(name), "{row}");
    }
    for name in ["services.web", "services.web.running", "nothing.N.calls", "cluster", ""] {
        assert_eq!(row_of(name), None, "{name}");
    }
    assert!(is_of_one("availability") && is_of_one("refused.MISSING") && !is_of_one("desiredCount"));
}

#[test]
fn what_the_verdict_is_made_of_exists() {
    let all: Vec<String> = METRICS.iter().flat_map(|row| spelt_out(row.name)).collect();
    for name in OF_VERDICT {
        assert!(all.iter().any(|of| of == name), "{name}");
    }
}

#[test]
fn a_metric_without_a_unit_is_a_word_of_which_all_are_known_or_any_text() {
    for (section, texts) in [
        ("cluster", &[][..]),
        (
            "services",
            &[
                "missingCount.limitedBy",
                "deployments.open.definition",
                "deployments.open.limitedBy",
                "deployments.failed.definition",
                "waitsFor",
            ],
        ),
        ("arrivals", &[]),
        ("traffic", &[]),
    ] {
        let words = of_section(section).into_iter().filter(|(_, unit)| unit.is_empty());
        let open = words.map(|(name, _)| name).filter(|name| words_of(name).is_empty());
        assert_eq!(open.collect::<Vec<_>>(), texts, "{section}");
    }
    assert!(words_of("services.web.availability").is_empty());
    let states = ["IN_PROGRESS", "STUCK", "SUPERSEDED", "FAILED", "COMPLETED"];
    assert_eq!(words_of("services.web.creation"), states);
}

#[test]
fn braces_are_spelt_out() {
    assert_eq!(spelt_out("a.{b,c}{D,E}.f"), ["a.bD.f", "a.bE.f", "a.cD.f", "a.cE.f"]);
    // 6 × 3 (mean, max, final), the fullest zone, stranded CPU and memory, the lower bound and its limit, the cost, bytes
    // pulled.
    assert_eq!(of_cluster().len(), 6 * 3 + 1 + 2 + 2 + 3 + 1);
    assert!(of_service().iter().all(|name| !name.contains(['{', '}', ','])));
}
