//! `[[images]]`, `[[registries]]` and `imageSize` of `[[applications]]`: what containers' images weigh and where they come from.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Node, Problem, Problems, Span};
use super::distribution::distribution;
use super::fields::{Text, flag, is_absent, list, missing, objects, required_text, text};
use super::limits::MAX_ENTRIES;
use super::names::{nearest, shortened, unknown};
use super::quantity::{mebibytes, millionths};
use super::task_definitions::TaskDefinitions;
use crate::model::{Image, ImageId, Images, Layer, LayerId, Registry, RegistryId, TaskImage};

/// The registry of images whose name has no host.
const DOCKER_HUB: &str = "docker.io";

/// `imageSize` of an application: what the image of one container weighs.
pub struct SizedContainer<'n> {
    /// The image that the container names.
    pub image: &'n str,
    /// Its size in bytes.
    pub bytes: u64,
    /// Where that was written.
    pub span: &'n Span,
}

/// The images of a scenario, and their ids by name.
pub struct KnownImages<'n> {
    /// What the model has of them.
    pub images: Images,
    ids: BTreeMap<&'n str, ImageId>,
}

/// An image before it has an id.
struct Draft<'n> {
    layers: Vec<(&'n str, u64)>,
    registry: Option<&'n str>,
    pull_failure_millionths: Option<u32>,
    span: &'n Span,
}

/// A registry with the share of pulls from it that fail.
type Registries<'n> = BTreeMap<&'n str, (Registry, u32)>;

impl<'n> KnownImages<'n> {
    /// Reads both sections, and gives each task definition the images of its containers that have a size.
    pub fn read(
        root: &'n Node,
        of_containers: Vec<SizedContainer<'n>>,
        definitions: &mut TaskDefinitions<'n>,
        problems: &mut Problems,
    ) -> Self {
        let registries = registries(root, problems);
        let (mut drafts, mut sizes) = (BTreeMap::new(), BTreeMap::new());
        for node in objects(root, "images").take(MAX_ENTRIES) {
            let Some(name) = required_text(node, "name", "the image", problems) else { continue };
            let draft = draft(node, name, &registries, &mut sizes, problems);
            if drafts.insert(name.value, draft).is_some() {
                let message = format!("image `{}` is described twice", shortened(name.value));
                problems
                    .push(Problem::error(name.span, message).label("described before").help("merge the two"));
            }
        }
        for of_container in of_containers {
            add_sized(&mut drafts, &of_container, problems);
        }
        check_used(&drafts, definitions, problems);
        let known = Self::of(&drafts, registries);
        known.give_to(definitions);
        known
    }

    fn of(drafts: &BTreeMap<&'n str, Draft<'n>>, mut registries: Registries<'n>) -> Self {
        let of_image: Vec<&str> =
            drafts.iter().map(|(name, draft)| registry_of(name, draft, &registries)).collect();
        for name in &of_image {
            registries.entry(name).or_insert_with(|| (Registry::measured(name), 0));
        }
        let ids: BTreeMap<&str, RegistryId> =
            registries.keys().enumerate().map(|(at, name)| (*name, RegistryId::new(at))).collect();
        let mut layers = Vec::new();
        let mut shared: BTreeMap<&str, LayerId> = BTreeMap::new();
        let mut images = Vec::new();
        for ((name, draft), registry) in drafts.iter().zip(of_image) {
            let mut layer = |(digest, bytes): &(&'n str, u64)| {
                let id = LayerId::new(layers.len());
                let id = if digest.is_empty() { id } else { *shared.entry(digest).or_insert(id) };
                if id.index() == layers.len() {
                    layers.push(Layer { bytes: *bytes });
                }
                id
            };
            let mut of_image: Vec<LayerId> = draft.layers.iter().map(&mut layer).collect();
            let mut seen = BTreeSet::new();
            of_image.retain(|layer| seen.insert(*layer));
            images.push(Image {
                name: (*name).to_owned(),
                registry: ids[registry],
                layers: of_image,
                pull_failure_millionths: draft.pull_failure_millionths.unwrap_or(registries[registry].1),
            });
        }
        let registries = registries.into_values().map(|(registry, _)| registry).collect();
        let ids = drafts.keys().enumerate().map(|(at, name)| (*name, ImageId::new(at))).collect();
        Self { images: Images { images, layers, registries, nat_gateways: Vec::new() }, ids }
    }

    /// Whether no image has a size, so that nothing is ever pulled.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The image that `written` names; the problem is told where none of that name has a size.
    pub fn resolve(&self, written: Text<'_>, problems: &mut Problems) -> Option<ImageId> {
        let found = self.ids.get(written.value).copied();
        if found.is_none() {
            problems.push(unknown(written.span, "image", written.value, self.ids.keys().copied(), problems));
        }
        found
    }

    fn give_to(&self, definitions: &mut TaskDefinitions<'n>) {
        for (definition, node) in definitions.definitions.iter_mut().zip(&definitions.nodes) {
            for container in objects(node, "containerDefinitions") {
                let image = text(container, "image").and_then(|image| self.ids.get(image.value));
                let Some(image) = image.copied() else { continue };
                let essential = flag(container, "essential").unwrap_or(true);
                match definition.images.iter_mut().find(|known| known.image == image) {
                    Some(known) => known.essential |= essential,
                    None => definition.images.push(TaskImage { image, essential }),
                }
            }
        }
    }
}

/// The image that the container at a position of a definition names.
pub fn image_of<'n>(definition: &'n Node, container: &str) -> Option<&'n str> {
    let mut containers = objects(definition, "containerDefinitions");
    let found = containers.find(|node| text(node, "name").is_some_and(|name| name.value == container))?;
    text(found, "image").map(|image| image.value)
}

fn registries<'n>(root: &'n Node, problems: &mut Problems) -> Registries<'n> {
    let mut registries = BTreeMap::new();
    for node in objects(root, "registries").take(MAX_ENTRIES) {
        let Some(name) = required_text(node, "name", "the registry", problems) else { continue };
        let measured = Registry::measured(name.value);
        let registry = Registry {
            pull_rate: mebibytes(node, "pullRate", problems).unwrap_or(measured.pull_rate),
            pull_latency: distribution(node, "pullLatency", problems).unwrap_or(measured.pull_latency),
            endpoint: flag(node, "endpoint").unwrap_or(measured.endpoint),
            name: measured.name,
        };
        let failures = failure_ratio(node, problems).unwrap_or(0);
        if registries.insert(name.value, (registry, failures)).is_some() {
            let message = format!("registry `{}` is described twice", shortened(name.value));
            problems.push(Problem::error(name.span, message).label("described before").help("merge the two"));
        }
    }
    registries
}

fn failure_ratio(node: &Node, problems: &mut Problems) -> Option<u32> {
    let millionths = millionths(node, "pullFailureRatio", 0.0..=1.0, problems)?;
    u32::try_from(millionths).ok()
}

fn draft<'n>(
    node: &'n Node,
    name: Text<'n>,
    registries: &Registries<'n>,
    sizes: &mut BTreeMap<&'n str, u64>,
    problems: &mut Problems,
) -> Draft<'n> {
    let size = mebibytes(node, "imageSize", problems);
    let layers = match (is_absent(node, "imageSize"), is_absent(node, "layers")) {
        (false, true) => vec![("", size.unwrap_or(1))],
        (true, false) => layers(node, sizes, problems),
        (true, true) => {
            problems.push(missing(node, "imageSize", "the image").rule("P3.7"));
            Vec::new()
        }
        (false, false) => {
            let span = &node.get("layers").unwrap_or(node).span;
            let problem =
                Problem::error(span, "the image has both `imageSize` and `layers`").label("one too many");
            problems.push(problem.rule("P3.7").help("keep `layers`; the size is their sum"));
            Vec::new()
        }
    };
    let registry = text(node, "registry");
    if let Some(written) = registry.filter(|written| !registries.contains_key(written.value)) {
        problems.push(unknown(written.span, "registry", written.value, registries.keys().copied(), problems));
    }
    Draft {
        layers,
        registry: registry.map(|written| written.value),
        pull_failure_millionths: failure_ratio(node, problems),
        span: name.span,
    }
}

/// The layers of an image; `sizes` are those of all layers so far.
fn layers<'n>(
    node: &'n Node,
    sizes: &mut BTreeMap<&'n str, u64>,
    problems: &mut Problems,
) -> Vec<(&'n str, u64)> {
    let mut layers = Vec::new();
    for layer in objects(node, "layers") {
        let digest = required_text(layer, "digest", "the layer", problems);
        if is_absent(layer, "size") {
            problems.push(missing(layer, "size", "the layer").rule("P3.7"));
        }
        let size = mebibytes(layer, "size", problems);
        if let Some(digest) = digest.filter(|digest| digest.value.is_empty()) {
            let problem = Problem::error(digest.span, "the layer has an empty `digest`").label("no name");
            problems.push(problem.help("write its digest, or any name that no other layer has"));
        }
        if let (Some(digest), Some(size)) = (digest, size)
            && *sizes.entry(digest.value).or_insert(size) != size
        {
            let message = format!("layer `{}` has another size elsewhere", shortened(digest.value));
            let problem = Problem::error(digest.span, message).label("another size").rule("P3.7");
            problems.push(
                problem.help("a layer has one size: correct it, or give the other one a digest of its own"),
            );
        }
        layers.extend(digest.zip(size).map(|(digest, size)| (digest.value, size)));
    }
    if list(node, "layers").is_empty() {
        let span = &node.get("layers").unwrap_or(node).span;
        let problem = Problem::error(span, "the image has no layer").label("empty").rule("P3.7");
        problems.push(problem.help("write its layers, or `imageSize` in their place"));
    }
    layers
}

/// Takes up what an application says of an image; two that say different things of it contradict each other.
fn add_sized<'n>(
    drafts: &mut BTreeMap<&'n str, Draft<'n>>,
    sized: &SizedContainer<'n>,
    problems: &mut Problems,
) {
    let (span, bytes) = (sized.span, sized.bytes);
    let known = drafts.entry(sized.image).or_insert_with(|| Draft {
        layers: vec![("", bytes)],
        registry: None,
        pull_failure_millionths: None,
        span,
    });
    if known.layers.iter().map(|(_, bytes)| bytes).sum::<u64>() != bytes {
        let message = format!("image `{}` has another size elsewhere", shortened(sized.image));
        let problem = Problem::error(span, message).label("another size").rule("P3.7");
        problems.push(problem.help("an image has one size: write it once, in [[images]]"));
    }
}

/// The registry of an image: the one that it names, the declared one that its name begins with, or the host in its name.
fn registry_of<'a>(name: &'a str, draft: &Draft<'a>, registries: &Registries<'a>) -> &'a str {
    let begins =
        |registry: &&&'a str| name.strip_prefix(**registry).is_some_and(|rest| rest.starts_with('/'));
    let declared = || registries.keys().filter(begins).max_by_key(|registry| registry.len()).copied();
    let host = || {
        let (first, _) = name.split_once('/')?;
        (first.contains(['.', ':']) || first == "localhost").then_some(first)
    };
    draft.registry.or_else(declared).or_else(host).unwrap_or(DOCKER_HUB)
}

/// Warns of images that no container has.
fn check_used(
    drafts: &BTreeMap<&str, Draft<'_>>,
    definitions: &TaskDefinitions<'_>,
    problems: &mut Problems,
) {
    let nodes = definitions.nodes.iter().flat_map(|node| objects(node, "containerDefinitions"));
    let named: BTreeSet<&str> =
        nodes.filter_map(|container| text(container, "image")).map(|image| image.value).collect();
    for (name, draft) in drafts.iter().filter(|(name, _)| !named.contains(*name)) {
        let message = format!("no container has the image `{}`", shortened(name));
        let problem = Problem::warning(draft.span, message).label("never pulled");
        problems.push(match nearest(name, named.iter().copied()) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("write it as `image` of the container definition does"),
        });
    }
}
