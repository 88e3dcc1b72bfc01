//! `tigang fit`: the weights of the labels fitted to annotated speeches.

use std::fmt::Write as _;
use std::path::PathBuf;

use tigang::Gold;

use super::args::{self, Talk};
use super::message::say;
use super::output::Output;
use super::{End, Stop, eval, read};

pub(crate) fn run(task: args::Fit, talk: Talk) -> Result<End, Stop> {
    let texts = annotated(&task.gold)?;
    let further = annotated(&task.names)?;
    let fitted = tigang::fit(&borrowed(&texts), &borrowed(&further));
    let count = texts.len() + further.len();
    let mut shown = format!("{count} texts\n{:16}{:>8}{:>10}\n", "", "fitted", "held out");
    for (kind, own, held) in &fitted.kinds {
        let _ = writeln!(shown, "{:16}{own:8.3}{held:10.3}", kind.name());
    }
    for (name, (own, held)) in [("names", fitted.names), ("run-on headings", fitted.headings)] {
        let _ = writeln!(shown, "{name:16}{own:8.3}{held:10.3}");
    }
    if !talk.quiet {
        say(shown.trim_end());
    }
    let mut output = Output::stdout();
    output.write(fitted.table.as_bytes())?;
    output.finish()?;
    Ok(End::Fine)
}

fn annotated(folders: &[PathBuf]) -> Result<Vec<(String, Gold)>, Stop> {
    let mut texts = Vec::new();
    for folder in folders {
        for path in eval::annotations(folder)? {
            let text = read::text(&path.with_extension("txt"))?;
            let gold =
                Gold::read(&text, &read::text(&path)?).map_err(|error| Stop::Because(error.at(&path).to_string()))?;
            texts.push((text, gold));
        }
    }
    Ok(texts)
}

fn borrowed(texts: &[(String, Gold)]) -> Vec<(&str, Gold)> {
    texts.iter().map(|(text, gold)| (text.as_str(), gold.clone())).collect()
}
