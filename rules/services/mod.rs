//! How workloads are reached: Services, their ports and selectors.

mod node_port_invalid;
mod service_nodeport;

use crate::rule::Area;

/// The area `services`.
pub static AREA: Area = Area {
    id: "services",
    summary: "how workloads are reached: Services, their ports and selectors",
    rules: &[&node_port_invalid::RULE, &service_nodeport::RULE],
};
