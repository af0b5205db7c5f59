//! `plimsoll conformance`.

use super::{Place, SECOND, said};

#[test]
fn a_policy_conforms_or_is_told_what_it_does_otherwise() {
    let place = Place::asking(SECOND);
    let script = place.path("policy.sh");
    let script = script.to_str().expect("UTF-8");
    let good = place.plimsoll(&["conformance", "--worlds", "3", "--format", "json", "sh", script]);
    assert_eq!(good.status.code(), Some(0), "{}", said(&good));
    let rows: serde_json::Value = serde_json::from_slice(&good.stdout).expect("JSON");
    let rows = rows.as_array().expect("a list");
    assert_eq!(rows.len(), 7);
    assert!(rows.iter().all(|row| row["result"] == "ok"), "{rows:?}");
    for (script, expected) in [
        ("exit 0", "ended (exit status: 0)"),
        ("k=0; while read l; do k=$((k + 1)); echo \"{\\\"candidate\\\": $((k % 2))}\"; done", "and now"),
        ("while read l; do echo '{\"candidate\": 0}'; done; sleep 60", "it still ran half a second later"),
    ] {
        let bad = place.plimsoll(&["conformance", "--worlds", "3", "sh", "-c", script]);
        assert_eq!(bad.status.code(), Some(1), "{script}: {}", said(&bad));
        assert!(said(&bad).contains("does not conform") && said(&bad).contains(expected), "{}", said(&bad));
    }
    let nothing = place.plimsoll(&["conformance", ""]);
    assert_eq!(nothing.status.code(), Some(2), "{}", said(&nothing));
}
