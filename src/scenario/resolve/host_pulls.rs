//! How the instances of a group of `[[containerInstances]]` get images.

use super::super::{Node, Problem, Problems};
use super::fields::{as_text, list};
use super::images::KnownImages;
use super::output::word;
use super::quantity::{mebibytes, whole};
use crate::model::PullSettings;

/// The members of a group that are about images.
const MEMBERS: [&str; 4] = ["imagePullBehavior", "cachedImages", "maxConcurrentDownloads", "extractionRate"];

/// Reads them; they do nothing where no image has a size, which is told.
pub fn read(node: &Node, images: &KnownImages<'_>, problems: &mut Problems) -> PullSettings {
    if images.is_empty() {
        for member in MEMBERS.iter().filter_map(|name| node.member(name)) {
            let message = format!("`{}` has no effect: no image has a size", member.name);
            let problem =
                Problem::warning(&member.name_span, message).label("nothing is pulled").rule("P3.7");
            problems.push(problem.help("say in [[images]] what images weigh"));
        }
    }
    let default = PullSettings::default();
    let named = list(node, "cachedImages").iter().filter_map(as_text);
    // Of images that nobody knows nothing is pulled, so nothing need be there.
    let mut cached: Vec<_> = if images.is_empty() {
        Vec::new()
    } else {
        named.filter_map(|name| images.resolve(name, problems)).collect()
    };
    cached.sort_unstable();
    cached.dedup();
    let behavior = word(node, "imagePullBehavior", problems).unwrap_or(default.behavior);
    let most = whole(node, "maxConcurrentDownloads", 1..=1_000, "P3.7", problems);
    let extraction_rate = mebibytes(node, "extractionRate", problems);
    if images.is_empty() {
        return default;
    }
    PullSettings {
        behavior,
        cached,
        concurrent_downloads: most.unwrap_or(default.concurrent_downloads),
        extraction_rate,
        nat_gateway: None,
    }
}
