//! The rooms of the house import only what stands before them, the library is silent, and lean stays lean.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every room and what it may import, from the first on the road to the last.
///
/// `document` holds what `extract` finds, so the two know each other's types; no other pair does.
const ROOMS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("error", &["text"]),
    ("rules", &["text", "error"]),
    ("input", &["text", "error", "rules"]),
    ("outline", &["text", "rules", "input"]),
    ("extract", &["text", "rules", "input", "outline", "document"]),
    ("document", &["text", "rules", "input", "outline", "extract"]),
    ("parser", &["text", "error", "rules", "input", "outline", "extract", "document"]),
    ("compare", &["text", "rules", "outline", "document"]),
    ("words", &["text", "rules", "document"]),
    ("export", &["text", "error", "rules", "input", "outline", "extract", "document", "compare", "words"]),
    ("check", &["text", "rules", "input", "outline", "document", "parser"]),
    ("eval", &["text", "error", "rules", "outline", "extract", "document"]),
    ("fit", &["text", "error", "rules", "input", "outline", "extract", "document", "parser", "eval"]),
    ("corpus", &["text", "error", "input", "document", "parser", "export"]),
];

/// The crates a caller without features gets, those behind them with them.
const LEAN: &[&str] = &[
    "aho-corasick",
    "daachorse",
    "memchr",
    "proc-macro2",
    "quote",
    "regex",
    "regex-automata",
    "regex-syntax",
    "rustc-hash",
    "serde",
    "serde_core",
    "serde_derive",
    "serde_spanned",
    "syn",
    "tigang",
    "toml",
    "toml_datetime",
    "toml_parser",
    "unicode-ident",
    "unicode-segmentation",
    "winnow",
];

fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The Rust files under `src` with the room each belongs to; `main.rs`, `lib.rs` and `cli` are no rooms.
fn files() -> Vec<(String, PathBuf)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                found.push(path);
            }
        }
    }
    let src = home().join("src");
    let mut found = Vec::new();
    walk(&src, &mut found);
    found.sort();
    let room = |path: &Path| {
        let first = path.strip_prefix(&src).unwrap().iter().next().unwrap().to_str().unwrap();
        first.trim_end_matches(".rs").to_owned()
    };
    found.into_iter().map(|path| (room(&path), path)).collect()
}

/// Lines of code with their numbers, comments left out.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(at, line)| (at + 1, line.trim())).filter(|(_, line)| !line.starts_with("//"))
}

/// The rooms `line` names: `crate::text::Span`, `use crate::{text, rules::Kind}`.
fn named(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, root) in line.match_indices("crate::") {
        let rest = &line[at + root.len()..];
        let word = |text: &'_ str| text.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(text.len());
        match rest.strip_prefix('{') {
            None => found.push(&rest[..word(rest)]),
            Some(list) => {
                let mut depth = 0;
                let parts = list.split(|c| {
                    depth += i32::from(c == '{') - i32::from(c == '}');
                    c == ',' && depth == 0
                });
                found.extend(parts.map(str::trim).map(|part| &part[..word(part)]));
            }
        }
    }
    // A capital letter begins a name of the front door or of a macro; those name no room.
    found.retain(|room| !room.is_empty());
    found
}

#[test]
fn a_room_imports_only_what_stands_before_it() {
    let mut wrong = Vec::new();
    for (room, path) in files() {
        let outside = matches!(room.as_str(), "main" | "cli");
        let allowed: &[&str] = match ROOMS.iter().find(|(name, _)| *name == room) {
            Some((_, allowed)) => allowed,
            None if outside => &["cli"],
            None if room == "lib" => continue,
            None => {
                wrong.push(format!("{}: no room of that name is in the table", path.display()));
                continue;
            }
        };
        let text = fs::read_to_string(&path).unwrap();
        for (number, line) in code(&text) {
            for other in named(line) {
                if other != room && !allowed.contains(&other) {
                    wrong.push(format!("{}:{number}: {room} may not import {other}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n  {}", wrong.join("\n  "));
}

#[test]
fn imports_are_read_as_they_are_written() {
    assert_eq!(named("use crate::text::{Span, is_han};"), ["text"]);
    assert_eq!(named("use crate::{error::{Error, ErrorKind}, text};"), ["error", "text"]);
    assert_eq!(named("fn f(a: crate::outline::NodeId, b: crate::Offsets)"), ["outline"]);
}

#[test]
fn only_the_command_prints() {
    let loud = ["print!(", "println!(", "eprint!(", "eprintln!(", "dbg!(", "stdout()", "stderr()"];
    let mut wrong = Vec::new();
    for (_, path) in files().into_iter().filter(|(room, _)| !matches!(room.as_str(), "main" | "cli")) {
        let text = fs::read_to_string(&path).unwrap();
        let lines = code(&text).filter(|(_, line)| loud.iter().any(|word| line.contains(word)));
        wrong.extend(lines.map(|(number, line)| format!("{}:{number}: {line}", path.display())));
    }
    assert!(wrong.is_empty(), "\n  {}", wrong.join("\n  "));
}

#[test]
fn a_lean_caller_gets_few_crates() {
    let cargo = option_env!("CARGO").unwrap_or("cargo");
    let arguments = "tree --offline --no-default-features --edges normal --prefix none --format {p}";
    let out = Command::new(cargo).args(arguments.split(' ')).current_dir(home()).output().unwrap();
    assert!(out.status.success(), "cargo tree says: {}", String::from_utf8_lossy(&out.stderr));
    let out = String::from_utf8(out.stdout).unwrap();
    let found: BTreeSet<&str> =
        out.lines().filter_map(|line| line.split(' ').next()).filter(|name| !name.is_empty()).collect();
    let more: Vec<_> = found.iter().filter(|name| !LEAN.contains(name)).collect();
    assert!(more.is_empty(), "not in the list of the lean crates: {more:?}");
    let fewer: Vec<_> = LEAN.iter().filter(|name| !found.contains(*name)).collect();
    assert!(fewer.is_empty(), "no longer needed, take out of the list: {fewer:?}");
}
