//! A scenario made of a folder of what the AWS CLI prints: it runs as it is, and says of each value that nobody knows why it is so.
//!
//! ```text
//! folder ─ scenario::survey_folder ─► Survey ─ parts ─► Draft    sections that name the folder; what it lacks is guessed, and
//!                                                                what is not simulated is left out, each with its reason
//!        Draft ─ text ─► TOML ─ scenario::load_text ─► what is still wrong with a resource leaves it out, until nothing is
//! ```

mod draft;
mod fleet;
pub mod mask;
mod parts;
mod services;
mod surveyed;
mod target_groups;
mod task_definitions;
mod text;
mod wrong;

use std::path::Path;

use crate::scenario::{Loaded, Overrides, Survey, load_text};

pub use draft::Remark;

/// A scenario of a folder.
#[derive(Debug)]
pub struct Initial {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
    /// What was guessed or left out, in the order of the text.
    pub remarks: Vec<Remark>,
    /// Whether it has a service.
    pub has_services: bool,
    /// The text, checked.
    pub checked: Loaded,
}

/// How often what is still wrong is left out before it is given up.
const MOST_ROUNDS: usize = 20;

/// The scenario of what `survey` found in a folder; the scenario names it `folder`, and will lie in `base`.
///
/// # Errors
///
/// The scenario with all that keeps it from running.
pub fn init(survey: &Survey, folder: &str, base: &Path) -> Result<Initial, Box<Loaded>> {
    let mut draft = parts::draft(&surveyed::Surveyed::of(survey), folder);
    let mut rounds = 0;
    loop {
        let text = text::write(&draft);
        let checked = load_text(&format!("{}.toml", draft.name), &text, base, &Overrides::default());
        if checked.scenario.is_some() {
            let has_services =
                draft.entries.iter().any(|entry| entry.header == "[[services]]" && !entry.is_offer);
            let remarks = draft.remarks();
            return Ok(Initial { remarks, has_services, name: draft.name, text, checked });
        }
        rounds += 1;
        if rounds > MOST_ROUNDS || !wrong::leave_out(&mut draft, survey, &checked) {
            return Err(Box::new(checked));
        }
    }
}
