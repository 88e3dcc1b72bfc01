//! Time grows with the text and no faster, whatever the text.

use std::hint::black_box;
use std::time::{Duration, Instant};

use tigang::Parser;

/// Texts of one shape: what stands before, what is said again and again, what stands behind.
const SHAPES: &[(&str, &str, &str)] = &[
    ("marks in a row", "", "一、"),
    ("points of one letter", "", "一、x\n"),
    ("numbered lines", "", "1、x\n"),
    ("numbered lines that end in mid-sentence", "", "2、要把工期往前赶\n"),
    ("ordinals in a row", "", "第一，"),
    ("ordinals with nouns", "", "第一个问题。第二个问题。"),
    ("run-in points", "", "一是快。二是准。"),
    ("lists within lists", "", "一、甲\n（一）乙\n1.丙\n（1）丁\n①戊\n第一，己。一是庚。"),
    ("open brackets", "", "（"),
    ("open quotations", "", "“"),
    ("nested brackets", "", "（一）（（（"),
    ("one mark before brackets", "（一）", "（（（"),
    ("bracketed marks in a row", "", "（一）"),
    ("bracketed marks and brackets", "", "(一)x（"),
    ("sides without a stop", "", "一方面甲，另一方面乙，"),
    ("a long heading that names the same thing", "一、", "抓好，落实抓"),
    (
        "problems and measures in series",
        "",
        "一、差距\n一是前期滞后。二是招商乏力。\n二、打算\n一是加快前期。二是加强招商。三是加强督查。\n",
    ),
    ("units in one tail", "（牵头单位：", "县水利局、"),
    ("headings inverted", "", "1.甲\n一、乙\n二、丙\n"),
    ("dashes", "", "——甲。"),
    ("one line without a stop", "", "赶"),
    ("enumeration commas", "", "的、"),
    ("half of a cue with a gap", "", "有的"),
    ("the first half of many cues", "", "从…看与…相比不仅通过把"),
    ("duties without an end", "", "由县发改局牵头，要"),
    ("a heading without an end", "一、", "抓好落实"),
    ("a heading of masks", "一、抓好落实", "X"),
    ("actors without an end", "", "局委办部门单位"),
    ("tails of duties", "", "（牵头单位：县发改局；责任单位：县财政局）"),
    ("problems and measures", "", "一是前期工作滞后。要加快前期工作。"),
    ("titles", "", "在全县项目推进会上的讲话\n"),
    ("titles and salutations", "", "在全县项目推进会上的讲话\n同志们：\n"),
    ("numbered titles on one line", "在全县项目推进会上的讲话\n", "在全县项目推进会上的讲话（二）"),
    ("parts", "", "篇二：安全\n"),
    ("notices", "", "……（此处省略318字）……"),
    ("notices on lines", "", "首页 > 讲话 > 正文\n"),
    ("notices that end a text", "", "查看全文请加微信：abc123\n"),
    ("links", "", "相关文章\n上一篇\n在护林会上的讲话\n"),
    ("links in a speech", "", "相关阅读：护林\n粮价要稳。\n"),
    ("notes", "护林①。\n注：\n", "①包山\n"),
    ("marks of notes", "注：①包山\n", "护林①注：①包山\n"),
    ("lists of contents", "", "目录\n"),
    ("lists of contents with a line", "", "目录\n抓好项目建设\n"),
    ("a list of contents that never repeats", "目录\n", "抓好项目建设各项工作\n"),
    ("previews in a block", "", "【导读】甲\n"),
    ("appendices", "", "【参考资料】\n"),
    ("appendices before no chapter", "", "【参考资料】\n一、\n"),
    ("glosses", "這個項目", "經(jīng)"),
    ("markdown", "# 讲话\n", "**要** # > \n"),
    ("an outline in Markdown", "# 讲话\n", "## 一、甲\n- 乙\n  - 丙\n"),
    ("tags", "", "<a "),
    ("dots", "", "…."),
    ("half a notice", "", "省略了此处（"),
    ("white space", "甲", " \n\r\u{3000}"),
    ("short headings", "同志们：\n", "抓好项目建设\n"),
    ("digits", "", "12.5"),
    ("one long number", "一、成绩\n完成", "1"),
    ("figures in one clause", "一、成绩\n投资", "增长3%"),
    ("figures that are none", "一、成绩\n从", "3个方面X"),
    ("periods and figures", "一、成绩\n", "2024年增长3%的投资、"),
    ("masks and units", "一、成绩\n", "由X%升到XX%和"),
    ("lists of names", "一、成绩\n钢、铁等", "行业、12家等"),
    ("words and spaces in one line", "今年好。 明年好。 后年好。一是快。", "抓 "),
    ("stops and spaces in one line", "今年好。二是准。", "抓好落实。 "),
    ("spaces behind a stop", "今年好。", " "),
    ("closers and spaces", "今年好。 明年好。 后年好。", "） "),
    ("lines of one width in one line", "", "秋粮收购今天开磅各乡镇的收储库点要在月底前完成清仓 "),
    ("a list of contents that no speech follows", "目录\n", "一、抓好项目\n"),
    ("numbers beside chrome", "收藏 举报 下载\n", "12页\n"),
    ("style sheets without an end", "", "p{a:b;"),
    ("headings that run on", "", "。一、抓好落实增强本领今年要把各项工作抓好抓实，"),
    ("emoji", "", "👨‍👩‍👧"),
];

/// Four times the text may take at most this many times the time; twice the time for twice the text makes four.
const AT_MOST: f64 = 9.0;

#[test]
fn time_is_linear_in_the_size_of_the_text() {
    let parser = Parser::new();
    parser.parse("一、热身。");
    let slow: Vec<String> = SHAPES
        .iter()
        .filter_map(|(name, before, again)| {
            let text = |times: usize| format!("{before}{}", again.repeat(times));
            // As many as take a time that can be measured; a release build is asked more.
            let mut times = 24;
            while took(&parser, &text(times)) < Duration::from_millis(10) {
                times *= 2;
            }
            let (short, long) = (text(times), text(4 * times));
            let time =
                |text: &str, rounds| (0..rounds).map(|_| took(&parser, text)).min().unwrap_or_default().as_secs_f64();
            slow(name, text(times).len(), |rounds| time(&long, rounds) / time(&short, rounds))
        })
        .collect();
    assert!(slow.is_empty(), "not linear:\n  {}", slow.join("\n  "));
}

fn took(parser: &Parser, text: &str) -> Duration {
    let start = Instant::now();
    black_box(parser.parse(text));
    start.elapsed()
}

/// The growth where it is too much. A neighbour on the machine makes one reading slow, not all.
fn slow(name: &str, bytes: usize, growth: impl Fn(u32) -> f64) -> Option<String> {
    let growth = if growth(1) <= AT_MOST { None } else { Some(growth(8)).filter(|growth| *growth > AT_MOST) }?;
    Some(format!("{name}: {growth:.0} times the time for 4 times {bytes} bytes"))
}

/// Drafts of one shape: what stands before, and what is said again and again, its number at every `#`.
#[cfg(feature = "cli")]
const DRAFTS: &[(&str, &str, &str)] = &[
    ("points of one letter", "", "一、甲\n"),
    ("points that repeat and jump", "", "一、甲\n三、乙\n"),
    ("lone points", "", "一、甲\n（一）乙\n"),
    ("sections that begin late", "", "一、甲\n（三）乙\n（四）丙\n"),
    ("headings that count their points", "", "一、打好两场硬仗\n（一）甲\n（二）乙\n（三）丙\n"),
    ("lines that end in mid-sentence", "", "要把各项重点工作的进度往前赶要把各项重点工作的质量往上提\n"),
    ("stops side by side", "", "要抓早，，要抓小。"),
    ("run-in points that jump", "", "一是快，五是准，"),
    ("problems", "一、存在问题\n", "第#个镇前期工作滞后。\n"),
    ("measures", "", "#、抓好第#项。\n"),
    ("measures and targets", "一、打算\n", "要抓好第#项。力争达到#亿元。\n"),
    ("measures in one point", "一、打算\n", "要抓好第#项。"),
    ("measures with duties", "一、打算\n", "#.加快第#个项目前期工作。由县发改局牵头，9月底前完成。\n"),
    ("duties of one measure", "一、打算\n要加快前期工作。", "由县发改局牵头，县水利局配合，9月底前完成。"),
    ("responsibilities", "一、责任\n", "第#个镇落实不力的，要严肃追责问责。\n"),
    ("tails of duties", "", "#.加快前期。（牵头单位：县发改局；责任单位：县财政局）\n"),
    ("lines without a point", "", "各乡镇要抓好第#项。\n"),
];

#[cfg(feature = "cli")]
#[test]
fn checks_and_lists_are_linear_in_the_size_of_the_draft() {
    use tigang::{Checks, Columns, Document, Fix, Lists, lists_csv, lists_docx, lists_markdown, lists_xlsx};

    let parser = Parser::new();
    let checks = Checks::default().select(&["TG"]).today("2025-11-20");
    let columns = Columns::preset("all").unwrap();
    let check = |document: &Document| {
        let found = checks.run(document);
        black_box(Fix::apply(document.source(), found.iter().filter_map(|finding| finding.fix.as_ref())));
    };
    let list = |document: &Document| {
        let mut lists = Lists::new(parser.rules());
        document.speeches().iter().for_each(|speech| lists.add("draft", document, speech));
        let tables = columns.tables(&lists);
        let made = [lists_csv(&tables[0]), lists_docx(&tables), lists_xlsx(&tables, "draft")];
        black_box((lists_markdown(&tables), made.map(Result::unwrap)));
    };
    type Work<'a> = (&'a str, &'a dyn Fn(&Document));
    let works: [Work; 2] = [("check", &check), ("lists", &list)];
    let mut wrong = Vec::new();
    for (name, before, again) in DRAFTS {
        let text = |times: usize| {
            let lines = (1..=times).map(|number| again.replace('#', &number.to_string()));
            before.chars().map(String::from).chain(lines).collect::<String>()
        };
        let times = 24_000 / again.len();
        let (short, long) = (parser.parse(&text(times)), parser.parse(&text(4 * times)));
        for (work, made) in works {
            let time = |document: &Document, rounds| {
                let took = |_| {
                    let start = Instant::now();
                    made(document);
                    start.elapsed()
                };
                // What takes less cannot be measured.
                (0..rounds).map(took).min().unwrap_or_default().max(Duration::from_millis(4)).as_secs_f64()
            };
            let growth = |rounds| time(&long, rounds) / time(&short, rounds);
            wrong.extend(slow(&format!("{work} of {name}"), short.source().len(), growth));
        }
    }
    assert!(wrong.is_empty(), "not linear:\n  {}", wrong.join("\n  "));
}
