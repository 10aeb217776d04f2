//! The parser's errors in words that say what is wrong and what was expected.

use granit_parser::{ErrorKind, ScanError};

use super::tree::SyntaxError;
use crate::source::Span;

/// An alias whose anchor does not exist.
pub(super) fn undefined_alias(name: &str, at: Span) -> SyntaxError {
    SyntaxError::new(at, format!("alias `*{name}` has no anchor `&{name}` before it in this document"))
        .with_help("anchors do not reach over `---`; define it above, in the same document")
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
    let at = source.floor_char_boundary(error.marker().byte_offset().unwrap_or(0));
    let span = token(source, at, base);
    let (message, help) = words(error.kind(), source, at);
    let mut described = SyntaxError::new(span, message.unwrap_or_else(|| error.info()));
    described.help = help.map(str::to_owned);
    if matches!(error.kind(), ErrorKind::UnclosedQuotedScalar | ErrorKind::InvalidQuotedScalarIndent)
        && let Some(quote) = opening_quote(source, at)
    {
        described.related =
            Some((Span::new(base + quote as u32, base + quote as u32 + 1), "the quote opens here".to_owned()));
    }
    described
}

fn words(kind: &ErrorKind, source: &str, at: usize) -> (Option<String>, Option<&'static str>) {
    let fixed = |message: &str, help| (Some(message.to_owned()), Some(help));
    match kind {
        ErrorKind::MappingValueNotAllowed => fixed(
            "a `:` cannot start a value here: this line belongs to the value above it",
            "indent this key like its siblings, or quote the text above if the `:` is part of it",
        ),
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
            (Some(expected_key(source, at)), Some("keys of one map start in the same column and end with `: `"))
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

fn expected_key(source: &str, at: usize) -> String {
    let line = source[at..].lines().next().unwrap_or_default().trim_end();
    if line.is_empty() {
        "expected a key of the map above".to_owned()
    } else {
        format!("expected a key of the map above, found `{}`", shortened(line))
    }
}

fn shortened(line: &str) -> String {
    match line.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}

/// The word that stands at `at`, so that something visible is underlined.
fn token(source: &str, at: usize, base: u32) -> Span {
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
