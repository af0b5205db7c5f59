//! Rules of images and of how hosts pull them (P3.7).

use super::super::model;
use super::{FLEET, SERVICE, WEB, assert_errors, assert_warnings};
use crate::model::{ImageId, LayerId, MEBIBYTE, NatGateway, NatGatewayId, RegistryId, TaskImage};

/// Two hosts that run a service of the image `web:1`, with these members of the group of hosts and sections.
fn world(members: &str, sections: &str) -> String {
    let fleet = FLEET.replacen("count = 2\n", &format!("count = 2\n{members}\n"), 1);
    format!(
        "{fleet}[[services]]\n{SERVICE}\n[[taskDefinitions]]\nfamily = \"app\"\ncontainerDefinitions = [{{ {WEB} }}]\n{sections}"
    )
}

const SIZED: &str = "[[images]]\nname = \"web:1\"\nimageSize = 10\n";

#[test]
fn p3_7_images_have_one_size_and_registries_are_known() {
    let image = |lines: &str| world("", &format!("[[images]]\nname = \"web:1\"\n{lines}\n"));
    let layers = |lines: &str| image(&format!("layers = [{lines}]"));
    assert_errors(&[
        ("P3.7", "the image has no `imageSize`", image("")),
        (
            "P3.7",
            "both `imageSize` and `layers`",
            image("imageSize = 1\nlayers = [{ digest = \"a\", size = 1 }]"),
        ),
        ("P3.7", "the image has no layer", layers("")),
        ("P3.7", "the layer has no `size`", layers("{ digest = \"a\" }")),
        ("", "the layer has an empty `digest`", layers("{ digest = \"\", size = 1 }")),
        (
            "P3.7",
            "layer `a` has another size elsewhere",
            layers("{ digest = \"a\", size = 1 }, { digest = \"a\", size = 2 }"),
        ),
        ("", "`imageSize` is 0, outside", image("imageSize = 0")),
        ("", "`pullFailureRatio` is 2, outside", image("imageSize = 1\npullFailureRatio = 2")),
        ("", "there is no registry `far`", image("imageSize = 1\nregistry = \"far\"")),
        ("", "image `web:1` is described twice", world("", &format!("{SIZED}{SIZED}"))),
        (
            "",
            "registry `r` is described twice",
            world("", "[[registries]]\nname = \"r\"\n[[registries]]\nname = \"r\"\n"),
        ),
        (
            "P3.7",
            "image `web:1` has another size elsewhere",
            world("", &format!("{SIZED}[[applications]]\ntaskDefinition = \"app\"\nimageSize = 11\n")),
        ),
        ("", "there is no image `j`", world("cachedImages = [\"j\"]", SIZED)),
        ("", "`imagePullBehavior` cannot be `never`", world("imagePullBehavior = \"never\"", SIZED)),
        ("P3.7", "`maxConcurrentDownloads` is 0, outside", world("maxConcurrentDownloads = 0", SIZED)),
    ]);
    let other = SIZED.replace("web:1", "j");
    assert_warnings(&[
        ("", "no container has the image `j`", world("", &other)),
        (
            "P3.7",
            "`cachedImages` has no effect: no image has a size",
            world("cachedImages = [\"web:1\"]", ""),
        ),
        ("P3.7", "`extractionRate` has no effect", world("extractionRate = 100", "")),
        (
            "",
            "the NAT gateway has no `pullRate`",
            world(
                "",
                "[[vpcs]]\nvpcId = \"v\"\nsubnets = [{ subnetId = \"s\", availabilityZone = \"us-east-1a\" }]\nnatGateways = [{}]\n",
            ),
        ),
    ]);
}

/// Ids follow names; layers with one digest are one; the registry is the one that is named, else the one that the name
/// begins with, else its host.
#[test]
fn p3_7_images_become_layers_of_registries() {
    let sections = r#"
[[images]]
name = "one"
layers = [{ digest = "base", size = 30 }, { digest = "own", size = 0.5 }]
[[images]]
name = "ecr.example/two"
layers = [{ digest = "base", size = 30 }]
pullFailureRatio = 0.25
[[images]]
name = "quay.io/three"
imageSize = 4
[[images]]
name = "four"
imageSize = 5
registry = "ecr.example"
[[registries]]
name = "ecr.example"
pullRate = 100
endpoint = true
pullFailureRatio = 0.5
[[taskDefinitions]]
family = "all"
containerDefinitions = [
  { name = "a", image = "one", memory = 64 },
  { name = "b", image = "four", memory = 64, essential = false },
  { name = "c", image = "quay.io/three", memory = 64, essential = false },
  { name = "d", image = "one", memory = 64, essential = false },
  { name = "e", image = "ecr.example/two", memory = 64 },
  { name = "f", image = "unknown", memory = 64 },
]
[[services]]
serviceName = "all"
taskDefinition = "all"
desiredCount = 1
"#;
    let model = model(&world("imagePullBehavior = \"once\"\ncachedImages = [\"one\", \"four\"]", sections));
    let images = &model.images;
    let names: Vec<&str> = images.images.iter().map(|image| image.name.as_str()).collect();
    assert_eq!(names, ["ecr.example/two", "four", "one", "quay.io/three"]);
    let registries: Vec<&str> = images.registries.iter().map(|registry| registry.name.as_str()).collect();
    assert_eq!(registries, ["docker.io", "ecr.example", "quay.io"]);
    let of = |at: usize| (images.images[at].registry.index(), images.images[at].pull_failure_millionths);
    assert_eq!([0, 1, 2, 3].map(of), [(1, 250_000), (1, 500_000), (0, 0), (2, 0)]);
    let layers = |at: usize| images.images[at].layers.iter().map(|layer| layer.index()).collect::<Vec<_>>();
    assert_eq!([0, 1, 2, 3].map(layers), [vec![0], vec![1], vec![0, 2], vec![3]]);
    assert_eq!(images.bytes(LayerId::new(2)), MEBIBYTE / 2);
    assert_eq!(images.registries[RegistryId::new(1).index()].pull_rate, 100 * MEBIBYTE);
    let wanted =
        &model.task_definitions.iter().find(|definition| definition.family == "all").expect("it").images;
    let image = |image, essential| TaskImage { image: ImageId::new(image), essential };
    assert_eq!(*wanted, [image(2, true), image(1, false), image(3, false), image(0, true)]);
    let pulls = &model.classes[0].pulls;
    assert_eq!(pulls.cached, [ImageId::new(1), ImageId::new(2)]);
}

/// Private subnets have the NAT gateway of their zone, else the first; what limits nothing is none.
#[test]
fn p3_7_1_subnets_have_the_nat_gateway_of_their_zone() {
    let vpc = r#"[[vpcs]]
vpcId = "v"
subnets = [
  { subnetId = "a", availabilityZone = "us-east-1a", public = PUBLIC },
  { subnetId = "b", availabilityZone = "us-east-1b" },
]
natGateways = [{ subnetId = "b", pullRate = 4 }, { subnetId = "WHERE", pullRate = 8 }]
"#;
    for (public, subnet, gateway) in [("false", "a", Some(1)), ("false", "x", Some(0)), ("true", "a", None)] {
        let sections = format!("{SIZED}{}", vpc.replace("PUBLIC", public).replace("WHERE", subnet));
        let model = model(&world("subnet = \"a\"", &sections));
        assert_eq!(model.classes[0].pulls.nat_gateway, gateway.map(NatGatewayId::new), "{public} {subnet}");
        assert_eq!(model.images.nat_gateways[1], NatGateway { pull_rate: 8 * MEBIBYTE });
    }
}
