//! Facts off the views.

use super::facts::{AccessModes, Claim, ClaimClass, Class, Reservation, Size, Volume};
use crate::kubernetes::selector::{LabelSelector, Operator, Requirement};
use crate::kubernetes::{
    AccessMode, Labels, Object, PersistentVolume, PersistentVolumeClaim, StorageClass, VolumeMode, placeholder,
};
use crate::yaml::{Entry, Node};

/// The facts of a volume.
pub(super) fn volume(view: PersistentVolume<'_>) -> Volume {
    Volume {
        name: view.object.name_node().and_then(text),
        labels: labels(view.object.labels()),
        capacity: view.capacity().and_then(size),
        access_modes: access_modes(view.access_modes()),
        class: text_or_empty(view.class()),
        volume_mode: volume_mode(view.spec),
        attributes_class: text_or_empty(view.spec.get("volumeAttributesClassName")),
        reservation: reservation(view),
    }
}

/// The facts of a claim, its name and namespace left open.
pub(super) fn claim(view: PersistentVolumeClaim<'_>) -> Claim {
    Claim {
        namespace: None,
        name: None,
        request: view.request().and_then(size),
        access_modes: access_modes(view.access_modes()),
        class: match view.class() {
            None => Some(ClaimClass::Unset),
            Some(class) => text(class).map(ClaimClass::named),
        },
        volume_mode: volume_mode(view.spec),
        attributes_class: text_or_empty(view.spec.get("volumeAttributesClassName")),
        selector: view.spec.get("selector").map_or_else(|| Some(LabelSelector::default()), selector),
        volume_name: text_or_empty(view.spec.get("volumeName")),
    }
}

/// The facts of a class, when its name is known. Of a partial one nothing else is.
pub(super) fn class(object: Object<'_>) -> Option<Class> {
    let view = StorageClass::of(object)?;
    Some(Class {
        name: object.name_node().and_then(text)?,
        provisioner: object.node.get("provisioner").filter(|_| !object.is_partial).and_then(text),
        waits_for_consumer: view.waits_for_consumer(),
        is_default: view.is_default(),
    })
}

/// A text that is no placeholder.
pub(super) fn text(node: Node<'_>) -> Option<String> {
    let text = node.as_str()?;
    (!placeholder::is_unknown(&text)).then(|| text.into_owned())
}

/// What is not written is empty.
fn text_or_empty(node: Option<Node<'_>>) -> Option<String> {
    node.filter(|node| !node.is_null()).map_or_else(|| Some(String::new()), text)
}

fn size(node: Node<'_>) -> Option<Size> {
    Size::parse(&node.as_number_text()?)
}

/// None when there is no mode, or one that does not exist.
fn access_modes<'a>(modes: impl Iterator<Item = Node<'a>>) -> Option<AccessModes> {
    let modes = modes.map(|mode| AccessMode::named(&mode.as_str()?)).collect::<Option<AccessModes>>()?;
    (!modes.is_empty()).then_some(modes)
}

fn volume_mode(spec: Node<'_>) -> Option<VolumeMode> {
    match spec.get("volumeMode").filter(|mode| !mode.is_null()) {
        None => Some(VolumeMode::Filesystem),
        Some(mode) => VolumeMode::named(&mode.as_str()?),
    }
}

fn labels(labels: Labels<'_>) -> Option<Vec<(String, Option<String>)>> {
    let Some(node) = labels.node().filter(|node| !node.is_null()) else {
        return Some(Vec::new());
    };
    let label = |entry: Entry<'_>| Some((known(&entry.key.key_text())?, text(entry.value)));
    node.is_map().then(|| node.merged_entries())?.into_iter().map(label).collect()
}

/// The same, of a text.
pub(super) fn known(text: &str) -> Option<String> {
    (!placeholder::is_unknown(text)).then(|| text.to_owned())
}

fn reservation(view: PersistentVolume<'_>) -> Option<Reservation> {
    let Some(reference) = view.spec.get("claimRef").filter(|reference| !reference.is_null()) else {
        return Some(Reservation::Free);
    };
    let part = |field| text_or_empty(reference.get(field).filter(|_| reference.is_map()));
    if !part("uid")?.is_empty() {
        return Some(Reservation::Released);
    }
    Some(Reservation::For { namespace: part("namespace"), name: part("name") })
}

fn selector(node: Node<'_>) -> Option<LabelSelector> {
    let part = |field: &str| node.get(field).filter(|part| !part.is_null());
    let (labels, expressions) = (part("matchLabels"), part("matchExpressions"));
    let is_well_formed = (node.is_map() || node.is_null())
        && labels.is_none_or(Node::is_map)
        && expressions.is_none_or(Node::is_sequence);
    let pairs = labels.map(Node::merged_entries).unwrap_or_default().into_iter();
    let match_labels = pairs.map(|pair| Some((known(&pair.key.key_text())?, text(pair.value)?)));
    let expressions = expressions.into_iter().flat_map(Node::items).map(requirement);
    let selector = LabelSelector {
        match_labels: match_labels.collect::<Option<_>>()?,
        expressions: expressions.collect::<Option<_>>()?,
    };
    is_well_formed.then_some(selector)
}

fn requirement(node: Node<'_>) -> Option<Requirement> {
    let operator = Operator::named(&node.get("operator")?.as_str()?)?;
    let values = node.get("values").into_iter().flat_map(Node::items).map(text).collect::<Option<Vec<_>>>()?;
    let requirement = Requirement::new(text(node.get("key")?)?, operator, values);
    requirement.check().is_ok().then_some(requirement)
}
