//! The parts of a page: as much of Markdown as the pages of rules are written in.

/// A part of a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Block<'a> {
    /// The heading of the page.
    Title(&'a str),
    /// The heading of a section.
    Heading(&'a str),
    /// Prose on one line, however long.
    Paragraph(String),
    List(Vec<Item<'a>>),
    Example {
        /// What stands behind the fence: `yaml title="app.yaml"`.
        info: &'a str,
        lines: Vec<&'a str>,
    },
    /// Rows of cells, that of the column headings first.
    Table(Vec<Vec<String>>),
}

/// An item of a list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Item<'a> {
    /// Columns before the marker.
    pub(super) indent: usize,
    /// `-`, `*`, or a number with its full stop.
    pub(super) marker: &'a str,
    /// Prose on one line, however long.
    pub(super) text: String,
}

/// The parts of a page in order.
pub(super) fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut reader = Reader::default();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        match line.strip_prefix(FENCE) {
            Some(info) => {
                let lines = lines.by_ref().take_while(|line| !line.starts_with(FENCE)).collect();
                reader.blocks.push(Block::Example { info, lines });
            }
            None => reader.take(line),
        }
    }
    reader.blocks
}

const FENCE: &str = "```";

/// A page as far as it is read.
#[derive(Default)]
struct Reader<'a> {
    blocks: Vec<Block<'a>>,
    /// Whether the line before was not blank, so that prose goes on.
    goes_on: bool,
}

impl<'a> Reader<'a> {
    /// Takes in a line that is of no example.
    fn take(&mut self, line: &'a str) {
        let goes_on = std::mem::replace(&mut self.goes_on, !line.trim().is_empty());
        let is_indented = line.starts_with(' ');
        match (Content::of(line), self.blocks.last_mut()) {
            (Content::Nothing, _) => {}
            (Content::Title(text), _) => self.blocks.push(Block::Title(text)),
            (Content::Heading(text), _) => self.blocks.push(Block::Heading(text)),
            (Content::Row(cells), Some(Block::Table(rows))) if goes_on => rows.push(cells),
            (Content::Row(cells), _) => self.blocks.push(Block::Table(vec![cells])),
            (Content::RowOfDashes, _) => {}
            (Content::Item(item), Some(Block::List(items))) => items.push(item),
            (Content::Item(item), _) => self.blocks.push(Block::List(vec![item])),
            (Content::Prose(more), Some(Block::Paragraph(text))) if goes_on => join(text, more),
            (Content::Prose(more), Some(Block::List(items))) if goes_on || is_indented => {
                items.iter_mut().last().into_iter().for_each(|item| join(&mut item.text, more));
            }
            (Content::Prose(text), _) => self.blocks.push(Block::Paragraph(text.to_owned())),
        }
    }
}

fn join(text: &mut String, more: &str) {
    text.push(' ');
    text.push_str(more);
}

/// What a line is, by itself.
enum Content<'a> {
    Nothing,
    Title(&'a str),
    Heading(&'a str),
    Row(Vec<String>),
    /// What parts the headings of a table from its rows.
    RowOfDashes,
    Item(Item<'a>),
    Prose(&'a str),
}

impl<'a> Content<'a> {
    fn of(line: &'a str) -> Self {
        let text = line.trim();
        if let Some(title) = line.strip_prefix("# ") {
            Self::Title(title.trim())
        } else if line.starts_with("##") {
            Self::Heading(line.trim_start_matches('#').trim())
        } else if let Some(row) = text.strip_prefix('|') {
            let is_dashes = row.chars().all(|character| matches!(character, '|' | '-' | ':' | ' '));
            if is_dashes { Self::RowOfDashes } else { Self::Row(cells(row)) }
        } else if let Some((marker, item)) = text.split_once(' ').filter(|(marker, _)| is_marker(marker)) {
            let indent = line.len() - line.trim_start().len();
            Self::Item(Item { indent, marker, text: item.trim_start().to_owned() })
        } else if text.is_empty() {
            Self::Nothing
        } else {
            Self::Prose(text)
        }
    }
}

fn is_marker(word: &str) -> bool {
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    matches!(word, "-" | "*") || word.strip_suffix('.').is_some_and(is_number)
}

/// The cells of a row without its first bar. A bar behind a backslash is text.
fn cells(row: &str) -> Vec<String> {
    let row = row.strip_suffix('|').unwrap_or(row);
    let mut cells: Vec<String> = Vec::new();
    for part in row.split('|') {
        match cells.last_mut().and_then(|cell| cell.strip_suffix('\\').map(str::len).map(|length| (cell, length))) {
            Some((cell, length)) => {
                cell.truncate(length);
                cell.push('|');
                cell.push_str(part);
            }
            None => cells.push(part.to_owned()),
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_goes_on_until_a_blank_line() {
        let item = |indent, marker, text: &str| Item { indent, marker, text: text.into() };
        assert_eq!(
            blocks("# id\n\nOne\ntwo.\n- first\n  line\n  - inner\n\n  more\n2. second\n\nThe end.\n"),
            [
                Block::Title("id"),
                Block::Paragraph("One two.".into()),
                Block::List(vec![item(0, "-", "first line"), item(2, "-", "inner more"), item(0, "2.", "second"),]),
                Block::Paragraph("The end.".into()),
            ]
        );
    }

    #[test]
    fn tables_and_examples() {
        assert_eq!(
            blocks(
                "## Options\n| name | meaning |\n|---|:--|\n| `a\\|b` | 1 |\n```yaml title=\"x\"\n# a\n\n| b\n```\n"
            ),
            [
                Block::Heading("Options"),
                Block::Table(vec![vec!["name".into(), "meaning".into()], vec!["`a|b`".into(), "1".into()],]),
                Block::Example { info: "yaml title=\"x\"", lines: vec!["# a", "", "| b"] },
            ]
        );
    }
}
