//! Names as the API and the AWS CLI spell them.

use serde_json::{Map, Value};

/// A member as services other than ECS spell it: `HealthCheckPath` for `healthCheckPath`.
pub fn capital(name: &str) -> String {
    // The only name that begins with several capitals.
    if let Some(rest) = name.strip_prefix("vpcZone") {
        return format!("VPCZone{rest}");
    }
    let mut rest = name.chars();
    rest.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + rest.as_str())
}

/// A value with the names of its members spelt so.
pub fn with_capitals(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .map(|(name, value)| (capital(&name), with_capitals(value)))
                .collect::<Map<_, _>>(),
        ),
        Value::Array(elements) => Value::Array(elements.into_iter().map(with_capitals).collect()),
        other => other,
    }
}

/// The option of the AWS CLI for a member of an input: `--enable-ecs-managed-tags` for `enableECSManagedTags`.
///
/// ```
/// use plimsoll::export::option;
///
/// assert_eq!(option("healthCheckGracePeriodSeconds"), "--health-check-grace-period-seconds");
/// assert_eq!(option("TargetGroupARNs"), "--target-group-arns");
/// ```
#[must_use]
pub fn option(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut option = String::from("-");
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let is_small = |letter: Option<&char>| letter.is_some_and(char::is_ascii_lowercase);
        // An `s` behind capitals makes several of them.
        let ends_plural = letters.get(at + 1) == Some(&'s') && at + 2 == letters.len();
        let begins_word = letter.is_ascii_uppercase()
            && (is_small(before.as_ref()) || (is_small(letters.get(at + 1)) && !ends_plural));
        if at == 0 || begins_word {
            option.push('-');
        }
        option.push(letter.to_ascii_lowercase());
    }
    option
}
