//! A speech's outline drawn for writing: a tree of points that owns its words.

use crate::document::{Document, Sentence, Speech};
use crate::outline::{COUNTERS, Form, NodeId};
use crate::rules::Kind;
use crate::text::is_han;

/// The outline of one speech (提纲), ready to be written as Markdown, OPML, FreeMind or Word.
///
/// ```
/// use tigang::{Extent, Parser, Sketch};
/// let document = Parser::new().parse("一、抓项目。要快。\n一是抓开工。二是抓投产。\n二、抓安全。");
/// let sketch = Sketch::new(&document, &document.speeches()[0], Extent::default());
/// assert_eq!(sketch.points[0].label(), "一、抓项目");
/// assert_eq!(sketch.points[0].points[1].label(), "二是抓投产");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sketch {
    /// The title of the speech; empty where it has none.
    pub title: String,
    /// Its outermost points.
    pub points: Vec<Point>,
}

/// One point of a [`Sketch`]. All its words are on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Point {
    /// The form of its mark.
    pub form: Form,
    /// The number its mark gives.
    pub ordinal: Option<u32>,
    /// Its mark as it stands in the text, with the comma or blank behind it; empty where it has none.
    pub mark: String,
    /// Its heading.
    pub heading: String,
    /// The first sentence behind the heading, where it is asked for; else empty.
    pub lead: String,
    /// All words that stand under the point itself, heading and all, where they are asked for and say more.
    pub quote: String,
    /// The items in it that do not just repeat its heading, where they are asked for.
    pub items: Vec<(Kind, String)>,
    /// The points under it.
    pub points: Vec<Point>,
}

/// How much of an outline is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// So many levels; all that there are by default.
    pub depth: u32,
    /// What stands with the headings.
    pub with: With,
}

impl Default for Extent {
    fn default() -> Self {
        Self { depth: u32::MAX, with: With::Heading }
    }
}

/// What stands with the headings of a [`Sketch`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum With {
    /// Nothing.
    #[default]
    Heading,
    /// What the speech says under them.
    Lead,
    /// The same, and the items.
    Items,
}

impl Sketch {
    /// Draws a speech of the document.
    pub fn new(document: &Document, speech: &Speech, extent: Extent) -> Self {
        let title = speech.title.map(|title| line(&document.shown(&title))).unwrap_or_default();
        let mut own: Vec<Vec<&Sentence>> = vec![Vec::new(); speech.outline().nodes().len()];
        for sentence in speech.sentences() {
            if let Some(node) = sentence.node {
                own[node.index()].push(sentence);
            }
        }
        let mut items: Vec<Vec<(Kind, String)>> = vec![Vec::new(); own.len()];
        for item in speech.items() {
            if let Some(node) = item.node {
                items[node.index()].push((item.kind, line(&document.shown(&item.title))));
            }
        }
        let mut draw = Draw { document, speech, extent, own, items };
        let roots: Vec<NodeId> = speech.outline().roots().collect();
        Self { title, points: draw.points(roots) }
    }
}

impl Point {
    /// Mark and heading as they are read: `一、抓项目`, `1. 抓项目`.
    pub fn label(&self) -> String {
        format!("{}{}{}", self.mark, self.parting(), self.heading)
    }

    /// What parts the mark from the heading.
    pub(crate) fn parting(&self) -> &'static str {
        match self.mark.chars().next_back() {
            Some(c) if c.is_ascii() => " ",
            // 第一本，项目账: without the comma the mark is none.
            Some(c) if self.form == Form::OrdinalNoun && COUNTERS.contains(c) => "，",
            // 最后，说几句: without it too.
            _ if self.mark == "最后" => "，",
            _ => "",
        }
    }

    /// The label, cut to what fits a bubble of a mind map.
    pub(crate) fn short(&self) -> String {
        short(&self.label())
    }

    /// The words for the note of a bubble; nothing where the bubble says it all.
    pub(crate) fn note(&self) -> Option<String> {
        if !self.quote.is_empty() {
            return Some(self.quote.clone());
        }
        Some(self.label()).filter(|label| short(label) != *label)
    }
}

/// Characters that fit a bubble of a mind map.
const BUBBLE: usize = 40;

fn short(label: &str) -> String {
    match label.char_indices().nth(BUBBLE) {
        None => label.to_owned(),
        Some((end, _)) => label[..end].trim_end_matches(['，', '、', '；', ' ']).to_owned() + "…",
    }
}

struct Draw<'a> {
    document: &'a Document,
    speech: &'a Speech,
    extent: Extent,
    // Of every point the sentences directly in it, and the items.
    own: Vec<Vec<&'a Sentence>>,
    items: Vec<Vec<(Kind, String)>>,
}

impl Draw<'_> {
    fn points(&mut self, series: Vec<NodeId>) -> Vec<Point> {
        series.into_iter().map(|id| self.point(id)).collect()
    }

    fn point(&mut self, id: NodeId) -> Point {
        let outline = self.speech.outline();
        let node = outline.node(id);
        let heading = line(&self.document.shown(&node.heading));
        let below = if node.level < self.extent.depth { outline.children(id).collect() } else { Vec::new() };
        let own = &self.own[id.index()];
        let told = self.extent.with >= With::Lead && own.len() > 1;
        let shown = |sentence: &&Sentence| line(&self.document.shown(*sentence));
        let mut items = std::mem::take(&mut self.items[id.index()]);
        items.retain(|(_, title)| self.extent.with == With::Items && !heading.starts_with(title.as_str()));
        Point {
            form: node.form,
            ordinal: node.ordinal,
            mark: line(&self.document.mark(node)),
            lead: own.get(1).filter(|_| told).map(shown).unwrap_or_default(),
            quote: if told { joined(own.iter().map(shown)) } else { String::new() },
            heading,
            items,
            points: self.points(below),
        }
    }
}

/// Sentences behind each other; a heading without a stop is set apart by a blank.
pub(crate) fn joined(sentences: impl Iterator<Item = String>) -> String {
    sentences.fold(String::new(), |mut words, sentence| {
        if words.ends_with(|c: char| is_han(c) || c.is_alphanumeric()) {
            words.push(' ');
        }
        words.push_str(&sentence);
        words
    })
}

/// The words on one line, without what no format can hold.
pub(crate) fn line(words: &str) -> String {
    let mut shown = String::with_capacity(words.len());
    for word in words.split_whitespace() {
        if !shown.is_empty() {
            shown.push(' ');
        }
        shown.extend(word.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{feff}')));
    }
    shown
}

/// The words as XML has them between tags and quotes.
pub(crate) fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Parser;

    fn sketch(text: &str, with: With) -> Sketch {
        let document = Parser::new().parse(text);
        Sketch::new(&document, &document.speeches()[0], Extent { depth: 2, with })
    }

    #[test]
    fn a_mark_keeps_its_comma() {
        let cases = [
            ("一、抓项目\n二、抓安全", "一、抓项目"),
            ("第一，抓项目。第二，抓安全。", "第一，抓项目"),
            ("1. 抓项目\n2. 抓安全", "1. 抓项目"),
            ("（一）抓项目\n（二）抓安全", "（一）抓项目"),
        ];
        for (text, want) in cases {
            assert_eq!(sketch(text, With::Heading).points[0].label(), want, "{text}");
        }
    }

    #[test]
    fn what_is_not_asked_for_is_not_drawn() {
        let text = "一、抓项目。要快。\n一是抓开工。1. 今天开。2. 明天开。二是抓投产。\n二、抓安全。";
        let bare = sketch(text, With::Heading);
        assert_eq!((bare.points[0].lead.as_str(), bare.points[0].quote.as_str()), ("", ""));
        assert!(bare.points[0].points[0].points.is_empty());
        let told = sketch(text, With::Lead);
        assert_eq!(told.points[0].lead, "要快。");
        assert_eq!(told.points[0].quote, "一、抓项目。要快。");
        assert_eq!(told.points[1].quote, "");
    }

    #[test]
    fn a_long_label_is_cut_and_told_in_the_note() {
        let heading = "很".repeat(50);
        let long = &sketch(&format!("一、{heading}\n二、抓安全"), With::Heading).points[0];
        assert_eq!(long.short().chars().count(), 41);
        assert_eq!(long.note(), Some(format!("一、{heading}")));
    }
}
