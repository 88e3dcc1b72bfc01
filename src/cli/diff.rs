//! `tigang diff`: what became of every point from one version to the next.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::Path;

use tigang::{
    Compared, Comparison, ComparisonPage, Corpus, Document, Entry, Fate, In, Input, Language, NodeId, Parser, Span,
    Spanned, comparison_json, inputs, wording,
};

use super::args::{self, Lang, Shown, Talk};
use super::message::{reason, say};
use super::output::{Output, by_ending, is_terminal, not_on_a_terminal};
use super::read;
use super::show::{Cell, Look, Paint, Side, Table, line, place, plain, point, section};
use super::{End, Stop};

pub(crate) fn run(task: args::Diff, talk: Talk) -> Result<End, Stop> {
    let file = task.output.as_deref();
    let format = match task.format {
        Some(format) => format,
        None => by_ending(file)?.unwrap_or(Shown::Text),
    };
    if format == Shown::Html {
        not_on_a_terminal(file, "两稿对照.html")?;
    }
    let paths = [task.old.clone(), task.new.clone()];
    if paths.iter().all(|path| path.as_os_str() == "-") {
        return Err(Stop::Because("only one of the two can be standard input; name a file for the other".to_owned()));
    }
    let corpus = Corpus::new(Parser::with_rules(read::rules(&task.tables)?)).threads(1);
    let (old, new) = (only(&corpus, &task.old, talk)?, only(&corpus, &task.new, talk)?);
    let mut output = Output::named(file, &paths)?;
    let found = Comparison::new(&old.document, &new.document);
    let names = [&old, &new].map(|entry| plain(&entry.input.path().to_string_lossy()));
    let (old, new) = (&old.document, &new.document);
    match format {
        Shown::Text => {
            let look = Look::new(task.language.lang, talk, file.is_none() && is_terminal());
            let told = Told { found: &found, old, new, look, all: task.all };
            let mut bytes = Vec::new();
            told.write(&names, &mut bytes).map_err(|error| output.stop(&error))?;
            output.write(&bytes)?;
        }
        Shown::Json => {
            let json = comparison_json(&found, (&names[0], old), (&names[1], new));
            output.write(format!("{json}\n").as_bytes())?;
        }
        Shown::Html => {
            // The folders of this machine are nobody's business where the page is read.
            let names = names.each_ref().map(|name| Path::new(name).file_name().unwrap_or_default().to_string_lossy());
            let language = match task.language.lang {
                Lang::Zh => Language::Chinese,
                Lang::En => Language::English,
            };
            let page = ComparisonPage::new(&found, (&names[0], old), (&names[1], new)).language(language);
            output.write(page.write().as_bytes())?;
        }
    }
    output.finish()?;
    Ok(if found.is_same() { End::Fine } else { End::Nothing })
}

/// The only document of a file.
fn only(corpus: &Corpus, path: &Path, talk: Talk) -> Result<Entry, Stop> {
    if path.is_dir() {
        return Err(Stop::Because(format!("{}: a folder; name the two files to compare", path.display())));
    }
    let inputs: Vec<Result<Input, tigang::Error>> = inputs([path]);
    let mut found: Option<Entry> = None;
    let ended = corpus.run(
        inputs,
        |entry| entry,
        |result| match result {
            Err(error) => ControlFlow::Break(reason(&error)),
            Ok(_) if found.is_some() => ControlFlow::Break(format!(
                "{}: holds more than one document; take out the one to compare",
                path.display()
            )),
            Ok(entry) => {
                found = Some(entry);
                ControlFlow::Continue(())
            }
        },
    );
    if let ControlFlow::Break(reason) = ended {
        return Err(Stop::Because(reason));
    }
    let entry = found.ok_or_else(|| Stop::Because(format!("{}: no document in it", path.display())))?;
    if !talk.quiet {
        read::notes(&entry).into_iter().for_each(say);
    }
    Ok(entry)
}

/// A comparison as a person reads it.
struct Told<'a> {
    found: &'a Comparison,
    old: &'a Document,
    new: &'a Document,
    look: Look,
    all: bool,
}

impl Told<'_> {
    fn write(&self, names: &[String; 2], to: &mut dyn Write) -> io::Result<()> {
        let look = self.look;
        let sides = [(look.say("旧", "old"), self.old), (look.say("新", "new"), self.new)];
        for ((side, document), name) in sides.into_iter().zip(names) {
            let title = document.speeches().iter().find_map(|speech| speech.title);
            let title = title.map(|title| format!("  {}", line(document, &title))).unwrap_or_default();
            writeln!(to, "{}", look.paint(Paint::Dim, &format!("{side}  {name}{title}")))?;
        }
        self.counts(to)?;
        if self.found.is_same() && !self.all {
            return Ok(());
        }
        writeln!(to)?;
        let mut kept = 0;
        for at in 0..self.found.points().len() {
            if self.all || self.tells(at) {
                self.skipped(std::mem::take(&mut kept), to)?;
                self.point(at, to)?;
            } else {
                kept += usize::from(self.found.points()[at].new.is_some_and(|new| new.part.is_some()));
            }
        }
        self.skipped(kept, to)?;
        self.items(to)
    }

    fn counts(&self, to: &mut dyn Write) -> io::Result<()> {
        let look = self.look;
        let points: Vec<_> = self.found.points().iter().copied().filter(|point| !is_speech(point)).collect();
        let rows = [
            (look.say("提纲", "points"), counts(&points, look)),
            (look.say("句子", "sentences"), counts(self.found.sentences(), look)),
            (look.say("条目", "items"), counts(self.found.items(), look)),
        ];
        rows.iter().try_for_each(|(name, counts)| writeln!(to, "{}  {counts}", look.paint(Paint::Bold, name)))
    }

    /// Whether anything about a point is worth a line.
    fn tells(&self, at: usize) -> bool {
        let point = &self.found.points()[at];
        point.renumbered && !self.shifted(point)
            || point.fate != Fate::Kept && (!is_speech(point) || !self.found.sentences_of(at).iter().all(is_kept))
    }

    /// Whether a point has its new number only because others came or went before it.
    fn shifted(&self, point: &Compared<Option<NodeId>>) -> bool {
        let form = |document: &Document, at: Option<In<Option<NodeId>>>| {
            let at = at?;
            Some(document.speeches()[at.speech].outline().node(at.part?).form)
        };
        point.fate == Fate::Kept && form(self.old, point.old) == form(self.new, point.new)
    }

    fn skipped(&self, count: usize, to: &mut dyn Write) -> io::Result<()> {
        if count == 0 {
            return Ok(());
        }
        let (chinese, english) = (format!("  …… {count} 条未变"), format!("  … {count} kept"));
        writeln!(to, "{}", self.look.paint(Paint::Dim, self.look.say(&chinese, &english)))
    }

    fn point(&self, at: usize, to: &mut dyn Write) -> io::Result<()> {
        let point = &self.found.points()[at];
        let look = self.look;
        let words = self.heading(point);
        let painted = if point.fate == Fate::Kept { words } else { look.paint(Paint::Bold, &words) };
        writeln!(to, "{}  {painted}{}", look.paint(paint(point.fate), &tag(point.fate, look)), self.places(point))?;
        self.found.sentences_of(at).iter().try_for_each(|sentence| self.sentence(sentence, point.fate, to))
    }

    fn heading(&self, point: &Compared<Option<NodeId>>) -> String {
        let (document, at) = match (point.new, point.old) {
            (Some(at), _) => (self.new, at),
            (None, Some(at)) => (self.old, at),
            (None, None) => return String::new(),
        };
        match at.part {
            None => self.look.say("（条目以外的话）", "(outside the points)").to_owned(),
            Some(id) => {
                let outline = document.speeches()[at.speech].outline();
                let node = outline.node(id);
                "  ".repeat(node.level.saturating_sub(1) as usize) + &self::point(document, node)
            }
        }
    }

    /// Where it stands, and stood.
    fn places(&self, point: &Compared<Option<NodeId>>) -> String {
        let look = self.look;
        let at = |document: &Document, at: In<Option<NodeId>>| {
            let id = at.part?;
            let speech = &document.speeches()[at.speech];
            let node = speech.outline().node(id);
            Some((section(document, speech, id), place(document.place(node.span().start()))))
        };
        let old = point.old.and_then(|old| at(self.old, old));
        let new = point.new.and_then(|new| at(self.new, new));
        let was = look.say("原", "was");
        let told = match (old, new) {
            (Some((section, old)), Some((_, new))) if point.fate == Fate::Moved || point.renumbered => {
                format!("{new}  {was} {section} {old}")
            }
            (Some((_, old)), Some((_, new))) => format!("{new}  {was} {old}"),
            (Some((_, old)), None) => format!("{was} {old}"),
            (None, Some((_, new))) => new,
            (None, None) => return String::new(),
        };
        format!("  {}", look.paint(Paint::Dim, &told))
    }

    fn sentence(&self, sentence: &Compared<usize>, point: Fate, to: &mut dyn Write) -> io::Result<()> {
        // A point that is new or gone says so of all its sentences.
        if is_kept(sentence) && !self.all
            || sentence.fate == point && matches!(point, Fate::New | Fate::Gone) && !self.all
        {
            return Ok(());
        }
        let look = self.look;
        let words = |document: &Document, at: In<usize>| {
            let speech = &document.speeches()[at.speech];
            let sentence = &speech.sentences()[at.part];
            // The mark before it is no part of what was said.
            let marker = sentence.node.map(|id| speech.outline().node(id).marker);
            let start = marker.filter(|marker| sentence.span().contains(*marker)).map(Span::end);
            line(document, &Span::new(start.unwrap_or(sentence.span().start()), sentence.span().end()))
        };
        let (old, new) = (sentence.old.map(|at| words(self.old, at)), sentence.new.map(|at| words(self.new, at)));
        let indent = "      ";
        let mut row =
            |fate: Fate, name: &str, words: &str| writeln!(to, "{indent}{}  {words}", look.paint(paint(fate), name));
        match (old, new) {
            (Some(old), Some(new)) if sentence.reworded => {
                let (old, new) = marked(&old, &new, look);
                let moved = sentence.fate == Fate::Moved;
                row(Fate::Gone, look.say(if moved { "移前" } else { "原文" }, "old"), &old)?;
                row(Fate::New, look.say(if moved { "移后" } else { "现文" }, "new"), &new)
            }
            (old, new) => {
                let words = new.or(old).unwrap_or_default();
                row(sentence.fate, look.say(sentence.fate.chinese(), sentence.fate.name()), &words)
            }
        }
    }

    /// The items that came, went or changed, a line each.
    fn items(&self, to: &mut dyn Write) -> io::Result<()> {
        let look = self.look;
        let changed: Vec<_> = self.found.items().iter().filter(|item| item.fate != Fate::Kept).collect();
        if changed.is_empty() {
            return Ok(());
        }
        writeln!(to, "\n{}", look.paint(Paint::Bold, look.say("条目", "items")))?;
        let mut table = Table::new(0, 2, &[Side::Left; 4]);
        for item in changed {
            let told = |document: &Document, at: In<usize>| {
                let item = &document.speeches()[at.speech].items()[at.part];
                (item.kind, line(document, &item.title), place(document.place(item.span().start())))
            };
            let (old, new) = (item.old.map(|at| told(self.old, at)), item.new.map(|at| told(self.new, at)));
            let Some((kind, title, now)) = new.clone().or(old.clone()) else { continue };
            let was =
                old.as_ref().filter(|_| new.is_some()).map(|(_, _, was)| format!("  {} {was}", look.say("原", "was")));
            let other =
                old.filter(|(before, ..)| *before != kind).map(|(before, ..)| format!("{}→", look.kind(before)));
            table.row([
                Cell::painted(paint(item.fate), tag(item.fate, look)),
                Cell::new(other.unwrap_or_default() + look.kind(kind)),
                Cell::new(title),
                Cell::painted(Paint::Dim, format!("{now}{}", was.unwrap_or_default())),
            ]);
        }
        table.write(look, to)
    }
}

fn tag(fate: Fate, look: Look) -> String {
    format!("{} {}", sign(fate), look.say(fate.chinese(), fate.name()))
}

fn is_speech(point: &Compared<Option<NodeId>>) -> bool {
    point.new.or(point.old).is_some_and(|at| at.part.is_none())
}

fn is_kept(sentence: &Compared<usize>) -> bool {
    sentence.fate == Fate::Kept
}

/// `12：未变 8 改写 2`.
fn counts<T>(parts: &[Compared<T>], look: Look) -> String {
    let of = |fate: Fate| (Comparison::count(parts, fate), look.say(fate.chinese(), fate.name()));
    let told: Vec<String> = Fate::ALL
        .map(of)
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, fate)| format!("{fate} {count}"))
        .collect();
    if told.is_empty() { look.say("无", "none").to_owned() } else { told.join(look.say("，", ", ")) }
}

/// What tells the fates apart without colour.
fn sign(fate: Fate) -> char {
    match fate {
        Fate::Reworded => '~',
        Fate::Moved => '>',
        Fate::New => '+',
        Fate::Gone => '-',
        _ => ' ',
    }
}

fn paint(fate: Fate) -> Paint {
    match fate {
        Fate::Reworded => Paint::Kind(tigang::Kind::Responsibility),
        Fate::Moved => Paint::Kind(tigang::Kind::Achievement),
        Fate::New => Paint::Kind(tigang::Kind::Measure),
        Fate::Gone => Paint::Kind(tigang::Kind::Problem),
        _ => Paint::Dim,
    }
}

/// Both wordings, what differs in brackets.
fn marked(old: &str, new: &str, look: Look) -> (String, String) {
    let (mut before, mut now) = (String::new(), String::new());
    for piece in wording(old, new) {
        if piece.same {
            before.push_str(&piece.old);
            now.push_str(&piece.new);
            continue;
        }
        for (to, words, fate) in [(&mut before, &piece.old, Fate::Gone), (&mut now, &piece.new, Fate::New)] {
            if !words.is_empty() {
                to.push_str(&look.paint(paint(fate), &format!("【{words}】")));
            }
        }
    }
    (before, now)
}
