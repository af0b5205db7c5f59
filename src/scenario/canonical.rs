//! The canonical encoding of a scenario: what its digest is over, and what a manifest keeps.
//!
//! It is JSON made of the scenario's tree by the tables of shapes, so that neither formatting nor the program's own types
//! have a part in it: members in the order of the alphabet, quantities in one spelling each, and nothing that changes nothing.

use std::fmt::{self, Write};

use serde_json::Number;
use xxhash_rust::xxh3::Xxh3;

use super::resolve::{parsed_duration, task_cpu, task_memory};
use super::shape::{DISTRIBUTION, Effect, Kind, MemberShape, SCENARIO, Shape};
use super::{Member, Node, Problems, Value};

/// Raised when equal scenarios are written otherwise than before.
const VERSION: &str = "plimsoll scenario 1";

/// Members of a scenario that say how it is called, shown and judged, or that every variant has been made with.
const BESIDE: [&str; 7] = ["name", "question", "answer", "distributions", "expectations", "output", "matrix"];
/// Members of `[simulation]` that stand in the digest by themselves: the command line may change them.
const COUNTED_APART: [&str; 2] = ["seed", "replications"];

/// A value that takes more bytes than this is kept as its hash: of a manifest, nobody wants the trace in it.
const MOST_KEPT: usize = 1 << 20;

/// Over everything that decides results, variant by variant.
#[derive(Clone)]
pub struct Digest(Xxh3);

impl Digest {
    pub fn new() -> Self {
        let mut hash = Xxh3::new();
        hash.update(VERSION.as_bytes());
        Self(hash)
    }

    /// Takes in the tree of one more variant, its matrix applied.
    ///
    /// Entries of a section count as a set: where a section or an entry of it stands in the file changes nothing.
    pub fn add(&mut self, tree: &Node) {
        for (member, kind) in members_of(tree, &SCENARIO, &BESIDE) {
            let mut hash = Hashed(Xxh3::new());
            hash.text(&member.name);
            match (&member.value.value, kind) {
                (Value::Array(entries), Kind::List(of)) => {
                    let mut entries: Vec<u128> = entries.iter().map(|entry| hash_of(entry, *of)).collect();
                    entries.sort_unstable();
                    for entry in entries {
                        hash.0.update(&entry.to_le_bytes());
                    }
                }
                (Value::Object(_), Kind::Object(shape)) => {
                    let wanted = members_of(&member.value, shape, &COUNTED_APART);
                    infallible(object(&mut hash, &wanted, &mut Whole));
                }
                _ => infallible(value(&mut hash, &member.value, kind, &mut Whole)),
            }
            self.0.update(&hash.0.digest128().to_le_bytes());
        }
        self.0.update(b"\n");
    }

    /// The digest of all that was taken in, with what it is run with.
    #[must_use]
    pub fn with(mut self, seed: u64, replications: u32) -> u64 {
        self.0.update(&seed.to_le_bytes());
        self.0.update(&replications.to_le_bytes());
        self.0.digest()
    }
}

/// The scenario as text, for the manifest: sections in the order of the alphabet, entries as they stand in the file, since
/// paths may count them. A value of more than a mebibyte is `{ "xxh3": … }`.
#[must_use]
pub fn text(root: &Node) -> String {
    let mut text = String::new();
    infallible(object(&mut text, &members_of(root, &SCENARIO, &[]), &mut Shortened));
    text
}

/// How the value of a member is written.
trait Style {
    fn member<W: Write>(&mut self, out: &mut W, node: &Node, kind: Kind) -> fmt::Result;
}

/// As it is.
struct Whole;

/// By its hash where it is long.
struct Shortened;

impl Style for Whole {
    fn member<W: Write>(&mut self, out: &mut W, node: &Node, kind: Kind) -> fmt::Result {
        value(out, node, kind, self)
    }
}

impl Style for Shortened {
    fn member<W: Write>(&mut self, out: &mut W, node: &Node, kind: Kind) -> fmt::Result {
        let mut text = String::new();
        // Entries of a section are looked at one by one.
        value(&mut text, node, kind, self)?;
        if text.len() <= MOST_KEPT || matches!(kind, Kind::List(Kind::Object(_))) {
            return out.write_str(&text);
        }
        write!(out, "{{\"xxh3\":\"{:032x}\"}}", hash_of(node, kind))
    }
}

/// The members of an object that count, in the order of the alphabet, with their kinds.
fn members_of<'n>(node: &'n Node, shape: &Shape, without: &[&str]) -> Vec<(&'n Member, Kind)> {
    let counts = |known: Option<&MemberShape>| {
        known.is_none_or(|known| matches!(known.effect, Effect::Modelled | Effect::ValueDecides))
    };
    let wanted = node.members().iter().filter(|member| {
        !matches!(member.value.value, Value::Null) && !without.contains(&member.name.as_str())
    });
    let mut found: Vec<(&Member, Kind)> = wanted
        .map(|member| (member, shape.member(&member.name)))
        .filter(|(_, known)| counts(*known))
        .map(|(member, known)| (member, known.map_or(Kind::Anything, |known| known.kind)))
        .collect();
    found.sort_by(|(one, _), (other, _)| one.name.cmp(&other.name));
    found
}

fn object<W: Write, S: Style>(out: &mut W, members: &[(&Member, Kind)], style: &mut S) -> fmt::Result {
    out.write_char('{')?;
    for (number, (member, kind)) in members.iter().enumerate() {
        if number > 0 {
            out.write_char(',')?;
        }
        string(out, &member.name)?;
        out.write_char(':')?;
        style.member(out, &member.value, *kind)?;
    }
    out.write_char('}')
}

fn value<W: Write, S: Style>(out: &mut W, node: &Node, kind: Kind, style: &mut S) -> fmt::Result {
    match (&node.value, kind) {
        (Value::Object(_), Kind::Object(shape)) => object(out, &members_of(node, shape, &[]), style),
        (Value::Object(_), Kind::Distribution) => object(out, &members_of(node, &DISTRIBUTION, &[]), style),
        (Value::Object(members), _) => {
            let of = if let Kind::Map(of) = kind { *of } else { Kind::Anything };
            let mut members: Vec<(&Member, Kind)> = members.iter().map(|member| (member, of)).collect();
            members.sort_by(|(one, _), (other, _)| one.name.cmp(&other.name));
            object(out, &members, style)
        }
        (Value::Array(elements), _) => {
            let of = if let Kind::List(of) = kind { *of } else { Kind::Anything };
            out.write_char('[')?;
            for (number, element) in elements.iter().enumerate() {
                if number > 0 {
                    out.write_char(',')?;
                }
                value(out, element, of, style)?;
            }
            out.write_char(']')
        }
        _ => scalar(out, node, kind),
    }
}

/// A value in the one spelling of its quantity: two that are written alike mean the same.
pub fn spelling(node: &Node, kind: Kind) -> String {
    let mut text = String::new();
    infallible(value(&mut text, node, kind, &mut Whole));
    text
}

/// One spelling for each quantity: `"60s"` is a minute, and `"0.5 vCPU"` 512 units.
fn scalar<W: Write>(out: &mut W, node: &Node, kind: Kind) -> fmt::Result {
    let mut ignored = Problems::default();
    let units = match kind {
        Kind::Cpu => task_cpu(node, &mut ignored).map(u64::from),
        Kind::Memory => task_memory(node, &mut ignored).map(u64::from),
        Kind::NumericText => node.as_str().and_then(|text| text.trim().parse().ok()),
        _ => None,
    };
    if let Some(units) = units {
        return write!(out, "{units}");
    }
    match &node.value {
        Value::String(text) => match kind {
            Kind::Duration | Kind::Distribution => match parsed_duration(text) {
                Some(duration) => string(out, &humantime::format_duration(duration).to_string()),
                None => string(out, text),
            },
            _ => string(out, text),
        },
        Value::Integer(whole) => write!(out, "{whole}"),
        // Whole numbers are written alike, with and without a point.
        Value::Float(number) => match Number::from_f64(*number) {
            Some(_) if number.fract() == 0.0 && number.abs() < 1e15 => write!(out, "{number:.0}"),
            Some(number) => write!(out, "{number}"),
            None => string(out, &number.to_string()),
        },
        Value::Bool(value) => write!(out, "{value}"),
        Value::Null | Value::Array(_) | Value::Object(_) => out.write_str("null"),
    }
}

fn string<W: Write>(out: &mut W, text: &str) -> fmt::Result {
    out.write_str(&serde_json::to_string(text).expect("text is JSON"))
}

fn hash_of(node: &Node, kind: Kind) -> u128 {
    let mut hash = Hashed(Xxh3::new());
    infallible(value(&mut hash, node, kind, &mut Whole));
    hash.0.digest128()
}

struct Hashed(Xxh3);

impl Hashed {
    fn text(&mut self, text: &str) {
        self.0.update(text.as_bytes());
    }
}

impl Write for Hashed {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.text(text);
        Ok(())
    }
}

fn infallible(written: fmt::Result) {
    written.expect("memory takes all text");
}

#[cfg(test)]
mod tests {
    use super::super::Sources;
    use super::*;
    use crate::tree::toml_tree;

    fn tree(text: &str) -> Node {
        let mut problems = Problems::default();
        let file = Sources::default().add("t.toml", text);
        toml_tree::parse(text, file, &mut problems).expect("valid TOML")
    }

    fn digest(text: &str) -> u64 {
        let mut digest = Digest::new();
        digest.add(&tree(text));
        digest.with(1, 1)
    }

    const SERVICES: &str = "simulation.duration = '90s'\n\
        services = [{ serviceName = 'a', desiredCount = 1 }, { serviceName = 'b', desiredCount = 2 }]";

    #[test]
    fn spelling_and_order_of_sections_do_not_count_and_all_that_decides_does() {
        let base = digest(SERVICES);
        for same in [
            SERVICES.replace("90s", "1m 30s"),
            "services = [{ desiredCount = 2, serviceName = 'b' }, { desiredCount = 1, serviceName = 'a' }]\n\
             [simulation]\nseed = 9\nduration = '1m 30s'"
                .to_owned(),
            format!("name = 'x'\n{SERVICES}"),
            SERVICES.replace("'a',", "'a', enableECSManagedTags = true,"),
        ] {
            assert_eq!(digest(&same), base, "{same}");
        }
        for other in [
            SERVICES.replace("90s", "91s"),
            SERVICES.replace("desiredCount = 2", "desiredCount = 3"),
            SERVICES.replace("serviceName = 'b'", "serviceName = 'c'"),
            format!("{SERVICES}\nbehavior.retryOnCapacity = true"),
        ] {
            assert_ne!(digest(&other), base, "{other}");
        }
    }

    /// A later version that encodes otherwise has to say so by its number, or saved digests stop meaning anything.
    #[test]
    fn the_encoding_stays_as_it_is() {
        let scenario = tree(
            "[simulation]\nduration = '3600s'\nwarmUp = '0s'\n[[taskDefinitions]]\nfamily = 'f'\ncpu = '.5 vCPU'\n\
             memory = '1GB'\n[[applications]]\nstartUpTime = { exponential = { mean = '60s' } }\n\
             startFailureRatio = 1.0\n[[faults]]\nat = '1h'\ncount = 'all'",
        );
        assert_eq!(
            text(&scenario),
            "{\"applications\":[{\"startFailureRatio\":1,\"startUpTime\":{\"exponential\":{\"mean\":\"1m\"}}}],\
             \"faults\":[{\"at\":\"1h\",\"count\":\"all\"}],\
             \"simulation\":{\"duration\":\"1h\",\"warmUp\":\"0s\"},\
             \"taskDefinitions\":[{\"cpu\":512,\"family\":\"f\",\"memory\":1024}]}"
        );
        assert_eq!(format!("{:016x}", digest(SERVICES)), "1ea1936ef635e1e0");
    }

    #[test]
    fn what_is_long_is_kept_by_its_hash() {
        let rows = "{ at = 1 },".repeat(120_000);
        let scenario = tree(&format!("arrivals = [{{ name = 'a', file = [{rows}] }}]"));
        let text = text(&scenario);
        assert!(text.starts_with("{\"arrivals\":[{\"file\":{\"xxh3\":\""), "{}", &text[..80]);
        assert!(text.len() < 100);
    }
}
