//! Reading the compiled-in table.

use serde::Deserialize;

use super::{InstanceType, RegisteredMemory, estimate};

const CSV: &str = include_str!("instance-types.csv");

/// A row of the table; `registered_mib` holds every figure that was seen and `flags` words, both apart by spaces.
#[derive(Deserialize)]
struct Row {
    name: String,
    vcpu: u32,
    memory_mib: u32,
    gpu: u32,
    architecture: String,
    max_eni: u32,
    ipv4_per_eni: u32,
    awsvpc_tasks: Option<u32>,
    awsvpc_tasks_trunking: Option<u32>,
    price_micro_usd_per_hour: Option<u64>,
    registered_mib: String,
    flags: String,
}

/// All rows of the table, which is sorted by family, then size.
pub(super) fn parse() -> Vec<InstanceType> {
    csv::Reader::from_reader(CSV.as_bytes())
        .into_deserialize::<Row>()
        .map(|row| row.expect("the compiled-in table is well formed").into())
        .collect()
}

impl From<Row> for InstanceType {
    fn from(row: Row) -> Self {
        let flag = |name| row.flags.split(' ').any(|flag| flag == name);
        let family = row.name.split('.').next().expect("split gives one part at least");
        let seen = row.registered_mib.split_whitespace();
        let seen = seen.map(|mib| mib.parse::<u32>().expect("the compiled-in table is well formed"));
        let registered_memory = match (seen.clone().min(), seen.max()) {
            (Some(lowest), Some(highest)) => RegisteredMemory::Observed { lowest, highest },
            _ => RegisteredMemory::Estimated(estimate::registered_mib(family, row.vcpu, row.memory_mib)),
        };
        Self {
            vcpu: row.vcpu,
            memory_mib: row.memory_mib,
            gpu: row.gpu,
            max_eni: row.max_eni,
            ipv4_per_eni: row.ipv4_per_eni,
            awsvpc_tasks: row.awsvpc_tasks,
            awsvpc_tasks_trunking: row.awsvpc_tasks_trunking,
            trunking_derived: flag("trunking-derived"),
            price_micro_usd_per_hour: row.price_micro_usd_per_hour,
            registered_memory,
            burstable: flag("burstable"),
            bare_metal: flag("bare-metal"),
            previous_generation: flag("previous-generation"),
            architecture: row.architecture,
            name: row.name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_a_possible_container_instance() {
        let types = parse();
        for kind in &types {
            assert!(kind.vcpu > 0 && kind.max_eni > 0, "{kind:?}");
            assert!(["x86_64", "arm64"].contains(&kind.architecture.as_str()), "{kind:?}");
            let registered = kind.registered_memory.mib();
            assert!(registered < kind.memory_mib && registered >= kind.memory_mib / 4 * 3, "{kind:?}");
            // EN-02: trunking is there to allow more than the interfaces alone; of three types AWS documents less.
            let allows_more = kind.awsvpc_tasks_trunking >= kind.awsvpc_tasks;
            let documented_less = kind.name.starts_with("u-") && kind.awsvpc_tasks_trunking == Some(12);
            assert!(allows_more || documented_less || kind.awsvpc_tasks_trunking.is_none(), "{kind:?}");
        }
        let mut names: Vec<&str> = types.iter().map(|kind| kind.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), types.len(), "a name stands twice");
    }

    #[test]
    fn en_01_one_interface_is_not_for_tasks() {
        for kind in parse() {
            assert_eq!(kind.awsvpc_tasks, Some(kind.max_eni - 1), "{}", kind.name);
        }
    }

    #[test]
    fn every_flag_is_known() {
        const KNOWN: [&str; 4] = ["burstable", "bare-metal", "previous-generation", "trunking-derived"];
        for row in csv::Reader::from_reader(CSV.as_bytes()).into_deserialize::<Row>() {
            let row = row.expect("well formed");
            assert!(row.flags.split_terminator(' ').all(|flag| KNOWN.contains(&flag)), "{}", row.name);
        }
    }

    #[test]
    fn the_table_agrees_with_the_collected_facts() {
        let facts = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/facts/instance-types.csv");
        let Ok(mut reader) = csv::Reader::from_path(facts) else {
            eprintln!("the collected facts are not on this machine; only the table itself was checked");
            return;
        };
        let types = parse();
        for record in reader.records() {
            let record = record.expect("a row of the facts");
            let Some(kind) = types.iter().find(|kind| kind.name == record[0]) else {
                assert!(record[0].starts_with("mac"), "{} is not in the table", &record[0]);
                continue;
            };
            let fact = |column: usize| record[column].parse::<u32>().ok();
            assert_eq!(Some(kind.vcpu), fact(1), "{}", kind.name);
            assert_eq!(Some(kind.memory_mib), fact(2), "{}", kind.name);
            assert_eq!(Some(kind.gpu), fact(3), "{}", kind.name);
            assert_eq!(Some(kind.max_eni), fact(6), "{}", kind.name);
            assert_eq!(kind.awsvpc_tasks, fact(9), "{}", kind.name);
            // A type without trunking has its plain limit in both columns of the facts.
            let supported = !record[11].starts_with("un") && !record[11].starts_with("not");
            assert_eq!(kind.awsvpc_tasks_trunking, fact(10).filter(|_| supported), "{}", kind.name);
        }
    }

    /// One row of each kind that AWS renewed in 2026, and some that it did not touch.
    #[test]
    fn en_02_trunking_limits_are_those_that_are_documented() {
        for (name, limit) in [
            ("c5.large", Some(10)),
            ("p5.48xlarge", Some(242)),
            ("p6-b300.48xlarge", Some(242)),
            ("g7e.2xlarge", Some(242)),
            ("trn2.3xlarge", Some(14)),
            ("trn2u.48xlarge", Some(242)),
            ("t8i.nano", Some(2)),
            ("t8i.medium", Some(4)),
            ("r9g.8xlarge", Some(60)),
            ("r9gd.metal-48xl", Some(120)),
            ("u-6tb1.56xlarge", Some(12)),
            ("u-6tb1.112xlarge", None),
            ("t3.large", None),
            ("i3.large", None),
        ] {
            let types = parse();
            let kind = types.iter().find(|kind| kind.name == name).expect("a known type");
            assert_eq!(kind.awsvpc_tasks_trunking, limit, "{name}");
        }
    }

    /// The image decides how much is registered: the least that was seen counts.
    #[test]
    fn rs_06_the_lowest_registration_that_was_seen_counts() {
        for (name, lowest, highest) in [
            ("t2.micro", 982, 993),
            ("t3.medium", 3_828, 3_884),
            ("c5.large", 3_704, 3_705),
            ("m6i.large", 7_817, 7_821),
            ("i3.large", 15_292, 15_292),
            ("r3.large", 15_299, 15_299),
        ] {
            let types = parse();
            let kind = types.iter().find(|kind| kind.name == name).expect("a known type");
            assert_eq!(kind.registered_memory, RegisteredMemory::Observed { lowest, highest }, "{name}");
            assert_eq!(kind.registered_memory.mib(), lowest);
        }
    }

    #[test]
    fn registrations_agree_with_the_collected_facts() {
        let facts = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/facts/ecs-registered-memory.csv");
        let Ok(mut reader) = csv::Reader::from_path(facts) else {
            eprintln!("the collected facts are not on this machine; the rows above were checked");
            return;
        };
        let types = parse();
        for record in reader.records() {
            let record = record.expect("a row of the facts");
            let kind = types.iter().find(|kind| kind.name == record[0]).expect("a known type");
            let seen: u32 = record[3].parse().expect("a whole number");
            let RegisteredMemory::Observed { lowest, highest } = kind.registered_memory else {
                panic!("{} was seen with {seen} MiB", kind.name)
            };
            assert!((lowest..=highest).contains(&seen), "{}: {seen} MiB", kind.name);
        }
    }
}
