//! Namespaces and the Pod Security Standards that they ask for.

use super::kind::Kind;
use super::object::Object;
use crate::yaml::Node;

/// A Namespace.
#[derive(Debug, Clone, Copy)]
pub struct Namespace<'a> {
    /// The object.
    pub object: Object<'a>,
}

/// What happens to a pod that breaks a level of the Pod Security Standards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PodSecurityMode {
    /// It is refused.
    Enforce,
    /// It is noted in the audit log.
    Audit,
    /// The client is told.
    Warn,
}

impl PodSecurityMode {
    /// The label that sets the level.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Enforce => "pod-security.kubernetes.io/enforce",
            Self::Audit => "pod-security.kubernetes.io/audit",
            Self::Warn => "pod-security.kubernetes.io/warn",
        }
    }
}

impl<'a> Namespace<'a> {
    /// The namespace that an object is.
    pub fn of(object: Object<'a>) -> Option<Self> {
        (object.kind == Kind::Namespace).then_some(Self { object })
    }

    /// The node of the level (`privileged`, `baseline`, `restricted`) for a mode; without it the cluster decides.
    pub fn pod_security(self, mode: PodSecurityMode) -> Option<Node<'a>> {
        self.object.labels().node()?.written(mode.label())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubernetes::with_object;

    #[test]
    fn labels_set_the_levels() {
        let text = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: baseline}}\n";
        with_object(text, |object| {
            let namespace = Namespace::of(object).unwrap();
            assert_eq!(namespace.pod_security(PodSecurityMode::Enforce).unwrap().text(), "baseline");
            assert!(namespace.pod_security(PodSecurityMode::Warn).is_none());
        });
    }
}
