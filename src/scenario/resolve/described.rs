//! What `DescribeServices` printed: a service that ECS has taken, whatever it would say of it today.

use super::super::Node;
use super::fields::is_absent;

/// Whether a service has members that only ECS's answers have.
pub fn is_described(service: &Node) -> bool {
    ["runningCount", "serviceArn"].iter().any(|name| !is_absent(service, name))
}
