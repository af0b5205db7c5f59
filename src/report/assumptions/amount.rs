//! Values of assumptions in words.

use super::super::number::{duration, plain};
use crate::experiment::{Alternative, Threshold};
use crate::model::settings::Setting;
use crate::model::{Assumption, End, Instead, Quantity};
use crate::time::SimDuration;

/// A value as a table shows it: figures with their units, choices as scenarios write them.
pub(super) fn value(setting: &str, alternative: &Alternative) -> String {
    match alternative.end {
        End::Low(figure) | End::High(figure) => amount(setting, figure),
        End::Other => alternative.value.clone(),
    }
}

/// The default likewise; of a random one, from where to where it goes.
pub(super) fn default(setting: &str) -> String {
    match Assumption::of(setting).map(|assumption| &assumption.instead) {
        Some(Instead::Between(range)) => match range.default() {
            (low, high) if low == high => amount(setting, low),
            (low, high) => format!("{} to {}", amount(setting, low), amount(setting, high)),
        },
        _ => written_default(setting),
    }
}

/// The default as a scenario writes it.
pub(super) fn written_default(setting: &str) -> String {
    Setting::of(setting).default()
}

/// When a verdict flips, to follow on "if".
pub(super) fn condition(setting: &str, alternative: &Alternative, threshold: Option<Threshold>) -> String {
    let is_low = matches!(alternative.end, End::Low(_));
    match threshold {
        None => format!("`{setting}` is {}", value(setting, alternative)),
        Some(Threshold::Beyond(figure)) => {
            let always = if is_random(setting) { "always " } else { "" };
            let beyond = if is_low { "under" } else { "over" };
            format!("`{setting}` is {always}{beyond} {}", amount(setting, figure))
        }
        Some(Threshold::WithoutChance(figure)) => {
            let amount = amount(setting, figure);
            format!("`{setting}` is always {amount} or {}", if is_low { "less" } else { "more" })
        }
    }
}

/// Whether the default is drawn anew each time.
fn is_random(setting: &str) -> bool {
    match Assumption::of(setting).map(|assumption| &assumption.instead) {
        Some(Instead::Between(range)) => range.default().0 != range.default().1,
        _ => false,
    }
}

/// On which side of a threshold verdicts flip, and the threshold as a scenario writes it.
pub(super) fn threshold(setting: &str, end: End, threshold: Threshold) -> (&'static str, String) {
    let is_low = matches!(end, End::Low(_));
    let (side, figure) = match threshold {
        Threshold::Beyond(figure) => (if is_low { "under" } else { "over" }, figure),
        Threshold::WithoutChance(figure) => (if is_low { "at most" } else { "at least" }, figure),
    };
    let value = Assumption::of(setting).map(|assumption| assumption.value(End::High(figure)));
    (side, value.unwrap_or_default())
}

fn amount(setting: &str, figure: u64) -> String {
    let Some(Instead::Between(range)) = Assumption::of(setting).map(|assumption| &assumption.instead) else {
        return String::new();
    };
    // Of a figure that is not a time nothing is large: millionths are shown as what they are of.
    let time = SimDuration::from_micros(figure).as_secs_f64();
    match range.quantity() {
        Quantity::Time => duration(time),
        Quantity::Count => figure.to_string(),
        Quantity::Factor => format!("× {}", plain(time)),
        Quantity::Spread => format!("± {} %", plain(time * 100.0)),
    }
}
