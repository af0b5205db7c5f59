//! The scenario's own sections.

use super::behavior::BEHAVIOR;
use super::cluster::CREATE_CLUSTER;
use super::events::{ACTION, FAULT};
use super::fleet::{APPLICATION, CONTAINER_INSTANCES};
use super::service::CREATE_SERVICE;
use super::target_group::TARGET_GROUP;
use super::task_definition::REGISTER_TASK_DEFINITION;
use super::vpc::VPC;
use super::{ANYTHING, DURATION, INTEGER, Kind, NUMBER, Shape, TEXT, modelled, planned};

/// The whole file.
pub const SCENARIO: Shape = Shape::new(
    "scenario",
    &[
        modelled("name", TEXT),
        modelled("question", TEXT),
        modelled("answer", Kind::List(&TEXT)),
        modelled("simulation", Kind::Object(&SIMULATION)),
        modelled("clusters", Kind::List(&Kind::Object(&CREATE_CLUSTER))),
        modelled("containerInstances", Kind::List(&Kind::Object(&CONTAINER_INSTANCES))),
        modelled("vpcs", Kind::List(&Kind::Object(&VPC))),
        modelled("taskDefinitions", Kind::List(&Kind::Object(&REGISTER_TASK_DEFINITION))),
        modelled("services", Kind::List(&Kind::Object(&CREATE_SERVICE))),
        modelled("targetGroups", Kind::List(&Kind::Object(&TARGET_GROUP))),
        modelled("applications", Kind::List(&Kind::Object(&APPLICATION))),
        modelled("faults", Kind::List(&Kind::Object(&FAULT))),
        modelled("actions", Kind::List(&Kind::Object(&ACTION))),
        modelled("matrix", Kind::Map(&Kind::List(&ANYTHING))),
        modelled("behavior", Kind::Object(&BEHAVIOR)),
        planned("autoScalingGroups"),
        planned("capacityProviders"),
        planned("loadBalancers"),
        planned("scalableTargets"),
        planned("scalingPolicies"),
        planned("traffic"),
        planned("arrivals"),
        planned("expectations"),
    ],
);

/// `[simulation]`.
pub const SIMULATION: Shape = Shape::new(
    "simulation",
    &[
        modelled("startsAt", TEXT),
        modelled("duration", DURATION),
        modelled("warmUp", DURATION),
        modelled("seed", INTEGER),
        modelled("replications", INTEGER),
    ],
);

/// A distribution that is not a constant: exactly one member.
pub const DISTRIBUTION: Shape = Shape::new(
    "distribution",
    &[
        modelled("exponential", Kind::Object(&EXPONENTIAL)),
        modelled("lognormal", Kind::Object(&LOGNORMAL)),
        modelled("uniform", Kind::List(&DURATION)),
        modelled("weibull", Kind::Object(&WEIBULL)),
        modelled("empirical", Kind::List(&NUMBER)),
    ],
);

/// Memoryless with a mean.
pub const EXPONENTIAL: Shape = Shape::new("exponential", &[modelled("mean", DURATION)]);

/// Log-normal by two quantiles.
pub const LOGNORMAL: Shape =
    Shape::new("lognormal", &[modelled("median", DURATION), modelled("p95", DURATION)]);

/// Weibull by scale and shape.
pub const WEIBULL: Shape = Shape::new("weibull", &[modelled("scale", DURATION), modelled("shape", NUMBER)]);
