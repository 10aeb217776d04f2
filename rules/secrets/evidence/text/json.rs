//! Strings in JSON, found by a scan that minds neither errors nor templates.

use super::{TextSecret, secret};

/// The credentials in the members of the objects of `text`.
///
/// In `{"name": "DB_PASSWORD", "value": "x"}` the name counts, as in `{"type": "password", "value": "x"}`.
pub(super) fn find(text: &str) -> Vec<TextSecret> {
    let mut found = Vec::new();
    let mut scan = Scan { text, at: 0 };
    let mut key: Option<Str> = None;
    let mut label: Option<String> = None;
    while let Some(token) = scan.next() {
        match token {
            Token::Brace => (key, label) = (None, None),
            Token::Str(string) if scan.colon_follows() => key = Some(string),
            Token::Str(string) => {
                let Some(key) = key.take() else { continue };
                if matches!(key.text.as_str(), "name" | "key" | "type" | "variable") {
                    label = Some(string.text);
                    continue;
                }
                let name =
                    label.as_deref().filter(|_| matches!(key.text.as_str(), "value" | "val")).unwrap_or(&key.text);
                found.extend(in_string(name, &string));
            }
            Token::Plain(start, end) => {
                found.extend(key.take().and_then(|key| secret(&key.text, &text[start..end], start)));
            }
        }
    }
    found
}

fn in_string(name: &str, string: &Str) -> Option<TextSecret> {
    let found = secret(name, &string.text, 0)?;
    Some(TextSecret { verdict: found.verdict.mapped(|range| string.place(range)), ..found })
}

enum Token {
    /// An opening or closing brace: names do not reach over it.
    Brace,
    Str(Str),
    /// A number or a word, from byte to byte.
    Plain(usize, usize),
}

/// A string with its escapes resolved.
struct Str {
    text: String,
    /// Byte after the opening quote.
    start: usize,
    /// The byte, counted from `start`, of each byte of `text` and of its end; empty when nothing is escaped.
    places: Vec<usize>,
}

impl Str {
    fn place(&self, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
        let at = |byte: usize| self.start + self.places.get(byte).copied().unwrap_or(byte);
        at(range.start)..at(range.end)
    }
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
}

impl Scan<'_> {
    fn next(&mut self) -> Option<Token> {
        let bytes = self.text.as_bytes();
        loop {
            let byte = *bytes.get(self.at)?;
            self.at += 1;
            match byte {
                b'{' | b'}' => return Some(Token::Brace),
                b'"' => return Some(Token::Str(self.string())),
                b'0'..=b'9' | b'-' | b'a'..=b'z' => {
                    let start = self.at - 1;
                    let rest = bytes[self.at..].iter();
                    self.at += rest.take_while(|b| b.is_ascii_alphanumeric() || b".+-_".contains(b)).count();
                    return Some(Token::Plain(start, self.at));
                }
                _ => {}
            }
        }
    }

    /// The string whose opening quote was just read; without a closing one it ends with its line.
    fn string(&mut self) -> Str {
        let start = self.at;
        let mut text = String::new();
        let mut places = Vec::new();
        let mut escaped = false;
        while let Some(c) = self.text[self.at..].chars().next().filter(|c| *c != '"' && *c != '\n') {
            let from = self.at - start;
            let (meaning, length) = if c == '\\' { self.escape() } else { (c, c.len_utf8()) };
            escaped |= c == '\\';
            text.push(meaning);
            places.extend(std::iter::repeat_n(from, meaning.len_utf8()));
            self.at += length;
        }
        places.push(self.at - start);
        self.at += 1;
        Str { text, start, places: if escaped { places } else { Vec::new() } }
    }

    /// What the escape that starts here means, and its length.
    fn escape(&self) -> (char, usize) {
        let rest = &self.text[self.at + 1..];
        match rest.chars().next() {
            Some('n') => ('\n', 2),
            Some('t') => ('\t', 2),
            Some('r') => ('\r', 2),
            Some('u') => {
                let code = rest.get(1..5).and_then(|digits| u32::from_str_radix(digits, 16).ok());
                code.map_or(('u', 2), |code| (char::from_u32(code).unwrap_or('\u{fffd}'), 6))
            }
            Some(other) => (other, 1 + other.len_utf8()),
            None => ('\\', 1),
        }
    }

    fn colon_follows(&self) -> bool {
        self.text.as_bytes()[self.at.min(self.text.len())..].iter().find(|byte| !byte.is_ascii_whitespace())
            == Some(&b':')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, &str)> {
        find(text).into_iter().map(|secret| (secret.name, &text[secret.verdict.range])).collect()
    }

    #[test]
    fn members_of_objects() {
        for (text, name, value) in [
            (r#"{"db": {"password": "Zk4Qm9"}}"#, "password", "Zk4Qm9"),
            (r#"{"password" : "Zk\"4\u00f1Qm9", "x": 1}"#, "password", r#"Zk\"4\u00f1Qm9"#),
            (r#"{"password": 86753090}"#, "password", "86753090"),
            (r#"[{"name": "DB_PASSWORD", "value": "Zk4Qm9"}]"#, "DB_PASSWORD", "Zk4Qm9"),
            (r#"{"credentials": [{"type": "password", "value": "Zk4Qm9"}]}"#, "password", "Zk4Qm9"),
            (r#"{"apiKey": "Zk4Qm9LrT2vXwB7n", {{ broken"#, "apiKey", "Zk4Qm9LrT2vXwB7n"),
            (r#"{"auths":{"r.example":{"auth":"c2hvcDpaazRRbTlMcg=="}}}"#, "auth", "c2hvcDpaazRRbTlMcg=="),
        ] {
            assert_eq!(found(text), [(name.to_owned(), value)], "{text}");
        }
    }

    #[test]
    fn none() {
        for text in [
            r#"{"password": ""}"#,
            r#"{"password": null, "token": true}"#,
            r#"{"password": {"type": "string"}}"#,
            r#"{"secret": "**********"}"#,
            r#"{"passwordFile": "/run/pw"}"#,
            r#"["password", "Zk4Qm9"]"#,
            r#"{"token": "$token"}"#,
            r#"{"password": "{{ .Values.x }}"}"#,
            r#"{"secretName": "db"}"#,
            r#"{"password": "#,
            r#"{"password": "\"#,
            r#"{"label": "Password", "password": "Password"}"#,
            "",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
