//! Table tests: one for each documented rule that the choosers obey.
