//! What a scenario makes happen at set times: faults, API calls, hosts that come later. It is known before any run, so
//! that pictures over time show it whatever is recorded.

use std::collections::BTreeMap;

use super::super::number::duration;
use super::mark_words::{of_call, of_fault};
use crate::model::{ActionTime, Distribution, Fault, FaultKind, FaultSchedule, Model};
use crate::time::{SimDuration, SimTime};

/// More marks than this are counted, not shown.
const MARKS_MAX: usize = 10;
/// A fault that strikes more often than this is told and not drawn.
const STRIKES_MAX: usize = 40;

/// All that is marked in the pictures of a variant.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// By time, those that are not drawn last.
    pub shown: Vec<Mark>,
    /// How many more there are.
    pub more: usize,
}

/// Something that happens.
#[derive(Debug, PartialEq)]
pub(super) struct Mark {
    /// When, in seconds; empty where that is up to chance, or too often to be drawn.
    pub times: Vec<f64>,
    /// For how many seconds; 0 for what has no length.
    pub lasts: f64,
    /// When, and what.
    pub words: String,
}

impl Marks {
    /// What a model says.
    pub(super) fn of(model: &Model) -> Self {
        let end = SimTime::ZERO + model.duration;
        let faults = model.faults.iter().map(|fault| (first(fault, end), of_fault_at(model, fault, end)));
        let at = |at: SimTime, what: &str| Mark {
            times: vec![at.as_secs_f64()],
            lasts: 0.0,
            words: format!("{}: {what}", duration(at.as_secs_f64())),
        };
        let calls = model.actions.iter().map(|action| {
            let what = of_call(model, &action.call);
            match &action.at {
                ActionTime::At(time) => (*time, at(*time, &what)),
                ActionTime::Drawn(after) => (action.at.earliest(), drawn(after, &what)),
            }
        });
        let mut late: BTreeMap<SimTime, u32> = BTreeMap::new();
        for instance in model.instances.iter().filter(|instance| instance.registers_at > SimTime::ZERO) {
            *late.entry(instance.registers_at).or_default() += 1;
        }
        let instances = late.iter().map(|(time, count)| {
            let what =
                if *count == 1 { "1 instance registers" } else { &format!("{count} instances register") };
            (*time, at(*time, what))
        });
        let mut all: Vec<(SimTime, Mark)> =
            faults.chain(calls).chain(instances).filter(|(first, _)| *first < end).collect();
        all.sort_by_key(|(first, _)| *first);
        let count = all.len();
        // What goes on all the time is not pushed out by many calls.
        let (mut told, mut drawn): (Vec<Mark>, Vec<Mark>) =
            all.into_iter().map(|(_, mark)| mark).partition(|mark| mark.times.is_empty());
        told.truncate(MARKS_MAX / 2);
        drawn.truncate(MARKS_MAX - told.len());
        let more = count - told.len() - drawn.len();
        Self { shown: drawn.into_iter().chain(told).collect(), more }
    }

    /// When the last of what is shown is over; none lasts longer than to `end`.
    pub(super) fn over(&self, end: f64) -> f64 {
        let over = |mark: &Mark| mark.times.last().map_or(end, |last| last + mark.lasts);
        self.shown.iter().map(over).fold(0.0, f64::max).min(end)
    }
}

/// When it first strikes, or may.
fn first(fault: &Fault, end: SimTime) -> SimTime {
    match &fault.schedule {
        FaultSchedule::At(at) => *at,
        FaultSchedule::Every { gap, until } => match gap.as_constant() {
            Some(gap) if SimTime::ZERO + gap >= *until => end,
            Some(gap) => SimTime::ZERO + gap,
            None => SimTime::ZERO,
        },
    }
}

/// A call whose time each replication draws.
fn drawn(after: &Distribution, what: &str) -> Mark {
    let secs = |time: SimDuration| duration(time.as_secs_f64());
    let when = match after.longest() {
        Some(longest) => format!("between {} and {}", secs(after.shortest()), secs(longest)),
        None => format!("at about {}", secs(after.typical())),
    };
    Mark { times: Vec::new(), lasts: 0.0, words: format!("at random, {when}: {what}") }
}

fn of_fault_at(model: &Model, fault: &Fault, end: SimTime) -> Mark {
    let (times, when) = match &fault.schedule {
        FaultSchedule::At(at) => (vec![at.as_secs_f64()], duration(at.as_secs_f64())),
        FaultSchedule::Every { gap, until } => recurring(gap, *until, end),
    };
    Mark { times, lasts: lasts(&fault.kind), words: format!("{when}: {}", of_fault(model, &fault.kind)) }
}

/// The times that are known, and all of them in words.
fn recurring(gap: &Distribution, until: SimTime, end: SimTime) -> (Vec<f64>, String) {
    let stop = if until < end { format!(" until {}", duration(until.as_secs_f64())) } else { String::new() };
    let Some(constant) = gap.as_constant() else {
        return (
            Vec::new(),
            format!("at random, about every {}{stop}", duration(gap.typical().as_secs_f64())),
        );
    };
    let until = until.min(end).as_secs_f64();
    let gap = constant.as_secs_f64();
    let times = (1_u32..).map(|number| f64::from(number) * gap).take_while(|at| *at < until);
    let times: Vec<f64> = times.take(STRIKES_MAX + 1).collect();
    let every = format!("every {}{stop}", duration(gap));
    if times.len() > STRIKES_MAX {
        (Vec::new(), format!("{every}, too often to be drawn"))
    } else {
        (times, every)
    }
}

/// How many seconds a strike lasts, as far as that is known: infinitely for up to the end, 0 for what has no length.
fn lasts(kind: &FaultKind) -> f64 {
    let (after, otherwise) = match kind {
        FaultKind::TaskKillProcess { .. } => (None, 0.0),
        FaultKind::TerminateInstances { replaced_after, .. } => (replaced_after.as_ref(), 0.0),
        FaultKind::StopInstances { restarted_after, .. } => (restarted_after.as_ref(), f64::INFINITY),
        FaultKind::HostLoss { restarted_after, terminated_after, .. } => {
            (terminated_after.as_ref().or(restarted_after.as_ref()), f64::INFINITY)
        }
        FaultKind::ContainerHang { lasts, .. } | FaultKind::AgentDisconnect { lasts, .. } => {
            (lasts.as_ref(), f64::INFINITY)
        }
    };
    after.map_or(otherwise, |after| after.typical().as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::testing;
    use crate::model::{Action, ApiCall, ClusterId, ServiceId, TaskSelection};
    use crate::time::SimDuration;

    const fn minutes(minutes: u64) -> SimTime {
        SimTime::from_secs(minutes * 60)
    }

    /// Of a model with these faults and with calls at these minutes.
    fn marks(faults: Vec<(FaultKind, FaultSchedule)>, calls: impl Iterator<Item = u64>) -> Marks {
        let mut model = testing::model(8, &["web"]);
        model.faults = faults.into_iter().map(|(kind, schedule)| Fault { kind, schedule }).collect();
        let call = |at| Action {
            at: minutes(at).into(),
            call: ApiCall::StopTask {
                tasks: TaskSelection::OfService { service: ServiceId::new(0), count: Some(1) },
                reason: None,
            },
        };
        model.actions = calls.map(call).collect();
        model.instances[1].registers_at = minutes(20);
        Marks::of(&model)
    }

    fn kill() -> FaultKind {
        FaultKind::TaskKillProcess { service: ServiceId::new(0), count: Some(2), exit_code: 137 }
    }

    #[test]
    fn what_the_scenario_makes_happen_is_marked_by_time() {
        let lost = FaultKind::HostLoss {
            cluster: ClusterId::new(0),
            count: Some(1),
            zone: None,
            restarted_after: None,
            terminated_after: Some(Distribution::Constant(SimDuration::from_mins(5))),
        };
        let gap = Distribution::Constant(SimDuration::from_mins(45));
        let random = Distribution::Exponential { mean: SimDuration::from_mins(30) };
        let found = marks(
            vec![
                (lost, FaultSchedule::At(minutes(15))),
                (kill(), FaultSchedule::Every { gap, until: minutes(600) }),
                (kill(), FaultSchedule::Every { gap: random, until: minutes(60) }),
            ],
            [10].into_iter(),
        );
        let shown: Vec<String> = found
            .shown
            .iter()
            .map(|mark| format!("{:?} for {}: {}", mark.times, mark.lasts, mark.words))
            .collect();
        insta::assert_snapshot!(shown.join("\n"));
        assert_eq!(found.more, 0);
        assert!((found.over(7_200.0) - 7_200.0).abs() < 1e-9, "what is up to chance may come at any time");
    }

    #[test]
    fn many_marks_are_counted_and_many_strikes_told() {
        let often = Distribution::Constant(SimDuration::from_secs(30));
        let schedule = FaultSchedule::Every { gap: often, until: minutes(600) };
        let found = marks(vec![(kill(), schedule)], 1..=119);
        assert_eq!((found.shown.len(), found.more), (MARKS_MAX, 111));
        let often = &found.shown[MARKS_MAX - 1];
        assert_eq!(often.times, [0.0; 0]);
        assert!(often.words.starts_with("every 30 s, too often to be drawn: "), "{often:?}");
    }
}
