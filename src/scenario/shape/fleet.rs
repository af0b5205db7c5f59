//! `[[containerInstances]]` and `[[applications]]`.

use super::words::of;
use super::{
    ANYTHING, BOOLEAN, DURATION, INTEGER, Kind, NUMBER, RANDOM_DURATION, Shape, TEXT, Words, modelled,
    no_effect, read_only, words,
};
use crate::model::{ImagePullBehavior, StartError};

/// A group of identical container instances.
pub const CONTAINER_INSTANCES: Shape = Shape::from_file(
    "containerInstances",
    &[
        modelled("name", TEXT)
            .means("what its instances are called, with a number behind it")
            .default("the instance type"),
        modelled("cluster", TEXT).means("the cluster that they register with").default("\"default\""),
        modelled("clusterArn", TEXT)
            .means("in place of `cluster` where that is absent and the scenario has such a cluster")
            .default("that of `containerInstanceArn` in a file"),
        modelled("instanceType", TEXT)
            .means("the EC2 instance type; one that the catalogue does not have needs `registeredResources`")
            .rules("RS-06"),
        modelled("count", INTEGER).means("how many there are").default("1").range(0, u32::MAX as i64),
        modelled("availabilityZones", Kind::List(&TEXT))
            .means("the zones that they are dealt to in turn")
            .default("[\"us-east-1a\"]"),
        modelled("attributes", Kind::List(&Kind::Object(&ATTRIBUTE)))
            .means("custom attributes, or all of them as `DescribeContainerInstances` prints them")
            .rules("AT-04"),
        modelled("subnet", TEXT)
            .means("the subnet that they are in, which decides zone and VPC")
            .default("the first of the zone")
            .rules("EN-07"),
        modelled("registeredResources", Kind::List(&Kind::Object(&RESOURCE)))
            .means("what each registers, in place of what the catalogue says")
            .default("the catalogue's figures")
            .rules("RS-01, RS-04"),
        modelled("registerAfter", DURATION).means("when their agents register").default("\"0s\""),
        modelled("interfaces", INTEGER)
            .means("the most `awsvpc` tasks that one takes")
            .default("that of the type")
            .rules("EN-01")
            .range(0, 10_000),
        modelled("awsvpcTrunking", BOOLEAN)
            .means("whether a trunk raises that, where type and agent can")
            .default("false")
            .rules("EN-02"),
        modelled("agentVersion", TEXT)
            .means("the version of the agent, which decides what it can do")
            .default("\"1.105.1\"")
            .rules("RA-03"),
        modelled("versionInfo", Kind::Object(&VERSION_INFO))
            .means("the agent's version as `DescribeContainerInstances` prints it"),
        modelled("loggingDrivers", Kind::List(&TEXT))
            .means("log drivers that the agent offers beside those it always does")
            .rules("RA-04"),
        modelled("missingCapabilities", Kind::List(&TEXT))
            .means("capabilities that an agent of this version has and these have not")
            .rules("RA-03"),
        modelled("imagePullBehavior", TEXT)
            .words(Words::Of(of::<ImagePullBehavior>))
            .means("`ECS_IMAGE_PULL_BEHAVIOR` of their agents")
            .default("\"default\"")
            .rules("P3.7"),
        modelled("cachedImages", Kind::List(&TEXT))
            .means("images that each new one has already, since its machine image holds them")
            .default("none")
            .rules("P3.7"),
        modelled("maxConcurrentDownloads", INTEGER)
            .means("layers that one fetches from a registry at once, a setting of Docker")
            .default("3")
            .rules("P3.7")
            .range(1, 1_000),
        modelled("extractionRate", NUMBER)
            .means("what one unpacks of an image, by its compressed size, layer upon layer")
            .unit("MiB/s")
            .default("part of `pullRate` of the registry")
            .rules("P3.7"),
        modelled("ec2InstanceId", TEXT)
            .means("the id of the one instance of the group")
            .default("one made of its name"),
        modelled("containerInstanceArn", TEXT).means("by which `[[tasks]]` name the instance; without `cluster`, its cluster where the scenario has that"),
        read_only("capacityProviderName"),
        read_only("version"),
        modelled("remainingResources", Kind::List(&Kind::Object(&RESOURCE)))
            .means("what is free at the start of a run that begins with what AWS described")
            .rules("RS-02"),
        modelled("status", TEXT).means("`ACTIVE` or `DRAINING` at such a start; instances in any other state are left out"),
        read_only("statusReason"),
        modelled("agentConnected", BOOLEAN).means("whether the agent is connected at such a start"),
        read_only("agentUpdateStatus"),
        read_only("runningTasksCount"),
        read_only("pendingTasksCount"),
        modelled("registeredAt", ANYTHING).means("when it registered, for queries").rules("QL-08"),
        read_only("attachments"),
        read_only("tags"),
        read_only("healthStatus"),
    ],
);

/// `VersionInfo` of the API.
pub const VERSION_INFO: Shape = Shape::new(
    "VersionInfo",
    &[modelled("agentVersion", TEXT), no_effect("agentHash", TEXT), no_effect("dockerVersion", TEXT)],
);

/// `Attribute` of the API.
pub const ATTRIBUTE: Shape = Shape::new(
    "Attribute",
    &[
        modelled("name", TEXT),
        modelled("value", TEXT),
        no_effect("targetType", TEXT),
        no_effect("targetId", TEXT),
    ],
);

/// `Resource` of the API, as `DescribeContainerInstances` prints it.
pub const RESOURCE: Shape = Shape::new(
    "Resource",
    &[
        modelled("name", TEXT),
        modelled("type", TEXT),
        modelled("integerValue", INTEGER),
        modelled("stringSetValue", Kind::List(&TEXT)),
        no_effect("doubleValue", ANYTHING),
        no_effect("longValue", ANYTHING),
    ],
);

/// How the program in a container behaves.
pub const APPLICATION: Shape = Shape::new(
    "applications",
    &[
        modelled("taskDefinition", TEXT)
            .required()
            .means("the family that it is about, or one revision of it"),
        modelled("container", TEXT).means("the container that it is about").default("every essential one"),
        modelled("startUpTime", RANDOM_DURATION)
            .means("from the container running to its program answering health checks")
            .default("\"0s\""),
        modelled("startUpCpu", INTEGER)
            .means("what it uses meanwhile where an instance is idle, for `check --advise`")
            .unit("CPU units")
            .rules("RS-12")
            .range(1, 100_000_000),
        modelled("runTime", RANDOM_DURATION)
            .means("from the container running to its work being done: it exits with 0")
            .default("it always has work; \"0s\" for a container that others wait for with `COMPLETE` or `SUCCESS`")
            .rules("P3.3"),
        modelled("timeToFailure", RANDOM_DURATION)
            .means("from the container running to a failure, with which the program exits by itself")
            .default("it never fails"),
        modelled("exitCode", INTEGER)
            .means("with which it exits then")
            .default("1")
            .rules("EX-01")
            .range(0, 255),
        modelled("outOfMemoryRatio", NUMBER)
            .means("the share of failures in which the kernel kills it for its memory instead, with exit code 137, 0 to 1")
            .default("0")
            .rules("EX-01"),
        modelled("shutDownTime", RANDOM_DURATION)
            .means("from the stop signal to its exit; `stopTimeout` of the container ends it")
            .default("\"0s\"")
            .rules("TM-01"),
        modelled("imageSize", NUMBER)
            .means("the compressed size of the container's image, in short for an entry of `[[images]]`")
            .unit("MiB")
            .default("nothing is pulled")
            .rules("P3.7"),
        modelled("cpuUtilization", NUMBER)
            .means("how much CPU its tasks use of what their definition reserves, for alarms; it may exceed 100")
            .unit("%")
            .rules("S6-1"),
        modelled("memoryUtilization", NUMBER)
            .means("how much memory its tasks use of what their definition reserves, likewise")
            .unit("%")
            .rules("S6-1"),
        modelled("startFailureRatio", NUMBER)
            .means("the share of starts of the task that fail, 0 to 1")
            .default("0")
            .rules("HL-07"),
        modelled("startFailureReason", TEXT)
            .means("the container error that they fail by, which `stoppedReason` names")
            .words(Words::Of(words::of::<StartError>))
            .rules("EX-03"),
    ],
);
