//! Memory that an agent probably registers where nobody has published what it does (RS-06).
//!
//! The kernel, and on older families the hypervisor, keep a share for themselves. The lines below were fitted to
//! registrations that were observed; whole numbers only, rounded down.

/// Families on the Xen hypervisor.
const XEN: [&str; 13] = ["t2", "m3", "m4", "c3", "c4", "r3", "r4", "i2", "i3", "d2", "p2", "p3", "x1"];

/// Nominal size under which a Xen instance keeps less for itself.
const SMALL_XEN_MIB: u64 = 3 * 1_024;

/// Estimated registered memory in MiB of a type of `family` with `vcpu` CPUs and `nominal_mib` MiB.
pub(super) fn registered_mib(family: &str, vcpu: u32, nominal_mib: u32) -> u32 {
    let nominal = u64::from(nominal_mib);
    let fitted = if XEN.contains(&family) {
        let kept = if nominal < SMALL_XEN_MIB { 15 } else { 80 };
        (nominal * 63 / 64).saturating_sub(kept)
    } else if is_burstable(family) {
        (nominal * 9_683).saturating_sub(82 * 10_000) / 10_000
    } else {
        let kept = 28 * u64::from(vcpu) + 216;
        (nominal * 9_707).saturating_sub(kept * 10_000) / 10_000
    };
    // The lines are fitted to sizes that were seen; far below those they would leave too little.
    let registered = fitted.max(nominal * 3 / 4);
    u32::try_from(registered).expect("an estimate is never above its nominal size")
}

/// The t families: `t3`, `t4g`, but not `trn1`.
fn is_burstable(family: &str) -> bool {
    family.strip_prefix('t').is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sizes whose registration was observed, with what the fitted line gives for them.
    const FITTED: [(&str, u32, u32, u32); 11] = [
        ("t2", 1, 1_024, 993),        // 1,024 × 63/64 = 1,008; − 15
        ("m4", 2, 8_192, 7_984),      // 8,192 × 63/64 = 8,064; − 80
        ("m3", 1, 3_840, 3_700),      // 3,840 × 63/64 = 3,780; − 80
        ("i3", 2, 15_616, 15_292),    // 15,616 × 63/64 = 15,372; − 80
        ("r3", 32, 249_856, 245_872), // 249,856 × 63/64 = 245,952; − 80
        ("t3", 2, 4_096, 3_884),      // 4,096 × 0.9683 = 3,966.1; − 82
        ("t3", 2, 2_048, 1_901),      // 2,048 × 0.9683 = 1,983.0; − 82
        ("m5", 2, 8_192, 7_679),      // 8,192 × 0.9707 = 7,951.9; − 56 − 216
        ("c5d", 36, 73_728, 70_343),  // 73,728 × 0.9707 = 71,567.7; − 1,008 − 216
        ("m5", 96, 393_216, 378_790), // 393,216 × 0.9707 = 381,694.7; − 2,688 − 216
        ("inf1", 4, 8_192, 7_623),    // 8,192 × 0.9707 = 7,951.9; − 112 − 216
    ];

    #[test]
    fn rs_06_estimates_follow_the_fitted_lines() {
        for (family, vcpu, nominal, expected) in FITTED {
            assert_eq!(registered_mib(family, vcpu, nominal), expected, "{family} with {nominal} MiB");
        }
    }

    #[test]
    fn rs_06_an_estimate_keeps_three_quarters_of_the_nominal_size() {
        // 512 × 0.9707 = 496.9; − 28 − 216 = 252, under 3/4 × 512.
        assert_eq!(registered_mib("a1", 1, 512), 384);
        // 10 vCPU keep 280 + 216 of 1,024 × 0.9707 = 993.
        assert_eq!(registered_mib("c7g", 10, 1_024), 768);
    }

    #[test]
    fn rs_06_names_that_start_with_t_are_not_all_burstable() {
        // 8,192 × 0.9707 − 28 × 2 − 216, the line of all other families.
        assert_eq!(registered_mib("trn1", 2, 8_192), 7_679);
    }

    #[test]
    fn rs_06_estimates_agree_with_the_collected_facts() {
        let facts = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/facts/ecs-registered-memory.csv");
        let Ok(mut reader) = csv::Reader::from_path(facts) else {
            eprintln!("the collected facts are not on this machine; the table above was checked");
            return;
        };
        for row in reader.deserialize::<(String, u32, u32, u32, Option<u32>, String)>() {
            let (name, vcpu, nominal, _, estimate, _) = row.expect("a row of the facts");
            // Captures that no estimate was made for say nothing about it.
            let Some(estimate) = estimate else { continue };
            let family = name.split('.').next().expect("split gives one part at least");
            assert_eq!(registered_mib(family, vcpu, nominal), estimate, "{name}");
        }
    }
}
