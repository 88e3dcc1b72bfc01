//! Fits the weights of the labels to annotated speeches, and says how well they hold on speeches held out.
//!
//! Two logistic judgements a kind, as [`extract`](crate::extract) makes them: the first from a sentence's own
//! evidence, the second from the first ones around it. The second is fitted on first judgements made without
//! the document they judge, so that it learns how far they can be trusted. Same gold, same table.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::eval::Gold;
use crate::extract::{self, Context, Cut, Evidence, Ground};
use crate::input;
use crate::outline::{self, Outline};
use crate::rules::{
    Kind, Naming, Piece, Row, Rules, SHAPES, STEPS, Seen, Sense, Shape, VIEWS, Weights, Wide, Wording, narrow, pieces,
    wide,
};
use crate::text::Span;

mod minimum;
mod naming;
mod seam;

use minimum::minimum;
use naming::Told;
use seam::Seams;

/// How far weights may stray from what they are thought to be beforehand: the variance of each.
const FIRST: f64 = 0.4;
const SECOND: f64 = 1.0;
const WORDING: f64 = 0.1;

/// In how many sentences a piece of wording must stand to be worth a row.
const OFTEN: usize = 8;

/// What a rule is worth for its own kind before any text is seen, and the first judgement in the second. A rule
/// that the texts hardly show keeps most of it.
const RULE: f64 = 1.5;
const OWN: f64 = 3.0;

const FOLDS: usize = 5;

/// What a fit comes to.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Fitted {
    /// The weight table, as `weights.tsv` holds it.
    pub table: String,
    /// Of every kind: F1 on the sentences it was fitted to, and on documents held out.
    pub kinds: Vec<(Kind, f64, f64)>,
    /// The same of the names in sentences that give duties.
    pub names: (f64, f64),
    /// Of headings that run into their bodies, how many end where they should, on the same texts and on those held out.
    pub headings: (f64, f64),
}

/// Fits weights to annotated texts; those of names and headings to `further` texts too, whose labels are not looked at.
///
/// Labels of texts by one hand teach little about those of another; names are names, and headings headings.
///
/// ```
/// let text = "存在的问题不少。\n要加强管理。\n";
/// let gold = tigang::Gold::read(text, "U 1 problem\nU 2 measure\n")?;
/// let fitted = tigang::fit(&[(text, gold)], &[]);
/// assert!(fitted.table.contains("threshold"));
/// # Ok::<(), tigang::Error>(())
/// ```
pub fn fit(texts: &[(&str, Gold)], further: &[(&str, Gold)]) -> Fitted {
    let rules = Rules::builtin();
    let both = texts.iter().chain(further).enumerate();
    let speeches: Vec<Case> = both.flat_map(|(document, (text, gold))| cases(document, text, gold, &rules)).collect();
    let all: Vec<&Case> = speeches.iter().filter(|case| case.document < texts.len()).collect();
    let whole = Model::new(&all, &rules);
    let fitted = score(&all, &whole.weights);
    let mut held = [Score::default(); 9];
    for fold in 0..FOLDS {
        let (out, rest): (Vec<&Case>, Vec<&Case>) = all.iter().partition(|case| case.document % FOLDS == fold);
        for (sum, part) in held.iter_mut().zip(score(&out, &Model::new(&rest, &rules).weights)) {
            sum.add(part);
        }
    }
    let told: Vec<&Told> = speeches.iter().flat_map(|case| &case.told).collect();
    let naming = naming::fitted(&told);
    let mut held_names = Score::default();
    for fold in 0..FOLDS {
        let (out, rest): (Vec<&Told>, Vec<&Told>) = told.iter().partition(|told| told.document % FOLDS == fold);
        held_names.add(naming::score(&naming::fitted(&rest), &out));
    }
    let names = (naming::score(&naming, &told).f1(), held_names.f1());
    let kinds = Kind::ALL.iter().map(|kind| (*kind, fitted[*kind as usize].f1(), held[*kind as usize].f1())).collect();
    let (seams, own, held) = seams(texts.iter().chain(further), &speeches);
    Fitted { table: whole.table(&rules, &naming, &seams), kinds, names, headings: (own, held) }
}

fn seams<'a>(texts: impl Iterator<Item = &'a (&'a str, Gold)>, speeches: &[Case]) -> (Seams, f64, f64) {
    let mut told = Vec::new();
    let mut counts = Vec::new();
    for (document, (text, gold)) in texts.enumerate() {
        told.extend(gold.headings().filter_map(|(marker, heading)| seam::told(document, text, marker, heading)));
        counts.push(seam::Counts::new());
    }
    for case in speeches {
        case.words.iter().for_each(|(words, _)| seam::count(words, &mut counts[case.document]));
    }
    seam::fitted(&told, &counts)
}

/// One speech with the kinds its sentences should carry; nothing where the gold says nothing.
struct Case {
    document: usize,
    outline: Outline,
    sentences: Vec<Cut>,
    evidence: Vec<Evidence>,
    // Of every sentence its words, and the distinct pieces they are made of.
    words: Vec<(String, Vec<Piece>)>,
    want: Vec<Option<[bool; 9]>>,
    told: Vec<Told>,
}

impl Case {
    /// Its evidence, with what the wording is worth by these weights.
    fn weighed(&self, weights: &Weights) -> Vec<Evidence> {
        let mut seen = Seen::default();
        let of = |(evidence, (words, _)): (&Evidence, &(String, Vec<Piece>))| Evidence {
            wording: weights.wording.sum(words, &mut seen),
            ..evidence.clone()
        };
        self.evidence.iter().zip(&self.words).map(of).collect()
    }
}

fn cases(document: usize, source: &str, gold: &Gold, rules: &Rules) -> Vec<Case> {
    let text = input::clean(source, rules);
    let words = text.words();
    let lines = outline::lines(words);
    let markers = outline::markers(words, &lines);
    let make = |part: outline::Part| {
        let outline = outline::build(words, part.span, &lines, &markers, &text.missing);
        let sentences = extract::sentences(words, part.span, &outline, &text.breaks);
        let evidence = extract::gather(&Ground {
            text: words,
            speech: part.span,
            title: part.title,
            outline: &outline,
            sentences: &sentences,
            rules,
        });
        let words_of = |sentence: &Cut| {
            let words = words[sentence.body..sentence.span.end()].to_owned();
            let mut found = Vec::new();
            pieces(&words, |piece, _| found.push(piece));
            found.sort_unstable();
            found.dedup();
            (words, found)
        };
        let worded = sentences.iter().map(words_of).collect();
        let want: Vec<_> = sentences.iter().map(|sentence| wanted(text.origin(sentence.span), gold)).collect();
        let place = |name: Span| Span::new(text.forward(name.start()), text.forward(name.end()));
        let names: Vec<Span> = gold.actors().map(place).collect();
        let told = sentences.iter().zip(&want).filter_map(|(Cut { span, .. }, want)| {
            let within = names.iter().filter(|name| span.start() <= name.start() && name.start() < span.end());
            let own = |name: &Span| Span::new(name.start() - span.start(), name.end().min(span.end()) - span.start());
            let names: Vec<Span> = within.map(own).collect();
            let gives = want.is_some_and(|want| want[Kind::Responsibility as usize]) || !names.is_empty();
            gives.then(|| Told { document, words: words[span.range()].to_owned(), names })
        });
        let told = told.collect();
        Case { document, outline, sentences, evidence, words: worded, want, told }
    };
    outline::speeches(words, &lines).into_iter().map(make).collect()
}

/// The kinds of the unit that shares most with a sentence.
fn wanted(sentence: Span, gold: &Gold) -> Option<[bool; 9]> {
    let shared = |unit: Span| unit.end().min(sentence.end()).saturating_sub(unit.start().max(sentence.start()));
    let unit = gold.units().iter().max_by_key(|unit| shared(unit.span))?;
    let counts = shared(unit.span) > 0 && !unit.noise && !unit.labels.is_empty();
    counts.then(|| Kind::ALL.map(|kind| unit.labels.contains(&kind)))
}

/// Rows of features, each a list of (feature, value).
type Rows = Vec<Vec<(u32, f64)>>;

struct Model {
    weights: Weights,
}

impl Model {
    fn new(cases: &[&Case], rules: &Rules) -> Self {
        let layout = Layout::new(cases, rules.count());
        let rows: Vec<Rows> = cases.iter().map(|case| layout.rows(case)).collect();
        let bind = |columns: &[Vec<f64>; 9]| layout.bound(columns);
        let prior = |kind: Kind| layout.prior(kind, rules);
        let mut weights = bind(&columns(cases, &rows, prior, |_| true));
        // First judgements by weights that did not see the document.
        let mut judged: Vec<Vec<Row>> = vec![Vec::new(); cases.len()];
        for fold in 0..FOLDS {
            let part = bind(&columns(cases, &rows, prior, |case| case.document / FOLDS % FOLDS != fold));
            for (at, case) in cases.iter().enumerate().filter(|(_, case)| case.document / FOLDS % FOLDS == fold) {
                judged[at] = case.weighed(&part).iter().map(|evidence| extract::weigh(evidence, &part)).collect();
            }
        }
        let seen: Vec<Rows> = cases.iter().zip(&judged).map(|(case, first)| second_rows(case, first)).collect();
        set_second(&mut weights, &columns(cases, &seen, second_prior, |_| true));
        weights.thresholds = thresholds(cases, &judged, &seen, &weights);
        Self { weights }
    }

    /// As `weights.tsv` holds it; rows that are nothing to two digits are left out.
    fn table(&self, rules: &Rules, naming: &Naming, seams: &Seams) -> String {
        let weights = &self.weights;
        let mut out = String::from(
            "# What each piece of evidence is worth for each kind; written by `tigang fit`.\n\
             # A rule's own row; ^rule where it opens the sentence; is.shape; view:kind; then.shape for the second judgement;\n\
             # ~字 and ~词语 for wording, ~^ at the opening. For names, whether one begins and goes on: @字 and @词语 from two\n\
             # characters before to two behind; clause:N for the place in a clause; step: from outside, beginning, inside.\n\
             # seam. for where a heading runs into its body, a weight for every value; =1 and =2 the characters and pairs\n\
             # that are as common, open sentences and end clauses as often as the numbers say.\n\
             # name",
        );
        Kind::ALL.iter().for_each(|kind| out.push_str(&format!("\t{kind}")));
        out.push('\n');
        let mut row = |name: &str, row: &Row| {
            if row.iter().any(|value| value.abs() >= 0.005) {
                out.push_str(name);
                row.iter().for_each(|value| {
                    let _ = write!(out, "\t{value:.2}");
                });
                out.push('\n');
            }
        };
        row("threshold", &weights.thresholds);
        for (at, rule) in rules.iter().enumerate() {
            row(&rule.id, &weights.own[at]);
            row(&format!("^{}", rule.id), &weights.opens[at]);
        }
        SHAPES.iter().zip(&weights.shapes).for_each(|(name, values)| row(&format!("is.{name}"), values));
        for (view, kinds) in VIEWS.iter().zip(&weights.views) {
            Kind::ALL.iter().zip(kinds).for_each(|(kind, values)| row(&format!("{view}:{kind}"), &narrow(*values)));
        }
        SHAPES.iter().zip(&weights.shapes2).for_each(|(name, values)| row(&format!("then.{name}"), values));
        weights.wording.iter().for_each(|(piece, values)| row(&format!("~{}", piece.name()), &values));
        let mut row = |name: String, row: &[f32]| {
            out.push_str(&name);
            row.iter().for_each(|value| {
                let _ = write!(out, "\t{value:.2}");
            });
            out.push('\n');
        };
        naming.clause.iter().enumerate().for_each(|(depth, worth)| row(format!("clause:{depth}"), worth));
        STEPS.iter().zip(&naming.steps).for_each(|(name, worth)| row((*name).to_owned(), worth));
        naming.iter().for_each(|(piece, worth)| row(format!("@{}", piece.name()), worth));
        out + &seams.rows()
    }
}

/// Where each piece of evidence stands in a row of the first judgement: rules, rules that open, shapes, wording.
struct Layout {
    rules: usize,
    pieces: Vec<Piece>,
}

impl Layout {
    /// For some rules, and the pieces that stand often in these cases.
    fn new(cases: &[&Case], rules: usize) -> Self {
        let mut counts: BTreeMap<Piece, usize> = BTreeMap::new();
        let all = cases.iter().flat_map(|case| &case.words).flat_map(|(_, pieces)| pieces);
        all.for_each(|piece| *counts.entry(*piece).or_default() += 1);
        Self {
            rules,
            pieces: counts.into_iter().filter(|(_, count)| *count >= OFTEN).map(|(piece, _)| piece).collect(),
        }
    }

    fn shapes(&self) -> usize {
        2 * self.rules
    }

    fn wording(&self) -> usize {
        self.shapes() + SHAPES.len()
    }

    fn rows(&self, case: &Case) -> Rows {
        case.evidence.iter().zip(&case.words).map(|(evidence, (_, pieces))| self.row(evidence, pieces)).collect()
    }

    fn row(&self, evidence: &Evidence, pieces: &[Piece]) -> Vec<(u32, f64)> {
        let mut row: Vec<usize> = evidence.shapes.iter().map(|shape| self.shapes() + shape).collect();
        for hit in &evidence.hits {
            row.push(usize::from(hit.rule));
            if hit.opens {
                row.push(self.rules + usize::from(hit.rule));
            }
        }
        let place = |piece| self.pieces.binary_search(piece).ok();
        row.extend(pieces.iter().filter_map(place).map(|at| self.wording() + at));
        row.sort_unstable();
        row.dedup();
        row.into_iter().map(|feature| (feature as u32, 1.0)).collect()
    }

    fn prior(&self, kind: Kind, rules: &Rules) -> Prior {
        let own = |rule: usize| rule < self.rules && rules.sense(rule as u16) == Sense::Kind(kind);
        let width = self.wording() + self.pieces.len();
        Prior {
            means: (0..width).map(|at| if own(at) { RULE } else { 0.0 }).collect(),
            variances: (0..width).map(|at| if at < self.wording() { FIRST } else { WORDING }).collect(),
        }
    }

    fn bound(&self, columns: &[Vec<f64>; 9]) -> Weights {
        let row = |at: usize| transposed(columns, at);
        let wording = self.pieces.iter().enumerate().map(|(at, piece)| (*piece, row(self.wording() + at)));
        Weights {
            own: (0..self.rules).map(row).collect(),
            opens: (self.rules..self.shapes()).map(row).collect(),
            fitted: vec![true; self.rules],
            shapes: (self.shapes()..self.wording()).map(row).collect(),
            views: vec![[Wide::default(); 9]; VIEWS.len()],
            shapes2: vec![Row::default(); SHAPES.len()],
            thresholds: [0.5; 9],
            wording: Wording::new(wording).into(),
            ..Weights::default()
        }
    }
}

/// What weights are thought to be before any text is seen, and how far they may stray from it.
struct Prior {
    means: Vec<f64>,
    variances: Vec<f64>,
}

fn second_rows(case: &Case, first: &[Row]) -> Rows {
    let context = Context::new(&case.outline, &case.sentences, first);
    let make = |(at, evidence): (usize, &Evidence)| {
        let seen = context.views(at, evidence);
        let views = seen.iter().flatten().enumerate().filter(|(_, value)| **value != 0.0);
        let shapes = evidence.shapes.iter().filter(|shape| *shape < Shape::FIRST_ONLY);
        let shapes = shapes.map(|shape| ((VIEWS.len() * 9 + shape) as u32, 1.0));
        views.map(|(feature, value)| (feature as u32, f64::from(*value))).chain(shapes).collect()
    };
    case.evidence.iter().enumerate().map(make).collect()
}

/// What the first judgement is thought to be worth in the second.
fn second_prior(kind: Kind) -> Prior {
    let mut means = vec![0.0; VIEWS.len() * 9 + SHAPES.len()];
    means[kind as usize] = OWN;
    Prior { variances: vec![SECOND; means.len()], means }
}

/// One column of weights a kind, fitted on the cases that `keep` keeps.
fn columns(
    cases: &[&Case],
    rows: &[Rows],
    prior: impl Fn(Kind) -> Prior,
    keep: impl Fn(&Case) -> bool,
) -> [Vec<f64>; 9] {
    Kind::ALL.map(|kind| {
        let mut told: Vec<(&[(u32, f64)], f64)> = Vec::new();
        for (case, rows) in cases.iter().zip(rows).filter(|(case, _)| keep(case)) {
            let wanted = case.want.iter().zip(rows).filter_map(|(want, row)| want.map(|want| (want, row)));
            told.extend(wanted.map(|(want, row)| (row.as_slice(), f64::from(u8::from(want[kind as usize])))));
        }
        logistic(&told, &prior(kind))
    })
}

fn transposed(columns: &[Vec<f64>; 9], at: usize) -> Row {
    // Two digits, as the table holds them, so that what is judged here is what will be judged there.
    std::array::from_fn(|kind| ((columns[kind][at] * 100.0).round() / 100.0) as f32)
}

fn set_second(weights: &mut Weights, columns: &[Vec<f64>; 9]) {
    for (view, kinds) in weights.views.iter_mut().enumerate() {
        for (kind, row) in kinds.iter_mut().enumerate() {
            *row = wide(transposed(columns, view * 9 + kind));
        }
    }
    for (shape, row) in weights.shapes2.iter_mut().enumerate() {
        *row = transposed(columns, VIEWS.len() * 9 + shape);
    }
}

/// Of every kind the threshold with the best F1 on documents the second judgement was not fitted to.
fn thresholds(cases: &[&Case], judged: &[Vec<Row>], seen: &[Rows], whole: &Weights) -> Row {
    let mut found: Vec<(Row, [bool; 9])> = Vec::new();
    for fold in 0..FOLDS {
        let mut weights = whole.clone();
        set_second(&mut weights, &columns(cases, seen, second_prior, |case| case.document / FOLDS % FOLDS != fold));
        for (at, case) in cases.iter().enumerate().filter(|(_, case)| case.document / FOLDS % FOLDS == fold) {
            let context = Context::new(&case.outline, &case.sentences, &judged[at]);
            for (i, evidence) in case.evidence.iter().enumerate() {
                let Some(want) = case.want[i] else { continue };
                found.push((extract::reweigh(evidence, &context.views(i, evidence), &weights), want));
            }
        }
    }
    std::array::from_fn(|kind| {
        let f1 = |threshold: f32| {
            let mut score = Score::default();
            found.iter().for_each(|(row, want)| score.count(row[kind] >= threshold, want[kind]));
            score.f1()
        };
        let steps = (10..33).map(|step| step as f32 * 0.02);
        steps.max_by(|a, b| f1(*a).total_cmp(&f1(*b))).unwrap_or(0.5)
    })
}

#[derive(Clone, Copy, Debug, Default)]
struct Score {
    right: usize,
    extra: usize,
    missing: usize,
}

impl Score {
    fn count(&mut self, got: bool, want: bool) {
        self.right += usize::from(got && want);
        self.extra += usize::from(got && !want);
        self.missing += usize::from(!got && want);
    }

    fn add(&mut self, other: Score) {
        self.right += other.right;
        self.extra += other.extra;
        self.missing += other.missing;
    }

    fn f1(self) -> f64 {
        2.0 * self.right as f64 / (2 * self.right + self.extra + self.missing).max(1) as f64
    }
}

fn score(cases: &[&Case], weights: &Weights) -> [Score; 9] {
    let mut scores = [Score::default(); 9];
    for case in cases {
        let judgements = extract::judge(&case.outline, &case.sentences, &case.weighed(weights), weights);
        for (judgement, want) in judgements.iter().zip(&case.want) {
            let Some(want) = want else { continue };
            let kinds = extract::decide(judgement, &weights.thresholds);
            Kind::ALL.iter().for_each(|kind| scores[*kind as usize].count(kinds.contains(kind), want[*kind as usize]));
        }
    }
    scores
}

/// Weights of a logistic regression with a Gaussian prior.
fn logistic(told: &[(&[(u32, f64)], f64)], Prior { means, variances }: &Prior) -> Vec<f64> {
    minimum(means.clone(), |weights, slope| {
        let mut loss = 0.0;
        for (((slope, weight), mean), variance) in slope.iter_mut().zip(weights).zip(means).zip(variances) {
            loss += 0.5 * (weight - mean).powi(2) / variance;
            *slope = (weight - mean) / variance;
        }
        for (row, want) in told {
            let sum: f64 = row.iter().map(|(feature, value)| weights[*feature as usize] * value).sum();
            // ln(1 + e^-|s|) stays finite for any sum.
            loss += (-sum.abs()).exp().ln_1p() + sum.max(0.0) - sum * want;
            let off = 1.0 / (1.0 + (-sum).exp()) - want;
            row.iter().for_each(|(feature, value)| slope[*feature as usize] += off * value);
        }
        loss
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_that_decides_gets_the_weight() {
        let yes = [(0, 1.0), (1, 1.0)];
        let no = [(0, 1.0)];
        let told = [(&yes[..], 1.0), (&yes[..], 1.0), (&no[..], 0.0), (&no[..], 0.0)];
        let weights = logistic(&told, &Prior { means: vec![0.0; 2], variances: vec![10.0; 2] });
        assert!(weights[1] > 1.0 && weights[0] < 0.0, "{weights:?}");
    }
}
