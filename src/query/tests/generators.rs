//! Random expressions, spelled in random ways, and random worlds over the same few words.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::World;
use crate::query::Version;
use crate::query::moment::Moment;

const ATTRIBUTES: [&str; 3] = ["stack", "gpu", "ecs.instance-type"];
const VALUES: [&str; 5] = ["prod", "dev", "", "two words", "g2.small"];
const GROUPS: [&str; 5] = ["service:web", "service:daemon", "family:batch", "database", "nobody"];
const IDS: [&str; 3] = ["i-a", "i-b", "i-c"];
const VERSIONS: [&str; 5] = ["1.14.4", "1.14.5", "1.105.1", "1.14", "2"];
const DATES: [&str; 4] =
    ["2018-06-18", "2018-06-18T00:00:01", "2018-06-17T23:00:00-01:00", "1969-12-31T23:59:59Z"];
const PATTERNS: [&str; 7] =
    ["'.*'", "p.*", "'g2.(small|large)'", "service:[dw].*", "i-[ab]", "'t.*|'", "'(?i)PROD'"];

fn quoted(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    select(words).prop_map(|word| format!("'{word}'"))
}

/// Any test that a text takes, with values from `words`.
fn text_test(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    let equals = (select(vec!["==", " equals ", "!=", " not_equals "]), quoted(words));
    let list = prop::collection::vec(quoted(words), 1..4).prop_map(|items| format!("[{}]", items.join(" ,")));
    let among = (select(vec![" in", "!in ", " not_in "]), list);
    let matches = (select(vec!["=~", " matches ", "!~ ", " not_matches "]), select(&PATTERNS[..]));
    prop_oneof![
        equals.prop_map(|(operator, value)| format!("{operator}{value}")),
        among.prop_map(|(operator, values)| format!("{operator}{values}")),
        matches.prop_map(|(operator, pattern)| format!("{operator}{pattern}")),
    ]
}

fn comparison() -> impl Strategy<Value = &'static str> {
    select(vec![
        "==",
        "!=",
        ">",
        ">=",
        "<",
        "<=",
        " equals ",
        " not_equals ",
        " greater_than ",
        " greater_than_equal ",
        " less_than ",
        " less_than_equal ",
    ])
}

fn predicate() -> impl Strategy<Value = String> {
    let exists = select(vec![" exists", "!exists", " not_exists"]);
    let connected = select(vec!["==true", " != false", " in [true]", " !in [true,false]", "=~ t.*", " !~ x"]);
    prop_oneof![
        connected.prop_map(|test| format!("agentConnected{test}")),
        (comparison(), select(&VERSIONS[..])).prop_map(|(is, what)| format!("agentVersion{is}{what}")),
        (select(&ATTRIBUTES[..]), text_test(&VALUES))
            .prop_map(|(name, test)| format!("attribute:{name}{test}")),
        (select(&ATTRIBUTES[..]), exists).prop_map(|(name, test)| format!("attribute:{name}{test}")),
        text_test(&IDS).prop_map(|test| format!("ec2InstanceId{test}")),
        (comparison(), select(&DATES[..])).prop_map(|(is, what)| format!("registeredAt{is}{what}")),
        (comparison(), 0..4_u32).prop_map(|(is, what)| format!("runningTasksCount{is}{what}")),
        text_test(&GROUPS).prop_map(|test| format!("task:group{test}")),
    ]
}

/// How tightly the outermost connective of an expression binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Or,
    And,
    Not,
}

type Spelled = (String, Binding);

/// `part` where it must bind at least as tightly as `least`; `grouped` adds parentheses that nothing asks for.
fn within(part: &Spelled, least: Binding, grouped: bool) -> String {
    if grouped || part.1 < least { format!("( {})", part.0) } else { part.0.clone() }
}

/// Any expression.
pub fn expression() -> impl Strategy<Value = String> {
    let leaf = predicate().prop_map(|text| (text, Binding::Not));
    let tree = leaf.prop_recursive(4, 20, 4, |inner| {
        let parts = prop::collection::vec((inner.clone(), any::<bool>()), 2..5);
        let joined = |parts: Vec<(Spelled, bool)>, word: &str, binding: Binding| {
            let parts: Vec<String> =
                parts.iter().map(|(part, grouped)| within(part, binding, *grouped)).collect();
            (parts.join(word), binding)
        };
        prop_oneof![
            (parts.clone(), select(vec![" and ", "&&", "\n&& "])).prop_map(move |(parts, word)| joined(
                parts,
                word,
                Binding::And
            )),
            (parts, select(vec![" or ", "||", " ||\t"])).prop_map(move |(parts, word)| joined(
                parts,
                word,
                Binding::Or
            )),
            (inner, any::<bool>(), select(vec!["!", "not ", "! "])).prop_map(|(part, grouped, word)| {
                (format!("{word}{}", within(&part, Binding::Not, grouped)), Binding::Not)
            }),
        ]
    });
    tree.prop_map(|(text, _)| text)
}

/// An instance with its class.
pub fn world() -> impl Strategy<Value = World> {
    let moments: Vec<i64> =
        DATES.iter().map(|date| Moment::parse(date).expect("a date").as_micros()).collect();
    let class = (
        prop::collection::vec(prop::option::of(select(&VALUES[..])), ATTRIBUTES.len()),
        prop::option::of(select(&VERSIONS[..])),
    );
    let instance =
        (any::<bool>(), select(&IDS[..]), select(moments), 0..4_u32, subsequence(vec![0, 1, 2, 3], 0..=4));
    (class, instance).prop_map(
        |((values, version), (agent_connected, id, registered_at, tasks, groups_there))| {
            let attributes = ATTRIBUTES.into_iter().zip(values);
            World {
                attributes: attributes.filter_map(|(name, value)| value.map(|value| (name, value))).collect(),
                agent_version: version.and_then(Version::parse),
                agent_connected,
                id,
                registered_at,
                running_tasks_count: tasks,
                groups_there,
                ..World::default()
            }
        },
    )
}
