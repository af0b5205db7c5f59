//! A file from its first row to its last.

use std::cell::Cell;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use xxhash_rust::xxh3::Xxh3;

use super::super::limits::{MAX_OPEN_TASKS, MAX_TRACE_KINDS};
use super::super::resolve::canonical;
use super::super::traces::{TraceFile, said};
use super::super::{Node, Problem, Problems, Sources};
use super::ends::Open;
use super::form::Form;
use super::kinds::Kinds;
use super::lines::{Broken, decompressed};
use super::mapped::{Row, Wrong};
use super::mapping::{Fields, Mapping, Origin};
use super::moment::LONGEST;
use super::not_kept::not_kept;
use super::record::Record;
use super::report::{LeftOut, Report};
use super::rows::Rows;
use super::taken::{Call, Taken};
use crate::model::{TraceError, TraceWriter};
use crate::tree::Span;

/// A file that a stream names.
pub struct Named<'n> {
    /// The stream.
    pub stream: &'n Node,
    /// Where it names the file.
    pub at: Span,
    /// Where the file lies.
    pub path: PathBuf,
    /// How many bytes its packed rows may take.
    pub most_bytes: u64,
    /// How many of them are kept in memory.
    pub most_held: u64,
}

/// Reads the trace of a stream, and names it by what it holds; `None` when a problem was pushed, or is about to be by the
/// check of shapes.
pub fn read(
    named: &Named<'_>,
    file: impl Read,
    sources: &mut Sources,
    problems: &mut Problems,
) -> Option<(String, TraceFile)> {
    let mapping = Mapping::read(named.stream, problems)?;
    let source = sources.add_by_lines(named.path.display().to_string());
    let (bad, left_out) = (0, LeftOut::default());
    let named_at = named.at.clone();
    let mut report = Report { sources, file: source, named_at, rows: Problems::default(), bad, left_out };
    let opened = decompressed(file).and_then(|reader| Rows::open(reader, &mapping.layout, &mapping.columns));
    let rows = match opened {
        Ok(rows) => rows,
        Err(broken) => {
            report.broken(broken, problems);
            return None;
        }
    };
    let form = Form::of(&rows, &mapping, &mut report, problems)?;
    let dated = Cell::new(false);
    let reader = Reader {
        mapping: &mapping,
        form: &form,
        kinds: Kinds::default(),
        writer: TraceWriter::new(named.most_bytes, named.most_held),
        open: Open::default(),
        origin: mapping.origin,
        dated: &dated,
        report,
    };
    let read = reader.read(rows, problems)?;
    let said = said(named.stream);
    Some((name_of(&read, named.stream), TraceFile { said, path: named.path.clone(), ..read }))
}

struct Reader<'r> {
    mapping: &'r Mapping,
    form: &'r Form,
    kinds: Kinds,
    writer: TraceWriter,
    open: Open,
    /// Known from the first row on that has a time.
    origin: Option<Origin>,
    dated: &'r Cell<bool>,
    report: Report<'r>,
}

/// Why no more rows are read.
enum Stop {
    Broken(Broken),
    NotKept(TraceError),
    TooManyKinds,
    TooManyOpen,
    /// Only this row is not read.
    Wrong(Wrong),
}

impl From<Wrong> for Stop {
    fn from(wrong: Wrong) -> Self {
        Self::Wrong(wrong)
    }
}

impl From<TraceError> for Stop {
    fn from(error: TraceError) -> Self {
        Self::NotKept(error)
    }
}

impl<'r> Reader<'r> {
    fn read(mut self, mut rows: Rows<'_>, problems: &mut Problems) -> Option<TraceFile> {
        let mut record = Record::default();
        loop {
            let read = match rows.read(&mut record).map_err(Stop::Broken) {
                Ok(None) => return self.finish(problems),
                Ok(Some(Ok(()))) => self.row(&record),
                Ok(Some(Err(message))) => {
                    self.report.wrong(&record, |place| Problem::error(place, message));
                    Ok(())
                }
                Err(stop) => Err(stop),
            };
            if let Err(stop) = read
                && !self.goes_on(stop, &record, problems)
            {
                return None;
            }
        }
    }

    fn finish(mut self, problems: &mut Problems) -> Option<TraceFile> {
        let rest = std::mem::take(&mut self.open).into_rest();
        self.report.left_out.open += rest.len() as u64;
        let mut written = Ok(());
        for call in rest {
            written = written.and_then(|()| call.write(self.mapping.spread, &mut self.writer));
        }
        let origin = match self.origin {
            Some(Origin::At(micros)) => micros,
            Some(Origin::First) => self.writer.earliest().unwrap_or(0),
            None => 0,
        };
        let trace = match written.and_then(|()| self.writer.finish(origin)) {
            Ok(trace) => trace,
            Err(error) => {
                problems.push(not_kept(&self.report.named_at, &error));
                return None;
            }
        };
        let mut report = self.report;
        if trace.is_empty() && report.bad == 0 {
            problems.push(report.nothing());
            return None;
        }
        report.rows.extend({
            let mut summary = Problems::default();
            report
                .summary(self.mapping.fields.is_some())
                .into_iter()
                .for_each(|warning| summary.push(warning));
            summary
        });
        let (kinds, problems, bad) = (self.kinds.into_nodes(), report.rows, report.bad);
        let (said, path) = (Vec::new(), PathBuf::new());
        Some(TraceFile { trace: Arc::new(trace), kinds, said, problems, bad, path })
    }

    /// Tells why a row was not read; whether the next ones are.
    fn goes_on(&mut self, stop: Stop, record: &Record, problems: &mut Problems) -> bool {
        let named_at = self.report.named_at.clone();
        let too_many = |message: String, help: &str| {
            Problem::error(&named_at, message).label("too many").help(help.to_owned())
        };
        match stop {
            Stop::Wrong(wrong) => {
                self.report.wrong(record, |place| wrong.problem(place));
                return true;
            }
            Stop::Broken(broken) => self.report.broken(broken, problems),
            Stop::NotKept(error) => problems.push(not_kept(&named_at, &error)),
            Stop::TooManyKinds => problems.push(too_many(
                format!("the rows of the trace ask for more than {MAX_TRACE_KINDS} different calls"),
                "round `cpu` and `memory` to coarser steps, such as ceil(cpu / 64) * 64, or leave `group` out",
            )),
            Stop::TooManyOpen => problems.push(too_many(
                format!("more than {MAX_OPEN_TASKS} tasks of the trace have begun and not ended"),
                "take a part of the trace by `where`, or leave `ends` out",
            )),
        }
        false
    }

    /// Takes in one row.
    fn row(&mut self, record: &Record) -> Result<(), Stop> {
        self.report.left_out.rows += 1;
        let row = self.cells(record);
        let nothing = Fields::default();
        let fields = self.mapping.fields.as_ref().unwrap_or(&nothing);
        if let Some(ends) = &self.mapping.ends
            && row.holds(&ends.filter, "where")?
        {
            self.report.left_out.filtered += 1;
            let (key, at) = (row.key(&ends.same)?, row.taken(fields)?.0);
            let call = key.zip(at).and_then(|(key, at)| self.open.end(&key, at));
            return call.map_or(Ok(()), |call| Ok(call.write(self.mapping.spread, &mut self.writer)?));
        }
        if let Some(filter) = &self.mapping.filter
            && !row.holds(filter, "where")?
        {
            self.report.left_out.filtered += 1;
            return Ok(());
        }
        if let Form::Plain(plain, _) = self.form {
            let mut found = Problems::default();
            let report = &mut self.report;
            let taken = plain.row(record, &mut || report.place(record), &mut found);
            if let Some(taken) = taken.filter(|_| !found.has_errors()) {
                return self.take(record, Some(taken.at), &taken, None);
            }
            self.report.wrong_by(found);
            return Ok(());
        }
        let (at, taken) = row.taken(fields)?;
        let key = self.mapping.ends.as_ref().map(|ends| row.key(&ends.same)).transpose()?;
        self.take(record, at, &taken, key.flatten())
    }

    /// A row with where its columns are.
    fn cells<'c>(&self, record: &'c Record) -> Row<'c>
    where
        'r: 'c,
    {
        Row {
            record,
            positions: self.form.positions(),
            missing: &self.mapping.layout.missing,
            unit: self.mapping.unit,
            dated: self.dated,
        }
    }

    /// A row that says something.
    fn take(
        &mut self,
        record: &Record,
        at: Option<i64>,
        taken: &Taken<'_>,
        key: Option<String>,
    ) -> Result<(), Stop> {
        if let Form::Wide(_, columns) = &self.form {
            return self.take_wide(record, at.unwrap_or(0), taken, columns.clone());
        }
        let Some(at) = at else {
            self.report.left_out.timeless += 1;
            return Ok(());
        };
        if !self.is_within(at) {
            return Ok(());
        }
        if taken.count == Some(0) {
            self.report.left_out.empty += 1;
            return Ok(());
        }
        self.count_unknown(taken);
        let call = self.call(record, at, taken)?;
        let Some(key) = key else { return Ok(call.write(self.mapping.spread, &mut self.writer)?) };
        match self.open.begin(key, call) {
            Ok(None) => Ok(()),
            Ok(Some(before)) => {
                self.report.left_out.open += 1;
                Ok(before.write(self.mapping.spread, &mut self.writer)?)
            }
            Err(_) => Err(Stop::TooManyOpen),
        }
    }

    /// A row whose columns count the tasks of one step of time each.
    fn take_wide(
        &mut self,
        record: &Record,
        start: i64,
        taken: &Taken<'_>,
        columns: std::ops::RangeInclusive<usize>,
    ) -> Result<(), Stop> {
        let Some(wide) = &self.mapping.wide else { return Ok(()) };
        let step = i64::try_from(wide.every.as_micros()).unwrap_or(i64::MAX);
        let spread = Some(self.mapping.spread.unwrap_or(wide.every));
        let mut at = start;
        let row = self.cells(record);
        for position in columns {
            let count = row.counted(position)?;
            if count > 0 && self.is_within(at) {
                let call = self.call(record, at, &Taken { count: Some(count), ..*taken })?;
                call.write(spread, &mut self.writer)?;
            }
            at = at.saturating_add(step);
        }
        Ok(())
    }

    fn call(&mut self, record: &Record, at: i64, taken: &Taken<'_>) -> Result<Call, Stop> {
        // A file whose first row is what it should be may be shown.
        if self.writer.is_empty() {
            self.report.sources.show(self.report.file);
        }
        let report = &mut self.report;
        let kind = self.kinds.of(&taken.parts, || report.place(record)).map_err(|_| Stop::TooManyKinds)?;
        Ok(Call { at, count: taken.count, run_time: taken.run_time, kind })
    }

    /// Whether a time lies in a simulation; what does not is counted.
    fn is_within(&mut self, at: i64) -> bool {
        let zero = match self.origin {
            Some(Origin::First) => return true,
            Some(Origin::At(micros)) => micros,
            None if self.dated.get() => {
                self.origin = Some(Origin::First);
                return true;
            }
            None => {
                self.origin = Some(Origin::At(0));
                0
            }
        };
        let left_out = &mut self.report.left_out;
        let after = at - zero;
        left_out.before += u64::from(after < 0);
        let is_late = u64::try_from(after).is_ok_and(|after| after > LONGEST);
        left_out.after += u64::from(is_late);
        after >= 0 && !is_late
    }

    fn count_unknown(&mut self, taken: &Taken<'_>) {
        let Some(fields) = &self.mapping.fields else { return };
        let said = [
            ("count", fields.count.is_some()),
            ("runTime", fields.run_time.is_some()),
            ("cpu", fields.cpu.is_some()),
            ("memory", fields.memory.is_some()),
            ("taskDefinition", fields.definition.is_some()),
            ("group", fields.group.is_some()),
        ];
        let unknown = &mut self.report.left_out.unknown;
        for (((name, is_said), is_unknown), of) in said.into_iter().zip(taken.unknown()).zip(unknown) {
            *of = (name, of.1 + u64::from(is_said && is_unknown));
        }
    }
}

/// A name by what the trace says and how it was read.
fn name_of(read: &TraceFile, stream: &Node) -> String {
    let mut hash = Xxh3::new();
    read.trace.visit_bytes(|bytes| hash.update(bytes));
    for kind in &read.kinds {
        hash.update(canonical(kind).as_bytes());
    }
    for member in said(stream) {
        hash.update(member.name.as_bytes());
        hash.update(canonical(&member.value).as_bytes());
    }
    hash.update(&read.bad.to_le_bytes());
    format!("{:032x}", hash.digest128())
}
