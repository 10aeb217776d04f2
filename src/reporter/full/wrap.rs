//! Text broken into lines between words, never inside of one: names and values stay whole, to be copied.

use unicode_width::UnicodeWidthStr;

/// `text` with line ends in place of blanks, so that lines are at most `width` columns wide where words allow.
pub(super) fn wrap(text: &str, width: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut column = 0;
    for word in text.split(' ') {
        let wide = word.width();
        if column > 0 && column + 1 + wide > width {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += wide;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_whole() {
        assert_eq!(
            wrap("image `registry.example/team/app:latest` moves", 12),
            "image\n`registry.example/team/app:latest`\nmoves"
        );
        assert_eq!(wrap("漢字 漢字 漢字", 9), "漢字 漢字\n漢字");
        assert_eq!(wrap("", 9), "");
    }
}
