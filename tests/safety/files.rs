//! Files that are none, or not the ones that a scenario means.

use super::{Place, SCENARIO};

/// Every way in which a path is read.
fn readers(path: &str) -> Vec<(&'static str, String)> {
    let of = |section: &str| format!("{SCENARIO}{section}");
    vec![
        ("task definition", of(&format!("[[taskDefinitions]]\nfile = \"{path}\"\n"))),
        ("service", of(&format!("[[services]]\nfile = \"{path}\"\n"))),
        ("target group", of(&format!("[[targetGroups]]\nfile = \"{path}\"\n"))),
        (
            "trace",
            of(&format!(
                "[[arrivals]]\nname = \"a\"\nrunTask = {{ taskDefinition = \"web\" }}\nfile = \"{path}\"\n"
            )),
        ),
        (
            "series",
            of(&format!(
                "[[applications]]\ntaskDefinition = \"web\"\nstartUpTime = {{ empirical = \"{path}\" }}\n"
            )),
        ),
    ]
}

/// Whoever reads it refuses it, and says nothing of what it holds.
fn assert_refused(place: &Place, path: &str) {
    for (what, scenario) in readers(path) {
        place.write("reader.toml", scenario);
        for format in ["text", "json", "github", "sarif"] {
            let said = place.plimsoll(&["check", "reader.toml", "--format", format]);
            assert_eq!(said.code, Some(3), "{what} {path} {format}: {}", said.text);
            assert!(!said.text.contains("hunter2"), "{what} {path} {format}: {}", said.text);
        }
    }
    for command in ["check", "calibrate"] {
        let said = place.plimsoll(&[command, path]);
        assert_eq!(said.code, Some(3), "{command} {path}: {}", said.text);
        assert!(!said.text.contains("hunter2"), "{command} {path}: {}", said.text);
    }
}

#[test]
fn what_is_withheld_still_has_its_place_and_a_word_why() {
    let place = Place::new();
    place.write("key", "-----BEGIN hunter2 KEY-----\nhunter2\n");
    place.write("small.toml", format!("{SCENARIO}[[taskDefinitions]]\nfile = \"key\"\n"));
    let said = place.plimsoll(&["check", "small.toml"]).text;
    for part in ["--> key:1:", "note: it does not look like what is read here, so nothing of it is shown"] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn a_file_that_is_something_else_is_not_repeated() {
    let place = Place::new();
    for (name, text) in [
        ("passwd", "root:hunter2:0:0:root:/root:/bin/bash\nhunter2:x:1:1::/:/bin/sh\n"),
        ("credentials", "[hunter2]\naws_access_key_id = hunter2\naws_secret_access_key = hunter2\n"),
        ("config.json", "{\"auths\": {\"registry\": {\"auth\": \"hunter2\"}}}"),
        ("key", "-----BEGIN hunter2 KEY-----\nhunter2\n"),
        ("env", "A=hunter2\0B=hunter2\0"),
        ("text.xml", "<password>hunter2</password>\n"),
        ("variables", "PASSWORD=hunter2\nTOKEN=hunter2\n"),
        ("my.cnf", "[client]\npassword = hunter2\n"),
        ("secrets.toml", "token = \"hunter2\"\n[mail]\npassword = \"hunter2\"\n"),
        ("account.json", "{\"task\": \"hunter2\", \"password\": \"hunter2\"}"),
        ("script", "export PASSWORD=$hunter2\n"),
    ] {
        place.write(name, text);
        assert_refused(&place, name);
    }
}

#[cfg(unix)]
#[test]
fn pipes_devices_folders_and_what_the_system_makes_up_are_refused() {
    let place = Place::new();
    let pipe = place.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo");
    assert!(made.success());
    std::fs::create_dir(place.path().join("folder")).expect("created");
    std::os::unix::fs::symlink("loop", place.path().join("loop")).expect("linked");
    for path in ["pipe", "folder", "loop", "/dev/zero", "/dev/tty", "/proc/self/environ", "/proc/self/mem"] {
        assert_refused(&place, path);
    }
}

/// A pipe is what standard input is for; its size and what it holds are another matter.
#[test]
fn standard_input_is_limited_and_not_repeated_where_it_is_something_else() {
    let place = Place::new();
    for (text, message) in [
        ("PASSWORD=hunter2\nTOKEN=hunter2\n".to_owned(), "nothing of it is shown"),
        ("hunter2 ".repeat(3 << 20), "`<stdin>` cannot be read: it is larger than 16 MiB"),
        ("{\"auths\": {\"registry\": {\"auth\": \"hunter2\"}}}".to_owned(), "neither a cluster"),
    ] {
        let said = place.plimsoll_reading(&["check", "-"], text);
        assert_eq!(said.code, Some(3), "{}", said.text);
        assert!(said.text.contains(message) && !said.text.contains("hunter2"), "{}", said.text);
    }
}
