//! Found against gold, document by document.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::document::Document;
use crate::outline::Node;
use crate::rules::Kind;
use crate::text::{Span, Spanned};

use super::figure::{Figure, Hits, Share, mean};
use super::gold::{Frame, Gold, Point};
use super::sheet::{Miss, NOISE, Sheet, bit};

/// Adds up, over many documents, how well the answers agree with the gold.
///
/// Every unit of the gold counts once a kind: it is found to be of a kind when at least a third of its
/// characters lie in sentences of that kind. A point is found when it begins within one character of the
/// gold's; an actor, when it shares half of the longer of the two names; a gap, when it touches the unit
/// that tells of it. `main` is the mean F1 of problem, measure and responsibility, `all` that of every kind
/// the gold has.
///
/// ```
/// use tigang::{Gold, Parser, Tally};
/// let text = "一、存在问题\n前期工作滞后。\n由县发改局牵头办结。";
/// let gold = Gold::read(text, "U 1-2 problem\nU 3 measure+responsibility\nN 1 1 一、 存在问题\nR 3 lead 县发改局")?;
/// let mut tally = Tally::default();
/// tally.add("a", &Parser::new().parse(text), &gold);
/// let nodes = tally.table().into_iter().find(|figure| figure.name == "nodes found").unwrap();
/// assert_eq!((nodes.precision, nodes.recall, nodes.count), (Some(1.0), Some(1.0), Some(1)));
/// # Ok::<(), tigang::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Tally {
    // By kind, in the order of `Kind::ALL`.
    labels: [Hits; Kind::ALL.len()],
    points: Hits,
    headings: usize,
    parents: usize,
    actors: Hits,
    roles: usize,
    deadlines: Share,
    noise: Hits,
    gaps: Share,
    sizes: Share,
    meta: BTreeMap<String, Share>,
    misses: Vec<Miss>,
}

/// The kinds that `main` is the mean of.
const MAIN: [Kind; 3] = [Kind::Problem, Kind::Measure, Kind::Responsibility];

impl Tally {
    /// Counts one document. Time is linear in its size.
    ///
    /// # Panics
    /// If `gold` was read against a text of another length.
    pub fn add(&mut self, name: &str, document: &Document, gold: &Gold) {
        assert_eq!(gold.bytes, document.source().len(), "the gold of {name} is that of another text");
        let sheet = Sheet { name, document, gold };
        self.add_labels(&sheet);
        self.add_points(&sheet);
        self.add_frames(&sheet);
        self.add_gaps(&sheet);
        self.add_meta(&sheet);
    }

    /// The figures: a row a kind, `main`, `all`, then nodes, frames, noise, gaps and meta.
    ///
    /// ```
    /// let table = tigang::Tally::default().table();
    /// let names: Vec<_> = table.iter().map(|figure| figure.name.as_str()).collect();
    /// assert_eq!(names[..2], ["problem", "cause"]);
    /// assert_eq!(names[9..12], ["main", "all", "nodes found"]);
    /// ```
    pub fn table(&self) -> Vec<Figure> {
        let of = |kind: Kind| self.labels[kind as usize].f1();
        let used: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| self.labels[*kind as usize].want > 0).collect();
        let mut rows: Vec<Figure> =
            Kind::ALL.into_iter().map(|kind| self.labels[kind as usize].figure(kind.name())).collect();
        rows.push(mean("main", MAIN.into_iter().map(of)));
        rows.push(mean("all", used.into_iter().map(of)));
        rows.push(self.points.figure("nodes found"));
        rows.push(self.points.figure_of("nodes heading", self.headings));
        rows.push(self.points.figure_of("nodes tree", self.parents));
        rows.push(self.actors.figure("frames actor"));
        rows.push(Share { got: self.roles, want: self.actors.right }.figure("frames role"));
        rows.push(self.deadlines.figure("frames deadline"));
        rows.push(self.noise.figure("noise chars"));
        rows.push(self.gaps.figure("gaps found"));
        rows.push(self.sizes.figure("gaps size"));
        rows.extend(self.meta.iter().map(|(key, share)| share.figure(&format!("meta {key}"))));
        rows
    }

    /// Where found and gold differ, document by document as they were added.
    ///
    /// ```
    /// use tigang::{Gold, Parser, Tally};
    /// let text = "今天开会。";
    /// let gold = Gold::read(text, "M meeting 今天开会").unwrap();
    /// let mut tally = Tally::default();
    /// tally.add("a", &Parser::new().parse(text), &gold);
    /// let miss = &tally.misses()[0];
    /// assert_eq!((miss.what.as_str(), miss.want.as_str(), miss.got.as_str()), ("meta meeting", "今天开会", ""));
    /// ```
    pub fn misses(&self) -> &[Miss] {
        &self.misses
    }

    fn add_labels(&mut self, sheet: &Sheet<'_>) {
        let cover = sheet.cover();
        for unit in sheet.gold.units().iter().filter(|unit| unit.is_labelled()) {
            let cover = &cover[sheet.chars(unit.span)];
            let count = |bit: u16| cover.iter().filter(|bits| **bits & bit != 0).count();
            let noise = count(NOISE);
            let want_noise = if unit.noise { cover.len() } else { 0 };
            self.noise.add(noise.min(want_noise), noise, want_noise);
            if noise != want_noise {
                self.misses.push(sheet.miss("noise chars", unit.span, want_noise.to_string(), noise.to_string()));
            }
            if unit.noise {
                continue;
            }
            let found: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| count(bit(*kind)) * 3 >= cover.len()).collect();
            for kind in Kind::ALL {
                let (got, want) = (found.contains(&kind), unit.labels.contains(&kind));
                self.labels[kind as usize].add(usize::from(got && want), usize::from(got), usize::from(want));
                if got != want {
                    self.misses.push(sheet.miss(kind.name(), unit.span, joined(&unit.labels), joined(&found)));
                }
            }
        }
    }

    fn add_points(&mut self, sheet: &Sheet<'_>) {
        let points = parents(&sheet.gold.points);
        let at = |point: &Point| sheet.char(point.marker.start());
        let (optional, wanted): (Vec<_>, Vec<_>) = points.iter().partition(|(point, _)| point.optional);
        let optional: BTreeSet<usize> = optional.iter().map(|(point, _)| at(point)).collect();
        let wanted: BTreeMap<usize, _> = wanted.iter().map(|(point, parent)| (at(point), (*point, *parent))).collect();
        let mut seen = BTreeSet::new();
        for (node, parent) in sheet.nodes() {
            let byte = begin(node);
            let start = sheet.char(byte);
            let near = [start, start + 1, start.wrapping_sub(1)];
            let hit = near.iter().find_map(|at| wanted.get_key_value(at));
            let Some((_, (point, want))) = hit.filter(|(at, _)| seen.insert(**at)) else {
                // A point that may be missed may also be found, but no point may be found twice.
                if hit.is_some() || !near.iter().any(|at| optional.contains(at)) {
                    self.points.add(0, 1, 0);
                    self.misses.push(sheet.miss_near("nodes found", byte, String::new(), sheet.excerpt(byte, 30)));
                }
                continue;
            };
            self.points.add(1, 1, 1);
            let right = sheet.trimmed(node.heading) == sheet.trimmed(point.heading);
            self.headings += usize::from(right);
            if !right {
                let (want, got) = (sheet.words(point.heading), sheet.words(node.heading));
                self.misses.push(sheet.miss_near("nodes heading", byte, want, got));
            }
            let (want, got) = (want.map(|parent| parent.marker.start()), parent.map(begin));
            let right = match (want, got) {
                (Some(want), Some(got)) => sheet.char(want).abs_diff(sheet.char(got)) <= 1,
                (want, got) => want == got,
            };
            self.parents += usize::from(right);
            if !right {
                let words = |byte: Option<usize>| byte.map_or(String::new(), |byte| sheet.excerpt(byte, 15));
                self.misses.push(sheet.miss_near("nodes tree", byte, words(want), words(got)));
            }
        }
        for (_, (point, _)) in wanted.iter().filter(|(at, _)| !seen.contains(at)) {
            let byte = point.marker.start();
            self.points.add(0, 0, 1);
            self.misses.push(sheet.miss_near("nodes found", byte, sheet.excerpt(byte, 30), String::new()));
        }
    }

    fn add_frames(&mut self, sheet: &Sheet<'_>) {
        // By where the actor begins, then by line.
        let mut left: BTreeMap<(usize, usize), &Frame> = BTreeMap::new();
        for (line, frame) in sheet.gold.frames.iter().enumerate() {
            left.insert((sheet.char(frame.actor.start()), line), frame);
        }
        for duty in sheet.document.speeches().iter().flat_map(|speech| speech.duties()) {
            let actor = sheet.chars(duty.actor);
            // A name that shares half of the longer is at most twice as long, so it begins no earlier.
            let near = left.range((actor.start.saturating_sub(actor.len()), 0)..(actor.end, 0));
            let half = |other: Range<usize>| shared(&actor, &other) * 2 >= actor.len().max(other.len());
            let hits = near.filter(|(_, frame)| half(sheet.chars(frame.actor)));
            let first = hits.map(|(key, _)| *key).min_by_key(|(_, line)| *line);
            let Some(frame) = first.and_then(|key| left.remove(&key)) else {
                self.actors.add(0, 1, 0);
                self.misses.push(sheet.miss_near(
                    "frames actor",
                    duty.actor.start(),
                    String::new(),
                    sheet.words(duty.actor),
                ));
                continue;
            };
            self.actors.add(1, 1, 1);
            self.roles += usize::from(duty.role == frame.role);
            if duty.role != frame.role {
                let (want, got) = (frame.role.name().to_owned(), duty.role.name().to_owned());
                self.misses.push(sheet.miss_near("frames role", duty.actor.start(), want, got));
            }
            let Some(want) = frame.deadline else { continue };
            let got = duty.deadline.as_ref().map(|deadline| deadline.span);
            let right = got.is_some_and(|got| got.overlaps(want));
            self.deadlines.add(right);
            if !right {
                let got = got.map_or(String::new(), |got| sheet.words(got));
                self.misses.push(sheet.miss_near("frames deadline", want.start(), sheet.words(want), got));
            }
        }
        for frame in left.into_values() {
            self.actors.add(0, 0, 1);
            let want = format!("{} ({})", sheet.words(frame.actor), frame.role.name());
            self.misses.push(sheet.miss_near("frames actor", frame.actor.start(), want, String::new()));
        }
    }

    fn add_gaps(&mut self, sheet: &Sheet<'_>) {
        for gap in &sheet.gold.gaps {
            let unit = sheet.chars(gap.unit);
            let touches = |found: Range<usize>| found.start < unit.end + 2 && found.end + 2 > unit.start;
            let found: Vec<_> =
                sheet.document.gaps().iter().filter(|found| touches(sheet.chars(found.span()))).collect();
            self.gaps.add(!found.is_empty());
            if found.is_empty() {
                self.misses.push(sheet.miss("gaps found", gap.unit, sheet.words(gap.unit), String::new()));
            }
            let Some(want) = gap.omitted_chars else { continue };
            let got: Vec<usize> = found.iter().filter_map(|found| found.omitted_chars).collect();
            self.sizes.add(got.contains(&want));
            if !got.contains(&want) {
                let got = got.iter().map(usize::to_string).collect::<Vec<_>>().join("+");
                self.misses.push(sheet.miss("gaps size", gap.unit, want.to_string(), got));
            }
        }
    }

    fn add_meta(&mut self, sheet: &Sheet<'_>) {
        for (key, spans) in &sheet.gold.meta {
            let want: BTreeMap<String, Span> = spans.iter().map(|span| (sheet.squeezed(*span), *span)).collect();
            let got: BTreeSet<String> = sheet.meta(key).map(|span| sheet.squeezed(span)).collect();
            let share = self.meta.entry(key.clone()).or_default();
            for (words, span) in want {
                share.add(got.contains(&words));
                if !got.contains(&words) {
                    let got = got.iter().map(String::as_str).collect::<Vec<_>>().join("; ");
                    self.misses.push(sheet.miss(&format!("meta {key}"), span, words, got));
                }
            }
        }
    }
}

/// Where a point begins: its mark, or its heading where it has none.
fn begin(node: &Node) -> usize {
    if node.marker.is_empty() { node.heading.start() } else { node.marker.start() }
}

/// Every point of the gold with the one it hangs under.
fn parents(points: &[Point]) -> Vec<(&Point, Option<&Point>)> {
    let mut open: Vec<&Point> = Vec::new();
    let mut found = Vec::with_capacity(points.len());
    for point in points {
        while open.pop_if(|last| last.level >= point.level).is_some() {}
        found.push((point, open.last().copied()));
        open.push(point);
    }
    found
}

fn shared(a: &Range<usize>, b: &Range<usize>) -> usize {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

fn joined(kinds: &[Kind]) -> String {
    kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>().join("+")
}

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;

    use super::*;
    use crate::document::{Completeness, Duty, Label, Sentence, Speech, Strength};
    use crate::extract::{Deadline, DeadlineType, Meta};
    use crate::outline::{Form, NodeId, Outline};
    use crate::rules::{ActorType, Role, Rules};

    const TEXT: &str = "防汛会讲话\n一、查隐患。一是水利局9月底前查。二是镇村配合。\n二、守底线。\n";

    /// The place of `words` in the text.
    fn at(words: &str) -> Span {
        let start = TEXT.find(words).unwrap_or_else(|| panic!("{words} does not stand in the text"));
        Span::new(start, start + words.len())
    }

    /// A document that was found by hand: labelled sentences, points and duties.
    fn document(
        sentences: &[(&str, &[Kind])],
        points: &[(&str, &str, Option<u32>)],
        duties: &[(&str, Role, &str)],
    ) -> Document {
        let rule = Rules::builtin().id("problem.lagging");
        let label = |kind: &Kind| Label { kind: *kind, rule: rule.clone(), cues: Vec::new() };
        let sentence = |(words, kinds): &(&str, &[Kind])| Sentence {
            span: at(words),
            node: None,
            labels: kinds.iter().map(label).collect(),
            metrics: Vec::new(),
        };
        let node = |(marker, heading, parent): &(&str, &str, Option<u32>)| Node {
            marker: at(marker),
            form: Form::Chinese,
            ordinal: None,
            heading: at(heading),
            span: at(heading),
            level: 1,
            parent: parent.map(NodeId),
            place: 1,
            below: 0,
        };
        let deadline =
            |words: &str| Deadline { span: at(words), sort: DeadlineType::Date, value: None, rule: String::new() };
        let duty = |(actor, role, limit): &(&str, Role, &str)| Duty {
            id: String::new(),
            sentence: 0,
            actor: at(actor),
            actor_type: ActorType::Unit,
            role: *role,
            task: None,
            deadline: (!limit.is_empty()).then(|| deadline(limit)),
            strength: Strength::Explicit,
        };
        let speech = Speech {
            span: Span::new(0, TEXT.len()),
            title: Some(at("防汛会讲话\n")),
            meta: Meta::default(),
            outline: Outline { nodes: points.iter().map(node).collect() },
            sentences: sentences.iter().map(sentence).collect(),
            items: Vec::new(),
            duties: duties.iter().map(duty).collect(),
            relations: Vec::new(),
            completeness: Completeness { declared_chars: None, shown_chars: 0, complete: true },
        };
        Document {
            text: TEXT.to_owned(),
            words: None,
            speeches: vec![speech],
            noise: Vec::new(),
            gaps: Vec::new(),
            edits: Vec::new(),
            warnings: Vec::new(),
            places: OnceLock::new(),
            paragraphs: Vec::new(),
        }
    }

    fn tally(annotation: &str, document: &Document) -> Tally {
        let mut tally = Tally::default();
        tally.add("a", document, &Gold::read(TEXT, annotation).unwrap());
        tally
    }

    /// A row as `precision recall f1 count`, and what was missed in it.
    fn row(tally: &Tally, name: &str) -> String {
        let figure = tally.table().into_iter().find(|figure| figure.name == name).unwrap();
        let share = |share: Option<f64>| share.map_or("-".to_owned(), |share| format!("{share:.2}"));
        let misses: String = tally
            .misses()
            .iter()
            .filter(|miss| miss.what == name)
            .map(|miss| format!(" [{}|{}]", miss.want, miss.got))
            .collect();
        let count = figure.count.map_or("-".to_owned(), |count| count.to_string());
        format!("{} {} {:.2} {count}{misses}", share(figure.precision), share(figure.recall), figure.f1)
    }

    // Units: 1 防汛会讲话, 2 一、查隐患。 3 一是水利局9月底前查。 4 二是镇村配合。 5 二、守底线。
    type Labels<'a> = (&'a [(&'a str, &'a [Kind])], &'a str, &'a str);
    const LABELS: &[Labels<'_>] = &[
        // Four characters of twelve are a third, three are not.
        (&[("一是水利", &[Kind::Measure])], "U 3 measure", "1.00 1.00 1.00 1"),
        (&[("一是水", &[Kind::Measure])], "U 3 measure", "1.00 0.00 0.00 1 [measure|]"),
        // Twice the same character counts once.
        (&[("一是水", &[Kind::Measure]), ("是水", &[Kind::Measure])], "U 3 measure", "1.00 0.00 0.00 1 [measure|]"),
        (
            &[("一、查隐患。", &[Kind::Measure, Kind::Cause])],
            "U 2 problem+cause",
            "0.00 1.00 0.00 0 [problem+cause|cause+measure]",
        ),
        // What nobody labelled is not scored; noise is scored as noise.
        (&[("二是镇村配合。", &[Kind::Measure])], "U 1 noise", "1.00 1.00 1.00 0"),
        (&[("防汛会讲话", &[Kind::Measure])], "U 1 noise+measure", "1.00 1.00 1.00 0"),
    ];

    #[test]
    fn a_unit_is_of_a_kind_when_a_third_of_it_is() {
        for (found, gold, want) in LABELS {
            assert_eq!(row(&tally(gold, &document(found, &[], &[])), "measure"), *want, "of {found:?} {gold}");
        }
    }

    type Points<'a> = (&'a [(&'a str, &'a str, Option<u32>)], &'a str, [&'a str; 3]);
    const POINTS: &[Points<'_>] = &[
        (
            &[("一、", "查隐患。", None), ("一是", "水利局9月底前查", Some(0))],
            "N 2 1 一、 查隐患\nN 3 2 一是 水利局9月底前查",
            ["1.00 1.00 1.00 2", "1.00 1.00 1.00 2", "1.00 1.00 1.00 2"],
        ),
        (
            &[("一、", "查隐患", None), ("一是", "水利局", None)],
            "N 2 1 一、 查隐患\nN 3 2 一是 水利局9月底前查\nN 5 1 二、 守底线",
            [
                "1.00 0.67 0.80 3 [二、守底线。\n|]",
                "0.50 0.33 0.40 3 [水利局9月底前查|水利局]",
                "0.50 0.33 0.40 3 [一、查隐患。一是水利局9月底前|]",
            ],
        ),
        // One character beside the mark is near enough, and no point is found twice.
        (
            &[("、查", "隐患", None), ("一、", "隐患", None)],
            "N 2 1 一、 隐患",
            [
                "0.50 1.00 0.67 1 [|一、查隐患。一是水利局9月底前查。二是镇村配合。\n二、守底线]",
                "0.50 1.00 0.67 1",
                "0.50 1.00 0.67 1",
            ],
        ),
        // What may be missed may be found.
        (
            &[("二是", "镇村配合", None)],
            "N? 4 2 二是 镇村配合",
            ["1.00 1.00 1.00 0", "0.00 0.00 0.00 0", "0.00 0.00 0.00 0"],
        ),
        (&[], "N? 4 2 二是 镇村配合", ["1.00 1.00 1.00 0", "0.00 0.00 0.00 0", "0.00 0.00 0.00 0"]),
    ];

    #[test]
    fn a_point_is_found_by_its_beginning() {
        for (found, gold, want) in POINTS {
            let tally = tally(gold, &document(&[], found, &[]));
            assert_eq!(
                ["nodes found", "nodes heading", "nodes tree"].map(|name| row(&tally, name)),
                *want,
                "of {found:?} {gold}"
            );
        }
    }

    type Frames<'a> = (&'a [(&'a str, Role, &'a str)], &'a str, [&'a str; 3]);
    const FRAMES: &[Frames<'_>] = &[
        (
            &[("水利局", Role::Owner, "9月底")],
            "R 3 lead 水利局 9月底前",
            ["1.00 1.00 1.00 1", "- - 0.00 1 [lead|owner]", "- - 1.00 1"],
        ),
        (&[("利局", Role::Lead, "")], "R 3 lead 水利局 9月", ["1.00 1.00 1.00 1", "- - 1.00 1", "- - 0.00 1 [9月|]"]),
        (
            &[("局", Role::Lead, "")],
            "R 3 lead 水利局 9月",
            ["0.00 0.00 0.00 1 [|局] [水利局 (lead)|]", "- - 0.00 0", "- - 0.00 0"],
        ),
    ];

    #[test]
    fn an_actor_is_found_when_half_of_the_name_is() {
        for (found, gold, want) in FRAMES {
            let tally = tally(gold, &document(&[], &[], found));
            let rows = ["frames actor", "frames role", "frames deadline"].map(|name| row(&tally, name));
            assert_eq!(rows, *want, "of {found:?} {gold}");
        }
    }

    #[test]
    fn meta_is_compared_without_white_space() {
        let document = document(&[], &[], &[]);
        assert_eq!(row(&tally("M title 防汛会讲话", &document), "meta title"), "- - 1.00 1");
        assert_eq!(row(&tally("M title 讲话", &document), "meta title"), "- - 0.00 1 [讲话|防汛会讲话]");
        assert_eq!(row(&tally("M date 9月", &document), "meta date"), "- - 0.00 1 [9月|]");
    }

    #[test]
    fn noise_and_gaps_are_found_where_they_touch() {
        let text = "抓排查。\n(此处省略30字)\n抓整改。";
        let document = crate::Parser::new().parse(text);
        let mut tally = Tally::default();
        tally.add("a", &document, &Gold::read(text, "U 1 measure\nU 2 noise\nU 3 measure\nG 2 30\nG 1 0").unwrap());
        let rows = ["noise chars", "gaps found", "gaps size"].map(|name| row(&tally, name));
        assert_eq!(rows, ["1.00 1.00 1.00 9", "- - 1.00 2", "- - 1.00 1"]);
    }

    #[test]
    fn figures_that_hold_over_all_kinds_are_means() {
        let document = document(&[("一、查隐患。", &[Kind::Measure])], &[], &[]);
        let tally = tally("U 2 measure\nU 5 problem", &document);
        // Responsibility is neither there nor found, so it is all right in `main` and not asked in `all`.
        assert_eq!(row(&tally, "main"), "- - 0.67 -");
        assert_eq!(row(&tally, "all"), "- - 0.50 -");
    }

    #[test]
    #[should_panic(expected = "the gold of a is that of another text")]
    fn gold_of_another_text_is_refused() {
        Tally::default().add("a", &document(&[], &[], &[]), &Gold::default());
    }
}
