//! All that a folder of AWS JSON holds, for whoever makes a scenario of it.

use std::collections::BTreeMap;
use std::path::Path;

use super::content::Content;
use super::contents::Reader;
use super::listing::{self, Listing};
use super::load_json::{Importing, given};
use super::resource::Resource;
use super::{Problems, Sources, incomplete, placeholders, read};
use crate::tree::Node;

/// All that a folder of AWS JSON holds.
#[derive(Debug, Default)]
pub struct Survey {
    /// The resources by kind, each as a scenario would write it.
    pub resources: BTreeMap<Resource, Vec<Node>>,
    /// The values of its files, each with the path of its file in the folder.
    pub documents: Vec<(String, Node)>,
    /// What was said of files of other tools.
    pub importing: Importing,
    /// What there is and what is missing, in numbers and commands.
    pub listing: Listing,
    /// Lists of names that go on elsewhere: no scenario takes them, so that none warns of it.
    pub unfinished: Problems,
    /// What is wrong with each by itself.
    pub problems: Problems,
    /// The files, for pointing at.
    pub sources: Sources,
}

/// Reads all AWS JSON in a folder, checks each resource by itself, and says what the folder lacks.
///
/// # Errors
///
/// Why it cannot be read, as part of a sentence.
pub fn survey_folder(path: &Path, importing: &Importing) -> Result<Survey, String> {
    let stored = read::stored(path)?;
    let mut survey = Survey { importing: importing.clone(), ..Survey::default() };
    let parameters = &given(&importing.parameters, &mut survey.sources);
    let mut reader = Reader {
        files: &read::stored,
        sources: &mut survey.sources,
        problems: &mut survey.problems,
        compose: importing.compose,
        parameters,
    };
    if let Some(contents) = reader.read("", path, stored) {
        let (mut listing, found) = listing::list(&contents, &mut survey.sources, &mut survey.problems);
        listing.rows.extend(listing::passed_over(path));
        for document in &contents.documents {
            if let Content::Names(names) = &document.content {
                incomplete::tell_names(&document.root, names, &mut survey.unfinished);
            }
        }
        if let Some(problem) = listing::nothing_there(&listing, &path.display().to_string()) {
            survey.problems.push(problem);
        }
        survey.listing = listing;
        survey.resources = found.into_resources();
        // Of what waits for something else nothing is known that could be told apart.
        let documents = contents.documents.into_iter();
        let documents = documents.filter(|one| !matches!(one.content, Content::Waiting(_)));
        survey.documents = documents.map(|one| (one.path, one.root)).collect();
    }
    placeholders::name_them(&mut survey.problems, &survey.sources);
    Ok(survey)
}
