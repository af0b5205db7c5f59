//! Sizes and times as people write them elsewhere, in the units of the API: what to write instead.

const MILLION: u64 = 1_000_000;
/// CPU units of a vCPU, and MiB of a GB.
const OF_ONE: u64 = 1_024;
/// A fraction below this is one of vCPUs or GB; from here on it is one of units or MiB.
const MOST_WHOLE_ONES: u64 = 64 * MILLION;

/// What to write in place of a size or a time with a unit, or of a fraction, in a member that is a whole number.
pub fn remedy(member: &str, written: &str) -> Option<String> {
    let (number, unit) = split(written.trim());
    let millionths = decimal_millionths(number)?;
    let is_fraction = unit.is_empty() && number.contains('.') && !millionths.is_multiple_of(MILLION);
    let is_of_ones = is_fraction && millionths < MOST_WHOLE_ONES;
    let (value, meant) = match member {
        "cpu" => match unit {
            "" if is_of_ones => (times(millionths, OF_ONE), format!("{number} vCPU")),
            "vcpu" | "vcpus" | "cpu" | "cpus" | "core" | "cores" => {
                (times(millionths, OF_ONE), written.to_owned())
            }
            // As Kubernetes has them.
            "m" => (times(millionths, OF_ONE) / 1_000, written.to_owned()),
            _ => return None,
        },
        "memory" | "memoryReservation" | "sharedMemorySize" | "maxSwap" | "size" => match unit {
            "" if is_of_ones => (times(millionths, OF_ONE), format!("{number} GB")),
            "g" | "gb" | "gi" | "gib" => (times(millionths, OF_ONE), written.to_owned()),
            "m" | "mb" | "mi" | "mib" => (times(millionths, 1), written.to_owned()),
            _ => return None,
        },
        _ if !unit.is_empty() => {
            let seconds = humantime::parse_duration(written).ok().filter(|time| time.subsec_nanos() == 0)?;
            (seconds.as_secs(), written.to_owned())
        }
        _ => return None,
    };
    Some(format!("write {value} for {meant}"))
}

/// The number at the start of a text, and what stands behind it in lower case.
fn split(written: &str) -> (&str, &'static str) {
    let end = written.find(|sign: char| !sign.is_ascii_digit() && sign != '.').unwrap_or(written.len());
    let behind = written[end..].trim_start();
    let known = UNITS.iter().find(|unit| behind.eq_ignore_ascii_case(unit));
    (&written[..end], known.copied().unwrap_or(if behind.is_empty() { "" } else { OTHER }))
}

/// A unit that is none of a size; it may be one of a time.
const OTHER: &str = "?";
const UNITS: [&str; 14] =
    ["vcpu", "vcpus", "cpu", "cpus", "core", "cores", "m", "g", "gb", "gi", "gib", "mb", "mi", "mib"];

fn times(millionths: u64, factor: u64) -> u64 {
    millionths.saturating_mul(factor) / MILLION
}

/// A decimal such as `2`, `.25` or `1.5`, in millionths; no sign, no exponent, at most six decimals.
pub fn decimal_millionths(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || fraction.len() > 6 || !digits(whole) || !digits(fraction)
    {
        return None;
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let fraction: u64 = format!("{fraction:0<6}").parse().ok()?;
    whole.checked_mul(MILLION)?.checked_add(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_of_elsewhere_are_said_in_the_units_of_the_api() {
        for (member, written, told) in [
            ("cpu", "0.25", Some("write 256 for 0.25 vCPU")),
            ("cpu", "0.5 vCPU", Some("write 512 for 0.5 vCPU")),
            ("cpu", "2 cores", Some("write 2048 for 2 cores")),
            ("cpu", "500m", Some("write 512 for 500m")),
            ("cpu", "256", None),
            ("cpu", "256.5", None),
            ("cpu", "30s", None),
            ("memory", "0.5", Some("write 512 for 0.5 GB")),
            ("memory", "512MB", Some("write 512 for 512MB")),
            ("memoryReservation", "1 GiB", Some("write 1024 for 1 GiB")),
            ("memory", "127.5", None),
            ("memory", "much", None),
            ("stopTimeout", "30s", Some("write 30 for 30s")),
            ("healthCheckGracePeriodSeconds", "1m 30s", Some("write 90 for 1m 30s")),
            ("stopTimeout", "1.5s", None),
            ("stopTimeout", "250ms", None),
            ("desiredCount", "three", None),
            ("desiredCount", "", None),
            ("cpu", "99999999999999999999 vCPU", None),
        ] {
            assert_eq!(remedy(member, written).as_deref(), told, "{member} = {written}");
        }
    }
}
