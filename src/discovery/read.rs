//! Opens what was found.

use std::fs::File;
use std::io::{self, Read};

use super::{Input, Unreadable, shown};

/// Spans are 32-bit byte offsets, so this is the longest file that they can speak of: 4 GiB - 1 bytes.
const LONGEST: u64 = u32::MAX as u64;

/// The bytes of a file.
///
/// # Errors
///
/// When the system refuses, when the file is no regular file (any more), or when it is longer than 4 GiB - 1 bytes.
/// Standard input is no file: see [`read_stream`].
pub fn read(input: &Input) -> Result<Vec<u8>, Unreadable> {
    let bytes = if input.is_stdin() { Err(not_a_file()) } else { read_file(input) };
    bytes.map_err(|error| unreadable(input, &error))
}

/// The bytes of `stream`, which is what `input` stands for.
///
/// # Errors
///
/// When reading fails, or when there are more than 4 GiB - 1 bytes.
pub fn read_stream(input: &Input, stream: impl Read) -> Result<Vec<u8>, Unreadable> {
    read_at_most(stream, LONGEST, 0).map_err(|error| unreadable(input, &error))
}

fn unreadable(input: &Input, error: &io::Error) -> Unreadable {
    Unreadable { path: input.shown.clone(), error: shown::error(error) }
}

fn read_file(input: &Input) -> io::Result<Vec<u8>> {
    let file = File::open(&input.path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(not_a_file());
    }
    read_at_most(file, LONGEST, metadata.len())
}

/// Reads to the end, which is not where `expected` says when the file grows, or is no file.
fn read_at_most(from: impl Read, longest: u64, expected: u64) -> io::Result<Vec<u8>> {
    if expected > longest {
        return Err(too_long());
    }
    // One byte more than expected, so that the end is seen without making room again.
    let mut bytes = Vec::with_capacity(expected as usize + 1);
    from.take(longest + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > longest { Err(too_long()) } else { Ok(bytes) }
}

fn not_a_file() -> io::Error {
    io::Error::other("not a regular file")
}

fn too_long() -> io::Error {
    io::Error::other("longer than 4 GiB - 1 bytes, the most that can be read; split it into several files")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_is_refused() {
        assert_eq!(read_at_most(&b"abc"[..], 3, 0).unwrap(), b"abc");
        for expected in [0, 4] {
            let error = read_at_most(&b"abcd"[..], 3, expected).unwrap_err();
            assert!(error.to_string().starts_with("longer than 4 GiB"));
        }
    }
}
