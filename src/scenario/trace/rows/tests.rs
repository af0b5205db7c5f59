//! Files of Parquet that somebody damaged.

use std::io::Cursor;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::*;

/// Two groups of rows with a number, a text, a fraction that may be missing and a time.
fn written(compression: Compression) -> Vec<u8> {
    let schema = "message t { required int64 at; optional binary name (STRING); optional double cpu;
        required int64 moment (TIMESTAMP(MICROS,true)); }";
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
    let mut file = SerializedFileWriter::new(Vec::new(), schema, properties).expect("a writer");
    for _ in 0..2 {
        let mut group = file.next_row_group().expect("a group");
        let numbers: Vec<i64> = (0..50).collect();
        let levels: Vec<i16> = (0..50).map(|number| i16::from(number % 3 > 0)).collect();
        let some = levels.iter().filter(|level| **level > 0).count();
        let texts: Vec<ByteArray> =
            (0..some).map(|number| format!("job-{}", number % 7).as_str().into()).collect();
        let fractions = vec![0.25; some];
        let mut number = 0;
        while let Some(mut column) = group.next_column().expect("a column") {
            match number {
                1 => column.typed::<ByteArrayType>().write_batch(&texts, Some(&levels), None).expect("texts"),
                2 => column
                    .typed::<DoubleType>()
                    .write_batch(&fractions, Some(&levels), None)
                    .expect("numbers"),
                _ => column.typed::<Int64Type>().write_batch(&numbers, None, None).expect("numbers"),
            };
            column.close().expect("a column");
            number += 1;
        }
        group.close().expect("a group");
    }
    file.into_inner().expect("a file")
}

/// How many rows there are until the end, or until something is wrong.
fn rows_of(bytes: Vec<u8>) -> Result<u64, Broken> {
    let layout = Layout {
        header: Header::FirstLine,
        separator: Separator::Character(b','),
        comment: None,
        missing: Vec::new(),
    };
    let mut rows = Rows::open(Box::new(Cursor::new(bytes)), &layout, &[])?;
    let (mut record, mut count) = (Record::default(), 0);
    while rows.read(&mut record)?.is_some() {
        count += 1;
    }
    Ok(count)
}

#[test]
fn damaged_files_are_refused_and_nothing_worse() {
    // SplitMix64, so that what fails can be found again.
    let mut state = 7_u64;
    let mut random = |below: usize| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % below as u64).expect("below a length")
    };
    for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY] {
        let whole = written(compression);
        assert_eq!(rows_of(whole.clone()).ok(), Some(100));
        let mut refused = 0;
        for _ in 0..3_000 {
            let mut bytes = whole.clone();
            for _ in 0..=random(4) {
                let at = random(bytes.len());
                bytes[at] = u8::try_from(random(256)).expect("a byte");
            }
            if random(10) == 0 {
                bytes.truncate(random(bytes.len()));
            }
            refused += u32::from(rows_of(bytes).is_err());
        }
        assert!(refused > 300, "{refused}");
    }
}
