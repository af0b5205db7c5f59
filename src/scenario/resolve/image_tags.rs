//! Whether ECS has to find out what the images of a task definition are.

use super::super::Node;
use super::fields::{objects, text};

/// Whether an image is named by a tag that ECS resolves to a digest (SC-08): not where it is a digest already, nor where
/// `versionConsistency` is `disabled`.
pub fn are_resolved(definition: &Node) -> bool {
    objects(definition, "containerDefinitions").any(|container| {
        let is_digest = text(container, "image").is_some_and(|image| image.value.contains("@sha256:"));
        let consistent = text(container, "versionConsistency").is_none_or(|word| word.value != "disabled");
        !is_digest && consistent
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::tree;
    use super::*;

    #[test]
    fn sc_08_tags_are_resolved_and_digests_are_not() {
        for (container, resolved) in [
            (r#"{ image = "web" }"#, true),
            (r#"{ image = "example.com:5000/web:1.4" }"#, true),
            (r#"{ image = "web@sha256:0123" }"#, false),
            (r#"{ image = "web:1.4@sha256:0123" }"#, false),
            (r#"{ image = "web", versionConsistency = "disabled" }"#, false),
            (r#"{ image = "web", versionConsistency = "enabled" }"#, true),
        ] {
            let definition = tree(&format!("containerDefinitions = [{container}]"));
            assert_eq!(are_resolved(&definition), resolved, "{container}");
        }
    }
}
