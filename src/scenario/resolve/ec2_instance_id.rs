//! Ids of EC2 instances: the pasted one, or one made of the instance's name.

use std::collections::BTreeSet;

use xxhash_rust::xxh3::xxh3_128;

use super::super::{Node, Problem, Problems};
use super::fields::{Text, objects, text};
use super::names::shortened;

/// An id that looks like EC2's, `i-` and 17 hexadecimal digits, and depends on the instance's name alone: it stays the
/// same whatever else a scenario holds.
pub fn of_name(name: &str) -> String {
    // 17 hexadecimal digits are 68 bits.
    format!("i-{:017x}", xxh3_128(name.as_bytes()) >> 60)
}

/// `ec2InstanceId` of a group of `count` instances: an id belongs to one of them.
pub fn read<'n>(group: &'n Node, count: u32, problems: &mut Problems) -> Option<&'n str> {
    let Text { value, span } = text(group, "ec2InstanceId")?;
    if count != 1 {
        let message = format!("`ec2InstanceId` names one instance, and the group has {count}");
        let problem = Problem::error(span, message).label("the id of one instance");
        problems.push(problem.help("write count = 1, or leave the id out"));
    }
    Some(value)
}

/// Reports an id that two groups have.
pub fn check_distinct(root: &Node, problems: &mut Problems) {
    let mut seen = BTreeSet::new();
    for id in objects(root, "containerInstances").filter_map(|group| text(group, "ec2InstanceId")) {
        if !seen.insert(id.value) {
            let message = format!("two groups of container instances are `{}`", shortened(id.value));
            let problem = Problem::error(id.span, message).label("the id of another group");
            problems.push(problem.help("remove one of the two, or correct the id"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_look_like_those_of_ec2_and_depend_on_the_name_alone() {
        let ids: BTreeSet<String> = (0..1_000).map(|number| of_name(&format!("host-{number}"))).collect();
        assert_eq!(ids.len(), 1_000);
        let digits = |id: &String| id.strip_prefix("i-").is_some_and(|rest| rest.len() == 17);
        assert!(ids.iter().all(digits));
        assert_eq!(of_name("host-1"), of_name("host-1"));
    }
}
