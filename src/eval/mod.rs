//! Gold and found: how good the answers are.

mod figure;
mod gold;
mod score;
mod sheet;
mod unit;

pub use figure::Figure;
pub use gold::Gold;
pub use score::Tally;
pub use sheet::Miss;
pub use unit::Unit;
