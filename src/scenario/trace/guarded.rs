//! Readers of others that panic where a file is damaged.
//!
//! The reader of Parquet checks most of what a file says, and takes the rest for granted. What it gives up on that way is an
//! error of the file like any other.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};

thread_local! {
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// What `read` gives back; `None` where it panics. What it has changed is not to be used then.
pub fn guarded<T>(read: impl FnOnce() -> T) -> Option<T> {
    let before = IS_GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(read)).ok();
    IS_GUARDED.set(before);
    result
}

/// From now on nothing is printed of panics of readers, which are told as errors. For programs, once.
pub fn print_no_guarded_panics() {
    let print = take_hook();
    set_hook(Box::new(move |info| {
        if !IS_GUARDED.get() {
            print(info);
        }
    }));
}
