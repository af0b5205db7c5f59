//! `[[vpcs]]`: networks, in the words of EC2's API.

use super::task_definition::TAG;
use super::{BOOLEAN, Kind, Shape, TEXT, modelled, no_effect, not_modelled};

/// A VPC with its subnets.
pub const VPC: Shape = Shape::new(
    "vpcs",
    &[
        modelled("vpcId", TEXT).required().means("its id"),
        no_effect("cidrBlock", TEXT),
        modelled("subnets", Kind::List(&Kind::Object(&SUBNET)))
            .means("its subnets; of several in one zone instances are in the first")
            .rules("EN-07"),
        not_modelled(
            "natGateways",
            Kind::List(&Kind::Object(&NAT_GATEWAY)),
            "whatever is in a private subnet reaches the internet",
        ),
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
        no_effect("public", BOOLEAN),
        no_effect("mapPublicIpOnLaunch", BOOLEAN),
        no_effect("tags", Kind::List(&Kind::Object(&TAG))),
    ],
);

/// A NAT gateway in a public subnet.
pub const NAT_GATEWAY: Shape =
    Shape::new("natGateways", &[no_effect("natGatewayId", TEXT), no_effect("subnetId", TEXT)]);
