//! The whole road in one function.

use std::borrow::Cow;
use std::mem::take;
use std::sync::OnceLock;

use crate::document::{Completeness, Document, Label, Sentence, Speech, Warning, Words};
use crate::error::Error;
use crate::extract::{self, Cut, Evidence, Ground};
use crate::input::{self, Decoded, Hint, Paragraph, Text};
use crate::outline::{self, Line, Marker, Outline, Part};
use crate::rules::{Kind, Rules};
use crate::text::{Span, Spanned, count_words};

/// Texts beyond this many bytes are read up to here, and say so.
const LONGEST: usize = u32::MAX as usize - 1;

/// Sentences labelled at once, before what is known of them is let go.
const PIECE: usize = 1 << 12;

/// Reads texts. Cheap to clone, safe to share between threads.
///
/// ```
/// let parser = tigang::Parser::new();
/// let document = parser.parse("一、认清形势\n二、抓好落实\n");
/// assert_eq!(document.speeches()[0].outline().nodes().len(), 2);
/// assert!(parser.parse("").speeches().is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct Parser {
    rules: Rules,
}

impl Default for Parser {
    fn default() -> Self {
        Self::new()
    }
}

impl Parser {
    /// A parser with the built-in rules.
    pub fn new() -> Self {
        Self::with_rules(Rules::builtin())
    }

    /// A parser with rules of your own.
    pub fn with_rules(rules: Rules) -> Self {
        Self { rules }
    }

    /// The rules it reads by.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Everything that is found in a text. Never fails, whatever the text.
    ///
    /// Time and memory are linear in the size of the text.
    pub fn parse(&self, text: &str) -> Document {
        self.read(text.into(), &[], Depth::All)
    }

    /// Everything that is found in a file of any format.
    ///
    /// The spans point into the decoded text, [`Document::source`]; [`Document::place`] also tells paragraph and
    /// page. Headings by style are evidence for the outline.
    ///
    /// # Errors
    /// As [`decode`](crate::decode).
    ///
    /// ```
    /// use tigang::{Hint, Parser};
    /// let document = Parser::new().parse_bytes("一、抓安全。".as_bytes(), Hint::none())?;
    /// assert_eq!(document.speeches()[0].outline().nodes().len(), 1);
    /// # Ok::<(), tigang::Error>(())
    /// ```
    pub fn parse_bytes(&self, bytes: &[u8], hint: Hint<'_>) -> Result<Document, Error> {
        input::decode(bytes.to_vec(), hint).map(|decoded| self.parse_decoded(decoded))
    }

    /// The same for a file that is decoded already.
    pub fn parse_decoded(&self, decoded: Decoded) -> Document {
        self.read_decoded(decoded, Depth::All)
    }

    fn read_decoded(&self, decoded: Decoded, depth: Depth) -> Document {
        let mut document = self.read(decoded.text.into(), &decoded.paragraphs, depth);
        document.warnings.extend(decoded.losses.into_iter().map(|message| Warning {
            code: "damaged",
            message,
            span: None,
        }));
        document.paragraphs = decoded.paragraphs;
        document
    }

    /// The speeches, their outlines and sentences only: no labels, items, duties or relations.
    ///
    /// ```
    /// let document = tigang::Parser::new().structure("一、抓安全。二、抓质量。");
    /// assert_eq!(document.speeches()[0].sentences().len(), 2);
    /// assert!(document.speeches()[0].items().is_empty());
    /// ```
    pub fn structure(&self, text: &str) -> Document {
        self.read(text.into(), &[], Depth::Structure)
    }

    /// The same for a file that is decoded already.
    pub fn structure_decoded(&self, decoded: Decoded) -> Document {
        self.read_decoded(decoded, Depth::Structure)
    }

    fn read(&self, source: Cow<'_, str>, paragraphs: &[Paragraph], depth: Depth) -> Document {
        let (source, too_long) = whole(source);
        let text = input::clean(&source, &self.rules);
        let mut lines = outline::lines(text.words());
        outline::style(&mut lines, styled(paragraphs, &text));
        outline::style(&mut lines, hashed(&source, &text));
        outline::style(&mut lines, text.levels.iter().copied());
        let markers = outline::markers(text.words(), &lines);
        let parts = match text.levels.is_empty() {
            true => outline::speeches(text.words(), &lines),
            false => outline::drawn_speeches(text.words(), &lines, &markers),
        };
        let road = Road { text: &text, lines: &lines, markers: &markers, rules: &self.rules };
        let mut speeches: Vec<Speech> = parts.into_iter().map(|part| road.speech(part, depth)).collect();
        if !text.is_source() {
            speeches.iter_mut().for_each(|speech| speech.lead_back(|span| text.origin(span)));
        }
        let mut document = finish(&source, text, speeches);
        document.text = source.into_owned();
        document.warnings.extend(too_long);
        document
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Structure,
    All,
}

/// What every speech of a text is read with.
struct Road<'a> {
    text: &'a Text<'a>,
    lines: &'a [Line],
    markers: &'a [Marker],
    rules: &'a Rules,
}

impl Road<'_> {
    fn speech(&self, part: Part, depth: Depth) -> Speech {
        let words = self.text.words();
        let meta = extract::meta(words, part, self.lines, self.rules);
        let outline = match self.text.levels.is_empty() {
            true => outline::build(words, part.span, self.lines, self.markers, &self.text.missing),
            false => outline::drawn(words, part, self.lines, self.markers),
        };
        let cuts = extract::sentences(words, part.span, &outline, &self.text.breaks);
        let (mut sentences, evidence) = match depth {
            Depth::Structure => (cuts.iter().map(unlabelled).collect(), Vec::new()),
            Depth::All => self.labelled(part, &outline, &cuts),
        };
        extract::metrics(words, &mut sentences, meta.when(), self.rules);
        let mut ids = extract::Ids::default();
        let bodies: Vec<usize> = cuts.into_iter().map(|cut| cut.body).collect();
        let duties = extract::duties(words, &sentences, &evidence, meta.when(), &mut ids, self.rules);
        drop(evidence);
        let mut items = match depth {
            Depth::Structure => Vec::new(),
            Depth::All => extract::items(words, &outline, &sentences, &bodies, &mut ids, self.rules),
        };
        drop(bodies);
        items.shrink_to_fit();
        let relations = extract::relations(words, &outline, &items, &duties, self.rules);
        let completeness = Completeness { declared_chars: None, shown_chars: 0, complete: true };
        Speech { span: part.span, title: part.title, meta, outline, sentences, items, duties, relations, completeness }
    }

    fn labelled(&self, part: Part, outline: &Outline, cuts: &[Cut]) -> (Vec<Sentence>, Vec<Evidence>) {
        let mut evidence = extract::gather(&Ground {
            text: self.text.words(),
            speech: part.span,
            title: part.title,
            outline,
            sentences: cuts,
            rules: self.rules,
        });
        let weights = &self.rules.compiled().weights;
        let judgements = extract::judge(outline, cuts, &evidence, weights);
        let [wording, shape, neighbours, heading] =
            ["context.wording", "context.shape", "context.neighbours", "context.heading"].map(|id| self.rules.id(id));
        let label = |kind: Kind, of: &Evidence, cut: &Cut| {
            if let Some((rule, cues)) = extract::strongest(of, kind, self.rules) {
                return Label { kind, rule: self.rules.id_of(rule), cues };
            }
            if let Some(cues) = extract::worded(self.text.words(), cut, of, kind, self.rules) {
                return Label { kind, rule: wording.clone(), cues };
            }
            let decided = match () {
                () if cuts.len() == 1 => &shape,
                () if cut.heads || cut.node.is_none() => &neighbours,
                () => &heading,
            };
            Label { kind, rule: decided.clone(), cues: Vec::new() }
        };
        let sentence = |i: usize, evidence: &Evidence| {
            let cut = &cuts[i];
            let kinds = extract::decide(&judgements[i], &weights.thresholds).into_iter();
            let labels = kinds.map(|kind| label(kind, evidence, cut)).collect();
            Sentence { labels, ..unlabelled(cut) }
        };
        let mut sentences = Vec::with_capacity(cuts.len());
        for piece in evidence.chunks_mut(PIECE) {
            let first = sentences.len();
            sentences.extend(extract::each(piece.len(), || (), |i, ()| sentence(first + i, &piece[i])));
            // Only who has a duty is asked for again.
            let done = piece.iter_mut().zip(&sentences[first..]).filter(|(_, of)| !of.is(Kind::Responsibility));
            done.for_each(|(evidence, _)| *evidence = Evidence::default());
        }
        (sentences, evidence)
    }
}

/// Where in the words the paragraphs stand that wear a heading style, and its level.
fn styled<'a>(paragraphs: &'a [Paragraph], text: &'a Text<'_>) -> impl Iterator<Item = (usize, u8)> + 'a {
    paragraphs.iter().filter_map(|paragraph| Some((text.forward(paragraph.start), paragraph.heading?)))
}

/// The same for the headings that Markdown marks with `#`.
fn hashed<'a>(source: &'a str, text: &'a Text<'_>) -> impl Iterator<Item = (usize, u8)> + 'a {
    let marks = text.edits.iter().filter(|edit| edit.reason == "markdown").map(|edit| edit.span());
    let level = |mark: Span| source[mark.range()].matches('#').count().min(6) as u8;
    marks.map(move |mark| (text.forward(mark.end()), level(mark))).filter(|(_, level)| *level > 0)
}

fn unlabelled(cut: &Cut) -> Sentence {
    Sentence { span: cut.span, node: cut.node, labels: Vec::new(), metrics: Vec::new() }
}

/// The part of a text that spans of 32 bits reach, and a warning where that is not all of it.
fn whole(source: Cow<'_, str>) -> (Cow<'_, str>, Option<Warning>) {
    if source.len() <= LONGEST {
        return (source, None);
    }
    let end = source.floor_char_boundary(LONGEST);
    let message = format!("the text is longer than 4 GiB; only its first {end} bytes were read");
    (source[..end].to_owned().into(), Some(Warning { code: "too-long", message, span: None }))
}

/// Everything but the source text itself.
fn finish(source: &str, mut text: Text<'_>, mut speeches: Vec<Speech>) -> Document {
    let mut warnings = Vec::new();
    for gap in &text.gaps {
        let message = match gap.omitted_chars {
            Some(count) => format!("{count} characters were left out here"),
            None => "text was left out here".to_owned(),
        };
        warnings.push(Warning { code: "text-left-out", message, span: Some(gap.span()) });
    }
    let apart: Vec<usize> = text.noise.iter().map(|noise| count_words(&source[noise.span().range()])).collect();
    let noise: usize = apart.iter().sum();
    if noise > 0 && noise * 2 > count_words(source) {
        let message = format!("{noise} of {} characters were taken for no part of a speech", count_words(source));
        warnings.push(Warning { code: "mostly-noise", message, span: None });
    }
    let ends: Vec<usize> = speeches.iter().map(|speech| speech.span.end()).collect();
    for (at, speech) in speeches.iter_mut().enumerate() {
        let from = if at == 0 { 0 } else { ends[at - 1] };
        let until = if at + 1 == ends.len() { usize::MAX } else { ends[at] };
        let own = |place: usize| (from..until).contains(&place);
        let first = text.noise.partition_point(|noise| noise.span().end() <= speech.span.start());
        let last = text.noise.partition_point(|noise| noise.span().start() < speech.span.end());
        let noise: usize = apart.get(first..last).unwrap_or_default().iter().sum();
        let counted = count_words(&source[speech.span.range()]).saturating_sub(noise);
        let told = text.counts.iter().find(|told| own(told.at));
        let gap = text.gaps.iter().any(|gap| own(gap.span().start()));
        speech.completeness = Completeness {
            declared_chars: told.map(|told| told.whole),
            shown_chars: told.and_then(|told| told.shown).unwrap_or(counted),
            complete: told.is_none() && !gap,
        };
    }
    let (noise, gaps, edits) = (take(&mut text.noise), take(&mut text.gaps), take(&mut text.edits));
    let words =
        (!text.is_source()).then(|| text.into_words()).map(|(words, maps)| Words { text: words.into_owned(), maps });
    Document {
        text: String::new(),
        words,
        speeches,
        noise,
        gaps,
        edits,
        warnings,
        places: OnceLock::new(),
        paragraphs: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_neighbours_label_a_lone_sentence() {
        let rules = |text: &str| -> Vec<String> {
            let document = Parser::new().parse(text);
            let sentences = document.speeches()[0].sentences();
            sentences.iter().flat_map(|sentence| &sentence.labels).map(|label| label.rule.to_string()).collect()
        };
        assert_eq!(rules("前期工作滞后。"), ["context.shape"]);
        assert!(!rules("前期工作滞后。台账没人管。").contains(&"context.shape".to_owned()));
    }
}
