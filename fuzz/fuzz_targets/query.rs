//! A cluster query of any text is read or refused at a place in it; its normal form reads as the same one.

#![no_main]

use libfuzzer_sys::fuzz_target;
use plimsoll::query::Query;

/// A longer text is no query (CN-01).
const LONGEST: usize = 2_000;

fuzz_target!(|text: &str| {
    match Query::parse(text) {
        Ok(query) => {
            let normal = query.to_string();
            if normal.chars().count() <= LONGEST {
                let again = Query::parse(&normal).expect("a normal form is a query");
                assert_eq!(again.to_string(), normal, "a normal form is its own");
            }
        }
        Err(error) => assert!(error.span.end <= text.len() && error.span.start <= error.span.end),
    }
});
