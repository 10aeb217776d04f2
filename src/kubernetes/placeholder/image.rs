//! Placeholders of image references, where capitals are telling: repository names have none.

use super::{Placeholder, PlaceholderKind, find};

/// Nouns that stand for themselves in examples of image references.
const NOUNS: [&str; 26] = [
    "ACCOUNT",
    "BRANCH",
    "CHANGEME",
    "COMMIT",
    "DIGEST",
    "DOMAIN",
    "HASH",
    "HOST",
    "IMAGE",
    "IMAGETAG",
    "NAMESPACE",
    "ORG",
    "OWNER",
    "PLACEHOLDER",
    "PROJECT",
    "REGION",
    "REGISTRY",
    "REPLACE",
    "REPO",
    "REPOSITORY",
    "SHA",
    "TAG",
    "TODO",
    "USER",
    "USERNAME",
    "VERSION",
];

/// The first placeholder in an image reference: those of [`find`], and names in capitals such as `PROJECT_ID` and `TAG`.
pub fn find_in_image(text: &str) -> Option<Placeholder> {
    find(text).or_else(|| {
        let mut start = 0;
        for word in text.split(['/', ':', '@', '-', '.']) {
            if is_stand_in(word) {
                return Some(Placeholder { kind: PlaceholderKind::Name, range: start..start + word.len() });
            }
            start += word.len() + 1;
        }
        None
    })
}

/// A known noun, or two words in capitals: `IMAGE_NAME`, not `RC_1` or `LATEST`.
fn is_stand_in(word: &str) -> bool {
    let is_capital = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_uppercase());
    NOUNS.contains(&word)
        || word.split('_').filter(is_capital).count() > 1 && !word.bytes().any(|byte| byte.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_stand_for_something_else() {
        for (text, part) in [
            ("app:TAG", "TAG"),
            ("app:IMAGE_TAG", "IMAGE_TAG"),
            ("app:IMAGE_PLACEHOLDER", "IMAGE_PLACEHOLDER"),
            ("REPLACE_IMAGE", "REPLACE_IMAGE"),
            ("gcr.io/PROJECT_ID/app:1.2", "PROJECT_ID"),
            ("REGION-docker.pkg.dev/my/app", "REGION"),
            ("DOCKERHUB_USERNAME/app:1", "DOCKERHUB_USERNAME"),
            ("app:1.2-BUILD_NUMBER", "BUILD_NUMBER"),
            ("app@DIGEST", "DIGEST"),
            ("app:${TAG}", "${TAG}"),
            ("app:<tag>", "<tag>"),
            ("reg.io/team/app:REPLACE_ME", "REPLACE_ME"),
            ("IMAGE", "IMAGE"),
        ] {
            let found = find_in_image(text).unwrap();
            assert_eq!(&text[found.range], part, "{text}");
        }
    }

    #[test]
    fn capitals_in_real_tags_are_left_alone() {
        for text in [
            "nginx:1.27",
            "NGINX:1",
            "minio/minio:RELEASE.2024-01-01T00-00-00Z",
            "app:LATEST",
            "app:1.0-SNAPSHOT",
            "app:1.0.0.RELEASE",
            "app:RC_1",
            "app:1-X86_64",
            "Registry.example.com/app",
            "wildfly:26.1.0.Final",
            "app:GA",
        ] {
            assert_eq!(find_in_image(text), None, "{text}");
        }
    }
}
