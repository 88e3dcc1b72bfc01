//! The answer: one text, and everything found in it.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::extract::{Deadline, Meta, Metric};
use crate::input::{Edit, Gap, Noise, Paragraph};
use crate::outline::{Node, NodeId, Outline};
use crate::rules::{ActorType, Kind, Role, RuleId};
use crate::text::{OffsetMap, Offsets, Place, Places, Span, Spanned};

/// Whether the words say it, or only the place does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Strength {
    /// The sentence says it itself.
    Explicit,
    /// Only its place in the outline, or the sentences around it, say so.
    Context,
}

/// One kind a sentence carries, with the evidence for it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Label {
    /// The kind.
    pub kind: Kind,
    /// The rule that weighed most.
    pub rule: RuleId,
    /// Where its cues stand; none where the place alone decided.
    pub cues: Vec<Span>,
}

impl Label {
    /// Whether the sentence says it itself.
    pub fn strength(&self) -> Strength {
        if self.cues.is_empty() { Strength::Context } else { Strength::Explicit }
    }
}

/// A sentence (句): what ends at `。！？；：`, at a line end, or where a point of the outline begins.
///
/// The white space behind it belongs to it, so that the sentences of a speech tile it, noise and edits aside.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Sentence {
    pub(crate) span: Span,
    /// The innermost point of the outline it belongs to.
    pub node: Option<NodeId>,
    pub(crate) labels: Vec<Label>,
    pub(crate) metrics: Vec<Metric>,
}

impl Sentence {
    /// The figures it holds, in reading order.
    ///
    /// ```
    /// use tigang::Parser;
    /// let document = Parser::new().parse("一、去年成绩\n全县完成固定资产投资72亿元，同比增长8.5%。");
    /// let metrics = document.speeches()[0].sentences().last().unwrap().metrics();
    /// assert_eq!(document.text(&metrics[0].name.unwrap()), "固定资产投资");
    /// assert_eq!((metrics[0].value, metrics[0].unit.as_deref()), (Some(7.2e9), Some("元")));
    /// ```
    pub fn metrics(&self) -> &[Metric] {
        &self.metrics
    }

    /// The kinds it carries, the surest first; none where nothing speaks clearly.
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// Whether it carries `kind`.
    pub fn is(&self, kind: Kind) -> bool {
        self.labels.iter().any(|label| label.kind == kind)
    }
}

/// An item (条目): one point on a list a person would write down.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Item {
    /// Hangs on the words, not on the position: the same in a slightly changed draft.
    pub id: String,
    /// The kind of the list it belongs on.
    pub kind: Kind,
    /// What to call it: at most 30 characters of the text.
    pub title: Span,
    pub(crate) span: Span,
    /// The point of the outline it is, or stands in.
    pub node: Option<NodeId>,
    /// Its sentences, by their place in [`Speech::sentences`].
    pub sentences: Vec<usize>,
    /// The rule that made it.
    pub rule: RuleId,
    /// Whether its words say what it is.
    pub strength: Strength,
}

/// A duty (责任): who, in what role, what, by when.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Duty {
    /// Hangs on the words, as an item's.
    pub id: String,
    /// The sentence, by its place in [`Speech::sentences`].
    pub sentence: usize,
    /// Who is told to act (责任主体).
    pub actor: Span,
    /// What sort of actor it is.
    pub actor_type: ActorType,
    /// In what role.
    pub role: Role,
    /// What is to be done.
    pub task: Option<Span>,
    /// By when, where a limit is given.
    pub deadline: Option<Deadline>,
    /// Whether a word of duty says so.
    pub strength: Strength,
}

/// How two findings hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RelationType {
    /// A cause and its problem (原因→问题).
    Causes,
    /// A measure and the problem it answers (举措→问题).
    Answers,
    /// A measure and the duty that assigns it (举措→责任).
    Assigns,
}

impl RelationType {
    /// The code: `causes`, `answers`, `assigns`.
    pub fn name(self) -> &'static str {
        match self {
            RelationType::Causes => "causes",
            RelationType::Answers => "answers",
            RelationType::Assigns => "assigns",
        }
    }
}

/// A relation between two findings, by their ids.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Relation {
    /// How they hang together.
    pub sort: RelationType,
    /// The cause, or the measure.
    pub from: String,
    /// The problem, or the duty.
    pub to: String,
    /// The rule that made it.
    pub rule: RuleId,
}

/// What a notice says about the length of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Completeness {
    /// Characters the whole speech has, where a notice says so.
    pub declared_chars: Option<usize>,
    /// Characters that are shown: told by the notice, else counted without white space and noise.
    pub shown_chars: usize,
    /// Whether the whole speech is here.
    pub complete: bool,
}

/// One speech (讲话) of a document.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Speech {
    pub(crate) span: Span,
    /// Its title, where it has one.
    pub title: Option<Span>,
    /// What it says of itself.
    pub meta: Meta,
    pub(crate) outline: Outline,
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) items: Vec<Item>,
    pub(crate) duties: Vec<Duty>,
    pub(crate) relations: Vec<Relation>,
    /// Whether all of it is here.
    pub completeness: Completeness,
}

impl Speech {
    /// Its outline (提纲).
    pub fn outline(&self) -> &Outline {
        &self.outline
    }

    /// Its sentences in reading order; they tile the speech, noise and edits aside.
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// Its items in reading order.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Its duties in reading order.
    pub fn duties(&self) -> &[Duty] {
        &self.duties
    }

    /// How its findings hang together.
    pub fn relations(&self) -> &[Relation] {
        &self.relations
    }

    /// The kind of a point of the outline: that of its heading's sentence.
    pub fn kind(&self, node: NodeId) -> Option<Kind> {
        let start = self.outline.node(node).span.start();
        let at = self.sentences.partition_point(|sentence| sentence.span.end() <= start);
        self.sentences.get(at)?.labels.first().map(|label| label.kind)
    }
}

impl Speech {
    /// Turns every span by `origin`.
    pub(crate) fn lead_back(&mut self, origin: impl Fn(Span) -> Span) {
        let all = |span: &mut Span| *span = origin(*span);
        all(&mut self.span);
        let meta = [&mut self.meta.meeting, &mut self.meta.date, &mut self.meta.speaker];
        for span in meta.into_iter().chain([&mut self.title]).flatten() {
            all(span);
        }
        for node in &mut self.outline.nodes {
            [&mut node.marker, &mut node.heading, &mut node.span].into_iter().for_each(all);
        }
        for sentence in &mut self.sentences {
            all(&mut sentence.span);
            sentence.labels.iter_mut().flat_map(|label| &mut label.cues).for_each(all);
            for metric in &mut sentence.metrics {
                let from = metric.from.as_mut().map(|from| &mut from.span);
                let period = metric.period.as_mut().map(|period| &mut period.span);
                let own = [&mut metric.span, &mut metric.figure].into_iter().chain(&mut metric.hedges);
                own.chain(&mut metric.name).chain(&mut metric.against).chain(from).chain(period).for_each(all);
            }
        }
        for item in &mut self.items {
            all(&mut item.span);
            all(&mut item.title);
        }
        for duty in &mut self.duties {
            all(&mut duty.actor);
            duty.task.iter_mut().chain(duty.deadline.as_mut().map(|deadline| &mut deadline.span)).for_each(all);
        }
    }
}

/// Something the reader of the results should know.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Warning {
    /// A fixed code: `text-left-out`, `mostly-noise`, `too-long`, `damaged`.
    pub code: &'static str,
    /// What it is, in plain words.
    pub message: String,
    /// Where, if it is somewhere.
    pub span: Option<Span>,
}

macro_rules! spanned {
    ($($name:ident),*) => {$(
        impl Spanned for $name {
            fn span(&self) -> Span {
                self.span
            }
        }
    )*};
}

spanned!(Sentence, Item, Speech);

/// The words that were read, where they differ from the text.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    pub(crate) text: String,
    // From the words back to the text, the last step first.
    pub(crate) maps: Vec<OffsetMap>,
}

/// One text and everything found in it. Owns the text; all else points into it.
///
/// ```
/// use tigang::{Kind, Parser};
/// let text = "在全县项目推进会上的讲话\n同志们：\n一、存在问题\n一是前期工作滞后。\n二、下步措施\n由县发改局牵头，9月底前完成。";
/// let document = Parser::new().parse(text);
/// let speech = &document.speeches()[0];
/// assert_eq!(document.text(&speech.title.unwrap()), "在全县项目推进会上的讲话");
/// assert_eq!(document.text(&speech.duties()[0].actor), "县发改局");
/// assert_eq!(document.text(&speech.duties()[0].deadline.as_ref().unwrap().span), "9月底前");
/// assert!(speech.sentences().iter().any(|sentence| sentence.is(Kind::Problem)));
/// ```
#[derive(Clone, Debug)]
pub struct Document {
    pub(crate) text: String,
    pub(crate) words: Option<Words>,
    pub(crate) speeches: Vec<Speech>,
    pub(crate) noise: Vec<Noise>,
    pub(crate) gaps: Vec<Gap>,
    pub(crate) edits: Vec<Edit>,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) places: OnceLock<Places>,
    // Of a file whose format has paragraphs.
    pub(crate) paragraphs: Vec<Paragraph>,
}

impl Document {
    /// The text all spans point into: the decoded source, untouched.
    pub fn source(&self) -> &str {
        &self.text
    }

    /// The words that stand somewhere.
    ///
    /// # Panics
    /// If the span comes from another document and does not fit this one.
    pub fn text(&self, at: &impl Spanned) -> &str {
        &self.text[at.span().range()]
    }

    /// The words to show a reader where cleaning changed them: glosses and page numbers taken out,
    /// traditional script read as simplified. Nothing where they stand as they are in the text.
    pub fn clean(&self, at: &impl Spanned) -> Option<Cow<'_, str>> {
        let words = self.words.as_ref()?;
        let forward = |place: usize| words.maps.iter().rev().fold(place, |place, map| map.forward(place));
        let span = at.span();
        let (start, end) = (forward(span.start()), forward(span.end()));
        let clean = words.text.get(start..end.max(start))?;
        (clean != &self.text[span.range()]).then_some(Cow::Borrowed(clean))
    }

    /// The words to show a reader.
    pub fn shown(&self, at: &impl Spanned) -> Cow<'_, str> {
        self.clean(at).unwrap_or_else(|| Cow::Borrowed(self.text(at)))
    }

    /// A point's mark with the comma or colon behind it: `一、`, `第一，`; nothing where it has none.
    ///
    /// ```
    /// let document = tigang::Parser::new().parse("第一,抓项目。\n第二,抓安全。");
    /// assert_eq!(document.mark(&document.speeches()[0].outline().nodes()[0]), "第一，");
    /// ```
    pub fn mark(&self, node: &Node) -> String {
        let mut mark = self.shown(&node.marker).split_whitespace().collect::<Vec<_>>().join(" ");
        let between = self.text.get(node.marker.end()..node.heading.start()).unwrap_or_default();
        match between.trim_start().chars().next() {
            Some(',' | '，') if !mark.is_empty() => mark.push('，'),
            Some(':' | '：') if !mark.is_empty() => mark.push('：'),
            _ => {}
        }
        mark
    }

    /// A byte of the text in every unit. A byte inside a character counts as its beginning.
    ///
    /// # Panics
    /// If `byte` lies behind the end of the text.
    pub fn place(&self, byte: usize) -> Place {
        assert!(byte <= self.text.len(), "byte {byte} lies behind the end of the text");
        let place = self.places().place(&self.text, byte);
        let (paragraph, page) = self.paragraph(place.byte);
        Place { paragraph, page, ..place }
    }

    /// The paragraph and the page a byte stands in, from 1, where the file has them.
    pub(crate) fn paragraph(&self, byte: usize) -> (Option<usize>, Option<u32>) {
        let number = self.paragraphs.partition_point(|paragraph| paragraph.start <= byte);
        let own = number.checked_sub(1).map(|at| self.paragraphs[at]);
        (own.map(|_| number), own.and_then(|own| own.page))
    }

    /// The whole text as it is read: without noise, glosses and page numbers, in simplified script.
    ///
    /// ```
    /// let document = tigang::Parser::new().parse("當前位置：首頁 > 政務公開 > 講話\n一、認清形勢，統一思想。");
    /// assert!(document.cleaned().contains("一、认清形势"));
    /// assert!(!document.cleaned().contains("首页"));
    /// ```
    pub fn cleaned(&self) -> &str {
        self.words.as_ref().map_or(&self.text, |words| &words.text)
    }

    /// A byte of the text in one unit; quicker than [`Document::place`], whose column looks at the line.
    ///
    /// ```
    /// let document = tigang::Parser::new().parse("一、抓安全。");
    /// assert_eq!(document.offset(6, tigang::Offsets::Char), 2);
    /// ```
    ///
    /// # Panics
    /// If `byte` lies behind the end of the text.
    pub fn offset(&self, byte: usize, unit: Offsets) -> usize {
        self.places().offset(&self.text, byte, unit)
    }

    fn places(&self) -> &Places {
        self.places.get_or_init(|| Places::new(&self.text))
    }

    /// Its speeches in reading order; none where it holds no words.
    pub fn speeches(&self) -> &[Speech] {
        &self.speeches
    }

    /// What is no part of a speech, in reading order.
    pub fn noise(&self) -> &[Noise] {
        &self.noise
    }

    /// Where notices say that text was left out, in reading order.
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// What was read over in and between sentences, in reading order.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// What the reader of the results should know.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }
}
