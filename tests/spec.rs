//! The prose files in `tests/spec` say what tigang does; their fences prove it.
//!
//! A case is an `input` fence and the answer fences behind it, one finding a line:
//!
//! | fence | a line |
//! | --- | --- |
//! | `outline` | mark, heading; two spaces for every level |
//! | `sentences` | path of its point or `-`, the sentence |
//! | `labels` | kinds or `-`, the sentence |
//! | `items` | kind, title |
//! | `duties` | role, actor, `by=` limit, `(last day)` |
//! | `metrics` | name or `-`, value, unit, type, direction, bound, `against=`, `from=`, `period=` |
//! | `speeches` | `title`, `meeting`, `date`, `speaker`, `length`; a blank line between speeches |
//! | `noise`, `edits` | reason, the words |
//! | `gaps` | characters left out or `?`, the words |
//!
//! `⏎` stands for a line end, `·` for a space at an end. `TIGANG_BLESS=1` writes what is found.

mod bless;

use std::fmt::Write;
use std::fs;
use std::path::Path;

use tigang::{Document, Parser};

#[test]
fn the_spec_holds() {
    let parser = Parser::new();
    let mut paths: Vec<_> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let mut failures = Vec::new();
    let mut cases = 0;
    for path in paths.iter().filter(|path| path.extension().is_some_and(|ext| ext == "md")) {
        let prose = fs::read_to_string(path).unwrap();
        let mut blessed = String::with_capacity(prose.len());
        let mut document: Option<Document> = None;
        let mut says = "";
        let mut lines = prose.lines().enumerate();
        while let Some((number, line)) = lines.next() {
            blessed.push_str(line);
            blessed.push('\n');
            let Some(fence) = line.strip_prefix("```").filter(|fence| !fence.is_empty()) else {
                if !line.trim().is_empty() {
                    says = line;
                }
                continue;
            };
            let body: Vec<&str> = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
            let written: String = body.iter().flat_map(|line| [line, "\n"]).collect();
            let found = if fence == "input" {
                cases += 1;
                document = Some(parser.parse(body.join("\n").trim_end_matches('\\')));
                written.clone()
            } else {
                let place = format!("{}:{}", path.file_name().unwrap().display(), number + 1);
                let document = document.as_ref().unwrap_or_else(|| panic!("{place}: an answer without an input"));
                let found = answer(document, fence).unwrap_or_else(|| panic!("{place}: no fence is called {fence}"));
                if !bless::blessing()
                    && let Some(diff) = bless::differs(&written, &found)
                {
                    failures.push(format!("{place} {fence} (- written, + found): {says}\n{diff}"));
                }
                found
            };
            blessed.push_str(&found);
            blessed.push_str("```\n");
        }
        if bless::blessing() && blessed != prose {
            fs::write(path, blessed).unwrap();
        }
    }
    assert!(cases > 0, "tests/spec holds no case");
    assert!(failures.is_empty(), "{} answers differ\n\n{}", failures.len(), failures.join("\n\n"));
}

fn answer(document: &Document, fence: &str) -> Option<String> {
    let mut out = String::new();
    match fence {
        "outline" => outline(document, &mut out),
        "sentences" => sentences(document, &mut out),
        "labels" => labels(document, &mut out),
        "items" => {
            for item in document.speeches().iter().flat_map(|speech| speech.items()) {
                line(&mut out, item.kind.name(), document.text(&item.title));
            }
        }
        "duties" => duties(document, &mut out),
        "metrics" => metrics(document, &mut out),
        "speeches" => speeches(document, &mut out),
        "noise" => document.noise().iter().for_each(|noise| line(&mut out, &noise.reason, document.text(noise))),
        "edits" => document.edits().iter().for_each(|edit| line(&mut out, &edit.reason, document.text(edit))),
        "gaps" => {
            for gap in document.gaps() {
                let count = gap.omitted_chars.map_or("?".to_owned(), |count| count.to_string());
                line(&mut out, &count, document.text(gap));
            }
        }
        _ => return None,
    }
    Some(out)
}

fn line(out: &mut String, name: &str, words: &str) {
    writeln!(out, "{name}  {}", visible(words)).unwrap();
}

fn visible(words: &str) -> String {
    let bare = words.trim_matches(' ');
    let lead = words.len() - words.trim_start_matches(' ').len();
    let tail = words.len() - lead - bare.len();
    format!("{}{bare}{}", "·".repeat(lead), "·".repeat(tail)).replace("\r\n", "⏎").replace(['\n', '\r'], "⏎")
}

fn outline(document: &Document, out: &mut String) {
    for node in document.speeches().iter().flat_map(|speech| speech.outline().nodes()) {
        let indent = "  ".repeat(node.level as usize - 1);
        let (mark, heading) = (document.text(&node.marker), document.shown(&node.heading));
        writeln!(out, "{indent}{}", format!("{mark} {heading}").trim()).unwrap();
    }
}

fn sentences(document: &Document, out: &mut String) {
    for speech in document.speeches() {
        for sentence in speech.sentences() {
            let path = sentence.node.map_or("-".to_owned(), |node| speech.outline().path(node));
            line(out, &path, document.text(sentence).trim());
        }
    }
}

fn labels(document: &Document, out: &mut String) {
    for sentence in document.speeches().iter().flat_map(|speech| speech.sentences()) {
        let mut kinds: Vec<_> = sentence.labels().iter().map(|label| label.kind).collect();
        kinds.sort_unstable();
        let kinds: Vec<_> = kinds.iter().map(|kind| kind.name()).collect();
        let kinds = if kinds.is_empty() { "-".to_owned() } else { kinds.join("+") };
        line(out, &kinds, document.text(sentence).trim());
    }
}

fn duties(document: &Document, out: &mut String) {
    for duty in document.speeches().iter().flat_map(|speech| speech.duties()) {
        let mut words = document.text(&duty.actor).to_owned();
        if let Some(limit) = &duty.deadline {
            write!(words, "  by={}", document.text(&limit.span)).unwrap();
            limit.value.iter().for_each(|day| write!(words, " ({day})").unwrap());
        }
        line(out, duty.role.name(), &words);
    }
}

fn metrics(document: &Document, out: &mut String) {
    let sentences = document.speeches().iter().flat_map(|speech| speech.sentences());
    for metric in sentences.flat_map(|sentence| sentence.metrics()) {
        let number = |value: Option<f64>| value.map_or("?".to_owned(), |value| value.to_string());
        let mut words = format!("{} {}", number(metric.value), metric.unit.as_deref().unwrap_or("-"));
        metric.value_to.iter().for_each(|to| write!(words, "  to={to}").unwrap());
        write!(words, "  {}", metric.sort.name()).unwrap();
        metric.direction.iter().for_each(|direction| write!(words, " {}", direction.name()).unwrap());
        metric.bound.iter().for_each(|bound| write!(words, " {}", bound.name()).unwrap());
        metric.against.iter().for_each(|against| write!(words, "  against={}", document.text(against)).unwrap());
        metric.from.iter().for_each(|from| write!(words, "  from={}", document.text(&from.span)).unwrap());
        if let Some(period) = &metric.period {
            let value = period.value.as_deref().unwrap_or("?");
            write!(words, "  period={} ({value})", document.text(&period.span)).unwrap();
        }
        line(out, metric.name.map_or("-", |name| document.text(&name)), &words);
    }
}

fn speeches(document: &Document, out: &mut String) {
    for (at, speech) in document.speeches().iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        let meta = &speech.meta;
        line(out, "title", speech.title.map_or("-", |title| document.text(&title)));
        for (name, span) in [("meeting", meta.meeting), ("date", meta.date), ("speaker", meta.speaker)] {
            let Some(span) = span else { continue };
            let value =
                meta.date_value.as_ref().filter(|_| name == "date").map_or(String::new(), |day| format!(" ({day})"));
            line(out, name, &format!("{}{value}", document.text(&span)));
        }
        let length = speech.completeness;
        if let Some(declared) = length.declared_chars {
            line(out, "length", &format!("{} of {declared}", length.shown_chars));
        }
    }
}
