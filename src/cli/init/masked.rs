//! `--mask`: a copy of a folder with other names.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::exit::Exit;
use crate::cli::terminal;
use crate::init::mask::Mask;
use crate::scenario::survey_folder;
use crate::tree::json_text;

/// Writes the masked copy of `folder` beside it and returns its path.
pub(super) fn copy(folder: &Path, force: bool) -> Result<PathBuf, Exit> {
    let survey = survey_folder(folder).map_err(|reason| {
        terminal::error(&format!("`{}` cannot be read: {reason}", folder.display()));
        Exit::Failed
    })?;
    let beside = folder.parent().filter(|path| *path != Path::new("")).unwrap_or(Path::new("."));
    let own = folder.file_name().map_or_else(|| "aws".to_owned(), |name| name.to_string_lossy().into_owned());
    let copy = folder.with_file_name(format!("{own}-masked"));
    if copy.exists() && !force {
        let help = "move it away, or give --force to replace it";
        terminal::error(&format!("`{}` is there already: {help}", copy.display()));
        return Err(Exit::OutputNotWritten);
    }
    let mut mask = Mask::default();
    let mut texts = Vec::new();
    for (_, mut root) in survey.documents {
        mask.apply(&mut root);
        texts.push(json_text(&root));
    }
    let written = tempfile::tempdir_in(beside).and_then(|temporary| {
        for (number, text) in (1..).zip(&texts) {
            // The names of files often are those of services.
            fs::write(temporary.path().join(format!("{number:03}.json")), text)?;
        }
        if copy.exists() {
            fs::remove_dir_all(&copy)?;
        }
        fs::rename(temporary.keep(), &copy)
    });
    written.map(|()| copy).map_err(|cause| {
        terminal::error(&format!("the masked copy could not be written: {cause}"));
        Exit::OutputNotWritten
    })
}
