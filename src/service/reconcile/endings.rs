//! Passes of services whose deployment has failed, is rolled back, or is a success before its last task.

use super::model_service::{self, desired, render};
use super::tests::views;
use crate::model::{EarlySuccess, MaximumCounts, SourceCleanup};
use crate::service::StartsAllowed;
use crate::time::SimTime;

/// Revision 1 has failed and nothing takes its place (services.md §2.3): what there is is kept, and revision 0 makes up for what
/// it loses, also on draining instances.
#[test]
fn s2_3_8_a_failed_deployment_stalls() {
    let stalled = |(target, staying, draining): (u32, &str, &str), failed: &str| {
        let mut views = views(&[(target, staying, draining), (0, failed, "")]);
        views[1].failed = true;
        let desired = desired(4, 50, 200);
        let (counted, now) = (MaximumCounts::UntilStopped, SimTime::ZERO);
        render(&model_service::plan(&desired, &views, StartsAllowed::UNLIMITED, counted, 0, now))
    };
    for (older, failed, plan) in [
        ((4, "h4", ""), "", ""),
        ((4, "h4", ""), "h2 u1 s1", ""),
        ((4, "h3", ""), "h1", "+1@0"),
        ((4, "h3", ""), "u1", "+1@0"),
        ((4, "h3 u1", ""), "", "+1@0 (1 for unhealthy)"),
        ((4, "h2", "h2"), "", "-2h~@0 replaced, +2@0"),
        ((0, "", ""), "h2", ""),
        ((0, "", ""), "p1 u3", ""),
        ((0, "", ""), "h5", "-1h@1 surplus"),
    ] {
        assert_eq!(stalled(older, failed), plan, "{older:?} beside {failed}");
    }
}

/// What has failed and is replaced leaves like any older deployment, and loses what it loses for good.
#[test]
fn s2_3_9_a_failed_deployment_is_replaced_by_the_one_it_is_rolled_back_to() {
    let rolled_back = |(target, failed): (u32, &str), primary: &str| {
        let mut views = views(&[(target, failed, ""), (0, primary, "")]);
        views[0].failed = true;
        let desired = desired(4, 100, 200);
        let (counted, now) = (MaximumCounts::UntilStopped, SimTime::ZERO);
        render(&model_service::plan(&desired, &views, StartsAllowed::UNLIMITED, counted, 0, now))
    };
    for (failed, primary, plan) in [
        ((1, "s1 p3"), "h4", "-3p@0 replaced, -1s@0 replaced"),
        ((2, "h1 s1"), "h2", "+2@1"),
        ((2, "h1"), "h4", "-1h@0 replaced"),
        ((1, "u1"), "h3", "+1@1"),
    ] {
        assert_eq!(rolled_back(failed, primary), plan, "{failed:?} beside {primary}");
    }
}

/// Half of four tasks are enough: all older ones go as soon as two are healthy, but no sooner than one is, and none of PRIMARY
/// goes for it.
#[test]
fn s2_2_4_early_success_lets_older_tasks_go() {
    let early = |healthy_percent: u32, views_of: &[(u32, &str, &str)]| {
        let cleanup = SourceCleanup::Blocking;
        let mut desired = desired(4, 0, 200);
        desired.early_success = Some(EarlySuccess { healthy_percent, cleanup });
        let (counted, now) = (MaximumCounts::UntilStopped, SimTime::ZERO);
        let all = views(views_of);
        let plan = model_service::plan(&desired, &all, StartsAllowed::UNLIMITED, counted, 0, now);
        (render(&plan), plan.early)
    };
    assert_eq!(early(50, &[(4, "u4", ""), (0, "h1 p3", "")]), (String::new(), false));
    assert_eq!(early(50, &[(4, "u4", ""), (0, "h2 p2", "")]), ("-4u@0 replaced".to_owned(), true));
    assert_eq!(early(0, &[(4, "u4", ""), (0, "p4", "")]), (String::new(), false));
    assert_eq!(early(0, &[(4, "u4", ""), (0, "w1 p3", "")]), (String::new(), true), "it counts as healthy");
    assert_eq!(early(0, &[(4, "u4", ""), (0, "h1 p3", "")]), ("-4u@0 replaced".to_owned(), true));
    assert_eq!(early(50, &[(0, "h3", "s1")]), ("+1@0".to_owned(), true));
}
