//! `tigang rules`: all rules, a line each.

use std::collections::BTreeSet;

use super::args::{self, Lang, Talk};
use super::output::Output;
use super::show::{Cell, Look, Paint, Side, Table};
use super::{End, Stop, read};

pub(crate) fn run(task: args::Rules, talk: Talk) -> Result<End, Stop> {
    let rules = read::rules(&task.tables)?;
    let mut table = Table::new(0, 1, &[Side::Left, Side::Left]);
    let mut any = false;
    for rule in rules.iter().filter(|rule| task.family.as_deref().is_none_or(|family| rule.family() == family)) {
        any = true;
        table.row([Cell::painted(Paint::Bold, rule.id.as_str()), Cell::new(rule.says.as_str())]);
    }
    if let Some(family) = task.family.filter(|_| !any) {
        let families: BTreeSet<&str> = rules.iter().map(|rule| rule.family()).collect();
        let families: Vec<&str> = families.into_iter().collect();
        return Err(Stop::Because(format!("no rules \"{family}\"; there are {}", families.join(", "))));
    }
    let mut output = Output::stdout();
    let written = table.write(Look::stdout(Lang::En, talk), output.writer());
    written.map_err(|error| output.stop(&error))?;
    output.finish()?;
    Ok(End::Fine)
}
