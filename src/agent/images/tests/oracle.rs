//! Pulls in small steps: every 100 µs each layer gets its share of what its host gets.

use std::collections::{BTreeMap, BTreeSet};

const STEP: f64 = 100e-6;
/// Bytes a second, as the tests' registry and NAT gateway have them.
const REGISTRY: f64 = 1_048_576.0;
const NAT_GATEWAY: f64 = 1_572_864.0;
/// Seconds until the registry answers.
const LATENCY: f64 = 1.0;

#[derive(Default)]
struct Host {
    /// Layers that are there as part of an image, and those that have come at all.
    kept: BTreeSet<usize>,
    come: BTreeSet<usize>,
    queue: Vec<(usize, f64)>,
}

struct Task {
    at: f64,
    host: usize,
    image: usize,
    asked: bool,
    there: Option<f64>,
}

/// When the image of each task is there, in milliseconds; tasks begin at these, each with an image on a host.
pub fn there(
    begins: &[(u64, usize, usize)],
    images: &[&[usize]],
    layers: &[u64],
    most: usize,
    behind: bool,
) -> Vec<u64> {
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let seconds = |millis: u64| millis as f64 / 1e3;
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let size = |layer: usize| layers[layer] as f64;
    let task = |(at, host, image): &(u64, usize, usize)| Task {
        at: seconds(*at),
        host: *host,
        image: *image,
        asked: false,
        there: None,
    };
    let mut tasks: Vec<Task> = begins.iter().map(task).collect();
    let mut hosts: BTreeMap<usize, Host> = BTreeMap::new();
    let mut now = 0.0;
    while tasks.iter().any(|task| task.there.is_none()) {
        for task in tasks.iter_mut().filter(|task| task.there.is_none() && task.at <= now + STEP / 2.0) {
            let host = hosts.entry(task.host).or_default();
            let wanted = images[task.image];
            // Everything is there when the task begins.
            if task.at > now - STEP / 2.0 && wanted.iter().all(|layer| host.kept.contains(layer)) {
                task.there = Some(task.at);
                continue;
            }
            if !task.asked && task.at + LATENCY <= now + STEP / 2.0 {
                task.asked = true;
                for layer in wanted {
                    let queued = host.queue.iter().any(|(other, _)| other == layer);
                    if !queued && !host.come.contains(layer) {
                        host.queue.push((*layer, size(*layer)));
                    }
                }
            }
            if task.asked && wanted.iter().all(|layer| host.come.contains(layer)) {
                task.there = Some(now);
                host.kept.extend(wanted);
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let active = hosts.values().filter(|host| !host.queue.is_empty()).count() as f64;
        let rate = if behind { REGISTRY.min(NAT_GATEWAY / active.max(1.0)) } else { REGISTRY };
        for host in hosts.values_mut() {
            let at_once = host.queue.len().min(most);
            for (layer, left) in host.queue.iter_mut().take(at_once) {
                #[expect(clippy::cast_precision_loss, reason = "small numbers")]
                let share = rate * STEP / at_once as f64;
                *left -= share;
                if *left <= 0.0 {
                    host.come.insert(*layer);
                }
            }
            host.queue.retain(|(_, left)| *left > 0.0);
        }
        now += STEP;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few seconds")]
    let millis = |seconds: f64| (seconds * 1e3).round() as u64;
    tasks.iter().map(|task| millis(task.there.unwrap_or_default())).collect()
}
