//! The image references that the tag rules judge.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::hash_map::{Entry, HashMap};

use crate::kubernetes::image::ImageReference;
use crate::kubernetes::{Kind, Object, Workload, placeholder};
use crate::project::{ImageOverride, Project, Scope};
use crate::rule::{Context, Finding, Place};
use crate::source::Location;
use crate::yaml::Node;

/// How patches speak of an image: as a field in YAML or JSON, or in the path of a JSON patch.
const IN_PATCHES: [&str; 3] = ["image:", "image\"", "/image"];

/// What comments say to Renovate (its custom managers) and to Flux (its image automation) at the images that they update.
const UPDATERS: [&str; 2] = ["renovate:", "\"$imagepolicy\""];

/// An image reference whose tag decides what runs.
pub(super) struct Undigested<'t, 'a> {
    /// What it says, after kustomizations changed it.
    pub reference: ImageReference<'t>,
    text: &'t str,
    object: Object<'a>,
    /// The scalar of the manifest.
    written: Node<'a>,
    /// Where other containers of the same pod say the same.
    repeated: &'t [Node<'a>],
    /// The value of a kustomization that takes the place of the written tag.
    given: Option<Node<'a>>,
}

/// Hands every image reference of a workload that names an image by its tag, or by none, to `judge`: one that several
/// containers of the pod share once, as it is one decision.
///
/// References that do not parse or hold placeholders are for `image-reference-invalid` and `image-reference-unresolved` to
/// report, digests fix the image whatever the tag, and of what a tool fills in before the cluster sees it the tag is not
/// known. A tag that kustomizations replace wherever the workload is applied is judged where they replace it.
pub(super) fn for_undigested<'a>(
    workload: Workload<'a>,
    cx: &mut Context<'a>,
    judge: impl Fn(&Undigested<'_, 'a>, &mut Context<'a>),
) {
    if has_image_trigger(workload) {
        return;
    }
    for (written, repeated) in distinct(workload) {
        for version in versions(written, workload.object, cx.project()) {
            let (text, given) = match &version {
                Version::Written => (written.text(), None),
                Version::Given(replaced) => (replaced.image.as_str().into(), replaced.tag),
            };
            let reference = ImageReference::parse(&text).ok().filter(|reference| reference.digest().is_none());
            let Some(reference) = reference.filter(|_| placeholder::find_in_image(&text).is_none()) else {
                continue;
            };
            if !is_injected(&text, workload) && !is_built(&reference, &text, cx.project().everything()) {
                let (object, repeated) = (workload.object, repeated.as_slice());
                judge(&Undigested { reference, text: &text, object, written, repeated, given }, cx);
            }
        }
    }
}

/// The references of a pod in order, each with those that say the same later on.
fn distinct(workload: Workload<'_>) -> Vec<(Node<'_>, Vec<Node<'_>>)> {
    let mut distinct: Vec<(Node<'_>, Vec<Node<'_>>)> = Vec::new();
    let mut known: HashMap<Cow<'_, str>, usize> = HashMap::new();
    for image in workload.pod.images() {
        match known.entry(image.text()) {
            Entry::Occupied(at) => distinct[*at.get()].1.push(image),
            Entry::Vacant(free) => {
                free.insert(distinct.len());
                distinct.push((image, Vec::new()));
            }
        }
    }
    distinct
}

impl<'a> Undigested<'_, 'a> {
    /// The whole reference.
    pub(super) const fn text(&self) -> &str {
        self.text
    }

    /// Whether a comment at the reference tells a program to keep it current: Renovate, or Flux's image automation.
    pub fn is_kept_current(&self) -> bool {
        let node = self.given.unwrap_or(self.written);
        let (text, span, comments) = (node.tree().text(), node.span().range(), node.tree().comments());
        if comments.is_empty() {
            return false;
        }
        let line = text[..span.start].rfind('\n').unwrap_or(0);
        let from = text[..line].rfind('\n').unwrap_or(0);
        let to = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at);
        let near = &comments[comments.partition_point(|comment| comment.range().start < from)..];
        let mut near = near.iter().map(|comment| comment.range()).take_while(|comment| comment.start < to);
        near.any(|comment| UPDATERS.iter().any(|word| text[comment.clone()].contains(word)))
    }

    /// Reports at the tag; where there is none, at the whole reference.
    pub(super) fn report<'c>(&self, cx: &'c mut Context<'a>, message: String) -> Finding<'c> {
        match (self.given, self.reference.tag_range()) {
            (None, Some(tag)) => {
                cx.set_object(Some(self.object));
                self.label_repeated(cx.report(Place::Part(self.written, tag), message))
            }
            _ => self.report_whole(cx, message),
        }
    }

    /// Reports at the whole reference, or at the value of a kustomization that makes it what it is.
    pub(super) fn report_whole<'c>(&self, cx: &'c mut Context<'a>, message: String) -> Finding<'c> {
        let Some(given) = self.given else {
            cx.set_object(Some(self.object));
            return self.label_repeated(cx.report(self.written, message));
        };
        let mut kustomizations = cx.project().everything().of_kind(Kind::Kustomization);
        let kustomization = kustomizations.find(|object| std::ptr::eq(object.node.tree(), given.tree()));
        cx.set_object(kustomization);
        let finding =
            if kustomization.is_some() { cx.report(given, message) } else { cx.report_at(given.origin(), message) };
        finding.label_node(self.written, "in place of the tag here")
    }

    fn label_repeated<'c>(&self, finding: Finding<'c>) -> Finding<'c> {
        self.repeated.iter().fold(finding, |finding, image| finding.label_node(*image, "and here"))
    }
}

/// Whether OpenShift writes the images when an image stream changes: into a DeploymentConfig by its trigger, into others
/// by their annotation. Upstream: openshift-controller-manager `pkg/image/controller/trigger`.
pub(super) fn has_image_trigger(workload: Workload<'_>) -> bool {
    let object = workload.object;
    if object.kind == Kind::DeploymentConfig {
        let triggers = object.spec().into_iter().flat_map(|spec| spec.items_at("triggers"));
        return triggers.filter_map(|trigger| trigger.get("type")).any(|kind| kind.text() == "ImageChange");
    }
    object.annotation("image.openshift.io/triggers").is_some()
}

/// Whether kustomizations replace or patch an image wherever the object is applied, so that what is written never runs.
pub(super) fn is_replaced<'a>(image: Node<'a>, object: Object<'a>, project: &'a Project) -> bool {
    !versions(image, object, project).iter().any(|version| matches!(version, Version::Written))
}

/// What becomes of an image in one of the scopes of its object.
enum Version<'a> {
    /// It runs as it is written.
    Written,
    /// It runs with the tag of a kustomization.
    Given(ImageOverride<'a>),
}

/// What becomes of an image in the scopes of its object, each once. Scopes in which a patch speaks of images are left
/// out: what becomes of it there is not known.
fn versions<'a>(image: Node<'a>, object: Object<'a>, project: &'a Project) -> Vec<Version<'a>> {
    if project.is_patch(object) {
        return if is_named_by_any(image, project) { Vec::new() } else { vec![Version::Written] };
    }
    let mut scopes = project.scopes_of(object).peekable();
    let mut runs_as_written = scopes.peek().is_none();
    let mut given: BTreeMap<Location, ImageOverride<'a>> = BTreeMap::new();
    for scope in scopes.filter(|scope| !IN_PATCHES.iter().any(|part| scope.may_set(object, part))) {
        let replaced = scope.image_override(object, &image.text());
        match replaced.and_then(|replaced| Some((replaced.tag.or(replaced.digest)?.origin(), replaced))) {
            Some((location, replaced)) => drop(given.insert(location, replaced)),
            None => runs_as_written = true,
        }
    }
    let written = runs_as_written.then_some(Version::Written);
    written.into_iter().chain(given.into_values().map(Version::Given)).collect()
}

/// Whether an `images` entry of any kustomization names an image of a patch: patches belong to no scope of their own.
fn is_named_by_any(image: Node<'_>, project: &Project) -> bool {
    let text = image.text();
    let name = ImageReference::parse(&text).map_or("", |reference| &text[reference.name_range()]);
    let mut entries = project.kustomizations().flat_map(|(_, kustomization)| kustomization.images());
    entries.any(|entry| entry.get("name").is_some_and(|named| named.text() == name))
}

/// Whether a service mesh puts its proxy's image in the place of `auto`. Upstream: istio `pkg/kube/inject`.
fn is_injected(image: &str, workload: Workload<'_>) -> bool {
    let pod = workload.pod;
    let is_marked = |key| pod.annotation(key).is_some() || pod.labels().get(key).is_some();
    image == "auto" && ["inject.istio.io/templates", "sidecar.istio.io/inject"].into_iter().any(is_marked)
}

/// Whether a Skaffold configuration of the project builds the image: it deploys it under a tag of its own, and what is
/// written has none, or `latest`.
fn is_built(reference: &ImageReference<'_>, text: &str, everything: Scope<'_>) -> bool {
    if reference.effective_tag() != Some("latest") {
        return false;
    }
    let image = &text[reference.name_range()];
    let configurations = everything.of_kind(Kind::Other).filter(|object| object.api_version().starts_with("skaffold/"));
    configurations.map(|object| object.node).any(|configuration| {
        let profiles = configuration.items_at("profiles");
        profiles.chain([configuration]).any(|pipeline| builds(pipeline, image))
    })
}

fn builds(pipeline: Node<'_>, image: &str) -> bool {
    let artifacts = pipeline.get("build").into_iter().flat_map(|build| build.items_at("artifacts"));
    artifacts.filter_map(|artifact| artifact.get("image")).any(|built| built.text() == image)
}
