//! What must not be written down: passwords, tokens and keys in manifests.

pub mod evidence;

mod credentials_in_url;
mod secret_in_command;
mod secret_in_configmap;
mod secret_in_env;
mod secret_manifest_committed;

mod commands;
mod entries;
mod leak;

use crate::rule::Area;

/// The area `secrets`.
pub static AREA: Area = Area {
    id: "secrets",
    summary: "what must not be written down: passwords, tokens and keys",
    rules: &[
        &credentials_in_url::RULE,
        &secret_in_command::RULE,
        &secret_in_configmap::RULE,
        &secret_in_env::RULE,
        &secret_manifest_committed::RULE,
    ],
};
