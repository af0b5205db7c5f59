//! How fast images come: lines from registries to hosts, some of which share a NAT gateway.
//!
//! All hosts on a line get the same rate, so one figure says what each of them was given since the line came into use; a
//! host's next layer is complete when that figure reaches a value which no other host moves. Whoever joins or leaves
//! changes the rate alone: nobody's value, and so nobody's place in the order.

use std::collections::{BTreeMap, BTreeSet};

use super::downloads::MicroBytes;
use crate::model::{Images, InstanceId, NatGatewayId, RegistryId};
use crate::time::{SimDuration, SimTime};

/// The way from a registry to hosts: by a NAT gateway that limits it, or by none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LineId {
    /// The NAT gateway.
    pub(super) nat_gateway: Option<NatGatewayId>,
    /// The registry.
    pub(super) registry: RegistryId,
}

#[derive(Clone, Debug)]
struct Line {
    /// What a host gets where no NAT gateway is in the way, in bytes a second.
    most: u64,
    /// What each host gets now.
    rate: u64,
    /// What each host was given up to `since`.
    given: MicroBytes,
    since: SimTime,
    /// What will have been given when the next layer of each host on it is complete.
    finishes: BTreeSet<(MicroBytes, InstanceId)>,
    /// When the first of them will be; its place in [`Network::due`].
    due: SimTime,
}

/// All lines that have been in use.
#[derive(Clone, Debug, Default)]
pub(super) struct Network {
    lines: BTreeMap<LineId, Line>,
    /// Hosts that fetch by each NAT gateway, once for each registry that they fetch from.
    behind: BTreeMap<NatGatewayId, u64>,
    due: BTreeSet<(SimTime, LineId)>,
}

impl Line {
    fn given_at(&self, now: SimTime) -> MicroBytes {
        let time = MicroBytes::from(now.since(self.since).as_micros());
        self.given + time * MicroBytes::from(self.rate)
    }

    fn set_rate(&mut self, now: SimTime, rate: u64) {
        (self.given, self.since) = (self.given_at(now), now);
        self.rate = rate;
    }

    fn next(&self) -> SimTime {
        let Some((finish, _)) = self.finishes.first() else { return SimTime::NEVER };
        let micros = finish.saturating_sub(self.given).div_ceil(MicroBytes::from(self.rate));
        u64::try_from(micros).map_or(SimTime::NEVER, |micros| self.since + SimDuration::from_micros(micros))
    }
}

impl Network {
    /// When the next layer is complete, and on which line.
    pub(super) fn next(&self) -> Option<(SimTime, LineId)> {
        self.due.first().copied()
    }

    /// The host whose next layer is complete by now, the first in order; it is not expected any more.
    pub(super) fn take_due(&mut self, id: LineId, now: SimTime) -> Option<(InstanceId, MicroBytes)> {
        let line = self.lines.get_mut(&id)?;
        let given = line.given_at(now);
        let (finish, instance) = *line.finishes.first().filter(|(finish, _)| *finish <= given)?;
        line.finishes.remove(&(finish, instance));
        self.reschedule(id);
        Some((instance, given))
    }

    /// What each host on the line was given by now.
    pub(super) fn given(&self, id: LineId, now: SimTime) -> MicroBytes {
        self.lines.get(&id).map_or(0, |line| line.given_at(now))
    }

    /// One more host fetches by the line; returns what the line has given so far.
    pub(super) fn join(&mut self, id: LineId, images: &Images, now: SimTime) -> MicroBytes {
        let most = images.registries[id.registry.index()].pull_rate;
        self.lines.entry(id).or_insert_with(|| Line {
            most,
            rate: most,
            given: 0,
            since: now,
            finishes: BTreeSet::new(),
            due: SimTime::NEVER,
        });
        if let Some(nat_gateway) = id.nat_gateway {
            *self.behind.entry(nat_gateway).or_default() += 1;
            self.share_out(nat_gateway, images, now);
        }
        self.given(id, now)
    }

    /// A host has nothing left to fetch by the line.
    pub(super) fn leave(&mut self, id: LineId, images: &Images, now: SimTime) {
        if let Some(nat_gateway) = id.nat_gateway {
            *self.behind.entry(nat_gateway).or_default() -= 1;
            self.share_out(nat_gateway, images, now);
        }
    }

    /// The next layer of a host is complete with another figure than before, `None` for no layer.
    pub(super) fn expect(
        &mut self,
        id: LineId,
        instance: InstanceId,
        (before, now): (Option<MicroBytes>, Option<MicroBytes>),
    ) {
        let Some(line) = self.lines.get_mut(&id) else { return };
        if let Some(before) = before {
            line.finishes.remove(&(before, instance));
        }
        line.finishes.extend(now.map(|finish| (finish, instance)));
        self.reschedule(id);
    }

    /// The hosts behind a NAT gateway share it evenly; what one cannot use goes to nobody else.
    fn share_out(&mut self, nat_gateway: NatGatewayId, images: &Images, now: SimTime) {
        let hosts = self.behind.get(&nat_gateway).copied().unwrap_or_default().max(1);
        let share = (images.nat_gateways[nat_gateway.index()].pull_rate / hosts).max(1);
        let all = |registry| LineId { nat_gateway: Some(nat_gateway), registry };
        let (first, last) = (all(RegistryId::new(0)), all(RegistryId::new(u32::MAX as usize)));
        let lines: Vec<LineId> = self.lines.range(first..=last).map(|(id, _)| *id).collect();
        for id in lines {
            if let Some(line) = self.lines.get_mut(&id) {
                line.set_rate(now, line.most.min(share));
            }
            self.reschedule(id);
        }
    }

    fn reschedule(&mut self, id: LineId) {
        let Some(line) = self.lines.get_mut(&id) else { return };
        let next = line.next();
        let before = std::mem::replace(&mut line.due, next);
        if before != next {
            self.due.remove(&(before, id));
            if next != SimTime::NEVER {
                self.due.insert((next, id));
            }
        }
    }
}
