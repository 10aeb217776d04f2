//! Prose as words in their colours, and words filled into lines.

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use crate::reporter::style::{self, Paint};

/// What no line end may part: a word, or code with all its blanks.
#[derive(Debug, Default)]
pub(super) struct Word {
    drawn: String,
    columns: usize,
}

/// Words that stand side by side.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) drawn: String,
    pub(super) columns: usize,
}

/// The words of a text. Code in backticks, `*stressed*` and `**strong**` text, `<https://links>` and `[named](links)`
/// are drawn as what they are, or left as they stand where there is no colour; a backslash makes a mark plain.
pub(super) fn words(text: &str, paint: Paint) -> Vec<Word> {
    let mut writer = Writer { paint, ..Writer::default() };
    let mut rest = text;
    while let Some(mark) = rest.find(['`', '*', '<', '[', '\\']) {
        writer.prose(Style::new(), &rest[..mark]);
        rest = writer.mark(&rest[mark..]);
    }
    writer.prose(Style::new(), rest);
    writer.end_word();
    writer.words
}

/// Puts as many words on each line as fit into `columns`, and at least one.
pub(super) fn fill(words: &[Word], columns: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for word in words {
        match lines.last_mut().filter(|line| line.columns + 1 + word.columns <= columns) {
            Some(line) => {
                line.drawn.push(' ');
                line.drawn.push_str(&word.drawn);
                line.columns += 1 + word.columns;
            }
            None => lines.push(Line { drawn: word.drawn.clone(), columns: word.columns }),
        }
    }
    lines
}

#[derive(Default)]
struct Writer {
    paint: Paint,
    words: Vec<Word>,
    word: Word,
}

impl Writer {
    /// Draws what begins with a mark, and gives the rest.
    fn mark<'a>(&mut self, text: &'a str) -> &'a str {
        if let Some((code, rest)) = code(text) {
            self.add(style::CODE, &self.marked("`", code));
            rest
        } else if let Some((strong, rest)) = between("**", text) {
            self.prose(style::STRONG, &self.marked("**", strong));
            rest
        } else if let Some((stressed, rest)) = between("*", text) {
            self.prose(style::STRESSED, &self.marked("*", stressed));
            rest
        } else if let Some((url, rest)) = text.strip_prefix('<').and_then(|text| text.split_once('>')).filter(is_url) {
            self.add(style::LINK, url);
            rest
        } else if let Some((name, url, rest)) = named_link(text) {
            self.prose(Style::new(), name);
            self.end_word();
            self.add(Style::new(), "(");
            self.add(style::LINK, url);
            self.add(Style::new(), ")");
            rest
        } else {
            let rest = text.strip_prefix('\\').unwrap_or(text);
            let next = rest.chars().next().map_or(0, char::len_utf8);
            self.prose(Style::new(), &rest[..next]);
            &rest[next..]
        }
    }

    /// What stood between two marks; they stay where there is no colour to tell.
    fn marked(&self, mark: &str, text: &str) -> String {
        if self.paint.colour { text.to_owned() } else { format!("{mark}{text}{mark}") }
    }

    fn prose(&mut self, style: Style, text: &str) {
        for (number, part) in text.split(char::is_whitespace).enumerate() {
            if number > 0 {
                self.end_word();
            }
            self.add(style, part);
        }
    }

    fn add(&mut self, style: Style, text: &str) {
        self.word.drawn.push_str(&self.paint.with(style, text));
        self.word.columns += text.width();
    }

    fn end_word(&mut self) {
        if self.word.columns > 0 {
            self.words.push(std::mem::take(&mut self.word));
        }
    }
}

/// The code that `text` begins with, without its backticks, and the rest.
fn code(text: &str) -> Option<(&str, &str)> {
    let inner = text.trim_start_matches('`');
    let quotes = &text[..text.len() - inner.len()];
    let (code, rest) = inner.split_once(quotes).filter(|_| !quotes.is_empty())?;
    // Blanks part the code from its backticks where it has some of its own.
    let code = if quotes.len() > 1 { code.trim() } else { code };
    Some((code, rest))
}

/// What stands between the mark that `text` begins with and the next one, and the rest.
fn between<'a>(mark: &str, text: &'a str) -> Option<(&'a str, &'a str)> {
    let (inner, rest) = text.strip_prefix(mark)?.split_once(mark)?;
    (!inner.is_empty() && inner.trim() == inner).then_some((inner, rest))
}

fn is_url((text, _): &(&str, &str)) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// The name and the address of the link that `text` begins with, and the rest.
fn named_link(text: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (url, rest) = rest.split_once(')').filter(is_url)?;
    (!name.contains('[')).then_some((name, url, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str, columns: usize, colour: bool) -> Vec<String> {
        fill(&words(text, Paint { colour }), columns).into_iter().map(|line| line.drawn).collect()
    }

    #[test]
    fn lines_hold_what_fits() {
        assert_eq!(filled("one two  three", 7, false), ["one two", "three"]);
        assert_eq!(filled("漢字 漢字 漢字", 9, false), ["漢字 漢字", "漢字"]);
        assert_eq!(filled("a-very-long-word b", 4, false), ["a-very-long-word", "b"]);
        assert!(filled(" ", 4, false).is_empty());
    }

    #[test]
    fn marks_are_drawn_and_code_stays_whole() {
        let text = "(`a b c`), **very much so** 2 * 3 *and*, <https://a.example/b>; [the docs](https://c.example) a\\*b 1 < 2 [x]";
        assert_eq!(
            filled(text, 12, false),
            [
                "(`a b c`),",
                "**very much",
                "so** 2 * 3",
                "*and*,",
                "https://a.example/b;",
                "the docs",
                "(https://c.example)",
                "a*b 1 < 2",
                "[x]"
            ]
        );
        assert_eq!(filled("a `b c`**d***e*", 12, true), ["a \x1b[36mb c\x1b[0m\x1b[1md\x1b[0m\x1b[3me\x1b[0m"]);
    }

    #[test]
    fn marks_without_a_partner_are_text() {
        for text in ["`", "a ` b", "<https://x", "[a](b", "a\\", "``a`"] {
            assert_eq!(filled(text, 80, false), [text.trim_end_matches('\\')]);
        }
        assert_eq!(filled("`` a`b ``", 80, false), ["`a`b`"]);
    }
}
