//! `tigang completions`: so that the shell knows the flags.

use super::output::Output;
use super::{End, Stop, args};

pub(crate) fn run(task: args::Completions) -> Result<End, Stop> {
    let mut script = Vec::new();
    clap_complete::generate(task.shell, &mut args::command(), "tigang", &mut script);
    let mut output = Output::stdout();
    output.write(&script)?;
    output.finish()?;
    Ok(End::Fine)
}
