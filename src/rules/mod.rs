//! The tables: what tigang looks for, as data with examples.

mod anchor;
mod cue;
mod figure;
mod index;
mod kind;
mod lattice;
mod naming;
mod piece;
mod places;
mod proof;
mod table;
mod weights;
mod wording;

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use regex::{Regex, RegexBuilder};

pub(crate) use self::anchor::Anchors;
use self::cue::Built;
pub(crate) use self::cue::{Cues, Hit, Scratch};
pub(crate) use self::figure::{Figures, Part, Parts, Sign};
use self::index::Use;
pub use self::kind::{ActorType, Kind, Role};
pub(crate) use self::piece::{Piece, sign};
#[cfg(test)]
pub(crate) use self::proof::{marked, shown};
pub use self::table::{At, Reach, Rule, RuleId};
pub(crate) use self::weights::{Row, Shape, Shapes, VIEWS, Weights, Wide, narrow};
#[cfg(feature = "fit")]
pub(crate) use self::weights::{SHAPES, STEPS, wide};
pub(crate) use self::wording::Seen;
#[cfg(feature = "fit")]
pub(crate) use self::{
    lattice::{Lattice, Steps},
    naming::{DEEP, Naming, depths, pieces as near_pieces, signs},
    wording::{Wording, pieces},
};
use crate::error::{Error, ErrorKind};

/// Bytes a pattern may keep to search faster; there are over a hundred, and each thread has its own.
const CACHE: usize = 1 << 17;

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
    // Of every rule what reading a text needs.
    heads: Cow<'static, [Head]>,
    // The rules whole; of the built-in ones read when first asked for.
    whole: OnceLock<Whole>,
    ids: Vec<RuleId>,
    senses: Vec<Sense>,
    // Compiled when first used; most texts need few.
    patterns: Vec<OnceLock<Option<Regex>>>,
    // The words that lead to the patterns of notices, and of time limits.
    pub(crate) clean: Anchors,
    limits: Anchors,
    pub(crate) evidence: Cues,
    pub(crate) weights: Weights,
    // Of the figures; put together when the first text that holds one is read.
    figures: OnceLock<Figures>,
}

/// Rules as their tables hold them, and where each stands.
struct Whole {
    rules: Vec<Rule>,
    places: Vec<String>,
}

type Texts = Cow<'static, [Cow<'static, str>]>;

/// What reading a text needs of a rule.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) id: Cow<'static, str>,
    pub(crate) at: At,
    pub(crate) reach: Option<Reach>,
    pub(crate) reason: Option<Cow<'static, str>>,
    pub(crate) pattern: Option<Cow<'static, str>>,
    // Of a rule with a pattern: what must and must not stand in the line, and how long it may be. Of a rule of figures:
    // its words.
    pub(crate) cues: Texts,
    pub(crate) unless: Texts,
    pub(crate) longest: Option<usize>,
    pub(crate) weight: Option<f32>,
}

impl Head {
    pub(crate) fn family(&self) -> &str {
        self.id.split_once('.').map_or(&*self.id, |(family, _)| family)
    }

    /// Whether the pattern is worth trying on a line.
    pub(crate) fn leads_to(&self, line: &str) -> bool {
        self.may_lead_to(line) && (self.cues.is_empty() || self.cues.iter().any(|cue| line.contains(&**cue)))
    }

    /// The same of a line in which a cue is known to stand.
    fn may_lead_to(&self, line: &str) -> bool {
        self.fits(line) && !self.unless.iter().any(|phrase| line.contains(&**phrase))
    }

    /// Whether a line is short enough for the pattern.
    pub(crate) fn fits(&self, line: &str) -> bool {
        // Three bytes a character at most, but for the rarest.
        self.longest.is_none_or(|longest| line.len() <= longest * 3 && line.chars().count() <= longest)
    }
}

impl From<&Rule> for Head {
    fn from(rule: &Rule) -> Self {
        let owned = |text: &Option<String>| text.clone().map(Cow::Owned);
        let texts = |texts: &[String]| Texts::Owned(texts.iter().cloned().map(Cow::Owned).collect());
        Self {
            id: Cow::Owned(rule.id.clone()),
            at: rule.at,
            reach: rule.reach,
            reason: owned(&rule.reason),
            pattern: owned(&rule.pattern),
            cues: if rule.reads_cues() { texts(&rule.cues) } else { Texts::default() },
            unless: if rule.reads_cues() { texts(&rule.unless) } else { Texts::default() },
            longest: rule.longest,
            weight: rule.weight,
        }
    }
}

include!(concat!(env!("OUT_DIR"), "/builtin.rs"));

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

fn sense(rule: &Head) -> Sense {
    let name = rule.id.split_once('.').map_or("", |(_, name)| name);
    match rule.family() {
        "actor" => match name {
            "empty" => Sense::Nobody,
            "post" | "holder" => Sense::Actor(ActorType::Post),
            "group" | "class" => Sense::Actor(ActorType::Group),
            "person" => Sense::Actor(ActorType::Person),
            _ => Sense::Actor(ActorType::Unit),
        },
        "role" => match name {
            "lead" => Sense::Role(Role::Lead),
            "support" => Sense::Role(Role::Support),
            "supervise" | "inspect" => Sense::Role(Role::Supervise),
            _ => Sense::Role(Role::Owner),
        },
        family => family.parse().map_or(Sense::Other, Sense::Kind),
    }
}

impl Rules {
    /// The tables tigang comes with.
    pub fn builtin() -> Self {
        static RULES: OnceLock<Rules> = OnceLock::new();
        RULES
            .get_or_init(|| {
                let evidence = Cues::built(&EVIDENCE, HEADS.iter().map(|head| head.at).collect());
                Self::assemble(Cow::Borrowed(HEADS), OnceLock::new(), evidence, Weights::builtin())
            })
            .clone()
    }

    /// A table of your own; layer it over the built-in ones with [`Rules::with`].
    ///
    /// # Errors
    /// The text is no TOML, a rule lacks `says`, `yes` or `no`, an id stands twice, a pattern is no regular
    /// expression, nothing would come of a rule, or an example is not as it says; the message names the line.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        Self::from_named_toml("rules", text)
    }

    /// As [`Rules::from_toml`], with the file's name for the messages.
    ///
    /// # Errors
    /// As [`Rules::from_toml`].
    pub fn from_named_toml(name: &str, text: &str) -> Result<Self, Error> {
        let rules = Self::compile(table::read(name, text)?, Weights::default())?;
        match rules.idle().or_else(|| rules.disproved().next()) {
            Some(fault) => Err(Error::new(ErrorKind::Rules(fault))),
            None => Ok(rules),
        }
    }

    /// These rules and those of `other`.
    ///
    /// # Errors
    /// Both have a rule of the same id; the message names both places.
    pub fn with(&self, other: &Rules) -> Result<Self, Error> {
        let rows = |rules: &Rules| -> Vec<_> {
            let whole = rules.whole();
            whole.rules.iter().cloned().zip(whole.places.iter().cloned()).collect()
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
            if let Some(Err(error)) = rule.pattern.as_deref().map(Regex::new) {
                return Err(Error::new(ErrorKind::Rules(format!("{place}: rule \"{}\": {error}", rule.id))));
            }
        }
        let heads: Vec<Head> = rules.iter().map(Head::from).collect();
        let at = heads.iter().map(|head| head.at).collect();
        let looked_for = rules.iter().zip(&heads).enumerate().filter(|(_, (_, head))| sense(head) != Sense::Other);
        let evidence = Cues::new(looked_for.map(|(number, (rule, _))| (number as u16, rule)), at);
        let whole = OnceLock::from(Whole { rules: rules.clone(), places });
        Ok(Self::assemble(heads.clone().into(), whole, evidence, weights))
    }

    fn assemble(heads: Cow<'static, [Head]>, whole: OnceLock<Whole>, evidence: Cues, weights: Weights) -> Self {
        let weights = weights.bound(&heads);
        let senses = heads.iter().map(sense).collect();
        let ids = heads.iter().map(|head| RuleId(head.id.as_ref().into())).collect();
        let patterns = heads.iter().map(|_| OnceLock::new()).collect();
        Self(Arc::new(Compiled {
            whole,
            ids,
            senses,
            patterns,
            clean: Anchors::new(family(&heads, "clean")),
            limits: Anchors::new(family(&heads, "time")),
            evidence,
            weights,
            figures: OnceLock::new(),
            heads,
        }))
    }

    fn whole(&self) -> &Whole {
        self.0.whole.get_or_init(|| {
            let rows = TABLES.iter().flat_map(|(name, text)| {
                table::read(name, text).unwrap_or_else(|error| unreachable!("built-in table: {error}"))
            });
            let (rules, places) = rows.unzip();
            Whole { rules, places }
        })
    }

    /// Every rule, in the order of the tables.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.whole().rules.iter()
    }

    /// The rule of this id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.iter().find(|rule| rule.id == id)
    }

    /// Where the rule of this id stands: `problem.toml:14`.
    pub fn place(&self, id: &str) -> Option<&str> {
        let whole = self.whole();
        let at = whole.rules.iter().position(|rule| rule.id == id)?;
        Some(&whole.places[at])
    }

    pub(crate) fn at(&self, number: u16) -> &Head {
        &self.0.heads[usize::from(number)]
    }

    /// How many rules there are.
    #[cfg(feature = "fit")]
    pub(crate) fn count(&self) -> usize {
        self.0.heads.len()
    }

    pub(crate) fn id_of(&self, number: u16) -> RuleId {
        self.0.ids[number as usize].clone()
    }

    pub(crate) fn number(&self, id: &str) -> Option<u16> {
        self.0.heads.iter().position(|head| head.id == id).map(|at| at as u16)
    }

    /// The id of a rule the code itself makes findings by.
    pub(crate) fn id(&self, id: &str) -> RuleId {
        self.number(id).map_or_else(|| RuleId(id.into()), |number| self.id_of(number))
    }

    pub(crate) fn sense(&self, number: u16) -> Sense {
        self.0.senses[number as usize]
    }

    pub(crate) fn pattern(&self, number: u16) -> Option<&Regex> {
        let at = usize::from(number);
        let compile = || {
            self.0.heads[at]
                .pattern
                .as_deref()
                .and_then(|pattern| RegexBuilder::new(pattern).dfa_size_limit(CACHE).build().ok())
        };
        self.0.patterns[at].get_or_init(compile).as_ref()
    }

    pub(crate) fn compiled(&self) -> &Compiled {
        &self.0
    }

    /// The words around figures.
    pub(crate) fn figures(&self) -> &Figures {
        self.0.figures.get_or_init(|| Figures::new(&self.0.heads))
    }

    /// The rules of time limits whose patterns are worth trying on some words, by number.
    pub(crate) fn limits(&self, words: &str) -> Vec<u16> {
        let mut led = self.0.limits.bare().to_vec();
        self.0.limits.find(words, |_, rule| {
            if !led.contains(&rule) {
                led.push(rule);
            }
        });
        led.retain(|rule| self.at(*rule).may_lead_to(words));
        led.sort_unstable();
        led
    }
}

/// The rules of one family with their numbers.
fn family<'a>(heads: &'a [Head], family: &'a str) -> impl Iterator<Item = (u16, &'a Head)> {
    heads.iter().enumerate().filter(move |(_, head)| head.family() == family).map(|(i, head)| (i as u16, head))
}

impl std::fmt::Debug for Rules {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Rules({})", self.0.heads.len())
    }
}
