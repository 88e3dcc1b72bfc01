//! `tigang check`: what a second reader would mark in a draft.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use tigang::{Checks, Document, Entry, Finding, Language, Parser, Span, Spanned};

use super::args::{self, Report, Talk};
use super::mend::Mender;
use super::message::{count, say};
use super::output::Output;
use super::read::{self, Found, Frame};
use super::show::{Look, Paint, plain};
use super::{End, Stop};

pub(crate) fn run(mut task: args::Check, talk: Talk) -> Result<End, Stop> {
    task.reading.fail_empty = false;
    let checks = chosen(&task);
    let look = Look::stdout(task.language.lang, talk);
    let output = match &task.output {
        Some(path) => {
            read::not_an_input(path, &task.reading.paths)?;
            Output::file(path)?
        }
        None => Output::stdout(),
    };
    let mender = match task.fix {
        true => Some(Mender::new(Parser::with_rules(read::rules(&task.reading.tables)?), checks.clone())),
        false => None,
    };
    let (total, fixable) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let write = |entry: &Entry, to: &mut dyn Write| {
        let mended = mender.as_ref().and_then(|mender| mender.mend(entry));
        let document = mended.as_ref().unwrap_or(&entry.document);
        let findings = checks.run(document);
        total.fetch_add(findings.len(), Ordering::Relaxed);
        fixable.fetch_add(findings.iter().filter(|finding| finding.fix.is_some()).count(), Ordering::Relaxed);
        show(entry, document, &findings, task.format, look, to)?;
        Ok(Found(!findings.is_empty()))
    };
    let end = read::each(&task.reading, talk, output, frame(task.format, look.language()), write)?;
    let (total, fixable) = (total.into_inner(), fixable.into_inner());
    if !talk.quiet {
        if let Some(mender) = &mender {
            say(format_args!("{} mended", count(mender.made(), "finding")));
        }
        if total > 0 {
            let hint = if fixable > 0 && mender.is_none() {
                format!(", {fixable} can be mended with --fix")
            } else {
                String::new()
            };
            say(format_args!("{}{hint}", count(total, "finding")));
        }
    }
    Ok(match end {
        End::Fine if total > 0 && !task.exit_zero => End::Nothing,
        End::Failed => End::Unread,
        end => end,
    })
}

fn chosen(task: &args::Check) -> Checks {
    let mut checks = Checks::default();
    if let Some(codes) = &task.select {
        checks = checks.select(&codes.as_strs());
    }
    if let Some(codes) = &task.ignore {
        checks = checks.ignore(&codes.as_strs());
    }
    if let Some(day) = &task.today {
        checks = checks.today(day);
    }
    checks
}

fn frame(format: Report, language: Language) -> Frame {
    // What stands at the end, and all where nothing is found, in each language.
    static ENDS: LazyLock<[[String; 2]; 2]> = LazyLock::new(|| {
        [Language::Chinese, Language::English].map(|language| {
            let close = format!("\n],\"tool\":{}}}]}}\n", Checks::sarif_tool(language));
            let none = format!("{SARIF}{}", &close[1..]);
            [close, none]
        })
    });
    const SARIF: &str = "{\"version\":\"2.1.0\",\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"runs\":[{\"columnKind\":\"unicodeCodePoints\",\"results\":[\n";
    match format {
        Report::Text => Frame { between: "\n", ..Frame::default() },
        Report::Json => Frame { open: "[\n", between: ",\n", close: "\n]\n", none: "[]\n", ..Frame::default() },
        Report::Sarif => {
            let [close, none] = &ENDS[usize::from(language == Language::English)];
            Frame { open: SARIF, between: ",\n", close, none, ..Frame::default() }
        }
    }
}

fn show(
    entry: &Entry,
    document: &Document,
    findings: &[Finding],
    format: Report,
    look: Look,
    to: &mut dyn Write,
) -> io::Result<()> {
    let path = entry.input.path();
    for (at, finding) in findings.iter().enumerate() {
        if at > 0 {
            to.write_all(if format == Report::Text { b"\n" } else { b",\n" })?;
        }
        match format {
            Report::Text => to.write_all(text(&plain(&path.to_string_lossy()), document, finding, look).as_bytes())?,
            Report::Json => write!(to, "{}", finding.json(document, path))?,
            Report::Sarif => write!(to, "{}", finding.sarif(document, path, look.language()))?,
        }
    }
    Ok(())
}

/// A finding with the words it is about, as rustc shows one.
fn text(path: &str, document: &Document, finding: &Finding, look: Look) -> String {
    let message = if look.say("zh", "en") == "zh" { &finding.message.chinese } else { &finding.message.english };
    let place = document.place(finding.span().start());
    let Line { words, span, whole } = line(document.source(), finding.span());
    let mut snippet = Snippet::source(words).line_start(place.line);
    let title = Level::WARNING.no_name().primary_title(format!("{} {message}", finding.check.code));
    if whole {
        snippet = snippet.path(path);
    }
    let origin = (!whole).then(|| Origin::path(path).line(place.line).char_column(place.column));
    let mut group = title.elements(origin);
    group = group.element(snippet.annotation(AnnotationKind::Primary.span(span.range())));
    if let Some(also) = also(document, finding, look) {
        group = group.element(Level::NOTE.with_name(look.say("另见", "see")).message(also));
    }
    let help = look.say(&finding.check.help, &finding.check.help_english);
    group = group.element(Level::HELP.with_name(look.say("建议", "help")).message(help));
    let renderer = if look.has_color() { Renderer::styled() } else { Renderer::plain() };
    let mut shown = renderer.decor_style(DecorStyle::Ascii).term_width(look.columns()).render(&[group]);
    shown.push('\n');
    shown
}

/// The line a place stands on.
struct Line {
    /// Without what could steer a terminal.
    words: String,
    /// Where the place is in them.
    span: Span,
    /// Whether they begin with the line, so that columns can be counted in them.
    whole: bool,
}

/// More of a line, in bytes on either side, is not drawn: a whole book may stand on one.
const FAR: usize = 6000;

fn line(text: &str, span: Span) -> Line {
    let begin = text[..span.start()].rfind('\n').map_or(0, |at| at + 1);
    let near = span.start().saturating_sub(FAR);
    let start = if near > begin { text.floor_char_boundary(near) } else { begin };
    let far = text.floor_char_boundary((span.start() + FAR).min(text.len()));
    let end = text[span.start()..far].find(['\n', '\r']).map_or(far, |at| span.start() + at);
    let words = text[start..end].replace(|c: char| c.is_ascii_control(), " ");
    Line { words, span: Span::new(span.start() - start, span.end().min(end) - start), whole: start == begin }
}

/// The other places of a finding, a few of them.
fn also(document: &Document, finding: &Finding, look: Look) -> Option<String> {
    const SHOWN: usize = 4;
    let one = |span: &Span| {
        let place = document.place(span.start());
        let words: String = plain(document.text(span)).chars().take(12).collect();
        format!("{}:{} {words}", place.line, place.column)
    };
    let mut also: Vec<String> = finding.more.iter().take(SHOWN).map(one).collect();
    if finding.more.len() > SHOWN {
        also.push("…".to_owned());
    }
    (!also.is_empty()).then(|| also.join(look.say("；", "; ")))
}

/// What `tigang explain` says of a check, or of all whose codes begin so; nothing where there is none.
pub(crate) fn page(code: &str, look: Look) -> Option<String> {
    let begins = |check: &&tigang::Check| check.answers_to(code) && code.len() >= 2;
    let all: Vec<&tigang::Check> = Checks::all().iter().filter(begins).collect();
    let mut page = String::new();
    let [check] = all[..] else {
        for check in &all {
            let note = match (check.off, check.fixable) {
                (true, _) => " (off)",
                (_, true) => " (--fix)",
                _ => "",
            };
            // Writing to a string does not fail.
            let _ = writeln!(
                page,
                "{}  {}{}",
                look.paint(Paint::Bold, &check.code),
                check.title,
                look.paint(Paint::Dim, note)
            );
        }
        return (!all.is_empty()).then_some(page);
    };
    let _ = writeln!(
        page,
        "{} {}  {}",
        look.paint(Paint::Bold, &check.code),
        check.name,
        look.paint(Paint::Bold, &check.title)
    );
    let _ = writeln!(page, "  {}\n  {}", check.says, check.english);
    let mut row = |name: &str, values: &[String]| {
        for (at, value) in values.iter().flat_map(|value| value.lines()).enumerate() {
            let name = if at == 0 { name } else { "" };
            let _ = writeln!(page, "  {}{value}", look.paint(Paint::Dim, &format!("{name:10}")));
        }
    };
    row("help", &[check.help.clone(), check.help_english.clone()]);
    row("made", &[if check.off { "when asked for with --select" } else { "by default" }.to_owned()]);
    row("--fix", &[if check.fixable { "mends some of its findings" } else { "leaves it to you" }.to_owned()]);
    row("yes", &check.yes);
    row("no", &check.no);
    Some(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_keeps_its_place() {
        let text = "上一行。\r\n要抓\t早，，要抓小。\r\n下一行。";
        let at = text.find("，，").unwrap();
        let found = line(text, Span::new(at, at + "，，".len()));
        assert_eq!((found.words.as_str(), &found.words[found.span.range()]), ("要抓 早，，要抓小。", "，，"));
        let long = format!("{}，，{}", "甲".repeat(9000), "乙".repeat(9000));
        let found = line(&long, Span::new(27000, 27006));
        assert_eq!(&found.words[found.span.range()], "，，");
        assert!(!found.whole && found.words.len() < 3 * FAR);
    }
}
