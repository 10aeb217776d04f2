//! The image references that the tag rules judge.

use std::borrow::Cow;

use crate::kubernetes::image::ImageReference;
use crate::kubernetes::{Kind, Workload, placeholder};
use crate::project::Scope;
use crate::rule::Context;
use crate::yaml::Node;

/// An image reference whose tag decides what runs.
pub(super) struct Undigested<'a> {
    /// The scalar.
    pub node: Node<'a>,
    /// What it says.
    pub reference: ImageReference<'a>,
}

/// The image references of a workload that name an image by its tag, or by none.
///
/// References that do not parse or hold placeholders are for `image-reference-invalid` and `image-reference-unresolved` to
/// report, digests fix the image whatever the tag, and of what a tool fills in before the cluster sees it the tag is not
/// known.
pub(super) fn undigested<'a>(workload: Workload<'a>, cx: &Context<'a>) -> Vec<Undigested<'a>> {
    if has_image_trigger(workload) {
        return Vec::new();
    }
    let images = workload.pod.images().filter_map(read).filter(|image| image.reference.digest().is_none());
    images.filter(|image| !is_injected(image, workload) && !is_built(image, cx.project().everything())).collect()
}

fn read(node: Node<'_>) -> Option<Undigested<'_>> {
    // A node's text is never made up, so it lives as long as its tree.
    let Cow::Borrowed(text) = node.text() else { return None };
    let reference = ImageReference::parse(text).ok().filter(|_| placeholder::find_in_image(text).is_none())?;
    Some(Undigested { node, reference })
}

/// Whether OpenShift writes the images when an image stream changes: into a DeploymentConfig by its trigger, into others
/// by their annotation. Upstream: openshift-controller-manager `pkg/image/controller/trigger`.
pub(super) fn has_image_trigger(workload: Workload<'_>) -> bool {
    let object = workload.object;
    if object.kind == Kind::DeploymentConfig {
        let triggers = object.spec().and_then(|spec| spec.get("triggers")).into_iter().flat_map(Node::items);
        return triggers.filter_map(|trigger| trigger.get("type")).any(|kind| kind.text() == "ImageChange");
    }
    object.annotation("image.openshift.io/triggers").is_some()
}

/// Whether a service mesh puts its proxy's image in the place of `auto`. Upstream: istio `pkg/kube/inject`.
fn is_injected(image: &Undigested<'_>, workload: Workload<'_>) -> bool {
    let labels_or_annotations = ["inject.istio.io/templates", "sidecar.istio.io/inject"];
    image.node.text() == "auto"
        && labels_or_annotations
            .into_iter()
            .any(|key| workload.pod.annotation(key).is_some() || workload.pod.labels().get(key).is_some())
}

/// Whether a Skaffold configuration of the project builds the image: it deploys it under a tag of its own.
fn is_built(image: &Undigested<'_>, everything: Scope<'_>) -> bool {
    let name = image.node.text();
    let configurations = everything.of_kind(Kind::Other).filter(|object| object.api_version().starts_with("skaffold/"));
    configurations.map(|object| object.node).any(|configuration| {
        let profiles = configuration.get("profiles").into_iter().flat_map(Node::items);
        profiles.chain([configuration]).any(|pipeline| builds(pipeline, &name))
    })
}

fn builds(pipeline: Node<'_>, name: &str) -> bool {
    let artifacts = pipeline.path(&["build", "artifacts"]).into_iter().flat_map(Node::items);
    artifacts.filter_map(|artifact| artifact.get("image")).any(|built| built.text() == name)
}
