//! Pulls as tasks meet them, and their sharing beside an oracle that goes in small steps.

mod oracle;

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{PullOutcome, Pulls, Site};
use crate::agent::TaskDraws;
use crate::model::{
    ClassId, Distribution, Image, ImageId, ImagePullBehavior, Images, InstanceClass, InstanceId, Layer,
    LayerId, Model, NatGateway, NatGatewayId, PullSettings, Registry, RegistryId, TaskDefinition, TaskId,
    TaskImage,
};
use crate::rng::Streams;
use crate::time::{SimDuration, SimTime};

const KIB: u64 = 1_024;

/// Images by their layers, one registry that gives 1 MiB/s after a second, and one class with these settings.
fn model(images: &[&[usize]], layers: &[u64], settings: PullSettings) -> Model {
    let image = |layers: &&[usize]| Image {
        name: format!("image-{layers:?}"),
        registry: RegistryId::new(0),
        layers: layers.iter().copied().map(LayerId::new).collect(),
        pull_failure_millionths: 0,
    };
    let registry = Registry {
        name: "registry".to_owned(),
        pull_rate: 1_024 * KIB,
        pull_latency: Distribution::Constant(SimDuration::from_secs(1)),
        endpoint: false,
    };
    Model {
        images: Images {
            images: images.iter().map(image).collect(),
            layers: layers.iter().map(|bytes| Layer { bytes: *bytes }).collect(),
            registries: vec![registry],
            nat_gateways: vec![NatGateway { pull_rate: 1_536 * KIB }],
        },
        classes: vec![InstanceClass { pulls: settings, ..InstanceClass::default() }],
        ..Model::default()
    }
}

/// A run of pulls: who begins when, and what comes of it.
struct Trial {
    model: Model,
    pulls: Pulls,
    draws: TaskDraws,
    told: Vec<(SimTime, PullOutcome)>,
}

impl Trial {
    fn of(model: Model) -> Self {
        let draws = TaskDraws::new(Streams::new(1), "group");
        Self { model, pulls: Pulls::default(), draws, told: Vec::new() }
    }

    /// Everything that comes up to this moment.
    fn run_to(&mut self, until: SimTime) {
        let mut outcomes = Vec::new();
        loop {
            let next = self.pulls.next_change();
            if next > until || next == SimTime::NEVER {
                return;
            }
            self.pulls.advance(&self.model, next, &mut outcomes);
            self.told.extend(outcomes.drain(..).map(|outcome| (next, outcome)));
            assert!(self.pulls.next_change() > next, "an instant is dealt with in one go");
        }
    }

    /// Task `slot` begins with these images, which are essential or not; whether it has to wait.
    fn begin(&mut self, at: SimTime, slot: u32, instance: usize, images: &[(usize, bool)]) -> bool {
        self.run_to(at);
        let images = images
            .iter()
            .map(|(image, essential)| TaskImage { image: ImageId::new(*image), essential: *essential });
        let definition = TaskDefinition { images: images.collect(), ..TaskDefinition::default() };
        let (instance, class) = (InstanceId::new(instance), ClassId::new(0));
        let site = Site { instance, class, began_at: SimTime::ZERO };
        let (task, number) = (TaskId::new(slot, 0), u64::from(slot));
        self.pulls.begin(&self.model, at, site, (task, &definition), (&self.draws, number))
    }

    /// When a task's images were there, in milliseconds.
    fn there(&self, slot: u32) -> Option<u64> {
        let there = PullOutcome::ImagesThere(TaskId::new(slot, 0));
        let found = self.told.iter().find(|(_, outcome)| *outcome == there);
        found.map(|(at, _)| at.as_micros() / 1_000)
    }

    fn fetched(&self, of: usize) -> u64 {
        let bytes = |(_, outcome): &(SimTime, PullOutcome)| match outcome {
            PullOutcome::LayerFetched { instance, bytes } if *instance == InstanceId::new(of) => *bytes,
            _ => 0,
        };
        self.told.iter().map(bytes).sum()
    }
}

const LATER: SimTime = SimTime::from_secs(1_000);

/// Two tasks of a host with one layer in common: it is fetched once, and both have it when it comes.
#[test]
fn p3_7_1_layers_in_common_are_fetched_once_by_concurrent_pulls() {
    let mut trial =
        Trial::of(model(&[&[0, 1], &[0, 2]], &[512 * KIB, 256 * KIB, 768 * KIB], PullSettings::default()));
    assert!(trial.begin(SimTime::ZERO, 0, 0, &[(0, true)]));
    assert!(trial.begin(SimTime::ZERO, 1, 0, &[(1, true)]));
    trial.run_to(LATER);
    assert_eq!(trial.fetched(0), 1_536 * KIB);
    // Three at once: 256 KiB each after 0.75 s; then two, 256 KiB each after another 0.5 s; then the last 256 KiB.
    assert_eq!((trial.there(0), trial.there(1)), (Some(2_250), Some(2_500)));
    // On another host everything is to be fetched again, and here nothing is.
    assert!(!trial.begin(LATER, 2, 0, &[(0, true), (1, true)]), "the time of a launch was measured so");
    assert!(trial.begin(LATER, 3, 1, &[(0, true)]));
}

/// Docker fetches three layers at once; the others wait in order.
#[test]
fn p3_7_1_three_layers_at_once() {
    for (most, first) in [(1, 1_250), (3, 1_750), (9, 2_000)] {
        let settings = PullSettings { concurrent_downloads: most, ..PullSettings::default() };
        let mut trial = Trial::of(model(&[&[0], &[1, 2, 3]], &[256 * KIB; 4], settings));
        trial.begin(SimTime::ZERO, 0, 0, &[(0, true)]);
        trial.begin(SimTime::ZERO, 1, 0, &[(1, true)]);
        trial.run_to(LATER);
        assert_eq!((trial.there(0), trial.there(1)), (Some(first), Some(2_000)), "{most} at once");
    }
}

/// What is unpacked comes on top of what is below, while other layers are still coming.
#[test]
fn p3_7_1_layers_are_unpacked_one_upon_the_other() {
    let settings =
        PullSettings { extraction_rate: Some(512 * KIB), concurrent_downloads: 1, ..PullSettings::default() };
    let mut trial = Trial::of(model(&[&[0, 1]], &[512 * KIB, 256 * KIB], settings));
    trial.begin(SimTime::ZERO, 0, 0, &[(0, true)]);
    trial.run_to(LATER);
    // Fetched at 1.5 s and 1.75 s; unpacked from 1.5 s to 2.5 s, and then for half a second.
    assert_eq!(trial.there(0), Some(3_000));
}

/// Two hosts behind a NAT gateway get half of it each, and all they can take once one has finished.
#[test]
fn p3_7_1_hosts_behind_a_nat_gateway_share_it() {
    let behind = PullSettings { nat_gateway: Some(NatGatewayId::new(0)), ..PullSettings::default() };
    let sized = |settings| model(&[&[0], &[1]], &[768 * KIB, 1_536 * KIB], settings);
    let mut trial = Trial::of(sized(behind.clone()));
    trial.begin(SimTime::ZERO, 0, 0, &[(0, true)]);
    trial.begin(SimTime::ZERO, 1, 1, &[(1, true)]);
    trial.run_to(LATER);
    // 768 KiB/s each for a second, then 1,024 KiB/s for 768 KiB.
    assert_eq!((trial.there(0), trial.there(1)), (Some(2_000), Some(2_750)));
    let mut past = sized(behind);
    past.images.registries[0].endpoint = true;
    let mut trial = Trial::of(past);
    trial.begin(SimTime::ZERO, 0, 0, &[(0, true)]);
    trial.begin(SimTime::ZERO, 1, 1, &[(1, true)]);
    trial.run_to(LATER);
    assert_eq!((trial.there(0), trial.there(1)), (Some(1_750), Some(2_500)), "an endpoint is past it");
}

/// The table of §3.7: what each behaviour pulls, given what is there.
#[test]
fn p3_7_2_what_each_behavior_pulls() {
    use ImagePullBehavior::{Always, Default as Ordinary, Once, PreferCached};
    // Not there; there with the machine image; pulled by the agent before, with a layer that is gone from the machine image.
    for (behavior, absent, baked, pulled) in [
        (Ordinary, true, true, true),
        (Always, true, true, true),
        (Once, true, true, false),
        (PreferCached, true, false, false),
    ] {
        let cached = vec![ImageId::new(0)];
        let settings = PullSettings { behavior, cached, ..PullSettings::default() };
        let mut model = model(&[&[0], &[1]], &[KIB, KIB], settings);
        // A pull that fails shows that there was one, whatever layers are there.
        let fail = |model: &mut Model, ratio| {
            model.images.images.iter_mut().for_each(|image| image.pull_failure_millionths = ratio);
        };
        fail(&mut model, 1_000_000);
        let mut trial = Trial::of(model);
        assert_eq!(trial.begin(SimTime::ZERO, 0, 0, &[(1, true)]), absent, "{behavior:?} absent");
        assert_eq!(trial.begin(SimTime::ZERO, 1, 1, &[(0, true)]), baked, "{behavior:?} baked");
        fail(&mut trial.model, 0);
        trial.begin(LATER, 2, 2, &[(1, true)]);
        trial.run_to(LATER + SimDuration::from_secs(10));
        fail(&mut trial.model, 1_000_000);
        let later = LATER + SimDuration::from_secs(20);
        assert_eq!(trial.begin(later, 3, 2, &[(1, true)]), pulled, "{behavior:?} pulled");
    }
}

/// The same table: what a pull that fails does, after all tries of the agent.
#[test]
fn p3_7_2_what_a_failed_pull_does() {
    use ImagePullBehavior::{Always, Default as Ordinary, Once, PreferCached};
    for (behavior, is_cached, essential, goes_on) in [
        (Ordinary, true, true, true),
        (Ordinary, false, true, false),
        (Ordinary, false, false, true),
        (Always, true, true, false),
        (Always, true, false, false),
        (Once, true, true, false),
        (Once, true, false, false),
        (Once, false, false, false),
        (PreferCached, false, true, false),
        (PreferCached, false, false, true),
    ] {
        let cached = if is_cached { vec![ImageId::new(0)] } else { Vec::new() };
        let mut model =
            model(&[&[0], &[1]], &[KIB, KIB], PullSettings { behavior, cached, ..PullSettings::default() });
        model.images.images[0].pull_failure_millionths = 1_000_000;
        let mut trial = Trial::of(model);
        assert!(trial.begin(SimTime::ZERO, 0, 0, &[(0, essential), (1, true)]));
        trial.run_to(LATER);
        let case = format!("{behavior:?}, cached {is_cached}, essential {essential}");
        // Five tries of a second each, and 12.7 s between them.
        let end = SimTime::from_micros(17_700_000);
        let (task, image) = (TaskId::new(0, 0), ImageId::new(0));
        let expected =
            if goes_on { PullOutcome::ImagesThere(task) } else { PullOutcome::CannotPull(task, image) };
        assert_eq!(trial.told.last(), Some(&(end, expected)), "{case}");
        assert!(!trial.pulls.is_waiting(task), "{case}");
        assert_eq!(trial.fetched(0), KIB, "{case}: the other image is pulled all the same");
    }
}

/// A task that is told to stop leaves its pull behind, which goes on and is found by the next one.
#[test]
fn p3_7_4_a_pull_goes_on_without_its_task() {
    let mut trial = Trial::of(model(&[&[0]], &[1_024 * KIB], PullSettings::default()));
    trial.begin(SimTime::ZERO, 0, 0, &[(0, true)]);
    let at = SimTime::from_micros(1_500_000);
    trial.run_to(at);
    trial.pulls.release((TaskId::new(0, 0), &[]), InstanceId::new(0), at);
    assert!(!trial.pulls.is_waiting(TaskId::new(0, 0)));
    trial.begin(at, 1, 0, &[(0, true)]);
    trial.run_to(LATER);
    assert_eq!(
        (trial.there(0), trial.there(1)),
        (None, Some(2_500)),
        "it asks for a second and finds it there"
    );
    assert_eq!(trial.fetched(0), 1_024 * KIB);
}

/// With the power goes what was not complete; what was there stays on the disk, until the host is gone for good.
#[test]
fn p3_7_4_a_host_that_loses_power_keeps_whole_images() {
    let mut trial = Trial::of(model(&[&[0], &[1]], &[256 * KIB, 1_024 * KIB], PullSettings::default()));
    trial.begin(SimTime::ZERO, 0, 0, &[(0, true), (1, true)]);
    let at = SimTime::from_micros(1_900_000);
    trial.run_to(at);
    trial.pulls.lose_power(&trial.model, InstanceId::new(0), at);
    assert_eq!(trial.pulls.next_change(), SimTime::NEVER);
    assert!(!trial.pulls.is_waiting(TaskId::new(0, 0)));
    assert!(!trial.begin(at, 1, 0, &[(0, true)]), "that one was complete");
    assert!(trial.begin(at, 2, 0, &[(1, true)]));
    trial.run_to(LATER);
    assert_eq!(trial.there(2), Some(3_900), "all of it again");
    trial.pulls.forget(&trial.model, InstanceId::new(0), LATER);
    assert!(trial.begin(LATER, 3, 0, &[(0, true)]), "a new host begins with nothing");
}

/// What is begun when: task after task, milliseconds after the start, each with an image on a host.
fn begins() -> impl Strategy<Value = Vec<(u64, usize, usize)>> {
    prop::collection::vec((0..1_500_u64, 0..4_usize, 0..5_usize), 1..14).prop_map(|mut all| {
        all.sort_unstable();
        all
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    /// Pulls come when an oracle that moves all bytes in steps of 100 µs has them come, and a host fetches exactly the
    /// layers that it has not.
    #[test]
    fn p3_7_1_sharing_is_that_of_small_steps(
        begins in begins(),
        layers in prop::collection::vec(1..300_000_u64, 8),
        most in 1..5_u32,
        behind in any::<bool>(),
    ) {
        let images: [&[usize]; 5] = [&[0, 1, 2], &[0, 1, 3, 4], &[5], &[0, 6], &[7, 2]];
        let nat_gateway = behind.then(|| NatGatewayId::new(0));
        let settings = PullSettings { concurrent_downloads: most, nat_gateway, ..PullSettings::default() };
        let mut trial = Trial::of(model(&images, &layers, settings));
        let mut waits = Vec::new();
        for (slot, (at, host, image)) in (0..).zip(&begins) {
            waits.push(trial.begin(SimTime::from_micros(at * 1_000), slot, *host, &[(*image, true)]));
        }
        trial.run_to(LATER);
        prop_assert_eq!(trial.pulls.next_change(), SimTime::NEVER);
        let expected = oracle::there(&begins, &images, &layers, most as usize, behind);
        for (slot, (expected, waited)) in (0..).zip(expected.iter().zip(waits)) {
            let (slot, at): (u32, u64) = (slot, begins[slot as usize].0);
            let actual = trial.there(slot).unwrap_or(at);
            prop_assert!(actual.abs_diff(*expected) <= 5, "task {slot} at {actual} ms, {expected} ms ({waited})");
        }
        for host in 0..4 {
            let wanted: BTreeSet<usize> =
                begins.iter().filter(|(_, on, _)| *on == host).flat_map(|(_, _, image)| images[*image]).copied().collect();
            let bytes: u64 = wanted.iter().map(|layer| layers[*layer]).sum();
            prop_assert_eq!(trial.fetched(host), bytes, "host {}", host);
        }
    }
}
