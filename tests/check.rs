//! The checks on whole drafts: those of the corpus, as they stand and with a fault planted in them.

use std::fs;
use std::path::{Path, PathBuf};

use tigang::{Checks, Fix, Parser, Spanned};

/// What the checks find in the corpus, and rightly: (speech, code, words).
const FAULTS: &[(&str, &str, &str)] = &[
    ("county-health", "TG106", "第一、"),
    ("county-health", "TG106", "第二、"),
    ("county-health", "TG106", "第三、"),
    ("county-health", "TG106", "第四、"),
    // Written with narrow signs throughout, and a mask.
    ("county-industry", "TG403", "("),
    ("county-industry", "TG404", "XX"),
    // 交通运输局 elsewhere.
    ("county-projects", "TG306", "交通局"),
    // 责任要到人, 督查要较真, 底线要守牢.
    ("county-projects", "TG202", "考核要见真章"),
    ("inspection-feedback", "TG403", "("),
    ("investment-two", "TG403", "("),
    // Ten characters behind the comma in the three others.
    ("report-city", "TG202", "聚力稳增长，经济在承压中回升"),
    // The four others have seven characters.
    ("report-county", "TG202", "把改革的钉子敲实"),
    // 应急管理局 elsewhere.
    ("safety-warning", "TG306", "市应急局"),
    // Scraped: masked, and cut up by the site.
    ("scraped-gaps", "TG404", "XX"),
    ("scraped-gaps", "TG404", "**"),
    ("scraped-gaps", "TG404", "XX"),
    ("scraped-gaps", "TG404", "**"),
    ("scraped-gaps", "TG404", "**"),
    ("scraped-gaps", "TG405", "……（某某文库www.example.com此处省略622字。点击下载全文）……"),
    ("scraped-gaps", "TG405", "……（某某文库www.example.com此处省略385字。点击下载全文）……"),
    ("scraped-gaps", "TG404", "XX"),
    ("scraped-gaps", "TG202", "把人心聚起来"),
    ("scraped-gaps", "TG405", "预览结束，全文3870字，当前显示了2210字，还剩1660字"),
    ("traditional-park", "TG403", ":"),
    ("traditional-park", "TG103", "(一)"),
    ("traditional-park", "TG405", "……(拾穗稿庫www.shisui.example省略1126字,會員可讀全文)……"),
    ("traditional-park", "TG405", "(未完,全文共4376字"),
    // Scraped with narrow signs, masks and notices; slices that begin in the middle; a sister of another build.
    ("address-conduct", "TG403", "("),
    ("address-science", "TG403", "("),
    ("address-science", "TG403", ")"),
    ("address-science", "TG405", "[此处省略文字1360字]"),
    ("address-science", "TG403", ","),
    ("address-science", "TG403", "?"),
    ("address-science", "TG403", ","),
    ("address-science", "TG403", ","),
    ("address2-ageing", "TG403", "("),
    ("address2-ageing", "TG403", ")"),
    ("address2-army", "TG403", "("),
    ("address2-army", "TG403", ")"),
    ("address2-army", "TG403", ":"),
    ("address2-army", "TG403", ","),
    ("address2-campaign", "TG202", "查要查到疼处"),
    // 省发改委 elsewhere.
    ("address2-quake", "TG306", "省发展改革委"),
    ("address2-schooling", "TG403", "("),
    ("address2-schooling", "TG403", ")"),
    ("address2-schooling", "TG403", "("),
    ("address2-schooling", "TG403", ")"),
    ("address2-term", "TG403", ","),
    ("local-business-env", "TG404", "XX"),
    ("local-business-env", "TG406", "在2024年XX区营商环境优化提升工作推进会上的讲话"),
    ("local-business-env", "TG403", ":"),
    ("local-business-env", "TG405", "……(免费阅读已结束,后面还有902字,开通VIP阅读全文)……"),
    ("local-civil-street", "TG403", ","),
    ("local-farmland", "TG403", ":"),
    ("local-farmland", "TG405", "……(此处省略683字,请登录后查看完整内容)……"),
    ("local-halfyear", "TG202", "怎么干好下半年"),
    ("local-inspection-rectify", "TG405", "********此处省略约1530字，VIP会员可查看全文********"),
    ("local-invest-pages", "TG403", ":"),
    ("local-party-base", "TG404", "XX"),
    ("local-party-base", "TG403", ":"),
    ("local-party-base", "TG404", "XX"),
    ("local-party-base", "TG405", "……(公文驿站www.example.net省略1088字,VIP会员可完整阅读)……"),
    ("local-party-base", "TG404", "XX"),
    ("local-party-base", "TG405", "................试读结束................"),
    ("local-principals", "TG403", ","),
    ("local-revenue", "TG403", "("),
    ("local-safety-duty", "TG202", "“一老一小”安全守护"),
    ("local-statistics", "TG403", "("),
    ("local-statistics", "TG403", ")"),
    ("local-statistics", "TG403", "("),
    ("local-statistics", "TG403", ")"),
    ("local-tourism", "TG403", "("),
    ("local-tourism", "TG405", "……(此处隐藏1186字,下载文档可查看全文)……"),
    ("local-tourism", "TG405", "(预览已结束,剩余8页未读,下载积分:20)"),
    ("local-warning-edu", "TG403", "("),
    ("local-warning-edu", "TG202", "以上率下,压实主体责任"),
    ("review-congress", "TG105", "（二）"),
    ("review-congress", "TG105", "二、"),
    ("review-province", "TG105", "二、"),
    ("review-state", "TG105", "五是"),
    ("review-state", "TG105", "二、"),
    ("review2-district", "TG403", ":"),
    ("review2-district", "TG202", "把自己的事情办好"),
    ("review2-governor", "TG105", "三、"),
    ("review2-governor", "TG405", "（此处省略文字2165字，原文详见省政府门户网站）"),
    ("review2-prefecture", "TG202", "在巩固脱贫成果上守得稳"),
    ("talk-bank-loans", "TG403", ":"),
    ("talk-canteen-supply", "TG403", ":"),
    ("talk-foundry-scrap", "TG403", "("),
    ("talk-hospital-stay", "TG403", "\""),
    ("talk-hospital-stay", "TG403", "\""),
    ("talk-newleaders-qa", "TG403", "\""),
    ("talk-newleaders-qa", "TG403", "\""),
    ("talk-undergraduate", "TG403", "\""),
    ("talk-undergraduate", "TG403", "\""),
    ("talk-undergraduate", "TG403", "\""),
    ("talk-undergraduate", "TG403", "\""),
];

/// A fault planted in a good speech: (speech, words, what is put in their place, code, words found).
const PLANTED: &[(&str, &str, &str, &str, &str)] = &[
    ("county-petitions", "二、对照暗访片", "三、对照暗访片", "TG101", "三、"),
    ("county-petitions", "（三）基层的网", "（二）基层的网", "TG102", "（二）"),
    ("county-petitions", "（二）接到手里", "(二)接到手里", "TG103", "(二)"),
    ("county-style", "五条硬杠子", "六条硬杠子", "TG201", "六条硬杠子"),
    ("county-projects", "下面，我讲四个方面。", "下面，我讲三个方面。", "TG201", "三个方面"),
    ("builder-congress", "集中力量办好六件事", "集中力量办好五件事", "TG201", "五件事"),
    ("county-projects", "9月20日前集中办公", "8月20日前集中办公", "TG304", "8月20日前"),
    ("county-projects", "10月15日前必须", "10月35日前必须", "TG307", "10月35日"),
    ("county-projects", "“前期清零”行动。\n", "“前期清零行动。\n", "TG401", "“"),
    ("county-projects", "大家心里都要有数。", "大家心里都要有数。。", "TG402", "。。"),
    ("county-projects", "银行对县级平台", "银行,对县级平台", "TG403", ","),
    ("county-projects", "县委书记 林守岳", "县委书记 ×××", "TG404", "×××"),
    ("county-projects", "总投资312亿元", "总投资____亿元", "TG404", "____"),
];

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// The findings of a text: code and words.
fn found(text: &str) -> Vec<(String, String)> {
    let document = Parser::new().parse(text);
    let findings = Checks::default().run(&document);
    findings.iter().map(|finding| (finding.check.code.clone(), document.text(finding).to_owned())).collect()
}

#[test]
fn good_speeches_have_only_the_faults_a_reader_would_mark() {
    let mut paths: Vec<PathBuf> = fs::read_dir(corpus()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "txt"));
    paths.sort();
    let mut wrong = Vec::new();
    for path in paths {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let got = found(&fs::read_to_string(&path).unwrap());
        let want: Vec<_> = FAULTS.iter().filter(|(speech, ..)| *speech == name).collect();
        let agrees = got.len() == want.len()
            && got.iter().zip(&want).all(|(got, want)| got.0 == want.1 && got.1.starts_with(want.2));
        if !agrees {
            wrong.push(format!("{name}\n  want {want:?}\n  got  {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_planted_fault_is_found_and_nothing_else_changes() {
    let mut wrong = Vec::new();
    for (speech, from, to, code, words) in PLANTED {
        let text = fs::read_to_string(corpus().join(format!("{speech}.txt"))).unwrap();
        let before = found(&text);
        let planted = text.replacen(from, to, 1);
        let mut new = found(&planted);
        // Each finding that was there before stays.
        for finding in &before {
            if let Some(at) = new.iter().position(|other| other == finding) {
                new.remove(at);
            }
        }
        if new != [((*code).to_owned(), (*words).to_owned())] {
            wrong.push(format!("{speech}: {from} → {to}: want {code} {words}, got {new:?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn mending_a_speech_changes_signs_only_and_is_done_after_one_round() {
    for name in ["county-industry", "inspection-feedback", "county-health", "traditional-park"] {
        let text = fs::read_to_string(corpus().join(format!("{name}.txt"))).unwrap();
        let parser = Parser::new();
        let findings = Checks::default().run(&parser.parse(&text));
        let (mended, made) = Fix::apply(&text, findings.iter().filter_map(|finding| finding.fix.as_ref()));
        assert!(made > 0, "{name}");
        let words = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        assert_eq!(words(&text), words(&mended), "{name}");
        let outline = |text: &str| {
            let document = parser.parse(text);
            let nodes = document.speeches()[0].outline().nodes().iter();
            nodes.map(|node| words(document.text(&node.heading))).collect::<Vec<_>>()
        };
        assert_eq!(outline(&text), outline(&mended), "{name}");
        let document = parser.parse(&mended);
        let left = Checks::default().run(&document).into_iter().filter(|finding| finding.fix.is_some());
        let left: Vec<_> = left.map(|finding| document.text(&finding.span()).to_owned()).collect();
        assert!(left.is_empty(), "{name}: {left:?}");
    }
}

/// A draft of `tests/drafts`, the checks it is read with, and what they find in it: code and words.
struct Draft {
    name: String,
    text: String,
    checks: Checks,
    want: Vec<(String, String)>,
}

/// The drafts, each with its findings beside it. `with` asks for checks that are off, `today` gives the day.
fn drafts() -> Vec<Draft> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/drafts");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "txt"));
    paths.sort();
    let draft = |path: PathBuf| {
        let mut checks = Checks::default();
        let mut want = Vec::new();
        for line in fs::read_to_string(path.with_extension("expected")).unwrap().lines() {
            match line.split_once(' ').unwrap() {
                ("with", codes) => checks = checks.extend(&codes.split(',').collect::<Vec<_>>()),
                ("today", day) => checks = checks.today(day),
                (code, words) => want.push((code.to_owned(), words.to_owned())),
            }
        }
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        Draft { name, text: fs::read_to_string(path).unwrap(), checks, want }
    };
    paths.into_iter().map(draft).collect()
}

#[test]
fn a_faulty_draft_has_its_faults_and_no_others() {
    let mut wrong = Vec::new();
    for draft in drafts() {
        let document = Parser::new().parse(&draft.text);
        let findings = draft.checks.run(&document);
        let got: Vec<_> =
            findings.iter().map(|finding| (finding.check.code.clone(), document.text(finding).to_owned())).collect();
        if got != draft.want {
            let lines = |list: &[(String, String)]| {
                list.iter().map(|(code, words)| format!("  {code} {words}\n")).collect::<String>()
            };
            wrong.push(format!("{}\n want\n{} got\n{}", draft.name, lines(&draft.want), lines(&got)));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_check_has_a_fault_in_a_draft() {
    let drafts = drafts();
    let planted: Vec<&str> = drafts.iter().flat_map(|draft| &draft.want).map(|(code, _)| &**code).collect();
    let without: Vec<_> = Checks::all().iter().filter(|check| !planted.contains(&&*check.code)).collect();
    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn mending_a_draft_leaves_what_needs_a_person() {
    for draft in drafts() {
        let found = |text: &str| {
            let document = Parser::new().parse(text);
            let findings = draft.checks.run(&document);
            let (mended, _) = Fix::apply(text, findings.iter().filter_map(|finding| finding.fix.as_ref()));
            let left = findings.iter().filter(|finding| finding.fix.is_none());
            let left: Vec<_> =
                left.map(|finding| (finding.check.code.clone(), document.text(finding).to_owned())).collect();
            (mended, left)
        };
        let (mended, before) = found(&draft.text);
        let (again, after) = found(&mended);
        assert_eq!(before.len(), after.len(), "{}", draft.name);
        assert_eq!(mended, again, "{}", draft.name);
    }
}
