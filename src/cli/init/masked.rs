//! `--mask`: a copy of a folder with other names.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::exit::Exit;
use crate::cli::terminal;
use crate::init::mask::Mask;
use crate::scenario::{Importing, survey_folder};
use crate::tree::json_text;

/// Whether a folder holds nothing but what this has written: files of three digits.
fn is_such_a_copy(folder: &Path) -> bool {
    let numbered = |name: &str| {
        let digits = name.strip_suffix(".json").unwrap_or_default();
        digits.len() >= 3 && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    fs::read_dir(folder).is_ok_and(|mut entries| {
        entries.all(|entry| entry.is_ok_and(|entry| numbered(&entry.file_name().to_string_lossy())))
    })
}

/// Writes the masked copy of `folder` beside it and returns its path.
pub(super) fn copy(folder: &Path, importing: &Importing, force: bool) -> Result<PathBuf, Exit> {
    let survey = survey_folder(folder, importing).map_err(|reason| {
        terminal::error(&format!("`{}` cannot be read: {reason}", folder.display()));
        Exit::Failed
    })?;
    let beside = folder.parent().filter(|path| *path != Path::new("")).unwrap_or(Path::new("."));
    let own = folder.file_name().map_or_else(|| "aws".to_owned(), |name| name.to_string_lossy().into_owned());
    let copy = folder.with_file_name(format!("{own}-masked"));
    if copy.exists() && !is_such_a_copy(&copy) {
        terminal::error(&format!(
            "`{}` holds other files than a masked copy has: move it away",
            copy.display()
        ));
        return Err(Exit::OutputNotWritten);
    }
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
