//! Expectations as JUnit XML: what a CI system shows as tests.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::words::{bound, fault};
use crate::experiment::{Fault, Judged, Results};
use crate::scenario::Expectation;
use crate::text::legible;

/// The expectations of one scenario, a case for each of them, its metric and variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suite {
    name: String,
    cases: Vec<Case>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Case {
    variant: String,
    name: String,
    /// Where it is written, empty for one of the command line.
    file: String,
    line: Option<usize>,
    failure: Option<Failure>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Failure {
    kind: &'static str,
    message: String,
}

impl Suite {
    /// What became of the expectations of a scenario.
    #[must_use]
    pub fn of(results: &Results<'_>) -> Self {
        let cases = results.iter().flat_map(|(variant, of)| {
            let judged = of.expectations.iter();
            judged
                .map(|judged| case(&variant.name, &results.scenario.expectations[judged.expectation], judged))
        });
        Self { name: results.scenario.name.clone(), cases: cases.collect() }
    }

    fn failures(&self) -> usize {
        self.cases.iter().filter(|case| case.failure.is_some()).count()
    }
}

fn case(variant: &str, expectation: &Expectation, judged: &Judged) -> Case {
    let expected = format!("{} {}", judged.metric, bound(expectation));
    let name =
        if expectation.name.is_empty() { expected } else { format!("{}: {expected}", expectation.name) };
    let failure = judged.fault.map(|why| Failure {
        kind: kind(why),
        message: legible(&fault(expectation, &judged.metric, judged)),
    });
    let place = expectation.place.as_ref();
    Case {
        variant: legible(variant),
        name: legible(&name),
        file: place.map_or_else(String::new, |place| place.file.clone()),
        line: place.map(|place| place.line),
        failure,
    }
}

const fn kind(fault: Fault) -> &'static str {
    match fault {
        Fault::Bound => "notMet",
        Fault::NeverMeasured => "neverMeasured",
        Fault::Halted(_) => "stoppedByGuard",
        Fault::NoInterval => "noInterval",
        Fault::Unfinished(_) => "notCompleted",
    }
}

/// JUnit XML: a suite for each scenario. No times are in it, so that the same runs give the same bytes.
///
/// # Panics
///
/// Never: memory takes any text.
#[must_use]
pub fn junit(suites: &[Suite]) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    write(&mut writer, suites).expect("a vector takes any bytes");
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    String::from_utf8(bytes).expect("texts are UTF-8")
}

fn write<W: Write>(writer: &mut Writer<W>, suites: &[Suite]) -> io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let sum = |count: fn(&Suite) -> usize| suites.iter().map(count).sum::<usize>().to_string();
    let (tests, failures) = (sum(|suite| suite.cases.len()), sum(Suite::failures));
    let whole = writer.create_element("testsuites").with_attributes([
        ("name", "plimsoll"),
        ("tests", &tests),
        ("failures", &failures),
        ("errors", "0"),
    ]);
    whole.write_inner_content(|writer| suites.iter().try_for_each(|suite| write_suite(writer, suite)))?;
    Ok(())
}

fn write_suite<W: Write>(writer: &mut Writer<W>, suite: &Suite) -> io::Result<()> {
    let (tests, failures) = (suite.cases.len().to_string(), suite.failures().to_string());
    let element = writer.create_element("testsuite").with_attributes([
        ("name", suite.name.as_str()),
        ("tests", &tests),
        ("failures", &failures),
        ("errors", "0"),
        ("skipped", "0"),
    ]);
    element.write_inner_content(|writer| {
        suite.cases.iter().try_for_each(|case| write_case(writer, &suite.name, case))
    })?;
    Ok(())
}

fn write_case<W: Write>(writer: &mut Writer<W>, suite: &str, case: &Case) -> io::Result<()> {
    let class = format!("{suite}.{}", case.variant);
    let mut element = writer
        .create_element("testcase")
        .with_attributes([("classname", class.as_str()), ("name", case.name.as_str())]);
    if let Some(line) = case.line {
        element =
            element.with_attributes([("file", case.file.as_str()), ("line", line.to_string().as_str())]);
    }
    let Some(failure) = &case.failure else {
        element.write_empty()?;
        return Ok(());
    };
    element.write_inner_content(|writer| {
        let element = writer
            .create_element("failure")
            .with_attributes([("type", failure.kind), ("message", failure.message.as_str())]);
        element.write_text_content(BytesText::new(&failure.message))?;
        Ok(())
    })?;
    Ok(())
}
