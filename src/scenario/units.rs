//! Texts with units, read in one way everywhere: durations, CPU, memory, numbers in strings.

use crate::scenario::Value;
use crate::time::SimDuration;

/// Ten years: longer ones are mistakes, and sums of them stay far from overflow.
const LONGEST_SECONDS: u64 = 10 * 366 * 86_400;
/// CPU units of a vCPU.
const UNITS_PER_VCPU: u128 = 1024;
/// MiB of what ECS calls a GB.
const MIB_PER_GB: u128 = 1024;
/// Decimal places that are read.
const MOST_DECIMALS: usize = 9;

/// A duration with units, at most ten years.
///
/// ```text
/// "90s"  "2h 30m"  "250ms"  "1day"  "0s"
/// ```
///
/// # Errors
///
/// Says what is wrong, as part of a sentence.
pub fn duration(text: &str) -> Result<SimDuration, String> {
    let parsed = humantime::parse_duration(text.trim())
        .map_err(|error| format!("`{}` is no duration: {error}", shortened(text)))?;
    if parsed.as_secs() > LONGEST_SECONDS {
        return Err(format!("`{}` is longer than ten years", shortened(text)));
    }
    let micros = u64::try_from(parsed.as_micros()).expect("ten years of microseconds fit into 64 bits");
    if micros == 0 && !parsed.is_zero() {
        return Err(format!("`{}` is shorter than a microsecond", shortened(text)));
    }
    Ok(SimDuration::from_micros(micros))
}

/// CPU units of a task: `256`, `"256"`, `"0.25 vCPU"`.
///
/// # Errors
///
/// Says what is wrong, as part of a sentence.
pub fn cpu_units(value: &Value) -> Result<u64, String> {
    quantity(value, "vcpu", UNITS_PER_VCPU, "CPU units such as 256, or \"0.25 vCPU\"")
}

/// MiB of a task: `512`, `"512"`, `"0.5 GB"`.
///
/// # Errors
///
/// Says what is wrong, as part of a sentence.
pub fn memory_mib(value: &Value) -> Result<u64, String> {
    quantity(value, "gb", MIB_PER_GB, "MiB such as 512, or \"0.5 GB\"")
}

/// The whole number that a text holds.
#[must_use]
pub fn whole_number(text: &str) -> Option<i64> {
    text.trim().parse().ok()
}

/// The whole number that a value is or holds as text.
#[must_use]
pub fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(number) => Some(*number),
        Value::String(text) => whole_number(text),
        _ => None,
    }
}

fn quantity(value: &Value, unit: &str, factor: u128, expected: &str) -> Result<u64, String> {
    let refused = |written: &str| format!("`{}` is not a size: expected {expected}", shortened(written));
    match value {
        Value::Integer(number) => u64::try_from(*number).map_err(|_| refused(&number.to_string())),
        Value::String(text) => {
            let lower = text.trim().to_ascii_lowercase();
            let number = match lower.strip_suffix(unit) {
                Some(decimal) => scaled(decimal.trim_end(), factor),
                None => lower.parse().ok(),
            };
            number.ok_or_else(|| refused(text))
        }
        other => Err(refused(other.kind())),
    }
}

/// A decimal times `factor`, cut to a whole number; exact, unlike a product of floats.
fn scaled(decimal: &str, factor: u128) -> Option<u64> {
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    let digits = format!("{whole}{fraction}");
    let valid = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !valid || whole.len() > MOST_DECIMALS || fraction.len() > MOST_DECIMALS {
        return None;
    }
    let divisor = 10_u128.pow(u32::try_from(fraction.len()).ok()?);
    u64::try_from(digits.parse::<u128>().ok()? * factor / divisor).ok()
}

/// Enough of a text to recognise it.
fn shortened(text: &str) -> String {
    const ENOUGH: usize = 40;
    if text.chars().count() <= ENOUGH {
        return text.to_owned();
    }
    text.chars().take(ENOUGH).chain("…".chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::String(text.to_owned())
    }

    #[test]
    fn durations_have_units_and_an_end() {
        for (written, micros) in [
            ("90s", 90_000_000),
            ("2h 30m", 9_000_000_000),
            (" 250ms ", 250_000),
            ("0s", 0),
            ("1us", 1),
            ("3650days", 315_360_000_000_000),
        ] {
            assert_eq!(duration(written), Ok(SimDuration::from_micros(micros)), "{written}");
        }
        for written in ["", "90", "90 parsecs", "-5s", "11years", "1ns", "99999999999999999999s"] {
            assert!(duration(written).is_err(), "{written}");
        }
    }

    #[test]
    fn cpu_takes_units_and_vcpus() {
        for (written, units) in [
            (Value::Integer(256), 256),
            (text("256"), 256),
            (text(".25 vcpu"), 256),
            (text("1 vCPU"), 1024),
            (text("0.5VCPU"), 512),
            // 0.3 × 1024 = 307.2
            (text("0.3 vCPU"), 307),
            (text("16. vcpu"), 16_384),
        ] {
            assert_eq!(cpu_units(&written), Ok(units), "{written:?}");
        }
        for written in
            [text(""), text("vcpu"), text("."), text("1 GB"), text("-1"), text("1e3"), Value::Integer(-1)]
        {
            assert!(cpu_units(&written).is_err(), "{written:?}");
        }
    }

    #[test]
    fn memory_takes_mib_and_gb() {
        for (written, mib) in [
            (Value::Integer(512), 512),
            (text("525"), 525),
            (text(".5 gb"), 512),
            (text("0.5GB"), 512),
            (text("3 GB"), 3_072),
        ] {
            assert_eq!(memory_mib(&written), Ok(mib), "{written:?}");
        }
        for written in
            [text("512 MB"), text("0.5 vcpu"), text("1.2.3 gb"), Value::Bool(true), text("9999999999 gb")]
        {
            assert!(memory_mib(&written).is_err(), "{written:?}");
        }
    }
}
