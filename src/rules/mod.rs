//! The tables: what tigang looks for, as data with examples.

mod cue;
mod kind;
mod table;
mod weights;

use std::sync::{Arc, OnceLock};

use regex::Regex;

pub use self::kind::{ActorType, Kind, Role};
pub use self::table::{At, Reach, Rule, RuleId};
pub(crate) use self::cue::{Cues, Hit, Scratch};
pub(crate) use self::weights::{Row, SHAPES, VIEWS, Weights};
use crate::error::{Error, ErrorKind};

/// The compiled tables; cheap to clone, safe to share between threads.
///
/// The built-in tables are compiled once a process. A table of your own adds rules to them:
///
/// ```
/// use tigang::{Parser, Rules};
/// let own = Rules::from_toml(r#"
///     [[rule]]
///     id   = "problem.crane"
///     says = "Cranes stand still."
///     cues = ["塔吊停摆"]
///     yes  = ["三号地块⟦塔吊停摆⟧。"]
///     no   = ["三号地块塔吊林立。"]
/// "#)?;
/// let rules = Rules::builtin().with(&own)?;
/// let document = Parser::with_rules(rules).parse("三号地块塔吊停摆。");
/// assert_eq!(document.speeches()[0].sentences()[0].labels()[0].rule, "problem.crane");
/// # Ok::<(), tigang::Error>(())
/// ```
#[derive(Clone)]
pub struct Rules(Arc<Compiled>);

pub(crate) struct Compiled {
    rules: Vec<Rule>,
    places: Vec<String>,
    ids: Vec<RuleId>,
    // Of rule i, what its family and name say.
    senses: Vec<Sense>,
    // Of rule i, the pattern it has.
    patterns: Vec<Option<Regex>>,
    pub(crate) clean: Cues,
    pub(crate) evidence: Cues,
    pub(crate) weights: Weights,
}

/// What a rule's hit means to the rooms that read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sense {
    Kind(Kind),
    Actor(ActorType),
    /// A subject that names nobody.
    Nobody,
    Role(Role),
    Other,
}

fn sense(rule: &Rule) -> Sense {
    let name = rule.id.split_once('.').map_or("", |(_, name)| name);
    match rule.family() {
        "actor" => match name {
            "empty" => Sense::Nobody,
            "post" => Sense::Actor(ActorType::Post),
            "group" => Sense::Actor(ActorType::Group),
            "person" => Sense::Actor(ActorType::Person),
            _ => Sense::Actor(ActorType::Unit),
        },
        "role" => match name {
            "lead" => Sense::Role(Role::Lead),
            "support" => Sense::Role(Role::Support),
            "supervise" => Sense::Role(Role::Supervise),
            _ => Sense::Role(Role::Owner),
        },
        family => family.parse().map_or(Sense::Other, Sense::Kind),
    }
}

const BUILTIN: &[(&str, &str)] = &[
    ("clean.toml", include_str!("clean.toml")),
    ("problem.toml", include_str!("problem.toml")),
    ("cause.toml", include_str!("cause.toml")),
    ("measure.toml", include_str!("measure.toml")),
    ("responsibility.toml", include_str!("responsibility.toml")),
    ("target.toml", include_str!("target.toml")),
    ("achievement.toml", include_str!("achievement.toml")),
    ("situation.toml", include_str!("situation.toml")),
    ("significance.toml", include_str!("significance.toml")),
    ("procedural.toml", include_str!("procedural.toml")),
    ("actor.toml", include_str!("actor.toml")),
    ("role.toml", include_str!("role.toml")),
    ("time.toml", include_str!("time.toml")),
    ("meta.toml", include_str!("meta.toml")),
    ("structure.toml", include_str!("structure.toml")),
];

impl Rules {
    /// The tables tigang comes with.
    pub fn builtin() -> Self {
        static RULES: OnceLock<Rules> = OnceLock::new();
        RULES
            .get_or_init(|| {
                let rows = BUILTIN.iter().flat_map(|(name, text)| {
                    table::read(name, text).unwrap_or_else(|error| unreachable!("built-in table: {error}"))
                });
                Self::compile(rows.collect(), Weights::builtin())
                    .unwrap_or_else(|error| unreachable!("built-in tables: {error}"))
            })
            .clone()
    }

    /// A table of your own; layer it over the built-in ones with [`Rules::with`].
    ///
    /// # Errors
    /// The text is no TOML, a rule lacks `says`, `yes` or `no`, an id stands twice, or a pattern is no
    /// regular expression; the message names the line.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        Self::from_named_toml("rules", text)
    }

    /// As [`Rules::from_toml`], with the file's name for the messages.
    ///
    /// # Errors
    /// As [`Rules::from_toml`].
    pub fn from_named_toml(name: &str, text: &str) -> Result<Self, Error> {
        Self::compile(table::read(name, text)?, Weights::default())
    }

    /// These rules and those of `other`.
    ///
    /// # Errors
    /// Both have a rule of the same id; the message names both places.
    pub fn with(&self, other: &Rules) -> Result<Self, Error> {
        let rows = |rules: &Rules| -> Vec<_> {
            rules.0.rules.iter().cloned().zip(rules.0.places.iter().cloned()).collect()
        };
        let mut all = rows(self);
        all.extend(rows(other));
        Self::compile(all, self.0.weights.clone())
    }

    fn compile(rows: Vec<(Rule, String)>, weights: Weights) -> Result<Self, Error> {
        let (rules, places): (Vec<Rule>, Vec<String>) = rows.into_iter().unzip();
        let mut seen = std::collections::BTreeMap::new();
        for (rule, place) in rules.iter().zip(&places) {
            if let Some(first) = seen.insert(rule.id.as_str(), place) {
                let message = format!("{place}: rule \"{}\" stands already at {first}; rename one", rule.id);
                return Err(Error::new(ErrorKind::Rules(message)));
            }
        }
        let mut patterns = Vec::with_capacity(rules.len());
        for (rule, place) in rules.iter().zip(&places) {
            let pattern = rule.pattern.as_deref().map(Regex::new).transpose().map_err(|error| {
                Error::new(ErrorKind::Rules(format!("{place}: rule \"{}\": {error}", rule.id)))
            })?;
            patterns.push(pattern);
        }
        let number = |(i, rule)| (i as u16, rule);
        let clean = Cues::new(rules.iter().enumerate().map(number).filter(|(_, rule)| rule.family() == "clean"));
        let evidence = Cues::new(
            rules.iter().enumerate().map(number).filter(|(_, rule)| !matches!(rule.family(), "clean" | "time" | "meta" | "context" | "item" | "relation")),
        );
        let weights = weights.bound(&rules);
        let senses = rules.iter().map(sense).collect();
        let ids = rules.iter().map(|rule| RuleId(rule.id.as_str().into())).collect();
        Ok(Self(Arc::new(Compiled { rules, places, ids, senses, patterns, clean, evidence, weights })))
    }

    /// Every rule, in the order of the tables.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.0.rules.iter()
    }

    /// The rule of this id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.0.rules.iter().find(|rule| rule.id == id)
    }

    pub(crate) fn at(&self, number: u16) -> &Rule {
        &self.0.rules[number as usize]
    }

    pub(crate) fn id_of(&self, number: u16) -> RuleId {
        self.0.ids[number as usize].clone()
    }

    pub(crate) fn number(&self, id: &str) -> Option<u16> {
        self.0.rules.iter().position(|rule| rule.id == id).map(|at| at as u16)
    }

    /// The id of a rule the code itself makes findings by.
    pub(crate) fn id(&self, id: &str) -> RuleId {
        self.number(id).map_or_else(|| RuleId(id.into()), |number| self.id_of(number))
    }

    pub(crate) fn sense(&self, number: u16) -> Sense {
        self.0.senses[number as usize]
    }

    pub(crate) fn pattern(&self, number: u16) -> Option<&Regex> {
        self.0.patterns[number as usize].as_ref()
    }

    pub(crate) fn compiled(&self) -> &Compiled {
        &self.0
    }

    /// The rules of one family with their numbers.
    pub(crate) fn family<'a>(&'a self, family: &'a str) -> impl Iterator<Item = (u16, &'a Rule)> {
        self.0.rules.iter().enumerate().filter(move |(_, rule)| rule.family() == family).map(|(i, rule)| (i as u16, rule))
    }
}

impl std::fmt::Debug for Rules {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Rules({})", self.0.rules.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Span, is_space};

    /// Where `rule` fires in `example`, one line of text.
    fn fires(rules: &Rules, number: u16, example: &str) -> Vec<Span> {
        let rule = rules.at(number);
        let led_to = rule.family() != "clean"
            || rule.cues.is_empty()
            || rules.compiled().clean.anchors(example).any(|(_, found)| found == number);
        if let Some(pattern) = rules.pattern(number).filter(|_| led_to) {
            let spans = pattern.captures_iter(example).map(|found| {
                let part = found.name("cut").or_else(|| found.name("name")).or_else(|| found.get(0));
                let part = part.map_or(0..0, |part| part.range());
                let words = &example[part.clone()];
                let start = part.start + words.len() - words.trim_start_matches(is_space).len();
                Span::new(start, (part.start + words.trim_end_matches(is_space).len()).max(start))
            });
            return spans.collect();
        }
        let mut hits = Vec::new();
        let whole = Span::new(0, example.len());
        rules.compiled().evidence.scan(example, whole, 0, &mut Scratch::default(), &mut hits);
        hits.iter().filter(|hit| hit.rule == number).map(|hit| hit.span).collect()
    }

    /// A marked example as plain text, and what its `⟦⟧` hold.
    fn marked(example: &str) -> (String, Vec<Span>) {
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

    fn shown(text: &str, spans: &[Span]) -> String {
        let mut shown = text.to_owned();
        let mut ends: Vec<(usize, char)> = spans.iter().flat_map(|span| [(span.start(), '⟦'), (span.end(), '⟧')]).collect();
        ends.sort_unstable();
        ends.into_iter().rev().for_each(|(at, bracket)| shown.insert(at, bracket));
        shown
    }

    #[test]
    fn every_rule_does_what_its_examples_say() {
        let rules = Rules::builtin();
        let mut wrong = Vec::new();
        for (number, rule) in rules.iter().enumerate().filter(|(_, rule)| !rule.is_structural()) {
            let place = format!("{} {}", rules.0.places[number], rule.id);
            for yes in &rule.yes {
                let (plain, marked) = marked(yes);
                let found = fires(&rules, number as u16, &plain);
                if marked.is_empty() {
                    wrong.push(format!("{place}: mark the evidence in {yes}"));
                } else if found.is_empty() {
                    wrong.push(format!("{place}: does not fire in {yes}"));
                } else if !found.iter().any(|hit| marked.iter().any(|mark| mark.contains(*hit))) {
                    wrong.push(format!("{place}: fires elsewhere in {yes}: {}", shown(&plain, &found)));
                }
            }
            for no in &rule.no {
                let found = fires(&rules, number as u16, no);
                if !found.is_empty() {
                    wrong.push(format!("{place}: fires in {}", shown(no, &found)));
                }
            }
        }
        assert!(wrong.is_empty(), "{} examples are wrong\n  {}", wrong.len(), wrong.join("\n  "));
    }
}
