//! How many runs a scenario takes and how large its results will be, said before it is run.

use std::fmt;

use super::exit::Exit;
use super::terminal;
use crate::model::Choice;
use crate::report::Keeping;
use crate::scenario::Scenario;

/// Results may be as large as this without anybody saying so.
pub(super) const MOST_OUTPUT: &str = "1GB";

/// Runs, bytes and what these are of.
pub(super) struct Size<'s> {
    scenario: &'s Scenario,
    keeping: &'s Keeping,
    bytes: u64,
}

impl<'s> Size<'s> {
    pub(super) fn of(scenario: &'s Scenario, keeping: &'s Keeping) -> Self {
        Self { scenario, keeping, bytes: keeping.estimate(scenario) }
    }
}

impl fmt::Display for Size<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let runs = self.scenario.variants.len() as u64 * u64::from(self.scenario.replications);
        let plural = if runs == 1 { "" } else { "s" };
        let (records, series) = (self.keeping.records.word(), self.keeping.series.word());
        let bytes = in_words(self.bytes);
        write!(f, "{runs} run{plural}, about {bytes} of results (records: {records}, series: {series})")
    }
}

/// Refuses a scenario whose results would be too large.
pub(super) fn within(scenario: &Scenario, keeping: &Keeping, most: u64) -> Exit {
    let size = Size::of(scenario, keeping);
    if size.bytes <= most {
        return Exit::Done;
    }
    terminal::error(&format!(
        "{}: {size}, more than {}; nothing was run: keep less with --records none or --series none, or allow it with \
         --max-output {}",
        scenario.name,
        in_words(most),
        in_words(size.bytes.saturating_mul(2)).replace(' ', "")
    ));
    Exit::StoppedByGuard
}

/// Two digits and a unit, rounded up.
fn in_words(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    let (mut unit, mut size) = (0, bytes.div_ceil(100));
    while size >= 10_000 && unit + 1 < UNITS.len() {
        (unit, size) = (unit + 1, size.div_ceil(1_000));
    }
    match (size / 10, size % 10) {
        (whole, tenths) if whole < 10 && tenths > 0 => format!("{whole}.{tenths} {}", UNITS[unit]),
        (whole, tenths) => format!("{} {}", whole + u64::from(tenths > 0), UNITS[unit]),
    }
}

/// A size as it is written on the command line: `500MB`, `2.5 GB`, `1000000`.
pub(super) fn parsed(text: &str) -> Result<u64, String> {
    let expected = || "expected a size such as 500MB, 2.5GB or 1000000".to_owned();
    let digits = text.trim_end_matches(|of: char| of.is_ascii_alphabetic() || of == ' ');
    let factor = match text[digits.len()..].trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1.0,
        "kb" | "k" => 1e3,
        "mb" | "m" => 1e6,
        "gb" | "g" => 1e9,
        "tb" | "t" => 1e12,
        "kib" => 1024.0,
        "mib" => 1_048_576.0,
        "gib" => 1_073_741_824.0,
        _ => return Err(expected()),
    };
    let number: f64 = digits.trim().parse().map_err(|_| expected())?;
    if !(number.is_finite() && number >= 0.0) {
        return Err(expected());
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "not negative; what is too large is u64::MAX"
    )]
    let bytes = (number * factor) as u64;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_they_are_written() {
        for (bytes, words) in [
            (0, "0 kB"),
            (1, "0.1 kB"),
            (950, "1 kB"),
            (1_234, "1.3 kB"),
            (12_340, "13 kB"),
            (999_999, "1 MB"),
            (1_950_000, "2 MB"),
            (45_000_000_000, "45 GB"),
        ] {
            assert_eq!(in_words(bytes), words, "{bytes}");
        }
        for (text, bytes) in [("500MB", 500_000_000), ("2.5 GB", 2_500_000_000), ("7", 7), ("1KiB", 1024)] {
            assert_eq!(parsed(text), Ok(bytes), "{text}");
        }
        for wrong in ["", "MB", "-1MB", "1XB", "1e999", "nan"] {
            assert!(parsed(wrong).is_err(), "{wrong}");
        }
    }
}
