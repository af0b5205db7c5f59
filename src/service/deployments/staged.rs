//! Deployments in stages: which revision has production traffic, and what becomes of it (services.md §2.5).

use std::sync::Arc;

use super::{Deployment, Deployments, Images, StateChange};
use crate::cluster::DeploymentState;
use crate::model::{LifecycleStage, StagedDeployment, TaskDefinitionId};
use crate::service::plan::DeploymentView;
use crate::service::settings::ServiceSettings;
use crate::service::stages::Stages;
use crate::time::SimTime;

/// What PRIMARY does while it takes over in stages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Staged {
    stages: Stages,
    /// The number of the deployment that has production traffic so far: blue.
    source: u32,
}

impl Staged {
    /// The number of blue.
    pub(super) const fn source(&self) -> u32 {
        self.source
    }
}

impl Deployments {
    /// The number of the deployment that has production traffic; `None` until one has completed, and while deployments
    /// replace each other by the percentages.
    #[must_use]
    pub fn source(&self) -> Option<u32> {
        let primary = self.primary();
        let has_traffic = self.is_rolling_back() || primary.state == DeploymentState::Completed;
        let source = self.staged.as_ref().map(|staged| staged.source);
        source.or_else(|| has_traffic.then_some(primary.number))
    }

    /// The stages of PRIMARY, if it takes over in stages.
    #[must_use]
    pub fn stages(&self) -> Option<&Stages> {
        self.staged.as_ref().map(|staged| &staged.stages)
    }

    /// Likewise, to go on.
    pub fn stages_mut(&mut self) -> Option<&mut Stages> {
        self.staged.as_mut().map(|staged| &mut staged.stages)
    }

    /// Whether PRIMARY runs beside the one before it, and none of that gives way to it yet.
    #[must_use]
    pub fn is_beside(&self) -> bool {
        self.stages().is_some_and(|stages| stages.stage() < LifecycleStage::CleanUp)
    }

    /// Starts a deployment in stages beside `source` and makes it PRIMARY; tells when the one before ends with that.
    pub fn begin_beside(
        &mut self,
        now: SimTime,
        (source, staged): (u32, &Arc<StagedDeployment>),
        (definition, images): (TaskDefinitionId, Images),
        settings: &ServiceSettings,
    ) -> Option<StateChange> {
        let revision = self.get(source)?.revision.followed_by(definition, settings).in_the_other_groups();
        let superseded = self.primary_becomes(DeploymentState::Superseded);
        self.rolling_back = None;
        let several = self.list.len() > 1;
        let number = self.next;
        self.next += 1;
        self.list.push(Deployment::starting(number, revision, settings, images, now));
        self.staged =
            Some(Box::new(Staged { stages: Stages::new(Arc::clone(staged), several, now), source }));
        superseded
    }

    /// What each deployment should hold while PRIMARY runs beside blue: blue all that the service wants, PRIMARY likewise
    /// once it has been scaled up, others nothing.
    pub fn set_targets(&self, views: &mut [DeploymentView], desired_count: u32) {
        let Some(staged) = self.staged.as_ref().filter(|_| self.is_beside()) else { return };
        let primary = self.primary().number;
        for view in views {
            let scaled_up = view.number == primary && staged.stages.stage() >= LifecycleStage::ScaleUp;
            view.target = if scaled_up || view.number == staged.source { desired_count } else { 0 };
        }
    }

    /// PRIMARY does not take over: a failed one is rolled back to blue, whether that had completed or not.
    pub fn abandon_stages(&mut self) -> Option<Stages> {
        let Staged { stages, source } = *self.staged.take()?;
        self.rollback_target = Some(source);
        Some(stages)
    }

    /// Notes the share of production traffic of a deployment, in thousandths; whether that is news.
    pub fn shifted(&mut self, number: u32, share: u32) -> bool {
        let before = self.find(number).map(|deployment| std::mem::replace(&mut deployment.share, share));
        before.is_some_and(|before| before != share)
    }
}
