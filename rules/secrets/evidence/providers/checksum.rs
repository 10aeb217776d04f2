//! The check digits that some providers put into their tokens.

/// CRC-32 (IEEE 802.3, reflected), as GitHub and npm use it.
fn crc32(bytes: &[u8]) -> u32 {
    let fold = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    };
    !bytes.iter().fold(!0, fold)
}

/// `number` in base 62 (digits, capitals, small letters), six places.
fn base62(mut number: u32) -> [u8; 6] {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut places = [b'0'; 6];
    for place in places.iter_mut().rev() {
        *place = DIGITS[(number % 62) as usize];
        number /= 62;
    }
    places
}

/// Whether the last six characters of `body` are the base-62 CRC-32 of those before them.
pub(super) fn is_base62_crc32(body: &str) -> bool {
    let bytes = body.as_bytes();
    bytes.len() > 6 && {
        let (random, check) = bytes.split_at(bytes.len() - 6);
        base62(crc32(random)) == check
    }
}

#[cfg(test)]
pub(in super::super) fn with_check_digits(random: &str) -> String {
    let check = base62(crc32(random.as_bytes()));
    check.iter().fold(random.to_owned(), |token, byte| token + &char::from(*byte).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_vector_holds() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        let body = ["zQWBuTSOoRi4A9spHcVY5", "ncnsDkxkJ", "0mLq17"].concat();
        assert!(is_base62_crc32(&body));
        assert!(!is_base62_crc32(&body.replace('z', "y")));
        assert!(!is_base62_crc32("short"));
    }
}
