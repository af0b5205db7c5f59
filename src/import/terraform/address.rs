//! Addresses of Terraform: `module.app["a"].aws_ecs_service.web[0].name`.

/// A part of an address with its index, if it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The name.
    pub name: String,
    /// The index, without its quotes.
    pub index: Option<String>,
}

/// The parts of an address.
pub fn parts(address: &str) -> Vec<Part> {
    let (mut depth, mut quoted, mut start) = (0_usize, false, 0);
    let mut found = Vec::new();
    for (at, character) in address.char_indices() {
        match character {
            '"' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth = depth.saturating_sub(1),
            '.' if !quoted && depth == 0 => {
                found.push(part(&address[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    if start < address.len() {
        found.push(part(&address[start..]));
    }
    found
}

fn part(written: &str) -> Part {
    let (name, index) = match written.split_once('[') {
        Some((name, index)) => (name, Some(index.trim_end_matches(']').trim_matches('"').to_owned())),
        None => (written, None),
    };
    Part { name: name.to_owned(), index }
}

/// The modules that the address of a module leads through.
pub fn modules(address: &str) -> Vec<Part> {
    parts(address).into_iter().skip(1).step_by(2).collect()
}
