//! The variants of a scenario: named at once, built when they are needed.

use std::sync::Arc;

use super::matrix::Matrix;
use super::traces::Traces;
use super::{Node, Point, Problems, Variant, model_bytes, resolve};
use crate::program::Programs;

/// Bytes of models that are kept from the check of a scenario to its run; what is beyond is built again.
const KEPT_BYTES: u64 = 4 << 20;

/// All points of a scenario's matrix, in their order.
///
/// A scenario that was checked builds each of them again and again alike. Models are kept as far as they are small together,
/// so that many variants need no more memory than a few.
#[derive(Clone, Debug, Default)]
pub struct Variants {
    /// From the first on.
    kept: Arc<[Variant]>,
    others: Others,
}

/// The variants that are not kept.
#[derive(Clone, Debug, Default)]
enum Others {
    /// There are none.
    #[default]
    None,
    /// They are built from this.
    Built(Arc<Template>),
    /// They are known by their names and settings alone.
    Named(Arc<[Point]>),
}

/// A scenario's tree and what its matrix puts into it.
#[derive(Debug)]
pub(super) struct Template {
    pub root: Node,
    pub traces: Traces,
    pub matrix: Matrix,
    pub programs: Programs,
}

impl Template {
    /// The variant at a point; `None` when an error was pushed.
    pub fn build(&self, number: usize, problems: &mut Problems) -> Option<(Variant, Node)> {
        let point = self.matrix.point(number);
        let tree = self.matrix.apply(&self.root, &point, problems)?;
        let written = resolve::written(&tree);
        let mut model = resolve::resolve(&tree, &self.traces, problems)?;
        model.programs = self.programs.clone();
        let model = Arc::new(model);
        let Point { name, settings } = point.into();
        Some((Variant { name, settings, written, model }, tree))
    }
}

/// Collects the first variants of a template as far as they are kept.
#[derive(Default)]
pub(super) struct Keeper {
    kept: Vec<Variant>,
    bytes: u64,
    full: bool,
}

impl Keeper {
    pub fn see(&mut self, variant: Variant) {
        self.bytes += model_bytes::of(&variant);
        // One alone is needed as soon as it was checked, however large it is.
        self.full |= self.bytes > KEPT_BYTES && !self.kept.is_empty();
        if !self.full {
            self.kept.push(variant);
        }
    }

    /// The variants; the template's points beyond those that were seen are never asked for.
    pub fn finish(self, template: Template) -> Variants {
        let all = self.kept.len() == template.matrix.len();
        let others = if all { Others::None } else { Others::Built(Arc::new(template)) };
        Variants { kept: self.kept.into(), others }
    }
}

impl Variants {
    /// How many there are; at least one in a scenario that may be run.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.others {
            Others::None => self.kept.len(),
            Others::Built(template) => template.matrix.len(),
            Others::Named(points) => points.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Name and settings of one, without its model.
    ///
    /// # Panics
    ///
    /// When there are no more than `number`.
    #[must_use]
    pub fn point(&self, number: usize) -> Point {
        match (self.kept.get(number), &self.others) {
            (Some(variant), _) => Point { name: variant.name.clone(), settings: variant.settings.clone() },
            (None, Others::Built(template)) => template.matrix.point(number).into(),
            (None, Others::Named(points)) => points[number].clone(),
            (None, Others::None) => panic!("there is no variant {number}"),
        }
    }

    /// Names and settings of all.
    #[must_use]
    pub fn points(&self) -> impl ExactSizeIterator<Item = Point> + Clone + '_ {
        (0..self.len()).map(|number| self.point(number))
    }

    /// One of them, with its model.
    ///
    /// # Panics
    ///
    /// When there are no more than `number`, or they are of saved results.
    #[must_use]
    pub fn get(&self, number: usize) -> Variant {
        match (self.kept.get(number), &self.others) {
            (Some(variant), _) => variant.clone(),
            (None, Others::Built(template)) => {
                let built = template.build(number, &mut Problems::default());
                built.expect("it was built when the scenario was checked").0
            }
            (None, Others::None | Others::Named(_)) => panic!("there is no model of variant {number}"),
        }
    }

    /// Variants of results that were saved: they have no models any more.
    #[must_use]
    pub fn named(points: Vec<Point>) -> Self {
        Self { others: Others::Named(points.into()), ..Self::default() }
    }

    /// The first of them.
    ///
    /// # Panics
    ///
    /// When there are none.
    #[must_use]
    pub fn first(&self) -> Variant {
        self.get(0)
    }

    /// All of them, each built when its turn comes.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Variant> + '_ {
        (0..self.len()).map(|number| self.get(number))
    }
}

impl From<Vec<Variant>> for Variants {
    /// Variants that were made by hand.
    fn from(variants: Vec<Variant>) -> Self {
        Self { kept: variants.into(), others: Others::None }
    }
}
