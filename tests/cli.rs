//! The transcripts in `tests/cli`, and those in README.md, are run for real.
//!
//! | fence | what it is |
//! | --- | --- |
//! | `file NAME` | a file in the fresh folder the transcript runs in; `corpus` is there too |
//! | `console` | `$ command` lines, run by `sh`, each with what it shows: both streams, then `(exit N)` if N is not 0 |
//!
//! In docs/writer.zh.md the prompt is that of Windows, `D:\稿子>`, which shows no exit code 1.
//!
//! A line of `...` stands for any lines. README.md runs at the top of the repository, and of its commands
//! only `tigang …` and `cargo run --release -- …`. `TIGANG_BLESS=1` writes what is shown.
#![cfg(target_os = "linux")]

mod bless;
mod files;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

const TOP: &str = env!("CARGO_MANIFEST_DIR");
const TIGANG: &str = env!("CARGO_BIN_EXE_tigang");

#[test]
fn the_transcripts_hold() {
    let entries = fs::read_dir(Path::new(TOP).join("tests/cli")).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let one = |path: &PathBuf| {
        let mut failures = Vec::new();
        check(path, &Room::new(path).0, |_| true, &mut failures);
        failures
    };
    let failures: Vec<String> = thread::scope(|scope| {
        let runs: Vec<_> = paths.iter().map(|path| scope.spawn(|| one(path))).collect();
        runs.into_iter().flat_map(|run| run.join().unwrap()).collect()
    });
    assert!(!paths.is_empty(), "tests/cli holds no transcript");
    assert!(failures.is_empty(), "{} commands differ\n\n{}", failures.len(), failures.join("\n\n"));
}

#[test]
fn the_readme_holds() {
    let readme = Path::new(TOP).join("README.md");
    let mut failures = Vec::new();
    if readme.exists() {
        check(&readme, Path::new(TOP), |command| command.starts_with("tigang "), &mut failures);
    }
    assert!(failures.is_empty(), "{} commands differ\n\n{}", failures.len(), failures.join("\n\n"));
}

/// The guide for writers, in a folder with what a writer has there: a speech in Word, and a folder of speeches.
#[test]
fn the_writers_guide_holds() {
    let guide = Path::new(TOP).join("docs/writer.zh.md");
    if !guide.exists() {
        return;
    }
    let room = Room::new(&guide);
    let speech = |name: &str| fs::read_to_string(Path::new(TOP).join("corpus").join(name)).unwrap();
    fs::write(room.0.join("讲话.docx"), files::docx(&speech("county-projects.txt"))).unwrap();
    fs::create_dir(room.0.join("历年讲话")).unwrap();
    for name in ["city-safety.txt", "county-health.txt"] {
        fs::write(room.0.join("历年讲话").join(name), speech(name)).unwrap();
    }
    let mut failures = Vec::new();
    check(&guide, &room.0, |_| true, &mut failures);
    for made in [
        "提纲.docx",
        "提纲.opml",
        "清单.xlsx",
        "任务分解表.docx",
        "新清单.xlsx",
        "讲话.html",
        "网页/index.html",
        "对照.html",
    ] {
        assert!(room.0.join(made).exists(), "the guide's commands did not make {made}");
    }
    assert!(failures.is_empty(), "{} commands differ\n\n{}", failures.len(), failures.join("\n\n"));
    let prose = fs::read_to_string(&guide).unwrap();
    for picture in prose.split("](pictures/").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(guide.with_file_name("pictures").join(picture).exists(), "no picture {picture}");
    }
}

/// A fresh folder, gone afterwards.
struct Room(PathBuf);

impl Room {
    fn new(transcript: &Path) -> Self {
        let name = transcript.file_stem().unwrap().to_str().unwrap();
        let room = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cli-{name}-{}", std::process::id()));
        fs::create_dir_all(&room).unwrap();
        std::os::unix::fs::symlink(Path::new(TOP).join("corpus"), room.join("corpus")).unwrap();
        Self(room)
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs the transcript's commands, and writes down what they show or says where it differs.
fn check(path: &Path, room: &Path, runs: impl Fn(&str) -> bool, failures: &mut Vec<String>) {
    let prose = fs::read_to_string(path).unwrap();
    let mut blessed = String::with_capacity(prose.len());
    let mut lines = prose.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        push(&mut blessed, line);
        let Some(fence) = line.strip_prefix("```").filter(|fence| !fence.is_empty()) else {
            continue;
        };
        let body = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```");
        let body: String = body.flat_map(|line| [line, "\n"]).collect();
        let mut shown = body.clone();
        if let Some(name) = fence.strip_prefix("file ") {
            fs::write(room.join(name), &body).unwrap();
        } else if fence == "console" {
            shown = console(&body, room, &runs, &mut |command, written, found| {
                let Some(diff) = bless::differs(written, found).filter(|_| !bless::blessing()) else {
                    return;
                };
                let place = format!("{}:{}", path.file_name().unwrap().display(), number + 1);
                failures.push(format!("{place} (- written, + found)\n    $ {command}\n{diff}"));
            });
        }
        blessed.push_str(&shown);
        blessed.push_str("```\n");
    }
    if bless::blessing() && blessed != prose {
        fs::write(path, blessed).unwrap();
    }
}

fn push(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

/// A `console` fence as it should stand; `differs` hears of every command that shows something else.
fn console(
    body: &str,
    room: &Path,
    runs: &impl Fn(&str) -> bool,
    differs: &mut impl FnMut(&str, &str, &str),
) -> String {
    let mut shown = String::new();
    let mut lines = body.lines().peekable();
    while let Some(line) = lines.next() {
        push(&mut shown, line);
        let mut written = String::new();
        while let Some(line) = lines.next_if(|line| command(line).is_none()) {
            push(&mut written, line);
        }
        let command = command(line).map(|command| command.replace("cargo run --release -- ", "tigang "));
        let Some(command) = command.filter(|command| runs(command)) else {
            shown.push_str(&written);
            continue;
        };
        let mut found = run(&command, room);
        // Windows does not show the exit code.
        if line.starts_with(WINDOWS) {
            found = found.replace("(exit 1)\n", "");
        }
        if agrees(&lines_of(&written), &lines_of(&found)) {
            shown.push_str(&written);
        } else {
            differs(&command, &written, &found);
            shown.push_str(&found);
        }
    }
    shown
}

/// The prompt in the guide for writers.
const WINDOWS: &str = "D:\\稿子>";

/// What is typed behind a prompt.
fn command(line: &str) -> Option<&str> {
    line.strip_prefix("$ ").or_else(|| line.strip_prefix(WINDOWS))
}

fn lines_of(text: &str) -> Vec<&str> {
    text.lines().collect()
}

/// Whether the lines are those that were written, `...` standing for any.
fn agrees(written: &[&str], found: &[&str]) -> bool {
    match written.split_first() {
        None => found.is_empty(),
        Some((&"...", rest)) => (0..=found.len()).any(|skip| agrees(rest, &found[skip..])),
        Some((line, rest)) => found.first() == Some(line) && agrees(rest, &found[1..]),
    }
}

fn run(command: &str, room: &Path) -> String {
    let tools = Path::new(TIGANG).parent().unwrap().display();
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1\n{command}")])
        .current_dir(room)
        .env("PATH", format!("{tools}:{path}"))
        .env_remove("COLUMNS")
        .env_remove("NO_COLOR")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let mut shown = String::from_utf8_lossy(&output.stdout).into_owned();
    if !shown.is_empty() && !shown.ends_with('\n') {
        shown.push('\n');
    }
    match output.status.code() {
        Some(0) => shown,
        Some(code) => shown + &format!("(exit {code})\n"),
        None => shown + "(killed)\n",
    }
}

#[test]
fn an_ellipsis_stands_for_any_lines() {
    let cases = [
        ("a\n...\nd", "a\nb\nc\nd", true),
        ("...", "", true),
        ("a\n...", "a", true),
        ("...\nc\n...", "a\nb", false),
        ("a", "a\nb", false),
    ];
    for (written, found, want) in cases {
        assert_eq!(agrees(&lines_of(written), &lines_of(found)), want, "{written:?} {found:?}");
    }
}
