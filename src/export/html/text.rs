//! The middle of the page: the whole source, its sentences, and what stands inside them.

use super::View;
use super::markup::{Markup, line};
use crate::document::{Document, Label};
use crate::outline::NodeId;
use crate::rules::Kind;
use crate::text::{Span, Spanned};

/// What a stretch of text may be, besides part of a sentence.
const LAYERS: [&str; 9] = ["title", "mark", "head", "cue", "who", "when", "noise", "gap", "edit"];
const TITLE: usize = 0;
const MARK: usize = 1;
const HEAD: usize = 2;
const CUE: usize = 3;
const WHO: usize = 4;
const WHEN: usize = 5;
const NOISE: usize = 6;
const GAP: usize = 7;
const EDIT: usize = 8;

/// A heading line may have so much behind its heading: a stop, a blank.
const BEHIND: usize = 6;

/// Writes every paragraph of the source.
pub(super) fn write(view: &View<'_>, to: &mut Markup) {
    let mut writer = Writer::new(view);
    let mut from = 0;
    for paragraph in paragraphs(view) {
        writer.paragraph(paragraph, &mut from, to);
    }
}

/// A sentence by its number on the page.
struct Numbered<'a> {
    span: Span,
    number: usize,
    labels: &'a [Label],
}

struct Point {
    at: usize,
    id: String,
    level: u32,
    heading_end: usize,
}

struct Writer<'a> {
    document: &'a Document,
    sentences: Vec<Numbered<'a>>,
    points: Vec<Point>,
    titles: Vec<Span>,
    // Where a layer begins (true) or ends, in reading order.
    edges: Vec<(usize, usize, bool)>,
    open: [u32; LAYERS.len()],
    next_edge: usize,
    next_point: usize,
    // The last sentence written in this paragraph.
    last: Option<usize>,
}

impl<'a> Writer<'a> {
    fn new(view: &View<'a>) -> Self {
        let document = view.document;
        let mut layers: Vec<(Span, usize)> = Vec::new();
        let (mut sentences, mut points, mut titles) = (Vec::new(), Vec::new(), Vec::new());
        for (at, speech) in document.speeches().iter().enumerate() {
            let first = view.first_sentence[at];
            titles.extend(speech.title);
            layers.extend(speech.title.map(|span| (span, TITLE)));
            for (place, node) in speech.outline().nodes().iter().enumerate() {
                layers.extend([(node.marker, MARK), (node.heading, HEAD)]);
                let heading_end = node.heading.end();
                let id = format!("n{}", view.path(at, NodeId(place as u32)));
                points.push(Point { at: node.span.start(), id, level: node.level, heading_end });
            }
            for (number, sentence) in speech.sentences().iter().enumerate() {
                let cues = sentence.labels().iter().flat_map(|label| &label.cues);
                layers.extend(cues.map(|cue| (*cue, CUE)));
                sentences.push(Numbered { span: sentence.span(), number: first + number, labels: sentence.labels() });
            }
            for duty in speech.duties() {
                layers.push((duty.actor, WHO));
                layers.extend(duty.deadline.as_ref().map(|limit| (limit.span, WHEN)));
            }
        }
        layers.extend(document.noise().iter().map(|noise| (noise.span(), NOISE)));
        layers.extend(document.gaps().iter().map(|gap| (gap.span(), GAP)));
        layers.extend(document.edits().iter().map(|edit| (edit.span(), EDIT)));
        let filled = layers.into_iter().filter(|(span, _)| !span.is_empty());
        let mut edges: Vec<_> =
            filled.flat_map(|(span, layer)| [(span.start(), layer, true), (span.end(), layer, false)]).collect();
        edges.sort_unstable();
        points.sort_by_key(|point| point.at);
        Self {
            document,
            sentences,
            points,
            titles,
            edges,
            open: [0; LAYERS.len()],
            next_edge: 0,
            next_point: 0,
            last: None,
        }
    }

    /// Writes a paragraph; `from` is the first sentence that reaches into it.
    fn paragraph(&mut self, span: Span, from: &mut usize, to: &mut Markup) {
        while self.sentences.get(*from).is_some_and(|sentence| sentence.span.end() <= span.start()) {
            *from += 1;
        }
        // What lies between the paragraphs: white space, and points that begin in it.
        self.enter(span.start());
        self.last = None;
        let (open, close) = self.frame(span);
        to.raw(&open);
        let (mut at, mut sentence) = (span.start(), *from);
        while at < span.end() {
            let own = self.sentences.get(sentence);
            match own {
                Some(own) if own.span.end() <= at => sentence += 1,
                Some(own) if own.span.start() <= at => {
                    let end = own.span.end().min(span.end());
                    self.sentence(sentence, Span::new(at, end), to);
                    at = end;
                }
                next => {
                    let end = next.map_or(span.end(), |next| next.span.start().min(span.end()));
                    self.stretch(Span::new(at, end), to);
                    at = end;
                }
            }
        }
        to.raw(close);
    }

    /// The tags around a paragraph.
    fn frame(&self, span: Span) -> (String, &'static str) {
        if self.titles.iter().any(|title| title.start() <= span.start() && span.start() < title.end()) {
            return ("<h2 class=\"title\">".to_owned(), "</h2>\n");
        }
        let point = self.points[self.next_point..].iter().take_while(|point| point.at <= span.start()).last();
        match point {
            Some(point) if point.heading_end <= span.end() && span.end() <= point.heading_end + BEHIND => {
                (format!("<p class=\"h h{}\">", point.level.min(4)), "</p>\n")
            }
            _ if self.open[NOISE] > 0 => ("<p class=\"aside\">".to_owned(), "</p>\n"),
            _ => ("<p>".to_owned(), "</p>\n"),
        }
    }

    /// A sentence, or the part of it that stands in this paragraph.
    fn sentence(&mut self, at: usize, part: Span, to: &mut Markup) {
        let sentence = &self.sentences[at];
        let begins = self.document.source()[sentence.span.start()..part.start()].trim().is_empty();
        let number = sentence.number.to_string();
        to.raw("<span class=\"s");
        if let Some(label) = sentence.labels.first() {
            to.raw(" k-").raw(label.kind.name());
        }
        to.raw("\" data-s=\"").raw(&number).raw("\"");
        if begins {
            to.raw(" id=\"s").raw(&number).raw("\"");
        }
        to.raw(">");
        if begins {
            let kinds = |of: &Numbered<'_>| of.labels.iter().map(|label| label.kind).collect::<Vec<_>>();
            let before = self.last.filter(|before| before + 1 == at).map(|before| &self.sentences[before]);
            let again = before.is_some_and(|before| kinds(before) == kinds(sentence));
            sentence.labels.iter().for_each(|label| self.tag(label, again, to));
        }
        self.last = Some(at);
        self.stretch(part, to);
        to.raw("</span>");
    }

    /// The sign of a label; what made it can be asked there. It is smaller where the sentence before has it too.
    fn tag(&self, label: &Label, again: bool, to: &mut Markup) {
        let mut cues: Vec<String> = Vec::new();
        for words in label.cues.iter().map(|cue| line(self.document.text(cue))) {
            if !cues.contains(&words) {
                cues.push(words);
            }
        }
        let cues = cues.join("、");
        let (chinese, english) = names(label.kind);
        let title = format!("{chinese} {english} · {}{}{cues}", label.rule, if cues.is_empty() { "" } else { "：" });
        to.raw("<i class=\"t k-")
            .raw(label.kind.name())
            .raw(if again { " again" } else { "" })
            .raw("\" role=\"img\"")
            .attribute("aria-label", chinese);
        to.attribute("data-r", &label.rule).attribute("data-c", &cues).attribute("title", &title).raw("></i>");
    }

    /// Text cut where a layer begins or ends.
    fn stretch(&mut self, span: Span, to: &mut Markup) {
        let mut at = span.start();
        while at < span.end() {
            self.enter(at);
            while let Some(point) = self.points.get(self.next_point).filter(|point| point.at <= at) {
                to.raw("<a class=\"n\"").attribute("id", &point.id).raw("></a>");
                self.next_point += 1;
            }
            let edge = self.edges.get(self.next_edge).map_or(span.end(), |edge| edge.0);
            let point = self.points.get(self.next_point).map_or(span.end(), |point| point.at);
            let end = edge.min(point).min(span.end());
            self.piece(&self.document.source()[at..end], to);
            at = end;
        }
    }

    /// Passes every edge up to `at`.
    fn enter(&mut self, at: usize) {
        while let Some((_, layer, begins)) = self.edges.get(self.next_edge).filter(|edge| edge.0 <= at) {
            let open = &mut self.open[*layer];
            *open = if *begins { *open + 1 } else { open.saturating_sub(1) };
            self.next_edge += 1;
        }
    }

    fn piece(&self, words: &str, to: &mut Markup) {
        let mut classes = self.open.iter().zip(LAYERS).filter(|(open, _)| **open > 0).map(|(_, name)| name).peekable();
        let words = joined(words);
        if words.is_empty() {
            return;
        }
        if classes.peek().is_none() {
            to.words(&words);
            return;
        }
        let classes: Vec<_> = classes.collect();
        to.raw("<span class=\"").raw(&classes.join(" ")).raw("\">").words(&words).raw("</span>");
    }
}

/// A kind's names.
pub(super) fn names(kind: Kind) -> (&'static str, &'static str) {
    (kind.chinese(), kind.name())
}

/// Lines that one sentence runs through are one line.
fn joined(words: &str) -> String {
    let mut shown = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '\n' | '\r' if shown.chars().next_back().is_some_and(|last| last.is_ascii_alphanumeric()) => {
                shown.push(' ');
            }
            '\n' | '\r' => {}
            c => shown.push(c),
        }
    }
    shown
}

/// The lines of the source, without the white space around them; those one sentence runs through are one.
fn paragraphs(view: &View<'_>) -> Vec<Span> {
    let source = view.document.source();
    let all = view.document.speeches().iter().flat_map(|speech| speech.sentences());
    let mut sentences = all.map(|sentence| within(source, sentence.span())).peekable();
    let mut found: Vec<Span> = Vec::new();
    let mut start = 0;
    for text in source.split_inclusive('\n') {
        let whole = Span::new(start, start + text.len());
        start = whole.end();
        let own = within(source, whole);
        if own.is_empty() {
            continue;
        }
        while sentences.next_if(|sentence| sentence.end() <= own.start()).is_some() {}
        let goes_on = sentences.peek().is_some_and(|sentence| sentence.start() < own.start());
        match found.last_mut() {
            Some(last) if goes_on => *last = Span::new(last.start(), own.end()),
            _ => found.push(own),
        }
    }
    found
}

/// The span without white space at its ends.
fn within(source: &str, span: Span) -> Span {
    let words = &source[span.range()];
    let start = span.start() + words.len() - words.trim_start().len();
    Span::new(start, (span.start() + words.trim_end().len()).max(start))
}
