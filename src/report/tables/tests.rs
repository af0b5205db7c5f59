//! Every table in both formats.
