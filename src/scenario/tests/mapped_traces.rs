//! Traces whose columns a scenario maps.

use std::fmt::Write;
use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use crate::model::{ArrivalSchedule, Trace};
use crate::scenario::told::place_of;
use crate::scenario::{Loaded, Overrides, Stored, load_with, render};
use crate::time::SimTime;

const SCENARIO: &str = r#"
    name = "trace"
    [simulation]
    duration = "1h"
    [[containerInstances]]
    instanceType = "m5.large"
    [[taskDefinitions]]
    family = "job"
    containerDefinitions = [{ name = "work", image = "i", memoryReservation = 8 }]
    [[taskDefinitions]]
    family = "2"
    containerDefinitions = [{ name = "work", image = "i", memoryReservation = 8 }]
    [[services]]
    serviceName = "two"
    taskDefinition = "2"
    desiredCount = 1
    [[arrivals]]
    name = "batch"
    file = "trace"
    runTask = { taskDefinition = "job", count = 2 }
"#;

fn load(said: &str, trace: &[u8]) -> Loaded {
    let files = |_: &Path| Ok(Stored::File(trace.to_vec()));
    load_with("scenario.toml", &format!("{SCENARIO}{said}"), &files, &Overrides::default())
}

/// What a trace becomes: `SECONDS COUNT RUN-TIME CPU MEMORY DEFINITION GROUP` a call, or `LINE MESSAGE` a problem.
fn told(said: &str, trace: &[u8]) -> Vec<String> {
    let loaded = load(said, trace);
    let problems = loaded.problems.sorted();
    let mut lines: Vec<String> = problems
        .iter()
        .map(|problem| {
            let place =
                problem.span.as_ref().and_then(|span| place_of(span, &loaded.sources)).expect("a place");
            let line = if place.file == "trace" { place.line } else { 0 };
            format!("{line} {}", problem.message)
        })
        .collect();
    let Some(scenario) = loaded.scenario else { return lines };
    let model = scenario.variants.first().model;
    let ArrivalSchedule::Trace(rows) = &model.arrivals[0].schedule else { panic!("a trace") };
    for row in rows.trace.iter() {
        let call = model.call(rows.calls[row.kind as usize]);
        let definition = model.task_definition(call.definition);
        let group = &model.standalone_groups[call.group.index() - model.services.len()].name;
        let run_time = row.run_time.map_or("-".to_owned(), |time| time.as_secs_f64().to_string());
        let resources = definition.demand.resources;
        let at = Trace::time(&row).since(SimTime::ZERO).as_secs_f64();
        lines.push(format!(
            "{at} {} {run_time} {} {} {} {group}",
            row.count,
            resources.cpu,
            resources.memory,
            definition.name()
        ));
    }
    lines
}

#[test]
fn columns_are_expressions_over_the_header() {
    let said = r#"
        where = "state == 'done' and cores > 0"
        timeUnit = "ms"
        columns = { at = "`Start [ms]`", runTime = "end - `Start [ms]`", cpu = "max(128, ceil(cores * 1024))", memory = "$5", group = "state", taskDefinition = "1 + 1" }
    "#;
    let trace = "Start [ms], end, state, cores, mem\n2500,3500,done,0.3,64\n\n500,1500,done,1,\n1,2,dead,1,64\n1,2,done,,9\n";
    assert_eq!(
        told(said, trace.as_bytes()),
        [
            "0 task definition `job:1` is never used",
            "0 of 2 rows of the trace, 1 do not say `memory` and take that of the stream",
            "0.5 0 1 1024 8 2:1 done",
            "2.5 0 1 308 64 2:1 done",
        ]
    );
}

#[test]
fn every_layout_is_read() {
    let expected =
        ["1 3 5 0 8 job:1 family:job", "2 10 - 0 8 job:1 family:job", "2 2 - 0 8 job:1 family:job"];
    let warned = "0 of 2 rows of the trace, 1 do not say `runTime` and take that of the stream";
    let columns = r#"columns = { at = "t", count = "n", runTime = "r" }"#;
    let gzip = |text: &str| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes()).expect("in memory");
        encoder.finish().expect("in memory")
    };
    let named = "header = [\"t\", \"n\", \"r\"]";
    for (said, trace) in [
        (columns.to_owned(), b"t,n,r\n1,3,5\n2,12,\n".to_vec()),
        (
            format!("separator = \";\"\n{columns}"),
            b"\xef\xbb\xbfr;\tn;\tt\r\n\"5\";\t3;\t1\r\n;12;2\r\n".to_vec(),
        ),
        (
            format!("separator = \"whitespace\"\ncomment = \";\"\nmissing = [\"-1\"]\n{named}\n{columns}"),
            b"; a log\n  1  3\t5\n 2 12 -1 9 9\n".to_vec(),
        ),
        (
            "header = false\ncolumns = { at = \"$1\", count = \"$2\", runTime = \"$3\" }".to_owned(),
            b"1,3,5\n2,12".to_vec(),
        ),
        (
            "columns = { at = \"t\", count = \"of.n\", runTime = \"r\" }".to_owned(),
            b"{\"t\": 1, \"of\": {\"n\": \"3\"}, \"r\": 5.0}\n{\"of\": {\"n\": 12}, \"t\": 2}\n".to_vec(),
        ),
        (format!("{named}\n{columns}"), gzip("1,3,5\n2,12,\n")),
        (
            format!("origin = \"2020-01-01T00:00:00Z\"\n{columns}"),
            b"t,n,r\n2020-01-01 00:00:01,3,5\n2020-01-01T01:00:02+01:00,12,\n".to_vec(),
        ),
    ] {
        let mut wanted = vec![warned];
        wanted.extend(expected);
        assert_eq!(told(&said, &trace), wanted, "{said}");
    }
}

#[test]
fn time_0_is_where_the_scenario_says() {
    let trace = b"t\n5\n3\n9\n\n";
    for (origin, times) in [
        ("", &["3", "5", "9"][..]),
        ("origin = \"first\"", &["0", "2", "6"]),
        ("origin = 4", &["0 of 3 rows of the trace, 1 before time 0 are left out", "1", "5"]),
        ("origin = \"-1\"", &["4", "6", "10"]),
    ] {
        let lines = told(&format!("{origin}\ncolumns = {{ at = \"t\" }}"), trace);
        let cut = |line: &String| line.strip_suffix(" 0 - 0 8 job:1 family:job").unwrap_or(line).to_owned();
        assert_eq!(lines.iter().map(cut).collect::<Vec<_>>(), times, "{origin}");
    }
    // Dates say nothing about 0: the earliest is it.
    let lines = told("columns = { at = \"t\" }", b"t\n2014-02-14 14:27:05.5\n2014-02-14 14:27:00\n");
    assert_eq!(lines, ["0 0 - 0 8 job:1 family:job", "5.5 0 - 0 8 job:1 family:job"]);
}

#[test]
fn counts_of_steps_and_of_rows_are_spread() {
    let wide = "wide = { first = \"1\", last = \"3\", every = \"1m\" }\ncolumns = { runTime = \"2\" }";
    let lines = told(wide, b"app,1,2,3\na,2,0,1\nb,,1,\n");
    let times: Vec<&str> =
        lines.iter().filter_map(|line| line.strip_suffix(" 1 2 0 8 job:1 family:job")).collect();
    assert_eq!(times, ["0", "30", "60", "120"]);
    let lines = told("spread = \"10s\"\ncolumns = { at = \"t\", count = \"n\" }", b"t,n\n1,4\n2,0\n");
    let times: Vec<&str> = lines.iter().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(times, ["1", "3.5", "6", "8.5"]);
}

#[test]
fn ends_stand_in_rows_of_their_own() {
    let said = "header = [\"t\", \"job\", \"event\"]\nwhere = \"event == 0\"\ncolumns = { at = \"t\" }\n\
                ends = { where = \"event == 4 or event == 5\", same = [\"job\"] }";
    let lines = told(said, b"1,a,0\n2,b,0\n3,c,1\n4,a,4\n5,b,0\n9,b,5\n9,x,4\n10,c,0\n");
    assert_eq!(
        lines,
        [
            "0 of 4 rows of the trace, 2 have no end and run as long as the stream says",
            "1 0 3 0 8 job:1 family:job",
            "2 0 - 0 8 job:1 family:job",
            "5 0 4 0 8 job:1 family:job",
            "10 0 - 0 8 job:1 family:job",
        ]
    );
}

#[test]
fn mistakes_have_their_place() {
    let columns = |said: &str| format!("columns = {{ at = \"t\"{said} }}");
    for (said, trace, messages) in [
        (
            columns(", cpu = \"x * 1000\""),
            "t,x\n1,0.5\n2,0.1234567\n3,many\n4,0.01\n",
            &[
                "3 `cpu`: 123.4567 is no whole number",
                "4 `cpu`: `many` is no number",
                "5 task `cpu` is 10 units, outside 128 to 196608",
            ][..],
        ),
        (columns(", runTime = \"e - t\""), "t,e\n5,4\n", &["2 `runTime`: it is less than nothing"]),
        (columns(", count = \"n\""), "t,n\n5,-4\n", &["2 `count`: -4 is outside 0 to 1000000"]),
        (columns(""), "T\n5\n", &["1 the trace has no column `t`"]),
        (
            columns(", cpu = \"roud(t)\""),
            "t\n5\n",
            &["0 in `cpu`, there is no function `roud`; did you mean `round`?"],
        ),
        ("columns = { cpu = \"t\" }".to_owned(), "t\n5\n", &["0 `columns` has no `at`"]),
        (columns(", whem = \"t\""), "t\n5\n", &["0 unknown key `whem` in `arrivals.batch.columns`"]),
        (
            format!("separator = \"ab\"\n{}", columns("")),
            "t\n5\n",
            &["0 `separator` is `ab`, which separates no cells"],
        ),
        (
            format!("timeUnit = \"week\"\n{}", columns("")),
            "t\n5\n",
            &["0 `timeUnit` is `week`, which is no unit"],
        ),
        (format!("origin = \"soon\"\n{}", columns("")), "t\n5\n", &["0 `origin` is no time of the file"]),
        (
            format!("where = \"t > 9\"\n{}", columns("")),
            "t\n5\n",
            &[
                "0 none of the 1 rows of the file is an arrival: for 1 `where` does not hold, 0 have no time, 0 come before \
             time 0, 0 ask for no task",
            ],
        ),
        (columns(""), "t\n5\n\"6\n", &["3 a quotation mark is not closed on its line"]),
        (columns(""), "{\"t\": 1}\n[2]\n", &["2 the line holds no JSON object"]),
        ("wide = { first = \"t\" }".to_owned(), "t\n5\n", &["0 `wide` needs `first`, `last` and `every`"]),
    ] {
        let found = told(&said, trace.as_bytes());
        assert_eq!(found, messages, "{said}");
    }
}

#[test]
fn what_is_no_trace_is_not_shown() {
    let secrets = "root:x:0:0:root:/root:/bin/bash\nTOKEN=secret 1\n";
    for said in [
        "",
        "columns = { at = \"t\" }",
        "header = false\ncolumns = { at = \"$1\" }",
        "header = [\"t\"]\nseparator = \"whitespace\"\ncolumns = { at = \"t\" }",
    ] {
        let loaded = load(said, secrets.as_bytes());
        assert!(loaded.problems.has_errors());
        let report = render(&loaded.problems, &loaded.sources, false);
        assert!(!report.contains("root") && !report.contains("secret"), "{report}");
    }
}

#[test]
fn long_lines_and_broken_archives_are_told() {
    let mut long = "t\n1\n".to_owned();
    write!(long, "{}", "1".repeat(2 << 20)).expect("in memory");
    let columns = "columns = { at = \"t\" }";
    assert_eq!(told(columns, long.as_bytes()), ["3 the line is longer than 1 MiB"]);
    let broken = told(columns, b"\x1f\x8bnothing");
    assert!(broken[0].starts_with("0 the file cannot be read to its end: "), "{broken:?}");
    let broken = told(columns, b"PAR1nothing");
    assert!(broken[0].starts_with("0 not valid Parquet: "), "{broken:?}");
    assert_eq!(told(columns, b"t\n\xff\n"), ["2 the line is not UTF-8"]);
}

/// Layouts and mappings, right and wrong.
fn said() -> impl Strategy<Value = String> {
    let lines = prop::sample::select(vec![
        "columns = { at = \"t\" }\n",
        "columns = { at = \"$1\", cpu = \"$2\", count = \"$3\" }\n",
        "columns = { at = \"t / n\", runTime = \"n\", group = \"g\", taskDefinition = \"g\" }\n",
        "header = false\n",
        "header = [\"t\", \"n\", \"g\"]\n",
        "separator = \"whitespace\"\n",
        "separator = \";\"\n",
        "comment = \"#\"\n",
        "missing = [\"-1\"]\n",
        "timeUnit = \"days\"\n",
        "timeUnit = \"ns\"\n",
        "origin = \"first\"\n",
        "origin = 1e300\n",
        "spread = \"1h\"\n",
        "where = \"t > 1\"\n",
        "wide = { first = \"$1\", last = \"$3\", every = \"1s\" }\n",
        "ends = { where = \"n == 1\", same = [\"g\"] }\n",
    ]);
    prop::collection::vec(lines, 0..5).prop_map(|lines| lines.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_trace_and_mapping_are_answered(said in said(), text in "[tng,; 0-9.e#\"{}:\n-]{0,80}", bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        for trace in [text.as_bytes(), &bytes, &[b"t,n,g\n", text.as_bytes()].concat(), &[b"PAR1", &bytes[..], b"PAR1"].concat(), &[b"\x1f\x8b", &bytes[..]].concat()] {
            let loaded = load(&said, trace);
            let report = render(&loaded.problems, &loaded.sources, false);
            prop_assert_eq!(report.is_empty(), loaded.problems.is_empty());
            prop_assert_eq!(loaded.scenario.is_none(), loaded.problems.has_errors());
        }
    }
}
