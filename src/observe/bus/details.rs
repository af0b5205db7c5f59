//! `detail` of each kind of event.

use super::members::{Member, Members};
use super::particulars::OfDefinition;
use super::remaining::Standing;
use super::{ACCOUNT, Told};
use crate::cluster::{ContainerChange, DesiredStatus, InstanceStatus, StopCause, TaskHealth, TaskStatus};
use crate::model::{ClusterId, HostPorts, ServiceId};
use crate::observe::log::{Recorded, ServiceAction, TaskList};
use crate::observe::outcome::LogRecord;
use crate::observe::task_records::CompactTask;
use crate::time::SimTime;

impl Recorded {
    pub(super) fn instance_detail(
        &self,
        (number, at): (u64, SimTime),
        ordinal: u32,
        (status, connected): (InstanceStatus, bool),
        left: Option<&Standing>,
    ) -> Members {
        let names = &self.names;
        let class = names.class(ordinal);
        let (of, cluster) = (&self.particulars.classes[class.index()], names.cluster_of_class(class));
        let object = |name: &str, members: [(&'static str, Member); 2]| {
            let name = ("name", Member::Text(name.to_owned()));
            Member::Object(Members([name].into_iter().chain(members).collect()))
        };
        let resource = |name, value| {
            let kind = ("type", Member::Text("INTEGER".to_owned()));
            object(name, [kind, ("integerValue", Member::Whole(value))])
        };
        let attribute = |name: &str, value: &str| {
            let name = ("name", Member::Text(name.to_owned()));
            Member::Object(Members(vec![name, ("value", Member::Text(value.to_owned()))]))
        };
        let mut members = Members(vec![("agentConnected", Member::Flag(connected))]);
        let zone = attribute("ecs.availability-zone", &of.zone);
        members.list("attributes", [zone, attribute("ecs.instance-type", &of.instance_type)]);
        members.text("clusterArn", self.cluster_arn(cluster));
        members.text("containerInstanceArn", self.arn(cluster, &names.instance_resource(ordinal)));
        if let Some(id) = self.particulars.ec2_instance_ids.get(ordinal as usize) {
            members.text("ec2InstanceId", id);
        }
        let ports = |name, ports: &[u16]| {
            let kind = ("type", Member::Text("STRINGSET".to_owned()));
            let ports = ports.iter().map(|port| Member::Text(port.to_string()));
            object(name, [kind, ("stringSetValue", Member::List(ports.collect()))])
        };
        let resources = |cpu, memory, taken: &HostPorts| {
            let amounts = [resource("CPU", cpu), resource("MEMORY", memory)];
            amounts.into_iter().chain([ports("PORTS", &taken.tcp), ports("PORTS_UDP", &taken.udp)])
        };
        members.list("registeredResources", resources(of.cpu, of.memory, &of.ports));
        if let Some(left) = left {
            members.list("remainingResources", resources(left.cpu, left.memory, &left.ports));
        }
        members.text("status", status.to_string());
        members.0.push(("version", Member::Whole(number)));
        members.moment("updatedAt", at);
        members
    }

    pub(super) fn task_detail(
        &self,
        Told { number, at, stopping_at, health }: Told,
        task: &CompactTask,
        (status, desired): (TaskStatus, DesiredStatus),
    ) -> Members {
        let names = &self.names;
        let cluster = names.cluster_of(task.group);
        let of = &self.particulars.definitions[task.definition.index()];
        let task_arn = self.arn(cluster, &names.task_resource(task.group, task.number));
        let instance = task
            .instance()
            .filter(|_| status != TaskStatus::Provisioning || desired == DesiredStatus::Stopped);
        let mut members = Members::default();
        if let Some(ordinal) = instance {
            members.text("availabilityZone", &self.particulars.classes[names.class(ordinal).index()].zone);
        }
        members.text("clusterArn", self.cluster_arn(cluster));
        if let Some(ordinal) = instance {
            members.text("containerInstanceArn", self.arn(cluster, &names.instance_resource(ordinal)));
        }
        members.list("containers", containers(of, task, status, health));
        members.text("cpu", of.cpu.to_string());
        members.moment("createdAt", task.created_at);
        members.text("desiredStatus", desired.to_string());
        members.text("group", names.task_group(task.group));
        if let Some(health) = health {
            members.text("healthStatus", health.to_string());
        }
        members.text("lastStatus", status.to_string());
        members.text("launchType", "EC2");
        members.text("memory", of.memory.to_string());
        // A record knows the whole life of its task, an event what was so far.
        for (name, moment, is_over) in [
            ("startedAt", task.started_at, status >= TaskStatus::Running),
            ("stoppingAt", stopping_at.unwrap_or(SimTime::NEVER), true),
            ("stoppedAt", task.stopped_at, status == TaskStatus::Stopped),
        ] {
            if is_over && moment <= at {
                members.moment(name, moment);
            }
        }
        if desired == DesiredStatus::Stopped {
            if let Some(cause) = task.cause {
                members.text("stopCode", StopCause::code(cause));
            }
            if let Some(reason) = task.stopped_reason(names) {
                members.text("stoppedReason", reason);
            }
        }
        members.text("taskArn", task_arn);
        members.text(
            "taskDefinitionArn",
            self.arn(cluster, &format!("task-definition/{}", names.definition(task.definition))),
        );
        members.0.push(("version", Member::Whole(number)));
        members.moment("updatedAt", at);
        members
    }

    /// ECS tells nothing of single containers but in events of their tasks.
    pub(super) fn container_detail(
        &self,
        at: SimTime,
        task: &CompactTask,
        container: usize,
        change: ContainerChange,
    ) -> Members {
        let cluster = self.names.cluster_of(task.group);
        let mut members = Members::default();
        members.text("taskArn", self.arn(cluster, &self.names.task_resource(task.group, task.number)));
        members.text("name", &self.particulars.definitions[task.definition.index()].containers[container]);
        let (last, status) = match change {
            ContainerChange::Started | ContainerChange::Answers => ("RUNNING", None),
            ContainerChange::Exited { status, restarts: true } => ("RUNNING", Some(status)),
            ContainerChange::NeverStarts => ("STOPPED", None),
            ContainerChange::Exited { status, .. } | ContainerChange::Stopped(status) => {
                ("STOPPED", Some(status))
            }
        };
        members.text("lastStatus", last);
        if let Some(status) = status {
            members.0.push(("exitCode", Member::Whole(status.code.into())));
        }
        members.moment("updatedAt", at);
        members
    }

    pub(super) fn deployment_detail(
        &self,
        at: SimTime,
        (service, deployment): (ServiceId, u32),
        severity: &str,
        reason: String,
    ) -> Members {
        let mut members = Members::default();
        members.text("eventType", severity);
        members.text("deploymentId", self.names.deployment(service.into(), deployment));
        members.moment("updatedAt", at);
        members.text("reason", reason);
        members
    }

    pub(super) fn service_detail(
        &self,
        at: SimTime,
        service: ServiceId,
        action: ServiceAction,
        record: &LogRecord,
    ) -> Members {
        let (names, cluster) = (&self.names, self.names.cluster_of(service.into()));
        let mut members = Members::default();
        members.text("eventType", severity(action));
        members.text("clusterArn", self.cluster_arn(cluster));
        members.moment("createdAt", at);
        match action {
            ServiceAction::PlacementFailed { closest: Some((ordinal, rejection)) } => {
                let instance = self.arn(cluster, &names.instance_resource(ordinal));
                members.list("containerInstanceArns", [Member::Text(instance)]);
                members.text("reason", rejection.to_string());
            }
            ServiceAction::PlacementFailed { closest: None } => members.text("reason", "NO ACTIVE INSTANCES"),
            ServiceAction::ConstraintViolated(tasks) => {
                members.list("taskArns", self.task_arns(cluster, tasks));
            }
            // What ECS puts into a service's own list and never onto the bus.
            _ if record.event_name.is_none() => members.text("message", &record.message),
            _ => {}
        }
        members
    }
}

fn severity(action: ServiceAction) -> &'static str {
    match action {
        ServiceAction::PlacementFailed { .. } => "ERROR",
        ServiceAction::StartImpaired
        | ServiceAction::ConstraintViolated(_)
        | ServiceAction::DeploymentBlocked => "WARN",
        _ => "INFO",
    }
}

/// `containers` of a task; its exit code is that of its only one.
fn containers(
    of: &OfDefinition,
    task: &CompactTask,
    status: TaskStatus,
    health: Option<TaskHealth>,
) -> Vec<Member> {
    let last = match status {
        TaskStatus::Provisioning | TaskStatus::Pending | TaskStatus::Activating => "PENDING",
        TaskStatus::Running | TaskStatus::Deactivating | TaskStatus::Stopping => "RUNNING",
        TaskStatus::Deprovisioning | TaskStatus::Stopped => "STOPPED",
    };
    let container = |(position, name): (usize, &String)| {
        let mut members = Members::default();
        members.text("name", name);
        members.text("lastStatus", last);
        // Which of several checked containers it is, the log does not tell.
        if let Some(health) = health.filter(|_| of.checked == Some(position)) {
            members.text("healthStatus", health.to_string());
        }
        if let Some(code) = task.exit_code.filter(|_| last == "STOPPED" && of.containers.len() == 1) {
            members.0.push(("exitCode", Member::Whole(code.into())));
        }
        Member::Object(members)
    };
    of.containers.iter().enumerate().map(container).collect()
}

impl Recorded {
    /// The ARN of what a short name of the log names, such as `service/default/web`.
    pub(in crate::observe) fn arn(&self, cluster: ClusterId, resource: &str) -> String {
        format!("arn:aws:ecs:{}:{ACCOUNT}:{resource}", self.particulars.regions[cluster.index()])
    }

    fn cluster_arn(&self, cluster: ClusterId) -> String {
        self.arn(cluster, &format!("cluster/{}", self.names.cluster(cluster)))
    }

    /// The ARNs of tasks of a cluster.
    pub(in crate::observe) fn task_arns(&self, cluster: ClusterId, tasks: TaskList) -> Vec<Member> {
        let arn = |task: &CompactTask| self.arn(cluster, &self.names.task_resource(task.group, task.number));
        self.listed(tasks).map(|task| Member::Text(arn(task))).collect()
    }
}
