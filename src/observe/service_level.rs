//! How well a service served, and from when on that counts.

use super::gauge::{Gauge, Level};
use super::metrics::Metrics;
use crate::model::DeploymentBounds;
use crate::time::{SimDuration, SimTime};

/// With what the part of a run begins that counts; each takes the place of those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Beginning {
    /// The run.
    Start,
    /// The first round of placements that found no instance for anything.
    PlacementFailure,
    /// The first steady state.
    SteadyState,
    /// The run, before which the service was there.
    Found,
    /// The end of the warm-up that the scenario writes.
    WarmUp,
}

impl Beginning {
    /// Its name in metrics.
    const fn name(self) -> &'static str {
        match self {
            Self::Start => "START",
            Self::PlacementFailure => "PLACEMENT_FAILURE",
            Self::SteadyState => "STEADY_STATE",
            Self::Found => "FOUND",
            Self::WarmUp => "WARM_UP",
        }
    }
}

/// Availability, and the times without a serving task or below the minimum.
#[derive(Clone, Debug)]
pub(super) struct ServiceLevel {
    beginning: Beginning,
    counts_from: SimTime,
    bounds: DeploymentBounds,
    desired: u32,
    /// Tasks that must remain healthy of those desired (HL-05).
    minimum: u32,
    /// Whether so many have served since they are more: what has not been reached is not fallen below.
    reached: bool,
    /// Whether there ever were so many: of a service that never got there nobody can say how long it was below.
    ever_reached: bool,
    /// min(1, serving ÷ desired), where healthy tasks serve that are really there; 1 while none are desired.
    availability: Gauge,
    /// While tasks are desired and none serves.
    outage: Spells,
    /// While fewer tasks serve than must remain healthy (HL-05).
    below_minimum: Spells,
}

impl ServiceLevel {
    /// What counts from the end of `warm_up` on, or where the scenario writes none, from what [`begin`](Self::begin) tells.
    pub(super) fn new(warm_up: Option<SimDuration>, bounds: DeploymentBounds) -> Self {
        let from = SimTime::ZERO + warm_up.unwrap_or_default();
        Self {
            beginning: if warm_up.is_some() { Beginning::WarmUp } else { Beginning::Start },
            counts_from: from,
            bounds,
            desired: 0,
            minimum: 0,
            reached: false,
            ever_reached: false,
            availability: Gauge::new(from),
            outage: Spells::new(from),
            below_minimum: Spells::new(from),
        }
    }

    /// `minimumHealthyPercent` is another one from now on.
    pub(super) fn set_minimum_percent(&mut self, percent: u32) {
        self.bounds.minimum_healthy_percent = percent;
        self.renew_minimum();
    }

    fn renew_minimum(&mut self) {
        let minimum = self.bounds.lower(self.desired);
        self.reached &= minimum <= self.minimum;
        self.minimum = minimum;
    }

    /// So many tasks are desired and so many serve from `at` on.
    pub(super) fn set(&mut self, at: SimTime, desired: u32, serving: u32) {
        if desired != self.desired {
            self.desired = desired;
            self.renew_minimum();
        }
        self.reached |= serving >= self.minimum;
        self.ever_reached |= self.reached;
        // Who wants nothing lacks nothing.
        let available = if desired == 0 { (1, 1) } else { (serving.min(desired), desired) };
        self.availability.set(at, Level::ratio(available.0, available.1));
        self.outage.set(at, desired > 0 && serving == 0);
        self.below_minimum.set(at, self.reached && serving < self.minimum);
    }

    /// There was no service before `at`.
    pub(super) fn count_from(&mut self, at: SimTime) {
        if at > self.counts_from {
            self.restart(at);
        }
    }

    fn restart(&mut self, at: SimTime) {
        self.counts_from = at;
        self.availability.restart(at);
        self.outage.restart(at);
        self.below_minimum.restart(at);
    }

    /// Something happened that figures may count from; says whether they do.
    pub(super) fn begin(&mut self, at: SimTime, with: Beginning) -> bool {
        let begins = with > self.beginning;
        if begins {
            self.beginning = with;
            self.restart(at);
        }
        begins
    }

    /// Writes its metrics.
    pub(super) fn write(mut self, end: SimTime, stem: &str, metrics: &mut Metrics) {
        let from = self.counts_from.since(SimTime::ZERO).as_secs_f64();
        metrics.put(format!("{stem}.countsFrom"), Some(from), "seconds");
        metrics.put_text(format!("{stem}.countsFrom.event"), self.beginning.name());
        self.availability.advance(end);
        metrics.put(format!("{stem}.availability"), self.availability.mean(), "ratio");
        self.outage.write(end, &format!("{stem}.outage"), metrics);
        if self.ever_reached {
            self.below_minimum.write(end, &format!("{stem}.belowMinimum"), metrics);
        }
    }
}

/// The times in which something holds.
#[derive(Clone, Debug)]
struct Spells {
    /// 1 while it holds, else 0.
    gauge: Gauge,
    counts_from: SimTime,
    holds: bool,
    /// When it held first, of what counts.
    first_at: Option<SimTime>,
}

impl Spells {
    fn new(counts_from: SimTime) -> Self {
        Self { gauge: Gauge::new(counts_from), counts_from, holds: false, first_at: None }
    }

    fn set(&mut self, at: SimTime, holds: bool) {
        self.gauge.set(at, Level::count(holds));
        if holds && !self.holds {
            self.first_at.get_or_insert(at.max(self.counts_from));
        } else if !holds && self.first_at.is_some_and(|first| first >= at) {
            // It lasted for no time that counts.
            self.first_at = None;
        }
        self.holds = holds;
    }

    fn restart(&mut self, at: SimTime) {
        self.gauge.restart(at);
        self.counts_from = at;
        self.first_at = self.holds.then_some(at);
    }

    /// How long it held, and when first.
    fn write(mut self, end: SimTime, stem: &str, metrics: &mut Metrics) {
        self.gauge.advance(end);
        let first_at = self.first_at.filter(|first| *first < end);
        metrics.put(stem.to_owned(), self.gauge.seconds(), "seconds");
        let first_at = first_at.map(|at| at.since(SimTime::ZERO).as_secs_f64());
        metrics.put(format!("{stem}.firstAt"), first_at, "seconds");
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::observe::Metric;

    fn at(seconds: u64) -> SimTime {
        SimTime::from_secs(seconds)
    }

    fn level(warm_up: Option<u64>) -> ServiceLevel {
        ServiceLevel::new(warm_up.map(SimDuration::from_secs), DeploymentBounds::REPLICA_DEFAULT)
    }

    /// The figures at 100 s, by the end of their names.
    fn written(level: ServiceLevel) -> BTreeMap<String, Metric> {
        let mut metrics = Metrics::default();
        level.write(at(100), "s", &mut metrics);
        metrics.into_map()
    }

    fn figure(metrics: &BTreeMap<String, Metric>, name: &str) -> Option<f64> {
        metrics.get(&format!("s.{name}")).map(|metric| match metric {
            Metric::Number { value, .. } => *value,
            Metric::Text(text) => panic!("{text}"),
        })
    }

    #[test]
    fn figures_count_from_the_best_beginning_that_came() {
        use Beginning::{PlacementFailure, SteadyState};
        for (warm_up, happenings, from, event, availability) in [
            (None, vec![], 0.0, "START", 0.75),
            (None, vec![(50, PlacementFailure)], 50.0, "PLACEMENT_FAILURE", 1.0),
            (None, vec![(20, PlacementFailure), (60, SteadyState)], 60.0, "STEADY_STATE", 1.0),
            // Neither a later one of the same kind nor a lesser one starts anew.
            (
                None,
                vec![(25, SteadyState), (60, SteadyState), (70, PlacementFailure)],
                25.0,
                "STEADY_STATE",
                1.0,
            ),
            (Some(0), vec![(60, SteadyState)], 0.0, "WARM_UP", 0.75),
        ] {
            let mut level = level(warm_up);
            level.set(at(0), 2, 0);
            level.set(at(25), 2, 2);
            for (second, with) in happenings {
                level.begin(at(second), with);
            }
            let metrics = written(level);
            assert_eq!(figure(&metrics, "countsFrom"), Some(from), "{event}");
            assert_eq!(metrics["s.countsFrom.event"], Metric::Text(event.to_owned()));
            assert_eq!(figure(&metrics, "availability"), Some(availability), "{event}");
        }
    }

    #[test]
    fn spells_that_last_for_no_time_have_no_beginning() {
        let mut level = level(Some(10));
        level.set(at(0), 2, 0);
        level.set(at(5), 2, 2);
        level.set(at(30), 2, 0);
        level.set(at(30), 2, 2);
        let unbroken = written(level.clone());
        assert_eq!((figure(&unbroken, "outage"), figure(&unbroken, "outage.firstAt")), (Some(0.0), None));
        level.set(at(40), 2, 1);
        level.set(at(50), 2, 0);
        level.set(at(60), 2, 2);
        let broken = written(level);
        let outage = (figure(&broken, "outage"), figure(&broken, "outage.firstAt"));
        let below = (figure(&broken, "belowMinimum"), figure(&broken, "belowMinimum.firstAt"));
        assert_eq!((outage, below), ((Some(10.0), Some(50.0)), (Some(20.0), Some(40.0))));
    }

    #[test]
    fn who_never_reached_the_minimum_has_no_time_below_it() {
        let mut level = level(None);
        level.set(at(0), 4, 0);
        level.set(at(10), 4, 2);
        assert_eq!(figure(&written(level.clone()), "belowMinimum"), None);
        level.set(at(20), 4, 4);
        assert_eq!(figure(&written(level), "belowMinimum"), Some(0.0));
    }

    #[test]
    fn what_was_not_reached_is_not_fallen_below() {
        let mut level = level(None);
        level.set(at(0), 2, 0);
        level.set(at(10), 2, 2);
        // Scaled out: four are wanted, and not there yet.
        level.set(at(20), 4, 2);
        level.set(at(50), 4, 4);
        assert_eq!(figure(&written(level.clone()), "belowMinimum"), Some(0.0));
        level.set(at(60), 4, 3);
        assert_eq!(figure(&written(level.clone()), "belowMinimum"), Some(40.0));
        level.set_minimum_percent(50);
        level.set(at(70), 4, 3);
        assert_eq!(figure(&written(level), "belowMinimum"), Some(10.0));
    }
}
