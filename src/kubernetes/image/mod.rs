//! Image references, by the grammar that the kubelet and container runtimes share.
//!
//! Upstream: distribution/reference `normalize.go` (ParseNormalizedNamed), `regexp.go` and `reference.go`;
//! opencontainers/go-digest `digest.go` (Validate). The API server checks none of this: a pod whose reference does not
//! parse is accepted and waits for ever with `InvalidImageName`.

mod error;
mod parse;
mod tag;
mod token;

use std::borrow::Cow;
use std::ops::Range;

pub use error::{ImageError, ImageErrorKind};
pub use tag::{Precision, TagVersion};

const DOCKER_HUB: &str = "docker.io";
/// The name that Docker Hub had at first, still accepted.
const DOCKER_INDEX: &str = "index.docker.io";
/// Docker Hub's namespace of official images; implied when there is none.
const LIBRARY: &str = "library/";
/// Registries' namespaces that mirror the official images.
const LIBRARY_MIRRORS: [&str; 2] = ["public.ecr.aws/docker/library/", "mirror.gcr.io/library/"];
const DEFAULT_TAG: &str = "latest";

/// A parsed image reference. All ranges are bytes of the text that was parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageReference<'t> {
    text: &'t str,
    domain: Option<Range<usize>>,
    path: Range<usize>,
    tag: Option<Range<usize>>,
    digest: Option<Range<usize>>,
}

impl<'t> ImageReference<'t> {
    /// Reads `[domain/]path[:tag][@digest]`.
    ///
    /// # Errors
    /// Where the grammar refuses the text, the first offending part.
    pub fn parse(text: &'t str) -> Result<Self, ImageError> {
        parse::parse(text)
    }

    /// The registry: `docker.io` where none is written, else as written.
    pub fn domain(&self) -> &'t str {
        match self.domain_range() {
            Some(range) if &self.text[range.clone()] != DOCKER_INDEX => &self.text[range],
            _ => DOCKER_HUB,
        }
    }

    /// The path in the registry, with the `library/` that Docker Hub's official images imply.
    pub fn path(&self) -> Cow<'t, str> {
        let path = &self.text[self.path.clone()];
        if self.domain() == DOCKER_HUB && !path.contains('/') {
            return Cow::Owned(format!("{LIBRARY}{path}"));
        }
        Cow::Borrowed(path)
    }

    /// Domain and path in full: `docker.io/library/nginx`.
    pub fn repository(&self) -> String {
        format!("{}/{}", self.domain(), self.path())
    }

    /// The shortest name of the repository: `nginx` for `docker.io/library/nginx`.
    pub fn familiar_name(&self) -> String {
        if self.domain() != DOCKER_HUB {
            return self.repository();
        }
        let path = self.path();
        match path.strip_prefix(LIBRARY) {
            Some(name) if !name.contains('/') => name.to_owned(),
            _ => path.into_owned(),
        }
    }

    /// Whether this is Docker Hub's official image `name`, there or in a public mirror of these images.
    pub fn is_official(&self, name: &str) -> bool {
        let repository = self.repository();
        let library = LIBRARY_MIRRORS.iter().find_map(|mirror| repository.strip_prefix(mirror));
        library
            .map_or_else(|| repository.strip_prefix(DOCKER_HUB) == Some(&format!("/{LIBRARY}{name}")), |it| it == name)
    }

    /// The tag as written.
    pub fn tag(&self) -> Option<&'t str> {
        self.tag_range().map(|range| &self.text[range])
    }

    /// The tag that takes effect: `latest` when neither tag nor digest is written; none when only a digest is.
    ///
    /// With a digest beside it the digest chooses the image; the tag still decides the default pull policy
    /// (`k/k pkg/apis/core/v1/defaults.go` SetDefaults_Container): `Always` for `latest`, else `IfNotPresent`.
    pub fn effective_tag(&self) -> Option<&'t str> {
        self.tag().or(if self.digest.is_none() { Some(DEFAULT_TAG) } else { None })
    }

    /// What the written tag says about the version; its range counts in the whole reference.
    pub fn tag_version(&self) -> Option<TagVersion> {
        let start = self.tag_range()?.start;
        let TagVersion { precision, range } = TagVersion::read(self.tag()?);
        Some(TagVersion { precision, range: range.start + start..range.end + start })
    }

    /// The digest as written: `sha256:…`.
    pub fn digest(&self) -> Option<&'t str> {
        self.digest_range().map(|range| &self.text[range])
    }

    /// Bytes of the registry, where one is written.
    pub fn domain_range(&self) -> Option<Range<usize>> {
        self.domain.clone()
    }

    /// Bytes of the name as written, registry included.
    pub fn name_range(&self) -> Range<usize> {
        0..self.path.end
    }

    /// Bytes of the tag, without the `:`.
    pub fn tag_range(&self) -> Option<Range<usize>> {
        self.tag.clone()
    }

    /// Bytes of the digest, without the `@`.
    pub fn digest_range(&self) -> Option<Range<usize>> {
        self.digest.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    fn image(text: &str) -> ImageReference<'_> {
        ImageReference::parse(text).unwrap()
    }

    #[test]
    fn names_are_normalised() {
        for (text, repository, familiar) in [
            ("nginx", "docker.io/library/nginx", "nginx"),
            ("library/nginx", "docker.io/library/nginx", "nginx"),
            ("docker.io/nginx", "docker.io/library/nginx", "nginx"),
            ("docker.io/library/nginx:1.27", "docker.io/library/nginx", "nginx"),
            ("index.docker.io/library/nginx", "docker.io/library/nginx", "nginx"),
            ("index.docker.io/nginx", "docker.io/library/nginx", "nginx"),
            ("bitnami/redis:7.2", "docker.io/bitnami/redis", "bitnami/redis"),
            ("docker.io/library/a/b", "docker.io/library/a/b", "library/a/b"),
            ("quay.io/argoproj/argocd:v2.9.3", "quay.io/argoproj/argocd", "quay.io/argoproj/argocd"),
            ("localhost/app", "localhost/app", "localhost/app"),
            ("localhost:5000/app", "localhost:5000/app", "localhost:5000/app"),
            ("localhost:5000", "docker.io/library/localhost", "localhost"),
            ("Registry/app", "Registry/app", "Registry/app"),
            ("[::1]:5000/app", "[::1]:5000/app", "[::1]:5000/app"),
            ("ghcr.io/a/b/c/d", "ghcr.io/a/b/c/d", "ghcr.io/a/b/c/d"),
        ] {
            assert_eq!(image(text).repository(), repository, "{text}");
            assert_eq!(image(text).familiar_name(), familiar, "{text}");
        }
    }

    #[test]
    fn parts_have_their_bytes() {
        let text = format!("reg.io:5000/team/app:1.2@{DIGEST}");
        let image = image(&text);
        assert_eq!((image.domain(), &*image.path()), ("reg.io:5000", "team/app"));
        assert_eq!((image.tag(), image.digest()), (Some("1.2"), Some(DIGEST)));
        assert_eq!(image.domain_range(), Some(0..11));
        assert_eq!(&text[image.name_range()], "reg.io:5000/team/app");
        assert_eq!(image.tag_range(), Some(21..24));
        assert_eq!(image.digest_range(), Some(25..25 + DIGEST.len()));
        assert_eq!(image.tag_version(), Some(TagVersion { precision: Precision::MajorMinor, range: 21..24 }));
    }

    #[test]
    fn the_tag_that_takes_effect_may_be_unwritten() {
        for (text, tag, effective) in [
            ("nginx", None, Some("latest")),
            ("localhost:5000/app", None, Some("latest")),
            ("nginx:latest", Some("latest"), Some("latest")),
            ("nginx:1.27", Some("1.27"), Some("1.27")),
        ] {
            assert_eq!((image(text).tag(), image(text).effective_tag()), (tag, effective), "{text}");
        }
        assert_eq!(image(&format!("nginx@{DIGEST}")).effective_tag(), None);
        assert_eq!(image(&format!("nginx@{DIGEST}")).tag_version(), None);
        assert_eq!(image(&format!("nginx:latest@{DIGEST}")).effective_tag(), Some("latest"));
    }

    #[test]
    fn official_images_are_known_under_all_their_names() {
        for text in [
            "nginx",
            "nginx:1.27",
            "docker.io/nginx",
            "docker.io/library/nginx",
            "library/nginx@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            "public.ecr.aws/docker/library/nginx:1",
            "mirror.gcr.io/library/nginx",
        ] {
            assert!(image(text).is_official("nginx"), "{text}");
        }
        for text in
            ["bitnami/nginx", "quay.io/library/nginx", "nginx-slim", "localhost/nginx", "docker.io/library/nginx/nginx"]
        {
            assert!(!image(text).is_official("nginx"), "{text}");
        }
    }
}
