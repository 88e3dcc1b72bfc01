//! Makes the built-in tables ready to use: the automaton over all cues, and of each rule what reading a text
//! needs. Parsing the tables and building the automaton at every start would take longer than reading a speech.

use std::env;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use daachorse::CharwiseDoubleArrayAhoCorasickBuilder;
use toml::{Table, Value};

#[path = "src/rules/index.rs"]
mod index;
#[path = "src/rules/piece.rs"]
mod piece;

/// Families whose rules are looked for in every sentence.
const EVIDENCE: &[&str] = &[
    "problem",
    "cause",
    "measure",
    "responsibility",
    "target",
    "achievement",
    "situation",
    "significance",
    "procedural",
    "actor",
    "role",
];

/// The other tables.
const OTHERS: &[&str] = &["time", "metric", "meta", "structure"];

/// The tables, in the order in which their rules are numbered.
fn tables() -> impl Iterator<Item = &'static str> {
    ["clean"].into_iter().chain(EVIDENCE.iter().chain(OTHERS).copied())
}

fn main() {
    println!("cargo::rerun-if-changed=src/rules");
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let mut rules = Vec::new();
    let mut code = String::from("pub(super) const TABLES: &[(&str, &str)] = &[\n");
    for name in tables() {
        let path =
            Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo sets it")).join(format!("src/rules/{name}.toml"));
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let table: Table = text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let rows = table.get("rule").and_then(Value::as_array).cloned().unwrap_or_default();
        rules.extend(rows.into_iter().map(|row| row.as_table().expect("a [[rule]] is a table").clone()));
        let _ = writeln!(code, "    ({:?}, include_str!({path:?})),", format!("{name}.toml"));
    }
    code.push_str("];\n\npub(super) static HEADS: &[Head] = &[\n");
    for rule in &rules {
        let _ = writeln!(
            code,
            "    Head {{ id: Cow::Borrowed({:?}), at: At::{}, reach: {}, reason: {}, pattern: {}, cues: {}, unless: {}, longest: {:?}, weight: {} }},",
            text(rule, "id").expect("a rule has an id"),
            variant(text(rule, "at").unwrap_or("any")),
            text(rule, "reach").map_or("None".into(), |reach| format!("Some(Reach::{})", variant(reach))),
            borrowed(text(rule, "reason")),
            borrowed(text(rule, "pattern")),
            guards(rule, "cues"),
            guards(rule, "unless"),
            rule.get("longest").and_then(Value::as_integer),
            rule.get("weight").and_then(Value::as_float).map_or("None".into(), |weight| format!("Some({weight:?})")),
        );
    }
    code.push_str("];\n");
    automaton(&out, "EVIDENCE", &rules, |family| EVIDENCE.contains(&family), &mut code);
    fs::write(out.join("builtin.rs"), code).expect("OUT_DIR can be written");
    weights(&out);
}

/// Packs the thousands of rows `~piece` and `@piece` of the weights, and the pieces in rows `=`, into bytes, and leaves
/// the others as they are.
fn weights(out: &Path) {
    let table = fs::read_to_string("src/rules/weights.tsv").expect("src/rules/weights.tsv can be read");
    let (mut others, mut wording, mut naming) = (String::new(), Vec::new(), Vec::new());
    let (mut seam, mut pairs) = (String::new(), Vec::new());
    for line in table.lines() {
        let mut cells = line.split('\t');
        let name = cells.next().unwrap_or_default();
        let (packed, piece) = match name.split_at_checked(1) {
            Some(("~", piece)) => (&mut wording, piece),
            Some(("@", piece)) => (&mut naming, piece),
            Some(("=", worth)) => {
                pairs.extend(pieces(cells.next().unwrap_or_default(), worth));
                continue;
            }
            _ if name.starts_with("seam.") => {
                seam.extend(cells.flat_map(|cell| [cell, " "]));
                continue;
            }
            _ => {
                others.extend([line, "\n"]);
                continue;
            }
        };
        let piece = piece::Piece::named(piece).unwrap_or_else(|| panic!("weights.tsv: no piece in {line}"));
        packed.extend(piece.0.to_le_bytes());
        for cell in cells {
            let worth: f64 = cell.parse().unwrap_or_else(|error| panic!("weights.tsv: {line}: {error}"));
            packed.extend(((worth * 100.0).round() as i16).to_le_bytes());
        }
    }
    pairs.sort_unstable();
    let (others, seam, pairs) = (others.as_bytes(), seam.as_bytes(), pairs.as_flattened());
    for (file, bytes) in
        [("weights.tsv", others), ("wording", &wording), ("naming", &naming), ("seam", seam), ("pairs", pairs)]
    {
        fs::write(out.join(file), bytes).expect("OUT_DIR can be written");
    }
}

/// The pieces of a row such as `=2:6:3:9 TAB 今年我们` that begins with how many characters each has: the piece in
/// four bytes, then what it is worth.
fn pieces(row: &str, worth: &str) -> Vec<[u8; 7]> {
    let worth: Vec<u8> = worth.split(':').map(|value| value.parse().expect("a number")).collect();
    let [length, worth @ ..] = &worth[..] else { panic!("weights.tsv: = without numbers") };
    let signs: Vec<u16> = row.chars().map(piece::sign).collect();
    let made = signs.chunks(usize::from(*length)).map(|signs| match *signs {
        [one] => piece::Piece::one(one),
        [a, b, ..] => piece::Piece::two(a, b),
        [] => unreachable!("chunks are not empty"),
    });
    made.map(|piece| {
        let mut bytes = [0; 7];
        bytes[..4].copy_from_slice(&piece.0.to_be_bytes());
        bytes[4..].copy_from_slice(worth);
        bytes
    })
    .collect()
}

fn text<'a>(rule: &'a Table, key: &str) -> Option<&'a str> {
    rule.get(key).and_then(Value::as_str)
}

fn list<'a>(rule: &'a Table, key: &str) -> Vec<&'a str> {
    rule.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

fn variant(name: &str) -> String {
    name[..1].to_uppercase() + &name[1..]
}

fn borrowed(text: Option<&str>) -> String {
    text.map_or("None".into(), |text| format!("Some(Cow::Borrowed({text:?}))"))
}

/// What guards a pattern, and the words around figures; the other cues are in the automaton.
fn guards(rule: &Table, key: &str) -> String {
    let reads = rule.contains_key("pattern") || text(rule, "id").is_some_and(|id| id.starts_with("metric."));
    let texts = if reads { list(rule, key) } else { Vec::new() };
    let texts: Vec<String> = texts.iter().map(|text| format!("Cow::Borrowed({text:?})")).collect();
    format!("Cow::Borrowed(&[{}])", texts.join(", "))
}

fn automaton(out: &Path, name: &str, rules: &[Table], wanted: impl Fn(&str) -> bool, code: &mut String) {
    let numbered = rules.iter().enumerate().filter(|(_, rule)| {
        let id = text(rule, "id").expect("a rule has an id");
        wanted(id.split('.').next().unwrap_or(id))
    });
    let cues = numbered.map(|(number, rule)| (number as u16, list(rule, "cues"), list(rule, "unless")));
    let (patterns, slots) = index::index(cues);
    let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new()
        .build_with_values(patterns.iter().enumerate().map(|(at, (pattern, _))| (pattern, at as u32)))
        .expect("patterns are distinct and not empty");
    let file = format!("{}.automaton", name.to_lowercase());
    fs::write(out.join(&file), automaton.serialize()).expect("OUT_DIR can be written");
    let mut starts = vec![0];
    let mut uses = String::new();
    let mut count = 0;
    for (_, of) in &patterns {
        for made in of {
            let _ = write!(uses, "Use::{made:?},");
        }
        count += of.len();
        starts.push(count);
    }
    let _ = writeln!(
        code,
        "\npub(super) static {name}: Built = Built {{\n    automaton: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{file}\")),\n    \
         starts: &{starts:?},\n    uses: &[{uses}],\n    slots: {slots},\n}};"
    );
}
