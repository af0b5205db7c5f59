//! What people read when a file is wrong: one topic a file in `tests/errors/`, compared with snapshots.

use std::path::Path;

use plimsoll::scenario::{Loaded, Overrides, check_json, load, render};

/// The report, with paths as they are given from the root of the repository.
fn report(path: &Path, read: impl FnOnce(&Path) -> Loaded) -> String {
    let path = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap_or(path);
    let loaded = read(path);
    assert!(loaded.scenario.is_none(), "{} has mistakes", path.display());
    let plain = render(&loaded.problems, &loaded.sources, false);
    let coloured = render(&loaded.problems, &loaded.sources, true);
    assert_eq!(without_colours(&coloured), plain, "colours add nothing to read");
    plain
}

/// Drops `ESC [ … m`.
fn without_colours(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| plain + part.split_once('m').map_or("", |(_, rest)| rest))
}

#[test]
fn scenarios_with_mistakes() {
    insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "snapshots", omit_expression => true }, {
        insta::glob!(".", "*.toml", |path| {
            insta::assert_snapshot!("report", report(path, |path| load(path, &Overrides::default())));
        });
    });
}

#[test]
fn aws_json_with_mistakes() {
    insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "snapshots", omit_expression => true }, {
        insta::glob!(".", "json/*.json", |path| {
            insta::assert_snapshot!("report", report(path, check_json));
        });
    });
}

#[test]
fn settings_of_the_command_line_are_pointed_at() {
    let overrides = Overrides {
        set: [
            "services.wbe.desiredCount=9",
            "services.web.desiredCount=nine",
            "containerInstances.0.count=0x8000000000000000",
        ]
        .map(str::to_owned)
        .to_vec(),
        ..Overrides::default()
    };
    insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "snapshots", omit_expression => true }, {
        insta::assert_snapshot!("set", report(Path::new("tests/errors/matrix.toml"), |path| load(path, &overrides)));
    });
}

#[test]
fn a_file_that_is_missing_has_no_place_to_point_at() {
    let loaded = load(Path::new("tests/errors/nothing.toml"), &Overrides::default());
    let text = render(&loaded.problems, &loaded.sources, false);
    assert_eq!(text, "error: `tests/errors/nothing.toml` cannot be read: there is no such file\n\n1 error\n");
}
