//! A Document as rows: one table a layer, joined by ids, every row with what its speech is called.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use super::json::Source;
use super::layer::Layer;
use crate::document::{Document, RelationType, Sentence, Speech, Strength};
use crate::extract::DeadlineType;
use crate::outline::{NodeId, Outline};
use crate::rules::Kind;
use crate::text::{Offsets, Span, Spanned, path_text};

/// A cell of a row.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Cell<'a> {
    /// Nothing is known.
    Empty,
    /// Words.
    Text(Cow<'a, str>),
    /// A whole number.
    Integer(u64),
    /// A number with decimals.
    Number(f64),
    /// Yes or no.
    Flag(bool),
}

/// The rows of one document.
///
/// ```
/// use tigang::{Cell, Layer, Parser, Rows, Source};
/// let text = "一、存在问题\n（一）前期工作滞后。";
/// let document = Parser::new().parse(text);
/// let source = Source::new("a.txt", text.as_bytes());
/// let rows = Rows::new(&document, &source, &[]);
/// let section = Layer::Items.columns(&[]).iter().position(|column| column.name == "section").unwrap();
/// let mut sections = Vec::new();
/// rows.each(Layer::Items, |cells| sections.push(cells[section].to_string()));
/// assert_eq!(sections, ["一/(一)"]);
/// ```
pub struct Rows<'a> {
    document: &'a Document,
    source: &'a Source,
    id: String,
    // The person's own columns, as every row shows them.
    own: Vec<Cell<'a>>,
    speeches: Vec<Ids<'a>>,
}

/// What the rows of one speech say again and again.
struct Ids<'a> {
    speech: &'a Speech,
    number: usize,
    id: String,
    meta: [Cell<'a>; 5],
    // Of every node its path and its section.
    nodes: Vec<(String, String)>,
}

impl<'a> Rows<'a> {
    /// The rows of a document; `own` names the columns of [`Source::fields`] every row shows.
    pub fn new(document: &'a Document, source: &'a Source, own: &[String]) -> Self {
        let path = path_text(&source.path);
        let digest = Sha256::digest(path.as_bytes());
        let id: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let field = |name: &String| {
            let value = source.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value);
            value.map_or(Cell::Empty, value_cell)
        };
        let own = own.iter().map(field).collect();
        let ids = |(at, speech): (usize, &'a Speech)| {
            let shown = |span: Option<Span>| span.map_or(Cell::Empty, |span| Cell::Text(document.shown(&span)));
            let date = speech.meta.date_value.as_deref().map(words);
            Ids {
                speech,
                number: at + 1,
                id: format!("{id}-{}", at + 1),
                meta: [
                    Cell::Text(Cow::Owned(path.clone().into_owned())),
                    shown(speech.title),
                    shown(speech.meta.meeting),
                    date.unwrap_or_else(|| shown(speech.meta.date)),
                    shown(speech.meta.speaker),
                ],
                nodes: sections(document, speech.outline()),
            }
        };
        let speeches = document.speeches().iter().enumerate().map(ids).collect();
        Self { document, source, id, own, speeches }
    }

    /// Hands over the rows of a layer in reading order, their cells in the order of [`Layer::columns`].
    pub fn each(&self, layer: Layer, mut row: impl FnMut(&[Cell<'_>])) {
        if layer == Layer::Documents && self.speeches.is_empty() {
            return row(&self.without_speech());
        }
        for ids in &self.speeches {
            match layer {
                Layer::Documents => row(&self.speech(ids)),
                Layer::Nodes => self.nodes(ids, &mut row),
                Layer::Sentences => self.sentences(ids, &mut row),
                Layer::Items => self.items(ids, &mut row),
                Layer::Duties => self.duties(ids, &mut row),
                Layer::Relations => self.relations(ids, &mut row),
                Layer::Metrics => self.metrics(ids, &mut row),
                #[cfg(feature = "words")]
                Layer::Words => self.words(ids, &mut row),
            }
        }
    }

    fn speech<'c>(&'c self, ids: &'c Ids<'_>) -> Vec<Cell<'c>> {
        let speech = ids.speech;
        let of = |kind| count(speech.items().iter().filter(|item| item.kind == kind).count());
        let mut cells = self.head([text(&ids.id), text(&self.id)], &ids.meta);
        cells.extend([
            count(ids.number),
            words(&self.source.format),
            words(self.source.encoding.as_deref().unwrap_or("")),
        ]);
        cells.extend([count(self.source.bytes), count(self.chars(speech.span())), words(&self.source.sha256)]);
        let lengths =
            [speech.outline().nodes().len(), speech.sentences().len(), speech.items().len(), speech.duties().len()];
        cells.extend(lengths.map(count));
        cells.extend(Kind::LISTED.map(of));
        let whole = speech.completeness;
        cells.extend([whole.declared_chars.map_or(Cell::Empty, count), Cell::Flag(whole.complete)]);
        cells.extend([self.warnings(), self.fields()]);
        self.place(speech.span(), &mut cells);
        cells
    }

    fn without_speech(&self) -> Vec<Cell<'_>> {
        let path = Cell::Text(path_text(&self.source.path));
        let meta = [path, Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty];
        let mut cells = self.head([Cell::Text(format!("{}-0", self.id).into()), text(&self.id)], &meta);
        cells.extend([count(0), words(&self.source.format), words(self.source.encoding.as_deref().unwrap_or(""))]);
        cells.extend([count(self.source.bytes), count(0), words(&self.source.sha256)]);
        cells.extend([0; 10].map(count));
        cells.extend([Cell::Empty, Cell::Empty, self.warnings(), self.fields()]);
        cells.extend([0; 4].map(count));
        cells
    }

    fn nodes(&self, ids: &Ids<'_>, row: &mut impl FnMut(&[Cell<'_>])) {
        for (at, node) in ids.speech.outline().nodes().iter().enumerate() {
            let (path, section) = &ids.nodes[at];
            let kind = ids.speech.kind(NodeId(at as u32));
            let id = [ids.node(Some(NodeId(at as u32))), text(&ids.id), ids.node(node.parent)];
            let mut cells = self.head(id, &ids.meta);
            cells.extend([text(path), count(node.level as usize), text(section), words(node.form.name())]);
            cells.push(node.ordinal.map_or(Cell::Empty, |ordinal| Cell::Integer(ordinal.into())));
            cells.extend([self.shown(node.marker), self.shown(node.heading)]);
            cells.extend(named(kind));
            self.place(node.span, &mut cells);
            row(&cells);
        }
    }

    fn sentences(&self, ids: &Ids<'_>, row: &mut impl FnMut(&[Cell<'_>])) {
        for (at, sentence) in ids.speech.sentences().iter().enumerate() {
            let span = self.trimmed(sentence.span());
            let first = sentence.labels().first();
            let kinds: Vec<&str> = sentence.labels().iter().map(|label| label.kind.name()).collect();
            let id = [ids.sentence(at), text(&ids.id), ids.node(sentence.node)];
            let mut cells = self.head(id, &ids.meta);
            cells.extend([count(at), ids.section(sentence.node), words(&self.document.source()[span.range()])]);
            cells.push(self.document.clean(&span).map_or(Cell::Empty, Cell::Text));
            cells.extend(named(first.map(|label| label.kind)));
            cells.push(joined(&kinds));
            cells.push(first.map_or(Cell::Empty, |label| words(&label.rule)));
            cells.push(first.map_or(Cell::Empty, |label| words(strength(label.strength(), "context"))));
            let (paragraph, page) = self.document.paragraph(span.start());
            cells.push(paragraph.map_or(Cell::Empty, count));
            cells.push(page.map_or(Cell::Empty, |page| Cell::Integer(page.into())));
            self.place(span, &mut cells);
            row(&cells);
        }
    }

    fn items(&self, ids: &Ids<'_>, row: &mut impl FnMut(&[Cell<'_>])) {
        for item in ids.speech.items() {
            let span = self.trimmed(item.span());
            let sentences: Vec<String> = item.sentences.iter().map(usize::to_string).collect();
            let mut cells = self.head([ids.finding(&item.id), text(&ids.id), ids.node(item.node)], &ids.meta);
            cells.push(ids.section(item.node));
            cells.extend(named(Some(item.kind)));
            cells.extend([self.shown(item.title), self.shown(span), joined(&sentences), words(&item.rule)]);
            cells.push(words(strength(item.strength, "context")));
            self.place(span, &mut cells);
            row(&cells);
        }
    }

    fn duties(&self, ids: &Ids<'_>, row: &mut impl FnMut(&[Cell<'_>])) {
        for duty in ids.speech.duties() {
            let sentence: &Sentence = &ids.speech.sentences()[duty.sentence];
            let span = self.trimmed(sentence.span());
            let id = [ids.finding(&duty.id), text(&ids.id), ids.sentence(duty.sentence), ids.node(sentence.node)];
            let mut cells = self.head(id, &ids.meta);
            cells.extend([ids.section(sentence.node), self.shown(duty.actor), words(duty.actor_type.name())]);
            cells.extend([words(duty.role.name()), words(duty.role.chinese())]);
            cells.push(duty.task.map_or(Cell::Empty, |task| self.shown(task)));
            let limit = duty.deadline.as_ref();
            cells.push(limit.map_or(Cell::Empty, |limit| self.shown(limit.span)));
            cells.push(limit.map_or(Cell::Empty, |limit| words(limit_name(limit.sort))));
            cells.push(limit.and_then(|limit| limit.value.as_deref()).map_or(Cell::Empty, words));
            cells.extend([words(strength(duty.strength, "implied")), self.shown(span)]);
            self.place(span, &mut cells);
            row(&cells);
        }
    }

    fn relations(&self, ids: &Ids<'_>, row: &mut impl FnMut(&[Cell<'_>])) {
        for relation in ids.speech.relations() {
            let id = [text(&ids.id), ids.finding(&relation.from), ids.finding(&relation.to)];
            let mut cells = self.head(id, &ids.meta);
            cells.extend([relation.sort.name(), relation_chinese(relation.sort), &relation.rule].map(words));
            row(&cells);
        }
    }

    fn metrics(&self, ids: &Ids<'_>, row: &mut impl FnMut(&[Cell<'_>])) {
        for (at, sentence) in ids.speech.sentences().iter().enumerate() {
            let kinds: Vec<&str> = sentence.labels().iter().map(|label| label.kind.name()).collect();
            for (nth, metric) in sentence.metrics().iter().enumerate() {
                let id = Cell::Text(format!("{}/s{at}.{nth}", ids.id).into());
                let mut cells = self.head([id, text(&ids.id), ids.sentence(at), ids.node(sentence.node)], &ids.meta);
                cells.push(ids.section(sentence.node));
                cells.extend(named(sentence.labels().first().map(|label| label.kind)));
                let span = |span: Option<Span>| span.map_or(Cell::Empty, |span| self.shown(span));
                let hedges: Vec<_> = metric.hedges.iter().map(|hedge| self.document.shown(hedge)).collect();
                let (from, period) = (metric.from.as_ref(), metric.period.as_ref());
                cells.extend([joined(&kinds), span(metric.name), self.shown(metric.figure)]);
                cells.extend([number(metric.value), number(metric.value_to)]);
                cells.extend([metric.unit.as_deref().unwrap_or(""), metric.sort.name()].map(words));
                cells.push(words(metric.direction.map_or("", |direction| direction.name())));
                cells.push(words(metric.bound.map_or("", |bound| bound.name())));
                cells.extend([joined(&hedges), span(from.map(|from| from.span))]);
                cells.extend([number(from.and_then(|from| from.value)), span(metric.against)]);
                cells.push(span(period.map(|period| period.span)));
                cells.push(words(period.and_then(|period| period.value.as_deref()).unwrap_or("")));
                cells.extend([words(&metric.rule), self.shown(metric.span())]);
                cells.push(self.shown(self.trimmed(sentence.span())));
                self.place(metric.span(), &mut cells);
                row(&cells);
            }
        }
    }

    #[cfg(feature = "words")]
    fn words(&self, ids: &Ids<'_>, row: &mut impl FnMut(&[Cell<'_>])) {
        let segmenter = crate::words::Segmenter::new();
        let source = self.document.source();
        for (at, sentence) in ids.speech.sentences().iter().enumerate() {
            let id = [ids.sentence(at), text(&ids.id)];
            // Words come in order, so characters are counted on from one to the next.
            let (mut byte, mut chars) = (sentence.span().start(), None);
            for (number, word) in segmenter.words(self.document, sentence).iter().enumerate() {
                let span = word.span;
                let before = chars.unwrap_or_else(|| self.document.offset(byte, Offsets::Char));
                let start = before + source[byte..span.start()].chars().count();
                let end = start + source[span.range()].chars().count();
                (byte, chars) = (span.end(), Some(end));
                let mut cells = Vec::with_capacity(10);
                cells.extend_from_slice(&id);
                cells.extend([count(at), count(number), text(&source[span.range()]), words(&word.pos)]);
                cells.extend([start, end, span.start(), span.end()].map(count));
                row(&cells);
            }
        }
    }

    fn head<'c, const N: usize>(&'c self, ids: [Cell<'c>; N], meta: &[Cell<'c>]) -> Vec<Cell<'c>> {
        let mut cells = Vec::with_capacity(40);
        cells.extend(ids);
        cells.extend_from_slice(meta);
        cells.extend_from_slice(&self.own);
        cells
    }

    fn place(&self, span: Span, cells: &mut Vec<Cell<'_>>) {
        let chars = |byte| self.document.offset(byte, Offsets::Char);
        cells.extend([chars(span.start()), chars(span.end()), span.start(), span.end()].map(count));
    }

    fn chars(&self, span: Span) -> usize {
        self.document.offset(span.end(), Offsets::Char) - self.document.offset(span.start(), Offsets::Char)
    }

    fn shown(&self, span: Span) -> Cell<'a> {
        match self.document.shown(&span) {
            shown if shown.is_empty() => Cell::Empty,
            shown => Cell::Text(shown),
        }
    }

    /// Without the white space behind it: a cell with a line end in it is hard to read.
    fn trimmed(&self, span: Span) -> Span {
        let words = &self.document.source()[span.range()];
        let start = span.start() + (words.len() - words.trim_start().len());
        Span::new(start.min(span.end()), (span.start() + words.trim_end().len()).max(start.min(span.end())))
    }

    fn warnings(&self) -> Cell<'_> {
        let codes: Vec<&str> = self.document.warnings().iter().map(|warning| warning.code).collect();
        joined(&codes)
    }

    fn fields(&self) -> Cell<'_> {
        if self.source.fields.is_empty() {
            return Cell::Empty;
        }
        let fields: serde_json::Map<_, _> = self.source.fields.iter().cloned().collect();
        Cell::Text(serde_json::Value::Object(fields).to_string().into())
    }
}

impl Ids<'_> {
    fn node(&self, node: Option<NodeId>) -> Cell<'_> {
        node.map_or(Cell::Empty, |node| self.finding(&self.nodes[node.index()].0))
    }

    fn section(&self, node: Option<NodeId>) -> Cell<'_> {
        node.map_or(Cell::Empty, |node| text(&self.nodes[node.index()].1))
    }

    fn sentence(&self, at: usize) -> Cell<'_> {
        Cell::Text(format!("{}/s{at}", self.id).into())
    }

    fn finding(&self, id: &str) -> Cell<'_> {
        Cell::Text(format!("{}/{id}", self.id).into())
    }
}

/// Of every node its path, `2.1`, and its section as a reader would quote it: `二/(一)`.
fn sections(document: &Document, outline: &Outline) -> Vec<(String, String)> {
    /// A heading without mark stands for itself, so far.
    const WORDS: usize = 12;
    let mut found: Vec<(String, String)> = Vec::with_capacity(outline.nodes().len());
    for (at, node) in outline.nodes().iter().enumerate() {
        let mark = document.shown(&node.marker);
        let mark = mark.trim_matches(|c: char| c.is_whitespace() || "、．.，,".contains(c));
        let mark: String = match mark {
            "" => document.shown(&node.heading).trim().chars().take(WORDS).collect(),
            mark => mark.replace('（', "(").replace('）', ")"),
        };
        let section = match node.parent {
            Some(parent) => format!("{}/{mark}", found[parent.index()].1),
            None => mark,
        };
        found.push((outline.path(NodeId(at as u32)), section));
    }
    found
}

impl std::fmt::Display for Cell<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Cell::Empty => Ok(()),
            Cell::Text(text) => f.write_str(text),
            Cell::Integer(number) => number.fmt(f),
            Cell::Number(number) => number.fmt(f),
            Cell::Flag(flag) => flag.fmt(f),
        }
    }
}

/// Also where there are no words.
fn text(words: &str) -> Cell<'_> {
    Cell::Text(Cow::Borrowed(words))
}

/// Nothing where there are no words.
fn words(words: &str) -> Cell<'_> {
    if words.is_empty() { Cell::Empty } else { Cell::Text(Cow::Borrowed(words)) }
}

fn count(number: usize) -> Cell<'static> {
    Cell::Integer(number as u64)
}

fn number(number: Option<f64>) -> Cell<'static> {
    number.map_or(Cell::Empty, Cell::Number)
}

fn joined<S: AsRef<str>>(parts: &[S]) -> Cell<'static> {
    let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
    if parts.is_empty() { Cell::Empty } else { Cell::Text(parts.join(";").into()) }
}

fn value_cell(value: &serde_json::Value) -> Cell<'_> {
    match value {
        serde_json::Value::Null => Cell::Empty,
        serde_json::Value::String(text) => words(text),
        other => Cell::Text(other.to_string().into()),
    }
}

fn named(kind: Option<Kind>) -> [Cell<'static>; 2] {
    kind.map_or([Cell::Empty, Cell::Empty], |kind| [words(kind.name()), words(kind.chinese())])
}

fn strength(strength: Strength, other: &'static str) -> &'static str {
    if strength == Strength::Explicit { "explicit" } else { other }
}

fn limit_name(sort: DeadlineType) -> &'static str {
    match sort {
        DeadlineType::Date => "date",
        DeadlineType::Period => "period",
        DeadlineType::Recurring => "recurring",
        DeadlineType::Class => "class",
    }
}

fn relation_chinese(sort: RelationType) -> &'static str {
    match sort {
        RelationType::Causes => "原因→问题",
        RelationType::Answers => "举措→问题",
        RelationType::Assigns => "举措→责任",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Parser;
    use crate::export::layer::ColumnType::{Flag, Integer, Number, Text};

    const TEXT: &str = "在全县园区推进会上的讲话\n（2025年3月6日）\n同志们：\n一、存在问题\n（一）前期工作滞后。15个项目还没有开工。\n\
                        二、下步工作\n一是抓好征地拆迁。由县自然资源局牵头，6月底前完成。\n";

    fn column(layer: Layer, name: &str) -> Vec<String> {
        column_of(TEXT, layer, name)
    }

    fn column_of(text: &str, layer: Layer, name: &str) -> Vec<String> {
        let document = Parser::new().parse(text);
        let mut source = Source::new("a.txt", text.as_bytes());
        source.fields = vec![("year".to_owned(), 2025.into()), ("path".to_owned(), "mine".into())];
        let own = ["year".to_owned(), "path".to_owned(), "absent".to_owned()];
        let columns = layer.columns(&own);
        let at = columns.iter().position(|column| column.name == name).unwrap_or_else(|| panic!("no column {name}"));
        let mut found = Vec::new();
        Rows::new(&document, &source, &own).each(layer, |cells| {
            assert_eq!(cells.len(), columns.len(), "{}", layer.name());
            for (cell, column) in cells.iter().zip(&columns) {
                let fits = match cell {
                    Cell::Empty => true,
                    Cell::Text(_) => column.sort == Text,
                    Cell::Integer(_) => column.sort == Integer,
                    Cell::Number(_) => column.sort == Number,
                    Cell::Flag(_) => column.sort == Flag,
                };
                assert!(fits, "{} {}: {cell:?}", layer.name(), column.name);
            }
            found.push(cells[at].to_string());
        });
        found
    }

    const CASES: &[(Layer, &str, &[&str])] = &[
        (Layer::Documents, "title", &["在全县园区推进会上的讲话"]),
        (Layer::Documents, "date", &["2025-03-06"]),
        (Layer::Documents, "year", &["2025"]),
        (Layer::Documents, "own_path", &["mine"]),
        (Layer::Documents, "absent", &[""]),
        (Layer::Documents, "fields", &["{\"year\":2025,\"path\":\"mine\"}"]),
        (Layer::Nodes, "section", &["一", "一/(一)", "二", "二/一是"]),
        (Layer::Nodes, "node", &["1", "1.1", "2", "2.1"]),
        (Layer::Items, "kind_zh", &["问题", "举措", "责任"]),
        (Layer::Duties, "actor", &["县自然资源局"]),
        (Layer::Duties, "role_zh", &["牵头"]),
        (Layer::Duties, "deadline_value", &["2025-06-30"]),
    ];

    #[test]
    fn rows_say_what_was_found_and_where() {
        for (layer, name, want) in CASES {
            assert_eq!(column(*layer, name), *want, "{} {name}", layer.name());
        }
    }

    const FIGURES: &str =
        "在2025年全县经济工作会议上的讲话\n一、去年成绩\n去年，全县完成固定资产投资72.5亿元，同比增长8.5%。\n";

    #[test]
    fn figures_are_numbers() {
        const CASES: &[(&str, &[&str])] = &[
            ("name", &["固定资产投资", "固定资产投资"]),
            ("value", &["7250000000", "8.5"]),
            ("unit", &["元", "%"]),
            ("type", &["level", "change"]),
            ("against", &["", "同比"]),
            ("period_value", &["2024", "2024"]),
            ("kind", &["achievement", "achievement"]),
        ];
        for (name, want) in CASES {
            assert_eq!(column_of(FIGURES, Layer::Metrics, name), *want, "{name}");
        }
        let sentences = column_of(FIGURES, Layer::Sentences, "sentence_id");
        assert!(column_of(FIGURES, Layer::Metrics, "sentence_id").iter().all(|id| sentences.contains(id)));
    }

    #[test]
    fn every_row_has_a_cell_for_every_column_and_ids_join() {
        let speech = column(Layer::Documents, "speech_id");
        for layer in Layer::ALL {
            assert!(column(layer, "speech_id").iter().all(|id| *id == speech[0]), "{}", layer.name());
        }
        let nodes = column(Layer::Nodes, "node_id");
        assert!(column(Layer::Nodes, "parent_id").iter().all(|id| id.is_empty() || nodes.contains(id)));
        assert!(column(Layer::Items, "node_id").iter().all(|id| id.is_empty() || nodes.contains(id)));
        let sentences = column(Layer::Sentences, "sentence_id");
        assert!(column(Layer::Duties, "sentence_id").iter().all(|id| sentences.contains(id)));
        assert!(column(Layer::Metrics, "sentence_id").iter().all(|id| sentences.contains(id)));
    }

    #[test]
    fn the_text_of_a_sentence_stands_at_its_offsets() {
        stands_there(Layer::Sentences, "text");
    }

    #[cfg(feature = "words")]
    #[test]
    fn words_stand_at_their_offsets_and_join() {
        stands_there(Layer::Words, "word");
        let sentences = column(Layer::Sentences, "sentence_id");
        assert!(column(Layer::Words, "sentence_id").iter().all(|id| sentences.contains(id)));
        assert!(column(Layer::Words, "word").contains(&"园区".to_owned()));
    }

    fn stands_there(layer: Layer, name: &str) {
        let numbers =
            |name: &str| -> Vec<usize> { column(layer, name).iter().map(|number| number.parse().unwrap()).collect() };
        let chars: Vec<char> = TEXT.chars().collect();
        let places = numbers("char_start").into_iter().zip(numbers("char_end"));
        let bytes = numbers("byte_start").into_iter().zip(numbers("byte_end"));
        for ((text, (from, to)), (start, end)) in column(layer, name).iter().zip(places).zip(bytes) {
            assert_eq!(chars[from..to].iter().collect::<String>(), *text);
            assert_eq!(TEXT[start..end], **text);
        }
    }
}
