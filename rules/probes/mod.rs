//! Started, alive, ready: what the kubelet asks a container, and what follows from the answer.

mod probe_liveness_missing;
mod probe_port_unresolved;
mod probe_readiness_missing;
mod probe_startup_missing;
mod probe_timeout_exceeds_period;
mod probe_values_invalid;
mod probes_identical;

mod handler;
mod presence;

use crate::rule::Area;

/// The area `probes`.
pub static AREA: Area = Area {
    id: "probes",
    summary: "started, alive, ready: what containers are asked, and what follows",
    rules: &[
        &probe_liveness_missing::RULE,
        &probe_port_unresolved::RULE,
        &probe_readiness_missing::RULE,
        &probe_startup_missing::RULE,
        &probe_timeout_exceeds_period::RULE,
        &probe_values_invalid::RULE,
        &probes_identical::RULE,
    ],
};
