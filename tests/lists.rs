//! On every speech the files of the lists hold exactly its items and duties, and nothing twice.

#![cfg(feature = "lists")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use tigang::{
    Columns, Document, Field, Kind, ListKind, Lists, Parser, Spanned, Speech, lists_csv, lists_docx, lists_markdown,
    lists_xlsx,
};

mod sheets;

fn speeches() -> Vec<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = ["corpus", "tests/unseen"].iter().flat_map(|folder| fs::read_dir(here.join(folder)).unwrap());
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.extension().is_some_and(|end| end == "txt"));
    found.sort();
    found
}

/// A list as it was written: the cells of every row by their headings.
struct File {
    list: ListKind,
    rows: Vec<BTreeMap<String, String>>,
    // What each row quotes, without white space.
    quotes: Vec<String>,
}

fn files(preset: &str, parser: &Parser, document: &Document, speech: &Speech) -> Vec<File> {
    let mut lists = Lists::new(parser.rules());
    lists.add("", document, speech);
    let tables = Columns::preset(preset).unwrap().tables(&lists);
    let file = |table: &tigang::Table| {
        let mut cells = sheets::csv(&lists_csv(table).unwrap()).into_iter();
        let head = cells.next().unwrap();
        let rows: Vec<BTreeMap<String, String>> = cells.map(|row| head.iter().cloned().zip(row).collect()).collect();
        File { list: table.list, quotes: rows.iter().map(|row| plain(&row["原文"])).collect(), rows }
    };
    tables.iter().map(file).collect()
}

fn plain(words: &str) -> String {
    words.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Runs `judge` over every speech and says what it finds wrong.
fn over_speeches(judge: impl Fn(&Parser, &Document, &Speech, &mut Vec<String>)) {
    let parser = Parser::new();
    let mut wrong = Vec::new();
    for path in speeches() {
        let document = parser.parse(&fs::read_to_string(&path).unwrap());
        for speech in document.speeches() {
            let mut found = Vec::new();
            judge(&parser, &document, speech, &mut found);
            wrong.extend(found.iter().map(|found| format!("{}: {found}", path.file_stem().unwrap().display())));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n  {}", wrong.len(), wrong.join("\n  "));
}

/// A list, the kinds of items on it with the columns that tell them, and whether duties are told.
type Held = (ListKind, &'static [(Kind, &'static [&'static str])], bool);
const HELD: &[Held] = &[
    (ListKind::Problem, &[(Kind::Problem, &["问题"]), (Kind::Cause, &["原因", "问题"])], false),
    (ListKind::Measure, &[(Kind::Measure, &["举措（任务）"]), (Kind::Target, &["目标或标准"])], false),
    (ListKind::Responsibility, &[(Kind::Responsibility, &["责任事项", "原文"])], true),
    (ListKind::Task, &[(Kind::Measure, &["具体任务"]), (Kind::Target, &["目标或标准"])], true),
    (ListKind::Achievement, &[(Kind::Achievement, &["成效"])], false),
];
const WHO: [&str; 5] = ["责任领导", "牵头（责任）单位", "配合单位", "责任人", "督导单位"];

#[test]
fn every_item_and_duty_stands_in_a_row_that_quotes_it() {
    over_speeches(|parser, document, speech, wrong| {
        let shown = |at: &dyn Spanned| plain(&document.shown(&at.span()));
        for file in files("all", parser, document, speech) {
            let (_, kinds, duties) = HELD.iter().find(|(list, ..)| *list == file.list).unwrap();
            let name = file.list.name();
            // Whether a row that quotes the sentence says the words in one of the columns.
            let told = |sentence: usize, words: &str, columns: &[&str]| {
                let sentence = shown(&speech.sentences()[sentence]);
                let rows = file.rows.iter().zip(&file.quotes).filter(|(_, quote)| quote.contains(&sentence));
                rows.flat_map(|(row, _)| columns.iter().filter_map(|name| row.get(*name)))
                    .any(|cell| plain(cell).contains(words))
            };
            for item in speech.items() {
                let Some((_, columns)) = kinds.iter().find(|(kind, _)| *kind == item.kind) else { continue };
                if !told(item.sentences[0], &shown(&item.title), columns) {
                    wrong.push(format!("{name} lacks the {} {}", item.kind.name(), shown(&item.title)));
                }
            }
            for duty in speech.duties().iter().filter(|_| *duties) {
                if !told(duty.sentence, &shown(&duty.actor), &WHO) {
                    wrong.push(format!("{name} lacks {}", shown(&duty.actor)));
                }
            }
            let ids: BTreeSet<&str> = file.rows.iter().map(|row| row["编号"].as_str()).collect();
            if ids.len() != file.rows.len() {
                wrong.push(format!("{name}: two rows of one id"));
            }
            let of = |id: &str| {
                let item =
                    speech.items().iter().any(|item| item.id == id && kinds.iter().any(|(kind, _)| *kind == item.kind));
                item || *duties && speech.duties().iter().any(|duty| duty.id == id)
            };
            wrong.extend(ids.iter().filter(|id| !of(id)).map(|id| format!("{name}: {id} is none of the speech")));
        }
    });
}

#[test]
fn no_sentence_is_quoted_twice_and_no_place_is_of_two_rows() {
    over_speeches(|parser, document, speech, wrong| {
        let mut times: BTreeMap<String, usize> = BTreeMap::new();
        for sentence in speech.sentences() {
            *times.entry(plain(&document.shown(&sentence.span()))).or_default() += 1;
        }
        for file in files("all", parser, document, speech) {
            // A short sentence may be part of another.
            for (sentence, times) in times.iter().filter(|(sentence, _)| sentence.chars().count() >= 12) {
                let quoted = file.quotes.iter().filter(|quote| quote.contains(sentence)).count();
                if quoted > *times {
                    wrong.push(format!("{}: {quoted} times {sentence}", file.list.name()));
                }
            }
            let mut places: BTreeMap<&str, &str> = BTreeMap::new();
            for (row, quote) in file.rows.iter().zip(&file.quotes) {
                let place = row["原文位置"].as_str();
                if !place.ends_with(['句', '题']) {
                    wrong.push(format!("{}: place {place}", file.list.name()));
                }
                if places.insert(place, quote).is_some_and(|other| other != quote) {
                    wrong.push(format!("{}: {place} is of two rows", file.list.name()));
                }
            }
        }
    });
}

#[test]
fn limits_and_targets_are_those_of_the_sentences_a_row_quotes() {
    over_speeches(|parser, document, speech, wrong| {
        let cleaned = plain(document.cleaned());
        for file in files("all", parser, document, speech) {
            for (row, quote) in file.rows.iter().zip(&file.quotes) {
                let (name, number) = (file.list.name(), &row["序号"]);
                let parts = quote.split("……").filter(|part| !cleaned.contains(part));
                wrong.extend(parts.map(|part| format!("{name} {number}: {part} is not in the speech")));
                for column in ["完成时限", "目标或标准"].iter().filter_map(|name| row.get(*name)) {
                    for told in column.split('；').map(plain).filter(|told| !quote.contains(told)) {
                        wrong.push(format!("{name} {number}: {told} is not in {quote}"));
                    }
                }
            }
        }
    });
}

#[test]
fn every_format_holds_the_same_cells() {
    let parser = Parser::new();
    let presets = Columns::presets();
    for (at, path) in speeches().iter().enumerate() {
        let document = parser.parse(&fs::read_to_string(path).unwrap());
        let mut lists = Lists::new(parser.rules());
        document.speeches().iter().for_each(|speech| lists.add(&speech.span().start().to_string(), &document, speech));
        let tables = Columns::preset(&presets[at % presets.len()].0).unwrap().tables(&lists);
        let want: Vec<sheets::Rows> = tables
            .iter()
            .map(|table| {
                let mut rows = sheets::csv(&lists_csv(table).unwrap());
                rows.iter_mut().for_each(|row| _ = row.pop());
                rows
            })
            .collect();
        let mut xlsx = sheets::xlsx(&lists_xlsx(&tables, "讲话").unwrap());
        for (rows, want) in xlsx.iter_mut().zip(&want) {
            rows.iter_mut().for_each(|row| row.truncate(want[0].len()));
        }
        let docx = sheets::docx(&lists_docx(&tables).unwrap());
        for (format, got) in [("md", sheets::markdown(&lists_markdown(&tables))), ("xlsx", xlsx), ("docx", docx)] {
            assert_eq!(got.len(), want.len(), "{} as {format}", path.display());
            for (got, want) in got.iter().flatten().zip(want.iter().flatten()) {
                assert_eq!(got, want, "{} as {format}", path.display());
            }
            assert_eq!(got.iter().flatten().count(), want.iter().flatten().count(), "{} as {format}", path.display());
        }
    }
}

/// A text, which list, and the places of its rows.
const PLACES: &[(&str, ListKind, &[&str])] = &[
    (
        "一、存在的问题\n（一）前期工作滞后\n15个项目没有开工。审批很慢。\n（二）作风不实。会风散漫。",
        ListKind::Problem,
        &["第一部分（一）标题、第1—2句", "第一部分（二）第1—2句"],
    ),
    (
        "一、存在的问题\n——前期工作滞后。\n——要素保障不力。\n",
        ListKind::Problem,
        &["第一部分第1个“——”第1句", "第一部分第2个“——”第1句"],
    ),
    (
        "一、任务\n总的要求是：要抓早；由县发改局牵头办理手续；要抓好征地。",
        ListKind::Responsibility,
        &["第一部分第1句第3小句"],
    ),
];

#[test]
fn places_are_as_a_reader_counts() {
    let parser = Parser::new();
    for (text, list, want) in PLACES {
        let document = parser.parse(text);
        let files = files("standard", &parser, &document, &document.speeches()[0]);
        let file = files.iter().find(|file| file.list == *list).unwrap();
        let places: Vec<&str> = file.rows.iter().map(|row| row["原文位置"].as_str()).collect();
        assert_eq!(places, *want, "{text}");
    }
}

#[test]
fn a_bracket_behind_a_task_is_one_row() {
    let parser = Parser::new();
    let document = parser.parse(
        "一、抓整改\n（一）雨污分流。先查后改。钱已经备好。（牵头单位：县水务局；配合单位：县住建局、各街道；完成时限：6月底前）\n\
         （二）清运垃圾。要快。（牵头单位：县城管局；完成时限：9月底前）\n",
    );
    let file = &files("task", &parser, &document, &document.speeches()[0])[0];
    let cells =
        |row: &BTreeMap<String, String>| ["牵头单位", "配合单位", "完成时限", "原文位置"].map(|name| row[name].clone());
    let found: Vec<[String; 4]> = file.rows.iter().map(cells).collect();
    let all = found.iter().find(|row| row[0] == "县水务局").unwrap();
    assert_eq!((all[1].as_str(), all[2].as_str()), ("县住建局、各街道", "6月底前"), "{found:?}");
    assert!(file.rows.iter().all(|row| !row["具体任务"].contains('局')), "{found:?}");
}

#[test]
fn pairs_name_each_other_by_number() {
    let parser = Parser::new();
    let document = parser.parse(
        "一、存在的问题\n（一）前期工作滞后。15个项目还没有开工。\n（二）作风建设松懈。开会迟到。\n\
         二、下一步工作\n（一）加快前期工作办理。由县发改局牵头，县自然资源局配合，6月底前完成。\n（二）持续整顿干部作风。抓出勤。\n",
    );
    let mut lists = Lists::new(parser.rules());
    lists.add("draft", &document, &document.speeches()[0]);
    let measures = lists.rows(ListKind::Measure);
    let numbers: Vec<&str> = measures.iter().map(|row| row.cell(Field::ProblemNumbers)).collect();
    assert_eq!(numbers, ["1", "2"]);
    assert!(lists.rows(ListKind::Problem)[0].cell(Field::Demand).starts_with("1.加快前期工作办理"));
    let task = &lists.rows(ListKind::Task)[0];
    let who = [Field::Lead, Field::Support, Field::Deadline, Field::Leader].map(|field| task.cell(field));
    assert_eq!(who, ["县发改局", "县自然资源局", "6月底前", ""]);
    assert_eq!((task.cell(Field::Level1), task.cell(Field::Place)), ("二、下一步工作", "第二部分（一）第1—2句"));
}

#[test]
fn every_format_is_the_same_every_time() {
    let parser = Parser::new();
    let document = parser.parse(&fs::read_to_string(speeches().remove(0)).unwrap());
    let made = || {
        let mut lists = Lists::new(parser.rules());
        lists.add("draft", &document, &document.speeches()[0]);
        let tables = Columns::preset("all").unwrap().tables(&lists);
        let csv = tables.iter().flat_map(|table| lists_csv(table).unwrap()).collect();
        let md = lists_markdown(&tables).into_bytes();
        [lists_xlsx(&tables, "draft").unwrap(), lists_docx(&tables).unwrap(), md, csv]
    };
    assert!(made() == made());
}

#[test]
fn who_only_checks_does_the_task_of_checking() {
    let parser = Parser::new();
    let document = parser.parse("一、加强监督\n由县审计局负责督查，每季度通报一次。\n");
    let mut lists = Lists::new(parser.rules());
    lists.add("draft", &document, &document.speeches()[0]);
    let of = |list| lists.rows(list).iter().find(|row| row.cell(Field::Quote).contains("审计局")).unwrap();
    let cells = |list| [Field::Lead, Field::Supervise].map(|field| of(list).cell(field).to_owned());
    assert_eq!(cells(ListKind::Task), ["县审计局", ""]);
    assert_eq!(cells(ListKind::Responsibility), ["", "县审计局"]);
}
