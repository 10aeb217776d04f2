//! How workloads are reached: Services, their ports and selectors.

mod node_port_invalid;
mod service_loadbalancer_overuse;
mod service_nodeport;
mod service_selects_nothing;
mod service_target_port_unresolved;

use crate::rule::Area;

/// The area `services`.
pub static AREA: Area = Area {
    id: "services",
    summary: "how workloads are reached: Services, their ports and selectors",
    rules: &[
        &node_port_invalid::RULE,
        &service_loadbalancer_overuse::RULE,
        &service_nodeport::RULE,
        &service_selects_nothing::RULE,
        &service_target_port_unresolved::RULE,
    ],
};
