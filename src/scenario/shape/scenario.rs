//! The scenario's own sections.

use super::alarm::ALARM;
use super::arrivals::ARRIVALS;
use super::auto_scaling_group::AUTO_SCALING_GROUP;
use super::behavior::BEHAVIOR;
use super::capacity_provider::CAPACITY_PROVIDER;
use super::cluster::CREATE_CLUSTER;
use super::events::{ACTION, FAULT};
use super::expectation::EXPECTATION;
use super::fleet::{APPLICATION, CONTAINER_INSTANCES};
use super::images::{IMAGE, REGISTRY};
use super::scaling::{SCALABLE_TARGET, SCALING_POLICY};
use super::service::CREATE_SERVICE;
use super::target_group::TARGET_GROUP;
use super::task::TASK;
use super::task_definition::REGISTER_TASK_DEFINITION;
use super::vpc::VPC;
use super::words::{self, of};
use super::{ANYTHING, DURATION, INTEGER, Kind, NUMBER, Shape, TEXT, Words, modelled, not_modelled, planned};
use crate::model::{Events, Metrics, Records, Tables, TimeSeries};
use crate::scenario::limits::MAX_REPLICATIONS;

/// The whole file.
pub const SCENARIO: Shape = Shape::new(
    "scenario",
    &[
        modelled("name", TEXT).required().means("what the scenario, and the folder of its results, is called: up to 128 letters, digits, `_`, `.` and `-`"),
        modelled("question", TEXT).means("one sentence that the run answers"),
        modelled("answer", Kind::List(&TEXT)).means("names of the metrics that answer it, the headline first; `*` stands for anything between two dots, as in `services.*.availability`; `plimsoll list metrics` has all").default("what the report chooses"),
        modelled("distributions", Kind::List(&TEXT)).means("names of metrics, or patterns as in `answer`, of which the answer also says how they are distributed over the replications: how often each of few values came, quantiles of others"),
        modelled("simulation", Kind::Object(&SIMULATION)).means("how long, from when and how often is simulated"),
        modelled("clusters", Kind::List(&Kind::Object(&CREATE_CLUSTER))).means("groupings of container instances and services").default("one called `default`"),
        modelled("containerInstances", Kind::List(&Kind::Object(&CONTAINER_INSTANCES))).means("hosts, in groups of equal ones"),
        modelled("vpcs", Kind::List(&Kind::Object(&VPC))).means("networks with their subnets").default("one VPC with a subnet in every zone"),
        modelled("taskDefinitions", Kind::List(&Kind::Object(&REGISTER_TASK_DEFINITION))).means("task definitions as `RegisterTaskDefinition` takes them, inline or from a file"),
        modelled("services", Kind::List(&Kind::Object(&CREATE_SERVICE))).means("services as `CreateService` takes them, inline or from a file"),
        modelled("targetGroups", Kind::List(&Kind::Object(&TARGET_GROUP))).means("target groups as `CreateTargetGroup` takes them, with their attributes, inline or from a file"),
        modelled("tasks", Kind::List(&Kind::Object(&TASK))).means("tasks that are there already, as `DescribeTasks` prints them, inline or from a file"),
        modelled("applications", Kind::List(&Kind::Object(&APPLICATION))).means("how the programs in containers behave"),
        modelled("images", Kind::List(&Kind::Object(&IMAGE))).means("what images of containers weigh; others are there wherever they are wanted"),
        modelled("registries", Kind::List(&Kind::Object(&REGISTRY))).means("where images come from, and how fast"),
        modelled("faults", Kind::List(&Kind::Object(&FAULT))).means("what breaks, and when"),
        modelled("actions", Kind::List(&Kind::Object(&ACTION))).means("API calls at set times, or at times that are drawn"),
        modelled("arrivals", Kind::List(&Kind::Object(&ARRIVALS))).means("calls of `RunTask` over time"),
        modelled("alarms", Kind::List(&Kind::Object(&ALARM))).means("alarms of CloudWatch as `PutMetricAlarm` takes them, inline or from a file; those that a deployment names may end it"),
        modelled("matrix", Kind::Map(&Kind::List(&ANYTHING))).means("paths, each with a list of values to set there; the run is their cross product"),
        modelled("expectations", Kind::List(&Kind::Object(&EXPECTATION))).means("what metrics are to keep to; a run in which one does not ends with code 4"),
        modelled("behavior", Kind::Object(&BEHAVIOR)).means("modelling choices that Amazon ECS does not document"),
        modelled("output", Kind::Object(&OUTPUT)).means("what is kept of results besides figures"),
        not_modelled("capacityProviders", Kind::List(&Kind::Object(&CAPACITY_PROVIDER)), "services run on the container instances of the scenario, of which none comes or goes by managed scaling").means("capacity providers as `DescribeCapacityProviders` prints them, inline or from a file"),
        not_modelled("autoScalingGroups", Kind::List(&Kind::Object(&AUTO_SCALING_GROUP)), "no instance comes or goes by itself: [[containerInstances]] says which there are").means("Auto Scaling groups as `DescribeAutoScalingGroups` prints them, inline or from a file"),
        not_modelled("scalableTargets", Kind::List(&Kind::Object(&SCALABLE_TARGET)), "services keep their `desiredCount`").means("scalable targets as `DescribeScalableTargets` prints them, inline or from a file"),
        not_modelled("scalingPolicies", Kind::List(&Kind::Object(&SCALING_POLICY)), "nothing is scaled: services keep their `desiredCount`, and instances stay").means("scaling policies of services and of groups, as `DescribeScalingPolicies` and `DescribePolicies` print them, inline or from a file"),
        planned("loadBalancers"),
        planned("traffic"),
    ],
);

/// `[simulation]`.
pub const SIMULATION: Shape = Shape::new(
    "simulation",
    &[
        modelled("startsAt", TEXT)
            .means("the date of the start, which `registeredAt` in queries counts from")
            .default("\"2026-01-01T00:00:00Z\"")
            .rules("QL-08"),
        modelled("duration", DURATION).means("how long is simulated").default("\"1h\""),
        modelled("warmUp", DURATION)
            .means("the beginning that time averages leave out; shorter than `duration`; without it availability, outage and minima of a service count from its first steady state (`services.N.countsFrom`), everything else from the start")
            .default("none"),
        modelled("startsFrom", TEXT)
            .words(Words::These(words::STARTS_FROM))
            .means("with what the run begins: the state in which AWS described container instances, services and `[[tasks]]`, or empty instances and services that are just created")
            .default("`\"described\"` where there are `[[tasks]]`, else `\"empty\"`"),
        modelled("seed", INTEGER).means("where all random numbers come from").default("1").range(0, i64::MAX),
        modelled("replications", INTEGER)
            .means("runs of each variant, each with random numbers of its own")
            .default("1")
            .range(1, MAX_REPLICATIONS as i64),
    ],
);

/// `[output]`.
pub const OUTPUT: Shape = Shape::new(
    "output",
    &[
        modelled("metrics", TEXT)
            .words(Words::Of(of::<Metrics>))
            .means("which metrics of each variant `summary.json` has: all, or those that the answer, expectations and verdicts need; tables have all")
            .default("`\"all\"` where all results stay small, else `\"answer\"`"),
        modelled("replications", TEXT)
            .words(Words::Of(of::<Metrics>))
            .means("which metrics of each run the table `replications` has, likewise: thousands of runs of many services are small with those of the answer")
            .default("\"all\""),
        modelled("records", TEXT)
            .words(Words::Of(of::<Records>))
            .means("of which replications tasks, container instances, deployments and the event log are kept")
            .default("`\"first\"` where all results stay small, else `\"none\"`"),
        modelled("series", TEXT)
            .words(Words::Of(of::<TimeSeries>))
            .means("how finely figures over time are kept: in at most 100 steps, in at most 500, or only for charts")
            .default("`\"thinned\"` where all results stay small, else `\"none\"`"),
        modelled("tables", TEXT)
            .words(Words::Of(of::<Tables>))
            .means("in which formats tables are written; `replications` is always CSV, and Parquet up to 10,000 columns, `summary` always CSV, `events` never: `events.jsonl` has the same as text")
            .default("\"csv\""),
        modelled("events", TEXT)
            .words(Words::Of(of::<Events>))
            .means("which of ECS's events `events.jsonl` has: `\"all\"` of them, with one of a container instance for every task that takes or leaves its resources and one of a task for every change of its `healthStatus`, or only those that say what no other says")
            .default("\"changes\""),
    ],
);

/// A distribution that is not a constant: exactly one member.
pub const DISTRIBUTION: Shape = Shape::new(
    "distribution",
    &[
        modelled("exponential", Kind::Object(&EXPONENTIAL)).means("memoryless, with this mean"),
        modelled("lognormal", Kind::Object(&LOGNORMAL)).means("log-normal, by two quantiles"),
        modelled("uniform", Kind::List(&DURATION))
            .means("even between the shortest and the longest: two durations"),
        modelled("weibull", Kind::Object(&WEIBULL)).means("Weibull, by scale and shape"),
        modelled("empirical", Kind::List(&NUMBER))
            .or_path()
            .means("observed lengths, each as likely as any other: a list, or the path of a CSV file")
            .unit("seconds"),
    ],
);

/// Memoryless with a mean.
pub const EXPONENTIAL: Shape =
    Shape::new("exponential", &[modelled("mean", DURATION).required().means("the mean; longer than zero")]);

/// Log-normal by two quantiles.
pub const LOGNORMAL: Shape = Shape::new(
    "lognormal",
    &[
        modelled("median", DURATION).required().means("what half of all draws are shorter than"),
        modelled("p95", DURATION).required().means("what 95 % of all draws are shorter than"),
    ],
);

/// Weibull by scale and shape.
pub const WEIBULL: Shape = Shape::new(
    "weibull",
    &[
        modelled("scale", DURATION).required().means("what 63 % of all draws are shorter than"),
        modelled("shape", NUMBER).required().means(
            "below 1 the longer it lasts the longer it goes on lasting, above 1 it wears out: 0.01 to 100",
        ),
    ],
);
