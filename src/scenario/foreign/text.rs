//! Texts that are neither TOML nor JSON.

use std::ops::Range;

use super::kinds::Looks;

/// The keys at the left margin of a YAML text, each with the line behind the colon and the line below.
pub struct YamlKeys<'t>(Vec<(&'t str, &'t str, &'t str)>);

/// The keys of a text that looks like YAML: it begins with one, and holds neither tables nor assignments.
pub fn yaml_keys(text: &str) -> Option<YamlKeys<'_>> {
    let lines: Vec<&str> = text.lines().filter(|line| is_code(line)).collect();
    let is_toml =
        |line: &&str| line.starts_with('[') || (!line.starts_with([' ', '\t']) && line.contains(" = "));
    if key(lines.first()?).is_none() || lines.iter().any(is_toml) {
        return None;
    }
    let below = lines.iter().skip(1).copied().chain([""]);
    let keys = lines.iter().zip(below).filter_map(|(line, below)| {
        let (name, value) = key(line)?;
        Some((name, value.trim().trim_matches(['"', '\'']), below.trim()))
    });
    Some(YamlKeys(keys.collect()))
}

/// Where the first line is that says something.
pub fn first_line(text: &str) -> Option<Range<usize>> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if is_code(line) {
            return Some(start..start + line.trim_end().len());
        }
        start += line.len();
    }
    None
}

fn is_code(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with('#') && line != "---"
}

/// `name: value` at the left margin.
fn key(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let name = name.trim_matches(['"', '\'']);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    let separate = value.is_empty() || value.starts_with(' ');
    (!name.is_empty() && name.bytes().all(plain) && separate).then_some((name, value))
}

impl YamlKeys<'_> {
    fn find(&self, key: &str) -> Option<&(&str, &str, &str)> {
        self.0.iter().find(|(name, ..)| *name == key)
    }
}

impl Looks for YamlKeys<'_> {
    fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    fn is_list(&self, key: &str) -> bool {
        self.find(key).is_some_and(|(_, value, below)| {
            value.starts_with('[') || (value.is_empty() && below.starts_with('-'))
        })
    }

    fn is_text(&self, key: &str) -> bool {
        self.find(key).is_some_and(|(_, value, _)| !value.is_empty() && !value.starts_with(['[', '{']))
    }

    fn starts(&self, key: &str, beginning: &str) -> bool {
        self.find(key).is_some_and(|(_, value, _)| value.starts_with(beginning))
    }

    fn lists_texts(&self, key: &str) -> bool {
        self.find(key).is_some_and(|(_, value, below)| {
            let first =
                value.strip_prefix('[').or_else(|| below.strip_prefix("- ").filter(|_| value.is_empty()));
            first.is_some_and(|first| {
                let first = first.trim();
                !first.starts_with([']', '{']) && !first.contains(": ") && !first.ends_with(':')
            })
        })
    }

    fn holds(&self, key: &str, inner: &str) -> bool {
        let below =
            |(_, _, below): &(&str, &str, &str)| below.trim_start_matches(['-', ' ']).starts_with(inner);
        self.find(key).is_some_and(below)
    }
}

/// Whether one of the first lines is an assignment, such as `name = "web"`.
pub fn has_assignment(text: &str) -> bool {
    let is_assignment = |line: &str| {
        let Some((name, _)) = line.split_once('=') else { return false };
        let name = name.trim().trim_start_matches(['[', '{', ' ']);
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let code = |line: &&str| !line.is_empty() && !line.starts_with(['#', '/']);
    text.lines().map(str::trim).filter(code).take(5).any(is_assignment)
}

/// Whether a text begins with an object, alone or as the first of a list; other brackets hold the name of a section.
pub fn is_object(text: &str) -> bool {
    let comment = |line: &str| line.is_empty() || line.starts_with(['#', '/', ';']);
    let mut lines = text.lines().map(str::trim).skip_while(|line| comment(line));
    let signs: String = lines.by_ref().take(2).collect();
    signs.trim_start_matches(['[', ' ']).starts_with('{')
}

/// Whether a text begins with a block of HCL, such as `resource "aws_ecs_service" "web" {`.
pub fn is_hcl(text: &str) -> bool {
    let mut first = text.lines().map(str::trim).filter(|line| !line.starts_with("//") && is_code(line));
    let Some(line) = first.next() else { return false };
    let mut words = line.split_whitespace();
    let keyword = words.next().is_some_and(|word| HCL_BLOCKS.contains(&word));
    keyword && words.next().is_some_and(|next| next.starts_with(['"', '{']))
}

const HCL_BLOCKS: [&str; 8] =
    ["resource", "variable", "module", "data", "locals", "provider", "terraform", "output"];
