//! A comparison as JSON.

use serde_json::{Map, Value, json};

use crate::compare::{Compared, Comparison, Fate, In, wording};
use crate::document::Document;
use crate::outline::NodeId;
use crate::text::{Offsets, Span, Spanned};

/// A comparison as one JSON object; each side is the name of its file and its document.
///
/// Spans count characters of the decoded text, lines and columns from 1. A part that was reworded has `edits`: what
/// was said and what is said, piece by piece.
///
/// ```
/// use tigang::{Comparison, Parser, comparison_json};
/// let parser = Parser::new();
/// let (old, new) = (parser.parse("一、抓项目。\n要抓早。"), parser.parse("一、抓项目。\n要抓早抓小。"));
/// let json = comparison_json(&Comparison::new(&old, &new), ("旧.txt", &old), ("新.txt", &new));
/// assert_eq!(json["schema"], "tigang-diff/1");
/// assert_eq!(json["points"][1]["fate"], "reworded");
/// assert_eq!(json["points"][1]["sentences"][1]["edits"][1]["new"], "抓小");
/// ```
pub fn comparison_json(found: &Comparison, old: (&str, &Document), new: (&str, &Document)) -> Value {
    let sides = Sides { old: old.1, new: new.1 };
    let points = found.points().iter().enumerate().map(|(at, point)| {
        let sentences = found.sentences_of(at).iter().map(|sentence| sides.sentence(sentence)).collect();
        let mut row = sides.row(point, point_json, |_, _| Span::default());
        row.insert("sentences".to_owned(), Value::Array(sentences));
        Value::Object(row)
    });
    let points: Vec<Value> = points.collect();
    let items: Vec<Value> = found.items().iter().map(|item| sides.item(item)).collect();
    let outline: Vec<_> = found.points().iter().copied().filter(|point| !is_speech(point)).collect();
    json!({
        "schema": "tigang-diff/1",
        "old": {"path": old.0, "title": title(old.1)},
        "new": {"path": new.0, "title": title(new.1)},
        "same": found.is_same(),
        "counts": {
            "points": counts(&outline),
            "sentences": counts(found.sentences()),
            "items": counts(found.items()),
        },
        "points": points,
        "items": items,
    })
}

struct Sides<'a> {
    old: &'a Document,
    new: &'a Document,
}

impl Sides<'_> {
    fn row<T: Copy>(
        &self,
        part: &Compared<T>,
        tell: impl Fn(&Document, In<T>) -> Value,
        words: impl Fn(&Document, In<T>) -> Span,
    ) -> Map<String, Value> {
        let mut row = Map::new();
        row.insert("fate".to_owned(), part.fate.name().into());
        row.insert("reworded".to_owned(), part.reworded.into());
        row.insert("old".to_owned(), part.old.map(|at| tell(self.old, at)).into());
        row.insert("new".to_owned(), part.new.map(|at| tell(self.new, at)).into());
        if let (true, Some(old), Some(new)) = (part.reworded, part.old, part.new) {
            let (old, new) = (words(self.old, old), words(self.new, new));
            if !old.is_empty() || !new.is_empty() {
                let pieces = wording(self.old.shown(&old).trim(), self.new.shown(&new).trim());
                let pieces = pieces.iter().map(|piece| match piece.same {
                    true => json!({"same": piece.new}),
                    false => json!({"old": piece.old, "new": piece.new}),
                });
                row.insert("edits".to_owned(), pieces.collect());
            }
        }
        row
    }

    fn sentence(&self, sentence: &Compared<usize>) -> Value {
        let span = |document: &Document, at: In<usize>| document.speeches()[at.speech].sentences()[at.part].span();
        self.row(sentence, |document, at| place(document, at.speech, span(document, at)).into(), span).into()
    }

    fn item(&self, item: &Compared<usize>) -> Value {
        let tell = |document: &Document, at: In<usize>| {
            let item = &document.speeches()[at.speech].items()[at.part];
            let mut told = Map::new();
            told.insert("id".to_owned(), item.id.as_str().into());
            told.insert("kind".to_owned(), item.kind.name().into());
            told.insert("title".to_owned(), document.shown(&item.title).trim().into());
            told.extend(place(document, at.speech, item.span()));
            Value::Object(told)
        };
        self.row(item, tell, |_, _| Span::default()).into()
    }
}

fn point_json(document: &Document, at: In<Option<NodeId>>) -> Value {
    let speech = &document.speeches()[at.speech];
    let Some(id) = at.part else {
        return json!({"speech": at.speech, "node": null});
    };
    let node = speech.outline().node(id);
    let mut told = Map::new();
    told.insert("node".to_owned(), speech.outline().path(id).into());
    told.insert("marker".to_owned(), document.shown(&node.marker).into());
    told.insert("heading".to_owned(), document.shown(&node.heading).into());
    told.insert("kind".to_owned(), speech.kind(id).map(|kind| kind.name()).into());
    let mut from = place(document, at.speech, node.span());
    // The words of a point are those of its sentences.
    from.remove("text");
    told.extend(from);
    told.into()
}

fn place(document: &Document, speech: usize, span: Span) -> Map<String, Value> {
    let start = document.place(span.start());
    let mut told = Map::new();
    told.insert("speech".to_owned(), speech.into());
    told.insert("text".to_owned(), document.text(&span).into());
    told.insert("span".to_owned(), json!({"start": start.char, "end": document.offset(span.end(), Offsets::Char)}));
    told.insert("line".to_owned(), start.line.into());
    told.insert("column".to_owned(), start.column.into());
    for (name, number) in [("paragraph", start.paragraph), ("page", start.page.map(|page| page as usize))] {
        if let Some(number) = number {
            told.insert(name.to_owned(), number.into());
        }
    }
    told
}

fn title(document: &Document) -> Option<String> {
    let title = document.speeches().iter().find_map(|speech| speech.title)?;
    Some(document.shown(&title).trim().to_owned())
}

fn counts<T>(parts: &[Compared<T>]) -> Value {
    let counts = Fate::ALL.map(|fate| (fate.name().to_owned(), Comparison::count(parts, fate).into()));
    Value::Object(counts.into_iter().collect())
}

fn is_speech(point: &Compared<Option<NodeId>>) -> bool {
    point.new.or(point.old).is_some_and(|at| at.part.is_none())
}
