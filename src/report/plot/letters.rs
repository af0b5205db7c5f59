//! How much room words take, and what of them fits.

/// Advance widths of the printable ASCII characters in thousandths of the font size, of `DejaVu Sans`: the widest of the
/// fonts that `sans-serif` usually stands for, since the reader's is not known.
const WIDTHS: [u16; 95] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636,
    636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295,
    295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838,
    500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521,
    392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
];
/// Letters of the scripts that are as wide as Latin.
const OTHER: u32 = 750;
/// Characters of East Asia and pictures.
const WIDE: u32 = 1_100;

/// Pixels that `text` takes at this font size, estimated.
pub(super) fn text_width(text: &str, size: i32) -> i32 {
    let thousandths: u64 = text.chars().map(|character| u64::from(width(character))).sum();
    let pixels = thousandths.saturating_mul(u64::from(size.unsigned_abs())).div_ceil(1_000);
    i32::try_from(pixels).unwrap_or(i32::MAX)
}

/// The widest of them.
pub(super) fn widest<'t>(texts: impl IntoIterator<Item = &'t str>, size: i32) -> i32 {
    texts.into_iter().map(|text| text_width(text, size)).max().unwrap_or(0)
}

fn width(character: char) -> u32 {
    let in_table = u32::from(character).checked_sub(32).and_then(|at| WIDTHS.get(at as usize));
    match (in_table, character) {
        (Some(width), _) => u32::from(*width),
        (None, '·' | '\u{a0}') => 318,
        (None, ..'\u{1100}' | '–' | '−') => OTHER,
        (None, _) => WIDE,
    }
}

/// `text`, which ends in an ellipsis where it would be wider than `room`.
pub(super) fn shortened(text: &str, room: i32, size: i32) -> String {
    if text_width(text, size) <= room {
        return text.to_owned();
    }
    let mut kept = text;
    // No letter is narrower than a pixel.
    if let Some((most, _)) = text.char_indices().nth(usize::try_from(room).unwrap_or(0)) {
        kept = &text[..most];
    }
    while let Some((last, _)) = kept.char_indices().next_back()
        && text_width("…", size) + text_width(kept, size) > room
    {
        kept = &kept[..last];
    }
    format!("{kept}…")
}

/// `text` in lines of at most `room` pixels, broken between words; what is more than `most` lines stays in the last one.
pub(super) fn wrapped(text: &str, room: i32, size: i32, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let breaks = |character: char| character.is_whitespace() && character != '\u{a0}';
    for word in text.split(breaks).filter(|word| !word.is_empty()) {
        let count = lines.len();
        if let Some(line) = lines.last_mut()
            && (count == most
                || text_width(line, size) + text_width(" ", size) + text_width(word, size) <= room)
        {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrow_letters_take_less_room_than_wide_ones() {
        assert!(text_width("illicit", 12) < text_width("mammoth", 12) / 2);
        // 278 × 2 + 974 thousandths of 10 pixels.
        assert_eq!(text_width("iml", 10), 16);
        assert_eq!(text_width("", 10), 0);
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        assert_eq!(shortened("web", 100, 12), "web");
        let short = shortened("a name that is much too long", 60, 10);
        assert!(short.ends_with('…') && text_width(&short, 10) <= 60, "{short}");
        assert_eq!(shortened("web", 0, 12), "…");
    }

    #[test]
    fn lines_break_between_words_and_the_last_takes_the_rest() {
        // Each word is rounded up to a pixel.
        let room = text_width("How many tasks", 16) + 2;
        assert_eq!(
            wrapped("How many tasks\n  fit six hosts?", room, 16, 3),
            ["How many tasks", "fit six hosts?"]
        );
        assert_eq!(wrapped("How many tasks fit?", room, 16, 1), ["How many tasks fit?"]);
        assert_eq!(wrapped("tasks that fit 6\u{a0}hosts", room, 16, 3), ["tasks that fit", "6\u{a0}hosts"]);
        assert_eq!(wrapped(" ", room, 16, 3), [""; 0]);
    }
}
