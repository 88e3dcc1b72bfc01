//! Findings as annotations of a text, for the tools people annotate with.

mod brat;
mod label_studio;

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use self::brat::write_brat;
pub use self::label_studio::{label_studio_config, write_label_studio};
use super::json::Source;
use crate::document::{Document, Duty, Speech};
use crate::outline::NodeId;
use crate::rules::{Kind, Role};
use crate::text::{Offsets, Span, Spanned};

/// One document with its annotations, as doccano reads it; what it does not know it keeps as metadata.
#[derive(Serialize, Deserialize)]
struct Annotated {
    text: String,
    entities: Vec<Entity>,
    relations: Vec<Arrow>,
    path: String,
    title: Option<String>,
    meeting: Option<String>,
    date: Option<String>,
    speaker: Option<String>,
}

/// Words that are something.
#[derive(Serialize, Deserialize)]
struct Entity {
    id: usize,
    label: String,
    start_offset: usize,
    end_offset: usize,
    /// The id of the finding in the tables.
    finding: String,
    /// Of a heading its level, of an actor the role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// Its parts, where something inside it is not of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    fragments: Vec<[usize; 2]>,
}

/// How two of them hang together.
#[derive(Serialize, Deserialize)]
struct Arrow {
    id: usize,
    from_id: usize,
    to_id: usize,
    #[serde(rename = "type")]
    sort: String,
}

/// A document as a line of JSON as doccano imports it (JSONL with entities and relations), its end with it.
///
/// Headings, items and the actors, tasks and deadlines of duties are entities, their offsets in characters of `text`;
/// `finding` is the id of the finding in the tables. Line ends of two characters are a space and a line end in `text`,
/// so that no tool counts them otherwise.
///
/// ```
/// use tigang::{Parser, Source, doccano};
/// let text = "一、存在问题\n一是前期工作滞后。";
/// let line = doccano(&Parser::new().parse(text), &Source::new("a.txt", text.as_bytes()));
/// let line = String::from_utf8(line).unwrap();
/// assert!(line.contains(r#"{"id":2,"label":"problem","start_offset":7,"end_offset":16,"#), "{line}");
/// ```
pub fn doccano(document: &Document, source: &Source) -> Vec<u8> {
    let path = source.path.to_string_lossy().into_owned();
    let digest = Sha256::digest(path.as_bytes());
    let id: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let mut found = Found { document, ids: HashMap::new(), entities: Vec::new(), relations: Vec::new() };
    let mut seen = HashSet::new();
    for (at, speech) in document.speeches().iter().enumerate() {
        found.speech(speech, &format!("{id}-{}", at + 1), &mut seen);
    }
    let first = document.speeches().first();
    let shown = |span: Option<Span>| span.map(|span| document.shown(&span).into_owned());
    let meta = first.map(|speech| &speech.meta);
    let line = Annotated {
        text: one_line_end(document.source()),
        entities: found.entities,
        relations: found.relations,
        path,
        title: first.and_then(|speech| shown(speech.title)),
        meeting: meta.and_then(|meta| shown(meta.meeting)),
        date: meta.and_then(|meta| meta.date_value.clone().or_else(|| shown(meta.date))),
        speaker: meta.and_then(|meta| shown(meta.speaker)),
    };
    // Texts and numbers; writing them to memory does not fail.
    let mut bytes = serde_json::to_vec(&line).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// As many characters, and line ends every tool counts as one.
fn one_line_end(text: &str) -> String {
    text.replace("\r\n", " \n").replace('\r', "\n")
}

struct Found<'a> {
    document: &'a Document,
    // What stands where already: several duties may be of one actor.
    ids: HashMap<(&'static str, Span), usize>,
    entities: Vec<Entity>,
    relations: Vec<Arrow>,
}

impl Found<'_> {
    fn speech(&mut self, speech: &Speech, id: &str, seen: &mut HashSet<(usize, usize, &'static str)>) {
        let outline = speech.outline();
        for (at, node) in outline.nodes().iter().enumerate() {
            let span =
                Span::new(node.marker.start().min(node.heading.start()), node.heading.end().max(node.marker.end()));
            let finding = format!("{id}/{}", outline.path(NodeId(at as u32)));
            self.add(HEADING, span, finding, Some(node.level.to_string()));
        }
        let mut places: HashMap<&str, usize> = HashMap::new();
        for item in speech.items() {
            let entity = self.add(item.kind.name(), item.span(), format!("{id}/{}", item.id), None);
            places.extend(entity.map(|entity| (item.id.as_str(), entity)));
        }
        for duty in speech.duties() {
            let actor = self.duty(duty, &format!("{id}/{}", duty.id), seen);
            places.extend(actor.map(|actor| (duty.id.as_str(), actor)));
        }
        for relation in speech.relations() {
            let from = places.get(relation.from.as_str()).copied();
            self.arrow(from, places.get(relation.to.as_str()).copied(), relation.sort.name(), seen);
        }
    }

    /// Who, what and by when; the one who.
    fn duty(&mut self, duty: &Duty, id: &str, seen: &mut HashSet<(usize, usize, &'static str)>) -> Option<usize> {
        let actor = self.add(ACTOR, duty.actor, id.to_owned(), Some(duty.role.name().to_owned()));
        let task = duty.task.and_then(|task| self.add(TASK, task, id.to_owned(), None));
        let limit = duty.deadline.as_ref().and_then(|limit| self.add(DEADLINE, limit.span, id.to_owned(), None));
        self.arrow(actor, task, duty.role.name(), seen);
        self.arrow(task.or(actor), limit, DUE, seen);
        actor
    }

    fn arrow(
        &mut self,
        from: Option<usize>,
        to: Option<usize>,
        sort: &'static str,
        seen: &mut HashSet<(usize, usize, &'static str)>,
    ) {
        let (Some(from_id), Some(to_id)) = (from, to) else { return };
        if seen.insert((from_id, to_id, sort)) {
            self.relations.push(Arrow { id: self.relations.len(), from_id, to_id, sort: sort.to_owned() });
        }
    }

    fn add(&mut self, label: &'static str, span: Span, finding: String, note: Option<String>) -> Option<usize> {
        let parts = self.parts(span);
        let (first, last) = (parts.first()?, parts.last()?);
        let key = (label, Span::new(first.start(), last.end()));
        if let Some(id) = self.ids.get(&key) {
            return Some(*id);
        }
        let id = self.entities.len();
        let chars = |byte| self.document.offset(byte, Offsets::Char);
        let (start_offset, end_offset) = (chars(first.start()), chars(last.end()));
        let fragments = match parts.len() {
            1 => Vec::new(),
            _ => parts.iter().map(|part| [chars(part.start()), chars(part.end())]).collect(),
        };
        self.ids.insert(key, id);
        self.entities.push(Entity { id, label: label.to_owned(), start_offset, end_offset, finding, note, fragments });
        Some(id)
    }

    /// A span without noise and page numbers inside it, and without white space at the ends of what is left.
    fn parts(&self, span: Span) -> Vec<Span> {
        let edits = self.document.edits().iter().filter(|edit| edit.reason == "page-number").map(Spanned::span);
        let mut holes: Vec<Span> = self.document.noise().iter().map(Spanned::span).chain(edits).collect();
        holes.retain(|hole| hole.start() < span.end() && span.start() < hole.end());
        holes.sort_unstable_by_key(|hole| hole.start());
        let mut parts = Vec::new();
        let mut from = span.start();
        for hole in holes {
            parts.push((from, hole.start().max(from)));
            from = from.max(hole.end());
        }
        parts.push((from, span.end().max(from)));
        let source = self.document.source();
        let trimmed = |(start, end): (usize, usize)| {
            let words = &source[start..end];
            let start = start + (words.len() - words.trim_start().len());
            (!words.trim().is_empty()).then(|| Span::new(start, start + words.trim().len()))
        };
        parts.into_iter().filter_map(trimmed).collect()
    }
}

const HEADING: &str = "heading";
const ACTOR: &str = "actor";
const TASK: &str = "task";
const DEADLINE: &str = "deadline";
const DUE: &str = "due";
const ROLES: [Role; 4] = [Role::Lead, Role::Support, Role::Supervise, Role::Owner];

/// Every label an entity may have, its Chinese name and its colour.
fn labels() -> Vec<(&'static str, &'static str, &'static str)> {
    let kinds = Kind::ALL.into_iter().map(|kind| (kind.name(), kind.chinese(), colour(kind)));
    let others = [
        (HEADING, "标题", "#d9d9d9"),
        (ACTOR, "责任主体", "#b4a7d6"),
        (TASK, "任务", "#d9d2e9"),
        (DEADLINE, "时限", "#f9cb9c"),
    ];
    kinds.chain(others).collect()
}

fn colour(kind: Kind) -> &'static str {
    match kind {
        Kind::Problem => "#ea9999",
        Kind::Cause => "#ffe599",
        Kind::Measure => "#9fc5e8",
        Kind::Responsibility => "#d5a6bd",
        Kind::Target => "#b6d7a8",
        Kind::Achievement => "#93c47d",
        Kind::Situation => "#cfe2f3",
        Kind::Significance => "#fff2cc",
        Kind::Procedural => "#eeeeee",
    }
}

/// Every type a relation may have, its Chinese name, and the labels it leads from and to.
fn arrows() -> Vec<(&'static str, &'static str, &'static str, &'static str)> {
    let mut arrows = vec![
        ("causes", "导致", "cause", "problem"),
        ("answers", "解决", "measure", "problem"),
        ("assigns", "落到", "measure", ACTOR),
    ];
    arrows.extend(ROLES.map(|role| (role.name(), role.chinese(), ACTOR, TASK)));
    arrows.push((DUE, "期限", "task|actor", DEADLINE));
    arrows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Parser;

    pub(super) fn line(text: &str) -> Annotated {
        let source = Source::new("in/a.txt", text.as_bytes());
        serde_json::from_slice(&doccano(&Parser::new().parse(text), &source)).unwrap()
    }

    const TEXT: &str = "在全县推进会上的讲话\r\n同志们：\r\n一、存在问题\r\n一是前期🈶工作滞后。15个项目还没有开工。\r\n\
                        二、下步工作\r\n由县发改局牵头办结手续，6月底前完成。由县财政局配合办结手续。";

    #[test]
    fn offsets_count_characters_of_the_text_that_is_given() {
        let line = line(TEXT);
        assert_eq!(line.text.chars().count(), TEXT.chars().count());
        assert!(!line.text.contains('\r'));
        let chars: Vec<char> = line.text.chars().collect();
        let shown: Vec<(String, String)> = line
            .entities
            .iter()
            .map(|entity| (entity.label.clone(), chars[entity.start_offset..entity.end_offset].iter().collect()))
            .collect();
        for (label, words) in [
            ("heading", "一、存在问题"),
            ("problem", "一是前期🈶工作滞后。15个项目还没有开工。"),
            ("actor", "县发改局"),
            ("deadline", "6月底前"),
        ] {
            assert!(shown.contains(&(label.to_owned(), words.to_owned())), "{label}: {shown:?}");
        }
        for arrow in &line.relations {
            assert!(arrow.from_id < line.entities.len() && arrow.to_id < line.entities.len());
        }
        assert!(line.relations.iter().any(|arrow| arrow.sort == "lead"));
    }

    #[test]
    fn every_label_and_type_is_known() {
        let line = line(TEXT);
        let (labels, arrows) = (labels(), arrows());
        assert!(line.entities.iter().all(|entity| labels.iter().any(|label| label.0 == entity.label)));
        assert!(line.relations.iter().all(|arrow| arrows.iter().any(|known| known.0 == arrow.sort)));
    }
}
