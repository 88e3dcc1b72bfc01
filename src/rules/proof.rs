//! Whether rules do what their examples say.

use super::figure::Part;
use super::{Head, Rule, Rules, Scratch, Sense, sense};
use crate::text::{Span, is_space};

/// The families a table of one's own may add to.
const OPEN: &str = "problem, cause, measure, responsibility, target, achievement, situation, significance, procedural, \
    actor, role, time, metric or clean";

impl Rules {
    /// The first rule nothing would ever come of.
    pub(super) fn idle(&self) -> Option<String> {
        let whole = self.whole();
        let faults = whole.rules.iter().zip(&whole.places).zip(self.0.heads.iter());
        faults.filter_map(|((rule, place), head)| Some(told(place, rule, &idle(rule, head)?))).next()
    }

    /// Every example that is not as it says, in the order of the tables.
    pub(super) fn disproved(&self) -> impl Iterator<Item = String> {
        let whole = self.whole();
        let looked_for = |rule: &Rule| !rule.is_structural() && rule.family() != "metric";
        let rules = whole.rules.iter().enumerate().filter(move |(_, rule)| looked_for(rule));
        rules.flat_map(move |(number, rule)| {
            let yes = rule.yes.iter().filter_map(move |yes| self.silent(number as u16, yes));
            let no = rule.no.iter().filter_map(move |no| self.loud(number as u16, no));
            yes.chain(no).map(move |fault| told(&whole.places[number], rule, &fault))
        })
    }

    /// What is wrong with a `yes` example: each `⟦⟧` holds a hit.
    fn silent(&self, rule: u16, yes: &str) -> Option<String> {
        let (plain, marks) = marked(yes);
        let hits = self.fires(rule, &plain);
        if marks.is_empty() {
            return Some(format!("needs ⟦⟧ around what it finds in its \"yes\" example {yes}"));
        }
        let lost = marks.iter().find(|mark| !hits.iter().any(|hit| mark.contains(*hit)))?;
        let words = &plain[lost.range()];
        Some(match hits[..] {
            [] => format!("does not fire in its \"yes\" example {yes}; change its cues or the example"),
            _ => format!(
                "does not fire at {words} in its \"yes\" example {yes}, but so: {}; change its cues or the example",
                shown(&plain, &hits)
            ),
        })
    }

    /// What is wrong with a `no` example: nothing fires in it.
    fn loud(&self, rule: u16, no: &str) -> Option<String> {
        let hits = self.fires(rule, no);
        (!hits.is_empty()).then(|| {
            format!(
                "fires in its \"no\" example {}; name what turns it off in \"unless\", or change it",
                shown(no, &hits)
            )
        })
    }

    /// Where a rule fires in an example, one line of text.
    fn fires(&self, rule: u16, example: &str) -> Vec<Span> {
        let head = self.at(rule);
        let mut led_to = head.family() != "clean" && head.leads_to(example);
        self.compiled().clean.find(example, |_, found| led_to |= found == rule);
        if let Some(pattern) = self.pattern(rule) {
            let spans = pattern.captures_iter(example).filter(|_| led_to).map(|found| {
                let part = found.name("cut").or_else(|| found.name("name")).or_else(|| found.get(0));
                let part = part.map_or(0..0, |part| part.range());
                let words = &example[part.clone()];
                let start = part.start + words.len() - words.trim_start_matches(is_space).len();
                Span::new(start, (part.start + words.trim_end_matches(is_space).len()).max(start))
            });
            return spans.collect();
        }
        let mut scratch = Scratch::default();
        let hits = self.compiled().evidence.scan(example, Span::new(0, example.len()), 0, &mut scratch);
        hits.iter().filter(|hit| hit.rule == rule).map(|hit| hit.span).collect()
    }
}

fn told(place: &str, rule: &Rule, fault: &str) -> String {
    format!("{place}: rule \"{}\" {fault}", rule.id)
}

/// Why nothing would ever come of a rule.
fn idle(rule: &Rule, head: &Head) -> Option<String> {
    let family = rule.family();
    let label = sense(head) != Sense::Other;
    let part = rule.id.split_once('.').and_then(|(_, name)| Part::of(name));
    if rule.weight.is_some_and(|weight| !weight.is_finite()) {
        Some("needs a weight that is a number, such as 4".to_owned())
    } else if label && rule.pattern.is_some() {
        Some(format!("has a pattern, which nothing reads in the family \"{family}\"; say it in cues, with … for a gap"))
    } else if matches!(family, "time" | "clean") && rule.pattern.is_none() {
        Some(format!("needs a pattern, as all of the family \"{family}\" do"))
    } else if family == "clean" && rule.cues.is_empty() {
        Some("needs a cue that leads to its pattern".to_owned())
    } else if family == "metric" && part.is_none() {
        Some("needs the name of a part of a figure, as `tigang rules metric` lists them".to_owned())
    } else if !label && !matches!(family, "time" | "clean" | "metric") {
        Some(format!("is of no family that can be added to; make it one of {OPEN}"))
    } else {
        None
    }
}

/// A marked example as plain text, and what its `⟦⟧` hold.
pub(crate) fn marked(example: &str) -> (String, Vec<Span>) {
    let (mut plain, mut open, mut marked) = (String::new(), 0, Vec::new());
    for c in example.chars() {
        match c {
            '⟦' => open = plain.len(),
            '⟧' => marked.push(Span::new(open, plain.len())),
            c => plain.push(c),
        }
    }
    (plain, marked)
}

/// A text with `⟦⟧` around spans.
pub(crate) fn shown(text: &str, spans: &[Span]) -> String {
    let mut shown = text.to_owned();
    let mut ends: Vec<(usize, char)> = spans.iter().flat_map(|span| [(span.start(), '⟦'), (span.end(), '⟧')]).collect();
    ends.sort_unstable();
    ends.into_iter().rev().for_each(|(at, bracket)| shown.insert(at, bracket));
    shown
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::rules::Kind;

    /// The same words at the same place would speak twice.
    #[test]
    fn a_cue_stands_in_one_rule_of_its_family() {
        let rules = Rules::builtin();
        let mut seen = HashMap::new();
        let mut twice = Vec::new();
        let labels = |rule: &&Rule| Kind::ALL.iter().any(|kind| kind.name() == rule.family());
        for rule in rules.iter().filter(labels).filter(|rule| rule.pattern.is_none()) {
            for cue in &rule.cues {
                if let Some(other) = seen.insert((rule.family(), rule.at as u8, cue), &rule.id) {
                    twice.push(format!("{cue}: {other}, {}", rule.id));
                }
            }
        }
        assert!(twice.is_empty(), "{} stand twice\n  {}", twice.len(), twice.join("\n  "));
    }

    #[test]
    fn every_rule_does_what_its_examples_say() {
        let wrong: Vec<String> = Rules::builtin().disproved().collect();
        assert!(wrong.is_empty(), "{} examples are wrong\n  {}", wrong.len(), wrong.join("\n  "));
    }

    #[test]
    fn a_rule_nothing_comes_of_is_refused() {
        // A table of one rule, and words of the message.
        const TABLES: &[(&str, &str)] = &[
            (
                "id = 'problm.x'\ncues = ['停摆']\nyes = ['塔吊⟦停摆⟧。']\nno = ['塔吊转动。']",
                "rule \"problm.x\" is of no family",
            ),
            ("id = 'meta.x'\npattern = '停摆'\nyes = ['塔吊⟦停摆⟧。']\nno = ['塔吊转动。']", "is of no family"),
            (
                "id = 'problem.x'\npattern = '停.'\nyes = ['塔吊⟦停摆⟧。']\nno = ['塔吊转动。']",
                "has a pattern, which nothing reads",
            ),
            ("id = 'time.x'\ncues = ['停摆']\nyes = ['⟦停摆⟧前完成。']\nno = ['塔吊转动。']", "needs a pattern"),
            ("id = 'clean.x'\npattern = '停摆'\nyes = ['⟦停摆⟧']\nno = ['转动']", "needs a cue"),
            ("id = 'metric.x'\ncues = ['吊']\nyes = ['3⟦吊⟧。']\nno = ['3。']", "needs the name of a part"),
            ("id = 'problem.x'\nweight = nan\ncues = ['停摆']\nyes = ['⟦停摆⟧。']\nno = ['转动。']", "needs a weight"),
            ("id = 'problem.x'\ncues = ['停摆']\nyes = ['塔吊停摆。']\nno = ['塔吊转动。']", "needs ⟦⟧ around"),
            (
                "id = 'problem.x'\ncues = ['停摆']\nyes = ['⟦塔吊⟧。']\nno = ['塔吊转动。']",
                "does not fire in its \"yes\" example ⟦塔吊⟧。",
            ),
            ("id = 'problem.x'\ncues = ['停摆']\nyes = ['⟦塔吊⟧停摆。']\nno = ['塔吊转动。']", "does not fire at 塔吊"),
            ("id = 'problem.x'\ncues = ['停摆']\nyes = ['⟦停摆⟧，⟦停工⟧。']\nno = ['转动。']", "does not fire at 停工"),
            (
                "id = 'problem.x'\ncues = ['停摆']\nyes = ['⟦停摆⟧。']\nno = ['没有停摆。']",
                "fires in its \"no\" example 没有⟦停摆⟧。",
            ),
        ];
        for (table, want) in TABLES {
            let error = Rules::from_named_toml("own.toml", &format!("[[rule]]\nsays = 'Cranes.'\n{table}"));
            let error = error.map(|_| ()).unwrap_err().to_string();
            assert!(error.contains("own.toml:1: rule ") && error.contains(want), "{error}\n  and not {want}");
        }
    }
}
