//! What `tigang extract` shows a person: the speech at a glance.

use std::io::{self, Write};

use tigang::{Document, Entry, Item, Kind, Spanned, Speech};

use super::show::{Cell, Look, Paint, Side, Table, head, line, place, plain, point, points, section};

/// How many of a kind are shown.
const FIRST: usize = 5;
/// How much of the outline is shown.
const LEVELS: u32 = 2;
const POINTS: usize = 30;

pub(crate) fn write(entry: &Entry, look: Look, to: &mut dyn Write) -> io::Result<()> {
    for (at, speech) in entry.document.speeches().iter().enumerate() {
        if at > 0 {
            writeln!(to)?;
        }
        Summary { entry, document: &entry.document, speech, look }.write(to)?;
    }
    Ok(())
}

struct Summary<'a> {
    entry: &'a Entry,
    document: &'a Document,
    speech: &'a Speech,
    look: Look,
}

impl Summary<'_> {
    fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        head(self.entry, self.speech, self.look, to)?;
        self.facts(to)?;
        self.outline(to)?;
        self.counts(to)?;
        self.items(Kind::Problem, to)?;
        self.items(Kind::Measure, to)?;
        self.duties(to)
    }

    /// Meeting, date, speaker, length.
    fn facts(&self, to: &mut dyn Write) -> io::Result<()> {
        let Self { document, speech, look, .. } = *self;
        let meta = &speech.meta;
        let told = [meta.meeting, meta.date, meta.speaker].into_iter().flatten();
        let mut facts: Vec<String> = told.map(|span| line(document, &span)).collect();
        let whole = speech.completeness;
        let shown = format!("{}{}", whole.shown_chars, look.say("字", " characters"));
        facts.push(match (whole.declared_chars, whole.complete) {
            (Some(declared), _) => format!("{shown} {} {declared}", look.say("，全文", "of")),
            (None, false) => format!("{shown} {}", look.say("（有省略）", "(not all of it)")),
            (None, true) => shown,
        });
        writeln!(to, "{}", look.paint(Paint::Dim, &facts.join(" · ")))
    }

    fn outline(&self, to: &mut dyn Write) -> io::Result<()> {
        let Self { document, speech, look, .. } = *self;
        let outline = speech.outline();
        if outline.nodes().is_empty() {
            return Ok(());
        }
        self.heading(look.say("提纲", "Outline"), outline.nodes().len(), to)?;
        let shown: Vec<_> = points(outline, LEVELS).take(POINTS).collect();
        for id in &shown {
            let node = outline.node(*id);
            let indent = "  ".repeat(node.level as usize);
            writeln!(to, "{}", look.fit(&(indent + &point(document, node)), 0))?;
        }
        self.more(outline.nodes().len() - shown.len(), "outline", to)
    }

    fn counts(&self, to: &mut dyn Write) -> io::Result<()> {
        let Self { speech, look, .. } = *self;
        let of = |kind: Kind| speech.items().iter().filter(|item| item.kind == kind).count();
        let counts = Kind::ALL.into_iter().map(|kind| (kind, of(kind))).filter(|(_, count)| *count > 0);
        let counts: Vec<String> =
            counts.map(|(kind, count)| format!("{} {count}", look.paint(Paint::Kind(kind), look.kind(kind)))).collect();
        if counts.is_empty() {
            return Ok(());
        }
        self.heading(look.say("条目", "Items"), speech.items().len(), to)?;
        writeln!(to, "  {}", counts.join("  "))
    }

    fn items(&self, kind: Kind, to: &mut dyn Write) -> io::Result<()> {
        let Self { document, speech, look, .. } = *self;
        let items: Vec<&Item> = speech.items().iter().filter(|item| item.kind == kind).collect();
        if items.is_empty() {
            return Ok(());
        }
        self.heading(look.kind(kind), items.len(), to)?;
        let mut table = Table::new(2, 0, &[Side::Left, Side::Left, Side::Right]);
        for item in items.iter().take(FIRST) {
            table.row([
                Cell::new(line(document, &item.title)),
                Cell::new(item.node.map(|node| section(document, speech, node)).unwrap_or_default()),
                Cell::painted(Paint::Dim, place(document.place(item.span().start()))),
            ]);
        }
        table.write(look, to)?;
        self.more(items.len().saturating_sub(FIRST), "items", to)
    }

    /// Who, in what role, by when, what.
    fn duties(&self, to: &mut dyn Write) -> io::Result<()> {
        let Self { document, speech, look, .. } = *self;
        let duties = speech.duties();
        if duties.is_empty() {
            return Ok(());
        }
        self.heading(look.say("责任", "Duties"), duties.len(), to)?;
        let mut table = Table::new(2, 3, &[Side::Left, Side::Left, Side::Left, Side::Left, Side::Right]);
        for duty in duties.iter().take(FIRST) {
            let limit = duty.deadline.as_ref().map(|limit| line(document, &limit.span));
            table.row([
                Cell::new(line(document, &duty.actor)),
                Cell::new(look.say(duty.role.chinese(), duty.role.name())),
                Cell::new(limit.unwrap_or_default()),
                Cell::new(duty.task.map(|task| line(document, &task)).unwrap_or_default()),
                Cell::painted(Paint::Dim, place(document.place(duty.actor.start()))),
            ]);
        }
        table.write(look, to)?;
        self.more(duties.len().saturating_sub(FIRST), "extract --format json", to)
    }

    fn heading(&self, name: &str, count: usize, to: &mut dyn Write) -> io::Result<()> {
        writeln!(to, "\n{} {count}", self.look.paint(Paint::Bold, name))
    }

    /// How much was left out, and how to see it.
    fn more(&self, left: usize, task: &str, to: &mut dyn Write) -> io::Result<()> {
        if left == 0 {
            return Ok(());
        }
        let look = self.look;
        let path = plain(&self.entry.input.path().to_string_lossy());
        let words = format!("  … {left} {}tigang {task} {path}", look.say("条未列出：", "more: "));
        writeln!(to, "{}", look.paint(Paint::Dim, &words))
    }
}
