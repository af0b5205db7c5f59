//! `[[vpcs]]`: networks, in the words of EC2's API.

use super::task_definition::TAG;
use super::{BOOLEAN, Kind, NUMBER, Shape, TEXT, modelled, no_effect};

/// A VPC with its subnets.
pub const VPC: Shape = Shape::new(
    "vpcs",
    &[
        modelled("vpcId", TEXT).required().means("its id"),
        no_effect("cidrBlock", TEXT),
        modelled("subnets", Kind::List(&Kind::Object(&SUBNET)))
            .means("its subnets; of several in one zone instances are in the first")
            .rules("EN-07"),
        modelled("natGateways", Kind::List(&Kind::Object(&NAT_GATEWAY)))
            .means("the ways from its subnets that are not public to registries without an endpoint; of several in one VPC that of the zone, else the first; whatever is in a private subnet reaches the internet without one too")
            .rules("P3.7"),
        no_effect("tags", Kind::List(&Kind::Object(&TAG))),
    ],
);

/// A subnet; `public` says whether its route to the internet is direct.
pub const SUBNET: Shape = Shape::new(
    "subnets",
    &[
        modelled("subnetId", TEXT).required().means("its id").rules("EN-04"),
        modelled("availabilityZone", TEXT).required().means("its zone").rules("EN-04"),
        no_effect("cidrBlock", TEXT),
        modelled("public", BOOLEAN)
            .means("whether it reaches registries past every NAT gateway")
            .default("false"),
        no_effect("mapPublicIpOnLaunch", BOOLEAN),
        no_effect("tags", Kind::List(&Kind::Object(&TAG))),
    ],
);

/// A NAT gateway in a public subnet.
pub const NAT_GATEWAY: Shape = Shape::new(
    "natGateways",
    &[
        no_effect("natGatewayId", TEXT),
        modelled("subnetId", TEXT).means("the subnet that it is in, which says in which zone it is"),
        modelled("pullRate", NUMBER)
            .means("what all hosts behind it get together, in equal shares")
            .unit("MiB/s")
            .default("no limit"),
    ],
);
