//! events.jsonl: the event log of recorded replications, a JSON object a line, each in the form of an event of
//! `EventBridge`, with what a simulation adds before it.

use jiff::Timestamp;
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::Number;
use xxhash_rust::xxh3::xxh3_128;

use super::number;
use super::tables::MOST_ROWS;
use crate::model::{Events, Model};
use crate::observe::{ACCOUNT, BusEvent, Member, Members, RunOutcome};
use crate::time::SimTime;

/// Microseconds from the Unix epoch to the start of a run.
type StartsAt = i64;

/// What only a simulation has, then the members of the envelope.
#[derive(Serialize)]
struct Line<'a> {
    variant: &'a str,
    replication: u32,
    /// Since the start.
    seconds: Option<Number>,
    /// The same, as a clock shows it.
    clock: String,
    message: &'a str,
    version: &'static str,
    id: String,
    #[serde(rename = "detail-type")]
    detail_type: &'static str,
    source: &'static str,
    account: &'static str,
    time: String,
    region: &'a str,
    resources: [&'a str; 1],
    detail: Dated<'a, Members>,
}

/// Something whose moments become dates.
struct Dated<'a, T>(&'a T, StartsAt);

/// The lines of a run of a model, many at a time.
pub(super) fn lines<'a>(
    variant: &'a str,
    replication: u32,
    model: &Model,
    (run, events): (&'a RunOutcome, Events),
) -> impl Iterator<Item = String> + use<'a> {
    let starts_at = model.starts_at;
    let mut events = (1_u64..).zip(run.log.bus_events(events)).fuse();
    std::iter::from_fn(move || {
        let mut text = String::new();
        for (number, event) in events.by_ref().take(MOST_ROWS) {
            let line = serde_json::to_string(&line(variant, replication, starts_at, number, &event));
            text += &line.expect("texts and numbers are JSON");
            text.push('\n');
        }
        (!text.is_empty()).then_some(text)
    })
}

fn line<'a>(
    variant: &'a str,
    replication: u32,
    starts_at: StartsAt,
    number: u64,
    event: &'a BusEvent,
) -> Line<'a> {
    let record = &event.record;
    Line {
        variant,
        replication,
        seconds: number::json(record.at.as_secs_f64()),
        clock: record.at.to_string(),
        message: &record.message,
        version: "0",
        id: id(variant, replication, number),
        detail_type: record.detail_type,
        source: source(record.detail_type),
        account: ACCOUNT,
        time: date(starts_at, record.at, Precision::Seconds),
        region: &event.region,
        resources: [&event.arn],
        detail: Dated(&event.detail, starts_at),
    }
}

/// Who sends events of this kind.
fn source(detail_type: &str) -> &'static str {
    match detail_type.split(' ').next() {
        Some("Plimsoll") => "plimsoll",
        Some("CloudWatch") => "aws.cloudwatch",
        _ => "aws.ecs",
    }
}

/// A UUID of its own for each event of a scenario, the same in each run of it.
fn id(variant: &str, replication: u32, number: u64) -> String {
    let named = format!("{variant}\0{replication}\0{number}");
    let hex = format!("{:032x}", xxh3_128(named.as_bytes()));
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// How exactly a date is written.
#[derive(Clone, Copy)]
enum Precision {
    /// As `EventBridge` writes `time`.
    Seconds,
    /// As far as a simulation knows it.
    Micros,
}

fn date(starts_at: StartsAt, at: SimTime, precision: Precision) -> String {
    let micros = i64::try_from(at.since(SimTime::ZERO).as_micros()).unwrap_or(i64::MAX);
    let micros = starts_at.saturating_add(micros);
    let micros = match precision {
        Precision::Seconds => micros - micros.rem_euclid(1_000_000),
        Precision::Micros => micros,
    };
    // A run that goes beyond the calendar ends with it here.
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MAX).to_string()
}

impl Serialize for Dated<'_, Members> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(Members(members), starts_at) = self;
        let mut map = serializer.serialize_map(Some(members.len()))?;
        for (name, member) in members {
            map.serialize_entry(name, &Dated(member, *starts_at))?;
        }
        map.end()
    }
}

impl Serialize for Dated<'_, Member> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(member, starts_at) = self;
        match member {
            Member::Text(text) => serializer.serialize_str(text),
            Member::Whole(number) => serializer.serialize_u64(*number),
            Member::Flag(flag) => serializer.serialize_bool(*flag),
            Member::Moment(at) => serializer.serialize_str(&date(*starts_at, *at, Precision::Micros)),
            Member::Object(members) => Dated(members, *starts_at).serialize(serializer),
            Member::Map(texts) => serializer.collect_map(texts.iter().map(|(name, text)| (name, text))),
            Member::List(values) => {
                let mut sequence = serializer.serialize_seq(Some(values.len()))?;
                for value in values {
                    sequence.serialize_element(&Dated(value, *starts_at))?;
                }
                sequence.end()
            }
        }
    }
}
