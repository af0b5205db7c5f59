//! Images of random worlds.

use plimsoll::model::{
    Choice, Distribution, Image, ImageId, ImagePullBehavior, Images, Layer, LayerId, MEBIBYTE, Model,
    NatGateway, NatGatewayId, PullSettings, Registry, RegistryId, TaskImage,
};
use proptest::prelude::*;

use super::seconds;

const LAYERS: usize = 6;
const IMAGES: usize = 4;

/// Images and registries, how hosts of each class pull, and which images each task definition has.
#[derive(Clone, Debug)]
pub struct Pulled {
    images: Images,
    settings: Vec<PullSettings>,
    wanted: Vec<Vec<(usize, bool)>>,
}

fn images() -> impl proptest::strategy::Strategy<Value = Images> {
    let layers = prop::collection::vec(1..100_u64, LAYERS);
    let of_image = prop::sample::subsequence((0..LAYERS).collect::<Vec<_>>(), 1..4);
    let image = (of_image, 0..2_usize, prop_oneof![3 => Just(0), 1 => Just(300_000)]);
    let latency = seconds(0..20).prop_map(Distribution::Constant);
    let registry = (4..60_u64, latency, any::<bool>());
    (layers, prop::collection::vec(image, IMAGES), prop::collection::vec(registry, 2)).prop_map(
        |(layers, images, registries)| Images {
            images: (0..)
                .zip(images)
                .map(|(at, (layers, registry, pull_failure_millionths))| Image {
                    name: format!("image-{at}"),
                    registry: RegistryId::new(registry),
                    layers: layers.into_iter().map(LayerId::new).collect(),
                    pull_failure_millionths,
                })
                .collect(),
            layers: layers.into_iter().map(|size| Layer { bytes: size * MEBIBYTE }).collect(),
            registries: registries
                .into_iter()
                .map(|(rate, pull_latency, endpoint)| Registry {
                    name: String::new(),
                    pull_rate: rate * MEBIBYTE,
                    pull_latency,
                    endpoint,
                })
                .collect(),
            nat_gateways: vec![NatGateway { pull_rate: 40 * MEBIBYTE }],
        },
    )
}

fn settings() -> impl proptest::strategy::Strategy<Value = PullSettings> {
    let behavior = prop::sample::select(ImagePullBehavior::ALL);
    let cached = prop::sample::subsequence((0..IMAGES).collect::<Vec<_>>(), 0..3);
    (behavior, cached, 1..4_u32, prop::option::of(1..100_u64), any::<bool>()).prop_map(
        |(behavior, cached, concurrent_downloads, rate, behind)| PullSettings {
            behavior,
            cached: cached.into_iter().map(ImageId::new).collect(),
            concurrent_downloads,
            extraction_rate: rate.map(|rate| rate * MEBIBYTE),
            nat_gateway: behind.then(|| NatGatewayId::new(0)),
        },
    )
}

/// None in half of the worlds.
pub fn pulled(
    classes: usize,
    definitions: usize,
) -> impl proptest::strategy::Strategy<Value = Option<Pulled>> {
    let wanted = prop::collection::vec((0..IMAGES, any::<bool>()), 0..3);
    let pulled =
        (images(), prop::collection::vec(settings(), classes), prop::collection::vec(wanted, definitions));
    prop::option::of(pulled.prop_map(|(images, settings, wanted)| Pulled { images, settings, wanted }))
}

/// The world in which images have a size.
pub fn with_images(mut model: Model, pulled: Option<Pulled>) -> Model {
    let Some(Pulled { images, settings, wanted }) = pulled else { return model };
    model.images = images;
    for (class, settings) in model.classes.iter_mut().zip(settings) {
        class.pulls = settings;
    }
    for (definition, wanted) in model.task_definitions.iter_mut().zip(wanted) {
        for (image, essential) in wanted {
            let image = ImageId::new(image);
            if definition.images.iter().all(|known| known.image != image) {
                definition.images.push(TaskImage { image, essential });
            }
        }
    }
    model
}
