//! Actions whose times are drawn.

use super::happenings::at;
use super::{assert_errors, assert_warnings, model};

/// Where times are drawn, what must have come before another call must have come before it in every replication.
#[test]
fn drawn_times_keep_what_must_come_before_in_every_order() {
    let create = "createService = { serviceName = \"web\" }";
    let update = "updateService = { service = \"web\", desiredCount = 3 }";
    let none = "updateService = { service = \"web\", desiredCount = 0 }";
    let delete = "deleteService = { service = \"web\" }";
    let by_force = "deleteService = { service = \"web\", force = true }";
    let deploy = "updateService = { service = \"web\", forceNewDeployment = true }";
    let roll_back = "stopServiceDeployment = { service = \"web\" }";
    let (early, late) = ("{ uniform = [\"1m\", \"9m\"] }", "{ uniform = [\"9m\", \"19m\"] }");
    let unbounded = "{ exponential = { mean = \"1m\" } }";
    assert_errors(&[
        (
            "VC-01",
            "`updateService` may find no such service: it may be created later",
            at(&[(early, create), ("8m", update)]),
        ),
        ("VC-01", "it may be created later", at(&[(early, create), (early, update)])),
        ("VC-01", "it may be created later", at(&[(unbounded, create), ("59m", update)])),
        ("VC-01", "it is created later", at(&[("59s", update), (early, create)])),
        ("VC-01", "it may be deleted before", at(&[(early, update), ("8m", by_force)])),
        ("VC-01", "it may be deleted before", at(&[(early, by_force), ("8m", update)])),
        ("VC-01", "it was deleted before", at(&[(early, by_force), (late, update)])),
        ("S2.4-3", "no action before it begins a deployment", at(&[(early, roll_back), (late, deploy)])),
        ("", "`uniform` runs backwards", at(&[("{ uniform = [\"9m\", \"1m\"] }", update)])),
    ]);
    for calls in [
        [(early, create), (late, update)],
        [(early, create), ("9m", by_force)],
        [(early, update), (late, by_force)],
        [(early, none), ("9m", delete)],
        [(late, roll_back), (early, deploy)],
        // In some replications there is something to roll back, in the others the call is told to find nothing.
        [("8m", roll_back), (late, deploy)].map(|(at, call)| (if at == "8m" { unbounded } else { at }, call)),
        [(early, update), (early, deploy)],
    ] {
        let actions = model(&at(&calls)).actions;
        assert!(actions.is_sorted_by_key(|action| action.at.earliest()), "{actions:?}");
    }
    let constant = model(&at(&[("{ uniform = [\"5m\", \"5m\"] }", update)]));
    assert_eq!(constant.actions[0].at.latest(), constant.actions[0].at.earliest());
}

#[test]
fn a_drawn_time_after_the_end_is_warned_of() {
    let update = "updateService = { service = \"web\", desiredCount = 3 }";
    assert_warnings(&[
        ("", "`at` (2h) is not before the end", at(&[("{ uniform = [\"2h\", \"3h\"] }", update)])),
        (
            "",
            "`at` is up to 3h, which is not before the end",
            at(&[("{ uniform = [\"1m\", \"3h\"] }", update)]),
        ),
    ]);
}
