//! What is asked: one task, of whom, and what is going on around it.

use crate::cluster::{Cluster, Rejection};
use crate::model::{InstanceId, TaskDefinitionId};
use crate::placement::filter::Filter;
use crate::placement::request::Request;

/// One task that is to be explained.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The task.
    pub request: &'a Request<'a>,
    /// The instances that may take it.
    pub asked: Asked,
    /// Instances and tasks as they are.
    pub cluster: &'a Cluster,
    /// One task of each DAEMON service: a host that is to make room gets these first.
    pub daemons: &'a [Daemon<'a>],
    /// Instances whose host is dead, whether ECS knows or not: no change helps there.
    pub dead: &'a [InstanceId],
}

/// The instances that may take a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// All of the cluster.
    All,
    /// The one that the task of a DAEMON service is for (§1.8).
    Daemon(InstanceId),
    /// The one that `StartTask` names; neither strategies nor constraints count (RN-06).
    Named(InstanceId),
}

/// One more task of a DAEMON service.
#[derive(Clone, Copy, Debug)]
pub struct Daemon<'a> {
    /// Its task definition.
    pub definition: TaskDefinitionId,
    /// The request for it.
    pub request: Request<'a>,
}

impl<'a> Question<'a> {
    /// A task that may go anywhere, where no DAEMON service is and every host lives.
    #[must_use]
    pub const fn anywhere(request: &'a Request<'a>, cluster: &'a Cluster) -> Self {
        Self { request, asked: Asked::All, cluster, daemons: &[], dead: &[] }
    }

    /// The registered instances that may take the task.
    pub(super) fn instances(&self, cluster: &Cluster) -> Vec<InstanceId> {
        let filter = Filter::new(self.request, cluster);
        let ids: Vec<_> = match self.asked {
            Asked::All => cluster.instances().ids_of(self.request.cluster).collect(),
            Asked::Daemon(instance) | Asked::Named(instance) => vec![instance],
        };
        ids.into_iter().filter(|id| filter.is_registered(*id)).collect()
    }

    /// The first rule that counts here and that `instance` fails.
    pub(super) fn rejection(&self, filter: &Filter<'_>, instance: InstanceId) -> Option<Rejection> {
        match self.asked {
            Asked::Named(_) => filter.rejection_of_named(instance),
            Asked::All | Asked::Daemon(_) => filter.first_rejection(instance),
        }
    }

    /// Whether `rule` counts here.
    pub(super) fn counts(&self, rule: Rejection) -> bool {
        !matches!(self.asked, Asked::Named(_)) || rule.binds_named()
    }
}
