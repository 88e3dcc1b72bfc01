//! A speech is the same speech in every format: outline, labels, items, duties; and every quote stands in its text.

#![cfg(all(feature = "json", feature = "office", feature = "html", feature = "pdf"))]

mod files;

use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use tigang::{Document, Hint, Parser, Record, Source, decode, verify};

fn speeches() -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut found: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.extension().is_some_and(|ext| ext == "txt"));
    found.sort();
    found.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

/// The text with a line a paragraph, as files of paragraphs hold it.
fn plain(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).flat_map(|line| [line, "\n"]).collect()
}

/// What was found, a line each, without places and white space.
fn shown(document: &Document) -> String {
    let mut out = String::new();
    let mut put = |name: &str, words: &str, more: String| {
        let words: String = words.split_whitespace().collect();
        out += &format!("{name} {words} {more}\n");
    };
    for speech in document.speeches() {
        speech.title.iter().for_each(|title| put("title", &document.shown(title), String::new()));
        for node in speech.outline().nodes() {
            put("node", &document.shown(&node.heading), format!("{} {}", node.level, document.text(&node.marker)));
        }
        for sentence in speech.sentences() {
            let kinds: Vec<&str> = sentence.labels().iter().map(|label| label.kind.name()).collect();
            put("sentence", &document.shown(sentence), kinds.join(" "));
        }
        speech.items().iter().for_each(|item| put("item", &document.shown(&item.title), item.id.clone()));
        speech.duties().iter().for_each(|duty| put("duty", &document.shown(&duty.actor), duty.id.clone()));
    }
    out
}

fn quotes_stand(document: &Document, name: &str) {
    let source = Source::new(name, b"");
    let record = serde_json::to_value(Record::new(document, &source)).unwrap();
    assert_eq!(verify(&record, document.source()), Vec::<String>::new(), "{name}");
}

fn first_difference(a: &str, b: &str) -> Option<String> {
    let pair = a.lines().zip(b.lines()).find(|(a, b)| a != b);
    let lengths = || (a.lines().count() != b.lines().count()).then(|| "one is longer".to_owned());
    pair.map(|(a, b)| format!("\n  - {a}\n  + {b}")).or_else(lengths)
}

#[test]
fn a_speech_is_the_same_in_every_charset() {
    let parser = Parser::new();
    for (path, text) in speeches() {
        let own = shown(&parser.parse(&text));
        let name = path.file_name().unwrap().to_str().unwrap();
        for (charset, write) in files::CHARSETS {
            let Some(bytes) = write(&text) else { continue };
            let decoded = decode(bytes, Hint::path(&path)).unwrap();
            assert_eq!(decoded.encoding, Some(*charset), "{name}");
            assert!(decoded.text == text, "{name} {charset}: another text");
            let found = shown(&parser.parse_decoded(decoded));
            assert_eq!(first_difference(&own, &found), None, "{name} {charset}");
        }
    }
}

/// Their lines or tabs mean more than a printed page shows: browser chrome above the speech, a paragraph on one
/// endless line, a point that begins where a line is full.
const UNLINED: &[&str] =
    &["address-enterprise", "address-rural", "local-business-env", "review-state", "review2-runon"];

#[test]
fn a_speech_is_the_same_in_every_format() {
    let parser = Parser::new();
    let mut differ = Vec::new();
    for (path, text) in speeches() {
        let text = plain(&text);
        let own = shown(&parser.parse(&text));
        for (format, write) in files::WRITERS {
            let name = format!("{}.{format}", path.file_stem().unwrap().display());
            // The font of the PDFs made here lacks ·, › and the vowels of pinyin.
            let lacks = |c: char| c == '›' || !c.is_ascii() && c < '\u{2000}';
            if *format == "pdf"
                && (text.contains(lacks) || UNLINED.contains(&&*path.file_stem().unwrap().to_string_lossy()))
            {
                continue;
            }
            let decoded = decode(write(&text), Hint::path(&name)).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(decoded.format.name(), if *format == "wps" { "doc" } else { format }, "{name}");
            let document = parser.parse_decoded(decoded);
            quotes_stand(&document, &name);
            let tells = document.place(document.source().len() / 2).paragraph.is_some();
            assert_eq!(tells, *format != "md", "{name}");
            differ.extend(first_difference(&own, &shown(&document)).map(|difference| format!("{name}{difference}")));
        }
    }
    assert!(differ.is_empty(), "{} differ\n{}", differ.len(), differ.join("\n"));
}

/// A speech with a table, a footnote, a header and a footer in `tests/samples`, and its text there.
#[test]
fn what_libreoffice_wrote_is_the_same_speech() {
    let parser = Parser::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
    let text = fs::read_to_string(folder.join("sluice.txt")).unwrap();
    let own = shown(&parser.parse(&text));
    for format in ["docx", "doc", "wps", "odt", "rtf", "html", "pdf"] {
        let name = format!("sluice.{format}");
        let decoded = decode(fs::read(folder.join(&name)).unwrap(), Hint::none()).unwrap();
        assert_eq!(decoded.losses, Vec::<String>::new(), "{name}");
        let read = (decoded.format.name(), decoded.text.trim_end());
        assert_eq!(read, (if format == "wps" { "doc" } else { format }, text.trim_end()), "{name}");
        let document = parser.parse_decoded(decoded);
        quotes_stand(&document, &name);
        assert_eq!(first_difference(&own, &shown(&document)), None, "{name}");
    }
}

/// Three speeches as the LibreOffice of this machine writes them, where it has one.
#[test]
fn what_libreoffice_writes_here_is_the_same_speech() {
    let room = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("soffice-{}", process::id()));
    fs::create_dir_all(&room).unwrap();
    let parser = Parser::new();
    let names = ["flood-control", "no-marks", "local-farmland"];
    let texts = names.map(|name| speeches().into_iter().find(|(path, _)| path.file_stem().unwrap() == name).unwrap());
    let files = names.map(|name| room.join(name).with_extension("rtf"));
    for (file, (_, text)) in files.iter().zip(&texts) {
        fs::write(file, files::rtf(text)).unwrap();
    }
    for format in ["docx", "doc", "odt", "html"] {
        if let Err(why) = soffice(&room, format, &files) {
            eprintln!("skipped: {format} as LibreOffice writes it: {why}");
            continue;
        }
        for (file, (_, text)) in files.iter().zip(&texts) {
            let file = file.with_extension(format);
            let document = parser.parse_decoded(decode(fs::read(&file).unwrap(), Hint::none()).unwrap());
            quotes_stand(&document, &file.to_string_lossy());
            let own = shown(&parser.parse(&plain(text)));
            assert_eq!(first_difference(&own, &shown(&document)), None, "{}", file.display());
        }
    }
    let _ = fs::remove_dir_all(&room);
}

/// Has LibreOffice write files in another format, beside them; says why where it did not.
fn soffice(room: &Path, format: &str, files: &[PathBuf]) -> Result<(), String> {
    const LONGEST: Duration = Duration::from_secs(60);
    let mut run = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}/profile", room.display()))
        .args(["--headless", "--convert-to", format, "--outdir"])
        .arg(room)
        .args(files)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("soffice does not start ({error})"))?;
    let start = Instant::now();
    while run.try_wait().map_err(|error| error.to_string())?.is_none() {
        if start.elapsed() > LONGEST {
            let _ = run.kill();
            let _ = run.wait();
            return Err(format!("soffice took longer than {} s", LONGEST.as_secs()));
        }
        thread::sleep(Duration::from_millis(50));
    }
    let made = files.iter().all(|file| file.with_extension(format).is_file());
    if made { Ok(()) } else { Err("soffice wrote nothing".to_owned()) }
}

#[test]
fn a_damaged_file_gives_what_is_left_or_says_why() {
    let text =
        "一、加快项目建设\n要把前期工作往前赶，9月底前办结手续。\n二、压实责任\n由县发改局牵头，逐月通报。\n".repeat(6);
    for (format, write) in files::WRITERS {
        let whole = write(&text);
        let mut read = 0;
        for cut in (1..60).map(|part| whole.len() * part / 60) {
            match decode(whole[..cut].to_vec(), Hint::none()) {
                Ok(decoded) => read += usize::from(decoded.text.contains("前期工作")),
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        }
        // Word files and PDFs keep at their end what tells where their text stands.
        assert!(read > 0 || matches!(*format, "doc" | "pdf"), "{format}: nothing is left of any cut");
        let mut seed = 7_u64;
        let mut next = |end: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) as usize % end
        };
        for _ in 0..100 {
            let mut bytes = whole.clone();
            (0..1 + next(8)).for_each(|_| bytes[next(whole.len())] = next(256) as u8);
            let _ = decode(bytes, Hint::none());
        }
    }
}

#[test]
fn what_cannot_be_read_says_why() {
    let cases: [(&[u8], &str); 4] = [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture"),
        (b"\x7fELF\x02\x01\x01\0", "program"),
        (b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "zip"),
        (b"%PDF-1.7\nnothing", "damaged"),
    ];
    for (bytes, says) in cases {
        let error = decode(bytes.to_vec(), Hint::path("speech.txt")).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}
