//! Ports of a Compose service: `80`, `8080:80`, `127.0.0.1:3000-3002:80-82/udp` or the long form.

use super::super::build;
use super::super::scalar::{integer_of, text_of};
use crate::tree::{Node, Span};

/// Ports of one entry; a longer range is no list of ports for a task.
const MOST: u16 = 100;

/// A port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    /// In the container.
    pub target: u16,
    /// On the host, where one is asked for.
    pub published: Option<u16>,
    /// `tcp` or `udp`.
    pub protocol: String,
    /// The protocol of the application, where the ECS integration was told.
    pub application: Option<String>,
    /// Where it is written.
    pub span: Span,
}

impl Port {
    /// A port mapping; with `published` ports where tasks have those of their host.
    pub fn mapping(&self, on_host: bool) -> Node {
        let span = &self.span;
        let mut made = build::object_of(
            [
                ("containerPort", build::integer(self.target.into(), span)),
                ("protocol", build::text(&*self.protocol, span)),
            ],
            span,
        );
        if on_host {
            let published = self.published.map_or(0, i64::from);
            build::put(&mut made, "hostPort", span, build::integer(published, span));
        }
        made
    }
}

/// The ports of an entry; `None` where it has none of the forms.
pub fn ports(node: &Node) -> Option<Vec<Port>> {
    if node.members().is_empty() { short(&text_of(node)?, &node.span) } else { long(node) }
}

fn long(node: &Node) -> Option<Vec<Port>> {
    let target = u16::try_from(integer_of(node.get("target")?)?).ok()?;
    let published = match node.get("published") {
        Some(published) => Some(range(&text_of(published)?)?.0),
        None => None,
    };
    let text = |name: &str| node.get(name).and_then(text_of).map(|text| text.to_ascii_lowercase());
    let protocol = text("protocol").unwrap_or_else(|| "tcp".to_owned());
    let application = text("x-aws-protocol");
    Some(vec![Port { target, published, protocol, application, span: node.span.clone() }])
}

fn short(text: &str, span: &Span) -> Option<Vec<Port>> {
    let (ports, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let (published, target) = match ports.rsplit_once(':') {
        // Before the port there may be an address, which may have colons of its own.
        Some((host, target)) => (Some(host.rsplit_once(':').map_or(host, |(_, port)| port)), target),
        None => (None, ports),
    };
    let (first, last) = range(target)?;
    let published = match published {
        None | Some("") => None,
        Some(published) => Some(range(published)?),
    };
    if last - first >= MOST {
        return None;
    }
    // Of a range for one port the host takes any.
    let same_length = published.is_none_or(|(from, to)| to - from == last - first || first == last);
    let port = |target: u16| Port {
        target,
        published: published
            .filter(|(from, to)| first != last || from == to)
            .map(|(from, _)| from + (target - first)),
        protocol: protocol.to_ascii_lowercase(),
        application: None,
        span: span.clone(),
    };
    same_length.then(|| (first..=last).map(port).collect())
}

/// `80` or `80-82`.
fn range(text: &str) -> Option<(u16, u16)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (first <= last).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Sources;

    #[test]
    fn every_short_form() {
        let span = Span::new(Sources::default().add("t", ""), 0..0);
        let told = |text: &str| -> Option<Vec<(Option<u16>, u16, String)>> {
            let ports = ports(&build::text(text, &span))?;
            Some(ports.into_iter().map(|port| (port.published, port.target, port.protocol)).collect())
        };
        let one = |published, target, protocol: &str| Some(vec![(published, target, protocol.to_owned())]);
        for (text, expected) in [
            ("80", one(None, 80, "tcp")),
            ("8080:80", one(Some(8_080), 80, "tcp")),
            ("51820:51820/udp", one(Some(51_820), 51_820, "udp")),
            ("127.0.0.1:8001:80", one(Some(8_001), 80, "tcp")),
            ("127.0.0.1::80", one(None, 80, "tcp")),
            ("[::1]:8001:80", one(Some(8_001), 80, "tcp")),
            ("8000-8010:80", one(None, 80, "tcp")),
            ("a:b", None),
            ("80-70", None),
            ("1-60000", None),
            ("${PORT}:80", None),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
        let both = told("3000-3001:80-81").expect("a range");
        assert_eq!(both, [(Some(3_000), 80, "tcp".to_owned()), (Some(3_001), 81, "tcp".to_owned())]);
        assert_eq!(told("3000-3001:80-83"), None);
    }
}
