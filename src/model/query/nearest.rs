//! "Did you mean": the known word that is nearest to what was written.

/// The nearest of `known` to `written`: the same but for case, or a few edits away; `None` if nothing is near.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = written.to_lowercase();
    let allowed = edits_allowed(&plain);
    let distance = |word: &'a str| (strsim::damerau_levenshtein(&plain, &word.to_lowercase()), word);
    let near = known.into_iter().map(distance).filter(|(edits, _)| *edits <= allowed);
    // The first of equally near words wins: tables list what matters first.
    near.min_by_key(|(edits, _)| *edits).map(|(_, word)| word)
}

/// A third of the length, so that short words are not turned into unrelated ones; a word as long as a text is none.
fn edits_allowed(written: &str) -> usize {
    const LONGEST_WORD: usize = 100;
    let length = written.chars().count();
    if length > LONGEST_WORD { 0 } else { (length / 3).clamp(1, 4) }
}
