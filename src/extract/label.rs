//! Decides what each sentence does: evidence adds up, twice.

use crate::outline::{NodeId, Outline};
use crate::rules::{Kind, Row, VIEWS, Weights, Wide, narrow};

use super::evidence::{Evidence, each};
use super::sentence::Cut;

/// The kinds of one sentence, with the probability the second judgement gives each.
pub(crate) type Judgement = Row;

/// Judges every sentence by its own evidence, then again with what its neighbours, its heading and its
/// series came to; a kind holds from its threshold on.
pub(crate) fn judge(outline: &Outline, sentences: &[Cut], evidence: &[Evidence], weights: &Weights) -> Vec<Judgement> {
    let first: Vec<Row> = each(evidence.len(), || (), |i, ()| weigh(&evidence[i], weights));
    let context = Context::new(outline, sentences, &first);
    each(sentences.len(), || (), |i, ()| reweigh(&evidence[i], &context.views(i, &evidence[i]), weights))
}

/// The kinds that hold: every one above its threshold, or the best where none is and some evidence speaks.
pub(crate) fn decide(judgement: &Judgement, thresholds: &Row) -> Vec<Kind> {
    let mut kinds: Vec<Kind> =
        Kind::ALL.into_iter().filter(|kind| judgement[*kind as usize] >= thresholds[*kind as usize]).collect();
    let margin = |kind: Kind| judgement[kind as usize] / thresholds[kind as usize].max(0.05);
    if kinds.is_empty() {
        let best = Kind::ALL.into_iter().max_by(|a, b| margin(*a).total_cmp(&margin(*b)));
        kinds.extend(best.filter(|kind| margin(*kind) >= 0.35));
    }
    kinds.sort_by(|a, b| margin(*b).total_cmp(&margin(*a)));
    kinds.truncate(3);
    kinds
}

/// The first judgement: what the sentence's own rules, shape and wording add up to.
pub(crate) fn weigh(evidence: &Evidence, weights: &Weights) -> Row {
    let mut sum = evidence.wording;
    let mut last = u16::MAX;
    // A rule counts once, however many of its cues stand in the sentence.
    let mut counted: [u16; 64] = [u16::MAX; 64];
    let mut count = 0;
    for hit in &evidence.hits {
        if hit.rule != last && !counted[..count].contains(&hit.rule) {
            add(&mut sum, &weights.own[hit.rule as usize], 1.0);
            if count < counted.len() {
                counted[count] = hit.rule;
                count += 1;
            }
        }
        if hit.opens {
            add(&mut sum, &weights.opens[hit.rule as usize], 1.0);
        }
        last = hit.rule;
    }
    for shape in evidence.shapes.iter() {
        add(&mut sum, &weights.shapes[shape], 1.0);
    }
    sum.map(sigmoid)
}

/// The second judgement: the first ones of all it looks at, and its shape again.
pub(crate) fn reweigh(evidence: &Evidence, views: &[Row], weights: &Weights) -> Row {
    let mut seen = Wide::default();
    for (view, rows) in views.iter().zip(&weights.views) {
        for (&value, row) in view.iter().zip(rows) {
            if value > 0.002 {
                seen.iter_mut().zip(row).for_each(|(seen, worth)| *seen += worth * value);
            }
        }
    }
    let mut sum = narrow(seen);
    for shape in evidence.shapes.iter() {
        add(&mut sum, &weights.shapes2[shape], 1.0);
    }
    for hit in evidence.hits.iter().filter(|hit| !weights.fitted[usize::from(hit.rule)]) {
        add(&mut sum, &weights.own[usize::from(hit.rule)], 1.0);
    }
    sum.map(sigmoid)
}

fn add(sum: &mut Row, row: &Row, times: f32) {
    (0..row.len()).for_each(|kind| sum[kind] += row[kind] * times);
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// What a sentence can look at: the first judgements around it.
pub(crate) struct Context<'a> {
    first: &'a [Row],
    sentences: &'a [Cut],
    outline: &'a Outline,
    // Of node i, the sentence that holds its heading.
    heads: Vec<Option<u32>>,
    // Of node i, the mean of the sentences directly in it, its heading aside; and of its children's headings.
    inside: Vec<Row>,
    series: Vec<Row>,
    // The mean over the whole top-level section.
    section: Vec<Row>,
    roots: Row,
}

impl<'a> Context<'a> {
    pub(crate) fn new(outline: &'a Outline, sentences: &'a [Cut], first: &'a [Row]) -> Self {
        let nodes = outline.nodes();
        let mut heads = vec![None; nodes.len()];
        let mut inside = vec![(Row::default(), 0u32); nodes.len()];
        for (i, sentence) in sentences.iter().enumerate() {
            let Some(node) = sentence.node.map(|node| node.index()) else { continue };
            if sentence.heads {
                heads[node] = Some(i as u32);
            } else {
                add(&mut inside[node].0, &first[i], 1.0);
                inside[node].1 += 1;
            }
        }
        let mean = |(mut row, count): (Row, u32)| {
            row.iter_mut().for_each(|value| *value /= count.max(1) as f32);
            row
        };
        let mut series = vec![(Row::default(), 0u32); nodes.len()];
        let mut roots = (Row::default(), 0u32);
        for (i, node) in nodes.iter().enumerate() {
            let Some(head) = heads[i] else { continue };
            let of = match node.parent {
                Some(parent) => &mut series[parent.index()],
                None => &mut roots,
            };
            add(&mut of.0, &first[head as usize], 1.0);
            of.1 += 1;
        }
        // The section is the point of the first or second level a sentence lies in.
        let mut section = inside.clone();
        for i in (0..nodes.len()).rev() {
            if let Some(parent) = nodes[i].parent {
                let (row, count) = section[i];
                add(&mut section[parent.index()].0, &row, 1.0);
                section[parent.index()].1 += count;
            }
        }
        Self {
            first,
            sentences,
            outline,
            heads,
            inside: inside.into_iter().map(mean).collect(),
            series: series.into_iter().map(mean).collect(),
            section: section.into_iter().map(mean).collect(),
            roots: mean(roots),
        }
    }

    /// The rows sentence `i` sees, in the order of [`VIEWS`].
    pub(crate) fn views(&self, i: usize, evidence: &Evidence) -> [Row; VIEWS.len()] {
        let at = |i: Option<usize>| i.and_then(|i| self.first.get(i)).copied().unwrap_or_default();
        let Cut { node, heads, .. } = self.sentences[i];
        let parent = node.and_then(|node| self.outline.node(node).parent);
        let head = |node: Option<NodeId>| at(node.and_then(|node| self.heads[node.index()]).map(|at| at as usize));
        // A heading looks at what stands under it.
        let heading = if heads { node.map_or(Row::default(), |node| self.inside[node.index()]) } else { head(node) };
        let series = match (node, parent) {
            (Some(_), Some(parent)) => self.series[parent.index()],
            (Some(_), None) => self.roots,
            _ => Row::default(),
        };
        let section = node.map_or(Row::default(), |node| self.section[parent.unwrap_or(node).index()]);
        let before = at(i.checked_sub(1));
        let announced = if evidence.announced { before } else { Row::default() };
        let (before2, after) = (at(i.checked_sub(2)), at(Some(i + 1)));
        [self.first[i], before, before2, after, heading, head(parent), series, section, announced]
    }
}
