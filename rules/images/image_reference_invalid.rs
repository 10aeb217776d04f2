//! image-reference-invalid: see `image_reference_invalid.md`.

use super::undigested::{has_image_trigger, is_replaced};
use crate::diagnostic::{Layer, Severity};
use crate::kubernetes::image::{ImageErrorKind, ImageReference};
use crate::kubernetes::{Container, Kind, Object, Workload, placeholder};
use crate::project::Project;
use crate::rule::{Check, Context, Place, Rule};
use crate::yaml::Node;

pub(super) static RULE: Rule = Rule {
    id: "image-reference-invalid",
    summary: "nothing can be pulled by this image reference",
    severity: Severity::Error,
    layer: Layer::Stuck,
    check: Check::Workload(check),
    docs: include_str!("image_reference_invalid.md"),
    ..Rule::DEFAULT
};

fn check<'a>(workload: Workload<'a>, cx: &mut Context<'a>) {
    if has_image_trigger(workload) {
        return;
    }
    for container in workload.pod.containers() {
        check_presence(container, workload, cx);
    }
    for image in workload.pod.images().filter(|image| !image.is_empty()) {
        check_reference(image, workload, cx);
    }
}

/// The API server wants an image for each container, in templates too (`validateContainerCommon`).
fn check_presence<'a>(container: Container<'a>, workload: Workload<'a>, cx: &mut Context<'a>) {
    let place = match container.node.get("image") {
        None => Place::Absent(container.node, "image"),
        // In a patch, null takes the field away; elsewhere, a patch may fill it in.
        Some(image) if image.is_empty() && !is_open(workload.object, cx.project()) => Place::Value(image),
        Some(_) => return,
    };
    let name = container.name();
    cx.report(place, format!("container `{name}` has no image, and the API server refuses it"))
        .layer(Layer::Rejected)
        .help("name what it runs and in which version: `image: registry/repository:MAJOR.MINOR`");
}

fn is_open(object: Object<'_>, project: &Project) -> bool {
    object.is_partial || project.may_set(object, "image")
}

fn check_reference<'a>(image: Node<'a>, workload: Workload<'a>, cx: &mut Context<'a>) {
    let text = image.text();
    if placeholder::find_in_image(&text).is_some() || is_replaced(image, workload.object, cx.project()) {
        return;
    }
    let Err(error) = ImageReference::parse(&text) else {
        return;
    };
    let is_space_at_an_end = error.kind == ImageErrorKind::Space && text.trim().len() < text.len();
    let (layer, outcome) = if workload.object.kind == Kind::Pod && is_space_at_an_end {
        (Layer::Rejected, "the API server refuses it")
    } else {
        (Layer::Stuck, "the pod waits with InvalidImageName")
    };
    let place = if error.range.is_empty() { Place::Value(image) } else { Place::Part(image, error.range.clone()) };
    let finding =
        cx.report(place, format!("`{}` is not a valid image reference, {outcome}: {error}", shown(&text))).layer(layer);
    if let Some(repaired) = repaired(&text, error.kind).filter(|_| shown(&text) == text) {
        finding.help(format!("write `{repaired}`"));
    }
}

/// The text without what may be a user and a password: messages go everywhere.
fn shown(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((before, after)) if before.contains(':') && !after.starts_with("sha") => format!("…@{after}"),
        _ => text.to_owned(),
    }
}

/// The reference that was probably meant, where one change makes it right.
fn repaired(text: &str, kind: ImageErrorKind) -> Option<String> {
    let repaired = match kind {
        ImageErrorKind::Space => text.split_whitespace().collect(),
        ImageErrorKind::Scheme => text.split_once("://")?.1.to_owned(),
        ImageErrorKind::UpperCase => {
            // Tags may have capitals.
            let name = text.rfind('/').unwrap_or(0);
            let end = text[name..].find([':', '@']).map_or(text.len(), |at| name + at);
            text[..end].to_lowercase() + &text[end..]
        }
        ImageErrorKind::ImageId => format!("REPOSITORY@sha256:{text}"),
        _ => return None,
    };
    (kind == ImageErrorKind::ImageId || ImageReference::parse(&repaired).is_ok()).then_some(repaired)
}
