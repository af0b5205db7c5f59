//! Names as ECS spells them.

/// What ECS would spell a member that another service of AWS begins with a capital: `healthCheckPath` for
/// `HealthCheckPath`, `vpcZoneIdentifier` for `VPCZoneIdentifier`.
#[must_use]
pub fn camel_case(name: &str) -> String {
    let capitals = name.bytes().take_while(u8::is_ascii_uppercase).count();
    // The last of several capitals begins the next word.
    let first = if capitals > 1 && capitals < name.len() { capitals - 1 } else { capitals };
    let (start, rest) = name.split_at(first);
    start.to_ascii_lowercase() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_begin_with_a_small_word() {
        for (name, spelt) in [
            ("HealthCheckPath", "healthCheckPath"),
            ("VPCZoneIdentifier", "vpcZoneIdentifier"),
            ("PolicyARN", "policyARN"),
            ("family", "family"),
            ("ARN", "arn"),
            ("É", "É"),
            ("", ""),
        ] {
            assert_eq!(camel_case(name), spelt);
        }
    }
}
