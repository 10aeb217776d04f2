//! Base64 as people paste it: any alphabet, padding or none.

use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const BASE64: GeneralPurpose = GeneralPurpose::new(&STANDARD, LENIENT);
const BASE64URL: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, LENIENT);

/// The text that `encoded` stands for, when it is base64 in either alphabet and decodes to UTF-8.
pub fn decoded_text(encoded: &str) -> Option<String> {
    let engine = if encoded.contains(['-', '_']) { &BASE64URL } else { &BASE64 };
    String::from_utf8(engine.decode(encoded).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_alphabets_with_and_without_padding() {
        for (encoded, text) in [("dXNlcjpwYXNz", "user:pass"), ("YQ==", "a"), ("YQ", "a"), ("Pz8_", "???")] {
            assert_eq!(decoded_text(encoded).as_deref(), Some(text), "{encoded}");
        }
        assert_eq!(decoded_text("not base64"), None);
        assert_eq!(decoded_text("/w=="), None, "no UTF-8");
    }
}
