//! What `UpdateService` takes and does not take (VC-02, VC-17).

use super::super::{Node, Problem, Problems};

/// Members of `CreateService` that only another service can have.
const FIXED: [(&str, &str); 6] = [
    ("serviceName", "name the service in `service`"),
    ("launchType", "capacity changes by `capacityProviderStrategy`"),
    ("schedulingStrategy", "create another service"),
    ("role", "create another service"),
    ("clientToken", "remove it"),
    ("tags", "tags change by `TagResource`"),
];

/// Reports what an update cannot change.
pub fn check(arguments: &Node, problems: &mut Problems) {
    for (name, help) in FIXED {
        let Some(member) = arguments.member(name) else { continue };
        let problem = Problem::error(&member.name_span, format!("`updateService` cannot change `{name}`"));
        problems.push(problem.label("no member of UpdateService").rule("VC-02").help(help));
    }
}
