//! Examples: what is reported on a line stands out, and the marks that make tests of them read as comments.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::diagnostic::Severity;
use crate::reporter::style::{self, Paint};

/// Draws the lines of an example whose fence bears `info`.
pub(super) fn draw(info: &str, lines: &[&str], paint: Paint) -> String {
    let mut out = String::new();
    for note in notes(info) {
        line(&mut out, &paint.with(style::FAINT, &note));
    }
    for code in lines {
        let marked = MARK.replace_all(code, comment);
        match severity(code) {
            Some(severity) => {
                let text = marked.trim_start();
                let indent = &marked[..marked.len() - text.len()];
                line(&mut out, &format!("{indent}{}", paint.with(style::of(severity), text)));
            }
            None => line(&mut out, &marked),
        }
    }
    out
}

/// As `tests/rules.rs` reads them: `# error`, `# warning(+1)`, `# info [part of the message]`.
static MARK: LazyLock<Regex> = LazyLock::new(mark);

#[expect(clippy::unwrap_used, reason = "the pattern is a literal that a test compiles")]
fn mark() -> Regex {
    Regex::new(r"#\s*(error|warning|info)(?:\(([+-]\d+)\))?(?:\s+\[((?:[^\]`]|`[^`]*`)*)\])?(\s|$)").unwrap()
}

fn line(out: &mut String, text: &str) {
    if !text.is_empty() {
        out.push_str("    ");
        out.push_str(text);
    }
    out.push('\n');
}

/// What the fence says about the example, as comments: the file that it is, the options that it is checked with.
fn notes(info: &str) -> Vec<String> {
    let title = info.split_once("title=\"").and_then(|(_, rest)| rest.split_once('"')).map(|(title, _)| title);
    let options = info.split_once("options=").and_then(|(_, rest)| Some(&rest[..=rest.rfind('}')?]));
    let title = title.map(|title| format!("# {title}"));
    let options = options.map(|options| format!("# with the options {options}"));
    title.into_iter().chain(options).collect()
}

/// A mark as a comment that says what is reported, and where when it is on another line.
fn comment(mark: &Captures<'_>) -> String {
    let part = |group| mark.get(group).map_or("", |found| found.as_str());
    let lines = match part(2).split_at_checked(1) {
        Some(("+", lines)) => format!(", {lines} down"),
        Some((_, lines)) => format!(", {lines} up"),
        None => String::new(),
    };
    let message = if part(3).is_empty() { String::new() } else { format!(": {}", part(3)) };
    format!("# {}{lines}{message}{}", part(1), part(4))
}

/// The severity of what is reported on a line.
fn severity(code: &str) -> Option<Severity> {
    let found = MARK.captures(code)?;
    let all = [Severity::Error, Severity::Warning, Severity::Info];
    all.into_iter().find(|severity| severity.as_str() == &found[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_comments() {
        let lines = ["a: 1  # error [is `]`]", "", "b: |  # info(+2) # warning", "  # an errand"];
        assert_eq!(
            draw("yaml", &lines, Paint { colour: false }),
            "    a: 1  # error: is `]`\n\n    b: |  # info, 2 down # warning\n      # an errand\n"
        );
        assert_eq!(draw("yaml", &["  - a  # error"], Paint { colour: true }), "      \x1b[31m- a  # error\x1b[0m\n");
    }

    #[test]
    fn fences_say_what_an_example_is() {
        assert_eq!(
            notes("yaml options={\"a\": 1} title=\"app.yaml\""),
            ["# app.yaml", "# with the options {\"a\": 1}"]
        );
        assert!(notes("yaml").is_empty());
    }
}
