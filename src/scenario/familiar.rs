//! Whether JSON that was recognised holds nothing else, so that reports may repeat it.

use super::incomplete::is_beside;
use super::resource::Resource;
use super::shape::{Shape, TARGET_GROUP};
use super::{Node, Sources, Value};
use crate::text::camel_case;
use crate::text::nearest;

/// Lets reports repeat the file that `root` comes from, if it holds a `resource` and nothing besides.
///
/// A single member tells what a file is, and files with passwords may have one of that name too.
pub fn vouch(root: &Node, resource: Resource, sources: &mut Sources) {
    if is_familiar(root, resource) {
        sources.show(root.span.file);
    }
}

/// Whether nothing in `node` is anything but a `resource`, or several, as AWS prints them.
pub fn is_familiar(node: &Node, resource: Resource) -> bool {
    match &node.value {
        Value::Array(elements) => elements.iter().all(|element| is_familiar(element, resource)),
        Value::Object(members) => members.iter().all(|member| {
            let name = camel_case(&member.name);
            match resource.wrappers() {
                Some((one, many)) if name == one || name == many => is_familiar(&member.value, resource),
                _ if name == "attributes" && resource == Resource::TargetGroup => {
                    are_attributes(&member.value)
                }
                _ => is_beside(&name) || is_member(&name, resource.shape()),
            }
        }),
        _ => false,
    }
}

/// Attributes of a target group, pairs of key and value.
fn are_attributes(list: &Node) -> bool {
    let key = |pair: &Node| {
        pair.get("Key").or_else(|| pair.get("key")).and_then(Node::as_str).is_some_and(is_attribute)
    };
    list.elements().iter().all(key)
}

fn is_attribute(key: &str) -> bool {
    is_member(key, &TARGET_GROUP)
}

/// Misspelt ones included.
fn is_member(name: &str, shape: &Shape) -> bool {
    shape.member(name).is_some() || nearest(name, shape.names()).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Problems;
    use crate::scenario::aws_json;
    use crate::scenario::recognise::recognise;

    fn is_shown(text: &str) -> bool {
        let mut sources = Sources::default();
        let file = sources.add_aws_json("file.json", text);
        sources.withhold(file);
        let root = aws_json::parse(text, file, &mut Problems::default()).expect("valid");
        vouch(&root, recognise(&root, &[]).expect(text), &mut sources);
        sources.get(file).quotable
    }

    #[test]
    fn a_resource_is_shown_and_what_has_one_member_of_it_is_not() {
        for text in [
            r#"{"Name": "g", "Protocol": "HTTP", "Port": 0, "VpcId": "v"}"#,
            r#"{"service": "s", "launchType": "EC2"}"#,
            r#"{"service": "s", "lanchType": "EC2"}"#,
            r#"{"Attributes": [{"Key": "stickiness.enabled", "Value": "maybe"}]}"#,
            r#"{"TargetGroups": [{"TargetGroupName": "t", "Port": 0}], "NextMarker": "x"}"#,
            r#"{"count": 11, "startedBy": "me", "cluster": "c"}"#,
        ] {
            assert!(is_shown(text), "{text}");
        }
        for text in [
            r#"{"service": "mail", "password": "hunter2"}"#,
            r#"{"Name": "x", "Protocol": "imap", "Secret": "hunter2"}"#,
            r#"{"attributes": [{"Key": "password", "Value": "hunter2"}]}"#,
            r#"{"service": {"password": "hunter2"}}"#,
            r#"{"services": ["hunter2"]}"#,
            r#"{"targetGroups": [{"token": "hunter2"}]}"#,
        ] {
            assert!(!is_shown(text), "{text}");
        }
    }
}
