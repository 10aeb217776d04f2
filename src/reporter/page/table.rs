//! Tables: columns side by side, long cells filled into lines of their own.

use std::iter;

use super::word::{self, Line, Word};
use crate::reporter::style::{self, Paint};

/// Between two columns.
const GAP: &str = "  ";

/// Columns of the terminal that a column of the table has at least, unless its cells need less.
const NARROWEST: usize = 8;

/// Draws `rows`, that of the headings first, so that lines take at most `width` columns.
pub(super) fn draw(rows: &[Vec<String>], paint: Paint, width: usize) -> String {
    let cells: Vec<Vec<Vec<Word>>> =
        rows.iter().map(|row| row.iter().map(|cell| word::words(cell, paint)).collect()).collect();
    let widths = widths(&cells, width);
    let mut out = String::new();
    for (number, row) in cells.iter().enumerate() {
        draw_row(row, &widths, &mut out);
        if number == 0 {
            let rules: Vec<_> = widths.iter().map(|width| "─".repeat(*width)).collect();
            out.push_str(&paint.with(style::FAINT, &rules.join(GAP)));
            out.push('\n');
        }
    }
    out
}

/// How wide the columns are: as their longest cells, but for the widest ones, which share what is left.
fn widths(cells: &[Vec<Vec<Word>>], width: usize) -> Vec<usize> {
    let columns = cells.iter().map(Vec::len).max().unwrap_or_default();
    let longest = |column: usize| {
        let cells = cells.iter().filter_map(|row| row.get(column));
        cells.flat_map(|cell| word::fill(cell, usize::MAX)).map(|line| line.columns).max().unwrap_or_default()
    };
    let mut widths: Vec<usize> = (0..columns).map(longest).collect();
    let gaps = GAP.len() * columns.saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > width {
        match widths.iter_mut().max().filter(|widest| **widest > NARROWEST) {
            Some(widest) => *widest -= 1,
            None => break,
        }
    }
    widths
}

fn draw_row(row: &[Vec<Word>], widths: &[usize], out: &mut String) {
    let cells: Vec<Vec<Line>> = row.iter().zip(widths).map(|(cell, width)| word::fill(cell, *width)).collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or_default();
    for number in 0..height {
        let mut line = String::new();
        for (cell, width) in cells.iter().zip(widths) {
            let part = cell.get(number);
            let blank = width.saturating_sub(part.map_or(0, |part| part.columns));
            line.push_str(part.map_or("", |part| &part.drawn));
            line.extend(iter::repeat_n(' ', blank));
            line.push_str(GAP);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_columns_share_what_is_left() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let rows = [
            row(["name", "default", "meaning"]),
            row(["`policy`", "`minor`, `patch` or `digest`", "how much of a version a tag is to fix"]),
            row(["`words`", "", "none"]),
        ];
        let drawn = draw(&rows, Paint { colour: false }, 40);
        assert_eq!(
            drawn,
            "\
name      default         meaning
────────  ──────────────  ──────────────
`policy`  `minor`,        how much of a
          `patch` or      version a tag
          `digest`        is to fix
`words`                   none
"
        );
        assert_eq!(draw(&rows, Paint { colour: false }, 4).lines().next(), Some("name      default   meaning"));
    }
}
