//! Lists of words, written as running text.

use std::{collections::HashSet, sync::OnceLock};

/// A list of words that is written as text with blanks and looked up as a set.
pub(super) struct WordList {
    text: &'static str,
    words: OnceLock<HashSet<&'static str>>,
}

impl WordList {
    /// The words of `text`.
    pub(super) const fn new(text: &'static str) -> Self {
        Self { text, words: OnceLock::new() }
    }

    /// Whether `word` is on the list.
    pub(super) fn has(&self, word: &str) -> bool {
        self.words.get_or_init(|| self.iter().collect()).contains(word)
    }

    /// The words in the order written.
    pub(super) fn iter(&self) -> impl Iterator<Item = &'static str> {
        self.text.split_whitespace()
    }
}
