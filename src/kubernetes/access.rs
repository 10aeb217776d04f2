//! Who may do what: roles, their bindings, the identities of pods.

use std::borrow::Cow;

use super::kind::Kind;
use super::object::Object;
use crate::yaml::Node;

/// A Role or ClusterRole.
#[derive(Debug, Clone, Copy)]
pub struct Role<'a> {
    /// The object.
    pub object: Object<'a>,
}

/// An entry of a role's `rules`.
#[derive(Debug, Clone, Copy)]
pub struct PolicyRule<'a> {
    /// Its map.
    pub node: Node<'a>,
}

/// A RoleBinding or ClusterRoleBinding.
#[derive(Debug, Clone, Copy)]
pub struct RoleBinding<'a> {
    /// The object.
    pub object: Object<'a>,
}

/// The role that a binding gives.
#[derive(Debug, Clone)]
pub struct RoleRef<'a> {
    /// Its map.
    pub node: Node<'a>,
    /// [`Kind::Role`], [`Kind::ClusterRole`], or [`Kind::Other`] for what the API server refuses.
    pub kind: Kind,
    /// The node of `name`.
    pub name: Node<'a>,
}

/// Someone whom a binding gives its role.
#[derive(Debug, Clone)]
pub struct Subject<'a> {
    /// Its map.
    pub node: Node<'a>,
    /// `User`, `Group` or `ServiceAccount`.
    pub kind: Cow<'a, str>,
    /// The node of `name`.
    pub name: Node<'a>,
    /// `namespace`, which ServiceAccounts have.
    pub namespace: Option<Node<'a>>,
}

/// A ServiceAccount.
#[derive(Debug, Clone, Copy)]
pub struct ServiceAccount<'a> {
    /// The object.
    pub object: Object<'a>,
}

impl<'a> Role<'a> {
    /// The role that an object is.
    pub fn of(object: Object<'a>) -> Option<Self> {
        matches!(object.kind, Kind::Role | Kind::ClusterRole).then_some(Self { object })
    }

    /// The rules.
    pub fn rules(self) -> impl Iterator<Item = PolicyRule<'a>> {
        self.object.node.items_at("rules").filter(|rule| rule.is_map()).map(|node| PolicyRule { node })
    }

    /// Whether the control plane fills in the rules from other ClusterRoles: `aggregationRule`.
    pub fn is_aggregated(self) -> bool {
        self.object.kind == Kind::ClusterRole && self.object.node.written("aggregationRule").is_some()
    }
}

impl<'a> PolicyRule<'a> {
    /// The items of `apiGroups`.
    pub fn api_groups(self) -> impl Iterator<Item = Node<'a>> {
        self.node.items_at("apiGroups")
    }

    /// The items of `resources`.
    pub fn resources(self) -> impl Iterator<Item = Node<'a>> {
        self.node.items_at("resources")
    }

    /// The items of `verbs`.
    pub fn verbs(self) -> impl Iterator<Item = Node<'a>> {
        self.node.items_at("verbs")
    }

    /// The items of `resourceNames`: the only objects that the rule is for, when there are any.
    pub fn resource_names(self) -> impl Iterator<Item = Node<'a>> {
        self.node.items_at("resourceNames")
    }

    /// The items of `nonResourceURLs`.
    pub fn non_resource_urls(self) -> impl Iterator<Item = Node<'a>> {
        self.node.items_at("nonResourceURLs")
    }

    /// Whether the rule allows a verb on all objects of a resource (`secrets`, `pods/exec`).
    ///
    /// Upstream: `pkg/apis/rbac/v1/evaluation_helpers.go` (`VerbMatches`, `APIGroupMatches`, `ResourceMatches`).
    pub fn allows(self, verb: &str, group: &str, resource: &str) -> bool {
        let any_subresource = resource.split_once('/').map(|(_, subresource)| format!("*/{subresource}"));
        let is_resource = |written: &str| {
            matches!(written, "*")
                || written == resource
                || any_subresource.as_deref().is_some_and(|any| any == written)
        };
        self.resource_names().next().is_none()
            && self.verbs().any(|written| matches!(&*written.text(), "*") || written.text() == verb)
            && self.api_groups().any(|written| matches!(&*written.text(), "*") || written.text() == group)
            && self.resources().any(|written| is_resource(&written.text()))
    }
}

impl<'a> RoleBinding<'a> {
    /// The binding that an object is.
    pub fn of(object: Object<'a>) -> Option<Self> {
        matches!(object.kind, Kind::RoleBinding | Kind::ClusterRoleBinding).then_some(Self { object })
    }

    /// `roleRef`, when it names a role.
    pub fn role(self) -> Option<RoleRef<'a>> {
        let node = self.object.node.get("roleRef")?;
        let kind = match node.get("kind").map(Node::text).as_deref() {
            Some("Role") => Kind::Role,
            Some("ClusterRole") => Kind::ClusterRole,
            _ => Kind::Other,
        };
        Some(RoleRef { node, kind, name: node.written("name")? })
    }

    /// The subjects that have a name.
    pub fn subjects(self) -> impl Iterator<Item = Subject<'a>> {
        self.object.node.items_at("subjects").filter_map(|node| {
            let kind = node.get("kind").map(Node::text).unwrap_or_default();
            Some(Subject { node, kind, name: node.written("name")?, namespace: node.written("namespace") })
        })
    }
}

impl<'a> ServiceAccount<'a> {
    /// The ServiceAccount that an object is.
    pub fn of(object: Object<'a>) -> Option<Self> {
        (object.kind == Kind::ServiceAccount).then_some(Self { object })
    }

    /// The node of `automountServiceAccountToken`. When it is not written, tokens are mounted.
    pub fn automount(self) -> Option<Node<'a>> {
        self.object.node.written("automountServiceAccountToken")
    }

    /// The nodes of the names of Secrets: `secrets`, then `imagePullSecrets`.
    pub fn secrets(self) -> impl Iterator<Item = Node<'a>> {
        let lists = ["secrets", "imagePullSecrets"].into_iter();
        lists.flat_map(move |list| self.object.node.items_at(list)).filter_map(|secret| secret.written("name"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubernetes::with_object;

    const ROLE: &str = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nrules:\n";

    fn allows(rule: &str, verb: &str, group: &str, resource: &str) -> bool {
        with_object(&format!("{ROLE}- {rule}\n"), |object| {
            let rule = Role::of(object).unwrap().rules().next().unwrap();
            rule.allows(verb, group, resource)
        })
    }

    #[test]
    fn rules_allow_what_they_name() {
        let pods = "{apiGroups: [\"\"], resources: [pods, \"*/log\"], verbs: [get, list]}";
        assert!(allows(pods, "get", "", "pods") && allows(pods, "list", "", "pods/log"));
        assert!(!allows(pods, "get", "", "pods/exec") && !allows(pods, "delete", "", "pods"));
        assert!(!allows(pods, "get", "apps", "pods"));
        assert!(allows("{apiGroups: [\"*\"], resources: [\"*\"], verbs: [\"*\"]}", "create", "apps", "pods/exec"));
        assert!(!allows(
            "{apiGroups: [\"\"], resources: [secrets], verbs: [get], resourceNames: [a]}",
            "get",
            "",
            "secrets"
        ));
    }

    #[test]
    fn bindings_name_a_role_and_subjects() {
        let text = "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nroleRef: {kind: ClusterRole, name: view}\nsubjects:\n- {kind: ServiceAccount, name: app, namespace: shop}\n- {kind: Group, name: readers}\n- {kind: User}\n";
        with_object(text, |object| {
            let binding = RoleBinding::of(object).unwrap();
            let role = binding.role().unwrap();
            assert_eq!((role.kind, &*role.name.text()), (Kind::ClusterRole, "view"));
            let subjects: Vec<_> = binding.subjects().map(|subject| (subject.kind, subject.name.text())).collect();
            assert_eq!(subjects, [("ServiceAccount".into(), "app".into()), ("Group".into(), "readers".into())]);
        });
    }

    #[test]
    fn a_service_account_names_its_secrets() {
        let text = "apiVersion: v1\nkind: ServiceAccount\nautomountServiceAccountToken: false\nsecrets: [{name: a}]\nimagePullSecrets: [{name: b}]\n";
        with_object(text, |object| {
            let account = ServiceAccount::of(object).unwrap();
            assert_eq!(account.automount().unwrap().as_bool(), Some(false));
            assert_eq!(account.secrets().map(Node::text).collect::<Vec<_>>(), ["a", "b"]);
        });
    }
}
