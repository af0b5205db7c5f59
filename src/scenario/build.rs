//! The variants of a scenario built once each, to see whether all of them can be.

use std::collections::BTreeSet;

use super::canonical::{self, Digest};
use super::limits::{MAX_BUILT_BYTES, MAX_MODEL_BYTES, MAX_NODES_OF_VARIANTS};
use super::matrix::Matrix;
use super::variants::{Keeper, Template, Variants};
use super::{Axis, Member, Node, Problem, Problems, Severity, answer, model_bytes};
use crate::program::Command;

/// What is known once every variant was built.
pub struct Built {
    pub axes: Vec<Axis>,
    /// What metrics may be about.
    pub subjects: answer::Subjects,
    /// The entries of `[[expectations]]`, which are about metrics of the variants.
    pub expectations: Vec<Node>,
    /// The scenario in its canonical encoding.
    pub canonical: String,
    pub variants: Variants,
    pub digest: Digest,
    /// The programs that any of them names.
    pub commands: BTreeSet<Command>,
}

/// Builds every variant and drops it again, but for the first that are kept; `None` when an error was pushed.
///
/// Without a matrix that can be used, the scenario as it stands tells the same problems.
pub fn all(template: Template, problems: &mut Problems) -> Option<Built> {
    let told = problems.places_of_errors();
    let (mut keeper, mut digest) = (Keeper::default(), Digest::new());
    let mut subjects = answer::Subjects::default();
    let mut commands = BTreeSet::new();
    let mut complete = true;
    for number in 0..template.matrix.len() {
        let mut found = Problems::default();
        let built = template.build(number, &mut found);
        problems.extend(found.without_errors_at(&told));
        // No further point can add to what is shown.
        if !problems.may_show_more(Severity::Error) {
            return None;
        }
        let Some((variant, tree)) = built else {
            complete = false;
            continue;
        };
        let bytes = model_bytes::of(&variant);
        if bytes > MAX_MODEL_BYTES {
            problems.push(too_large_a_model(&template.root, &variant.name));
            return None;
        }
        if let Some(problem) = too_many_of_the_size(&template, number, bytes) {
            problems.push(problem);
            return None;
        }
        digest.add(&tree);
        subjects.add(&variant.model);
        commands.extend(variant.model.commands().cloned());
        keeper.see(variant);
    }
    if !complete {
        return None;
    }
    answer::check(&template.root, &subjects, problems);
    let (axes, canonical) = (template.matrix.axes.clone(), canonical::text(&template.root));
    let expectations = template.root.get("expectations").map_or(&[][..], Node::elements).to_vec();
    Some(Built {
        axes,
        subjects,
        expectations,
        canonical,
        variants: keeper.finish(template),
        digest,
        commands,
    })
}

/// Whether the first of all shows that building them would take minutes.
fn too_many_of_the_size(template: &Template, number: usize, bytes: u64) -> Option<Problem> {
    let (count, matrix) = (template.matrix.len() as u64, template.root.member("matrix")?);
    if number > 0 || count < 2 || bytes.saturating_mul(count) <= MAX_BUILT_BYTES {
        return None;
    }
    let message = format!(
        "{count} variants of {} MiB each are more than {} MiB to build",
        bytes.div_ceil(1 << 20),
        MAX_BUILT_BYTES >> 20
    );
    Some(too_large_together(matrix, message))
}

fn too_large_a_model(root: &Node, variant: &str) -> Problem {
    let message = format!("the model of variant {variant} takes more than {} MiB", MAX_MODEL_BYTES >> 20);
    let problem = match root.member("matrix") {
        Some(matrix) => Problem::error(&matrix.name_span, message).label("too large"),
        None => Problem::without_place(message),
    };
    problem.help("simulate fewer instances, services or arrivals at once")
}

/// Whether building the models alone would take minutes.
pub fn too_much(root: &Node, matrix: Option<&Matrix>, problems: &mut Problems) -> bool {
    let (Some(matrix), Some(member)) = (matrix, root.member("matrix")) else { return false };
    let (variants, size) = (matrix.len() as u64, root.size());
    let is_too_much = variants > 1 && variants.saturating_mul(size) > MAX_NODES_OF_VARIANTS;
    if is_too_much {
        let message = format!(
            "{variants} variants of a scenario of {size} values are {} values, more than {MAX_NODES_OF_VARIANTS}",
            variants.saturating_mul(size)
        );
        problems.push(too_large_together(member, message));
    }
    is_too_much
}

fn too_large_together(matrix: &Member, message: String) -> Problem {
    let problem = Problem::error(&matrix.name_span, message).label("too large together");
    problem.help("split the matrix, for example by fixing an axis with --set PATH=VALUE")
}
