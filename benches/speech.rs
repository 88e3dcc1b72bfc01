//! How fast tigang reads, beside jieba-rs cutting the same text into words in the same run.
//!
//! `cargo bench` takes 20 MB of shuffled sentences; `cargo bench -- 5` takes 5. Every figure is the median
//! of rounds in which the readers take turns.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use jieba_rs::Jieba;
use tigang::{Hint, Parser, Segmenter, decode};

#[path = "../tests/files/mod.rs"]
mod files;

const ROUNDS: usize = 3;

/// Shapes that ask most of a reader; the slowest is shown.
const WORST: &[(&str, &str)] = &[
    ("marks in a row", "一、"),
    ("points of one letter", "一、x\n"),
    ("run-in points", "一是快。二是准。"),
    ("actors without an end", "局委办部门单位"),
    ("duties without an end", "由县发改局牵头，要"),
    ("tails of duties", "（牵头单位：县发改局；责任单位：县财政局）"),
    ("halves of cues", "有的是从以由"),
    ("problems and measures", "一是前期工作滞后。要加快前期工作。"),
    ("notices", "……（此处省略318字）……"),
    ("open brackets", "（"),
];

fn main() {
    // Cargo passes flags of its own.
    let megabytes = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(20);
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let speech =
        fs::read_to_string(corpus.join("county-projects.txt")).expect("corpus/county-projects.txt can be read");

    let start = Instant::now();
    let readers = Readers { parser: Parser::new(), segmenter: Segmenter::new(), jieba: Jieba::new() };
    let loaded = start.elapsed();
    let shuffled = shuffled(&readers.parser, &texts(&corpus), megabytes * 1_000_000);
    // The dictionary of `words` loads at its first use.
    readers.words(&speech);

    let cores = std::thread::available_parallelism().map_or(0, |cores| cores.get());
    println!("one thread of {cores}, median of {ROUNDS} rounds, MB/s and times the speed of jieba-rs cut (hmm)\n");
    println!("{:<34}{:>16}{:>16}{:>16}{:>12}", "", "structure", "full", "with words", "jieba cut");
    readers.compare(&format!("a speech of {} KB", speech.len() / 1000), &speech);
    readers.compare(&format!("{megabytes} MB of shuffled sentences"), &shuffled);
    let (name, worst) = readers.worst();
    readers.compare(&format!("worst: {name}"), &worst);

    formats(&speech, &shuffled);
    println!("\nrules and dictionary loaded in {:.0} ms", millis(loaded));
    command(&corpus, &shuffled);
}

struct Readers {
    parser: Parser,
    segmenter: Segmenter,
    jieba: Jieba,
}

impl Readers {
    fn structure(&self, text: &str) {
        black_box(self.parser.structure(text));
    }

    fn full(&self, text: &str) {
        black_box(self.parser.parse(text));
    }

    fn words(&self, text: &str) {
        let document = self.parser.parse(text);
        for sentence in document.speeches().iter().flat_map(|speech| speech.sentences()) {
            black_box(self.segmenter.words(&document, sentence));
        }
    }

    fn cut(&self, text: &str) {
        for line in text.lines() {
            black_box(self.jieba.cut(line, true));
        }
    }

    /// One line of the table.
    fn compare(&self, name: &str, text: &str) {
        let readers: [&dyn Fn(&str); 4] =
            [&|text| self.structure(text), &|text| self.full(text), &|text| self.words(text), &|text| self.cut(text)];
        // Short texts are read often enough to be measured.
        let times = (400_000 / text.len()).max(1);
        let mut took = [const { Vec::new() }; 4];
        for _ in 0..ROUNDS {
            for (reader, took) in readers.iter().zip(&mut took) {
                let start = Instant::now();
                (0..times).for_each(|_| reader(text));
                took.push(start.elapsed() / times as u32);
            }
        }
        let took = took.map(median);
        let speed = |took: Duration| text.len() as f64 / 1e6 / took.as_secs_f64();
        let cut = speed(took[3]);
        let cells: String =
            took[..3].iter().map(|took| format!("{:>9.1} {:>5.1}x", speed(*took), speed(*took) / cut)).collect();
        println!("{name:<34}{cells}{cut:>12.1}");
    }

    /// The shape that takes longest, a megabyte of it.
    fn worst(&self) -> (&'static str, String) {
        let text = |again: &str, bytes: usize| again.repeat(bytes / again.len());
        let slowest = WORST.iter().max_by_key(|(_, again)| {
            let text = text(again, 200_000);
            let start = Instant::now();
            self.full(&text);
            start.elapsed()
        });
        let (name, again) = slowest.expect("there are shapes");
        (name, text(again, 1_000_000))
    }
}

/// How fast files become text.
fn formats(speech: &str, shuffled: &str) {
    println!();
    for (charset, write) in files::CHARSETS.iter().filter(|(charset, _)| ["utf-8-bom", "gb18030"].contains(charset)) {
        let speed = |text: &str, times| {
            let bytes = write(text)?;
            let took = timed(times, || bytes.clone(), |bytes| _ = black_box(decode(bytes, Hint::none())));
            Some(bytes.len() as f64 / 1e6 / took.as_secs_f64())
        };
        if let (Some(short), Some(long)) = (speed(speech, 1000), speed(shuffled, 1)) {
            println!("{charset}: {short:.0} MB/s a speech, {long:.0} MB/s the long text");
        }
    }
    for (format, write) in files::WRITERS {
        let bytes = write(speech);
        let document = Parser::new().parse_bytes(&bytes, Hint::none()).expect("what the bench wrote can be read");
        let pages = document.place(document.source().len()).page.unwrap_or(1);
        let took = timed(100, || bytes.clone(), |bytes| _ = black_box(decode(bytes, Hint::none())));
        let speed = took.as_secs_f64().recip();
        let paged = if pages > 1 { format!(", {:.0} pages/s", speed * f64::from(pages)) } else { String::new() };
        println!("{format}: {speed:.0} documents/s of {} KB of text{paged}", speech.len() / 1000);
    }
}

/// The median time of one turn, in rounds of so many.
fn timed<T>(times: u32, make: impl Fn() -> T, turn: impl Fn(T)) -> Duration {
    let round = |_| {
        let made: Vec<T> = (0..times).map(|_| make()).collect();
        let start = Instant::now();
        made.into_iter().for_each(&turn);
        start.elapsed() / times
    };
    median((0..ROUNDS).map(round).collect())
}

/// The command itself: how long it takes to start, and how much memory it takes.
fn command(corpus: &Path, shuffled: &str) {
    let tigang = env!("CARGO_BIN_EXE_tigang");
    let short = corpus.join("flood-control.txt");
    let run = |program: &str, arguments: &[&Path]| {
        let took = (0..15).map(|_| {
            let start = Instant::now();
            let ran = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
            ran.is_ok_and(|status| status.success()).then(|| start.elapsed())
        });
        took.collect::<Option<Vec<_>>>().map(median)
    };
    match (run(tigang, &[Path::new("extract"), &short]), run("/bin/true", &[])) {
        (Some(own), Some(empty)) => {
            println!("one file of 5 KB, whole process: {:.1} ms; /bin/true {:.1} ms", millis(own), millis(empty));
        }
        _ => println!("start-up: skipped, tigang extract or /bin/true does not run"),
    }

    let folder = std::env::temp_dir().join(format!("tigang-bench-{}", std::process::id()));
    let path = folder.join("shuffled.txt");
    let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&path, shuffled));
    match written.ok().and_then(|()| peak(tigang, &path)) {
        Some(peak) => {
            println!(
                "memory on {} MB: {:.1} times the file",
                shuffled.len() / 1_000_000,
                peak as f64 / shuffled.len() as f64
            );
        }
        None => println!("memory: skipped, /proc tells nothing"),
    }
    // What is left behind lies in the folder for temporary files.
    let _ = fs::remove_dir_all(folder);
}

/// The most memory `tigang extract` holds at once, in bytes; it never falls, so the last look counts.
fn peak(tigang: &str, path: &Path) -> Option<usize> {
    let mut child =
        Command::new(tigang).arg("extract").arg(path).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak = None;
    while child.try_wait().ok()?.is_none() {
        let told = fs::read_to_string(&status).ok();
        let now = told.as_ref().and_then(|told| told.lines().find_map(|line| line.strip_prefix("VmHWM:")));
        let now = now.and_then(|line| line.trim().trim_end_matches(" kB").parse::<usize>().ok());
        peak = now.map(|kilobytes| kilobytes * 1024).or(peak);
        sleep(Duration::from_millis(2));
    }
    peak
}

fn texts(corpus: &Path) -> Vec<String> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(corpus).expect("corpus can be read").flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ext| ext == "txt"));
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).expect("a speech of the corpus is UTF-8")).collect()
}

/// Sentences of the corpus in an order of chance: paragraphs of one to eight, short lines as they stand.
///
/// Without what cleaning takes out, for a notice that ends a text would end this one.
fn shuffled(parser: &Parser, texts: &[String], bytes: usize) -> String {
    let documents: Vec<_> = texts.iter().map(|text| parser.structure(text)).collect();
    let all = documents.iter().flat_map(|document| {
        let sentences = document.speeches().iter().flat_map(|speech| speech.sentences());
        sentences.map(|sentence| document.text(sentence).trim())
    });
    let (sentences, lines): (Vec<&str>, Vec<&str>) = all.partition(|words| words.ends_with(['。', '！', '？', '；']));
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut below = |end: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed >> 11) as usize % end
    };
    let mut text = String::with_capacity(bytes + 4096);
    while text.len() < bytes {
        if below(4) == 0 {
            text.push_str(lines[below(lines.len())]);
        } else {
            (0..=below(8)).for_each(|_| text.push_str(sentences[below(sentences.len())]));
        }
        text.push('\n');
    }
    text
}

fn median(mut took: Vec<Duration>) -> Duration {
    took.sort_unstable();
    took[took.len() / 2]
}

fn millis(took: Duration) -> f64 {
    took.as_secs_f64() * 1000.0
}
