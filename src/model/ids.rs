//! Ids: positions of things in their stores, in canonical order; what comes and goes has a slot and says at which use.

use std::fmt;
use std::num::NonZeroU64;

macro_rules! dense_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl $name {
            /// The id of the thing at `index`.
            ///
            /// # Panics
            ///
            /// When `index` exceeds `u32::MAX`, which every store's limit excludes.
            #[must_use]
            pub fn new(index: usize) -> Self {
                Self(u32::try_from(index).expect("stores are limited to u32::MAX things"))
            }

            /// The position in the store.
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    )+};
}

dense_ids! {
    /// A cluster of the model.
    ClusterId,
    /// An Availability Zone of the model.
    ZoneId,
    /// An attribute name that instance classes carry, or tasks require.
    AttributeId,
    /// A class of container instances that register the same resources and attributes in the same zone.
    ClassId,
    /// A task definition revision.
    TaskDefinitionId,
    /// A service.
    ServiceId,
    /// A task group; that of a service has the service's position.
    GroupId,
    /// A query of a `memberOf` constraint.
    QueryId,
    /// A VPC of the model.
    VpcId,
    /// A target group.
    TargetGroupId,
    /// A declared fault.
    FaultId,
    /// A declared action.
    ActionId,
    /// A call of `RunTask` or `StartTask`.
    CallId,
    /// A stream of arrivals.
    ArrivalId,
    /// A container image whose size is known.
    ImageId,
    /// A layer of such images.
    LayerId,
    /// A registry of images.
    RegistryId,
    /// A NAT gateway that limits pulls.
    NatGatewayId,
    /// An alarm of CloudWatch.
    AlarmId,
    /// A metric that alarms watch.
    MetricId,
}

/// A container instance: which one of a run it is, and its slot of the instance store.
///
/// Ordinals are counted in the order in which instances become known, and never used again, so they order instances and
/// name them in records. A slot is used again once its instance is gone; the ordinal tells whose it is by then.
///
/// ```
/// use plimsoll::model::InstanceId;
///
/// let (early, late) = (InstanceId::new(7), InstanceId::in_slot(9, 3));
/// assert!(early < late);
/// assert_eq!((early.ordinal(), early.slot()), (7, 7));
/// assert_eq!((late.ordinal(), late.slot()), (9, 3));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstanceId(NonZeroU64);

/// The first ordinal's upper half: zero is left for `Option`, which makes a list with gaps no larger than one without.
const FIRST_ORDINAL: u64 = 1 << 32;

impl InstanceId {
    /// The instance at `index` of the fixed fleet, which becomes known first and in order.
    ///
    /// # Panics
    ///
    /// When `index` exceeds `u32::MAX`, which every store's limit excludes.
    #[must_use]
    pub fn new(index: usize) -> Self {
        let index = u32::try_from(index).expect("stores are limited to u32::MAX things");
        Self::in_slot(index, index)
    }

    /// The instance that became known after `ordinal` others and has `slot`.
    ///
    /// # Panics
    ///
    /// When `ordinal` is `u32::MAX`.
    #[must_use]
    pub const fn in_slot(ordinal: u32, slot: u32) -> Self {
        let both = (ordinal as u64) << 32 | slot as u64;
        let ordinals = both.checked_add(FIRST_ORDINAL).expect("an ordinal is below u32::MAX");
        Self(NonZeroU64::new(ordinals).expect("the upper half is at least one"))
    }

    /// How many instances became known before it; no other instance of a run has the same.
    #[must_use]
    pub const fn ordinal(self) -> u32 {
        ((self.0.get() - FIRST_ORDINAL) >> 32) as u32
    }

    /// The position in the instance store.
    #[must_use]
    pub const fn slot(self) -> usize {
        (self.0.get() & 0xffff_ffff) as usize
    }
}

impl Default for InstanceId {
    fn default() -> Self {
        Self::in_slot(0, 0)
    }
}

impl fmt::Debug for InstanceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InstanceId").field("ordinal", &self.ordinal()).field("slot", &self.slot()).finish()
    }
}

/// A task: a slot of the task store and the generation of that slot.
///
/// A slot is reused after its task is `STOPPED`; an event that still names the old generation is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId {
    slot: u32,
    generation: u32,
}

impl TaskId {
    /// The task in `slot` at its `generation`-th use.
    #[must_use]
    pub const fn new(slot: u32, generation: u32) -> Self {
        Self { slot, generation }
    }

    /// The position in the task store.
    #[must_use]
    pub const fn slot(self) -> usize {
        self.slot as usize
    }

    /// How often the slot had been used before this task.
    #[must_use]
    pub const fn generation(self) -> u32 {
        self.generation
    }
}

#[cfg(test)]
mod tests {
    use super::InstanceId;

    #[test]
    fn ordinals_reach_to_the_one_before_the_last() {
        let last = InstanceId::in_slot(u32::MAX - 1, u32::MAX);
        assert_eq!((last.ordinal(), last.slot()), (u32::MAX - 1, u32::MAX as usize));
    }

    /// Whatever the profile does when a sum overflows.
    #[test]
    #[should_panic(expected = "an ordinal is below u32::MAX")]
    fn the_last_ordinal_is_refused() {
        let _ = InstanceId::in_slot(u32::MAX, 7);
    }
}
