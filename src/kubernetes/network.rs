//! Which traffic pods may have.

use std::borrow::Cow;

use super::kind::Kind;
use super::object::Object;
use crate::yaml::Node;

/// A NetworkPolicy.
#[derive(Debug, Clone, Copy)]
pub struct NetworkPolicy<'a> {
    /// The object.
    pub object: Object<'a>,
    /// Its `spec`.
    pub spec: Node<'a>,
}

/// Which way traffic goes, seen from the pods of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// To the pods.
    Ingress,
    /// From the pods.
    Egress,
}

/// A rule: traffic with any of its peers at any of its ports is allowed.
#[derive(Debug, Clone, Copy)]
pub struct NetworkRule<'a> {
    /// Its map.
    pub node: Node<'a>,
    /// Which way the traffic goes.
    pub direction: Direction,
}

/// The other end of allowed traffic.
#[derive(Debug, Clone, Copy)]
pub struct NetworkPeer<'a> {
    /// Its map.
    pub node: Node<'a>,
}

/// A port of allowed traffic: of the pods for ingress, of the peers for egress.
#[derive(Debug, Clone, Copy)]
pub struct NetworkPort<'a> {
    /// Its map.
    pub node: Node<'a>,
}

impl Direction {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Ingress, Self::Egress];

    /// The item of `policyTypes`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ingress => "Ingress",
            Self::Egress => "Egress",
        }
    }

    /// The field of `spec` that holds the rules.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Ingress => "ingress",
            Self::Egress => "egress",
        }
    }

    /// The field of a rule that holds the peers.
    pub const fn peers_field(self) -> &'static str {
        match self {
            Self::Ingress => "from",
            Self::Egress => "to",
        }
    }
}

impl<'a> NetworkPolicy<'a> {
    /// The policy that an object is.
    pub fn of(object: Object<'a>) -> Option<Self> {
        let spec = object.spec().filter(|spec| object.kind == Kind::NetworkPolicy && spec.is_map())?;
        Some(Self { object, spec })
    }

    /// `spec.podSelector`: an empty one, like one that is not written, selects every pod of the namespace.
    pub fn pod_selector(self) -> Option<Node<'a>> {
        self.spec.get("podSelector").filter(|selector| selector.is_map())
    }

    /// Whether the policy restricts traffic of this direction at all. When `policyTypes` is not written, ingress always
    /// is, and egress when there are rules for it.
    ///
    /// Upstream: `pkg/apis/networking/v1/defaults.go`, `SetDefaults_NetworkPolicy`.
    pub fn restricts(self, direction: Direction) -> bool {
        match self.spec.written("policyTypes") {
            Some(types) => types.items().any(|name| name.text() == direction.as_str()),
            None => direction == Direction::Ingress || self.spec.written(direction.field()).is_some(),
        }
    }

    /// The rules of a direction. A direction that is restricted and has none is closed.
    pub fn rules(self, direction: Direction) -> impl Iterator<Item = NetworkRule<'a>> {
        let items = self.spec.items_at(direction.field()).filter(|rule| rule.is_map());
        items.map(move |node| NetworkRule { node, direction })
    }
}

impl<'a> NetworkRule<'a> {
    /// The peers; none means any peer.
    pub fn peers(self) -> impl Iterator<Item = NetworkPeer<'a>> {
        let items = self.node.items_at(self.direction.peers_field()).filter(|peer| peer.is_map());
        items.map(|node| NetworkPeer { node })
    }

    /// The ports; none means any port.
    pub fn ports(self) -> impl Iterator<Item = NetworkPort<'a>> {
        self.node.items_at("ports").filter(|port| port.is_map()).map(|node| NetworkPort { node })
    }
}

impl<'a> NetworkPeer<'a> {
    /// `podSelector`: pods of the policy's namespace, or of those that `namespaceSelector` selects.
    pub fn pod_selector(self) -> Option<Node<'a>> {
        self.node.get("podSelector").filter(|selector| selector.is_map())
    }

    /// `namespaceSelector`.
    pub fn namespace_selector(self) -> Option<Node<'a>> {
        self.node.get("namespaceSelector").filter(|selector| selector.is_map())
    }

    /// `ipBlock`.
    pub fn ip_block(self) -> Option<Node<'a>> {
        self.node.written("ipBlock")
    }
}

impl<'a> NetworkPort<'a> {
    /// The node of `port`: a number, or a name that containers declare; none means any port of the protocol.
    pub fn port(self) -> Option<Node<'a>> {
        self.node.written("port")
    }

    /// `endPort`: the last number of a range that begins with `port`.
    pub fn end(self) -> Option<i64> {
        self.node.get("endPort").and_then(Node::as_int)
    }

    /// `protocol`; `TCP` when it is not written.
    pub fn protocol(self) -> Cow<'a, str> {
        self.node.written("protocol").map_or(Cow::Borrowed("TCP"), Node::text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubernetes::with_object;

    fn restricts(spec: &str) -> [bool; 2] {
        with_object(&format!("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nspec: {spec}\n"), |object| {
            let policy = NetworkPolicy::of(object).unwrap();
            Direction::ALL.map(|direction| policy.restricts(direction))
        })
    }

    #[test]
    fn policy_types_have_defaults() {
        assert_eq!(restricts("{podSelector: {}}"), [true, false]);
        assert_eq!(restricts("{egress: [{}]}"), [true, true]);
        assert_eq!(restricts("{egress: []}"), [true, false]);
        assert_eq!(restricts("{policyTypes: [Egress]}"), [false, true]);
    }

    #[test]
    fn rules_have_peers_and_ports() {
        let text = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nspec:\n  podSelector: {}\n  ingress:\n  - from: [{podSelector: {}, namespaceSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8}}]\n    ports: [{port: 80, endPort: 90}, {protocol: UDP}]\n";
        with_object(text, |object| {
            let policy = NetworkPolicy::of(object).unwrap();
            let rule = policy.rules(Direction::Ingress).next().unwrap();
            let peers: Vec<_> = rule.peers().collect();
            assert!(peers[0].pod_selector().is_some() && peers[0].namespace_selector().is_some());
            assert!(peers[1].ip_block().is_some() && peers[1].pod_selector().is_none());
            let ports: Vec<_> = rule.ports().collect();
            assert_eq!((ports[0].port().unwrap().as_int(), ports[0].end()), (Some(80), Some(90)));
            assert_eq!((ports[1].port(), &*ports[1].protocol()), (None, "UDP"));
            assert_eq!(policy.rules(Direction::Egress).count(), 0);
        });
    }
}
