//! `tigang view`: a page for a browser, or a folder of pages with their list.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use tigang::{Entry, Index, Language, Page, Rules};

use super::args::{self, Lang, Talk};
use super::message::named;
use super::output::{Output, is_terminal};
use super::read::{self, Found, Frame};
use super::show::plain;
use super::{End, Stop};

/// The list of the pages in a folder.
const INDEX: &str = "index.html";

pub(crate) fn run(task: args::View, talk: Talk) -> Result<End, Stop> {
    let rules = read::rules(&task.reading.tables)?;
    let language = match task.language.lang {
        Lang::Zh => Language::Chinese,
        Lang::En => Language::English,
    };
    match task.output.as_deref().filter(|path| *path != "-") {
        Some(path) if is_page(path) => {
            read::not_an_input(path, &task.reading.paths)?;
            one(&task, talk, Output::file(path)?, &rules, language)
        }
        Some(folder) => Folder::new(folder, &task.reading.paths, &rules, language)?.run(&task, talk),
        None if is_terminal() => Err(Stop::Because("a page is for a browser; name a file: -o page.html".to_owned())),
        None => one(&task, talk, Output::stdout(), &rules, language),
    }
}

/// Whether the person means a page by this name, not a folder.
fn is_page(path: &Path) -> bool {
    let ends = |end: &str| path.extension().is_some_and(|found| found.eq_ignore_ascii_case(end));
    !path.is_dir() && (ends("html") || ends("htm") || fs::metadata(path).is_ok())
}

fn found(entry: &Entry) -> Found {
    let any = |speech: &tigang::Speech| {
        !(speech.outline().nodes().is_empty() && speech.items().is_empty() && speech.duties().is_empty())
    };
    Found(entry.document.speeches().iter().any(any))
}

/// The page of the only document.
fn one(task: &args::View, talk: Talk, output: Output, rules: &Rules, language: Language) -> Result<End, Stop> {
    let taken = AtomicBool::new(false);
    let write = |entry: &Entry, to: &mut dyn Write| -> io::Result<Found> {
        if taken.swap(true, Ordering::Relaxed) {
            return Err(io::Error::other("more than one document for one page; name a folder: -o pages"));
        }
        let name = name(entry.input.path().file_name().unwrap_or_default().as_ref());
        to.write_all(Page::new(&entry.document, &name).rules(rules).language(language).write().as_bytes())?;
        Ok(found(entry))
    };
    read::each(&task.reading, talk, output, Frame::default(), write)
}

/// What a page calls its file: the folders of this machine are nobody's business where it is read.
fn name(path: &Path) -> String {
    plain(&path.to_string_lossy())
}

/// A folder of pages, each under the name of its file with `.html` behind it.
struct Folder<'a> {
    at: &'a Path,
    // What all inputs stand in; the pages' folders begin behind it.
    base: PathBuf,
    inputs: BTreeSet<PathBuf>,
    taken: Mutex<BTreeSet<PathBuf>>,
    rules: &'a Rules,
    language: Language,
}

impl<'a> Folder<'a> {
    fn new(at: &'a Path, paths: &[PathBuf], rules: &'a Rules, language: Language) -> Result<Self, Stop> {
        let own =
            |path: &&PathBuf| path.is_dir() && fs::canonicalize(path).is_ok_and(|path| whole(at).starts_with(path));
        if let Some(input) = paths.iter().find(own) {
            let (at, input) = (at.display(), input.display());
            let message = format!("{at}: lies in {input}, whose files are read; the next run would read the pages too");
            return Err(Stop::Because(message + "; give -o a folder elsewhere"));
        }
        fs::create_dir_all(at).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists | ErrorKind::NotADirectory => {
                let message = "a file stands where the folder should be; give -o another name";
                Stop::Because(format!("{}: {message}", at.display()))
            }
            _ => Stop::Because(named(at, &error)),
        })?;
        let files = paths.iter().filter(|path| path.is_file());
        let inputs = files.filter_map(|path| fs::canonicalize(path).ok()).collect();
        Ok(Self { at, base: base(paths), inputs, taken: Mutex::default(), rules, language })
    }

    fn run(&self, task: &args::View, talk: Talk) -> Result<End, Stop> {
        let index = Index::new(self.language);
        let list = self.at.join(INDEX);
        read::not_an_input(&list, &task.reading.paths)?;
        let mut output = Output::file(&list)?;
        output.write(index.open().as_bytes())?;
        let close: &'static str = index.close().leak();
        let frame = Frame { close, none: close, ..Frame::default() };
        let write = |entry: &Entry, to: &mut dyn Write| -> io::Result<Found> {
            let parts = self.page(entry).map_err(|(path, error)| io::Error::other(named(&path, &error)))?;
            let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            to.write_all(index.row(&entry.document, &self.name(entry), &parts).as_bytes())?;
            Ok(found(entry))
        };
        read::each(&task.reading, talk, output, frame, write)
    }

    fn name(&self, entry: &Entry) -> String {
        let path = entry.input.path();
        name(path.strip_prefix(&self.base).unwrap_or(path))
    }

    /// Writes the page of a document; the parts of its address.
    fn page(&self, entry: &Entry) -> Result<Vec<String>, (PathBuf, io::Error)> {
        let parts = address(&self.base, entry.input.path());
        let path: PathBuf = parts.iter().collect();
        let target = self.at.join(&path);
        let fault = |error: io::Error| (target.clone(), error);
        if !self.taken.lock().expect("nobody panics while holding it").insert(path) {
            return Err(fault(io::Error::other("two inputs would have this page; rename one, or give it once")));
        }
        if fs::canonicalize(&target).is_ok_and(|target| self.inputs.contains(&target)) {
            return Err(fault(io::Error::other("is also an input; give -o another folder")));
        }
        let up = "../".repeat(parts.len() - 1) + INDEX;
        let name = self.name(entry);
        let page = Page::new(&entry.document, &name).rules(self.rules).language(self.language).index(&up);
        target.parent().map_or(Ok(()), fs::create_dir_all).map_err(fault)?;
        // Nobody opens half a page.
        let part = target.with_extension(format!("part-{}", std::process::id()));
        let written = fs::write(&part, page.write()).and_then(|()| fs::rename(&part, &target));
        written.inspect_err(|_| _ = fs::remove_file(&part)).map_err(fault)?;
        Ok(parts)
    }
}

/// The whole path of a folder that may not be there yet.
fn whole(folder: &Path) -> PathBuf {
    let mut there = folder.ancestors().map(|path| if path.as_os_str().is_empty() { Path::new(".") } else { path });
    there.find_map(|path| fs::canonicalize(path).ok()).unwrap_or_default()
}

/// The folder that holds all of the inputs.
fn base(paths: &[PathBuf]) -> PathBuf {
    let holds = |path: &PathBuf| if path.is_dir() { path.clone() } else { path.parent().unwrap_or(path).to_owned() };
    let mut all = paths.iter().filter(|path| path.as_os_str() != "-").map(holds);
    let first = all.next().unwrap_or_default();
    all.fold(first, |base, path| {
        base.components().zip(path.components()).take_while(|(one, other)| one == other).map(|(part, _)| part).collect()
    })
}

/// The parts of a page's address: those of its file behind `base`, in letters every system takes.
fn address(base: &Path, path: &Path) -> Vec<String> {
    let own = path.strip_prefix(base).unwrap_or(path);
    let inside = |part: Component<'_>| match part {
        Component::Normal(part) => Some(lawful(&part.to_string_lossy())),
        _ => None,
    };
    let mut parts: Vec<String> = own.components().filter_map(inside).collect();
    match parts.last_mut() {
        Some(last) if last == "-" => "stdin.html".clone_into(last),
        Some(last) if *last == "index" => "index_.html".clone_into(last),
        Some(last) => last.push_str(".html"),
        None => parts.push("speech.html".to_owned()),
    }
    parts
}

/// Windows takes none of these in a name; their full-width sisters read the same.
fn lawful(name: &str) -> String {
    let swap = |c: char| match c {
        '<' => '＜',
        '>' => '＞',
        ':' => '：',
        '"' => '＂',
        '|' => '｜',
        '?' => '？',
        '*' => '＊',
        '\\' => '＼',
        c if c.is_control() => '_',
        c => c,
    };
    name.chars().map(swap).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_called_as_its_file() {
        let cases = [
            ("", "a.txt", "a.txt.html"),
            ("talks", "talks/2025/a.docx", "2025/a.docx.html"),
            ("all.csv", "all.csv:12", "all.csv：12.html"),
            ("", "../b/a?.txt", "b/a？.txt.html"),
            ("", "index", "index_.html"),
            ("", "-", "stdin.html"),
        ];
        for (base, path, want) in cases {
            assert_eq!(address(Path::new(base), Path::new(path)).join("/"), want, "{path}");
        }
    }

    #[test]
    fn pages_begin_behind_what_all_inputs_share() {
        let cases: [(&[&str], &str); 4] = [
            (&["corpus"], "corpus"),
            (&["x/a.txt", "x/b.txt"], "x"),
            (&["x/a/1.txt", "x/b/2.txt"], "x"),
            (&["a.txt", "y/b.txt"], ""),
        ];
        for (paths, want) in cases {
            let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
            assert_eq!(base(&paths), Path::new(want), "{paths:?}");
        }
    }
}
