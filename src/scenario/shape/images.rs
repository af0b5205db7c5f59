//! `[[images]]` and `[[registries]]`.

use super::{BOOLEAN, Kind, NUMBER, RANDOM_DURATION, Shape, TEXT, modelled};

/// An image whose size is known.
pub const IMAGE: Shape = Shape::new(
    "images",
    &[
        modelled("name", TEXT)
            .required()
            .means("the image as `image` of container definitions names it")
            .rules("P3.7"),
        modelled("imageSize", NUMBER)
            .means("its compressed size, which is what is fetched; this or `layers`")
            .unit("MiB")
            .rules("P3.7"),
        modelled("layers", Kind::List(&Kind::Object(&IMAGE_LAYER)))
            .means("its layers, the lowest first; one with a digest that another image has is fetched once")
            .default("one that no other image has"),
        modelled("registry", TEXT)
            .means("the registry that it comes from")
            .default("the one of [[registries]] that its name begins with, else the host in its name, else `docker.io`"),
        modelled("pullFailureRatio", NUMBER)
            .means("the share of its pulls that fail, 0 to 1: with 1 it cannot be pulled at all")
            .default("that of its registry")
            .rules("P3.7"),
    ],
);

/// A layer of an image.
pub const IMAGE_LAYER: Shape = Shape::new(
    "layers",
    &[
        modelled("digest", TEXT).required().means("by which images share it: a digest, or any other name"),
        modelled("size", NUMBER).required().means("its compressed size").unit("MiB"),
    ],
);

/// Where images come from.
pub const REGISTRY: Shape = Shape::new(
    "registries",
    &[
        modelled("name", TEXT)
            .required()
            .means("how the names of its images begin, such as `123456789012.dkr.ecr.eu-central-1.amazonaws.com` or `docker.io`, or a name that `registry` of images has"),
        modelled("pullRate", NUMBER)
            .means("what one host gets of it, compressed, with whatever it takes to unpack that")
            .unit("MiB/s")
            .default("37.9: 27 s a GiB")
            .rules("P3.7"),
        modelled("pullLatency", RANDOM_DURATION)
            .means("from the beginning of a pull that finds a layer missing to its first byte")
            .default("\"2s\"")
            .rules("P3.7"),
        modelled("endpoint", BOOLEAN)
            .means("whether hosts reach it by an endpoint of their VPC, past every NAT gateway")
            .default("false"),
        modelled("pullFailureRatio", NUMBER)
            .means("the share of pulls from it that fail, 0 to 1")
            .default("0")
            .rules("P3.7"),
    ],
);
