//! The other names.

use std::collections::BTreeMap;

/// What is called what now: each name once, counted by kind in the order in which they were met.
#[derive(Debug, Default)]
pub struct Names {
    others: BTreeMap<String, String>,
    counts: BTreeMap<&'static str, u32>,
    accounts: BTreeMap<String, String>,
    ids: BTreeMap<String, String>,
}

/// Names that say nothing about anybody.
const COMMON: [&str; 3] = ["default", "FARGATE", "FARGATE_SPOT"];
/// Digits of an account.
const ACCOUNT: usize = 12;

/// Whether a text is an id such as `subnet-0123456789abcdef0`.
pub fn is_id(text: &str) -> bool {
    let hexadecimal = |rest: &str| rest.len() >= 8 && rest.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.split_once('-').is_some_and(|(kind, rest)| !kind.is_empty() && hexadecimal(rest))
}

impl Names {
    /// The other name of `name`, which is one of `kind` where it was not met before.
    pub fn of(&mut self, kind: &'static str, name: &str) -> String {
        if COMMON.contains(&name) || name.is_empty() {
            return name.to_owned();
        }
        if let Some(known) = self.others.get(name) {
            return known.clone();
        }
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        let other = format!("{kind}-{count}");
        self.others.insert(name.to_owned(), other.clone());
        other
    }

    /// A name with what may stand behind it: `family:3`, `container:alias`.
    pub fn of_reference(&mut self, kind: &'static str, text: &str) -> String {
        let Some((name, rest)) = text.split_once(':') else { return self.of(kind, text) };
        let rest = if rest.bytes().all(|byte| byte.is_ascii_digit()) {
            rest.to_owned()
        } else {
            self.of(kind, rest)
        };
        format!("{}:{rest}", self.of(kind, name))
    }

    /// A task group.
    pub fn of_group(&mut self, group: &str) -> String {
        for (prefix, kind) in [("service:", "service"), ("family:", "family")] {
            if let Some(name) = group.strip_prefix(prefix) {
                return format!("{prefix}{}", self.of(kind, name));
            }
        }
        self.of("group", group)
    }

    /// An image: where it is kept decides what an instance must be able to do, and a digest what ECS looks up.
    pub fn of_image(&mut self, image: &str) -> String {
        let (path, digest) =
            image.split_once('@').map_or((image, None), |(path, digest)| (path, Some(digest)));
        let after_host = path.rsplit('/').next().unwrap_or(path);
        let tag = after_host.split_once(':').map(|_| ":1");
        let name = self.of("image", path.split_once(':').map_or(path, |(name, _)| name));
        let host = match path.split_once(".dkr.ecr.") {
            Some((account, rest)) => {
                let region = rest.split('/').next().unwrap_or(rest);
                format!("{}.dkr.ecr.{region}/", self.account(account))
            }
            None => String::new(),
        };
        let digest = digest.map_or_else(String::new, |_| format!("@sha256:{}", "0".repeat(64)));
        format!("{host}{name}{}{digest}", tag.unwrap_or_default())
    }

    /// Another account with as many digits.
    pub fn account(&mut self, account: &str) -> String {
        let next = self.accounts.len() + 1;
        self.accounts.entry(account.to_owned()).or_insert_with(|| format!("{next:012}")).clone()
    }

    /// An id with the same beginning and as many signs: `i-0123…` becomes `i-0000…1`. Several may be listed.
    pub fn of_id(&mut self, text: &str) -> String {
        if text.contains(',') {
            return text.split(',').map(|id| self.of_id(id)).collect::<Vec<_>>().join(",");
        }
        if text.len() == ACCOUNT && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return self.account(text);
        }
        let next = self.ids.len() + 1;
        let other = || {
            let (kind, rest) = text.split_once('-').unwrap_or(("", text));
            let is_id = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_hexdigit());
            match (kind, is_id) {
                ("", true) => format!("{next:0width$x}", width = rest.len()),
                (kind, true) => format!("{kind}-{next:0width$x}", width = rest.len()),
                _ => format!("id-{next}"),
            }
        };
        self.ids.entry(text.to_owned()).or_insert_with(other).clone()
    }

    /// A sentence of ECS: names in parentheses and ids that are known become others; others are taken away.
    pub fn in_message(&mut self, message: &str) -> String {
        let mut masked = String::new();
        let mut rest = message;
        while let Some(at) = rest.find('(') {
            let (before, after) = rest.split_at(at + 1);
            masked.push_str(before);
            let Some(end) = after.find(')') else {
                rest = "";
                break;
            };
            masked.push_str(&self.in_parentheses(&after[..end]));
            rest = &after[end..];
        }
        masked.push_str(&self.in_words(rest));
        masked
    }

    /// `service web`, `task 0123`, `instance i-0123`, `target-group arn:…`.
    fn in_parentheses(&mut self, text: &str) -> String {
        let Some((what, name)) = text.split_once(' ') else { return self.in_words(text) };
        let other = match what {
            _ if name.starts_with("arn:") => super::arns::masked(name, self),
            "service" => self.of("service", name.trim_end_matches(',')),
            "deployment" | "task" | "instance" | "container-instance" => self.of_id(name),
            _ => "masked".to_owned(),
        };
        format!("{what} {other}")
    }

    /// Words outside of parentheses: those that hold digits may be names or addresses.
    fn in_words(&mut self, text: &str) -> String {
        let word = |word: &str| {
            let plain =
                word.chars().all(|letter| letter.is_ascii_alphabetic() || ".,;:)('-".contains(letter));
            let is_number = word.trim_end_matches(['.', ',', '%']).parse::<f64>().is_ok();
            if plain || is_number { word.to_owned() } else { "masked".to_owned() }
        };
        let known = |names: &Self, part: &str| names.others.get(part).cloned();
        text.split(' ')
            .map(|part| known(self, part).unwrap_or_else(|| word(part)))
            .collect::<Vec<_>>()
            .join(" ")
    }
}
