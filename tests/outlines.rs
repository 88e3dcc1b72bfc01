//! Outlines written in every format hold the tree of the speech, and are read again as the same.

use std::fs;
use std::path::{Path, PathBuf};

use tigang::{Document, Extent, Parser, Point, Sketch, Style, With, markdown};

fn speeches() -> Vec<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = ["corpus", "tests/unseen"].iter().flat_map(|folder| fs::read_dir(here.join(folder)).unwrap());
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.extension().is_some_and(|end| end == "txt"));
    found.sort();
    found
}

fn sketches(document: &Document, with: With) -> Vec<Sketch> {
    let extent = Extent { depth: u32::MAX, with };
    document.speeches().iter().map(|speech| Sketch::new(document, speech, extent)).collect()
}

/// A line a point: depth and label, without blanks.
fn tree(points: &[Point], depth: usize, out: &mut Vec<(usize, String)>) {
    for point in points {
        out.push((depth, point.label().replace(' ', "")));
        tree(&point.points, depth + 1, out);
    }
}

fn trees(sketches: &[Sketch]) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    sketches.iter().for_each(|sketch| tree(&sketch.points, 1, &mut out));
    out
}

/// How the trees differ, a line a point.
fn differ(name: &str, want: &[(usize, String)], got: &[(usize, String)]) -> Option<String> {
    let at = (0..want.len().max(got.len())).find(|at| want.get(*at) != got.get(*at))?;
    let show = |tree: &[(usize, String)]| format!("{:?}", tree.get(at));
    Some(format!("{name}, point {at}: written {}, read {}", show(want), show(got)))
}

/// The same tree, its title and its marks with it.
fn whole(sketch: &Sketch) -> Vec<(usize, String)> {
    fn add(points: &[Point], depth: usize, out: &mut Vec<(usize, String)>) {
        for point in points {
            out.push((depth, format!("{} {} {:?}", point.form.name(), point.label(), point.ordinal)));
            add(&point.points, depth + 1, out);
        }
    }
    let mut out = vec![(0, sketch.title.clone())];
    add(&sketch.points, 1, &mut out);
    out
}

#[test]
fn markdown_is_read_again_as_the_same_tree() {
    let parser = Parser::new();
    let mut wrong = Vec::new();
    for path in speeches() {
        let document = parser.parse(&fs::read_to_string(&path).unwrap());
        let drawn = sketches(&document, With::Heading);
        for with in [With::Heading, With::Lead, With::Items] {
            for (speech, told) in drawn.iter().zip(sketches(&document, with)) {
                // Of a speech without points nothing is written but its title.
                if speech.points.is_empty() {
                    continue;
                }
                for style in [Style::Headings, Style::List] {
                    let read = parser.parse(&markdown(std::slice::from_ref(&told), style));
                    let read = sketches(&read, With::Heading);
                    let name = format!("{} as {style:?} with {with:?}", path.file_stem().unwrap().display());
                    assert_eq!(read.len(), 1, "{name}");
                    wrong.extend(differ(&name, &whole(speech), &whole(&read[0])));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n  {}", wrong.len(), wrong.join("\n  "));
}

/// Words that look like marks of Markdown, or of a point.
#[test]
fn odd_words_are_read_again_as_they_were() {
    const TEXTS: &[&str] = &[
        "在会上的讲话\n一、办好民生实事\n（一）整治小巷\n1. 114条小巷进合同。要快。\n2. 12条大街通路灯。要亮。\n二、抓好收尾",
        "关于[2021]7号件的讲话\n一、抓*重点*_难点_\n要快。\n二、抓`细节`|尾巴\n要细。",
        "1、在调度会上的讲话\n一、抓禁烧\n要严。\n二、抓还田\n要实。",
    ];
    let parser = Parser::new();
    for text in TEXTS {
        let document = parser.parse(text);
        for (style, with) in
            [(Style::Headings, With::Heading), (Style::List, With::Items), (Style::List, With::Heading)]
        {
            let read = parser.parse(&markdown(&sketches(&document, with), style));
            let trees = [&document, &read].map(|of| sketches(of, With::Heading).iter().map(whole).collect::<Vec<_>>());
            assert_eq!(trees[1], trees[0], "{text} as {style:?}");
        }
    }
}

#[test]
fn two_speeches_in_one_file_are_read_again_as_two() {
    let parser = Parser::new();
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/investment-two.txt")).unwrap();
    let written = sketches(&parser.parse(&text), With::Heading);
    assert_eq!(written.len(), 2);
    for style in [Style::Headings, Style::List] {
        let read = sketches(&parser.parse(&markdown(&written, style)), With::Heading);
        assert_eq!(read.iter().map(whole).collect::<Vec<_>>(), written.iter().map(whole).collect::<Vec<_>>());
    }
}

#[test]
fn an_outline_of_any_depth_can_be_read() {
    let text: String = (0..60).map(|depth| format!("{}- 抓好{}号工地\\*\n", "  ".repeat(depth), depth + 1)).collect();
    let document = Parser::new().parse(&text);
    let outline = document.speeches()[0].outline();
    assert_eq!(outline.nodes().len(), 60);
    assert!(outline.nodes().iter().all(|node| document.shown(&node.heading).ends_with("工地*")));
    let mixed = Parser::new().parse("# 讲话\n\n## 回顾\n\n- 一是抓早。要抓小。\n- 二是抓实。\n");
    assert!(mixed.speeches()[0].outline().nodes().iter().any(|node| mixed.text(&node.marker) == "一是"));
}

/// Where all marks tell their level, nothing differs.
#[test]
fn markdown_of_the_official_marks_is_the_same_tree() {
    let text = "在会上的讲话\n一、抓项目\n（一）抓开工\n1.抓手续\n2.抓征地\n（二）抓投产\n二、抓安全\n（一）抓矿山\n（二）抓消防\n";
    let parser = Parser::new();
    let document = parser.parse(text);
    for style in [Style::Headings, Style::List] {
        let speech = sketches(&document, With::Heading);
        let read = parser.parse(&markdown(&speech, style));
        assert_eq!(trees(&sketches(&read, With::Heading)), trees(&speech), "{style:?}");
    }
}

/// Without the points that have no words, which a reader of Word passes over.
#[cfg(all(feature = "docx-out", feature = "office"))]
fn named(points: &mut Vec<Point>) {
    points.retain(|point| !point.heading.is_empty());
    points.iter_mut().for_each(|point| named(&mut point.points));
}

#[cfg(all(feature = "docx-out", feature = "office"))]
#[test]
fn word_shows_the_marks_of_the_speech_as_numbers() {
    let parser = Parser::new();
    let mut wrong = Vec::new();
    for path in speeches() {
        let document = parser.parse(&fs::read_to_string(&path).unwrap());
        let mut drawn = sketches(&document, With::Heading);
        drawn.iter_mut().for_each(|sketch| named(&mut sketch.points));
        let bytes = tigang::outline_docx(&drawn).unwrap();
        let read = tigang::decode(bytes, tigang::Hint::none()).unwrap();
        let mut want: Vec<(usize, String)> = Vec::new();
        for sketch in &drawn {
            want.extend(Some((0, sketch.title.replace(' ', ""))).filter(|(_, title)| !title.is_empty()));
            tree(&sketch.points, 0, &mut want);
        }
        want.iter_mut().for_each(|(depth, _)| *depth = 0);
        let lines = read.text.lines().map(|line| line.replace(' ', "")).filter(|line| !line.is_empty());
        let got: Vec<(usize, String)> = lines.map(|line| (0, line)).collect();
        wrong.extend(differ(&path.file_stem().unwrap().display().to_string(), &want, &got));
    }
    assert!(wrong.is_empty(), "{} differ:\n  {}", wrong.len(), wrong.join("\n  "));
}

/// The same tree as written, in the elements of an XML format: what `text` names, a line an element.
#[cfg(feature = "office")]
mod xml {
    use quick_xml::Reader;
    use quick_xml::events::{BytesStart, Event};
    use tigang::{freemind, opml};

    use super::*;

    fn elements(xml: &str, element: &str, text: &str) -> Vec<(usize, String)> {
        let mut reader = Reader::from_str(xml);
        reader.config_mut().expand_empty_elements = true;
        let value = |tag: &BytesStart<'_>| {
            let found = tag.attributes().map(Result::unwrap).find(|a| a.key.as_ref() == text);
            quick_xml::escape::unescape(&found.unwrap().value).unwrap().into_owned()
        };
        let mut out = Vec::new();
        let mut depth = 0;
        loop {
            match reader.read_event().unwrap() {
                Event::Start(tag) if tag.name().as_ref() == element => {
                    out.push((depth, value(&tag).replace(' ', "")));
                    depth += 1;
                }
                Event::End(tag) if tag.name().as_ref() == element => depth -= 1,
                Event::Eof => return out,
                _ => {}
            }
        }
    }

    #[test]
    fn maps_hold_the_same_tree() {
        let parser = Parser::new();
        let mut wrong = Vec::new();
        for path in speeches() {
            let document = parser.parse(&fs::read_to_string(&path).unwrap());
            for speech in sketches(&document, With::Lead) {
                let mut want = trees(std::slice::from_ref(&speech));
                // A long label is cut in a map.
                let cut = |label: &str| label.chars().take(30).collect::<String>();
                want.iter_mut().for_each(|(_, label)| *label = cut(label));
                let one = std::slice::from_ref(&speech);
                for (name, mut got, title) in [
                    ("opml", elements(&opml(one), "outline", "text"), !speech.title.is_empty()),
                    ("mm", elements(&freemind(one), "node", "TEXT"), true),
                ] {
                    if title {
                        got.remove(0);
                    } else {
                        got.iter_mut().for_each(|(depth, _)| *depth += 1);
                    }
                    got.iter_mut().for_each(|(_, label)| *label = cut(label));
                    wrong.extend(differ(&format!("{} as {name}", path.display()), &want, &got));
                }
            }
        }
        assert!(wrong.is_empty(), "{} differ:\n  {}", wrong.len(), wrong.join("\n  "));
    }
}
