//! Public traces as they are published, where a collection of them lies beside the repository. What is expected was counted
//! in the files by other means.

use std::path::Path;

use crate::model::{ArrivalSchedule, Trace, TraceRow};
use crate::scenario::{Overrides, Stored, load_with, render};
use crate::time::{SimDuration, SimTime};

const COLLECTION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/traces");

/// A trace that `docs/traces.md` has lines for.
struct Known {
    /// What the document calls the stream.
    name: &'static str,
    /// A file of the collection, or rows made up in its format.
    file: File,
    /// The calls, and when the last one comes, in seconds.
    calls: (u64, f64),
    /// The first call: seconds, tasks, run time, CPU and memory; 0 tasks and no run time are those of `runTask`.
    first: (f64, u32, Option<f64>, u32, u32),
    /// The warnings.
    told: &'static [&'static str],
}

enum File {
    Of(&'static str),
    Rows(&'static str),
}

use File::{Of, Rows};

const UNSIZED: &str = "of 1014 rows of the trace, 79 do not say `cpu` and take that of the stream, 79 do not say `memory` and take \
                       that of the stream";

const KNOWN: &[Known] = &[
    Known {
        name: "google-2011",
        file: Of("google-2011/task_events.csv"),
        calls: (1_014, 0.0),
        first: (0.0, 0, None, 0, 8),
        told: &[UNSIZED],
    },
    Known {
        name: "google-2011-runs",
        file: Of("google-2011-synthetic/task_events/part-00000-of-00500.csv"),
        // The made-up part counts in small numbers, which are microseconds like all times of the format.
        calls: (20, 0.000_42),
        first: (0.0, 0, Some(0.000_09), 0, 8),
        told: &[
            "of 20 rows of the trace, 20 do not say `cpu` and take that of the stream, 20 do not say `memory` and take that of the stream",
        ],
    },
    Known {
        name: "google-2019",
        file: Rows(
            "{\"time\":\"602000000\",\"type\":0,\"collection_type\":0,\"collection_id\":\"7\",\"instance_index\":1,\"resource_request\":{\"cpus\":0.01,\"memory\":0.005}}\n{\"time\":\"605000000\",\"type\":6,\"collection_id\":\"7\",\"instance_index\":1}\n",
        ),
        calls: (1, 2.0),
        first: (2.0, 0, Some(3.0), 492, 984),
        told: &[],
    },
    Known {
        name: "azure-vm",
        file: Of("azure-vm-v1/vmtable.csv"),
        calls: (10, 2_290_500.0),
        first: (0.0, 0, Some(2_591_700.0), 1_024, 1_792),
        told: &[],
    },
    Known {
        name: "azure-packing",
        file: Rows("starttime,endtime,core,memory\n0.5,1.5,0.0625,0.05\n-2,0.25,0.125,0.1\n"),
        calls: (2, 43_200.0),
        first: (0.0, 0, Some(21_600.0), 6_144, 19_661),
        told: &[],
    },
    Known {
        name: "azure-functions-2019",
        file: Of("azure-functions-2019-format/invocations.csv"),
        calls: (3_400, 13_788.0),
        first: (0.0, 1, Some(0.5), 0, 8),
        told: &[],
    },
    Known {
        name: "azure-functions-2021",
        file: Rows("app,func,end_timestamp,duration\na,f,5.5,1.5\na,g,1,2\n"),
        calls: (2, 4.0),
        first: (0.0, 0, Some(2.0), 0, 8),
        told: &[],
    },
    Known {
        name: "opendc-functions",
        file: Of("azure-functions-opendc/1.first-day.csv"),
        calls: (14, 79_200.0),
        first: (0.0, 1, Some(300.262), 0, 256),
        told: &[],
    },
    Known {
        name: "azure-llm",
        file: Of("azure-llm-2023/AzureLLMInferenceTrace_code.csv"),
        calls: (8_819, 3_435.948_056),
        first: (0.0, 0, Some(0.2), 0, 8),
        told: &[],
    },
    Known {
        name: "alibaba-2017",
        file: Rows(
            "0,9,1,1,4,Terminated,1,0.01\n30,90,2,1,12,Terminated,2,0.01\n40,80,2,2,1,Failed,1,0.01\n",
        ),
        calls: (2, 30.0),
        first: (30.0, 10, Some(60.0), 2_048, 1_967),
        told: &[],
    },
    Known {
        name: "alibaba-2018",
        file: Rows("M1,2,j_1,1,Terminated,87076,87087,50,0.2\ntask_x,1,j_2,1,Running,9,0,100,0.3\n"),
        calls: (1, 87_076.0),
        first: (87_076.0, 2, Some(11.0), 512, 394),
        told: &[],
    },
    Known {
        name: "alibaba-gpu-2020",
        file: Rows(
            "a,worker,4,Terminated,110,200,600,29.296875,50,MISC\nb,ps,1,Terminated,100,120,50,2,,\nc,w,1,Running,90,,600,2,,\n",
        ),
        calls: (2, 10.0),
        first: (0.0, 1, Some(20.0), 512, 2_048),
        told: &[],
    },
    Known {
        name: "openb",
        file: Of("alibaba-openb-2023/openb_pod_list_default.csv"),
        calls: (1_088, 12_881_312.0),
        first: (2_759_674.0, 0, Some(10_143_286.0), 20_480, 65_536),
        told: &[],
    },
    // 306, 17, 306, 64 and 64 tasks, ten a call.
    Known {
        name: "swf",
        file: Of("swf/trace.swf"),
        calls: (78, 310_541.0),
        first: (0.0, 10, Some(937.0), 0, 8),
        told: &[],
    },
    Known {
        name: "gwf",
        file: Of("gwf/trace.gwf"),
        calls: (3, 1_821.0),
        first: (50.0, 1, Some(13.0), 0, 8),
        told: &[],
    },
    Known {
        name: "opendc",
        file: Of("opendc/bitbrains-small.tasks.parquet"),
        calls: (50, 1_966_992.0),
        first: (0.0, 0, Some(2_592_252.0), 1_024, 178),
        told: &[],
    },
];

const AROUND: &str = r#"
    name = "public"
    [simulation]
    duration = "200days"
    [[containerInstances]]
    instanceType = "m5.24xlarge"
    [[taskDefinitions]]
    family = "job"
    containerDefinitions = [{ name = "work", image = "i", memoryReservation = 8 }]
"#;

/// The lines that the document has for a stream, reading `trace`.
fn documented(name: &str) -> String {
    let document = include_str!("../../../docs/traces.md");
    let wanted = format!("name = \"{name}\"");
    let mut blocks = document.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let block = blocks.find(|block| block.lines().any(|line| line == wanted)).expect("documented");
    let lines = block.lines().map(|line| if line.starts_with("file = ") { "file = \"trace\"" } else { line });
    lines.collect::<Vec<_>>().join("\n")
}

fn bytes_of(file: &File) -> Option<Vec<u8>> {
    match file {
        Rows(text) => Some(text.as_bytes().to_vec()),
        Of(path) => {
            let read = std::fs::read(Path::new(COLLECTION).join(path));
            if read.is_err() {
                println!("no {path} at {COLLECTION}: it is not checked");
            }
            read.ok()
        }
    }
}

#[test]
fn public_traces_are_read_as_the_document_says() {
    for known in KNOWN {
        let Some(bytes) = bytes_of(&known.file) else { continue };
        let files = |_: &Path| Ok(Stored::File(bytes.clone()));
        let text = format!("{AROUND}{}", documented(known.name));
        let loaded = load_with("scenario.toml", &text, &files, &Overrides::default());
        let report = render(&loaded.problems, &loaded.sources, false);
        let scenario = loaded.scenario.unwrap_or_else(|| panic!("{}: {report}", known.name));
        let told: Vec<&str> =
            loaded.problems.sorted().iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(told, known.told, "{}", known.name);
        let model = scenario.variants.first().model;
        let ArrivalSchedule::Trace(rows) = &model.arrivals[0].schedule else { panic!("a trace") };
        let seconds = |row: &TraceRow| Trace::time(row).since(SimTime::ZERO).as_secs_f64();
        let last = rows.trace.iter().last().expect("a call");
        assert_eq!((rows.trace.len(), seconds(&last)), known.calls, "{}", known.name);
        let first = rows.trace.iter().next().expect("a call");
        let call = model.call(rows.calls[first.kind as usize]);
        let size = model.task_definition(call.definition).demand.resources;
        let run_time = first.run_time.map(SimDuration::as_secs_f64);
        let found = (seconds(&first), first.count, run_time, size.cpu, size.memory);
        assert_eq!(found, known.first, "{}", known.name);
    }
}

#[test]
fn every_block_of_the_document_is_checked() {
    let document = include_str!("../../../docs/traces.md");
    let (_, public) = document.split_once("## Public traces").expect("a section");
    assert_eq!(public.matches("```toml").count(), KNOWN.len());
}
