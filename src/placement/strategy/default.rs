//! What holds where no strategy is given, and after the last one.

use super::chain::Key;
use crate::model::{AttributeId, Strategy};

/// A service without strategies spreads over zones (DF-01).
pub(super) const fn for_placing(zone: AttributeId) -> [Strategy; 1] {
    [Strategy::SpreadAttribute(zone)]
}

/// After the last strategy the fewest tasks of the service on the instance decide, then the lowest id.
///
/// ECS documents it for the default (DF-02) and leaves it open for chains (ST-12, ST-13).
pub(super) const TIE_BREAK: Strategy = Strategy::SpreadInstance;

/// Scale-in without strategies: the zone with most tasks of the service, in it the instance with most (SI-04).
pub(super) const fn for_stopping(zone: AttributeId) -> [Strategy; 2] {
    [Strategy::SpreadAttribute(zone), Strategy::SpreadInstance]
}

/// Among the instances that `power-of-choices` draws, where no later entry compares them, the fewest tasks decide.
pub(super) const AMONG_CHOICES: Key = Key::Tasks;
