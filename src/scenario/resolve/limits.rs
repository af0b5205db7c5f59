//! How large a model may be, so that no scenario exhausts memory, and which sizes Amazon ECS itself allows.

use crate::time::SimDuration;

/// Container instances of one model.
pub const MAX_INSTANCES: u64 = 1_000_000;
/// Services of one model.
pub const MAX_SERVICES: usize = 100_000;
/// Task definition revisions of one model.
pub const MAX_TASK_DEFINITIONS: usize = 100_000;
/// Entries of any other section.
pub const MAX_ENTRIES: usize = 100_000;
/// Kinds of container instances times services, task definitions and queries: each looks at each.
pub const MAX_PAIRS: usize = 20_000_000;
/// Different queries of one model; each keeps its patterns.
pub const MAX_QUERIES: usize = 10_000;
/// Kinds of container instances that calls may make of those that are declared, by other attributes.
pub const MAX_MADE_CLASSES: usize = 10_000;
/// `desiredCount` of all services together.
pub const MAX_TASKS: u64 = 10_000_000;
/// Tasks that are there at the start.
pub const MAX_FOUND_TASKS: usize = 1_000_000;
/// Groups of standalone tasks.
pub const MAX_GROUPS: usize = 10_000;
/// CPU units that one container, task or instance may name; the sum over a task still fits 32 bits.
pub const MAX_CPU: u32 = 100_000_000;
/// MiB that one container, task or instance may name; the sum over a task still fits 32 bits.
pub const MAX_MEMORY: u32 = 100_000_000;
/// GPUs that one container or instance may name.
pub const MAX_GPUS: u32 = 1_000;
/// Calls that one stream of arrivals may make.
pub const MAX_CALLS: u64 = 5_000_000;
/// The longest duration a scenario may name: a hundred years.
pub const MAX_DURATION: SimDuration = SimDuration::from_mins(100 * 365 * 24 * 60);
/// Seconds in fields of the API that are 32-bit integers.
pub const MAX_API_SECONDS: u32 = 2_147_483_647;

/// `desiredCount` of a service (quota).
pub const QUOTA_TASKS_PER_SERVICE: u32 = 5_000;
/// Services of a cluster (quota).
pub const QUOTA_SERVICES_PER_CLUSTER: usize = 5_000;
/// Container instances of a cluster (quota).
pub const QUOTA_INSTANCES_PER_CLUSTER: usize = 5_000;
/// Containers of a task definition (RS-18).
pub const QUOTA_CONTAINERS: usize = 10;
/// Target groups of a service (quota).
pub const QUOTA_TARGET_GROUPS: usize = 5;
/// Placement strategies of a service (ST-02).
pub const QUOTA_STRATEGIES: usize = 5;
/// Placement constraints of a task, its definition's included (CN-01).
pub const QUOTA_CONSTRAINTS: usize = 10;
/// Custom attributes of a container instance (AT-04).
pub const QUOTA_ATTRIBUTES: usize = 10;
/// Tasks of a call of `RunTask`, instances of one of `StartTask` (RN-01).
pub const QUOTA_TASKS_PER_CALL: u32 = 10;
/// Characters of the `overrides` of a call (RN-01).
pub const QUOTA_OVERRIDES: usize = 8_192;
/// Characters of `startedBy` in `RunTask` (RN-01).
pub const QUOTA_STARTED_BY_RUN_TASK: usize = 128;
/// Characters of `startedBy` in `StartTask` (RN-01).
pub const QUOTA_STARTED_BY_START_TASK: usize = 36;
/// Characters of `clientToken` (RN-04).
pub const QUOTA_CLIENT_TOKEN: usize = 64;
/// Characters of a task group's name (QL-11).
pub const QUOTA_GROUP_NAME: usize = 255;
/// Subnets of a network configuration (quota).
pub const QUOTA_SUBNETS: usize = 16;
/// Security groups of a network configuration (quota).
pub const QUOTA_SECURITY_GROUPS: usize = 5;
/// Port ranges of a container (NP-03).
pub const QUOTA_PORT_RANGES: usize = 100;
/// Bytes of a task definition as JSON (RS-18).
pub const QUOTA_DEFINITION_BYTES: usize = 64 * 1_024;
/// Services of a namespace of Service Connect (quota).
pub const QUOTA_SERVICES_PER_NAMESPACE: usize = 300;
/// Tags of a resource (quota).
pub const QUOTA_TAGS: usize = 50;
/// Clusters of an account in a Region (quota, adjustable).
pub const QUOTA_CLUSTERS: usize = 10_000;
