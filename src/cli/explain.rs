//! `tigang explain`: what a rule looks for, with examples.

use std::fmt::Write as _;

use tigang::{At, Reach, Rule, Rules};

use super::args::{self, Lang, Talk};
use super::output::Output;
use super::show::{Look, Paint};
use super::{End, Stop, read};

pub(crate) fn run(task: args::Explain, talk: Talk) -> Result<End, Stop> {
    if let Some(page) = super::check::page(&task.rule, Look::stdout(Lang::Zh, talk)) {
        let mut output = Output::stdout();
        output.write(page.as_bytes())?;
        output.finish()?;
        return Ok(End::Fine);
    }
    let rules = read::rules(&task.tables)?;
    let rule = rules.rule(&task.rule).ok_or_else(|| Stop::Because(unknown(&task.rule, &rules)))?;
    let mut output = Output::stdout();
    output.write(page(rule, Look::stdout(Lang::En, talk)).as_bytes())?;
    output.finish()?;
    Ok(End::Fine)
}

fn page(rule: &Rule, look: Look) -> String {
    let mut page = format!("{}\n  {}\n", look.paint(Paint::Bold, &rule.id), rule.says);
    let mut row = |name: &str, values: &[String]| {
        for (at, value) in values.iter().enumerate() {
            let name = if at == 0 { name } else { "" };
            // Writing to a string does not fail.
            let _ = writeln!(page, "  {}{value}", look.paint(Paint::Dim, &format!("{name:10}")));
        }
    };
    row("cues", &in_lines(&rule.cues));
    row("unless", &in_lines(&rule.unless));
    row("pattern", rule.pattern.as_slice());
    if !rule.cues.is_empty() {
        row("where", &[place(rule.at).to_owned()]);
    }
    row("takes out", rule.reach.map(|reach| self::reach(reach).to_owned()).as_slice());
    row("called", rule.reason.as_slice());
    row("yes", &rule.yes);
    row("no", &rule.no);
    page
}

/// Cues side by side, a handful a line.
fn in_lines(cues: &[String]) -> Vec<String> {
    cues.chunks(8).map(|cues| cues.join("  ")).collect()
}

fn place(at: At) -> &'static str {
    match at {
        At::Open => "at the beginning of the sentence",
        At::Clause => "at the beginning of the sentence or of a clause",
        At::End => "at the end, before the stop",
        _ => "anywhere in the sentence",
    }
}

fn reach(reach: Reach) -> &'static str {
    match reach {
        Reach::Cut => "the group \"cut\", inside a sentence that goes on",
        Reach::Line => "the whole line",
        Reach::Block => "the line and those below it, up to a blank one",
        Reach::End => "everything to the end of the text, or to the next speech",
        Reach::Appendix => "everything to the end, unless an outline of its own follows",
        _ => "what the pattern matches",
    }
}

/// What to try instead of a rule there is not.
fn unknown(id: &str, rules: &Rules) -> String {
    if id.get(..2).is_some_and(|begin| begin.eq_ignore_ascii_case("TG")) {
        return format!("no check \"{id}\"; tigang explain TG lists them");
    }
    if rules.iter().any(|rule| rule.family() == id) {
        return format!("\"{id}\" is a family of rules; see tigang rules {id}");
    }
    let near = rules.iter().map(|rule| (distance(id, &rule.id), &rule.id)).min();
    match near {
        Some((distance, near)) if distance <= id.chars().count() / 3 => {
            format!("no rule \"{id}\"; did you mean \"{near}\"?")
        }
        _ => format!("no rule \"{id}\"; tigang rules lists them"),
    }
}

/// How many letters must be put in, left out or changed to make one word of the other.
pub(super) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_letters() {
        for (a, b, want) in [("", "abc", 3), ("abc", "abc", 0), ("laging", "lagging", 1), ("kitten", "sitting", 3)] {
            assert_eq!((distance(a, b), distance(b, a)), (want, want), "{a} {b}");
        }
    }
}
