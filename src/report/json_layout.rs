//! JSON with a line for each thing that is looked for, and all that it says on that line.

use std::io::{self, Write};

use serde_json::ser::Formatter;

/// Objects and lists so deep have a line for each member: the file, its variants, one of them, its metrics.
const DEEPEST: usize = 4;

/// Breaks lines down to a depth, and leaves what lies deeper on one.
#[derive(Default)]
pub(super) struct OneLineEach {
    depth: usize,
    /// Whether what ended last had members.
    has_members: bool,
}

impl OneLineEach {
    fn begin(&mut self, out: &mut (impl Write + ?Sized), sign: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.has_members = false;
        out.write_all(sign)
    }

    fn end(&mut self, out: &mut (impl Write + ?Sized), sign: &[u8]) -> io::Result<()> {
        let breaks = self.has_members && self.depth <= DEEPEST;
        self.depth -= 1;
        if breaks {
            self.break_line(out)?;
        }
        out.write_all(sign)
    }

    fn member(&self, out: &mut (impl Write + ?Sized), first: bool) -> io::Result<()> {
        let breaks = self.depth <= DEEPEST;
        if !first {
            out.write_all(if breaks { b"," } else { b", " })?;
        }
        if breaks { self.break_line(out) } else { Ok(()) }
    }

    fn break_line(&self, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
        out.write_all(b"\n")?;
        (0..self.depth).try_for_each(|_| out.write_all(b"  "))
    }
}

impl Formatter for OneLineEach {
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.begin(out, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.member(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_members = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.begin(out, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.member(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_members = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;
    use serde_json::{Serializer, Value, json};

    use super::*;

    #[test]
    fn what_lies_deep_is_on_one_line_and_nothing_is_lost() {
        let value = json!({
            "seed": 1, "none": [], "variants": [{ "metrics": { "a": { "mean": 6, "all": [1, { "x": 2 }] }, "b": {} } }]
        });
        let mut bytes = Vec::new();
        value.serialize(&mut Serializer::with_formatter(&mut bytes, OneLineEach::default())).expect("memory");
        let text = String::from_utf8(bytes).expect("UTF-8");
        let expected = "\
{
  \"none\": [],
  \"seed\": 1,
  \"variants\": [
    {
      \"metrics\": {
        \"a\": {\"all\": [1, {\"x\": 2}], \"mean\": 6},
        \"b\": {}
      }
    }
  ]
}";
        assert_eq!(text, expected);
        assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON"), value);
    }
}
