//! A folder of JSON files, such as what the AWS CLI printed, and of templates.

use std::fs::{self, DirEntry};
use std::path::{Path, PathBuf};

use super::limits::{MAX_FOLDER_DEPTH, MAX_FOLDER_ENTRIES};
use super::read::reason;

/// The endings of files that are read.
pub const ENDINGS: [&str; 6] = ["json", "jsonl", "yaml", "yml", "template", "tfstate"];

/// The paths of the JSON files in `folder` and below, in order.
///
/// What is hidden is passed over, and links to folders are not followed, so that none leads around in a circle.
///
/// # Errors
///
/// Says, as part of a sentence, why it cannot be listed: not readable, too deep, too many entries.
pub fn json_files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    files(folder).map(|(json, _)| json)
}

/// The paths of the files in `folder` and below that are passed over for their endings, in order; none where the folder
/// cannot be listed.
pub fn passed_over(folder: &Path) -> Vec<PathBuf> {
    files(folder).map(|(_, others)| others).unwrap_or_default()
}

/// Files that are read, and others.
fn files(folder: &Path) -> Result<(Vec<PathBuf>, Vec<PathBuf>), String> {
    let (mut found, mut others) = (Vec::new(), Vec::new());
    let mut seen = 0;
    let mut folders = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        if depth > MAX_FOLDER_DEPTH {
            return Err(format!("it holds folders more than {MAX_FOLDER_DEPTH} deep"));
        }
        for entry in fs::read_dir(&folder).map_err(|error| unreadable(&folder, depth, &error))? {
            let entry = entry.map_err(|error| unreadable(&folder, depth, &error))?;
            seen += 1;
            if seen > MAX_FOLDER_ENTRIES {
                return Err(format!("it holds more than {MAX_FOLDER_ENTRIES} files and folders"));
            }
            match kind_of(&entry) {
                Some(Kind::Folder) => folders.push((entry.path(), depth + 1)),
                Some(Kind::Json) => found.push(entry.path()),
                Some(Kind::Other) => others.push(entry.path()),
                None => {}
            }
        }
    }
    found.sort();
    others.sort();
    Ok((found, others))
}

enum Kind {
    Folder,
    Json,
    Other,
}

fn kind_of(entry: &DirEntry) -> Option<Kind> {
    let name = entry.file_name();
    let is_hidden = name.to_string_lossy().starts_with('.');
    let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
    match (is_hidden, is_folder) {
        (true, _) => None,
        (false, true) => Some(Kind::Folder),
        (false, false) => {
            let path = entry.path();
            let ending = path.extension().unwrap_or_default();
            let is_json = ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known));
            // A link may lead to a folder.
            // Scenarios lie beside what they name.
            let is_scenario = ending.eq_ignore_ascii_case("toml");
            (!is_scenario && !path.is_dir()).then_some(if is_json { Kind::Json } else { Kind::Other })
        }
    }
}

fn unreadable(folder: &Path, depth: usize, error: &std::io::Error) -> String {
    let reason = reason(error);
    if depth == 0 { reason } else { format!("of `{}` in it, {reason}", folder.display()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_files_are_found_below_and_come_in_order() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir_all(folder.path().join("b/deep")).expect("writable");
        fs::create_dir_all(folder.path().join(".git")).expect("writable");
        for name in [
            "b/deep/z.JSON",
            "b/a.jsonl",
            "c.json",
            "notes.txt",
            "own.toml",
            "json",
            ".hidden.json",
            ".git/x.json",
        ] {
            fs::write(folder.path().join(name), "{}").expect("writable");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path(), folder.path().join("b/again.json")).expect("writable");
            std::os::unix::fs::symlink(folder.path(), folder.path().join("around")).expect("writable");
            std::os::unix::fs::symlink(folder.path().join("gone"), folder.path().join("d.json"))
                .expect("writable");
        }
        let found = json_files(folder.path()).expect("readable");
        let names: Vec<String> = found
            .iter()
            .map(|path| path.strip_prefix(folder.path()).expect("below").display().to_string())
            .collect();
        let expected: &[&str] = if cfg!(unix) {
            &["b/a.jsonl", "b/deep/z.JSON", "c.json", "d.json"]
        } else {
            &["b/a.jsonl", "b/deep/z.JSON", "c.json"]
        };
        assert_eq!(names, expected);
        let names: Vec<PathBuf> = passed_over(folder.path());
        assert_eq!(names, ["json", "notes.txt"].map(|name| folder.path().join(name)));
        assert_eq!(json_files(&folder.path().join("none")), Err("there is no such file".to_owned()));
    }

    #[test]
    fn what_is_too_deep_is_refused() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let deep: PathBuf = (0..=MAX_FOLDER_DEPTH).map(|_| "x").collect();
        fs::create_dir_all(folder.path().join(deep)).expect("writable");
        let told = json_files(folder.path()).expect_err("too deep");
        assert!(told.contains("16 deep"), "{told}");
    }
}
