//! Limits that a namespace sets: on the sum of its objects, and on each of them.

use std::borrow::Cow;

use super::kind::Kind;
use super::object::Object;
use crate::yaml::{Entry, Node};

/// A ResourceQuota.
#[derive(Debug, Clone, Copy)]
pub struct ResourceQuota<'a> {
    /// The object.
    pub object: Object<'a>,
    /// Its `spec`.
    pub spec: Node<'a>,
}

/// A LimitRange.
#[derive(Debug, Clone, Copy)]
pub struct LimitRange<'a> {
    /// The object.
    pub object: Object<'a>,
    /// Its `spec`.
    pub spec: Node<'a>,
}

/// An entry of a LimitRange's `limits`.
#[derive(Debug, Clone, Copy)]
pub struct LimitRangeItem<'a> {
    /// Its map.
    pub node: Node<'a>,
}

impl<'a> ResourceQuota<'a> {
    /// The quota that an object is.
    pub fn of(object: Object<'a>) -> Option<Self> {
        let spec = object.spec().filter(|spec| object.kind == Kind::ResourceQuota && spec.is_map())?;
        Some(Self { object, spec })
    }

    /// The entries of `spec.hard`: a resource's name and the most that there may be of it.
    pub fn hard(self) -> Vec<Entry<'a>> {
        self.spec.get("hard").map(Node::merged_entries).unwrap_or_default()
    }

    /// Whether only some pods or claims count: `scopes` or `scopeSelector`.
    pub fn is_scoped(self) -> bool {
        self.spec.written("scopes").is_some() || self.spec.written("scopeSelector").is_some()
    }

    /// The nodes of `scopes`.
    pub fn scopes(self) -> impl Iterator<Item = Node<'a>> {
        self.spec.items_at("scopes")
    }
}

impl<'a> LimitRange<'a> {
    /// The LimitRange that an object is.
    pub fn of(object: Object<'a>) -> Option<Self> {
        let spec = object.spec().filter(|spec| object.kind == Kind::LimitRange && spec.is_map())?;
        Some(Self { object, spec })
    }

    /// The entries of `spec.limits`.
    pub fn items(self) -> impl Iterator<Item = LimitRangeItem<'a>> {
        self.spec.items_at("limits").filter(|item| item.is_map()).map(|node| LimitRangeItem { node })
    }
}

impl<'a> LimitRangeItem<'a> {
    /// What is limited: `Container`, `Pod` or `PersistentVolumeClaim`.
    pub fn limited_type(self) -> Cow<'a, str> {
        self.node.get("type").map(Node::text).unwrap_or_default()
    }

    /// The entries of `min`.
    pub fn min(self) -> Vec<Entry<'a>> {
        self.amounts("min")
    }

    /// The entries of `max`.
    pub fn max(self) -> Vec<Entry<'a>> {
        self.amounts("max")
    }

    /// The entries of `maxLimitRequestRatio`.
    pub fn max_ratio(self) -> Vec<Entry<'a>> {
        self.amounts("maxLimitRequestRatio")
    }

    /// The limit that containers get when they state none: `default`, else `max`.
    ///
    /// Upstream: `pkg/apis/core/v1/defaults.go`, `SetDefaults_LimitRangeItem`; only items of type `Container` have one.
    pub fn default_limit(self, resource: &str) -> Option<Node<'a>> {
        self.default_of(resource, &["default", "max"])
    }

    /// The request that containers get when they state none: `defaultRequest`, else the default limit, else `min`. See
    /// [`LimitRangeItem::default_limit`].
    pub fn default_request(self, resource: &str) -> Option<Node<'a>> {
        self.default_of(resource, &["defaultRequest", "default", "max", "min"])
    }

    fn default_of(self, resource: &str, fields: &[&str]) -> Option<Node<'a>> {
        if self.limited_type() != "Container" {
            return None;
        }
        fields.iter().find_map(|field| self.node.path(&[field, resource]))
    }

    fn amounts(self, field: &str) -> Vec<Entry<'a>> {
        self.node.get(field).map(Node::merged_entries).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubernetes::with_object;

    #[test]
    fn a_quota_lists_what_there_may_be() {
        let text = "apiVersion: v1\nkind: ResourceQuota\nspec:\n  hard: {pods: 10, requests.cpu: \"4\"}\n  scopes: [NotBestEffort]\n";
        with_object(text, |object| {
            let quota = ResourceQuota::of(object).unwrap();
            let hard: Vec<_> = quota.hard().iter().map(|entry| (entry.key.text(), entry.value.text())).collect();
            assert_eq!(hard, [("pods".into(), "10".into()), ("requests.cpu".into(), "4".into())]);
            assert!(quota.is_scoped());
            assert_eq!(quota.scopes().next().unwrap().text(), "NotBestEffort");
        });
    }

    #[test]
    fn a_limit_range_fills_in_defaults_from_bounds() {
        let text = "apiVersion: v1\nkind: LimitRange\nspec:\n  limits:\n  - {type: Container, max: {cpu: 2}, min: {cpu: 100m, memory: 64Mi}, defaultRequest: {cpu: 200m}}\n  - {type: Pod, max: {cpu: 4}}\n";
        with_object(text, |object| {
            let items: Vec<_> = LimitRange::of(object).unwrap().items().collect();
            let text = |node: Option<Node<'_>>| node.map(|node| node.text().into_owned());
            assert_eq!(text(items[0].default_limit("cpu")).as_deref(), Some("2"));
            assert_eq!(text(items[0].default_request("cpu")).as_deref(), Some("200m"));
            assert_eq!(text(items[0].default_request("memory")).as_deref(), Some("64Mi"));
            assert_eq!(text(items[0].default_limit("memory")), None);
            assert_eq!(text(items[1].default_limit("cpu")), None);
            assert_eq!((items[0].min().len(), items[1].max().len(), items[1].max_ratio().len()), (2, 1, 0));
        });
    }
}
