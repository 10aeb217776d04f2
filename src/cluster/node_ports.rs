//! The ports of nodes that Services take.
//!
//! Upstream: `pkg/registry/core/service/storage/alloc.go` (`initNodePorts`): the allocator keeps one set of numbers for the
//! whole cluster, whatever namespace and protocol. Inside one Service, entries with the same `port` share a number.

use crate::kubernetes::{Service, ServiceType};
use crate::yaml::Node;

/// A number that a Service asks the allocator for.
#[derive(Debug, Clone, Copy)]
pub struct Allocation<'a> {
    /// The number.
    pub number: i64,
    /// Where it is written.
    pub node: Node<'a>,
}

/// The numbers that a Service asks for, in the order of its ports. One that stands twice is asked for twice, and refused.
pub fn allocations(service: Service<'_>) -> Vec<Allocation<'_>> {
    if !matches!(service.service_type(), ServiceType::NodePort | ServiceType::LoadBalancer) {
        return Vec::new();
    }
    let mut found: Vec<Allocation<'_>> = Vec::new();
    let mut shared: Vec<(Option<i64>, String, i64)> = Vec::new();
    for port in service.ports() {
        let Some((node, number)) = port.node_port().and_then(|node| Some((node, node.as_int()?))) else {
            continue;
        };
        let protocol = port.protocol().into_owned();
        let is_shared = shared.iter().any(|(known, by, taken)| {
            *known == port.number() && known.is_some() && *taken == number && *by != protocol
        });
        shared.push((port.number(), protocol, number));
        if !is_shared {
            found.push(Allocation { number, node });
        }
    }
    let health = service.health_check_node_port();
    found.extend(health.and_then(|node| Some(Allocation { number: node.as_int()?, node })));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::project_of;

    fn numbers(spec: &str) -> Vec<i64> {
        let project = project_of(&format!("apiVersion: v1\nkind: Service\nspec: {spec}\n"));
        let services = project.everything().services().collect::<Vec<_>>();
        services.into_iter().flat_map(allocations).map(|allocation| allocation.number).collect()
    }

    #[test]
    fn entries_of_one_port_share_a_number() {
        let dns = "{type: NodePort, ports: [{port: 53, nodePort: 30053}, {port: 53, protocol: UDP, nodePort: 30053}]}";
        assert_eq!(numbers(dns), [30053]);
        let other =
            "{type: NodePort, ports: [{port: 53, nodePort: 30053}, {port: 54, protocol: UDP, nodePort: 30053}]}";
        assert_eq!(numbers(other), [30053, 30053]);
        let twice = "{type: NodePort, ports: [{port: 53, nodePort: 30053}, {port: 53, nodePort: 30053}]}";
        assert_eq!(numbers(twice), [30053, 30053]);
    }

    #[test]
    fn only_types_with_node_ports_take_any() {
        assert_eq!(numbers("{ports: [{port: 80, nodePort: 30080}]}"), [0; 0]);
        assert_eq!(
            numbers(
                "{type: LoadBalancer, healthCheckNodePort: 31000, ports: [{port: 80, nodePort: 30080}, {port: 81}]}"
            ),
            [30080, 31000]
        );
        assert_eq!(
            numbers("{type: NodePort, ports: [{port: 80, nodePort: 0}, {port: 81, nodePort: \"${P}\"}]}"),
            [0; 0]
        );
    }
}
