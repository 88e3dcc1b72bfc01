//! Gold and found: how good the answers are.

mod gold;
mod score;
mod unit;

pub use gold::Gold;
pub use score::{Figure, Miss, Tally};
pub use unit::Unit;
