//! How deep a text nests, found without recursion before a recursive parser sees it.

use super::limits::MAX_NESTING;

/// Where a JSON text opens one list or object too many.
#[must_use]
pub fn too_deep_json(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => at = end_of_string(bytes, at),
            b'[' | b'{' => {
                depth += 1;
                if depth > MAX_NESTING {
                    return Some(at);
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    None
}

/// Where a TOML text nests too deep: brackets, and the dots of dotted keys, which make tables too.
#[must_use]
pub fn too_deep_toml(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    // Dots of the key before each open bracket; a closed bracket gives them back.
    let mut open: Vec<usize> = Vec::new();
    let mut enclosing = 0;
    let mut dots = 0;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' | b'\'' => at = end_of_string(bytes, at),
            b'#' => at = end_of_line(bytes, at),
            b'.' => dots += 1,
            b'[' | b'{' => {
                open.push(dots);
                enclosing += dots + 1;
                dots = 0;
            }
            b']' | b'}' => {
                enclosing -= open.pop().map_or(0, |before| before + 1);
                dots = 0;
            }
            // A key ends with its line or with the next key; what follows `=` may still open a bracket below it.
            b',' => dots = 0,
            b'\n' if open.is_empty() => dots = 0,
            _ => {}
        }
        if enclosing + dots > MAX_NESTING {
            return Some(at.min(bytes.len()));
        }
        at += 1;
    }
    None
}

/// The last byte of the string that starts at `start`; three quotes in a row open one that spans lines.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let quote = bytes[start];
    let long = bytes[start..].starts_with(&[quote; 3]);
    let close: &[u8] = if long { &[quote; 3] } else { &[quote] };
    let mut at = start + close.len();
    while at < bytes.len() {
        if bytes[at..].starts_with(close) {
            return at + close.len() - 1;
        }
        if bytes[at] == b'\n' && !long {
            return at;
        }
        at += if bytes[at] == b'\\' && quote == b'"' { 2 } else { 1 };
    }
    bytes.len()
}

fn end_of_line(bytes: &[u8], start: usize) -> usize {
    bytes[start..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |found| start + found - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_count_outside_of_strings_and_comments() {
        let (just, over) = ("[".repeat(MAX_NESTING), "[".repeat(MAX_NESTING + 1));
        assert_eq!(too_deep_json(&just), None);
        assert_eq!(too_deep_json(&over), Some(MAX_NESTING));
        assert_eq!(too_deep_json(&format!("\"{over}\\\"{over}\"")), None);
        assert_eq!(too_deep_toml(&format!("a = {just}")), None);
        assert_eq!(too_deep_toml(&format!("a = {over}")), Some(4 + MAX_NESTING));
        for harmless in [
            format!("# {over}\na = 1"),
            format!("a = '{over}'"),
            format!("a = \"\"\"\n{over}\n\"\"\""),
            "[[a]]\n".repeat(200),
        ] {
            assert_eq!(too_deep_toml(&harmless), None, "{harmless}");
        }
    }

    #[test]
    fn dotted_keys_nest_too() {
        let chain = vec!["a"; MAX_NESTING + 2].join(".");
        assert!(too_deep_toml(&format!("{chain} = 1")).is_some());
        assert!(too_deep_toml(&format!("[{chain}]")).is_some());
        assert!(too_deep_toml(&format!("b = {{ {chain} = 1 }}")).is_some());
        let mixed = "{ a.a.a.a = ".repeat(20);
        assert!(too_deep_toml(&format!("b = {mixed}")).is_some());
        assert_eq!(too_deep_toml(&"x.y.z = 1.5\n".repeat(1_000)), None);
        assert_eq!(too_deep_toml(&format!("x = [{}]", "1.5, ".repeat(1_000))), None);
    }
}
