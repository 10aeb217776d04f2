//! The parser's errors in words that say what is wrong and what was expected.

use granit_parser::{ErrorKind, ScanError};

use super::tree::SyntaxError;
use crate::source::Span;

/// An alias whose anchor does not exist.
///
/// No message quotes the text: what is broken may be a password.
pub(super) fn undefined_alias(at: Span) -> SyntaxError {
    SyntaxError::new(at, "this alias has no anchor before it in this document")
        .with_help("define the anchor above, in the same document, or quote the text if it is no alias")
}

/// A tab where YAML takes only spaces.
pub(super) fn tab(at: Span) -> SyntaxError {
    SyntaxError::new(at, "a tab cannot indent YAML").with_help("indent with spaces")
}

/// Something else than a comment on the line of `---`.
pub(super) fn content_on_separator(at: Span) -> SyntaxError {
    SyntaxError::new(at, "only a comment may follow `---` on its line: clients refuse the separator")
        .with_help("move this to the next line")
}

/// An error of the parser; `source` is the document's text, which starts at byte `base` of the file.
pub(super) fn describe(error: &ScanError, source: &str, base: u32) -> SyntaxError {
    let at = error.marker().byte_offset().unwrap_or(0).min(source.len());
    let stopped = token(source, at, base);
    let place = |at: usize| Span::new(base + at as u32, base + at as u32 + 1);
    if is_in_brackets(error.kind())
        && let Some(open) = open_bracket(source, at)
    {
        return unclosed(source, open, place(open)).with_related(stopped, "reading stopped here");
    }
    if is_behind_no_key(error.kind())
        && let Some(colon) = tight_colon(source, at).or_else(|| tight_colon(source, next_line(source, at)))
    {
        return SyntaxError::new(place(colon), "a space is missing behind this `:`, so it makes no key")
            .with_help("write `key: value`, or quote the text if the `:` is part of it")
            .with_related(stopped, "reading stopped here");
    }
    let (message, help) = words(error.kind());
    let span = leading_tab(error.kind(), source, at).map_or(stopped, place);
    let mut described = SyntaxError::new(span, message.unwrap_or_else(|| error.info()));
    described.help = help.map(str::to_owned);
    if matches!(error.kind(), ErrorKind::UnclosedQuotedScalar | ErrorKind::InvalidQuotedScalarIndent)
        && let Some(quote) = opening_quote(source, at)
    {
        described.related = Some((place(quote), "the quote opens here".to_owned()));
    }
    described
}

/// Errors that only a list or map in brackets can have.
const fn is_in_brackets(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::InvalidColonPlacement
            | ErrorKind::BlockEntryInFlowCollection
            | ErrorKind::ExpectedFlowMappingSeparator
            | ErrorKind::ExpectedFlowSequenceSeparator
            | ErrorKind::UnexpectedEofFlowSequence
            | ErrorKind::UnexpectedEofFlowMapping
            | ErrorKind::UnexpectedEofImplicitFlowMapping
    )
}

/// Errors of a line that goes on with what was meant for a key.
const fn is_behind_no_key(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::MappingValueNotAllowed | ErrorKind::ExpectedBlockMappingKey | ErrorKind::CommentInterceptedScalar
    )
}

fn unclosed(source: &str, open: usize, place: Span) -> SyntaxError {
    let (open, close) = if source.as_bytes()[open] == b'[' { ('[', ']') } else { ('{', '}') };
    SyntaxError::new(place, format!("`{open}` is never closed: expected `,` or `{close}`"))
        .with_help("close it, or quote the text if it is no list or map")
}

/// The bracket before `at`, on an earlier line, that nothing behind it closes.
fn open_bracket(source: &str, at: usize) -> Option<usize> {
    let before = source.as_bytes().get(..at)?;
    let line = before.iter().rposition(|&byte| byte == b'\n')?;
    let mut closed = 0usize;
    before[..line].iter().enumerate().rev().find_map(|(at, byte)| {
        match byte {
            b']' | b'}' => closed += 1,
            b'[' | b'{' if closed == 0 => return Some(at),
            b'[' | b'{' => closed -= 1,
            _ => {}
        }
        None
    })
}

/// The `:` of `key:value`, which is no key, in the last line with content before that of `at`.
fn tight_colon(source: &str, at: usize) -> Option<usize> {
    let line_end = source.get(..at)?.rfind('\n')?;
    let before = source[..line_end].trim_end();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = &before[start..];
    let content = line.trim_start_matches([' ', '-']);
    let colon =
        content.find(|character: char| !(character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.')))?;
    let mut behind = content[colon..].chars();
    let is_tight = behind.next() == Some(':')
        && behind.next().is_some_and(|next| !next.is_whitespace() && !matches!(next, ':' | '/'));
    (is_tight && colon > 0).then(|| start + (line.len() - content.len()) + colon)
}

fn next_line(source: &str, at: usize) -> usize {
    source.get(at..).and_then(|rest| rest.find('\n')).map_or(source.len(), |offset| at + offset + 1)
}

/// The tab that an error about tabs is about: the first that indents the line.
fn leading_tab(kind: &ErrorKind, source: &str, at: usize) -> Option<usize> {
    let is_about_tabs =
        matches!(kind, ErrorKind::TabInIndentation | ErrorKind::TabInBlockIndentation | ErrorKind::TabNotAllowed);
    let start = source.get(..at)?.rfind('\n').map_or(0, |at| at + 1);
    let indent = source[start..].len() - source[start..].trim_start_matches([' ', '\t']).len();
    source[start..start + indent].find('\t').filter(|_| is_about_tabs).map(|tab| start + tab)
}

fn words(kind: &ErrorKind) -> (Option<String>, Option<&'static str>) {
    let fixed = |message: &str, help| (Some(message.to_owned()), Some(help));
    match kind {
        ErrorKind::MappingValueNotAllowed => fixed(
            "a `:` cannot start a value here: this line belongs to the value above it",
            "indent this key like its siblings, or quote the text above if the `:` is part of it",
        ),
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
            fixed("expected a key of the map above", "keys of one map start in the same column and end with `: `")
        }
        ErrorKind::ExpectedBlockSequenceEntry => fixed(
            "expected `- ` and an item of the list above",
            "items of one list start in the same column; keys of an item are indented below its `- `",
        ),
        ErrorKind::BlockSequenceEntryNotAllowed => fixed(
            "a list item cannot start here",
            "put the list on its own lines below its key, each item with `- ` in the same column",
        ),
        ErrorKind::TabInIndentation | ErrorKind::TabInBlockIndentation | ErrorKind::TabNotAllowed => {
            fixed("a tab cannot indent YAML", "indent with spaces")
        }
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => {
            fixed("the quoted text is never closed", "close the quote")
        }
        ErrorKind::InvalidQuotedScalarIndent => {
            fixed("the quoted text goes on with too little indentation", "indent its lines below the key")
        }
        ErrorKind::UnexpectedEofFlowSequence | ErrorKind::ExpectedFlowSequenceSeparator => {
            fixed("expected `,` or `]` in this list", "close the list with `]`")
        }
        ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping
        | ErrorKind::ExpectedFlowMappingSeparator => fixed("expected `,` or `}` in this map", "close the map with `}`"),
        ErrorKind::UnclosedFlowCollection { open } => {
            let close = if *open == '[' { ']' } else { '}' };
            (
                Some(format!("`{open}` is never closed: expected `,` or `{close}`")),
                Some("close it, or quote the text if it is no list or map"),
            )
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => (
            Some(format!("`{close}` cannot close `{open}`")),
            Some("brackets are closed in the order in which they were opened"),
        ),
        ErrorKind::MisplacedFlowCollectionEnd => {
            fixed("this bracket closes nothing", "remove it, or quote the text if it is no list or map")
        }
        ErrorKind::InvalidIndentation => fixed(
            "the line is indented less than the key above it asks for",
            "keys of one map start in the same column",
        ),
        ErrorKind::ExpectedWhitespace => {
            fixed("expected a blank here", "put a space behind `:`, `-`, `?` and in front of `#`")
        }
        ErrorKind::UnexpectedCharacter { character } => {
            (Some(format!("no value can start with `{character}`")), Some("quote the text"))
        }
        ErrorKind::RecursionLimitExceeded => {
            fixed("maps and lists nest more than 512 deep", "no Kubernetes object is nested like this")
        }
        ErrorKind::UnknownQuotedScalarEscape => {
            fixed("unknown escape in double quotes", "write `\\\\` for a backslash, or use single quotes")
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            fixed("text behind the closing quote", "quote the whole value, or escape the inner quotes")
        }
        _ => (None, None),
    }
}

/// The word that stands at `at`, so that something visible is underlined.
fn token(source: &str, at: usize, base: u32) -> Span {
    let at = (0..=at).rev().find(|&at| source.is_char_boundary(at)).unwrap_or(0);
    let rest = &source[at..];
    let length = match rest.chars().next() {
        Some(first) if first.is_alphanumeric() => rest
            .find(|character: char| !(character.is_alphanumeric() || matches!(character, '-' | '_' | '.')))
            .unwrap_or(rest.len()),
        Some(first) if !first.is_control() => first.len_utf8(),
        _ => 0,
    };
    Span::new(base + at as u32, base + (at + length) as u32)
}

/// The quote that opened the scalar which is still open at `at`.
fn opening_quote(source: &str, at: usize) -> Option<usize> {
    let before = source.get(..at)?;
    before.rfind(": \"").or_else(|| before.rfind(": '")).map(|found| found + 2)
}
