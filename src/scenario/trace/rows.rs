//! The rows of a file in whichever of the formats it is: text with separators, JSON lines or Parquet.

use std::borrow::Cow;
use std::io::{BufRead, Read};

use bytes::Bytes;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};
use serde_json::Value;

use super::super::limits::MAX_PARQUET_BYTES;
use super::expression::ColumnName;
use super::guarded::guarded;
use super::lines::{Broken, Lines, unreadable};
use super::mapping::{Header, Layout};
use super::record::{Record, Separator};

/// What is told where the reader panics.
const GAVE_UP: &str = "what it says of its own parts is not possible";

/// Rows, and where each named column is found in them.
pub struct Rows<'r> {
    kind: Kind<'r>,
    /// The names of the cells, as far as they have some.
    pub names: Vec<String>,
    /// How many of the names, from the first on, stand in the file itself.
    pub own_names: usize,
    /// The line that is nothing but names, and its number.
    pub header: Option<(u64, String)>,
    /// A row that was read to see what there is.
    ahead: Option<Record>,
}

enum Kind<'r> {
    Text(Lines<'r>, Separator),
    Json(Lines<'r>),
    Parquet(RowIter<'static>, u64),
}

impl<'r> Rows<'r> {
    /// The rows of `reader`; `wanted` are the columns that expressions name.
    pub fn open(
        mut reader: Box<dyn BufRead + 'r>,
        layout: &Layout,
        wanted: &[ColumnName],
    ) -> Result<Self, Broken> {
        let start = reader.fill_buf().map_err(|error| unreadable(&error))?;
        let is_parquet = start.starts_with(b"PAR1");
        let is_json = start.trim_ascii_start().starts_with(b"{");
        if is_parquet {
            return parquet(reader);
        }
        let mut lines = Lines::new(reader, layout.comment.clone());
        if is_json {
            return json(lines, wanted);
        }
        let separator = layout.separator;
        let (names, header) = match &layout.header {
            Header::Names(names) => (names.clone(), None),
            Header::None => (Vec::new(), None),
            Header::FirstLine => {
                let mut first = Record::default();
                if lines.read(&mut first)? {
                    first.split(separator).map_err(|message| Broken::at(first.line, message))?;
                }
                (first.cells().map(str::to_owned).collect(), Some((first.line, first.text)))
            }
        };
        let own_names = header.as_ref().map_or(0, |_| names.len());
        Ok(Self { kind: Kind::Text(lines, separator), names, own_names, header, ahead: None })
    }

    /// Reads the next row; `false` behind the last one. What is wrong with a single row is the inner error.
    pub fn read(&mut self, record: &mut Record) -> Result<Option<Result<(), String>>, Broken> {
        if let Some(ahead) = self.ahead.take() {
            *record = ahead;
            return Ok(Some(Ok(())));
        }
        match &mut self.kind {
            Kind::Text(lines, separator) => {
                Ok(if lines.read(record)? { Some(record.split(*separator)) } else { None })
            }
            Kind::Json(lines) => Ok(if lines.read(record)? {
                Some(object(&record.text).map(|object| set(record, &self.names, &object)))
            } else {
                None
            }),
            Kind::Parquet(rows, number) => {
                *number += 1;
                let broken = |why: &str| Broken::at(*number, format!("not valid Parquet: {why}"));
                let cells = guarded(|| {
                    let row = rows.next()?;
                    let texts = |row: Row| row.get_column_iter().map(|(_, field)| text_of(field)).collect();
                    Some(row.map(texts))
                });
                let Some(cells) = cells.ok_or_else(|| broken(GAVE_UP))? else { return Ok(None) };
                let cells: Vec<String> = cells.map_err(|error| broken(&error.to_string()))?;
                record.line = *number;
                record.set_cells(cells.into_iter().map(Cow::Owned));
                record.text = record.cells().collect::<Vec<_>>().join(",");
                Ok(Some(Ok(())))
            }
        }
    }
}

/// Objects, one a line. The names are those of the first one, members of members with a dot, and those that are wanted.
fn json<'r>(mut lines: Lines<'r>, wanted: &[ColumnName]) -> Result<Rows<'r>, Broken> {
    let mut first = Record::default();
    lines.read(&mut first)?;
    let object = object(&first.text).map_err(|message| Broken::at(first.line, message))?;
    let mut names = Vec::new();
    name_all(&object, "", &mut names);
    let own_names = names.len();
    for column in wanted {
        if let ColumnName::Named(name) = column
            && !names.contains(name)
        {
            names.push(name.clone());
        }
    }
    set(&mut first, &names, &object);
    Ok(Rows { kind: Kind::Json(lines), names, own_names, header: None, ahead: Some(first) })
}

fn object(line: &str) -> Result<Value, String> {
    match serde_json::from_str(line) {
        Ok(Value::Object(members)) => Ok(Value::Object(members)),
        Ok(_) => Err("the line holds no JSON object".to_owned()),
        Err(error) => Err(format!("the line is no JSON: {error}")),
    }
}

fn name_all(value: &Value, path: &str, names: &mut Vec<String>) {
    let Value::Object(members) = value else { return names.push(path.to_owned()) };
    for (name, value) in members {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        name_all(value, &path, names);
    }
}

fn set(record: &mut Record, names: &[String], object: &Value) {
    record.set_cells(names.iter().map(|name| match member(object, name) {
        Some(Value::String(text)) => Cow::Borrowed(text.as_str()),
        Some(Value::Number(number)) => Cow::Owned(number.to_string()),
        Some(Value::Bool(is)) => Cow::Borrowed(if *is { "1" } else { "0" }),
        _ => Cow::Borrowed(""),
    }));
}

/// A member by its name, or by the names on the way to it.
fn member<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    if let Some(found) = value.get(path) {
        return Some(found);
    }
    let (first, rest) = path.split_once('.')?;
    member(value.get(first)?, rest)
}

/// A file whose index stands at its end: it is read as a whole.
fn parquet<'r>(reader: Box<dyn BufRead + 'r>) -> Result<Rows<'r>, Broken> {
    let mut bytes = Vec::new();
    reader.take(MAX_PARQUET_BYTES + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 > MAX_PARQUET_BYTES {
        let limit = MAX_PARQUET_BYTES >> 20;
        return Err(Broken::whole(format!(
            "a Parquet file is read as a whole, and this one is larger than {limit} MiB; save it as CSV"
        )));
    }
    let broken = |error| Broken::whole(format!("not valid Parquet: {error}"));
    let file = guarded(|| SerializedFileReader::new(Bytes::from(bytes)));
    let file = file.ok_or_else(|| Broken::whole(format!("not valid Parquet: {GAVE_UP}")))?.map_err(broken)?;
    let columns = file.metadata().file_metadata().schema().get_fields();
    let names: Vec<String> = columns.iter().map(|column| column.name().to_owned()).collect();
    let own_names = names.len();
    let rows = RowIter::from_file_into(Box::new(file));
    Ok(Rows { kind: Kind::Parquet(rows, 0), names, own_names, header: None, ahead: None })
}

/// A field as a cell; dates and times are numbers in their own unit.
fn text_of(field: &Field) -> String {
    match field {
        Field::Null | Field::Group(_) | Field::ListInternal(_) | Field::MapInternal(_) => String::new(),
        Field::Bool(is) => u8::from(*is).to_string(),
        Field::Str(text) => text.clone(),
        Field::TimestampMillis(number) | Field::TimestampMicros(number) => number.to_string(),
        Field::Date(days) => days.to_string(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests;
