//! The outline stays when a speech wears other marks, when its layout changes, when its beginning or its line ends are
//! lost.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tigang::{Form, Parser};

/// The mark that stands instead of one with this number.
type Mark = fn(u32) -> String;

/// Of all points, how many keep their parent where every mark of the form is put by another.
const KEPT: &[(&str, Form, &[Form], Mark, f64)] = &[
    (
        "一、 becomes 第一，",
        Form::Chinese,
        &[Form::Ordinal, Form::OrdinalNoun],
        |n| format!("第{}，", chinese(n)),
        0.96,
    ),
    ("一、 becomes 1、", Form::Chinese, &[Form::Arabic], |n| format!("{n}、"), 0.96),
    ("一、 becomes 一 ", Form::Chinese, &[], |n| format!("{} ", chinese(n)), 0.9),
    ("一、 alone on its line", Form::Chinese, &[], |n| format!("{}、\n", chinese(n)), 0.98),
    ("（一） becomes 1.", Form::BracketedChinese, &[Form::Arabic], |n| format!("{n}."), 0.98),
    (
        "（一） becomes 第一，",
        Form::BracketedChinese,
        &[Form::Ordinal, Form::OrdinalNoun],
        |n| format!("第{}，", chinese(n)),
        0.95,
    ),
    ("1. becomes （1）", Form::Arabic, &[Form::BracketedArabic], |n| format!("（{n}）"), 0.98),
    ("一是 becomes 第一，", Form::OneIs, &[Form::Ordinal, Form::OrdinalNoun], |n| format!("第{}，", chinese(n)), 0.96),
    ("一是 becomes 第一要", Form::OneIs, &[Form::Ordinal, Form::OrdinalNoun], |n| format!("第{}要", chinese(n)), 0.98),
    (
        "三是 becomes 三要",
        Form::OneIs,
        &[Form::OneMust],
        |n| format!("{}{}", chinese(n), if n == 3 { "要" } else { "是" }),
        0.98,
    ),
    ("三是 becomes 二是", Form::OneIs, &[], |n| format!("{}是", chinese(if n == 3 { 2 } else { n })), 0.96),
];

#[test]
fn points_keep_their_parents_whatever_marks_they_wear() {
    let texts = corpus();
    let mut low = Vec::new();
    for (name, form, others, mark, least) in KEPT {
        let (mut kept, mut all) = (0, 0);
        for text in &texts {
            let (same, points) = compare(text, *form, others, *mark);
            kept += same;
            all += points;
        }
        let share = kept as f64 / all as f64;
        println!("{name}: {kept} of {all} points keep their parent, {share:.3}");
        assert!(all > 100, "{name}: {all} points prove nothing");
        if share < *least {
            low.push(format!("{name}: {share:.3}, and at least {least} is wanted"));
        }
    }
    assert!(low.is_empty(), "\n{}", low.join("\n"));
}

#[test]
fn points_of_a_part_keep_the_parents_it_holds() {
    const THIRDS: usize = 3;
    let (mut kept, mut all) = (0, 0);
    for text in corpus() {
        let whole = points(&text);
        for third in 1..THIRDS {
            let Some(begin) = text.get(text.floor_char_boundary(text.len() * third / THIRDS)..) else { continue };
            let Some(line) = begin.find('\n') else { continue };
            let cut = text.len() - begin.len() + line + 1;
            let found = points(&text[cut..]);
            for (start, point) in whole.range(cut..) {
                let parent = point.parent.and_then(|parent| parent.checked_sub(cut));
                all += 1;
                kept += usize::from(found.get(&(start - cut)).is_some_and(|found| found.parent == parent));
            }
        }
    }
    let share = kept as f64 / all as f64;
    println!("{kept} of {all} points keep their parent, {share:.3}");
    assert!(all > 1000 && share >= 0.94, "{kept} of {all}, {share:.3}");
}

#[test]
fn points_of_a_text_in_one_line_are_those_of_its_lines() {
    for (between, least) in [(" ", 0.96), ("", 0.6)] {
        let (mut kept, mut all) = (0, 0);
        for text in corpus() {
            let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            let mut found = headings(&lines.join(between));
            let points = headings(&text);
            all += points.len();
            for point in points {
                if let Some(at) = found.iter().position(|found| *found == point) {
                    found.swap_remove(at);
                    kept += 1;
                }
            }
        }
        let share = kept as f64 / all as f64;
        println!("{between:?} between lines: {kept} of {all} points keep heading and parent, {share:.3}");
        assert!(all > 1000 && share >= least, "{between:?}: {kept} of {all}, {share:.3}");
    }
}

/// The points of a text: mark, heading, and the heading above.
fn headings(text: &str) -> Vec<[String; 3]> {
    let document = Parser::new().structure(text);
    let shown = |span| document.text(span).split_whitespace().collect::<String>();
    let mut found = Vec::new();
    for speech in document.speeches() {
        let outline = speech.outline();
        for node in outline.nodes() {
            let above = node.parent.map(|parent| shown(&outline.nodes()[parent.index()].heading));
            found.push([shown(&node.marker), shown(&node.heading), above.unwrap_or_default()]);
        }
    }
    found
}

/// How many points of a speech keep their parent when its marks of a form are put by others, and how many there are;
/// none where the speech has no such marks, or others of the new form.
fn compare(text: &str, form: Form, others: &[Form], mark: Mark) -> (usize, usize) {
    let points = points(text);
    if !points.values().any(|point| point.form == form) || points.values().any(|point| others.contains(&point.form)) {
        return (0, 0);
    }
    let mut changed = String::with_capacity(text.len());
    // Where each point begins in the changed text.
    let mut begins = BTreeMap::new();
    let mut from = 0;
    for (start, point) in &points {
        changed.push_str(&text[from..*start]);
        begins.insert(*start, changed.len());
        from = *start;
        if let Some(number) = point.number.filter(|_| point.form == form) {
            changed.push_str(&mark(number));
            from = point.body;
        }
    }
    changed.push_str(&text[from..]);
    let found = self::points(&changed);
    let kept = |(start, point): &(&usize, &Point)| {
        let parent = point.parent.map(|parent| begins[&parent]);
        found.get(&begins[*start]).is_some_and(|found| found.parent == parent)
    };
    (points.iter().filter(kept).count(), points.len())
}

struct Point {
    form: Form,
    number: Option<u32>,
    parent: Option<usize>,
    /// Where the words behind its mark begin, in bytes.
    body: usize,
}

/// The points of a text by the place where they begin, in bytes.
fn points(text: &str) -> BTreeMap<usize, Point> {
    let document = Parser::new().structure(text);
    let mut found = BTreeMap::new();
    for speech in document.speeches() {
        let nodes = speech.outline().nodes();
        for node in nodes {
            let body = node.heading.start().max(node.marker.end());
            let parent = node.parent.map(|parent| nodes[parent.index()].marker.start());
            found.insert(node.marker.start(), Point { form: node.form, number: node.ordinal, parent, body });
        }
    }
    found
}

fn corpus() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let files = fs::read_dir(folder).expect("corpus can be read").map(|entry| entry.expect("an entry").path());
    let mut texts: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|ending| ending == "txt")).collect();
    texts.sort();
    texts.iter().map(|path| fs::read_to_string(path).expect("a speech can be read")).collect()
}

fn chinese(number: u32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (tens, ones) = (number as usize / 10, DIGITS[number as usize % 10]);
    match tens {
        0 => ones.to_owned(),
        1 => format!("十{ones}"),
        _ => format!("{}十{ones}", DIGITS[tens]),
    }
}
