//! Elements and attributes of XML: `<password>x</password>`, `password="x"`, `<add key="Password" value="x"/>`.

use memchr::{memchr, memmem};

use super::{TextSecret, secret};

/// A longer CDATA section holds no credential that its element names.
const LONGEST_CDATA: usize = 4096;

/// The credentials in the elements of `text`.
pub(super) fn find(text: &str) -> Vec<TextSecret> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(distance) = memchr(b'<', &text.as_bytes()[at..]) {
        let start = at + distance;
        at = match skipped(text, start) {
            Some(end) => end,
            None => element(text, start, &mut found),
        };
    }
    found
}

/// The end of the comment or declaration that starts at `start`.
fn skipped(text: &str, start: usize) -> Option<usize> {
    let rest = &text.as_bytes()[start..];
    let close: &[u8] = match rest {
        [b'<', b'!', b'-', b'-', ..] => b"-->",
        [b'<', b'?' | b'!' | b'/', ..] => b">",
        _ => return None,
    };
    Some(memmem::find(rest, close).map_or(text.len(), |end| start + end + close.len()))
}

/// Looks at the tag that starts at `start` and at the text after it; gives the byte to go on from.
fn element(text: &str, start: usize, found: &mut Vec<TextSecret>) -> usize {
    let name_end = word_end(text, start + 1);
    let name = &text[start + 1..name_end];
    let (attributes, tag_end) = attributes(text, name_end);
    let value_of = |names: &[&str]| attributes.iter().find(|a| names.contains(&a.name.to_ascii_lowercase().as_str()));
    let label = value_of(&["name", "key", "id"]).map(|label| label.value);
    for attribute in &attributes {
        let says_value = matches!(attribute.name.to_ascii_lowercase().as_str(), "value" | "default");
        let name = label.filter(|_| says_value).unwrap_or(attribute.name);
        found.extend(secret(name, attribute.value, attribute.at));
    }
    let closed = text[..tag_end].ends_with("/>");
    if !closed && !attributes.iter().any(|attribute| attribute.name.eq_ignore_ascii_case("value")) {
        let local = name.rsplit(':').next().unwrap_or(name);
        found.extend(content(text, tag_end).and_then(|(content, at)| secret(label.unwrap_or(local), content, at)));
    }
    tag_end
}

/// The text from byte `from` to the next tag, or inside a CDATA section.
fn content(text: &str, from: usize) -> Option<(&str, usize)> {
    const CDATA: &str = "<![CDATA[";
    let cdata = text[from..].starts_with(CDATA);
    let start = if cdata { from + CDATA.len() } else { from };
    let length = if cdata {
        let window = &text.as_bytes()[start..text.len().min(start + LONGEST_CDATA)];
        memmem::find(window, b"]]>")?
    } else {
        memchr(b'<', &text.as_bytes()[start..])?
    };
    let content = &text[start..start + length];
    (!content.trim().is_empty()).then_some((content, start))
}

struct Attribute<'t> {
    name: &'t str,
    value: &'t str,
    at: usize,
}

/// The attributes from byte `at` on, and the byte after the tag's `>`.
fn attributes(text: &str, mut at: usize) -> (Vec<Attribute<'_>>, usize) {
    let mut attributes = Vec::new();
    while let Some(byte) = text.as_bytes().get(at) {
        match byte {
            b'>' => return (attributes, at + 1),
            b'<' => return (attributes, at),
            _ => {}
        }
        let name_end = word_end(text, at);
        let (name, after) = (&text[at..name_end], &text[name_end..]);
        let quoted = after.trim_start().strip_prefix('=').map(str::trim_start);
        let quote = quoted.and_then(|rest| rest.chars().next()).filter(|c| matches!(c, '"' | '\''));
        let value = quoted.zip(quote).and_then(|(rest, quote)| Some((rest, rest[1..].find(quote)?)));
        at = match value {
            Some((rest, length)) => {
                let start = text.len() - rest.len() + 1;
                attributes.push(Attribute { name, value: &text[start..start + length], at: start });
                start + length + 1
            }
            None => name_end + after.chars().next().map_or(0, char::len_utf8).max(usize::from(name.is_empty())),
        };
    }
    (attributes, text.len())
}

/// The end of the name that starts at `from`.
fn word_end(text: &str, from: usize) -> usize {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    text[from..].find(|c| !is_part(c)).map_or(text.len(), |length| from + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, &str)> {
        find(text).into_iter().map(|secret| (secret.name, &text[secret.verdict.range])).collect()
    }

    #[test]
    fn elements_and_attributes() {
        for (text, name) in [
            ("<db><password>Zk4Qm9</password></db>", "password"),
            ("<db><password>\n  Zk4Qm9\n</password></db>", "password"),
            ("<server><id>x</id><password><![CDATA[Zk4Qm9]]></password></server>", "password"),
            ("<Resource username=\"x\" password='Zk4Qm9' />", "password"),
            ("<add key=\"DbPassword\" value=\"Zk4Qm9\"/>", "DbPassword"),
            ("<property name=\"hibernate.connection.password\">Zk4Qm9</property>", "hibernate.connection.password"),
            ("<bean><property name = \"password\" value = \"Zk4Qm9\"/></bean>", "password"),
            ("<x:password xmlns:x=\"urn:a\">Zk4Qm9</x:password>", "password"),
        ] {
            assert_eq!(found(text), [(name.to_owned(), "Zk4Qm9")], "{text}");
        }
    }

    #[test]
    fn none() {
        for text in [
            "<!-- <password>Zk4Qm9</password> -->",
            "<password/>",
            "<password></password>",
            "<password>${env.PW}</password>",
            "<element name=\"password\" type=\"string\"/>",
            "<input type=\"password\" name=\"password\" value=\"\"/>",
            "<password",
            "<a b=",
            "<a b=\"c",
            "< password=Zk4Qm9",
            "<password><value/></password>",
            "a < b",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
