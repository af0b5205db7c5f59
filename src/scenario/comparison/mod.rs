//! A scenario beside what the files that it names say: what each of its variants changes.

mod as_json;
mod calls;
mod difference;
mod origin;
mod pairs;

use std::path::Path;

use serde_json::{Map, Value};

use super::load::{self, Loaded, Overrides};
use super::matrix::Matrix;
use super::read;
use super::resource::Resource;
use super::{Node, Place, Problems, Sources, set_option};

pub use calls::PlannedCall;

/// A scenario that was read, beside what its files say.
#[derive(Debug)]
pub struct Compared {
    /// As [`load`](super::load()) has it.
    pub loaded: Loaded,
    /// What tells what variants change; `None` where the scenario is invalid.
    pub comparison: Option<Comparison>,
}

/// What the variants of a scenario are compared with.
#[derive(Debug)]
pub struct Comparison {
    /// The tree with the content of files in it, before anything is set.
    base: Node,
    /// What files say of what stands beside `file`.
    displaced: origin::Originals,
    /// The tree that the matrix changes.
    template: Node,
    matrix: Matrix,
}

/// What one variant has, and what of it is otherwise than files say.
#[derive(Clone, Debug, PartialEq)]
pub struct Departures {
    /// The resources of AWS, section by section.
    pub resources: Vec<Departure>,
    /// What is in files and not in the variant: kind and name.
    pub gone: Vec<(Resource, String)>,
    /// What the options and the matrix set that only a simulation has.
    pub simulated: Vec<Difference>,
    /// Calls that the scenario makes at set times, in their order.
    pub calls: Vec<PlannedCall>,
}

/// A resource of a variant.
#[derive(Clone, Debug, PartialEq)]
pub struct Departure {
    /// Its kind.
    pub resource: Resource,
    /// What it is called, empty for what has no name.
    pub name: String,
    /// Where its description comes from.
    pub origin: Origin,
    /// What it was, as the API has its values; `None` for what is new.
    pub before: Option<Map<String, Value>>,
    /// What it is in the variant, likewise.
    pub after: Map<String, Value>,
    /// What is otherwise; of what is new, what options and the matrix set in it.
    pub differences: Vec<Difference>,
    /// Of a service, the position of its task definition among the resources.
    pub uses: Option<usize>,
    /// Where it is written.
    pub place: Option<Place>,
}

/// Where the description of a resource comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A file of AWS.
    File,
    /// The scenario, and what a file describes names it, or it says what is there: it exists.
    There,
    /// The scenario alone: it does not exist.
    New,
}

/// A value that is otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The path within the resource; the whole path for what is simulated.
    pub path: String,
    /// The first name of the path.
    pub member: String,
    /// What it was; `None` where it was not written.
    pub before: Option<Value>,
    /// What it is; `None` where it is not written any more.
    pub after: Option<Value>,
    /// Where that is written.
    pub place: Written,
}

/// Where a value was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// In a file.
    File(Place),
    /// As the value of `--set`.
    Option,
    /// Nowhere: it is left out.
    Nowhere,
}

/// Reads a scenario, and keeps what its files say.
///
/// # Errors
///
/// None of its own: problems are those of the scenario.
///
/// ```
/// use std::path::Path;
/// use plimsoll::scenario::{Overrides, compare};
///
/// let text = "name = \"web\"\nsimulation.duration = \"1m\"\n";
/// let overrides = Overrides { set: vec!["simulation.duration=2m".to_owned()], ..Overrides::default() };
/// let compared = compare("web.toml", Ok(text.as_bytes().to_vec()), Path::new(""), &overrides);
/// let comparison = compared.comparison.expect("a valid scenario");
/// let departures = comparison.of_variant(0, &compared.loaded.sources);
/// assert!(departures.resources.is_empty());
/// assert_eq!(departures.simulated[0].path, "simulation.duration");
/// ```
#[must_use]
pub fn compare(name: &str, bytes: Result<Vec<u8>, String>, base: &Path, overrides: &Overrides) -> Compared {
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(reason) => return Compared { loaded: load::unreadable(name, &reason), comparison: None },
    };
    let mut noted = None;
    let mut loaded = load::load_noting(name, bytes, base, &read::stored, overrides, &mut |root, expanded| {
        noted = Some((root.clone(), origin::Originals::of(&expanded.displaced)));
    });
    let noted = noted.filter(|_| loaded.scenario.is_some());
    let comparison =
        noted.and_then(|(base, displaced)| Comparison::of(base, displaced, overrides, &mut loaded.sources));
    Compared { loaded, comparison }
}

impl Comparison {
    /// The same that loading a valid scenario does, so that nothing is wrong any more.
    fn of(
        base: Node,
        displaced: origin::Originals,
        overrides: &Overrides,
        sources: &mut Sources,
    ) -> Option<Self> {
        let mut told = Problems::default();
        let mut template = base.clone();
        set_option::set(&mut template, &overrides.set, sources, &mut told);
        let matrix = Matrix::read(&template, sources, &mut told)?;
        Some(Self { base, displaced, template, matrix })
    }

    /// What the variant at a point of the matrix changes. `sources` are those that the scenario was read from.
    ///
    /// # Panics
    ///
    /// When the matrix has no such point, or the scenario is invalid.
    #[must_use]
    pub fn of_variant(&self, number: usize, sources: &Sources) -> Departures {
        let point = self.matrix.point(number);
        let tree = self.matrix.apply(&self.template, &point, &mut Problems::default());
        let tree = tree.expect("it was built when the scenario was checked");
        let mut departures = pairs::departures(&self.base, &tree, &self.displaced, sources);
        departures.calls = calls::of(&tree, sources);
        departures
    }
}
