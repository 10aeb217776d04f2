//! Private keys in text form: PEM blocks of any kind, PuTTY files.

use std::ops::Range;

use memchr::{memchr, memmem};

use super::{Confidence, Kind, Verdict, references};

/// A body with fewer characters holds no key.
const SHORTEST_BODY: usize = 64;

/// More characters between `BEGIN` and `PRIVATE KEY` make no label.
const LONGEST_LABEL: usize = 48;

/// The private keys in `text`, each from its first to its last dash.
pub(super) fn find(text: &str) -> Vec<Verdict> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut end_missing = false;
    for at in memmem::find_iter(text.as_bytes(), "PRIVATE KEY") {
        if at < from {
            continue;
        }
        let Some(header) = header(text, from, at) else {
            continue;
        };
        let end = if end_missing { None } else { end_line(text, header.end) };
        end_missing = end.is_none();
        let (body_end, block_end) = end.unwrap_or((text.len(), text.trim_end().len().max(header.end)));
        found.extend(key(text, header.start, header.end..body_end, block_end));
        from = block_end;
    }
    found.extend(putty(text));
    found
}

/// Whether `text` is the public half: a certificate, a public key, parameters; or the base64 of one, since that of a
/// private key is known by what it decodes to.
pub(super) fn is_public(text: &str) -> bool {
    const FRAME_IN_BASE64: &str = "LS0tLS1CRUdJTi";
    text.starts_with(FRAME_IN_BASE64) || (text.starts_with("-----BEGIN ") && !text.contains("PRIVATE KEY"))
}

/// The `-----BEGIN … PRIVATE KEY-----` around the two words at `at`; some writers count the dashes badly.
fn header(text: &str, from: usize, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let window = from.max(at.saturating_sub(LONGEST_LABEL));
    let begin = window + memmem::rfind(&bytes[window..at], b"BEGIN ")?;
    let dashes = |byte: &&u8| **byte == b'-';
    let before = bytes[..begin].iter().rev().take_while(dashes).count();
    let words_end = at + "PRIVATE KEY".len();
    let block = if bytes[words_end..].starts_with(b" BLOCK") { " BLOCK".len() } else { 0 };
    let after = bytes[words_end + block..].iter().take_while(dashes).count();
    let one_line = memchr(b'\n', &bytes[begin..at]).is_none();
    let end = words_end + block + after;
    // A marker in quotes of its own is what a program looks for, not a key.
    let constant = bytes.get(end).is_some_and(|byte| b"\"'`".contains(byte));
    (before >= 3 && after >= 3 && one_line && !constant).then(|| begin - before..end)
}

/// Where the body ends and where the `-----END …-----` after byte `from` ends.
fn end_line(text: &str, from: usize) -> Option<(usize, usize)> {
    let at = from + memmem::find(&text.as_bytes()[from..], b"-END ")?;
    let start = at - text.as_bytes()[from..at].iter().rev().take_while(|byte| **byte == b'-').count();
    let words = at + "-END ".len();
    let line = text[words..].find(['\n', '\\', '"', '\'']).map_or(text.len(), |newline| words + newline);
    Some((start, words + text[words..line].trim_end().len()))
}

fn key(text: &str, start: usize, body: Range<usize>, end: usize) -> Option<Verdict> {
    let header = &text[start..body.start];
    let content = &text[body];
    if references::is_expansion(content.trim()) || content.contains("{{") || content.contains("ENC[") {
        return None;
    }
    let length = content.bytes().filter(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(byte)).count();
    let sample = length < SHORTEST_BODY || content.contains("...") || content.contains("xxxxx");
    let encrypted = header.contains("ENCRYPTED") || content.contains("ENCRYPTED");
    let (confidence, reason) = match (sample, encrypted) {
        (true, _) => (Confidence::Dummy, "it has the frame of a private key, with too little in it"),
        (_, true) => (Confidence::Likely, "it is a private key, protected only by its passphrase"),
        _ => (Confidence::Certain, "it is a private key"),
    };
    Some(Verdict::new(Kind::PrivateKey, confidence, start..end, reason))
}

fn putty(text: &str) -> Option<Verdict> {
    let start = memmem::find(text.as_bytes(), b"PuTTY-User-Key-File-")?;
    let private = text[start..].contains("Private-Lines:");
    let end = text.trim_end().len();
    private.then(|| Verdict::new(Kind::PrivateKey, Confidence::Certain, start..end, "it is a private key of PuTTY"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(label: &str, body: &str) -> String {
        let dashes = "-".repeat(5);
        format!("{dashes}BEGIN {label}{dashes}\n{body}\n{dashes}END {label}{dashes}")
    }

    fn body() -> String {
        "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7".repeat(4)
    }

    #[test]
    fn keys_of_every_label_from_dash_to_dash() {
        for label in
            ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY", "PGP PRIVATE KEY BLOCK"]
        {
            let block = block(label, &body());
            let text = format!("key: |\n  {block}\nnext: 1\n");
            let found = find(&text);
            assert_eq!(found.len(), 1, "{label}");
            assert_eq!(&text[found[0].range.clone()], block);
            assert_eq!(found[0].confidence, Confidence::Certain);
        }
    }

    #[test]
    fn one_line_with_escaped_breaks() {
        let text =
            format!("{{\"private_key\": \"{}\\n\", \"x\": 1}}", block("PRIVATE KEY", &body()).replace('\n', "\\n"));
        let found = find(&text);
        assert_eq!(found.len(), 1);
        assert!(text[found[0].range.clone()].ends_with("PRIVATE KEY-----"));
    }

    #[test]
    fn several_keys_and_none_twice() {
        let text = [block("RSA PRIVATE KEY", &body()), block("CERTIFICATE", &body()), block("PRIVATE KEY", &body())]
            .join("\n");
        assert_eq!(find(&text).len(), 2);
    }

    #[test]
    fn frames_without_a_key() {
        assert_eq!(find(&block("PRIVATE KEY", "xxxxx"))[0].confidence, Confidence::Dummy);
        assert_eq!(
            find("---BEGIN OPENSSH PRIVATE KEY---\nxxxxx\n---END  OPENSSH PRIVATE KEY---")[0].confidence,
            Confidence::Dummy
        );
        assert_eq!(find(&block("ENCRYPTED PRIVATE KEY", &body()))[0].confidence, Confidence::Likely);
        assert_eq!(find(&block("PRIVATE KEY", "{{ .Values.key }}")), []);
        assert_eq!(find("grep '-----BEGIN PRIVATE KEY-----' x"), []);
        assert_eq!(find(&block("PUBLIC KEY", &body())), []);
        assert_eq!(find("the PRIVATE KEY is in the vault"), []);
        assert_eq!(find("-----BEGIN PRIVATE KEY-----")[0].confidence, Confidence::Dummy);
    }

    #[test]
    fn putty_files() {
        let text = ["PuTTY-User-Key", "-File-2: ssh-rsa\nPrivate-Lines: 8\nAAAA\n"].concat();
        assert_eq!(find(&text).len(), 1);
    }
}
