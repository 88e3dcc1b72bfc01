//! What a careful reader found in a text, written down line by line.

use std::collections::BTreeMap;

use crate::error::{Error, ErrorKind};
use crate::rules::{Kind, Role};
use crate::text::Span;

use super::unit::{Unit, units};

/// The gold (标注) of one text: its labelled units, outline, duties, meta and gaps.
///
/// An annotation is lines in any order; `#` begins a comment, words with blanks stand in quotes, and
/// quoted words are literal pieces of the text, found from the start of the unit named:
///
/// ```text
/// U 12 measure+responsibility      unit 12 carries these labels
/// U 13-17 noise                    a run of units with the same labels
/// N 12 2 "(一)" "加快项目建设"       a point: the unit its mark begins in, level, mark, heading
/// N? 30 4 "一方面" "要加强服务"      a point that may be missed
/// R 12 owner "各责任单位" "9月底前"  a duty: unit, role, actor, time limit if there is one
/// M date "2025年8月底"              meta: title, meeting, date, speaker
/// G 40 722                         unit 40 says that 722 characters were left out; 0 if it does not say how many
/// ```
///
/// Where an actor stands more than once in its unit, one leading `，给让由对` picks the occurrence.
///
/// ```
/// use tigang::{Gold, Kind};
/// let gold = Gold::read("一、抓安全。\n前期工作滞后。", "U 1 measure\nU 2 problem\nN 1 1 一、 抓安全\n")?;
/// assert_eq!(gold.units().len(), 2);
/// assert_eq!(gold.units()[1].labels, [Kind::Problem]);
/// # Ok::<(), tigang::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Gold {
    units: Vec<Unit>,
    pub(super) points: Vec<Point>,
    pub(super) frames: Vec<Frame>,
    pub(super) meta: BTreeMap<String, Vec<Span>>,
    pub(super) gaps: Vec<Omission>,
    // Bytes of the text it was read against.
    pub(super) bytes: usize,
}

/// A point of the outline.
#[derive(Clone, Debug)]
pub(super) struct Point {
    pub(super) level: u32,
    // Empty, and where the heading begins, for a heading without a mark.
    pub(super) marker: Span,
    pub(super) heading: Span,
    pub(super) optional: bool,
}

/// Who is told to act.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) role: Role,
    pub(super) actor: Span,
    pub(super) deadline: Option<Span>,
}

/// A unit that says text was left out.
#[derive(Clone, Debug)]
pub(super) struct Omission {
    pub(super) unit: Span,
    pub(super) omitted_chars: Option<usize>,
}

impl Gold {
    /// Reads an annotation against the text it is about.
    ///
    /// # Errors
    /// A line is none of those above, names a unit the text does not have, or quotes what does not stand
    /// there. The message begins with the number of the line.
    ///
    /// ```
    /// let error = tigang::Gold::read("抓安全。", "# one unit\nU 7 measure").unwrap_err();
    /// assert_eq!(error.to_string(), "line 2: there is no unit 7; the text has 1");
    /// ```
    pub fn read(text: &str, annotation: &str) -> Result<Gold, Error> {
        let units = units(text).into_iter().map(|span| Unit { span, labels: Vec::new(), noise: false }).collect();
        let gold = Gold { units, bytes: text.len(), ..Gold::default() };
        let mut reader = Reader { text, gold, marked: BTreeMap::new() };
        for (number, line) in annotation.lines().enumerate() {
            reader.line(line).map_err(|says| Error::new(ErrorKind::Format(format!("line {}: {says}", number + 1))))?;
        }
        let mut gold = reader.gold;
        gold.points.sort_by_key(|point| point.marker.start());
        Ok(gold)
    }

    /// The units of the text in reading order, labelled or not.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// Where those stand who are told to act.
    #[cfg(feature = "fit")]
    pub(crate) fn actors(&self) -> impl Iterator<Item = Span> {
        self.frames.iter().map(|frame| frame.actor)
    }

    /// The marks of the points, and their headings.
    #[cfg(feature = "fit")]
    pub(crate) fn headings(&self) -> impl Iterator<Item = (Span, Span)> {
        self.points.iter().map(|point| (point.marker, point.heading))
    }
}

/// Pieces of text that run on may lie this many units behind the one named.
const REACH: usize = 5;

/// Characters between a mark and its heading; more is a slip of the annotator.
const APART: usize = 12;

/// Before an actor's name these only say which occurrence is meant.
const ANCHORS: [char; 6] = ['，', ',', '给', '让', '由', '对'];

struct Reader<'a> {
    text: &'a str,
    gold: Gold,
    // Of a unit, where its last mark ended: a mark that stands twice is found twice.
    marked: BTreeMap<usize, usize>,
}

impl Reader<'_> {
    fn line(&mut self, line: &str) -> Result<(), String> {
        let words = words(line)?;
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words[..] {
            [] => Ok(()),
            ["U", units, labels, ..] => self.label(units, labels),
            ["N", unit, level, marker, heading, ..] => self.point(unit, level, marker, heading, false),
            ["N?", unit, level, marker, heading, ..] => self.point(unit, level, marker, heading, true),
            ["R", unit, role, actor] => self.frame(unit, role, actor, ""),
            ["R", unit, role, actor, deadline, ..] => self.frame(unit, role, actor, deadline),
            ["M", key, quote, ..] => self.meta(key, quote),
            ["G", unit, count, ..] => self.gap(unit, count),
            [kind @ ("U" | "N" | "N?" | "R" | "M" | "G"), ..] => Err(format!("{kind} needs more words")),
            [kind, ..] => Err(format!("no line begins with {kind}; they begin with U, N, N?, R, M or G")),
        }
    }

    fn label(&mut self, units: &str, labels: &str) -> Result<(), String> {
        let (first, last) = units.split_once('-').unwrap_or((units, units));
        let (first, last) = (self.unit(first)?, self.unit(last)?);
        if first > last {
            return Err(format!("the run {units} goes backward"));
        }
        let mut kinds = Vec::new();
        let mut noise = false;
        for label in labels.split('+') {
            match Kind::ALL.into_iter().find(|kind| kind.name() == label) {
                Some(kind) => kinds.push(kind),
                None if label == "noise" => noise = true,
                None => return Err(format!("no label \"{label}\"; there are the kinds, and noise")),
            }
        }
        kinds.sort_unstable();
        kinds.dedup();
        for at in first..=last {
            let unit = &mut self.gold.units[at];
            if unit.is_labelled() {
                return Err(format!("unit {} is labelled twice", at + 1));
            }
            unit.labels.clone_from(&kinds);
            unit.noise = noise;
        }
        Ok(())
    }

    fn point(&mut self, unit: &str, level: &str, marker: &str, heading: &str, optional: bool) -> Result<(), String> {
        let unit = self.unit(unit)?;
        let level = number(level)?;
        let from = self.marked.get(&unit).copied().unwrap_or(self.gold.units[unit].span.start());
        let start = self.find(if marker.is_empty() { heading } else { marker }, unit, from)?;
        let marker = Span::new(start, start + marker.len());
        let head = if heading.is_empty() { marker.end() } else { self.find(heading, unit, marker.end())? };
        let apart = self.text[marker.end()..head].chars().count();
        if apart > APART {
            return Err(format!(
                "the heading \"{heading}\" stands {apart} characters behind its mark; {APART} is the most"
            ));
        }
        let first = self.text[start..].chars().next().map_or(0, char::len_utf8);
        self.marked.insert(unit, marker.end().max(start + first));
        self.gold.points.push(Point { level, marker, heading: Span::new(head, head + heading.len()), optional });
        Ok(())
    }

    fn frame(&mut self, unit: &str, role: &str, actor: &str, deadline: &str) -> Result<(), String> {
        const ROLES: [Role; 4] = [Role::Lead, Role::Support, Role::Supervise, Role::Owner];
        let unit = self.unit(unit)?;
        let Some(role) = ROLES.into_iter().find(|known| known.name() == role) else {
            return Err(format!("no role \"{role}\"; there are lead, support, supervise, owner"));
        };
        let span = self.gold.units[unit].span;
        let found = self.find(actor, unit, span.start())?;
        let named = match actor.strip_prefix(ANCHORS) {
            Some(named) if !named.is_empty() => named,
            _ => actor,
        };
        let start = found + actor.len() - named.len();
        if start >= span.end() {
            return Err(format!("\"{actor}\" does not stand in unit {}; name the unit it begins in", unit + 1));
        }
        let deadline = match deadline {
            "" => None,
            words => {
                let start = self.find(words, unit, span.start())?;
                Some(Span::new(start, start + words.len()))
            }
        };
        self.gold.frames.push(Frame { role, actor: Span::new(start, start + named.len()), deadline });
        Ok(())
    }

    fn meta(&mut self, key: &str, quote: &str) -> Result<(), String> {
        let start = self.text.find(quote).ok_or_else(|| format!("\"{quote}\" does not stand in the text"))?;
        self.gold.meta.entry(key.to_owned()).or_default().push(Span::new(start, start + quote.len()));
        Ok(())
    }

    fn gap(&mut self, unit: &str, count: &str) -> Result<(), String> {
        let unit = self.gold.units[self.unit(unit)?].span;
        let count = number(count)? as usize;
        self.gold.gaps.push(Omission { unit, omitted_chars: Some(count).filter(|count| *count > 0) });
        Ok(())
    }

    /// The place of a unit in the list, from its number, which starts at 1.
    fn unit(&self, word: &str) -> Result<usize, String> {
        let number = number(word)? as usize;
        let count = self.gold.units.len();
        if (1..=count).contains(&number) {
            Ok(number - 1)
        } else {
            Err(format!("there is no unit {number}; the text has {count}"))
        }
    }

    /// Where `quote` begins: at or behind byte `from`, in this unit or one of the next few.
    fn find(&self, quote: &str, unit: usize, from: usize) -> Result<usize, String> {
        let last = (unit + REACH).min(self.gold.units.len() - 1);
        let until = self.gold.units[last].span.end();
        let found = self.text.get(from..until).and_then(|rest| rest.find(quote));
        found
            .map(|at| from + at)
            .ok_or_else(|| format!("\"{quote}\" does not stand in units {} to {}, or not again", unit + 1, last + 1))
    }
}

fn number(word: &str) -> Result<u32, String> {
    word.parse().map_err(|_| format!("\"{word}\" is no number"))
}

/// The words of a line as a shell reads them: blanks part them, quotes hold them together, `\` takes the
/// next character as it is, `#` begins a comment.
fn words(line: &str) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    // `Some("")` is a word of two quotes with nothing in between.
    let mut word: Option<String> = None;
    let mut chars = line.trim().chars();
    while let Some(c) = chars.next() {
        match c {
            '#' => break,
            ' ' | '\t' | '\r' | '\n' => found.extend(word.take()),
            '"' | '\'' => quoted(&mut chars, c, word.get_or_insert_default())?,
            '\\' => word.get_or_insert_default().push(chars.next().ok_or("nothing stands behind the last \\")?),
            c => word.get_or_insert_default().push(c),
        }
    }
    found.extend(word);
    Ok(found)
}

fn quoted(chars: &mut std::str::Chars<'_>, quote: char, word: &mut String) -> Result<(), String> {
    loop {
        match chars.next().ok_or_else(|| format!("a quote {quote} is not closed"))? {
            c if c == quote => return Ok(()),
            // Between double quotes a backslash stands for itself, but before a quote or a backslash.
            '\\' if quote == '"' => match chars.next().ok_or("a quote \" is not closed")? {
                c @ ('"' | '\\') => word.push(c),
                c => word.extend(['\\', c]),
            },
            c => word.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &[(&str, &[&str])] = &[
        ("", &[]),
        ("  # only a comment", &[]),
        ("U 3 measure # why", &["U", "3", "measure"]),
        ("U 3 measure#why", &["U", "3", "measure"]),
        (r#"N 1 1 "" "抓 实" x"#, &["N", "1", "1", "", "抓 实", "x"]),
        (r#"M title '他说"好"'"#, &["M", "title", "他说\"好\""]),
        (r#"M title "a\"b\\c\d""#, &["M", "title", "a\"b\\c\\d"]),
        (r"a\ b c\#d", &["a b", "c#d"]),
        ("\u{3000}甲\u{3000}乙 ", &["甲\u{3000}乙"]),
        (r#"抓"实"抓'细'"#, &["抓实抓细"]),
    ];

    #[test]
    fn a_line_is_read_as_a_shell_reads_it() {
        for (line, want) in WORDS {
            assert_eq!(words(line).unwrap(), *want, "in {line}");
        }
    }

    const TEXT: &str =
        "在全县防汛会上的讲话\n一、抓排查。\n一是由水利局牵头，水利局9月底前办结。一是不留死角。\n（此处省略300字）\n";

    /// Every span of the gold, in brackets, in the order points, frames, meta, gaps.
    fn shown(gold: &Gold) -> String {
        let quote = |span: &Span| format!("⟦{}⟧{}", &TEXT[span.range()], span.start());
        let points = gold.points.iter().flat_map(|point| [quote(&point.marker), quote(&point.heading)]);
        let frames =
            gold.frames.iter().flat_map(|frame| [Some(quote(&frame.actor)), frame.deadline.as_ref().map(quote)]);
        let meta =
            gold.meta.iter().flat_map(|(key, spans)| spans.iter().map(move |span| format!("{key}{}", quote(span))));
        let gaps = gold.gaps.iter().map(|gap| format!("{}{:?}", quote(&gap.unit), gap.omitted_chars));
        points.chain(frames.flatten()).chain(meta).chain(gaps).collect()
    }

    const READ: &[(&str, &str)] = &[
        ("N 2 1 一、 抓排查", "⟦一、⟧31⟦抓排查⟧37"),
        ("N 3 2 一是 由水利局牵头\nN 3 2 一是 不留死角", "⟦一是⟧50⟦由水利局牵头⟧56⟦一是⟧105⟦不留死角⟧111"),
        ("N 1 1 '' 在全县\nN? 1 2 '' 全县", "⟦⟧0⟦在全县⟧0⟦⟧3⟦全县⟧3"),
        ("R 3 lead 水利局", "⟦水利局⟧59"),
        ("R 3 owner ，水利局 9月底前", "⟦水利局⟧77⟦9月底前⟧86"),
        ("M title 在全县防汛会上的讲话\nM meeting 全县防汛会", "meeting⟦全县防汛会⟧3title⟦在全县防汛会上的讲话⟧0"),
        ("G 5 300\nG 4 0", "⟦（此处省略300字）⟧127Some(300)⟦一是不留死角。⟧105None"),
    ];

    #[test]
    fn quotes_are_found_from_the_unit_named() {
        for (annotation, want) in READ {
            let gold = Gold::read(TEXT, annotation).unwrap();
            assert_eq!(shown(&gold), *want, "of {annotation}");
        }
    }

    const WRONG: &[(&str, &str)] = &[
        ("U 1 measure\nU 1-2 cause", "line 2: unit 1 is labelled twice"),
        ("U 3-2 cause", "line 1: the run 3-2 goes backward"),
        ("U 0 cause", "line 1: there is no unit 0; the text has 5"),
        ("U 1 cause+luck", "line 1: no label \"luck\"; there are the kinds, and noise"),
        ("U 1", "line 1: U needs more words"),
        ("\nX 1", "line 2: no line begins with X; they begin with U, N, N?, R, M or G"),
        ("N 1 1 三、 抓排查", "line 1: \"三、\" does not stand in units 1 to 5, or not again"),
        (
            "N 2 1 一、 水利局9月",
            "line 1: the heading \"水利局9月\" stands 14 characters behind its mark; 12 is the most",
        ),
        ("R 3 boss 水利局", "line 1: no role \"boss\"; there are lead, support, supervise, owner"),
        ("R 2 lead 水利局", "line 1: \"水利局\" does not stand in unit 2; name the unit it begins in"),
        ("M title 别的", "line 1: \"别的\" does not stand in the text"),
        ("G 5 多", "line 1: \"多\" is no number"),
        ("M title \"未完", "line 1: a quote \" is not closed"),
    ];

    #[test]
    fn what_does_not_fit_the_text_is_an_error_with_its_line() {
        for (annotation, want) in WRONG {
            assert_eq!(Gold::read(TEXT, annotation).unwrap_err().to_string(), *want, "of {annotation}");
        }
    }
}
