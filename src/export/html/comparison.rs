//! Two versions side by side.

use rustc_hash::FxHashMap;

use super::markup::{Markup, line};
use super::text::names;
use super::{BASE, head};
use crate::compare::{Compared, Comparison, Fate, In, wording};
use crate::document::Document;
use crate::outline::NodeId;
use crate::text::{Language, Span, Spanned};

const STYLE: &str = include_str!("comparison.css");

/// A comparison as one self-contained HTML page: the old version at the left, the new one at the right.
///
/// What was taken out is struck through, what was put in underlined; no script is needed, and nothing is fetched.
///
/// ```
/// use tigang::{Comparison, ComparisonPage, Parser};
/// let parser = Parser::new();
/// let (old, new) = (parser.parse("一、抓项目。\n要抓早。"), parser.parse("一、抓项目。\n要抓实。"));
/// let page = ComparisonPage::new(&Comparison::new(&old, &new), ("旧.txt", &old), ("新.txt", &new)).write();
/// assert!(page.contains("要抓<del class=\"short\">早</del>。") && page.contains("要抓<ins>实</ins>。"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ComparisonPage<'a> {
    found: &'a Comparison,
    old: (&'a str, &'a Document),
    new: (&'a str, &'a Document),
    language: Language,
}

impl<'a> ComparisonPage<'a> {
    /// A page of this comparison; each side is the name of its file and its document.
    pub fn new(found: &'a Comparison, old: (&'a str, &'a Document), new: (&'a str, &'a Document)) -> Self {
        Self { found, old, new, language: Language::default() }
    }

    /// The language it is in.
    pub fn language(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// The page as HTML.
    pub fn write(&self) -> String {
        let mut to = Markup::default();
        let title = format!("{} ⇄ {}", self.old.0, self.new.0);
        head(&title, self.language, [BASE, STYLE], "", &mut to);
        to.raw("<body>\n<header><h1>").both("两稿对照", "Two versions").raw("</h1><p class=\"facts\">");
        self.counts(&mut to);
        to.raw("</p></header>\n<input type=\"checkbox\" id=\"only\"><label for=\"only\">");
        to.both("只看改动", "only what changed").raw("</label>\n<p class=\"legend\"><del>");
        to.both("删去的字", "taken out").raw("</del> <ins>").both("新加的字", "put in").raw("</ins></p>\n");
        to.raw(
            "<main><table class=\"sides\"><colgroup><col class=\"fate\"><col><col></colgroup>\n<thead><tr><th></th>",
        );
        for (side, (chinese, english)) in [(self.old, ("旧稿", "Old")), (self.new, ("新稿", "New"))] {
            let title = side.1.speeches().iter().find_map(|speech| speech.title);
            to.raw("<th scope=\"col\">").both(chinese, english).raw(" <span class=\"file\">").words(side.0);
            to.raw("</span>");
            if let Some(title) = title {
                to.raw("<br><span class=\"name\" lang=\"zh-CN\">").words(&line(&side.1.shown(&title))).raw("</span>");
            }
            to.raw("</th>");
        }
        to.raw("</tr></thead>\n<tbody lang=\"zh-CN\">\n");
        let stubs = self.stubs();
        for at in 0..self.found.points.len() {
            self.point(at, &mut to);
            stubs.get(&at).into_iter().flatten().for_each(|moved| self.stub(*moved, &mut to));
        }
        to.raw("</tbody></table>\n");
        if self.found.is_same() {
            to.raw("<p class=\"none\">").both("两稿相同。", "The two are the same.").raw("</p>\n");
        }
        self.items(&mut to);
        to.raw("</main>\n</body>\n</html>\n");
        to.finish()
    }

    fn counts(&self, to: &mut Markup) {
        let points: Vec<_> = self.found.points.iter().copied().filter(|point| part(point).part.is_some()).collect();
        for (chinese, english, counts) in [
            ("提纲", "points", counted(&points)),
            ("句子", "sentences", counted(&self.found.sentences)),
            ("条目", "items", counted(&self.found.items)),
        ] {
            to.raw("<span class=\"count\"><b>").both(chinese, english).raw("</b>");
            for (fate, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
                to.raw(" ");
                tag(fate, to);
                to.raw(" ").number(count);
            }
            to.raw("</span>");
        }
    }

    /// The rows of a point: one a paragraph, so that the two sides keep step.
    fn point(&self, at: usize, to: &mut Markup) {
        let point = &self.found.points[at];
        let sentences = self.found.sentences_of(at);
        let id = format!("p{at}");
        if sentences.is_empty() {
            if part(point).part.is_some() {
                self.row(point, Some(&id), &[], to);
            }
            return;
        }
        let mut from = 0;
        for end in 1..=sentences.len() {
            if end < sentences.len() && !self.ends_paragraph(&sentences[end - 1]) {
                continue;
            }
            self.row(point, Some(&id).filter(|_| from == 0), &sentences[from..end], to);
            from = end;
        }
    }

    fn row(
        &self,
        point: &Compared<Option<NodeId>>,
        id: Option<&String>,
        sentences: &[Compared<usize>],
        to: &mut Markup,
    ) {
        let begins = id.is_some();
        let spoken = part(point).part.is_some();
        // A point says what became of it; what stands outside of all says it paragraph by paragraph.
        let kept = sentences.iter().all(|sentence| sentence.fate == Fate::Kept);
        let fate = match point.fate {
            Fate::Reworded if kept => Fate::Kept,
            _ if !spoken && kept => Fate::Kept,
            _ if !spoken => one_fate(sentences),
            fate => fate,
        };
        let level = part(point).part.map_or(0, |id| self.level(point, id));
        to.raw("<tr class=\"f-")
            .raw(fate.name())
            .raw(if begins { " first" } else { "" })
            .raw(" l")
            .number(level.min(6));
        to.raw("\"");
        if let Some(id) = id {
            to.attribute("id", id);
        }
        to.raw("><td class=\"fate\">");
        let said = if begins && spoken { point.fate } else { fate };
        if said != Fate::Kept && (begins || said != point.fate || said == Fate::Reworded) {
            tag(said, to);
        }
        if begins && point.fate == Fate::Moved && point.reworded {
            tag(Fate::Reworded, to);
        }
        to.raw("</td>");
        self.cell(true, point.fate, sentences, to);
        self.cell(false, point.fate, sentences, to);
        to.raw("</tr>\n");
    }

    /// One side of a row.
    fn cell(&self, old: bool, fate: Fate, sentences: &[Compared<usize>], to: &mut Markup) {
        let empty = if old { Fate::New } else { Fate::Gone };
        if fate == empty && sentences.iter().all(|sentence| sentence.fate == empty) {
            to.raw("<td class=\"empty\"></td>");
            return;
        }
        to.raw("<td>");
        for sentence in sentences {
            if let Some(at) = if old { sentence.old } else { sentence.new } {
                self.sentence(sentence, old, at, to);
            }
        }
        to.raw("</td>");
    }

    fn sentence(&self, sentence: &Compared<usize>, old: bool, at: In<usize>, to: &mut Markup) {
        let document = if old { self.old.1 } else { self.new.1 };
        let held = &document.speeches()[at.speech].sentences()[at.part];
        // The mark stands by itself: a new number is no other word.
        let node = held.node.map(|id| document.speeches()[at.speech].outline().node(id));
        let mark = node.map(|node| node.marker).filter(|mark| !mark.is_empty() && held.span().contains(*mark));
        let words = |document: &Document, at: In<usize>| self.words(document, at);
        if let Some(mark) = mark {
            to.raw("<b class=\"mk\">").words(&line(&document.shown(&mark))).raw("</b>");
        }
        let heads = mark.is_some() || node.is_some_and(|node| held.span().contains(node.heading));
        to.raw(if heads { "<b>" } else { "" });
        let moved = sentence.fate == Fate::Moved;
        if moved {
            to.raw("<i class=\"moved\">");
            to.raw(if old { "⇢" } else { "⇠" }).raw("</i>");
        }
        match (sentence.old, sentence.new) {
            (Some(one), Some(other)) if sentence.reworded => {
                for piece in wording(&words(self.old.1, one), &words(self.new.1, other)) {
                    let (shown, name) = if old { (&piece.old, "del") } else { (&piece.new, "ins") };
                    if piece.same {
                        to.words(shown);
                    } else if !shown.is_empty() {
                        // A stroke would hide a 一.
                        let short = old && shown.chars().count() <= 2;
                        to.raw("<").raw(name).raw(if short { " class=\"short\">" } else { ">" });
                        to.words(shown).raw("</").raw(name).raw(">");
                    }
                }
            }
            (Some(_), Some(_)) => _ = to.words(&words(document, at)),
            (Some(_), None) => _ = to.raw("<del>").words(&words(document, at)).raw("</del>"),
            _ => _ = to.raw("<ins>").words(&words(document, at)).raw("</ins>"),
        }
        to.raw(if heads { "</b>" } else { "" });
    }

    /// The words of a sentence without its mark.
    fn words(&self, document: &Document, at: In<usize>) -> String {
        let speech = &document.speeches()[at.speech];
        let sentence = &speech.sentences()[at.part];
        let marker = sentence.node.map(|id| speech.outline().node(id).marker);
        line(&document.shown(&crate::compare::unmarked(sentence, marker)))
    }

    fn ends_paragraph(&self, sentence: &Compared<usize>) -> bool {
        let ends = |document: &Document, at: In<usize>| {
            document.text(&document.speeches()[at.speech].sentences()[at.part]).ends_with(['\n', '\r'])
        };
        match (sentence.new, sentence.old) {
            (Some(at), _) => ends(self.new.1, at),
            (None, Some(at)) => ends(self.old.1, at),
            (None, None) => false,
        }
    }

    fn level(&self, point: &Compared<Option<NodeId>>, id: NodeId) -> usize {
        let document = if point.new.is_some() { self.new.1 } else { self.old.1 };
        document.speeches()[part(point).speech].outline().node(id).level as usize
    }

    /// Where a point that was moved stood before: the row behind which a note of it stands.
    fn stubs(&self) -> FxHashMap<usize, Vec<usize>> {
        let of_old = |(at, point): (usize, &Compared<Option<NodeId>>)| Some((point.old?, at));
        let mut olds: Vec<(In<Option<NodeId>>, usize)> =
            self.found.points.iter().enumerate().filter_map(of_old).collect();
        olds.sort_unstable();
        let mut stubs: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        let mut away: FxHashMap<In<Option<NodeId>>, bool> = FxHashMap::default();
        let mut spot = 0;
        for (place, at) in olds {
            let moved = self.found.points[at].fate == Fate::Moved;
            let above = place.part.map(|id| {
                let parent = self.old.1.speeches()[place.speech].outline().node(id).parent;
                In { speech: place.speech, part: parent }
            });
            let with = above.is_some_and(|above| away.get(&above).copied().unwrap_or(false));
            away.insert(place, moved || with);
            match (moved, with) {
                (true, false) => stubs.entry(spot).or_default().push(at),
                (false, false) => spot = at,
                _ => {}
            }
        }
        stubs
    }

    fn stub(&self, at: usize, to: &mut Markup) {
        let point = &self.found.points[at];
        let Some(In { speech, part: Some(id) }) = point.old else { return };
        let node = self.old.1.speeches()[speech].outline().node(id);
        to.raw("<tr class=\"stub first l").number((node.level as usize).min(6)).raw("\"><td class=\"fate\">");
        tag(Fate::Moved, to);
        to.raw("</td><td><b class=\"mk\">").words(&line(&self.old.1.shown(&node.marker))).raw("</b>");
        to.words(&line(&self.old.1.shown(&node.heading))).raw("</td><td><a");
        to.attribute("href", &format!("#p{at}")).raw(">").both("移到", "moved to");
        let now = point.new.and_then(|new| Some((new.speech, new.part?)));
        if let Some((speech, id)) = now {
            let outline = self.new.1.speeches()[speech].outline();
            let marks = outline.ancestors(id);
            let marks = marks.iter().map(|id| line(&self.new.1.shown(&outline.node(*id).marker)));
            let marks = marks.collect::<String>().replace('（', "(").replace('）', ")");
            to.raw(" ").words(marks.trim_end_matches(['、', '.', '．', ' ']));
        }
        to.raw("</a></td></tr>\n");
    }

    fn items(&self, to: &mut Markup) {
        let changed: Vec<_> = self.found.items.iter().filter(|item| item.fate != Fate::Kept).collect();
        if changed.is_empty() {
            return;
        }
        to.raw("<h2>").both("条目的变化", "Items that changed").raw("</h2>\n<table class=\"sides items\">");
        to.raw("<colgroup><col class=\"fate\"><col><col></colgroup>\n<tbody lang=\"zh-CN\">\n");
        for item in changed {
            to.raw("<tr class=\"first f-").raw(item.fate.name()).raw("\"><td class=\"fate\">");
            tag(item.fate, to);
            to.raw("</td>");
            for (document, at) in [(self.old.1, item.old), (self.new.1, item.new)] {
                let Some(at) = at else {
                    to.raw("<td class=\"empty\"></td>");
                    continue;
                };
                let item = &document.speeches()[at.speech].items()[at.part];
                let (chinese, english) = names(item.kind);
                to.raw("<td>").sign(item.kind).raw(" <span class=\"kind\">").both(chinese, english).raw("</span> ");
                let title: Span = item.title;
                to.words(&line(&document.shown(&title))).raw("</td>");
            }
            to.raw("</tr>\n");
        }
        to.raw("</tbody></table>\n");
    }
}

/// Where a point stands now, or stood.
fn part(point: &Compared<Option<NodeId>>) -> In<Option<NodeId>> {
    point.new.or(point.old).expect("a row has one side at least")
}

/// What became of all these; of several fates, reworded.
fn one_fate(sentences: &[Compared<usize>]) -> Fate {
    let mut fates = sentences.iter().map(|sentence| sentence.fate);
    let first = fates.next().unwrap_or(Fate::Kept);
    if fates.all(|fate| fate == first) { first } else { Fate::Reworded }
}

fn counted<T>(parts: &[Compared<T>]) -> [(Fate, usize); 5] {
    Fate::ALL.map(|fate| (fate, Comparison::count(parts, fate)))
}

fn tag(fate: Fate, to: &mut Markup) {
    to.raw("<span class=\"tag g-").raw(fate.name()).raw("\">").both(fate.chinese(), fate.name()).raw("</span>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Parser;

    const OLD: &str = "在全县</title><img src=x onerror=alert(1)>大会上的讲话\n同志们：\n一、抓<b>项目</b>\n要\"早\"。\n二、抓安全\n要细。\n";
    const NEW: &str = "在全县</title><img src=x>大会上的讲话\n同志们：\n一、抓安全\n要细致。\n二、抓<b>项目</b>\n要\"早\"。\n三、抓<i>作风</i>\n";

    fn page(old: &str, new: &str) -> String {
        let parser = Parser::new();
        let (old, new) = (parser.parse(old), parser.parse(new));
        ComparisonPage::new(&Comparison::new(&old, &new), ("<旧>.txt", &old), ("新.txt", &new)).write()
    }

    #[test]
    fn nothing_in_a_speech_becomes_markup() {
        let page = page(OLD, NEW);
        for bad in ["<img", "<b>项", "<i>作", "<旧>", "<script"] {
            assert!(!page.contains(bad), "{bad} stands in the page");
        }
    }

    #[test]
    fn what_was_moved_leads_to_where_it_is() {
        let page = page(OLD, NEW);
        let links: Vec<&str> = page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(links.len(), 1, "{links:?}");
        assert!(links.iter().all(|link| page.contains(&format!("id=\"{link}\""))));
    }

    #[test]
    fn the_same_twice_says_so() {
        let page = page(OLD, OLD);
        assert!(page.contains("两稿相同") && !page.contains("<td><ins>") && !page.contains("<td><del"));
    }

    #[test]
    fn nothing_can_be_compared_with_nothing() {
        assert!(page("", "").contains("两稿相同"));
        assert!(page("", "一、抓项目。").contains("<ins>"));
    }
}
