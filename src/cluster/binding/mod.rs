//! Which claims are bound to which volumes, as far as manifests can tell.

mod choice;
mod facts;
mod fit;
mod matching;

pub use choice::choices;
pub use facts::{AccessModes, Claim, ClaimClass, Class, Reservation, Size, Volume};
pub use fit::{Fit, Mismatch, fit, mismatch, mismatches};
pub use matching::{Graph, Matching, Shortage};
