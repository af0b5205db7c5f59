//! A small world that keeps time as ECS's scheduler was measured to: what its services and tasks do, with known settings.
//!
//! It stands in for a log of the simulator, of which [`Happening`]s are all that the tests look at.

use std::collections::BTreeMap;

/// Settings of `[behavior]`, in seconds.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    pub scheduler_interval: f64,
    pub scheduler_jitter: f64,
    pub scheduler_reaction: (f64, f64),
    pub steady_interval: (f64, f64),
    pub steady_state_interval: f64,
    pub healthy_after: f64,
    pub task_launch_time: (f64, f64),
    pub throttle_after: u32,
    pub throttle_initial: f64,
    pub throttle_maximum: f64,
    pub throttle_spread: (f64, f64),
    pub unhealthy_replacement_interval: f64,
}

/// Those that were measured.
pub const MEASURED: Settings = Settings {
    scheduler_interval: 9.68,
    scheduler_jitter: 0.55,
    scheduler_reaction: (3.0, 11.0),
    steady_interval: (35.0, 48.0),
    steady_state_interval: 21_600.0,
    healthy_after: 40.0,
    task_launch_time: (1.0, 6.0),
    throttle_after: 3,
    throttle_initial: 10.0,
    throttle_maximum: 1_620.0,
    throttle_spread: (0.955, 1.05),
    unhealthy_replacement_interval: 88.0,
};

/// What a service or a task tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Happening {
    InProgress,
    Started(Vec<u32>),
    Stopped(Vec<u32>),
    Registered(u32),
    Deregistered(u32),
    Draining(u32),
    Completed,
    Steady,
    Impaired,
    /// A task has got this status; the flag says whether its containers ended by themselves.
    Task(u32, &'static str, bool),
    /// A container health check has failed.
    Unhealthy(u32),
}

/// Happenings of services by name, in order.
#[derive(Default)]
pub struct World {
    pub told: Vec<(f64, &'static str, Happening)>,
    /// When each task was created.
    pub created: BTreeMap<u32, f64>,
    tasks: u32,
}

/// Numbers from 0 to 1 that look random: splitmix64.
pub struct Draws(u64);

impl Draws {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn uniform(&mut self, (low, high): (f64, f64)) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        let share = f64::from(u32::try_from(mixed >> 32).expect("32 bits")) / f64::from(u32::MAX);
        low + (high - low) * share
    }
}

/// One service and its pass clock.
pub struct Service<'w> {
    world: &'w mut World,
    name: &'static str,
    settings: Settings,
    draws: Draws,
    /// Start of the stretch, and its phase and period if it is a steady one.
    start: f64,
    steady: Option<(f64, f64)>,
    /// The last pass that was simulated.
    pub now: f64,
    last_note: f64,
    running: Vec<u32>,
}

impl<'w> Service<'w> {
    /// Creates a service at `now`; its first pass comes by the call.
    pub fn create(world: &'w mut World, name: &'static str, settings: Settings, seed: u64, now: f64) -> Self {
        let draws = Draws(seed);
        let (running, last_note) = (Vec::new(), now);
        let mut of = Self { world, name, settings, draws, start: now, steady: None, now, last_note, running };
        of.tell(now, Happening::InProgress);
        of.called();
        of
    }

    fn tell(&mut self, at: f64, what: Happening) {
        self.world.told.push((at, self.name, what));
    }

    /// The first pass at or after `at` that is later than the last one.
    fn pass_from(&mut self, at: f64) -> f64 {
        let from = at.max(self.now + 0.001);
        if let Some((phase, period)) = self.steady {
            let first = self.start + phase;
            let passes = ((from - first) / period).ceil().max(0.0);
            return first + passes * period;
        }
        let interval = self.settings.scheduler_interval;
        let mut k = ((from - self.start) / interval).floor().max(1.0);
        loop {
            // The error belongs to the pass, whoever asks for it.
            let mut of_pass = Draws(self.start.to_bits() ^ k.to_bits());
            let jitter = self.settings.scheduler_jitter;
            let pass = self.start + k * interval + of_pass.uniform((-jitter, jitter));
            if pass >= from {
                return pass;
            }
            k += 1.0;
        }
    }

    /// Goes on to the first pass that has something to do since `at`; that of a steady service begins a short stretch.
    pub fn pass(&mut self, at: f64) -> f64 {
        self.now = self.pass_from(at);
        if self.steady.take().is_some() {
            self.start = self.now;
        }
        self.now
    }

    /// A call at the present moment brings the next pass forward.
    fn called(&mut self) {
        let reaction = self.draws.uniform(self.settings.scheduler_reaction);
        let next = self.pass_from(self.now).min(self.now + reaction);
        let next =
            if self.world.told.len() == 1 || self.running.is_empty() { self.now + reaction } else { next };
        (self.now, self.start, self.steady) = (next, next, None);
    }

    /// Starts `count` tasks in the present pass; says when the last of them runs.
    fn start_tasks(&mut self, count: u32) -> (Vec<u32>, f64) {
        let first = self.world.tasks;
        self.world.tasks += count;
        let ids: Vec<u32> = (first..first + count).collect();
        self.tell(self.now, Happening::Started(ids.clone()));
        let mut last = self.now;
        for id in &ids {
            self.world.created.insert(*id, self.now);
            self.tell(self.now, Happening::Task(*id, "PENDING", false));
            let running = self.now + self.draws.uniform(self.settings.task_launch_time);
            self.tell(running, Happening::Task(*id, "RUNNING", false));
            last = last.max(running);
        }
        (ids, last)
    }

    /// The signal, and what follows it; says when the last containers have ended.
    fn signal(&mut self, ids: &[u32], at: f64) -> f64 {
        let mut last = at;
        for id in ids {
            self.tell(at, Happening::Task(*id, "STOPPING", false));
            let ended = at + self.draws.uniform((0.5, 2.0));
            self.tell(ended, Happening::Task(*id, "STOPPED", false));
            last = last.max(ended);
        }
        last
    }

    /// Says that it is steady in the present pass, and looks less often from now on.
    fn become_steady(&mut self) {
        self.tell(self.now, Happening::Steady);
        let period = self.draws.uniform(self.settings.steady_interval);
        (self.start, self.last_note) = (self.now, self.now);
        self.steady = Some((self.draws.uniform((0.0, period)), period));
    }

    /// Goes on to `until`, and says again and again that it is steady.
    fn rest(&mut self, until: f64) {
        loop {
            let next = self.pass_from(self.last_note + self.settings.steady_state_interval);
            if next >= until {
                return;
            }
            (self.now, self.last_note) = (next, next);
            self.tell(next, Happening::Steady);
        }
    }

    /// Brings up tasks behind a load balancer, the first alone; at the end they are healthy.
    fn bring_up(&mut self, count: u32) -> Vec<u32> {
        let (mut new, running) = self.start_tasks(1);
        let mut ready = running;
        if count > 1 {
            self.now = self.pass_from(running);
            self.tell(self.now, Happening::Registered(1));
            let (rest, last) = self.start_tasks(count - 1);
            new.extend(rest);
            ready = last;
        }
        self.now = self.pass_from(ready);
        self.tell(self.now, Happening::Registered(count.max(2) - 1));
        let healthy = self.now + self.draws.uniform((1.6, 3.6));
        self.now = self.pass_from(healthy);
        new
    }

    /// The first tasks behind a load balancer.
    pub fn balanced(&mut self, count: u32) {
        self.running = self.bring_up(count);
        self.tell(self.now, Happening::Completed);
        self.become_steady();
    }

    /// A deployment behind a load balancer at `at`, 100/200, with a deregistration delay of 30 s.
    pub fn deploy_balanced(&mut self, at: f64) {
        self.rest(at);
        self.now = at;
        self.tell(at, Happening::InProgress);
        self.called();
        let count = u32::try_from(self.running.len()).expect("few");
        let new = self.bring_up(count);
        let old = std::mem::replace(&mut self.running, new);
        self.tell(self.now, Happening::Stopped(old.clone()));
        self.now = self.pass_from(self.now);
        self.tell(self.now, Happening::Deregistered(count));
        self.tell(self.now, Happening::Draining(count));
        self.now = self.pass_from(self.now + 30.0);
        let ended = self.signal(&old, self.now);
        self.now = self.pass_from(ended);
        self.tell(self.now, Happening::Completed);
        self.become_steady();
    }

    /// A task exits at `at`, and is replaced by the next steady pass.
    pub fn crash(&mut self, at: f64) {
        self.rest(at);
        self.now = at;
        let gone = self.running.remove(0);
        self.tell(at, Happening::Task(gone, "STOPPED", true));
        self.pass(at);
        self.replace();
        self.become_steady();
    }

    fn replace(&mut self) -> u32 {
        let (new, running) = self.start_tasks(1);
        self.now = self.pass_from(running);
        self.tell(self.now, Happening::Registered(1));
        self.now = self.pass_from(self.now + 3.0);
        self.running.extend(&new);
        new[0]
    }

    /// A task becomes unhealthy at `at`, and so does its replacement a while later.
    pub fn sicken(&mut self, at: f64) {
        self.rest(at);
        let mut sick = self.running[0];
        let (mut since, mut wait) = (at, 0.0);
        for _ in 0..2 {
            self.now = since;
            self.tell(since, Happening::Unhealthy(sick));
            self.pass(since + wait);
            let new = self.replace();
            self.running.retain(|id| *id != sick);
            self.tell(self.now, Happening::Stopped(vec![sick]));
            self.now = self.pass_from(self.now);
            self.tell(self.now, Happening::Deregistered(1));
            self.tell(self.now, Happening::Draining(1));
            self.now = self.pass_from(self.now);
            self.become_steady();
            sick = new;
            since = self.now + self.draws.uniform((20.0, 120.0));
            wait = self.settings.unhealthy_replacement_interval;
        }
    }

    /// The first task without load balancer.
    pub fn alone(&mut self) {
        let (new, running) = self.start_tasks(1);
        self.running = new;
        self.now = self.pass_from(running);
        self.tell(self.now, Happening::Completed);
        self.become_steady();
    }

    /// A deployment without load balancer at `at`: the old task goes once the new one counts as healthy.
    pub fn deploy_alone(&mut self, at: f64) {
        self.rest(at);
        self.now = at;
        self.tell(at, Happening::InProgress);
        self.called();
        let (new, running) = self.start_tasks(1);
        let old = std::mem::replace(&mut self.running, new);
        self.now = self.pass_from(running + self.settings.healthy_after);
        self.tell(self.now, Happening::Stopped(old.clone()));
        let ended = self.signal(&old, self.now);
        self.now = self.pass_from(ended);
        self.tell(self.now, Happening::Completed);
        self.become_steady();
    }

    /// A deployment at `at` whose tasks exit after 25 s, so many times.
    pub fn fail(&mut self, at: f64, times: u32) {
        self.rest(at);
        self.now = at;
        self.tell(at, Happening::InProgress);
        self.called();
        let mut wait = self.settings.throttle_initial;
        for failures in 1..=times {
            let (new, running) = self.start_tasks(1);
            let exit = running.max(self.now + 25.0);
            self.tell(exit, Happening::Task(new[0], "STOPPED", true));
            self.now = self.pass_from(exit);
            if failures < self.settings.throttle_after {
                self.now = self.pass_from(self.now);
                continue;
            }
            self.tell(self.now, Happening::Impaired);
            let longest = self.settings.throttle_maximum * self.draws.uniform(self.settings.throttle_spread);
            self.now = self.pass_from(self.now + wait.min(longest));
            wait *= 2.0;
        }
        let (new, running) = self.start_tasks(1);
        let old = std::mem::replace(&mut self.running, new);
        self.now = self.pass_from(running + self.settings.healthy_after);
        self.tell(self.now, Happening::Stopped(old.clone()));
        let ended = self.signal(&old, self.now);
        self.now = self.pass_from(ended);
        self.tell(self.now, Happening::Completed);
        self.become_steady();
    }
}

/// Two weeks of a service behind a load balancer, one without, and one that fails now and then.
pub fn two_weeks(settings: Settings, seed: u64) -> World {
    const HOUR: f64 = 3_600.0;
    let mut world = World::default();
    let mut web = Service::create(&mut world, "web", settings, seed, 0.0);
    web.balanced(3);
    for day in 0_u32..14 {
        let midnight = f64::from(day) * 24.0 * HOUR;
        let mut moments = Draws(u64::from(day) + 100 * seed);
        let mut at = |hour: f64| midnight + (hour + moments.uniform((0.0, 0.9))) * HOUR;
        web.deploy_balanced(at(1.0));
        web.crash(at(2.0));
        web.deploy_balanced(at(3.0));
        web.sicken(at(4.0));
        web.crash(at(5.0));
        web.deploy_balanced(at(6.0));
    }
    let mut worker = Service::create(&mut world, "worker", settings, seed + 1_000, 0.0);
    worker.alone();
    for day in 0_u32..14 {
        let midnight = f64::from(day) * 24.0 * HOUR;
        worker.deploy_alone(midnight + 5.2 * HOUR);
        worker.deploy_alone(midnight + 12.7 * HOUR);
    }
    let mut broken = Service::create(&mut world, "broken", settings, seed + 2_000, 0.0);
    broken.alone();
    for day in 0_u32..12 {
        broken.fail(f64::from(day) * 24.0 * HOUR + 3.0 * HOUR, 17);
    }
    world.told.sort_by(|(one, ..), (other, ..)| one.total_cmp(other));
    world
}
