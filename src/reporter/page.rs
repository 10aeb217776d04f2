//! A rule's page for a terminal.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use crate::rule::{Area, Rule};

const HEADING: Style = AnsiColor::Green.on_default().bold();
const CODE: Style = AnsiColor::Cyan.on_default();
const MARK: Style = AnsiColor::Red.on_default();

/// The facts of a rule, and its page: headings and code stand out, prose is filled to the width.
pub fn page(area: &Area, rule: &Rule, colour: bool, width: usize) -> String {
    let pen = Pen { colour, width };
    let mut out = String::new();
    pen.facts(&mut out, area, rule);
    let mut paragraph = String::new();
    let mut in_code = false;
    // The first line is the id once more.
    for line in rule.docs.lines().skip(1) {
        let starts_block = in_code || line.is_empty() || line.starts_with(['#', '`', '|', '-', ' ', '*']);
        if starts_block {
            pen.paragraph(&mut out, &mut paragraph);
        }
        match line {
            fence if fence.starts_with("```") => in_code = !in_code,
            code if in_code => pen.code(&mut out, code),
            heading if heading.starts_with("## ") => pen.line(&mut out, HEADING, &heading[3..]),
            "" => out.push('\n'),
            row if row.starts_with('|') => pen.line(&mut out, Style::new(), row),
            prose => {
                if !paragraph.is_empty() {
                    paragraph.push(' ');
                }
                paragraph.push_str(prose);
            }
        }
    }
    pen.paragraph(&mut out, &mut paragraph);
    out
}

struct Pen {
    colour: bool,
    width: usize,
}

impl Pen {
    fn facts(&self, out: &mut String, area: &Area, rule: &Rule) {
        self.line(out, HEADING, rule.id);
        let _ = writeln!(out, "{}\n", rule.summary);
        let profiles = rule.profile_names().join(", ");
        let _ = writeln!(
            out,
            "{} · {} · area {} · profiles {profiles}",
            rule.severity.as_str(),
            rule.layer.as_str(),
            area.id
        );
        for (tool, names) in rule.equivalents.by_tool().iter().filter(|(_, names)| !names.is_empty()) {
            let _ = writeln!(out, "same as {tool}: {}", names.join(", "));
        }
    }

    fn line(&self, out: &mut String, style: Style, text: &str) {
        let _ = if self.colour { writeln!(out, "{style}{text}{style:#}") } else { writeln!(out, "{text}") };
    }

    fn code(&self, out: &mut String, line: &str) {
        let marked = ["# error", "# warning", "# info"].iter().any(|mark| line.contains(mark));
        let style = if marked { MARK } else { CODE };
        if line.is_empty() {
            out.push('\n');
        } else {
            self.line(out, style, &format!("    {line}"));
        }
    }

    /// Prose, filled; continued lines of an item are indented under it.
    fn paragraph(&self, out: &mut String, text: &mut String) {
        let indent = if text.starts_with("- ") { "  " } else { "" };
        let mut column = 0;
        for word in text.split_whitespace() {
            let length = word.chars().count();
            if column > 0 && column + 1 + length > self.width {
                let _ = write!(out, "\n{indent}");
                column = indent.len();
            } else if column > 0 {
                out.push(' ');
                column += 1;
            }
            out.push_str(word);
            column += length;
        }
        if column > 0 {
            out.push('\n');
        }
        text.clear();
    }
}
