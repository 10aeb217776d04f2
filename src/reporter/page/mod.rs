//! A rule's page for a terminal: prose filled to the width, examples with their findings in colour.

mod block;
mod example;
mod table;
mod word;

use std::iter;

use self::block::{Block, Item};
use self::word::Line;
use super::style::{self, Paint};
use crate::rule::{Area, Rule};

/// The narrowest page; below that, filling does more harm than a terminal that wraps.
const NARROWEST: usize = 40;

/// The widest page: the eye loses longer lines of prose.
const WIDEST: usize = 100;

/// The facts of a rule, and its page.
pub fn page(area: &Area, rule: &Rule, colour: bool, width: usize) -> String {
    let pen = Pen { paint: Paint { colour }, width: width.clamp(NARROWEST, WIDEST) };
    // The title is the id once more.
    let blocks = block::blocks(rule.docs).into_iter().filter(|block| !matches!(block, Block::Title(_)));
    let parts: Vec<_> = iter::once(pen.facts(area, rule)).chain(blocks.map(|block| pen.block(&block))).collect();
    parts.join("\n")
}

#[derive(Debug, Clone, Copy)]
struct Pen {
    paint: Paint,
    width: usize,
}

impl Pen {
    fn facts(self, area: &Area, rule: &Rule) -> String {
        let profiles: Vec<_> = rule.profiles.iter().map(|profile| profile.as_str()).collect();
        let others = rule.equivalents.by_tool().into_iter().filter(|(_, names)| !names.is_empty());
        let others: Vec<_> = others.map(|(tool, names)| format!("{tool} {}", names.join(", "))).collect();
        let facts = [
            ("severity", format!("{} ({})", rule.severity.as_str(), rule.layer.as_str())),
            ("area", area.id.to_owned()),
            ("profiles", profiles.join(", ")),
            ("same as", others.join("; ")),
        ];
        let mut out = format!("{}{}\n", self.heading("# ", rule.id), self.hang("", rule.summary));
        for (name, fact) in facts.iter().filter(|(_, fact)| !fact.is_empty()) {
            out.push_str(&self.hang(&format!("{name:8}  "), fact));
        }
        out
    }

    fn block(self, block: &Block<'_>) -> String {
        match block {
            Block::Title(_) => String::new(),
            Block::Heading(text) => self.heading("## ", text),
            Block::Paragraph(text) => self.hang("", text),
            Block::List(items) => items.iter().map(|item| self.item(item)).collect(),
            Block::Example { info, lines } => example::draw(info, lines, self.paint),
            Block::Table(rows) => table::draw(rows, self.paint, self.width),
        }
    }

    /// A heading in its colour, or as it is marked in the page.
    fn heading(self, mark: &str, text: &str) -> String {
        if self.paint.colour {
            format!("{}\n", self.paint.with(style::HEADING, &text.replace('`', "")))
        } else {
            format!("{mark}{text}\n")
        }
    }

    fn item(self, item: &Item<'_>) -> String {
        self.hang(&format!("{}{} ", " ".repeat(item.indent), item.marker), &item.text)
    }

    /// Prose that begins behind `lead`; its further lines are indented as far.
    fn hang(self, lead: &str, prose: &str) -> String {
        let indent = lead.chars().count();
        let lines = word::fill(&word::words(prose, self.paint), self.width.saturating_sub(indent));
        let mut out = lead.to_owned();
        for (number, Line { drawn, .. }) in lines.iter().enumerate() {
            if number > 0 {
                out.push_str(&" ".repeat(indent));
            }
            out.push_str(drawn);
            out.push('\n');
        }
        out
    }
}
