//! The speeches of `corpus`: their outlines as written down, and scores that never fall.

#![cfg(feature = "json")]

mod bless;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use tigang::{Document, Gold, Parser, Spanned, Tally};

/// The speeches of a folder, their names in order.
fn speeches(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.extension().is_some_and(|ext| ext == "txt"));
    found.sort();
    found
}

#[test]
fn every_speech_has_the_outline_written_beside_it() {
    let parser = Parser::new();
    let mut differ = Vec::new();
    for path in speeches("corpus") {
        let found = outline(&parser.structure(&fs::read_to_string(&path).unwrap()));
        let golden = path.with_extension("outline");
        if bless::blessing() {
            fs::write(golden, found).unwrap();
            continue;
        }
        let written = fs::read_to_string(&golden).unwrap_or_default();
        if let Some(diff) = bless::differs(&written, &found) {
            differ.push(format!("{} (- written, + found)\n{diff}", golden.display()));
        }
    }
    assert!(differ.is_empty(), "{} outlines differ\n\n{}", differ.len(), differ.join("\n\n"));
}

/// A speech after another: its title, then a line a point, `line:` mark, heading.
fn outline(document: &Document) -> String {
    let mut out = String::new();
    for speech in document.speeches() {
        let title = speech.title.map_or("(no title)".into(), |title| document.shown(&title));
        writeln!(out, "{:>4}  {title}", document.place(speech.span().start()).line).unwrap();
        for node in speech.outline().nodes() {
            let place = document.place(node.span.start());
            let indent = "  ".repeat(node.level as usize);
            let words = format!("{} {}", document.text(&node.marker), document.shown(&node.heading));
            writeln!(out, "{:>4}  {indent}{}", place.line, words.trim()).unwrap();
        }
    }
    out
}

#[test]
fn no_score_falls_below_its_floor() {
    floors_hold("corpus");
}

/// The labels were fitted to none of these speeches; names were.
#[test]
fn no_score_on_unseen_speeches_falls_below_its_floor() {
    floors_hold("tests/unseen");
}

fn floors_hold(folder: &str) {
    let parser = Parser::new();
    let mut tally = Tally::default();
    for path in speeches(folder) {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.file_stem().unwrap().display().to_string();
        let gold = Gold::read(&text, &fs::read_to_string(path.with_extension("ann")).unwrap())
            .unwrap_or_else(|error| panic!("{name}.ann: {error}"));
        tally.add(&name, &parser.parse(&text), &gold);
    }
    let table = tally.table();
    let f1 = |name: &str| table.iter().find(|figure| figure.name == name).map(|figure| figure.f1);
    let floors = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/floors.toml")).unwrap();
    let floors: toml::Table = floors.parse().unwrap();
    let floors = floors[folder].as_table().unwrap();
    let mut low = Vec::new();
    for (name, floor) in floors {
        let floor =
            floor.as_float().unwrap_or_else(|| panic!("floors.toml: the floor of \"{name}\" is no figure like 0.5"));
        let found = f1(name).unwrap_or_else(|| panic!("floors.toml: nothing measures \"{name}\""));
        if found < floor {
            low.push(format!("{name}: {found:.3}, and its floor is {floor}"));
        }
    }
    low.extend(
        table
            .iter()
            .filter(|figure| !floors.contains_key(&figure.name))
            .map(|figure| format!("{} has no floor; put one .02 below {:.3} into floors.toml", figure.name, figure.f1)),
    );
    let all: Vec<String> = table.iter().map(|figure| format!("{} {:.3}", figure.name, figure.f1)).collect();
    assert!(low.is_empty(), "fallen:\n  {}\nall:\n  {}", low.join("\n  "), all.join("\n  "));
    println!("{}", all.join("\n"));
}
