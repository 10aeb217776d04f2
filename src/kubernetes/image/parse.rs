//! The grammar of image references.

use std::ops::Range;

use super::{DOCKER_HUB, DOCKER_INDEX, ImageError, ImageErrorKind, ImageReference, LIBRARY};

/// Bytes that a path may have, `library/` included.
const LONGEST_PATH: usize = 255;
/// Bytes that a tag may have.
const LONGEST_TAG: usize = 128;
/// Digest algorithms and how many hexadecimal digits each makes.
const ALGORITHMS: [(&str, usize); 3] = [("sha256", 64), ("sha384", 96), ("sha512", 128)];

pub(super) fn parse(text: &str) -> Result<ImageReference<'_>, ImageError> {
    check_whole(text)?;
    let domain = domain_of(text);
    let name_start = domain.as_ref().map_or(0, |domain| domain.end + 1);
    let digest_at = text[name_start..].find('@').map(|at| name_start + at);
    let tagged_end = digest_at.unwrap_or(text.len());
    let tag_at = text[name_start..tagged_end].find(':').map(|at| name_start + at);

    let path = name_start..tag_at.unwrap_or(tagged_end);
    let tag = tag_at.map(|at| at + 1..tagged_end);
    let digest = digest_at.map(|at| at + 1..text.len());
    if let Some(domain) = &domain {
        check_domain(text, domain)?;
    }
    check_path(text, &path)?;
    check_length(text, domain.as_ref(), &path)?;
    tag.as_ref().map_or(Ok(()), |tag| check_tag(text, tag))?;
    digest.as_ref().map_or(Ok(()), |digest| check_digest(text, digest))?;
    Ok(ImageReference { text, domain, path, tag, digest })
}

fn error(kind: ImageErrorKind, range: Range<usize>) -> ImageError {
    ImageError { kind, range }
}

/// What no reference has anywhere, and what has a better name than the first odd character.
fn check_whole(text: &str) -> Result<(), ImageError> {
    if text.is_empty() {
        return Err(error(ImageErrorKind::Empty, 0..0));
    }
    if let Some(start) = text.find(char::is_whitespace) {
        let length = text[start..].find(|character: char| !character.is_whitespace());
        return Err(error(ImageErrorKind::Space, start..length.map_or(text.len(), |length| start + length)));
    }
    if let Some(at) = text.find("://") {
        return Err(error(ImageErrorKind::Scheme, 0..at + 3));
    }
    if text.len() == 64 && text.bytes().all(is_lower_hex) {
        return Err(error(ImageErrorKind::ImageId, 0..64));
    }
    Ok(())
}

/// Whether the part before the first slash names a registry (`splitDockerDomain`).
fn domain_of(text: &str) -> Option<Range<usize>> {
    let (first, _) = text.split_once('/')?;
    let is_domain = first == "localhost" || first.contains(['.', ':']) || first.chars().any(char::is_uppercase);
    is_domain.then_some(0..first.len())
}

fn check_domain(text: &str, range: &Range<usize>) -> Result<(), ImageError> {
    let domain = &text[range.clone()];
    // Upstream matches the whole name at once, so a host with `_` passes as the first part of a path.
    if is_host_and_port(domain) || is_component(domain) {
        return Ok(());
    }
    // Upper case alone made it a registry, which is not what `MY_ORG/app` was meant to be.
    if !domain.contains(['.', ':']) {
        check_component(domain, range.start)?;
    }
    Err(error(ImageErrorKind::Domain, range.clone()))
}

fn is_host_and_port(domain: &str) -> bool {
    let host = match domain.rsplit_once(':') {
        Some((host, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => domain,
    };
    if let Some(address) = host.strip_prefix('[') {
        let digits = address.strip_suffix(']');
        return digits
            .is_some_and(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':'));
    }
    host.split('.').all(is_host_label)
}

fn is_host_label(label: &str) -> bool {
    !label.is_empty()
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn check_path(text: &str, path: &Range<usize>) -> Result<(), ImageError> {
    if path.is_empty() {
        return Err(error(ImageErrorKind::MissingName, path.clone()));
    }
    let mut start = path.start;
    for component in text[path.clone()].split('/') {
        check_component(component, start)?;
        start += component.len() + 1;
    }
    Ok(())
}

fn is_component(component: &str) -> bool {
    check_component(component, 0).is_ok()
}

/// Letters and digits in lower case, joined by separators; `start` is where the component begins.
fn check_component(component: &str, start: usize) -> Result<(), ImageError> {
    let at = |offset: usize, length: usize| start + offset..start + offset + length;
    if component.is_empty() {
        return Err(error(ImageErrorKind::EmptyComponent, at(0, 0)));
    }
    if let Some((offset, character)) = component.char_indices().find(|(_, character)| !is_name_character(*character)) {
        if character.is_ascii_uppercase() {
            let length = component[offset..].find(|it: char| !it.is_ascii_uppercase());
            return Err(error(ImageErrorKind::UpperCase, at(offset, length.unwrap_or(component.len() - offset))));
        }
        return Err(error(ImageErrorKind::NameCharacter(character), at(offset, character.len_utf8())));
    }
    let mut end = 0;
    while let Some(next) = component[end..].find(is_separator) {
        let offset = end + next;
        let length = component[offset..].find(|it: char| !is_separator(it)).unwrap_or(component.len() - offset);
        end = offset + length;
        let is_inside = offset > 0 && end < component.len();
        if !is_inside || !is_joint(&component[offset..end]) {
            return Err(error(ImageErrorKind::Separator, at(offset, length)));
        }
    }
    Ok(())
}

fn is_name_character(character: char) -> bool {
    character.is_ascii_lowercase() || character.is_ascii_digit() || is_separator(character)
}

fn is_separator(character: char) -> bool {
    matches!(character, '.' | '_' | '-')
}

fn is_joint(separators: &str) -> bool {
    matches!(separators, "." | "_" | "__") || separators.bytes().all(|byte| byte == b'-')
}

/// Upstream counts the path once the name is normalised.
fn check_length(text: &str, domain: Option<&Range<usize>>, path: &Range<usize>) -> Result<(), ImageError> {
    let domain = domain.map_or(DOCKER_HUB, |domain| &text[domain.clone()]);
    let implied = if !matches!(domain, DOCKER_HUB | DOCKER_INDEX) {
        // A host that passed as a part of the path counts as one.
        if is_host_and_port(domain) { 0 } else { domain.len() + 1 }
    } else if text[path.clone()].contains('/') {
        0
    } else {
        LIBRARY.len()
    };
    let length = implied + path.len();
    if length > LONGEST_PATH {
        return Err(error(ImageErrorKind::NameTooLong(length), path.clone()));
    }
    Ok(())
}

fn check_tag(text: &str, range: &Range<usize>) -> Result<(), ImageError> {
    let tag = &text[range.clone()];
    let is_tag_character = |character: char| character.is_ascii_alphanumeric() || is_separator(character);
    if let Some((offset, character)) = tag.char_indices().find(|(_, character)| !is_tag_character(*character)) {
        let start = range.start + offset;
        return Err(error(ImageErrorKind::TagCharacter(character), start..start + character.len_utf8()));
    }
    match tag.chars().next() {
        None => Err(error(ImageErrorKind::EmptyTag, range.start - 1..range.end)),
        Some(first @ ('.' | '-')) => Err(error(ImageErrorKind::TagStart(first), range.start..range.start + 1)),
        Some(_) if tag.len() > LONGEST_TAG => Err(error(ImageErrorKind::TagTooLong(tag.len()), range.clone())),
        Some(_) => Ok(()),
    }
}

fn check_digest(text: &str, range: &Range<usize>) -> Result<(), ImageError> {
    let digest = &text[range.clone()];
    if digest.is_empty() {
        return Err(error(ImageErrorKind::EmptyDigest, range.start - 1..range.end));
    }
    let (algorithm, digits) = digest.split_once(':').unwrap_or((digest, ""));
    let Some((_, expected)) = ALGORITHMS.iter().find(|(name, _)| *name == algorithm) else {
        return Err(error(ImageErrorKind::DigestAlgorithm, range.start..range.start + algorithm.len()));
    };
    let start = range.end - digits.len();
    let odd = digits.char_indices().find(|(_, character)| !u8::try_from(*character).is_ok_and(is_lower_hex));
    if let Some((offset, character)) = odd {
        let start = start + offset;
        return Err(error(ImageErrorKind::DigestCharacter(character), start..start + character.len_utf8()));
    }
    if digits.len() != *expected {
        return Err(error(ImageErrorKind::DigestLength { expected: *expected, found: digits.len() }, start..range.end));
    }
    Ok(())
}

fn is_lower_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::ImageErrorKind::*;
    use super::*;

    const HEX: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    #[track_caller]
    fn assert_fails(text: &str, kind: ImageErrorKind, part: &str) {
        let error = parse(text).unwrap_err();
        assert_eq!((error.kind, &text[error.range]), (kind, part), "{text}");
    }

    #[test]
    fn the_grammar_is_upstream_s() {
        let long_path = "a/".repeat(127) + "a";
        for text in [
            "a",
            "nginx:_",
            "nginx:A.b-c_D",
            "a.b/c",
            "a-b--c/d",
            "a__b/c_d",
            "a.b.c",
            "my_host.io/app",
            "Host/app:1",
            "127.0.0.1/a",
            "host:0/a",
            "host:99999999/a",
            "[fe80::1]/a",
            "[::1]:80/a",
            "localhost/a",
            "x/y/z:1",
            &format!("h.io/{long_path}"),
            &format!("a:{}", "t".repeat(128)),
            &format!("a@sha256:{HEX}"),
            &format!("a:t@sha512:{HEX}{HEX}"),
            &format!("a@sha384:{HEX}{}", &HEX[..32]),
        ] {
            assert!(parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_broken_name_is_said_where_it_breaks() {
        assert_fails("", Empty, "");
        assert_fails(" nginx", Space, " ");
        assert_fails("nginx:\t 1.2", Space, "\t ");
        assert_fails("https://reg.io/app", Scheme, "https://");
        assert_fails("docker://nginx", Scheme, "docker://");
        assert_fails(HEX, ImageId, HEX);
        assert_fails("-reg.io/app", Domain, "-reg.io");
        assert_fails("reg.io:port/app", Domain, "reg.io:port");
        assert_fails("nginx:1.2/app", Domain, "nginx:1.2");
        assert_fails("reg..io/app", Domain, "reg..io");
        assert_fails("[::g]/app", Domain, "[::g]");
        assert_fails("[::1/app", Domain, "[::1");
        assert_fails("MY_ORG/app", UpperCase, "MY");
        assert_fails(":1.2", MissingName, "");
        assert_fails("reg.io/", MissingName, "");
        assert_fails("reg.io/:1", MissingName, "");
        assert_fails("/app", EmptyComponent, "");
        assert_fails("team//app", EmptyComponent, "");
        assert_fails("team/", EmptyComponent, "");
        assert_fails("NGINX", UpperCase, "NGINX");
        assert_fails("team/myApp:1", UpperCase, "A");
        assert_fails("reg.io/$APP", NameCharacter('$'), "$");
        assert_fails("reg.io/año", NameCharacter('ñ'), "ñ");
        assert_fails("-app", Separator, "-");
        assert_fails("app_", Separator, "_");
        assert_fails("a..b", Separator, "..");
        assert_fails("a/b___c", Separator, "___");
        assert_fails("a.-b", Separator, ".-");
        let long = "a/".repeat(128);
        assert_fails(&format!("h.io/{long}a"), NameTooLong(257), &format!("{long}a"));
        assert_fails(&"a".repeat(248), NameTooLong(256), &"a".repeat(248));
        assert_fails(&format!("a_b.io/{}", "a".repeat(250)), NameTooLong(257), &"a".repeat(250));
    }

    #[test]
    fn a_broken_tag_or_digest_is_said_where_it_breaks() {
        assert_fails("nginx:", EmptyTag, ":");
        assert_fails("nginx:-1", TagStart('-'), "-");
        assert_fails("nginx:.1", TagStart('.'), ".");
        assert_fails("nginx:1.2:3", TagCharacter(':'), ":");
        assert_fails("team/nginx:1/2", TagCharacter('/'), "/");
        assert_fails("nginx:1+2", TagCharacter('+'), "+");
        assert_fails("nginx:1é", TagCharacter('é'), "é");
        assert_fails("nginx:{{tag}}", TagCharacter('{'), "{");
        assert_fails(&format!("nginx:{}", "1".repeat(129)), TagTooLong(129), &"1".repeat(129));
        assert_fails("nginx@", EmptyDigest, "@");
        assert_fails(&format!("nginx:@sha256:{HEX}"), EmptyTag, ":");
        assert_fails("nginx@1.2", DigestAlgorithm, "1.2");
        assert_fails(&format!("nginx@md5:{HEX}"), DigestAlgorithm, "md5");
        assert_fails(&format!("nginx@SHA256:{HEX}"), DigestAlgorithm, "SHA256");
        assert_fails("nginx@sha256:", DigestLength { expected: 64, found: 0 }, "");
        assert_fails("nginx@sha256", DigestLength { expected: 64, found: 0 }, "");
        assert_fails("nginx@sha256:abc", DigestLength { expected: 64, found: 3 }, "abc");
        assert_fails(&format!("nginx@sha512:{HEX}"), DigestLength { expected: 128, found: 64 }, HEX);
        assert_fails(&format!("nginx@sha256:{}", HEX.to_uppercase()), DigestCharacter('A'), "A");
        assert_fails(&format!("nginx@sha256:{HEX}@"), DigestCharacter('@'), "@");
    }

    #[test]
    fn messages_name_the_fact() {
        let message = |text| parse(text).unwrap_err().to_string();
        assert_eq!(message("Nginx"), "repository names are lower case");
        assert_eq!(message("nginx:1:2"), "a reference has one tag, and none holds a `:`");
        assert_eq!(message("nginx@sha256:abc"), "the digest has 3 hexadecimal digits, and its algorithm makes 64");
    }

    /// The grammar as one expression over normalised names, the way upstream has it.
    fn upstream_accepts(text: &str) -> bool {
        use std::sync::LazyLock;
        static NORMALISED: LazyLock<regex::Regex> = LazyLock::new(|| {
            let label = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
            let host = format!(r"(?:{label}(?:\.{label})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?");
            let component = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
            let digest = "sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128}";
            let path = format!("{component}(?:/{component})*");
            regex::Regex::new(&format!(
                r"\A(?:{host}/)?{path}(?::[a-zA-Z0-9_][a-zA-Z0-9_.-]{{0,127}})?(?:@(?:{digest}))?\z"
            ))
            .unwrap()
        });
        let normalised = match text.split_once('/') {
            Some((first, _)) if first == "localhost" || first.contains(['.', ':']) || first.to_lowercase() != first => {
                text.to_owned()
            }
            _ => format!("docker.io/library/{text}"),
        };
        let name = normalised.split_once('/').map_or("", |(_, rest)| rest.split([':', '@']).next().unwrap_or_default());
        name.to_lowercase() == name && NORMALISED.is_match(&normalised)
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            if let Err(error) = parse(&text) {
                prop_assert!(text.get(error.range.clone()).is_some());
                prop_assert!(!error.to_string().is_empty());
            }
        }

        #[test]
        fn what_is_accepted_is_what_upstream_accepts(
            text in "([a-zA-B_.-]{0,4}(:[0-9a]{0,2})?|localhost|\\[:1\\])?[/.]{0,2}[a-bA._-]{0,6}/?[a-z]{0,2}(:[a-zA-Z_.-]{0,4})?(@|@sha256:[a-f]{64})?",
        ) {
            prop_assert_eq!(parse(&text).is_ok(), upstream_accepts(&text), "{}", text);
        }
    }
}
