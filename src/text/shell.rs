//! Text as an argument in a script of a POSIX shell.

/// A text as one word that a shell passes on as it is, whatever it holds; one that begins with `-` is quoted, and stays an
/// option to whom it is passed.
///
/// ```
/// use plimsoll::text::for_shell;
///
/// assert_eq!(for_shell("web:3"), "web:3");
/// assert_eq!(for_shell("it's $HOME"), r"'it'\''s $HOME'");
/// ```
#[must_use]
pub fn for_shell(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@+".contains(c);
    if !name.is_empty() && name.chars().all(is_plain) && !name.starts_with('-') {
        name.to_owned()
    } else {
        format!("'{}'", name.replace('\'', r"'\''"))
    }
}
