//! The search for placeholders, from one telling byte to the next.

use std::ops::Range;

use super::{Placeholder, PlaceholderKind};

/// Bytes within which a placeholder must end; keeps the search linear.
const LONGEST: usize = 1024;
/// Bytes that part a text; an ambiguous form must fill what stands between them.
const DELIMITERS: &[u8] = b"/:@=,.;&?-_\"'`";
/// Words in capitals that ask for something else in their place.
const TELLING_NAMES: [&str; 8] = ["PLACEHOLDER", "CHANGEME", "REPLACEME", "REPLACED", "YOUR", "TODO", "FIXME", "TBD"];
/// Words that do so with one of [`TELLING_OBJECTS`] behind: `REPLACE_ME`.
const TELLING_VERBS: [&str; 7] = ["REPLACE", "CHANGE", "FILL", "INSERT", "ENTER", "EDIT", "SET"];
const TELLING_OBJECTS: [&str; 7] = ["ME", "THIS", "IT", "HERE", "WITH", "BY", "VALUE"];

/// Texts that are placeholders by how they begin and end.
pub(super) fn whole(text: &str) -> Option<Placeholder> {
    let trimmed = text.trim();
    let start = text.len() - text.trim_start().len();
    let kind = if is_encrypted(trimmed) {
        PlaceholderKind::Encrypted
    } else if is_reference(trimmed) {
        PlaceholderKind::Reference
    } else {
        return None;
    };
    Some(Placeholder { kind, range: start..start + trimmed.len() })
}

fn is_encrypted(text: &str) -> bool {
    let starts = ["$ANSIBLE_VAULT;", "-----BEGIN AGE ENCRYPTED FILE-----", "-----BEGIN PGP MESSAGE-----"];
    text.starts_with("ENC[") && text.ends_with(']') || starts.iter().any(|start| text.starts_with(start))
}

fn is_reference(text: &str) -> bool {
    if text.contains(char::is_whitespace) {
        return false;
    }
    text.starts_with("ref+") && text.contains("://")
        || text.starts_with("op://")
        || text.starts_with("vault:") && text.contains('#')
        || text.starts_with("<path:") && text.ends_with('>')
}

/// The first placeholder that stands anywhere in the text.
pub(super) fn first(text: &str) -> Option<Placeholder> {
    let scan = Scan::of(text);
    let mut at = 0;
    while at < scan.bytes.len() {
        // What these pairs stand for is a plain dollar.
        if scan.rest(at).starts_with(b"$$") || scan.rest(at).starts_with(b"\\$") {
            at += 2;
            continue;
        }
        if let Some((kind, end)) = scan.at(at) {
            return Some(Placeholder { kind, range: at..end });
        }
        at += 1;
    }
    None
}

struct Scan<'t> {
    bytes: &'t [u8],
    /// The text without white space around it.
    trimmed: Range<usize>,
    has_space: bool,
    has_markup: bool,
}

impl<'t> Scan<'t> {
    fn of(text: &'t str) -> Self {
        let start = text.len() - text.trim_start().len();
        let trimmed = text.trim();
        Self {
            bytes: text.as_bytes(),
            trimmed: start..start + trimmed.len(),
            has_space: trimmed.contains(char::is_whitespace),
            has_markup: text.contains("</") || text.contains("/>"),
        }
    }

    /// The placeholder that begins at a byte, with its end.
    fn at(&self, at: usize) -> Option<(PlaceholderKind, usize)> {
        match self.bytes[at] {
            b'$' => self.dollar(at),
            b'{' => self.template(at).map(|end| (PlaceholderKind::Template, end)),
            b'[' => self.double(at, b"[[", b"]]").map(|end| (PlaceholderKind::Template, end)),
            b'(' => self.double(at, b"((", b"))").map(|end| (PlaceholderKind::Token, end)),
            b'%' => self.enclosed(at, b"%%", b"%%", is_name).map(|end| (PlaceholderKind::Token, end)),
            b'@' => self.word(at, b"@", b"@", is_name).map(|end| (PlaceholderKind::Token, end)),
            b'_' => self.word(at, b"__", b"__", is_capital).map(|end| (PlaceholderKind::Token, end)),
            b'#' => self.hash(at).map(|end| (PlaceholderKind::Token, end)),
            b'<' => self.blank(at).map(|end| (PlaceholderKind::Blank, end)),
            b'A'..=b'Z' => self.capitals(at).map(|end| (PlaceholderKind::Name, end)),
            _ => None,
        }
    }

    fn rest(&self, at: usize) -> &'t [u8] {
        let end = self.bytes.len().min(at.saturating_add(LONGEST));
        self.bytes.get(at..end).unwrap_or_default()
    }

    fn before(&self, at: usize) -> Option<u8> {
        at.checked_sub(1).map(|before| self.bytes[before])
    }

    /// Whether a range is all of the text, or all between two delimiters of a text without white space.
    fn fills_part(&self, range: Range<usize>) -> bool {
        let is_delimiter = |byte: Option<u8>| byte.is_none_or(|byte| DELIMITERS.contains(&byte));
        range == self.trimmed
            || !self.has_space
                && is_delimiter(self.before(range.start))
                && is_delimiter(self.bytes.get(range.end).copied())
    }

    /// `${…}`, `${{…}}`, `$(…)`, `$X`.
    fn dollar(&self, at: usize) -> Option<(PlaceholderKind, usize)> {
        let rest = self.rest(at);
        let end = match rest.get(1)? {
            b'{' if rest.get(2) == Some(&b'{') => find_bytes(rest, b"}}").map(|end| at + end + 2),
            b'{' => closing_brace(rest).map(|length| at + length),
            b'(' => {
                let end = self.enclosed(at, b"$(", b")", is_name)?;
                return Some((PlaceholderKind::Expansion, end));
            }
            _ => self.bare_variable(at),
        };
        Some((PlaceholderKind::Variable, end?))
    }

    /// `$name` as the whole text, `$NAME` anywhere between words: hashes have neither.
    fn bare_variable(&self, at: usize) -> Option<usize> {
        let rest = self.rest(at);
        let length = 1 + run(&rest[1..], |byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let name = &rest[1..length];
        let end = at + length;
        if !name.first().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_') {
            return None;
        }
        let is_capital = name.len() > 1 && !name.iter().any(u8::is_ascii_lowercase);
        let stands_alone = self.before(at).is_none_or(|byte| !byte.is_ascii_alphanumeric());
        let is_whole = (at..end) == self.trimmed;
        (is_whole || is_capital && stands_alone && self.bytes.get(end) != Some(&b'$')).then_some(end)
    }

    /// `{{…}}`, `{%…%}`.
    fn template(&self, at: usize) -> Option<usize> {
        let rest = self.rest(at);
        let close: &[u8] = match rest.get(1)? {
            b'{' => b"}}",
            b'%' => b"%}",
            _ => return None,
        };
        let end = find_bytes(rest.get(2..)?, close).filter(|length| *length > 0)?;
        Some(at + 2 + end + 2)
    }

    /// `[[ x ]]` or `((x))` around a name, with a part of the text to itself.
    fn double(&self, at: usize, open: &[u8], close: &[u8]) -> Option<usize> {
        let rest = self.rest(at).strip_prefix(open)?;
        let length = find_bytes(rest, close)?;
        let name = rest[..length].trim_ascii();
        let end = at + open.len() + length + close.len();
        let is_named = name.first().is_some_and(u8::is_ascii_alphabetic)
            && name.iter().all(|byte| is_name(*byte) || *byte == b'/');
        (is_named && self.fills_part(at..end)).then_some(end)
    }

    /// A name between two marks, wherever it stands.
    fn enclosed(&self, at: usize, open: &[u8], close: &[u8], is_inner: fn(u8) -> bool) -> Option<usize> {
        let rest = self.rest(at).strip_prefix(open)?;
        let length = find_bytes(rest, close)?;
        let name = &rest[..length];
        let is_named =
            name.first().is_some_and(|first| !first.is_ascii_digit()) && name.iter().all(|byte| is_inner(*byte));
        is_named.then_some(at + open.len() + length + close.len())
    }

    /// A name between two marks that no word goes on around.
    fn word(&self, at: usize, open: &[u8], close: &[u8], is_inner: fn(u8) -> bool) -> Option<usize> {
        let end = self.enclosed(at, open, close, is_inner)?;
        let is_word =
            |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte > 127);
        (!is_word(self.before(at)) && !is_word(self.bytes.get(end).copied())).then_some(end)
    }

    /// `#{X}`, `#{X}#`.
    fn hash(&self, at: usize) -> Option<usize> {
        let end = self.enclosed(at, b"#{", b"}", is_name)?;
        Some(end + usize::from(self.bytes.get(end) == Some(&b'#')))
    }

    /// `<words>`; with spaces inside only as the whole text.
    fn blank(&self, at: usize) -> Option<usize> {
        let rest = self.rest(at).strip_prefix(b"<")?;
        let length = run(rest, |byte| is_name(byte) || byte == b' ');
        let end = at + 1 + length + 1;
        let is_closed = rest.get(length) == Some(&b'>') && rest.first().is_some_and(u8::is_ascii_alphabetic);
        (is_closed && !self.has_markup && self.fills_part(at..end)).then_some(end)
    }

    /// `REPLACE_ME`, `YOUR-TOKEN`.
    fn capitals(&self, at: usize) -> Option<usize> {
        // Cheaper than to look at each capital of a long text.
        if self.before(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
            return None;
        }
        let rest = self.rest(at);
        let length = run(rest, |byte| is_capital(byte) || byte == b'-');
        let name = std::str::from_utf8(&rest[..length]).ok()?;
        (says_replace(name) && self.fills_part(at..at + length)).then_some(at + length)
    }
}

/// Whether a name in capitals tells its reader to put something else there.
fn says_replace(name: &str) -> bool {
    let words: Vec<&str> = name.split(['_', '-']).collect();
    words.iter().any(|word| TELLING_NAMES.contains(word))
        || words.windows(2).any(|pair| TELLING_VERBS.contains(&pair[0]) && TELLING_OBJECTS.contains(&pair[1]))
}

/// Bytes up to and with the brace that closes the one at the second byte of `${NAME…}`.
fn closing_brace(rest: &[u8]) -> Option<usize> {
    if !rest.get(2).is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_') {
        return None;
    }
    let mut depth = 0_usize;
    for (index, byte) in rest.iter().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return Some(index + 1),
            b'}' => depth = depth.saturating_sub(1),
            b'\n' => return None,
            _ => {}
        }
    }
    None
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-')
}

fn is_capital(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_'
}

fn run(bytes: &[u8], accepts: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| !accepts(*byte)).unwrap_or(bytes.len())
}

fn find_bytes(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, wanted)
}
