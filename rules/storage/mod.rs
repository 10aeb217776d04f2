//! Where data lives: volumes, claims, classes, and the amounts asked for.

mod access_mode_impossible;
mod listing;
mod mismatch;
mod pv_has_namespace;
mod pv_released;
mod pvc_may_be_snatched;
mod pvc_missing;
mod pvc_outnumber_pvs;
mod pvc_overprovisioned;
mod pvc_will_not_bind;
mod quantity_invalid;
mod quantity_suspicious;
mod spelling;
mod verdict;

use crate::rule::Area;

/// The area `storage`.
pub static AREA: Area = Area {
    id: "storage",
    summary: "volumes, claims, classes, and the amounts asked for",
    rules: &[
        &access_mode_impossible::RULE,
        &pv_has_namespace::RULE,
        &pv_released::RULE,
        &pvc_may_be_snatched::RULE,
        &pvc_missing::RULE,
        &pvc_outnumber_pvs::RULE,
        &pvc_overprovisioned::RULE,
        &pvc_will_not_bind::RULE,
        &quantity_invalid::RULE,
        &quantity_suspicious::RULE,
    ],
};
