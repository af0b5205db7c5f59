//! The files of an export: whole or not at all, and nothing of somebody else is replaced.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_128;

/// In the folder: what an export wrote there, by path, with the hashes of what it may hold.
const LIST: &str = "plimsoll-export.json";

type Written = BTreeMap<String, BTreeSet<String>>;

/// Writes files into a folder, each at once or not at all, and takes away those that an earlier export left; how many in words.
///
/// # Errors
///
/// Says what is in the way, or why it cannot be written. Files of others are as they were.
pub(super) fn write(folder: &Path, files: &BTreeMap<String, String>, force: bool) -> Result<String, String> {
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |cause: io::Error| {
            format!("cannot write {path}: {cause}; choose a folder you may write to with --out")
        }
    };
    let known = match known(folder) {
        Ok(known) => known,
        Err(problem) if !force => return Err(problem),
        Err(_) => Written::new(),
    };
    let stale: Vec<String> = known.keys().filter(|path| !files.contains_key(*path)).cloned().collect();
    if !force && let Some(path) = files.keys().find(|path| !is_ours(folder, path, &known)) {
        let path = folder.join(path).display().to_string();
        return Err(format!(
            "{path} is there, and is not as plimsoll export wrote it: move it away, choose another folder with --out, or \
             replace it with --force"
        ));
    }
    let mut temporary = Vec::new();
    for (path, content) in files {
        let target = folder.join(path);
        let parent = target.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(failed(parent))?;
        temporary.push((in_temporary(parent, content).map_err(failed(&target))?, target));
    }
    // Until all are in place, each may be the old one or the new one.
    let new: Written = files
        .iter()
        .map(|(path, content)| (path.clone(), BTreeSet::from([hash(content.as_bytes())])))
        .collect();
    let mut either = known.clone();
    for (path, hashes) in &new {
        either.entry(path.clone()).or_default().extend(hashes.iter().cloned());
    }
    list(folder, &either).map_err(failed(folder))?;
    for (file, target) in temporary {
        file.persist(&target).map_err(|error| failed(&target)(error.error))?;
    }
    for path in stale.iter().filter(|path| is_ours(folder, path, &known)) {
        match fs::remove_file(folder.join(path)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(failed(&folder.join(path))(error));
            }
            _ => {}
        }
    }
    list(folder, &new).map_err(failed(folder))?;
    Ok(if files.len() == 1 { "1 file".to_owned() } else { format!("{} files", files.len()) })
}

/// What earlier exports wrote into a folder.
fn known(folder: &Path) -> Result<Written, String> {
    let path = folder.join(LIST);
    let Ok(bytes) = fs::read(&path) else { return Ok(Written::new()) };
    let mut listed: Written = serde_json::from_slice(&bytes).map_err(|_| {
        format!("{} is no list of plimsoll export: move it away, or replace it with --force", path.display())
    })?;
    // A list that somebody else wrote names nothing outside.
    listed.retain(|path, _| {
        path.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && !part.contains('\\'))
    });
    Ok(listed)
}

/// Whether nothing is lost when the file is replaced.
fn is_ours(folder: &Path, path: &str, known: &Written) -> bool {
    let path_in = folder.join(path);
    match fs::symlink_metadata(&path_in) {
        Err(error) => error.kind() == io::ErrorKind::NotFound,
        Ok(metadata) if !metadata.is_file() => false,
        Ok(_) => fs::read(path_in)
            .is_ok_and(|bytes| known.get(path).is_some_and(|hashes| hashes.contains(&hash(&bytes)))),
    }
}

fn list(folder: &Path, written: &Written) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let text = serde_json::to_string_pretty(written).expect("texts are always JSON");
    let path = folder.join(LIST);
    in_temporary(folder, &(text + "\n"))?.persist(&path).map_err(|error| error.error)?;
    Ok(path)
}

fn in_temporary(folder: &Path, content: &str) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".plimsoll-");
    // As any file that is created, for whom the user's mask lets in.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(content.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn hash(bytes: &[u8]) -> String {
    format!("{:032x}", xxh3_128(bytes))
}
