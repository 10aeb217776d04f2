//! Text from files and messages made safe for a terminal: no control sequence gets through, and what would move,
//! reverse or hide other text is replaced by something that shows.

/// The character to print for one found in a file, or none for one that only joins its neighbours.
///
/// A joined emoji comes out as its parts, since terminals disagree on how wide the whole is; its parts are sure.
pub(super) fn character(found: char) -> Option<char> {
    match found {
        // Control pictures: `␀` for a NUL, `␛` for an escape.
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(found)),
        '\x7f' => Some('␡'),
        '\u{200c}' | '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' => None,
        '\u{80}'..='\u{9f}' => Some(char::REPLACEMENT_CHARACTER),
        // Marks and overrides of direction, which let text read otherwise than it is.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Some(char::REPLACEMENT_CHARACTER)
        }
        // Invisible spaces, and separators that some terminals take for line ends.
        '\u{200b}' | '\u{2028}' | '\u{2029}' | '\u{2060}' | '\u{feff}' => Some(char::REPLACEMENT_CHARACTER),
        other => Some(other),
    }
}

/// `text` with every character made printable; line ends show.
pub(super) fn name(text: &str) -> String {
    text.chars().filter_map(character).collect()
}

/// `text` on one line: line ends and what is blank around them become one space.
pub(super) fn one_line(text: &str) -> String {
    let lines: Vec<_> = text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect();
    name(&lines.join(" ").replace('\t', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_through_that_a_terminal_would_obey() {
        let hostile: String = ('\0'..='\u{9f}').chain(['\u{202e}', '\u{2028}', '\u{feff}']).collect();
        assert!(name(&hostile).chars().all(|shown| !shown.is_control()));
        assert_eq!(name("a\x1b[31mb\nc"), "a␛[31mb␊c");
        assert_eq!(name("👩\u{200d}🚀 año"), "👩🚀 año");
    }

    #[test]
    fn messages_fit_on_a_line() {
        assert_eq!(one_line("one \r\n  two\n\nthree\tfour\n"), "one two three four");
    }
}
