//! Annotations as brat keeps them: a text and a file of stand-off notes beside it.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufRead, Write};
use std::path::{Component, Path, PathBuf};

use super::{ACTOR, Annotated, Entity, HEADING, ROLES, arrows, labels};
use crate::error::{Error, ErrorKind};

/// Writes the lines [`doccano`](crate::doccano) made as a brat collection into `folder`, which must not be there yet:
/// of every document a `.txt` and an `.ann` under the path of its file, and `annotation.conf` and `visual.conf`.
///
/// Offsets count characters. What goes over several lines, or around noise, has several parts.
///
/// # Errors
/// A file cannot be written, or a line is not one of `doccano`'s.
///
/// ```
/// use tigang::{Parser, Source, doccano, write_brat};
/// let text = "一、存在问题\n一是前期工作滞后。";
/// let line = doccano(&Parser::new().parse(text), &Source::new("in/a.txt", text.as_bytes()));
/// let folder = std::env::temp_dir().join(format!("tigang-brat-{}", std::process::id()));
/// write_brat(&folder, line.as_slice())?;
/// let notes = std::fs::read_to_string(folder.join("in/a.txt.ann"))?;
/// assert!(notes.contains("T3\tproblem 7 16\t一是前期工作滞后。\n"), "{notes}");
/// std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_brat(folder: &Path, lines: impl BufRead) -> Result<(), Error> {
    fs::create_dir(folder).map_err(|error| Error::from(error).at(folder))?;
    let mut written = Vec::new();
    let mut write = |path: PathBuf, words: &str| {
        let file = File::create(&path).and_then(|mut file| file.write_all(words.as_bytes()));
        file.map_err(|error| Error::from(error).at(&path))?;
        written.push(path);
        Ok::<(), Error>(())
    };
    write(folder.join("annotation.conf"), &annotation_conf())?;
    write(folder.join("visual.conf"), &visual_conf())?;
    let mut taken = HashSet::new();
    for line in lines.lines() {
        let document: Annotated = line
            .and_then(|line| Ok(serde_json::from_str(&line)?))
            .map_err(|error| Error::new(ErrorKind::Format(format!("no line of doccano's: {error}"))).at(folder))?;
        let base = folder.join(free(&document.path, &mut taken));
        if let Some(parent) = base.parent() {
            fs::create_dir_all(parent).map_err(|error| Error::from(error).at(parent))?;
        }
        write(with(&base, ".txt"), &document.text)?;
        write(with(&base, ".ann"), &notes(&document))?;
    }
    // All at the end: the disk then takes most of them at once.
    for path in written {
        File::open(&path).and_then(|file| file.sync_all()).map_err(|error| Error::from(error).at(&path))?;
    }
    Ok(())
}

/// Where a document goes: under its path, without what file systems or addresses have another meaning for.
fn free(path: &str, taken: &mut HashSet<String>) -> PathBuf {
    let plain = |c: char| if c.is_control() || "<>:\"|?*\\#%&".contains(c) { '_' } else { c };
    let parts = Path::new(path).components().filter_map(|part| match part {
        Component::Normal(part) => Some(part.to_string_lossy().chars().map(plain).collect::<String>()),
        _ => None,
    });
    let base = parts.collect::<Vec<_>>().join("/");
    let base = if base.is_empty() { "text".to_owned() } else { base };
    let numbered = (2..).map(|number| format!("{base}_{number}"));
    // Some file systems do not tell large letters from small.
    let name = std::iter::once(base.clone()).chain(numbered).find(|name| taken.insert(name.to_lowercase()));
    PathBuf::from(name.unwrap_or(base))
}

fn with(base: &Path, ending: &str) -> PathBuf {
    let mut path = base.as_os_str().to_owned();
    path.push(ending);
    path.into()
}

/// The `.ann` file: entities (T), what is said of them (A, #), relations (R).
fn notes(document: &Annotated) -> String {
    let chars: Vec<char> = document.text.chars().collect();
    let mut notes = String::new();
    let mut said = 0;
    for entity in &document.entities {
        let (id, parts) = (entity.id + 1, parts(entity, &chars));
        let places: Vec<String> = parts.iter().map(|[start, end]| format!("{start} {end}")).collect();
        let words: Vec<String> = parts.iter().map(|[start, end]| chars[*start..*end].iter().collect()).collect();
        let _ = writeln!(notes, "T{id}\t{} {}\t{}", entity.label, places.join(";"), words.join(" "));
        let about = match entity.label.as_str() {
            HEADING => Some("level"),
            ACTOR => Some("role"),
            _ => None,
        };
        if let (Some(about), Some(note)) = (about, &entity.note) {
            said += 1;
            let _ = writeln!(notes, "A{said}\t{about} T{id} {note}");
        }
        let _ = writeln!(notes, "#{id}\tAnnotatorNotes T{id}\t{}", entity.finding);
    }
    for arrow in &document.relations {
        let (from, to) = (arrow.from_id + 1, arrow.to_id + 1);
        let _ = writeln!(notes, "R{}\t{} Arg1:T{from} Arg2:T{to}", arrow.id + 1, arrow.sort);
    }
    notes
}

/// A part may not go over a line end, nor over what the reader of the notes takes for one.
fn parts(entity: &Entity, chars: &[char]) -> Vec<[usize; 2]> {
    let whole = [[entity.start_offset, entity.end_offset]];
    let fragments = if entity.fragments.is_empty() { &whole[..] } else { &entity.fragments[..] };
    let mut parts = Vec::new();
    for [start, end] in fragments {
        let mut from = *start;
        for line in chars[*start..*end].split(|c| ends_line(*c)) {
            let blank = line.iter().take_while(|c| c.is_whitespace()).count();
            let behind = line.iter().rev().take_while(|c| c.is_whitespace()).count();
            if blank < line.len() {
                parts.push([from + blank, from + line.len() - behind]);
            }
            from += line.len() + 1;
        }
    }
    parts
}

/// What Python's `splitlines` splits at, and the tab that parts the fields of a note.
fn ends_line(c: char) -> bool {
    matches!(c, '\t'..='\r' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn annotation_conf() -> String {
    let mut conf = String::from("[entities]\n");
    labels().iter().for_each(|(name, ..)| _ = writeln!(conf, "{name}"));
    conf.push_str("\n[relations]\n");
    for (name, _, from, to) in arrows() {
        let _ = writeln!(conf, "{name}\tArg1:{from}, Arg2:{to}");
    }
    // An item lies over its heading, a duty inside an item.
    conf.push_str("<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n\n[events]\n\n[attributes]\n");
    let _ = writeln!(conf, "level\tArg:{HEADING}, Value:1|2|3|4|5|6|7|8|9");
    let _ = writeln!(conf, "role\tArg:{ACTOR}, Value:{}", ROLES.map(crate::Role::name).join("|"));
    conf
}

fn visual_conf() -> String {
    let mut conf = String::from("[labels]\n");
    labels().iter().for_each(|(name, chinese, _)| _ = writeln!(conf, "{name} | {chinese}"));
    arrows().iter().for_each(|(name, chinese, ..)| _ = writeln!(conf, "{name} | {chinese}"));
    conf.push_str("level | 级\nrole | 角色\n\n[drawing]\n");
    labels().iter().for_each(|(name, _, colour)| _ = writeln!(conf, "{name}\tbgColor:{colour}"));
    conf.push_str("SPAN_DEFAULT\tfgColor:black, bgColor:lightgray, borderColor:darken\n");
    conf.push_str("ARC_DEFAULT\tcolor:black, arrowHead:triangle-5\n");
    conf
}

#[cfg(test)]
mod tests {
    use super::super::tests::line;
    use super::*;

    #[test]
    fn what_goes_over_lines_has_several_parts() {
        const TEXT: &str = "一、存在问题\r\n一是前期工作\r\n　　滞后\t很多。15个项目还没有开工。";
        let document = line(TEXT);
        let chars: Vec<char> = document.text.chars().collect();
        let notes = notes(&document);
        assert!(notes.contains("\tproblem 8 14;18 20;21 35\t"), "{notes}");
        for note in notes.lines().filter(|note| note.starts_with('T')) {
            let fields: Vec<&str> = note.split('\t').collect();
            assert_eq!(fields.len(), 3, "{note}");
            let places = fields[1].split_once(' ').unwrap().1;
            let words: Vec<String> = places
                .split(';')
                .map(|place| {
                    let (start, end) = place.split_once(' ').unwrap();
                    chars[start.parse().unwrap()..end.parse().unwrap()].iter().collect()
                })
                .collect();
            assert_eq!(words.join(" "), fields[2]);
        }
    }

    #[test]
    fn every_document_has_a_name_of_its_own() {
        let mut taken = HashSet::new();
        let cases = [
            ("in/a.txt", "in/a.txt"),
            ("/in/A.txt", "in/A.txt_2"),
            ("../in/a.txt", "in/a.txt_3"),
            ("t.csv:2", "t.csv_2"),
            ("-", "-"),
            ("", "text"),
        ];
        for (path, want) in cases {
            assert_eq!(free(path, &mut taken), Path::new(want), "{path}");
        }
    }
}
