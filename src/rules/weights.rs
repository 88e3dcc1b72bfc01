//! What each piece of evidence is worth for each kind.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Head;
use super::kind::Kind;
use super::naming::Naming;
use super::places::unpacked;
use super::wording::Wording;

/// One number a kind, in the order of [`Kind::ALL`].
pub(crate) type Row = [f32; 9];

/// A row with room for vector instructions.
pub(crate) type Wide = [f32; 12];

pub(crate) fn wide(row: Row) -> Wide {
    std::array::from_fn(|kind| row.get(kind).copied().unwrap_or(0.0))
}

pub(crate) fn narrow(wide: Wide) -> Row {
    std::array::from_fn(|kind| wide[kind])
}

/// What is worth looking at besides the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Shape {
    /// Every sentence.
    Bias,
    /// Holds a heading.
    Heads,
    /// The heading has a mark.
    Numbered,
    /// Its mark is 一、 or a heading's of that rank.
    Section,
    /// Its mark is (一).
    Bracketed,
    /// Its mark is 1. (1) ①.
    Digit,
    /// Its mark is 第一.
    Ordinal,
    /// Its mark is 一是, 一要, 其一.
    OneIs,
    /// Its mark is 首先.
    FirstThen,
    /// Its mark is ——.
    Dash,
    /// First of the speech, and in no point of the outline.
    First,
    /// In its first twentieth, and in no point of the outline.
    Early,
    /// In its last twentieth.
    Late,
    /// Last of the speech.
    Last,
    /// Ends with a colon.
    Colon,
    /// Ends with a question mark.
    Question,
    /// Ends with an exclamation mark.
    Exclamation,
    /// At most ten characters.
    Short,
    /// Sixty characters or more.
    Long,
    /// Holds a digit.
    Digits,
    /// Holds a percentage.
    Percent,
    /// Names somebody who may be told to act.
    Actor,
    /// That name is the subject of a verb of duty.
    Subject,
    /// Holds the title.
    Title,
    /// Stands before the first point.
    BeforeOutline,
    /// Begins with a quotation.
    Quoted,
    /// Five clauses or more.
    ManyClauses,
    /// A single clause.
    OneClause,
    /// No rule fired.
    NoEvidence,
    /// Has no stop.
    Fragment,
    /// Is a line of its own.
    LineAlone,
    /// Is a short line with a date.
    DateLine,
    /// Stands in a point of the outline.
    InNode,
    /// Ends with a semicolon.
    Semicolon,
    /// Its heading, or one above, is the usual name of a section on problems: the nearest that is one of these.
    UnderProblem,
    /// On causes.
    UnderCause,
    /// On measures.
    UnderMeasure,
    /// On targets.
    UnderTarget,
    /// On work done.
    UnderAchievement,
    /// On the setting.
    UnderSituation,
    /// On what it means.
    UnderSignificance,
}

impl Shape {
    /// Shapes from here on speak in the first judgement alone: the second sees through it what they say.
    #[cfg(feature = "fit")]
    pub(crate) const FIRST_ONLY: usize = Self::UnderProblem as usize;
}

/// A set of shapes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shapes(u64);

impl Shapes {
    pub(crate) fn add(&mut self, shape: Shape, holds: bool) {
        self.0 |= u64::from(holds) << shape as u8;
    }

    /// The places of its shapes in the table, in order.
    pub(crate) fn iter(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let shape = left.trailing_zeros() as usize;
            (left != 0).then(|| {
                left &= left - 1;
                shape
            })
        })
    }
}

/// The shapes' names in the weight table, in their order.
pub(crate) const SHAPES: &[&str] = &[
    "bias",
    "heads",
    "numbered",
    "form.一、",
    "form.(一)",
    "form.1.",
    "form.第一",
    "form.一是",
    "form.首先",
    "form.——",
    "first",
    "early",
    "late",
    "last",
    "colon",
    "question",
    "exclamation",
    "short",
    "long",
    "digits",
    "percent",
    "actor",
    "actor.alone",
    "title",
    "before-outline",
    "quoted",
    "many-clauses",
    "one-clause",
    "no-evidence",
    "fragment",
    "line-alone",
    "date-line",
    "in-node",
    "semicolon",
    "under.problem",
    "under.cause",
    "under.measure",
    "under.target",
    "under.achievement",
    "under.situation",
    "under.significance",
];

/// Whose first judgement the second one looks at.
pub(crate) const VIEWS: &[&str] =
    &["own", "before", "before2", "after", "heading", "above", "series", "section", "announced"];

/// The weights of the first judgement (rules and shapes) and of the second (its neighbours' first ones).
#[derive(Clone, Debug, Default)]
pub(crate) struct Weights {
    pub(crate) named: BTreeMap<String, Row>,
    // Bound to the rules: own[i] where rule i fires, opens[i] in addition where it opens the sentence.
    pub(crate) own: Vec<Row>,
    pub(crate) opens: Vec<Row>,
    // Whether the table knows rule i; one it does not know speaks in both judgements.
    pub(crate) fitted: Vec<bool>,
    pub(crate) shapes: Vec<Row>,
    // views[view][kind of the neighbour].
    pub(crate) views: Vec<[Wide; 9]>,
    // Second judgement's own bias and shapes.
    pub(crate) shapes2: Vec<Row>,
    pub(crate) thresholds: Row,
    pub(crate) wording: Arc<Wording>,
    pub(crate) naming: Arc<Naming>,
}

/// The names of the rows for steps from outside a name, from its beginning, and from inside.
pub(crate) const STEPS: [&str; 3] = ["step:outside", "step:beginning", "step:inside"];

impl Weights {
    pub(crate) fn builtin() -> Self {
        let mut weights = Self::read(include_str!(concat!(env!("OUT_DIR"), "/weights.tsv")));
        weights.wording = Wording::new(unpacked(include_bytes!(concat!(env!("OUT_DIR"), "/wording")))).into();
        let mut naming = Naming::new(unpacked(include_bytes!(concat!(env!("OUT_DIR"), "/naming"))));
        let get = |name: &str| weights.named.get(name).copied().unwrap_or_default();
        for (depth, worth) in naming.clause.iter_mut().enumerate() {
            let row = get(&format!("clause:{depth}"));
            *worth = [row[0], row[1]];
        }
        naming.steps = STEPS.map(|name| {
            let row = get(name);
            [row[0], row[1], row[2]]
        });
        weights.naming = naming.into();
        weights
    }

    /// Reads `name TAB nine numbers` a line; `#` begins a comment, a dash stands for nothing.
    pub(crate) fn read(text: &str) -> Self {
        let mut named = BTreeMap::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut cells = line.split('\t');
            let Some(name) = cells.next().filter(|name| !name.is_empty()) else { continue };
            let mut row = Row::default();
            for (cell, value) in cells.zip(&mut row) {
                *value = cell.parse().unwrap_or(0.0);
            }
            named.insert(name.to_owned(), row);
        }
        Self { named, ..Self::default() }
    }

    /// The same weights, bound to a list of rules. A rule the table does not know speaks for its own kind.
    pub(crate) fn bound(&self, rules: &[Head]) -> Self {
        let get = |name: &str| self.named.get(name).copied();
        // Without a fitted table the second judgement repeats the first.
        let bare = self.named.is_empty();
        let own = rules.iter().map(|rule| get(&rule.id).unwrap_or_else(|| default_row(rule))).collect();
        let fitted = rules
            .iter()
            .map(|rule| bare || get(&rule.id).is_some() || rule.family().parse::<Kind>().is_err())
            .collect();
        let opens = rules.iter().map(|rule| get(&format!("^{}", rule.id)).unwrap_or_default()).collect();
        let shapes = SHAPES.iter().map(|name| get(&format!("is.{name}")).unwrap_or_default()).collect();
        let bias = |name: &str| if bare && name == "bias" { [-6.0; 9] } else { Row::default() };
        let shapes2 = SHAPES.iter().map(|name| get(&format!("then.{name}")).unwrap_or_else(|| bias(name))).collect();
        let views = VIEWS
            .iter()
            .map(|view| {
                let row = |kind: Kind| {
                    get(&format!("{view}:{kind}")).unwrap_or_else(|| {
                        let mut row = Row::default();
                        if bare && *view == "own" {
                            row[kind as usize] = 12.0;
                        }
                        row
                    })
                };
                Kind::ALL.map(|kind| wide(row(kind)))
            })
            .collect();
        let thresholds = get("threshold").unwrap_or([0.5; 9]);
        let (wording, naming) = (self.wording.clone(), self.naming.clone());
        Self { named: self.named.clone(), own, opens, fitted, shapes, views, shapes2, thresholds, wording, naming }
    }
}

fn default_row(rule: &Head) -> Row {
    let mut row = Row::default();
    if let Ok(kind) = rule.family().parse::<Kind>() {
        row[kind as usize] = rule.weight.unwrap_or(4.0);
    }
    row
}
