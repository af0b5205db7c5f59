//! `putAttributes` and `deleteAttributes`: instances go over into other classes (VC-23).

use super::selection::select;
use crate::cluster::{InstanceCall, Observer, Unavailable};
use crate::engine::core::Core;
use crate::engine::parts::Agents;
use crate::model::{AttributeChange, InstanceSelection};

/// What runs on them stays: constraints count as tasks are placed, and DAEMON services look again by themselves (CN-07).
/// No service's next pass is brought forward (SC-03).
pub(super) fn change<O: Observer>(
    core: &mut Core<'_, O>,
    agents: &Agents,
    (call, selection): (InstanceCall, &InstanceSelection),
    change: &AttributeChange,
) {
    // Putting what is there already is no mistake; where none is named, others are looked for.
    let tells_none =
        call == InstanceCall::DeleteAttributes || !matches!(selection, InstanceSelection::Named(_));
    let unless = |core: &Core<'_, O>, id| {
        let class = core.cluster().instances().class(id);
        match change.class_after(class) {
            None => Some(Unavailable::TooManyAttributes),
            Some(after) => (after == class && tells_none).then_some(Unavailable::IsSo),
        }
    };
    for instance in select(core, agents, (call, selection), unless) {
        if let Some(class) = change.class_after(core.cluster().instances().class(instance)) {
            core.commit_class(instance, class);
        }
    }
}
