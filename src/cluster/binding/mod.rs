//! Which claims are bound to which volumes, as far as manifests can tell.

mod choice;
mod claims;
mod facts;
mod fit;
mod index;
mod makers;
mod matching;
mod mismatch;
mod read;
mod rivalry;
mod storage;

pub use choice::choices;
pub use claims::{ClaimEntry, ClaimOrigin};
pub use facts::{AccessModes, Claim, ClaimClass, Class, Reservation, Size, Volume};
pub use fit::{Fit, fit, mismatch, mismatches};
pub use matching::{Graph, Matching, Shortage};
pub use mismatch::Mismatch;
pub use rivalry::Rivalry;
pub use storage::{Provisioning, Storage, VolumeEntry, WhyNever};

#[cfg(test)]
mod tests;
