//! `tigang schema`: what a result looks like.

use super::output::Output;
use super::{End, Stop};

pub(crate) fn run() -> Result<End, Stop> {
    let mut output = Output::stdout();
    output.write(tigang::SCHEMA.trim_end().as_bytes())?;
    output.write(b"\n")?;
    output.finish()?;
    Ok(End::Fine)
}
