//! pv-has-namespace: see `pv_has_namespace.md`.

use crate::kubernetes::{Kind, Object, placeholder};
use crate::rule::{Check, Context, Rule};

/// Kinds of the whole cluster beside those of [`Kind`], by group.
const OF_THE_CLUSTER: [(&str, &str); 22] = [
    ("admissionregistration.k8s.io", "MutatingAdmissionPolicy"),
    ("admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding"),
    ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy"),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"),
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"),
    ("apiregistration.k8s.io", "APIService"),
    ("certificates.k8s.io", "CertificateSigningRequest"),
    ("certificates.k8s.io", "ClusterTrustBundle"),
    ("flowcontrol.apiserver.k8s.io", "FlowSchema"),
    ("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration"),
    ("gateway.networking.k8s.io", "GatewayClass"),
    ("networking.k8s.io", "IPAddress"),
    ("networking.k8s.io", "ServiceCIDR"),
    ("node.k8s.io", "RuntimeClass"),
    ("policy", "PodSecurityPolicy"),
    ("resource.k8s.io", "DeviceClass"),
    ("resource.k8s.io", "ResourceSlice"),
    ("storage.k8s.io", "CSIDriver"),
    ("storage.k8s.io", "CSINode"),
    ("storage.k8s.io", "VolumeAttachment"),
    ("storage.k8s.io", "VolumeAttributesClass"),
];

pub(super) static RULE: Rule = Rule {
    id: "pv-has-namespace",
    summary: "a volume, or another kind of the whole cluster, states a namespace, which is dropped",
    check: Check::Object(&[], check),
    docs: include_str!("pv_has_namespace.md"),
    ..Rule::DEFAULT
};

fn check<'a>(object: Object<'a>, cx: &mut Context<'a>) {
    if !is_of_the_cluster(object) {
        return;
    }
    let namespace = object.metadata().and_then(|metadata| metadata.get("namespace"));
    let Some(namespace) = namespace.filter(|node| !node.is_empty() && !placeholder::is_unknown(&node.text())) else {
        return;
    };
    let (kind, name) = (object.kind_text(), namespace.text());
    let message = format!("kind {kind} belongs to the whole cluster: the namespace `{name}` is dropped without a word");
    let help = if object.kind == Kind::PersistentVolume {
        "remove `namespace`; `claimRef` with `namespace` and `name` keeps the volume for one claim"
    } else {
        "remove `namespace`"
    };
    cx.report(namespace, message).help(help);
}

fn is_of_the_cluster(object: Object<'_>) -> bool {
    match object.kind.is_namespaced() {
        Some(is_namespaced) => !is_namespaced,
        None => {
            let api_version = object.api_version();
            let group = api_version.split_once('/').map_or("", |(group, _)| group);
            OF_THE_CLUSTER.contains(&(group, &*object.kind_text()))
        }
    }
}
