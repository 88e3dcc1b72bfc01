//! On every speech of the corpus the lists hold exactly its items and duties, and nothing twice.

#![cfg(feature = "lists")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tigang::{Columns, Field, Kind, ListKind, Lists, Parser, lists_csv, lists_docx, lists_markdown, lists_xlsx};

fn speeches() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut found: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.extension().is_some_and(|end| end == "txt"));
    found.sort();
    found
}

/// The kinds of items on each list, and whether duties are.
const HELD: &[(ListKind, &[Kind], bool)] = &[
    (ListKind::Problem, &[Kind::Problem, Kind::Cause], false),
    (ListKind::Measure, &[Kind::Measure, Kind::Target], false),
    (ListKind::Responsibility, &[Kind::Responsibility], true),
    (ListKind::Task, &[Kind::Measure, Kind::Target], true),
    (ListKind::Achievement, &[Kind::Achievement], false),
];

#[test]
fn every_item_and_duty_stands_once_in_each_of_its_lists() {
    let parser = Parser::new();
    let mut wrong = Vec::new();
    for path in speeches() {
        let name = path.file_stem().unwrap().display().to_string();
        let document = parser.parse(&fs::read_to_string(&path).unwrap());
        for speech in document.speeches() {
            let mut lists = Lists::new(parser.rules());
            lists.add(&name, &document, speech);
            for (list, kinds, duties) in HELD {
                // Wanted once each, found as often as held: what is left is not zero.
                let mut count: BTreeMap<&str, i32> = BTreeMap::new();
                let items = speech.items().iter().filter(|item| kinds.contains(&item.kind)).map(|item| &item.id);
                let bound = speech.duties().iter().filter(|_| *duties).map(|duty| &duty.id);
                items.chain(bound).for_each(|id| *count.entry(id).or_default() += 1);
                let rows = lists.rows(*list);
                rows.iter().flat_map(|row| &row.holds).for_each(|id| *count.entry(id).or_default() -= 1);
                count.retain(|_, left| *left != 0);
                if !count.is_empty() {
                    wrong.push(format!("{name}, {}: {count:?}", list.name()));
                }
                let mut ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
                ids.sort_unstable();
                ids.dedup();
                if ids.len() != rows.len() {
                    wrong.push(format!("{name}, {}: two rows of one id", list.name()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n  {}", wrong.join("\n  "));
}

#[test]
fn every_row_says_where_it_stands_and_quotes_the_speech() {
    let parser = Parser::new();
    for path in speeches() {
        let document = parser.parse(&fs::read_to_string(&path).unwrap());
        let plain = |words: &str| words.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let cleaned = plain(document.cleaned());
        for speech in document.speeches() {
            let mut lists = Lists::new(parser.rules());
            lists.add("", &document, speech);
            for row in ListKind::ALL.iter().flat_map(|list| lists.rows(*list)) {
                assert!(row.cell(Field::Place).ends_with('句'), "{}: {row:?}", path.display());
                let quote = row.cell(Field::Quote);
                assert!(!quote.is_empty());
                for part in quote.split("……").map(plain) {
                    assert!(cleaned.contains(&part), "{}: {part} is not in the speech", path.display());
                }
            }
        }
    }
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
