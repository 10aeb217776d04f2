//! Credentials that need no name: their form is enough.

use std::collections::BTreeMap;

use super::{Kind, Verdict, encoded::decoded_text, header, pem, providers, url};

/// The most telling credential in `value`, its base64 decoded when the whole is base64.
pub(super) fn strongest(value: &str) -> Option<Verdict> {
    let found = find(value).into_iter().chain(header::whole(value));
    found.reduce(|best, next| if next.confidence > best.confidence { next } else { best }).or_else(|| encoded(value))
}

/// Shorter texts have no telling form.
const SHORTEST: usize = 8;

/// Every credential in `text` that its form gives away, in order, none inside another.
pub(super) fn find(text: &str) -> Vec<Verdict> {
    if text.len() < SHORTEST {
        return Vec::new();
    }
    let mut found = Apart::default();
    let in_urls = url::credentials_in_url(text).into_iter().map(url::verdict);
    for verdict in pem::find(text).into_iter().chain(providers::find(text)).chain(header::find(text)).chain(in_urls) {
        found.add(verdict.range.start, verdict.range.end, verdict);
    }
    found.into_items()
}

/// A key, a token or a URL with a password under base64: the whole value is the secret.
fn encoded(value: &str) -> Option<Verdict> {
    let trimmed = value.trim();
    if trimmed.len() < 24 || trimmed.contains(char::is_whitespace) {
        return None;
    }
    let inner = decoded_text(trimmed)?;
    let verdict = find(&inner).into_iter().next()?;
    let start = value.len() - value.trim_start().len();
    let reason = format!("base64 of it: {}", verdict.reason);
    // What is encoded is no URL to those who read it.
    let kind = if verdict.kind == Kind::ConnectionString { Kind::Password } else { verdict.kind };
    Some(Verdict::new(kind, verdict.confidence, start..start + trimmed.len(), reason))
}

/// Things at byte ranges that do not overlap; of two that would, the one added first stays.
#[derive(Debug)]
pub(super) struct Apart<T> {
    by_start: BTreeMap<usize, (usize, T)>,
}

impl<T> Default for Apart<T> {
    fn default() -> Self {
        Self { by_start: BTreeMap::new() }
    }
}

impl<T> Apart<T> {
    /// Keeps `item` at `start..end`, unless something is there.
    pub(super) fn add(&mut self, start: usize, end: usize, item: T) {
        let before = self.by_start.range(..end.max(start + 1)).next_back();
        if before.is_none_or(|(_, (before_end, _))| *before_end <= start) {
            self.by_start.insert(start, (end, item));
        }
    }

    /// What was kept, in order of place.
    pub(super) fn into_items(self) -> Vec<T> {
        self.by_start.into_values().map(|(_, item)| item).collect()
    }
}
