//! The command `tigang`: flags and files in, results out. All it knows of speeches it asks the library.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
