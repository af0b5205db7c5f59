//! The zones of a service, as zone rebalancing sees them.

use super::services::Services;
use crate::cluster::Cluster;
use crate::model::{Model, ServiceId, ZoneId};
use crate::placement::Filter;
use crate::service::{Imbalance, ZoneTasks};

impl Services {
    /// All zones by id, in the buffer for them, which is to be given back.
    pub fn survey(&mut self, id: ServiceId, model: &Model, cluster: &Cluster) -> Vec<ZoneTasks> {
        let mut zones = std::mem::take(&mut self.buffers.zones);
        let closed = |zone| ZoneTasks { zone: ZoneId::new(zone), tasks: 0, is_open: false };
        zones.clear();
        zones.extend((0..model.zones.len()).map(closed));
        let (request, tasks) = (self.request(id, model), cluster.service(id));
        let filter = Filter::new(&request, cluster);
        for class in cluster.instances().classes() {
            let spec = model.class(class);
            if spec.cluster != model.service(id).cluster {
                continue;
            }
            let zone = &mut zones[spec.zone.index()];
            zone.tasks += tasks.on_class(class);
            let opens = || cluster.instances().open_of_class(class) > 0 && filter.may_suit_class(class);
            zone.is_open = zone.is_open || opens();
        }
        zones
    }

    /// Whether a service has to look at its zones, of which some may have opened or closed: it moves tasks, or is steady
    /// and they are uneven now (RB-03).
    pub fn must_look_at_zones(&mut self, id: ServiceId, model: &Model, cluster: &Cluster) -> bool {
        let runtime = self.get(id);
        if runtime.rebalancing.is_in_progress() || !runtime.settings.rebalances {
            return runtime.rebalancing.is_in_progress();
        }
        if !runtime.clock.is_steady() {
            return false;
        }
        let zones = self.survey(id, model, cluster);
        let uneven = Imbalance::of(&zones).is_some();
        self.buffers.zones = zones;
        uneven
    }
}
