//! `[[vpcs]]`: which subnets there are, and where.
//!
//! Without the section there are the subnets that groups of instances name, as describe-container-instances prints
//! them, and one default subnet a zone.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Node, Problem, Problems, Span};
use super::fields::{Text, flag, objects, required_text, text};
use super::limits::MAX_ENTRIES;
use super::names::{shortened, unknown};
use super::quantity::mebibytes;
use super::zone_names;
use crate::model::{NatGateway, NatGatewayId, VpcId};

/// The VPC of instances of which nobody says where they are.
pub const DEFAULT_VPC: &str = "vpc-default";

/// The subnets of a scenario and their VPCs.
pub struct Vpcs<'n> {
    declared: bool,
    /// Ids of the VPCs, sorted.
    names: BTreeSet<String>,
    subnets: BTreeMap<String, Subnet>,
    /// The declared subnets of each zone, VPC by VPC, in the order of the file.
    by_zone: BTreeMap<&'n str, BTreeMap<&'n str, &'n str>>,
    /// The NAT gateways of each VPC, in the order of the file.
    nat_gateways: BTreeMap<&'n str, Vec<Gateway<'n>>>,
}

/// A NAT gateway.
struct Gateway<'n> {
    /// `subnetId`, which says in which zone it is.
    subnet: Option<&'n str>,
    /// `pullRate` in bytes a second, where it limits anything.
    rate: Option<u64>,
}

/// Where a subnet is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subnet {
    /// Its VPC.
    pub vpc: String,
    /// Its zone.
    pub zone: String,
    /// Whether its route to the internet needs no NAT gateway.
    pub public: bool,
}

impl<'n> Vpcs<'n> {
    /// Reads the section.
    pub fn read(root: &'n Node, problems: &mut Problems) -> Self {
        let declared = root.get("vpcs").is_some_and(|all| !all.elements().is_empty());
        let (names, subnets, by_zone, nat_gateways) = Default::default();
        let mut vpcs = Self { declared, names, subnets, by_zone, nat_gateways };
        for node in objects(root, "vpcs").take(MAX_ENTRIES) {
            let Some(id) = required_text(node, "vpcId", "the VPC", problems) else { continue };
            if !vpcs.names.insert(id.value.to_owned()) {
                problems.push(twice(id, "VPC"));
            }
            for subnet in objects(node, "subnets") {
                vpcs.read_subnet(subnet, id.value, problems);
            }
            let gateways = objects(node, "natGateways").map(|node| gateway(node, problems)).collect();
            vpcs.nat_gateways.insert(id.value, gateways);
        }
        vpcs
    }

    fn read_subnet(&mut self, node: &'n Node, vpc: &'n str, problems: &mut Problems) {
        let id = required_text(node, "subnetId", "the subnet", problems);
        let zone = required_text(node, "availabilityZone", "the subnet", problems);
        let (Some(id), Some(zone)) = (id, zone) else { return };
        zone_names::check(zone, problems);
        let place = Subnet {
            vpc: vpc.to_owned(),
            zone: zone.value.to_owned(),
            public: flag(node, "public").unwrap_or(false),
        };
        if self.subnets.contains_key(id.value) {
            problems.push(twice(id, "subnet"));
            return;
        }
        self.subnets.insert(id.value.to_owned(), place);
        // EN-07: of several in one zone the first.
        self.by_zone.entry(zone.value).or_default().entry(vpc).or_insert(id.value);
    }

    /// Whether the scenario says which VPCs there are.
    pub fn are_declared(&self) -> bool {
        self.declared
    }

    /// The subnet called `id`.
    pub fn subnet(&self, id: &str) -> Option<&Subnet> {
        self.subnets.get(id)
    }

    /// The declared subnet that `written` names; the problem is told where there is none.
    pub fn resolve(&self, written: Text<'_>, problems: &mut Problems) -> Option<&Subnet> {
        let found = self.subnet(written.value);
        if found.is_none() {
            let known = self.subnets.keys().map(String::as_str);
            problems.push(unknown(written.span, "subnet", written.value, known, problems).rule("EN-04"));
        }
        found
    }

    /// The subnet of instances in `zone` that do not say which: of declared ones the first, of one VPC.
    pub fn first_in(&self, zone: &str, span: &Span, problems: &mut Problems) -> Option<&'n str> {
        let of_zone = self.by_zone.get(zone);
        if let Some(of_vpcs) = of_zone.filter(|of_vpcs| of_vpcs.len() == 1) {
            return of_vpcs.values().next().copied();
        }
        let (message, help) = if of_zone.is_some() {
            let message = format!("several VPCs have subnets in zone `{zone}`");
            (message, "say which one: add `subnet`")
        } else {
            let message = format!("no VPC has a subnet in zone `{}`", shortened(zone));
            (message, "add a subnet to [[vpcs]], or use another zone")
        };
        let problem = Problem::error(span, message).label("which subnet?").rule("AT-01");
        problems.push(problem.help(help));
        None
    }

    /// Adds the subnet of a place that instances name, where no section declares any; tells when others put it elsewhere.
    pub fn learn(&mut self, id: &str, place: &Subnet, span: &Span, problems: &mut Problems) {
        if self.declared {
            return;
        }
        self.names.insert(place.vpc.clone());
        let known = self.subnets.entry(id.to_owned()).or_insert_with(|| place.clone());
        if known != place {
            let (vpc, zone) = (shortened(&known.vpc), shortened(&known.zone));
            let message = format!("subnet `{}` is in {vpc} and zone `{zone}` elsewhere", shortened(id));
            let problem = Problem::error(span, message).label("in two places").rule("AT-01");
            problems.push(problem.help("correct the subnet, the VPC or the zone of one of the groups"));
        }
    }

    /// The NAT gateway by which instances in a subnet reach registries, where it limits them: the first one of their zone,
    /// else the first one of their VPC.
    pub fn nat_gateway(&self, subnet: &str) -> Option<NatGatewayId> {
        let place = self.subnet(subnet).filter(|place| !place.public)?;
        let of_vpc = self.nat_gateways.get(place.vpc.as_str())?;
        let in_zone = |gateway: &Gateway<'_>| {
            gateway.subnet.and_then(|id| self.subnet(id)).is_some_and(|other| other.zone == place.zone)
        };
        let at = of_vpc.iter().position(in_zone).unwrap_or(0);
        of_vpc.get(at)?.rate?;
        let before = self.nat_gateways.range(..place.vpc.as_str()).flat_map(|(_, gateways)| gateways);
        let limiting = before.chain(&of_vpc[..at]).filter(|gateway| gateway.rate.is_some());
        Some(NatGatewayId::new(limiting.count()))
    }

    /// All NAT gateways that limit anything, by id.
    pub fn nat_gateways(&self) -> Vec<NatGateway> {
        let rates = self.nat_gateways.values().flatten().filter_map(|gateway| gateway.rate);
        rates.map(|pull_rate| NatGateway { pull_rate }).collect()
    }

    /// The id of the VPC called `name`.
    pub fn id(&self, name: &str) -> Option<VpcId> {
        self.names.iter().position(|known| known == name).map(VpcId::new)
    }

    /// The names by id, for the model.
    pub fn into_names(self) -> Vec<String> {
        self.names.into_iter().collect()
    }
}

/// The subnet of instances that do not name theirs, where no section declares any: one for each VPC and zone.
pub fn implied(vpc: Option<&str>, zone: &str) -> (String, Subnet) {
    let id = vpc.map_or_else(|| format!("subnet-{zone}"), |vpc| format!("subnet-{vpc}-{zone}"));
    (id, Subnet { vpc: vpc.unwrap_or(DEFAULT_VPC).to_owned(), zone: zone.to_owned(), public: false })
}

/// Reads a NAT gateway; only what it slows down is simulated.
fn gateway<'n>(node: &'n Node, problems: &mut Problems) -> Gateway<'n> {
    let rate = mebibytes(node, "pullRate", problems);
    if node.get("pullRate").is_none() {
        let problem = Problem::warning(&node.span, "the NAT gateway has no `pullRate`, and so no effect");
        let problem = problem.label("whatever is in a private subnet reaches the internet");
        problems.push(problem.help("add `pullRate` where pulls of images are to share what it lets through"));
    }
    Gateway { subnet: text(node, "subnetId").map(|id| id.value), rate }
}

fn twice(id: Text<'_>, what: &str) -> Problem {
    let message = format!("{what} `{}` is declared twice", shortened(id.value));
    Problem::error(id.span, message).label("declared before").help("remove one of the two, or correct the id")
}
