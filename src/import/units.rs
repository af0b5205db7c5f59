//! Quantities as Docker's tools and Copilot write them.

use super::scalar::text_of;
use crate::tree::Node;

/// Bytes of a mebibyte.
const MEBIBYTE: f64 = 1_048_576.0;
/// CPU units of a CPU.
const UNITS: f64 = 1_024.0;

/// `512m`, `1.5G`, `2Gb`, `0.5GB` or bytes, in MiB, rounded down; `None` where it is none of them.
pub fn mebibytes(node: &Node) -> Option<i64> {
    let text = text_of(node)?.trim().to_ascii_lowercase();
    let digits = text.find(|sign: char| !sign.is_ascii_digit() && sign != '.').unwrap_or(text.len());
    let number: f64 = text[..digits].parse().ok()?;
    let bytes = match text[digits..].trim().trim_end_matches('b').trim_end_matches('i') {
        "" => 1.0,
        "k" => 1_024.0,
        "m" => MEBIBYTE,
        "g" => 1_024.0 * MEBIBYTE,
        "t" => 1_048_576.0 * MEBIBYTE,
        _ => return None,
    };
    rounded((number * bytes / MEBIBYTE).floor())
}

/// `0.5` of a CPU in CPU units, to the nearest.
pub fn cpu_units(node: &Node) -> Option<i64> {
    let cpus: f64 = text_of(node)?.trim().parse().ok()?;
    rounded((cpus * UNITS).round())
}

/// `1m30s`, `90s`, `2.5s` or a number of seconds, in seconds, rounded down.
pub fn seconds(node: &Node) -> Option<i64> {
    let text = text_of(node)?;
    let mut rest = text.trim();
    if let Ok(plain) = rest.parse::<f64>() {
        return rounded(plain.floor());
    }
    let mut total = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|sign: char| !sign.is_ascii_digit() && sign != '.')?;
        let number: f64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let unit = rest.find(|sign: char| sign.is_ascii_digit() || sign == '.').unwrap_or(rest.len());
        total += number
            * match &rest[..unit] {
                "h" => 3_600.0,
                "m" => 60.0,
                "s" => 1.0,
                "ms" => 1e-3,
                "us" | "µs" => 1e-6,
                "ns" => 1e-9,
                _ => return None,
            };
        rest = &rest[unit..];
    }
    rounded(total.floor())
}

/// A number that ECS could take.
fn rounded(number: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "a whole number far below the limit")]
    (0.0..=1e9).contains(&number).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use super::super::build::text;
    use super::*;
    use crate::tree::{Sources, Span};

    #[test]
    fn quantities_in_every_spelling() {
        let span = Span::new(Sources::default().add("t", ""), 0..0);
        for (written, memory) in [
            ("1073741824", Some(1_024)),
            ("1.5G", Some(1_536)),
            ("2Gb", Some(2_048)),
            ("0.5GB", Some(512)),
            ("512m", Some(512)),
            ("64MiB", Some(64)),
            ("1", Some(0)),
            ("lots", None),
            ("", None),
            ("9e9", None),
        ] {
            assert_eq!(mebibytes(&text(written, &span)), memory, "{written}");
        }
        for (written, length) in [
            ("90", Some(90)),
            ("1m30s", Some(90)),
            ("2.5s", Some(2)),
            ("500ms", Some(0)),
            ("1h", Some(3_600)),
            ("1x", None),
            ("s", None),
        ] {
            assert_eq!(seconds(&text(written, &span)), length, "{written}");
        }
        assert_eq!(cpu_units(&text("0.25", &span)), Some(256));
        assert_eq!(cpu_units(&text("-1", &span)), None);
    }
}
