//! Figures: what is measured, how much, of what unit, against what, and when.

use serde::Serialize;

use super::figure;
use super::time::When;
use crate::document::Sentence;
use crate::rules::{Kind, RuleId, Rules};
use crate::text::{Span, Spanned};

/// A measured quantity (数据).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Metric {
    pub(crate) span: Span,
    /// What is measured; nothing where the sentence does not say it.
    pub name: Option<Span>,
    /// The number with its unit and with 以上 or 左右 behind it.
    pub figure: Span,
    /// The number, 万 and 亿 multiplied in: 7200000000 of 72亿元. Nothing where it was masked, `**亿元`, and where no
    /// decimal fraction is exact, 三分之二.
    pub value: Option<f64>,
    /// Of a range the upper end: 6 of 5%—6%.
    pub value_to: Option<f64>,
    /// The unit without 万 and 亿: 元, 人, `%` of ％ and 百分之 and 成, 百分点, 倍.
    pub unit: Option<String>,
    /// What the number says of the thing.
    pub sort: MetricType,
    /// Whether it went up or down, or lies above or below.
    pub direction: Option<Direction>,
    /// What the number bounds, where it is not the very value.
    pub bound: Option<Bound>,
    /// The words that bound or hedge it: 力争, 超过, 以上, 左右.
    pub hedges: Vec<Span>,
    /// What it was before: 12% of 由12%降到9.3%.
    pub from: Option<Earlier>,
    /// What it is measured against: 同比, 上年, 全省平均水平; of a share the whole.
    pub against: Option<Span>,
    /// When it is good for.
    pub period: Option<Period>,
    /// The rule of the verb that says it, else of the unit.
    pub rule: RuleId,
}

impl Spanned for Metric {
    fn span(&self) -> Span {
        self.span
    }
}

/// What the number of a [`Metric`] says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum MetricType {
    /// How much there is: 达到95%, 完成72亿元.
    Level,
    /// By how much it changed: 增长8.5%.
    Change,
    /// By how much it lies above or below something else: 高于全省平均3个百分点.
    Gap,
    /// What part of a whole it is: 占…的六成.
    Share,
    /// Its place in a ranking: 居全国第5位.
    Rank,
    /// How many times something else it is: 是2020年的1.5倍, 翻一番.
    Ratio,
}

impl MetricType {
    /// The code: `level`, `change` …
    pub fn name(self) -> &'static str {
        match self {
            MetricType::Level => "level",
            MetricType::Change => "change",
            MetricType::Gap => "gap",
            MetricType::Share => "share",
            MetricType::Rank => "rank",
            MetricType::Ratio => "ratio",
        }
    }
}

/// Where it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// More, higher, above.
    Up,
    /// Less, lower, below.
    Down,
}

impl Direction {
    /// The code: `up`, `down`.
    pub fn name(self) -> &'static str {
        match self {
            Direction::Up => "up",
            Direction::Down => "down",
        }
    }
}

/// How a number bounds the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Bound {
    /// 以上, 不低于: so much or more.
    Least,
    /// 超过, 突破, 多: more.
    Over,
    /// 以内, 不超过: so much or less.
    Most,
    /// 不足, 不到: less.
    Under,
    /// 左右, 约
    About,
    /// 近, 接近: nearly.
    Near,
}

impl Bound {
    /// The code: `least`, `over`, `most`, `under`, `about`, `near`.
    pub fn name(self) -> &'static str {
        match self {
            Bound::Least => "least",
            Bound::Over => "over",
            Bound::Most => "most",
            Bound::Under => "under",
            Bound::About => "about",
            Bound::Near => "near",
        }
    }
}

/// A number that was good before.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Earlier {
    /// Where it stands.
    pub span: Span,
    /// The number, as [`Metric::value`].
    pub value: Option<f64>,
}

/// When a figure is good for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Period {
    /// Where it stands.
    pub span: Span,
    /// `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or two of them, `2025-01/2025-06`, where it follows from the words and the
    /// speech's date.
    pub value: Option<String>,
}

/// Puts into every sentence the figures it holds.
///
/// Sentences that only serve the meeting or say why a thing matters measure nothing. Achievements and targets are
/// taken at their word; elsewhere a figure counts where the sentence says what it measures.
pub(crate) fn metrics(text: &str, sentences: &mut [Sentence], when: When, rules: &Rules) {
    for sentence in sentences {
        let kinds = || sentence.labels.iter().map(|label| label.kind);
        if !kinds().any(|kind| !matches!(kind, Kind::Procedural | Kind::Significance)) {
            continue;
        }
        let words = &text[sentence.span.range()];
        if figure::holds_number(words) {
            let trusted = kinds().any(|kind| matches!(kind, Kind::Achievement | Kind::Target));
            sentence.metrics = figure::figures(text, sentence.span, trusted, when, rules);
        }
    }
}
