//! What ECS does and this version does not yet, told where it matters.

use super::super::{built, listing};

const TWO_ZONES: &str = "[[containerInstances]]\ninstanceType = \"m5.large\"\ncount = 4\n\
                         availabilityZones = [\"us-east-1a\", \"us-east-1b\"]\n";

/// A cluster over two zones with a service on it, and what happens.
fn over_two_zones(service: &str, happens: &str) -> String {
    format!(
        "name = \"t\"\n[simulation]\nduration = \"1h\"\n{TWO_ZONES}[[taskDefinitions]]\nfamily = \"web\"\n\
         containerDefinitions = [{{ name = \"app\", image = \"i\", memory = 64 }}]\n[[services]]\nserviceName = \"web\"\n\
         taskDefinition = \"web\"\ndesiredCount = 2\n{service}\n{happens}"
    )
}

/// RB-01, RB-02: told only where ECS would rebalance and something lets zones become uneven.
#[test]
fn zones_that_are_not_rebalanced_are_told_where_it_matters() {
    let fault = "[[faults]]\naction = \"aws:ec2:terminate-instances\"\nat = \"10m\"\ncount = 1\n";
    let drained =
        "[[actions]]\nat = \"10m\"\nupdateContainerInstancesState = { status = \"DRAINING\", count = 1 }\n";
    for (service, happens, expected) in [
        ("", fault, true),
        ("", drained, true),
        ("", "", false),
        ("availabilityZoneRebalancing = \"DISABLED\"", fault, false),
        ("deploymentConfiguration = { minimumHealthyPercent = 0, maximumPercent = 100 }", fault, false),
        ("placementStrategy = [{ type = \"binpack\", field = \"cpu\" }]", fault, false),
        (
            "placementStrategy = [{ type = \"spread\", field = \"attribute:ecs.availability-zone\" }]",
            fault,
            true,
        ),
    ] {
        let (_, problems) = built(&over_two_zones(service, happens));
        let told = listing(&problems).iter().any(|(_, _, told)| told.contains("zones are not rebalanced"));
        assert_eq!(told, expected, "{service} {happens}");
    }
}
