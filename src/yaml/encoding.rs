//! From bytes to text: what is no UTF-8 is reported at its exact byte, and everything else is still read.

use super::tree::SyntaxError;
use crate::source::Span;

/// Text made of bytes, with an error for every stretch that had to be replaced.
#[derive(Debug, Default)]
pub struct Decoded {
    /// As long as the bytes, so that offsets stay true: each bad byte became a `?`.
    pub text: String,
    /// What was replaced.
    pub errors: Vec<SyntaxError>,
}

/// Reads bytes as UTF-8. UTF-16 with a byte order mark is decoded to see what it says, and refused at its mark.
pub fn decode(bytes: Vec<u8>) -> Decoded {
    match String::from_utf8(bytes) {
        Ok(text) => Decoded { text, errors: Vec::new() },
        Err(error) => decode_damaged(error.into_bytes()),
    }
}

fn decode_damaged(bytes: Vec<u8>) -> Decoded {
    match bytes.get(..2) {
        Some([0xff, 0xfe]) => return decode_utf16(&bytes[2..], u16::from_le_bytes),
        Some([0xfe, 0xff]) => return decode_utf16(&bytes[2..], u16::from_be_bytes),
        _ => {}
    }
    let mut decoded = Decoded::default();
    for chunk in bytes.utf8_chunks() {
        decoded.text.push_str(chunk.valid());
        let start = decoded.text.len();
        decoded.text.extend(chunk.invalid().iter().map(|_| '?'));
        if let Some(first) = chunk.invalid().first() {
            let span = Span::new(start as u32, decoded.text.len() as u32);
            let message = format!("byte 0x{first:02x} is not valid UTF-8");
            decoded.errors.push(SyntaxError::new(span, message).with_help("save the file as UTF-8"));
        }
    }
    decoded
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Decoded {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let text = char::decode_utf16(units).map(|result| result.unwrap_or('?')).collect();
    let error = SyntaxError::new(Span::at(0), "the file is UTF-16; kubectl splits and reads manifests as UTF-8");
    Decoded { text, errors: vec![error.with_help("save the file as UTF-8")] }
}

/// Places of characters that YAML forbids: control characters other than tab, line feed and carriage return.
///
/// Only the first of a text is given; `base` is added to its offset.
pub fn control_characters(text: &str, base: u32) -> Vec<SyntaxError> {
    let forbidden = |byte: u8| matches!(byte, 0x00..=0x08 | 0x0b | 0x0c | 0x0e..=0x1f | 0x7f);
    text.bytes()
        .enumerate()
        .filter(|&(_, byte)| forbidden(byte))
        .map(|(at, byte)| {
            let span = Span::new(base + at as u32, base + at as u32 + 1);
            SyntaxError::new(span, format!("control character U+{byte:04X} is not allowed in YAML"))
                .with_help("remove it, or write it as an escape inside double quotes")
        })
        .take(1)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_bytes_keep_their_place() {
        let decoded = decode(b"a: \xff\xfe1\nb: \xc3".to_vec());
        assert_eq!(decoded.text, "a: ??1\nb: ?");
        let spans: Vec<_> = decoded.errors.iter().map(|error| error.span).collect();
        assert_eq!(spans, [Span::new(3, 4), Span::new(4, 5), Span::new(10, 11)]);
    }

    #[test]
    fn utf16_is_named() {
        let bytes = [0xff, 0xfe].into_iter().chain("kind: Pod".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let decoded = decode(bytes);
        assert_eq!(decoded.text, "kind: Pod");
        assert!(decoded.errors[0].message.contains("UTF-16"));
    }

    #[test]
    fn the_first_control_character_is_named() {
        assert_eq!(control_characters("a\t\r\n\u{1}\u{2}", 10)[0].span, Span::new(14, 15));
        assert!(control_characters("a: ñ", 0).is_empty());
    }
}
