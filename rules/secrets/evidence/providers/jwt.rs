//! JSON Web Tokens: three base64url parts, the first of them a JSON object that names an algorithm.

use std::ops::Range;

use memchr::memmem;
use serde_json::Value;

use super::super::{Confidence, Kind, Verdict, encoded::decoded_text};

/// A longer first part is no header.
const LONGEST_HEADER: usize = 4096;

/// The tokens in `text`, in order.
pub(super) fn find(text: &str) -> Vec<Verdict> {
    let mut found = Vec::new();
    let mut from = 0;
    for at in memmem::find_iter(text.as_bytes(), "eyJ") {
        let inside = at > 0 && is_token_byte(text.as_bytes()[at - 1]);
        if at < from || inside {
            continue;
        }
        from = at + text.as_bytes()[at..].iter().take_while(|byte| is_token_byte(**byte)).count();
        found.extend(token(text, at..from));
    }
    found
}

/// A token, when the run of its characters at `run` begins with three parts that make one.
fn token(text: &str, run: Range<usize>) -> Option<Verdict> {
    let mut parts = text[run.clone()].splitn(4, '.');
    let (header, payload, signature) = (parts.next()?, parts.next()?, parts.next()?);
    let algorithm = algorithm(header)?;
    let payload_text = decoded_text(payload)?;
    if !payload.starts_with("ey") || (signature.is_empty() && algorithm != "none") {
        return None;
    }
    let end = run.start + header.len() + payload.len() + signature.len() + 2;
    let sample = ["John Doe", "1234567890", "example.com"].iter().any(|mark| payload_text.contains(mark));
    let confidence = if sample || algorithm == "none" { Confidence::Dummy } else { Confidence::Certain };
    Some(Verdict::new(
        Kind::Token,
        confidence,
        run.start..end,
        format!("it is a JSON Web Token signed with {algorithm}"),
    ))
}

fn algorithm(header: &str) -> Option<String> {
    if header.len() > LONGEST_HEADER {
        return None;
    }
    let header: Value = serde_json::from_str(&decoded_text(header)?).ok()?;
    let algorithm = header.get("alg")?.as_str()?;
    let plain = algorithm.len() <= 16 && algorithm.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    plain.then(|| algorithm.to_owned())
}

fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-.".contains(&byte)
}
