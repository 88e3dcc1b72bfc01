//! What speaks for and against each kind, gathered for every sentence in one place.

use crate::outline::{Form, NodeId, Outline};
use crate::rules::{Hit, Kind, Row, Rules, Scratch, Seen, Sense, Shape, Shapes};
use crate::text::{Span, begins_han, is_closer, is_end, is_space};

use super::actor::{self, Actor};
use super::sentence::Cut;

/// The evidence of one sentence.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence {
    /// The rules that fired, in order of place.
    pub(crate) hits: Box<[Hit]>,
    /// What it looks like.
    pub(crate) shapes: Shapes,
    /// What its wording as a whole speaks for.
    pub(crate) wording: Row,
    /// Who is told something.
    pub(crate) actors: Box<[Actor]>,
    /// The sentence before announces this one.
    pub(crate) announced: bool,
}

/// What the evidence of a speech is gathered from.
pub(crate) struct Ground<'a> {
    pub(crate) text: &'a str,
    pub(crate) speech: Span,
    pub(crate) title: Option<Span>,
    pub(crate) outline: &'a Outline,
    pub(crate) sentences: &'a [Cut],
    pub(crate) rules: &'a Rules,
}

/// Gathers the evidence of all sentences of a speech.
pub(crate) fn gather(ground: &Ground<'_>) -> Vec<Evidence> {
    let mut found = each(ground.sentences.len(), Default::default, |i, (scratch, seen)| ground.of(i, scratch, seen));
    sections(ground, &mut found);
    found
}

/// Rules that know the usual name of a section, and what stands there.
const SECTIONS: &[(&str, Shape)] = &[
    ("problem.heading", Shape::UnderProblem),
    ("cause.heading", Shape::UnderCause),
    ("measure.heading", Shape::UnderMeasure),
    ("target.heading", Shape::UnderTarget),
    ("achievement.heading", Shape::UnderAchievement),
    ("situation.heading", Shape::UnderSituation),
    ("significance.heading", Shape::UnderSignificance),
];

/// Adds in which section a sentence stands.
fn sections(ground: &Ground<'_>, found: &mut [Evidence]) {
    let number = |(id, shape): &(&str, Shape)| Some((ground.rules.number(id)?, *shape));
    let rules: Vec<(u16, Shape)> = SECTIONS.iter().filter_map(number).collect();
    let named = |hits: &[Hit]| {
        let rule = |hit: &Hit| rules.iter().find(|(number, _)| *number == hit.rule);
        hits.iter().rev().find_map(rule).map(|(_, shape)| *shape)
    };
    let nodes = ground.outline.nodes();
    let mut of_node: Vec<Option<Shape>> = vec![None; nodes.len()];
    for (sentence, evidence) in ground.sentences.iter().zip(found) {
        let Some(node) = sentence.node.map(NodeId::index) else { continue };
        if sentence.heads {
            let above = nodes[node].parent.and_then(|parent| of_node[parent.index()]);
            of_node[node] = named(&evidence.hits).or(above);
        }
        of_node[node].into_iter().for_each(|shape| evidence.shapes.add(shape, true));
    }
}

/// What `make` makes of every number below `count`, in order; on all cores where that is worth it.
pub(crate) fn each<S, T: Send>(
    count: usize,
    scratch: impl Fn() -> S + Sync + Send,
    make: impl Fn(usize, &mut S) -> T + Sync + Send,
) -> Vec<T> {
    /// A speech of ordinary length is read before a second thread has woken.
    #[cfg(feature = "parallel")]
    const WORTH: usize = 4000;
    #[cfg(feature = "parallel")]
    if count >= WORTH {
        use rayon::prelude::*;
        return (0..count).into_par_iter().with_min_len(500).map_init(scratch, |scratch, i| make(i, scratch)).collect();
    }
    let mut scratch = scratch();
    (0..count).map(|i| make(i, &mut scratch)).collect()
}

impl Ground<'_> {
    /// The evidence of sentence `i`.
    fn of(&self, i: usize, scratch: &mut Scratch, seen: &mut Seen) -> Evidence {
        let Self { text, speech, title, outline, sentences, rules } = *self;
        let sentence = &sentences[i];
        let count = sentences.len();
        let first_node = outline.nodes().first().map_or(usize::MAX, |node| node.span.start());
        let hits = rules.compiled().evidence.scan(text, sentence.span, sentence.body, scratch);
        let actors = actor::find(text, sentence, hits, rules);
        let mut shapes = Shapes::default();
        let words = text[sentence.span.range()].trim_end_matches(is_space);
        let own = text[sentence.body..sentence.span.end()].trim_matches(is_space);
        let chars = own.len() / 3;
        shapes.add(Shape::Bias, true);
        shapes.add(Shape::Heads, sentence.heads);
        if let Some(node) = sentence.node.filter(|_| sentence.heads).map(|node| outline.node(node)) {
            shapes.add(Shape::Numbered, node.form != Form::Plain);
            shapes.add(
                match node.form {
                    Form::Chapter | Form::Chinese | Form::Plain => Shape::Section,
                    Form::BracketedChinese => Shape::Bracketed,
                    Form::Arabic | Form::BracketedArabic | Form::HalfBracketed | Form::Circled => Shape::Digit,
                    Form::Ordinal | Form::OrdinalNoun => Shape::Ordinal,
                    Form::OneIs | Form::OneMust | Form::OfThem | Form::Side => Shape::OneIs,
                    Form::First => Shape::FirstThen,
                    Form::Dash => Shape::Dash,
                },
                true,
            );
        }
        shapes.add(Shape::InNode, sentence.node.is_some());
        // A point of the outline begins no speech, however short the text.
        let outside = sentence.node.is_none();
        shapes.add(Shape::First, outside && i == 0);
        shapes.add(Shape::Early, outside && i * 20 < count);
        shapes.add(Shape::Late, (count - i) * 20 <= count);
        shapes.add(Shape::Last, i + 1 == count);
        let stop = words.trim_end_matches(is_closer).chars().next_back().unwrap_or(' ');
        shapes.add(Shape::Colon, matches!(stop, '：' | ':'));
        shapes.add(Shape::Question, matches!(stop, '？' | '?'));
        shapes.add(Shape::Exclamation, matches!(stop, '！' | '!'));
        shapes.add(Shape::Semicolon, matches!(stop, '；' | ';'));
        shapes.add(Shape::Fragment, !is_end(stop) && !sentence.heads);
        shapes.add(Shape::Short, chars <= 10);
        shapes.add(Shape::Long, chars >= 60);
        let signs = Signs::of(own);
        shapes.add(Shape::ManyClauses, signs.commas >= 4);
        shapes.add(Shape::OneClause, signs.commas == 0);
        shapes.add(Shape::Digits, signs.digits);
        shapes.add(Shape::Percent, signs.percent);
        shapes.add(Shape::Actor, !actors.is_empty());
        shapes.add(Shape::Subject, actors.iter().any(|actor| actor.subject));
        shapes.add(Shape::Title, title.is_some_and(|title| title.overlaps(sentence.span)));
        shapes.add(Shape::BeforeOutline, sentence.span.start() < first_node && first_node != usize::MAX);
        shapes.add(Shape::Quoted, own.starts_with(['“', '「', '"']));
        shapes.add(Shape::NoEvidence, hits.is_empty());
        let line = line_alone(text, sentence.span, speech);
        shapes.add(Shape::LineAlone, line);
        shapes.add(Shape::DateLine, line && chars <= 14 && own.contains('年') && own.contains(['日', '月']));
        let announced = i > 0 && {
            let before = text[sentences[i - 1].span.range()].trim_end_matches(|c| is_space(c) || is_closer(c));
            before.ends_with(['：', ':'])
        };
        let wording = rules.compiled().weights.wording.sum(&text[sentence.body..sentence.span.end()], seen);
        Evidence { hits: hits.into(), shapes, wording, actors: actors.into(), announced }
    }
}

/// Commas, digits and percentages of a sentence, counted in one pass.
#[derive(Default)]
struct Signs {
    commas: u32,
    digits: bool,
    percent: bool,
}

impl Signs {
    fn of(words: &str) -> Self {
        let mut signs = Self::default();
        let bytes = words.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            if begins_han(byte) {
                // The lead byte of 百.
                signs.percent |= byte == 0xe7 && bytes[at..].starts_with("百分".as_bytes());
                at += 3;
                continue;
            }
            match byte {
                b',' => signs.commas += 1,
                b'0'..=b'9' => signs.digits = true,
                b'%' => signs.percent = true,
                // The lead byte of ，％０.
                0xef => {
                    let c = words[at..].chars().next();
                    signs.commas += u32::from(c == Some('，'));
                    signs.digits |= c.is_some_and(|c| ('０'..='９').contains(&c));
                    signs.percent |= c == Some('％');
                    at += 2;
                }
                _ => {}
            }
            at += 1;
        }
        signs
    }
}

/// Whether the sentence is a whole line.
fn line_alone(text: &str, span: Span, speech: Span) -> bool {
    let before = text[speech.start()..span.start()].chars().next_back();
    let ends = text[span.range()].ends_with(['\n', '\r']) || span.end() == speech.end();
    before.is_none_or(|c| c == '\n' || c == '\r') && ends
}

/// The strongest rule for `kind` among those that fired, and all its cues.
pub(crate) fn strongest(evidence: &Evidence, kind: Kind, rules: &Rules) -> Option<(u16, Vec<Span>)> {
    let weights = &rules.compiled().weights;
    let worth = |hit: &Hit| {
        let open = if hit.opens { weights.opens[hit.rule as usize][kind as usize] } else { 0.0 };
        weights.own[hit.rule as usize][kind as usize] + open
    };
    let speaks = |hit: &&Hit| rules.sense(hit.rule) == Sense::Kind(kind) && worth(hit) > 0.0;
    let best = evidence.hits.iter().filter(speaks).max_by(|a, b| worth(a).total_cmp(&worth(b)))?;
    let cues = evidence.hits.iter().filter(|hit| hit.rule == best.rule).map(|hit| hit.span).collect();
    Some((best.rule, cues))
}

/// The pieces of wording that speak most for `kind`, where the wording as a whole does.
pub(crate) fn worded(text: &str, cut: &Cut, of: &Evidence, kind: Kind, rules: &Rules) -> Option<Vec<Span>> {
    const SPEAKS: f32 = 1.0;
    const SHOWN: usize = 3;
    (of.wording[kind as usize] >= SPEAKS).then(|| {
        let words = &text[cut.body..cut.span.end()];
        let found = rules.compiled().weights.wording.strongest(words, kind as usize, SHOWN);
        found.into_iter().map(|span| Span::new(cut.body + span.start(), cut.body + span.end())).collect()
    })
}
