//! Scores of instances and tasks of every conceivable size.

use crate::model::{Candidate, InstanceClass, Resources, Scored};

/// Nothing, the least, and the most that 32 bits hold.
const SIZES: [u32; 3] = [0, 1, u32::MAX];

/// Asks for the score of each combination, twice.
pub(super) fn check(scored: &Scored) -> Result<(), String> {
    for (cpu, memory) in pairs() {
        let registered = Resources { cpu, memory, gpu: cpu };
        let class = InstanceClass { registered, ..InstanceClass::default() };
        for (free, demand, tasks) in amounts(registered) {
            let candidate = Candidate { class: &class, free, demand, own_tasks: tasks, tasks };
            let (first, again) = (scored.of(&candidate), scored.of(&candidate));
            if first != again {
                return Err(format!("{} scores {candidate:?} {first} and {again}", scored.label()));
            }
        }
    }
    Ok(())
}

fn pairs() -> impl Iterator<Item = (u32, u32)> {
    SIZES.into_iter().flat_map(|one| SIZES.into_iter().map(move |other| (one, other)))
}

/// What may be free of `registered` resources, what a task may ask of it, and how many tasks there may be.
fn amounts(registered: Resources) -> impl Iterator<Item = (Resources, Resources, u32)> {
    let part = |of: Resources, cpu: u32, memory: u32| Resources {
        cpu: of.cpu.min(cpu),
        memory: of.memory.min(memory),
        gpu: of.gpu.min(cpu),
    };
    pairs().flat_map(move |(cpu, memory)| {
        let free = part(registered, cpu, memory);
        pairs().zip(SIZES.into_iter().cycle()).map(move |((cpu, memory), tasks)| {
            let demand = part(free, cpu, memory);
            (free, demand, tasks)
        })
    })
}
