//! What the checks stand on: the text, its paragraphs, and what is no part of the speech.

use super::{mask, punctuation};
use crate::document::{Document, Speech};
use crate::outline::{Form, Marker, Node, NodeId, lines, markers};
use crate::text::{Span, Spanned, is_end, is_space};

pub(super) struct Ground<'a> {
    pub(super) document: &'a Document,
    pub(super) text: &'a str,
    /// Every candidate for a numbering mark, where it stands in the text.
    pub(super) marks: Vec<Marker>,
    /// What is still to be filled in, in reading order.
    pub(super) masks: Vec<Span>,
    /// Whether signs of the wrong width stand throughout.
    pub(super) is_narrow: bool,
    // Of noise, gaps and what is read over; sorted and apart.
    apart: Vec<Span>,
    // Those of them that break a text off: a gloss or a space taken out does not.
    breaks: Vec<Span>,
}

impl<'a> Ground<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        let words = document.cleaned();
        let origin = |span: Span| match &document.words {
            Some(words) => words.maps.iter().fold(span, |span, map| map.origin(span)),
            None => span,
        };
        let mut marks = markers(words, &lines(words));
        marks.iter_mut().for_each(|mark| mark.span = origin(mark.span));
        let noise = document.noise().iter().map(Spanned::span);
        let others = document.gaps().iter().map(Spanned::span).chain(document.edits().iter().map(Spanned::span));
        let mut apart: Vec<Span> = noise.chain(others).collect();
        apart.sort();
        let breaks = apart.iter().copied().filter(|apart| apart.len() > 6).collect();
        let mut ground =
            Self { document, text: document.source(), marks, masks: Vec::new(), is_narrow: false, apart, breaks };
        ground.masks = ground.masks();
        ground.is_narrow = punctuation::is_narrow(&ground);
        ground
    }

    fn masks(&self) -> Vec<Span> {
        let within = |line: Span| {
            let found = mask::find(self.words(line)).into_iter();
            found.map(move |mask| Span::new(line.start() + mask.start, line.start() + mask.end))
        };
        self.lines().flat_map(within).filter(|mask| !self.lies_apart(*mask)).collect()
    }

    /// Whether the place touches a mask.
    pub(super) fn is_masked(&self, span: Span) -> bool {
        let at = self.masks.partition_point(|mask| mask.end() <= span.start());
        self.masks.get(at).is_some_and(|mask| mask.overlaps(span))
    }

    pub(super) fn words(&self, span: Span) -> &'a str {
        &self.text[span.range()]
    }

    pub(super) fn speeches(&self) -> &'a [Speech] {
        self.document.speeches()
    }

    /// Whether the place is no part of what the speaker says.
    pub(super) fn is_apart(&self, span: Span) -> bool {
        let at = self.apart.partition_point(|apart| apart.end() <= span.start());
        self.apart.get(at).is_some_and(|apart| apart.overlaps(span))
    }

    /// Whether all of the place is no part of what the speaker says; white space read over in it does not make it so.
    fn lies_apart(&self, span: Span) -> bool {
        let at = self.apart.partition_point(|apart| apart.end() < span.end());
        self.apart.get(at).is_some_and(|apart| apart.contains(span))
    }

    /// Whether text was left out, or a notice stands, between two places.
    pub(super) fn is_broken(&self, from: usize, to: usize) -> bool {
        let rest = &self.breaks[self.breaks.partition_point(|apart| apart.start() < from)..];
        rest.iter().take_while(|apart| apart.start() < to).any(|apart| apart.end() <= to)
    }

    /// The candidates for a mark that begin between two places.
    pub(super) fn marks_in(&self, from: usize, to: usize) -> &[Marker] {
        let at = |place: usize| self.marks.partition_point(|mark| mark.span.start() < place);
        &self.marks[at(from)..at(to.max(from))]
    }

    /// The lines of the text with words, trimmed; those of notices left out.
    pub(super) fn lines(&self) -> impl Iterator<Item = Span> {
        let mut at = 0;
        self.text
            .split_inclusive(['\n', '\r'])
            .map(move |line| {
                let start = at + line.len() - line.trim_start_matches(is_space).len();
                at += line.len();
                let end = at - (line.len() - line.trim_end_matches(is_space).len());
                Span::new(start.min(end), end)
            })
            .filter(|line| {
                let at = self.apart.partition_point(|apart| apart.end() < line.end());
                !line.is_empty() && !self.apart.get(at).is_some_and(|apart| apart.contains(*line))
            })
    }

    /// Lines joined where one ends in mid-sentence and the next goes on.
    pub(super) fn paragraphs(&self) -> Vec<Span> {
        let mut found: Vec<Span> = Vec::new();
        for line in self.lines() {
            let joined = found.last().is_some_and(|last| {
                let words = self.words(*last);
                let mid = words.chars().next_back().is_some_and(|c| !is_end(c) && !matches!(c, '”' | '）' | ')' | '…'));
                // Titles and headings end in mid-sentence too, but soon.
                mid && words.chars().nth(24).is_some()
                    && self.text[last.end()..line.start()].matches('\n').count() == 1
                    && self.marks.binary_search_by_key(&line.start(), |mark| mark.span.start()).is_err()
            });
            match found.last_mut().filter(|_| joined) {
                Some(last) => *last = Span::new(last.start(), line.end()),
                None => found.push(line),
            }
        }
        found
    }

    /// The sisters under one parent that run on in one form, in reading order.
    pub(super) fn series(&self, speech: &'a Speech) -> Vec<Vec<&'a Node>> {
        let outline = speech.outline();
        let parents = outline.nodes().iter().enumerate().filter(|(_, node)| node.below > 0);
        let mut families: Vec<Vec<NodeId>> = vec![outline.roots().collect()];
        families.extend(parents.map(|(at, _)| outline.children(NodeId(at as u32)).collect()));
        let mut found = Vec::new();
        for family in families {
            let mut run: Vec<&Node> = Vec::new();
            for node in family.into_iter().map(|id| outline.node(id)) {
                let goes_on = run.last().is_some_and(|last| {
                    last.form.family() == node.form.family() && (node.ordinal != Some(1) || last.ordinal.is_none())
                });
                if !goes_on && !run.is_empty() {
                    found.push(std::mem::take(&mut run));
                }
                run.push(node);
            }
            found.extend((!run.is_empty()).then_some(run));
        }
        found.sort_by_key(|run| run[0].span.start());
        found
    }
}

/// Whether a form counts: 首先, —— and bare headings do not.
pub(super) fn counts(form: Form) -> bool {
    !matches!(form, Form::First | Form::Side | Form::Dash | Form::Plain)
}

/// A number as it is written in a message: 三.
pub(super) fn chinese_number(number: u32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |at: u32| DIGITS[at as usize % 10];
    match number {
        0 => "零".to_owned(),
        1..10 => digit(number).to_owned(),
        10..20 => format!("十{}", digit(number)),
        20..100 => format!("{}十{}", digit(number / 10), digit(number)),
        _ => number.to_string(),
    }
}
