//! What `plimsoll init` prints.

use std::fmt::Write;
use std::path::Path;

use crate::init::{Initial, Remark};

/// Remarks of a kind that are listed.
const MOST_LISTED: usize = 20;

const IN_MEMORY: &str = "writing to a string does not fail";

/// What was guessed and left out, and what can be done next.
pub(super) fn page(initial: &Initial, file: &Path) -> String {
    let mut page = String::new();
    for (heading, left_out) in
        [("Guessed, with the reason beside it in the file:", false), ("Left out:", true)]
    {
        let remarks: Vec<&Remark> =
            initial.remarks.iter().filter(|remark| remark.is_left_out == left_out).collect();
        if remarks.is_empty() {
            continue;
        }
        writeln!(page, "{heading}").expect(IN_MEMORY);
        for Remark { what, because, .. } in remarks.iter().take(MOST_LISTED) {
            writeln!(page, "  {}: {because}", shown(what)).expect(IN_MEMORY);
        }
        if let Some(more) = remarks.len().checked_sub(MOST_LISTED).filter(|more| *more > 0) {
            writeln!(page, "  and {more} more, which the file names").expect(IN_MEMORY);
        }
        page.push('\n');
    }
    if !initial.has_services {
        let message = "The scenario is without any service: nothing keeps tasks running in it.";
        writeln!(page, "{message}\n").expect(IN_MEMORY);
    }
    let name = file.display();
    writeln!(page, "Written: {name}. Next:").expect(IN_MEMORY);
    writeln!(page, "  plimsoll run {name}").expect(IN_MEMORY);
    write!(page, "  plimsoll check {name} --advise").expect(IN_MEMORY);
    page
}

/// The beginning of a long line.
fn shown(line: &str) -> String {
    const MOST: usize = 60;
    match line.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}

/// How a scenario in `base` names `folder`.
pub(super) fn path_from(base: &Path, folder: &Path) -> String {
    if let Ok(below) = folder.strip_prefix(base) {
        return below.display().to_string();
    }
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let (base, folder) = (absolute(base), absolute(folder));
    match folder.strip_prefix(&base) {
        Ok(below) => below.display().to_string(),
        Err(_) => folder.display().to_string(),
    }
}
