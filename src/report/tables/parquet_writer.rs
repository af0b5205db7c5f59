//! A table as Parquet: row group after row group, and what the columns mean beside them.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use super::batch::{Batch, Source};
use super::cell::Cell;
use super::column::{Column, Kind};
use super::table::Table;

/// Rows that a row group has at most.
const MOST_ROWS: usize = 65_536;
/// Values that a row group has at most, absent ones included: so many are kept in memory.
const MOST_VALUES: usize = 1 << 20;

/// Writes a table as Parquet, batch after batch; a row group is kept in memory until it is full.
///
/// Every column may be absent in any row. The file says under `plimsoll.table`, `plimsoll.meaning` and `plimsoll.columns`
/// what it holds; this last one is a JSON array with name, type, unit and meaning of each column.
pub struct ParquetWriter<W: Write + Send> {
    columns: Vec<Column>,
    /// The rows of the next row group.
    pending: Vec<Pending>,
    rows: usize,
    most_rows: usize,
    out: SerializedFileWriter<W>,
}

impl<W: Write + Send> ParquetWriter<W> {
    /// Begins the file.
    ///
    /// # Errors
    ///
    /// What `out` says.
    pub fn new(table: &Table, columns: Vec<Column>, out: W) -> io::Result<Self> {
        let out = SerializedFileWriter::new(
            out,
            Arc::new(schema(table, &columns)?),
            Arc::new(properties(table, &columns)),
        )?;
        let pending = columns.iter().map(|column| Pending::new(column.kind)).collect();
        let most_rows = (MOST_VALUES / columns.len().max(1)).clamp(1, MOST_ROWS);
        Ok(Self { columns, pending, rows: 0, most_rows, out })
    }

    /// Takes the rows of a batch.
    ///
    /// # Errors
    ///
    /// What `out` says.
    pub fn write(&mut self, batch: &Batch) -> io::Result<()> {
        let sources = batch.sources(&self.columns);
        let mut from = 0;
        while from < batch.rows() {
            let to = batch.rows().min(from + self.most_rows - self.rows);
            for (source, pending) in sources.iter().zip(&mut self.pending) {
                pending.take(*source, from..to);
            }
            self.rows += to - from;
            from = to;
            if self.rows == self.most_rows {
                self.end_row_group()?;
            }
        }
        Ok(())
    }

    /// Writes what is still held back, and the footer.
    ///
    /// # Errors
    ///
    /// What `out` says.
    pub fn finish(mut self) -> io::Result<()> {
        if self.rows > 0 {
            self.end_row_group()?;
        }
        self.out.close()?;
        Ok(())
    }

    fn end_row_group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.out.next_row_group()?;
        let mut pending = self.pending.iter_mut();
        while let (Some(mut column), Some(pending)) = (group.next_column()?, pending.next()) {
            pending.write(&mut column)?;
            column.close()?;
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }
}

fn schema(table: &Table, columns: &[Column]) -> Result<Type, ParquetError> {
    let field = |column: &Column| {
        let (physical, logical) = match column.kind {
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Whole => (Physical::INT64, None),
            Kind::Real => (Physical::DOUBLE, None),
            Kind::Boolean => (Physical::BOOLEAN, None),
        };
        let field = Type::primitive_type_builder(&column.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical);
        field.build().map(Arc::new)
    };
    let fields = columns.iter().map(field).collect::<Result<_, _>>()?;
    Type::group_type_builder(table.name).with_fields(fields).build()
}

/// Bytes that depend on the table and on the program's version alone.
fn properties(table: &Table, columns: &[Column]) -> WriterProperties {
    let described = serde_json::to_string(columns).expect("texts are always JSON");
    let metadata = [("table", table.name), ("meaning", table.meaning), ("columns", &described)];
    let metadata = metadata.map(|(key, value)| KeyValue::new(format!("plimsoll.{key}"), value.to_owned()));
    WriterProperties::builder()
        .set_created_by(concat!("plimsoll version ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::SNAPPY)
        // Pages of their own statistics would cost more than they save in tables of this size.
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .set_key_value_metadata(Some(metadata.to_vec()))
        .build()
}

/// Values of a column that are not written yet: those that are there, and for each row whether one is.
struct Present<T> {
    values: Vec<T>,
    levels: Vec<i16>,
}

enum Pending {
    Text(Present<ByteArray>),
    Whole(Present<i64>),
    Real(Present<f64>),
    Boolean(Present<bool>),
}

impl Pending {
    const fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(Present::new()),
            Kind::Whole => Self::Whole(Present::new()),
            Kind::Real => Self::Real(Present::new()),
            Kind::Boolean => Self::Boolean(Present::new()),
        }
    }

    fn take(&mut self, source: Source<'_>, rows: std::ops::Range<usize>) {
        let held = |kind| rows.map(move |row| source.cell(row)?.held_by(kind));
        match self {
            Self::Text(present) => held(Kind::Text).for_each(|cell| present.push_text(cell)),
            Self::Whole(present) => present.extend(held(Kind::Whole).map(|cell| cell?.whole())),
            Self::Real(present) => present.extend(held(Kind::Real).map(|cell| cell?.real())),
            Self::Boolean(present) => present.extend(held(Kind::Boolean).map(|cell| cell?.boolean())),
        }
    }

    fn write(&mut self, column: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        match self {
            Self::Text(present) => present.write::<ByteArrayType>(column),
            Self::Whole(present) => present.write::<Int64Type>(column),
            Self::Real(present) => present.write::<DoubleType>(column),
            Self::Boolean(present) => present.write::<BoolType>(column),
        }
    }
}

impl Present<ByteArray> {
    /// A text that is the same as in the row before shares its bytes.
    fn push_text(&mut self, cell: Option<Cell<'_>>) {
        let text = cell.and_then(Cell::text);
        let before = self
            .values
            .last()
            .filter(|last| text.as_ref().is_some_and(|text| last.data() == text.as_bytes()));
        let bytes =
            before.cloned().or_else(|| text.map(|text| ByteArray::from(text.into_owned().into_bytes())));
        self.push(bytes);
    }
}

impl<T> Present<T> {
    const fn new() -> Self {
        Self { values: Vec::new(), levels: Vec::new() }
    }

    fn extend(&mut self, cells: impl Iterator<Item = Option<T>>) {
        cells.for_each(|cell| self.push(cell));
    }

    fn push(&mut self, cell: Option<T>) {
        self.levels.push(cell.is_some().into());
        self.values.extend(cell);
    }

    fn write<D: DataType<T = T>>(
        &mut self,
        column: &mut SerializedColumnWriter<'_>,
    ) -> Result<(), ParquetError> {
        column.typed::<D>().write_batch(&self.values, Some(&self.levels), None)?;
        self.values.clear();
        self.levels.clear();
        Ok(())
    }
}
