//! Faults that AWS Fault Injection Service has no name for.

use super::happy::SMALLEST;
use super::model_with_warnings;
use crate::model::{ClusterId, Distribution, FaultKind, FaultSchedule, ServiceId, ZoneId};
use crate::time::{SimDuration, SimTime};

#[test]
fn a_host_is_lost_and_a_container_hangs() {
    let text = format!(
        "{SMALLEST}
        [[faults]]
        action = \"plimsoll:host-loss\"
        count = \"all\"
        availabilityZone = \"us-east-1a\"
        restartedAfter = \"3m\"
        at = \"2h\"

        [[faults]]
        action = \"plimsoll:host-loss\"
        terminatedAfter = \"4m\"
        at = \"3h\"

        [[faults]]
        action = \"plimsoll:container-hang\"
        service = \"web\"
        count = \"all\"
        for = {{ uniform = [\"1m\", \"2m\"] }}
        at = \"4h\"

        [[faults]]
        action = \"plimsoll:container-hang\"
        service = \"web\"
        at = \"5h\"
        "
    );
    let model = model_with_warnings(&text);
    let (secs, cluster) = (SimDuration::from_secs, ClusterId::new(0));
    let at = |seconds| FaultSchedule::At(SimTime::from_secs(seconds));
    let find = |schedule: &FaultSchedule| {
        let found = model.faults.iter().find(|fault| fault.schedule == *schedule);
        found.expect("a fault of this schedule").kind.clone()
    };
    let constant = |seconds| Some(Distribution::Constant(secs(seconds)));
    let lost = |count, zone, restarted_after, terminated_after| FaultKind::HostLoss {
        cluster,
        count,
        zone,
        restarted_after,
        terminated_after,
    };
    assert_eq!(find(&at(7_200)), lost(None, Some(ZoneId::new(0)), constant(180), None));
    assert_eq!(find(&at(10_800)), lost(Some(1), None, None, constant(240)));
    let service = ServiceId::new(0);
    let lasts = Some(Distribution::Uniform { low: secs(60), high: secs(120) });
    assert_eq!(find(&at(14_400)), FaultKind::ContainerHang { service, count: None, lasts });
    assert_eq!(find(&at(18_000)), FaultKind::ContainerHang { service, count: Some(1), lasts: None });
}
