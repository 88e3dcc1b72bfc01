//! One table of rules as it stands in its TOML file.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::Deserialize;

use crate::error::{Error, ErrorKind};

/// One rule: what it says, what it looks for, and sentences that prove it.
///
/// ```
/// let rules = tigang::Rules::builtin();
/// let rule = rules.rule("clean.unfinished").unwrap();
/// assert!(!rule.says.is_empty() && !rule.yes.is_empty() && !rule.no.is_empty());
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Rule {
    /// Its name, `family.short-name`; the family is a kind, `clean`, `actor`, `role`, `time`, `metric`, `meta` or structural.
    pub id: String,
    /// What it recognises, in one plain sentence.
    pub says: String,
    /// Literal strings it looks for; `…` inside one stands for up to 30 characters. Where there is a pattern,
    /// one of them must stand in the line before the pattern is tried.
    #[serde(default)]
    pub cues: Vec<String>,
    /// Where in a sentence a cue counts.
    #[serde(default)]
    pub at: At,
    /// Strings that turn a cue off where they overlap it; where there is a pattern, wherever they stand.
    #[serde(default)]
    pub unless: Vec<String>,
    /// A regular expression, for what needs one.
    #[serde(default)]
    pub pattern: Option<String>,
    /// Lines of more characters are not looked at (rules with a pattern).
    #[serde(default)]
    pub longest: Option<usize>,
    /// How much is taken out (`clean` rules).
    #[serde(default)]
    pub reach: Option<Reach>,
    /// What it is called in the output (`clean` and `time` rules).
    #[serde(default)]
    pub reason: Option<String>,
    /// Weight for its kind where the fitted table has none.
    #[serde(default)]
    pub weight: Option<f32>,
    /// Sentences in which it fires, the evidence in `⟦⟧`.
    pub yes: Vec<String>,
    /// The nearest sentences in which it does not.
    pub no: Vec<String>,
}

/// The id of a rule: `problem.lagging`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleId(pub(crate) Arc<str>);

impl Deref for RuleId {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PartialEq<&str> for RuleId {
    fn eq(&self, other: &&str) -> bool {
        &*self.0 == *other
    }
}

/// Where in a sentence a cue counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum At {
    /// Anywhere.
    #[default]
    Any,
    /// At the beginning, connectives such as 同时 passed over.
    Open,
    /// At the beginning of the sentence or of a clause.
    Clause,
    /// At the end, before the stop.
    End,
}

/// How much a `clean` rule takes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Reach {
    /// The group `cut`, inside a sentence that goes on across it.
    Cut,
    /// What the pattern matches.
    Match,
    /// The whole line.
    Line,
    /// The line and those below it, up to a blank one.
    Block,
    /// Everything to the end of the text, or to the next speech.
    End,
    /// To the end of the text, unless an outline of its own follows.
    Appendix,
}

impl Rule {
    /// The part of the id before the first dot.
    pub fn family(&self) -> &str {
        self.id.split_once('.').map_or(self.id.as_str(), |(family, _)| family)
    }

    /// Whether it speaks of places rather than words, and so has no cue.
    pub fn is_structural(&self) -> bool {
        matches!(self.family(), "context" | "item" | "relation")
    }

    /// Whether its cues stand outside the automata: they guard a pattern, or are words around a figure.
    pub(crate) fn reads_cues(&self) -> bool {
        self.pattern.is_some() || self.family() == "metric"
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    rule: Vec<toml::Spanned<Rule>>,
}

/// The rules of one file, each with the line it begins on.
pub(crate) fn read(name: &str, text: &str) -> Result<Vec<(Rule, String)>, Error> {
    let line_at = |byte: usize| text[..byte.min(text.len())].matches('\n').count() + 1;
    let fault = |message: String| Error::new(ErrorKind::Rules(message));
    let file: File = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_at(span.start));
        fault(format!("{name}:{line}: {}", error.message()))
    })?;
    let mut rules = Vec::with_capacity(file.rule.len());
    for row in file.rule {
        let place = format!("{name}:{}", line_at(row.span().start));
        let rule = row.into_inner();
        let lack = if !rule.id.contains('.') {
            Some("an id of the form family.name")
        } else if rule.says.trim().is_empty() {
            Some("a \"says\"")
        } else if rule.yes.is_empty() {
            Some("a \"yes\" example")
        } else if rule.no.is_empty() {
            Some("a \"no\" example")
        } else if rule.cues.is_empty() && rule.pattern.is_none() && !rule.is_structural() {
            Some("a cue or a pattern")
        } else if rule.cues.iter().any(|cue| cue.split('…').any(|part| part.is_empty())) {
            Some("text on both sides of every \"…\" in its cues")
        } else {
            None
        };
        if let Some(lack) = lack {
            return Err(fault(format!("{place}: rule \"{}\" needs {lack}", rule.id)));
        }
        rules.push((rule, place));
    }
    Ok(rules)
}
