//! Shell scripts, just enough of them: commands, words without their quotes, here documents.

use std::ops::Range;

use memchr::memchr;

/// A word of a script or an argument, and where each of its bytes is written.
#[derive(Debug, Clone, Default)]
pub(super) struct Word {
    /// The word with quotes and escapes taken away; expansions stay as they are written.
    pub text: String,
    /// Whether the shell replaces a part of it.
    pub expands: bool,
    /// The byte in the script of each byte of `text`; empty when they are the same.
    places: Vec<usize>,
}

impl Word {
    /// An argument as it stands.
    pub(super) fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }

    /// Where the bytes `range` of the text are written.
    pub(super) fn place(&self, range: Range<usize>) -> Range<usize> {
        if self.places.is_empty() || range.is_empty() {
            return range;
        }
        self.places[range.start]..self.places[range.end - 1] + 1
    }
}

/// A script in pieces.
#[derive(Debug, Default)]
pub(super) struct Script {
    /// The words of each simple command.
    pub commands: Vec<Vec<Word>>,
    /// The bodies of here documents.
    pub documents: Vec<Range<usize>>,
}

/// Takes `text` to pieces. Quotes and brackets that are never closed count as plain characters.
pub(super) fn read(text: &str) -> Script {
    let mut reader = Reader { text, ..Reader::default() };
    while reader.at < text.len() {
        reader.step();
    }
    reader.end_command();
    reader.script
}

#[derive(Default)]
struct Reader<'t> {
    text: &'t str,
    at: usize,
    word: Option<Partial>,
    command: Vec<Word>,
    script: Script,
    /// Delimiters of here documents that begin on the next line.
    awaited: Vec<String>,
    /// Closing characters of which there are no more.
    unclosed: Vec<u8>,
}

/// A word in the making.
#[derive(Default)]
struct Partial {
    bytes: Vec<u8>,
    places: Vec<usize>,
    expands: bool,
}

impl Reader<'_> {
    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or_default()
    }

    fn step(&mut self) {
        match self.byte(self.at) {
            b' ' | b'\t' | b'\r' => self.skip_ending_word(1),
            b'\n' => self.end_line(),
            b';' | b'&' | b'|' | b'(' | b')' => {
                self.end_command();
                self.at += 1;
            }
            b'#' if self.word.is_none() => self.at += memchr(b'\n', self.rest()).unwrap_or(self.rest().len()),
            b'<' if self.rest().starts_with(b"<<") && !self.rest().starts_with(b"<<<") => self.here_document(),
            b'<' | b'>' => self.skip_ending_word(if self.byte(self.at + 1) == b'&' { 2 } else { 1 }),
            b'\\' => self.escape(),
            b'\'' => self.single_quoted(),
            b'"' => self.double_quoted(),
            _ => self.plain(),
        }
    }

    fn rest(&self) -> &[u8] {
        &self.text.as_bytes()[self.at..]
    }

    /// Adds the next `count` bytes to the word as they are.
    fn take(&mut self, count: usize) {
        let end = (self.at + count).min(self.text.len());
        let word = self.word.get_or_insert_default();
        word.bytes.extend_from_slice(&self.text.as_bytes()[self.at..end]);
        word.places.extend(self.at..end);
        self.at = end;
    }

    fn skip_ending_word(&mut self, count: usize) {
        self.end_word();
        self.at += count;
    }

    /// A character outside quotes, or an expansion.
    fn plain(&mut self) {
        let length = self.expansion_length();
        if length > 0 {
            self.word.get_or_insert_default().expands = true;
        }
        self.take(length.max(1));
    }

    /// The length of the expansion that starts here: `$x`, `${x}`, `$(x)`, `` `x` ``.
    fn expansion_length(&mut self) -> usize {
        let closing = match (self.byte(self.at), self.byte(self.at + 1)) {
            (b'$', b'{') => b'}',
            (b'$', b'(') => b')',
            (b'`', _) => b'`',
            (b'$', next) if next.is_ascii_alphanumeric() || b"_@*#?!-".contains(&next) => return 2,
            _ => return 0,
        };
        self.distance_to(closing, 2).map_or(0, |distance| distance + 1)
    }

    /// How far away the next `closing` is, not counting the first `skip` bytes and what is nested in round brackets.
    fn distance_to(&mut self, closing: u8, skip: usize) -> Option<usize> {
        if self.unclosed.contains(&closing) {
            return None;
        }
        let mut depth = 0_usize;
        let found = self.rest().iter().enumerate().skip(skip.min(self.rest().len())).find_map(|(at, &byte)| {
            if byte == closing && depth == 0 {
                return Some(at);
            }
            match byte {
                b'(' if closing == b')' => depth += 1,
                b')' if closing == b')' => depth -= 1,
                _ => {}
            }
            None
        });
        if found.is_none() {
            self.unclosed.push(closing);
        }
        found
    }

    fn escape(&mut self) {
        self.at += 1;
        if self.byte(self.at) == b'\n' {
            self.at += 1;
        } else {
            self.take(1);
        }
    }

    fn single_quoted(&mut self) {
        let Some(distance) = self.distance_to(b'\'', 1) else {
            return self.take(1);
        };
        self.word.get_or_insert_default();
        self.at += 1;
        self.take(distance - 1);
        self.at += 1;
    }

    fn double_quoted(&mut self) {
        if self.distance_to(b'"', 1).is_none() {
            return self.take(1);
        }
        self.word.get_or_insert_default();
        self.at += 1;
        while self.at < self.text.len() && self.byte(self.at) != b'"' {
            match self.byte(self.at) {
                b'\\' if b"\"\\$`\n".contains(&self.byte(self.at + 1)) => self.escape(),
                _ => self.plain(),
            }
        }
        self.at += 1;
    }

    fn here_document(&mut self) {
        self.end_word();
        self.at += 2;
        let skipped = self.rest().iter().take_while(|byte| b"-~ \t".contains(byte)).count();
        let quoted = self.rest()[skipped..]
            .iter()
            .take_while(|byte| !byte.is_ascii_whitespace() && !b";|&<>)".contains(byte))
            .count();
        let start = self.at + skipped;
        self.at = start + quoted;
        let delimiter = self.text[start..self.at].replace(['\'', '"', '\\'], "");
        if !delimiter.is_empty() {
            self.awaited.push(delimiter);
        }
    }

    fn end_line(&mut self) {
        self.end_command();
        self.at += 1;
        for delimiter in std::mem::take(&mut self.awaited) {
            let start = self.at;
            let mut end = self.text.len();
            while self.at < self.text.len() {
                let line_end = memchr(b'\n', self.rest()).map_or(self.text.len(), |length| self.at + length + 1);
                let line_start = std::mem::replace(&mut self.at, line_end);
                if self.text[line_start..line_end].trim() == delimiter {
                    end = line_start;
                    break;
                }
            }
            self.script.documents.push(start..end);
        }
    }

    fn end_word(&mut self) {
        let Some(Partial { bytes, places, expands }) = self.word.take() else {
            return;
        };
        if let Ok(text) = String::from_utf8(bytes) {
            self.command.push(Word { text, expands, places });
        }
    }

    fn end_command(&mut self) {
        self.end_word();
        if !self.command.is_empty() {
            self.script.commands.push(std::mem::take(&mut self.command));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commands(text: &str) -> Vec<Vec<String>> {
        read(text).commands.into_iter().map(|words| words.into_iter().map(|word| word.text).collect()).collect()
    }

    #[test]
    fn words_and_commands() {
        let cases: &[(&str, &[&[&str]])] = &[
            ("a b; c && d | e", &[&["a", "b"], &["c"], &["d"], &["e"]]),
            ("a 'b c' \"d \\\" e\" f\\ g", &[&["a", "b c", "d \" e", "f g"]]),
            ("a \\\n  b # rest\nc", &[&["a", "b"], &["c"]]),
            ("a $(b \"c d\" $(e)) f", &[&["a", "$(b \"c d\" $(e))", "f"]]),
            ("a > b 2>&1", &[&["a", "b", "2", "1"]]),
            ("it's", &[&["it's"]]),
            ("a \"b", &[&["a", "\"b"]]),
            ("x=''", &[&["x="]]),
            ("(a)", &[&["a"]]),
            ("ñ é", &[&["ñ", "é"]]),
            ("", &[]),
        ];
        for (script, expected) in cases {
            let expected: Vec<Vec<String>> =
                expected.iter().map(|words| words.iter().map(|&w| w.to_owned()).collect()).collect();
            assert_eq!(commands(script), expected, "{script}");
        }
    }

    #[test]
    fn bytes_keep_their_places() {
        let script = "x --password='se cret'\"s\"";
        let word = &read(script).commands[0][1];
        let at = word.text.find("se cret").map(|at| word.place(at..at + 7));
        assert_eq!(at.map(|range| &script[range]), Some("se cret"));
    }

    #[test]
    fn expansions_are_known() {
        for (script, expands) in [
            ("$x", true),
            ("'$x'", false),
            ("\"${x}\"", true),
            ("`x`", true),
            ("\\$x", false),
            ("a$", false),
            ("5$", false),
        ] {
            assert_eq!(read(script).commands[0][0].expands, expands, "{script}");
        }
    }

    #[test]
    fn here_documents_are_set_apart() {
        let script = "cat <<'EOF' > f\npassword=x\nEOF\nnext";
        let read = read(script);
        assert_eq!(&script[read.documents[0].clone()], "password=x\n");
        assert_eq!(read.commands.len(), 2);
    }
}
