//! Talks to the person: flags, files, colours, exit codes.

mod args;
mod check;
mod completions;
mod diff;
mod eval;
mod explain;
mod extract;
#[cfg(feature = "fit")]
mod fit;
mod items;
mod keywords;
mod lists;
mod mend;
mod message;
mod outline;
mod output;
mod read;
mod rules;
mod run;
mod schema;
mod show;
mod summary;
mod text;
mod verify;
mod view;

use std::process::ExitCode;

use self::args::Task;
use self::message::say;

/// Why the command could not go on.
pub(crate) enum Stop {
    /// The person has to change something: a flag, a file's name, a rule table, a full disk.
    Because(String),
    /// Whoever read the output has gone.
    Closed,
}

/// How a run ended that came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Fine,
    /// Nothing was found, and the person wants to know.
    Nothing,
    /// Some inputs failed.
    Failed,
    /// The same, where 1 says that something is found, as linters have it.
    Unread,
    /// The person stopped it.
    Stopped,
}

/// The exit code of what was stopped by Ctrl-C, as shells have it.
const STOPPED: u8 = 130;

pub(crate) fn run() -> ExitCode {
    let args = match args::read() {
        Ok(args) => args,
        Err(end) => return end,
    };
    let talk = args.talk;
    let end = match args.task {
        Task::Extract(task) => extract::run(task, talk),
        Task::Run(task) => run::run(task, talk),
        Task::Merge(task) => run::merge(task, talk),
        Task::Text(task) => text::run(task, talk),
        Task::Outline(task) => outline::run(task, talk),
        Task::Items(task) => items::run(task, talk),
        Task::Lists(task) => lists::run(task, talk),
        Task::View(task) => view::run(task, talk),
        Task::Keywords(task) => keywords::run(task, talk),
        Task::Check(task) => check::run(task, talk),
        Task::Diff(task) => diff::run(task, talk),
        Task::Explain(task) => explain::run(task, talk),
        Task::Rules(task) => rules::run(task, talk),
        Task::Schema => schema::run(),
        Task::Verify(task) => verify::run(task, talk),
        Task::Eval(task) => eval::run(task, talk),
        #[cfg(feature = "fit")]
        Task::Fit(task) => fit::run(task, talk),
        Task::Completions(task) => completions::run(task),
    };
    ExitCode::from(match end {
        Ok(End::Fine) | Err(Stop::Closed) => 0,
        Ok(End::Nothing) => 1,
        Ok(End::Unread) => 2,
        Ok(End::Failed) => 3,
        Ok(End::Stopped) => STOPPED,
        Err(Stop::Because(reason)) => {
            say(reason);
            2
        }
    })
}
