//! Two versions compared: what a reader would say became of each part, and laws that hold for any two texts.

use std::collections::BTreeSet;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tigang::{Compared, Comparison, Document, Fate, In, NodeId, Parser};

const OLD: &str = "\
在全县园区建设推进会上的讲话
同志们：
下面，我讲三点意见。
一、认清形势，增强紧迫感
（一）成绩来之不易。去年园区新开工项目21个，完成投资36亿元。
（二）问题不容忽视。前期工作滞后，15个项目还没有开工。用地指标缺口较大。
二、突出重点，攻坚克难
（一）加快前期工作。由县发改局牵头，县自然资源局配合，6月底前办结用地手续。
（二）抓好征地拆迁。各镇要倒排工期，每周报一次进度。
（三）优化营商环境。要推行帮办代办，让企业少跑腿。
三、压实责任，形成合力
一是领导要带头。县级领导每月到园区现场办公一次。
二是督查要跟上。县委督查室每月通报一次，排名末位的要作检讨。
三是纪律要严明。不准吃拿卡要。
同志们，任务已经明确，关键在于落实。
";

const NEW: &str = "\
在全县园区建设推进会上的讲话
同志们：
下面，我讲四点意见。
一、看清家底，增强紧迫感
(一)成绩来之不易。去年园区新开工项目21个，完成投资36亿元。
(二)问题不容忽视。前期工作滞后，15个项目还没有开工。用地指标缺口较大。
二、优化营商环境
要推行帮办代办，让企业少跑腿。
三、突出重点，攻坚克难
（一）加快前期工作。由县发改局牵头，县自然资源局、县林业局配合，5月底前办结用地手续。
（二）强化招商引资。围绕主导产业，年内引进亿元项目10个。
（三）抓好征地拆迁。各镇要倒排工期，每周报一次进度。
四、压实责任，形成合力
一是督查要跟上。县委督查室每月通报一次，排名末位的要作检讨。
二是领导要带头。县级领导每月到园区现场办公两次。
同志们，任务已经明确，关键在于落实。
";

fn heading(document: &Document, at: In<Option<NodeId>>) -> String {
    let speech = &document.speeches()[at.speech];
    at.part.map_or("讲话".to_owned(), |id| document.shown(&speech.outline().node(id).heading).into_owned())
}

/// A line a point: what became of it, and its heading.
fn told(old: &Document, new: &Document) -> Vec<String> {
    let found = Comparison::new(old, new);
    let line = |point: &Compared<Option<NodeId>>| {
        let name = point.new.map(|at| heading(new, at)).or(point.old.map(|at| heading(old, at))).unwrap();
        let number = if point.renumbered { " 序号" } else { "" };
        let reworded = if point.reworded && point.fate == Fate::Moved { " 改写" } else { "" };
        format!("{}{reworded}{number} {name}", point.fate.chinese())
    };
    found.points().iter().map(line).collect()
}

#[test]
fn a_second_version_is_told_as_a_reader_would() {
    let parser = Parser::new();
    let want = [
        "改写 讲话",
        "改写 看清家底，增强紧迫感",
        "未变 成绩来之不易",
        "未变 问题不容忽视",
        "移动 序号 优化营商环境",
        "未变 序号 突出重点，攻坚克难",
        "改写 加快前期工作",
        "新增 强化招商引资",
        "未变 序号 抓好征地拆迁",
        "未变 序号 压实责任，形成合力",
        "移动 序号 督查要跟上",
        "改写 序号 领导要带头",
        "删去 纪律要严明",
    ];
    assert_eq!(told(&parser.parse(OLD), &parser.parse(NEW)), want);
}

/// An old version, a new one, and what became of the points.
const CASES: &[(&str, &str, &str, &[&str])] = &[
    (
        "a heading put into wholly other words is known by what stands under it",
        "一、提高认识\n一是项目就是底气。二是项目就是后劲。\n二、抓好落实\n要倒排工期。",
        "一、把思想统一到县委部署上来\n一是项目就是底气。二是项目就是后劲。\n二、抓好落实\n要倒排工期。",
        &["未变 讲话", "改写 把思想统一到县委部署上来", "未变 项目就是底气", "未变 项目就是后劲", "未变 抓好落实"],
    ),
    (
        "headings of one kind in two parts are not mixed up",
        "一、安全工作\n（一）存在问题。矿山监测设备老化。\n二、环保工作\n（一）存在问题。河道垃圾清理不及时。",
        "一、环保工作\n（一）存在问题。河道垃圾清理不及时。\n二、安全工作\n（一）存在问题。矿山监测设备老化。",
        &["未变 讲话", "未变 序号 环保工作", "未变 存在问题", "移动 序号 安全工作", "未变 存在问题"],
    ),
    (
        "a level put in moves nothing",
        "一、抓前期\n要办手续。\n二、抓建设\n要赶工期。",
        "一、项目工作\n（一）抓前期\n要办手续。\n（二）抓建设\n要赶工期。\n二、作风建设\n要从严。",
        &["未变 讲话", "新增 项目工作", "未变 序号 抓前期", "未变 序号 抓建设", "新增 作风建设"],
    ),
    (
        "speeches without points are compared all the same",
        "今天的会议很重要。大家要把责任扛起来。散会以后抓紧传达。",
        "今天的会议很重要。大家要把责任真正扛起来。",
        &["改写 讲话"],
    ),
    ("nothing and something", "", "一、抓项目。\n二、抓安全。", &["新增 讲话", "新增 抓项目", "新增 抓安全"]),
    (
        "marks without words",
        "一、\n二、\n三、抓安全。",
        "一、\n二、\n三、抓安全。",
        &["未变 讲话", "未变 ", "未变 ", "未变 抓安全"],
    ),
];

#[test]
fn what_became_of_the_points() {
    let parser = Parser::new();
    for (name, old, new, want) in CASES {
        assert_eq!(told(&parser.parse(old), &parser.parse(new)), *want, "{name}");
    }
}

#[test]
fn a_sentence_that_went_to_another_point_has_moved() {
    let parser = Parser::new();
    let old = parser.parse("一、抓项目\n要办手续。各镇每周报一次进度。要赶工期。\n二、抓安全\n要查隐患。要严执法。");
    let new = parser.parse("一、抓项目\n要办手续。要赶工期。\n二、抓安全\n要查隐患。各镇每周报一次进度。要严执法。");
    let found = Comparison::new(&old, &new);
    let moved: Vec<_> = found.sentences().iter().filter(|sentence| sentence.fate == Fate::Moved).collect();
    let [one] = moved[..] else { panic!("{moved:?}") };
    let sentence = &new.speeches()[0].sentences()[one.new.unwrap().part];
    assert_eq!(new.text(sentence), "各镇每周报一次进度。");
}

fn corpus() -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "txt"));
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

/// The text with a line taken out, one put in, two changed about and a word changed, again and again.
fn edited(text: &str, mut seed: u64) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut dice = |most: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % most.max(1)
    };
    for _ in 0..6 {
        let at = dice(lines.len());
        match dice(4) {
            0 if lines.len() > 1 => _ = lines.remove(at),
            1 => lines.insert(at, "要把这件事办实办好，办一件成一件。".to_owned()),
            2 => {
                let other = dice(lines.len());
                lines.swap(at, other);
            }
            _ => lines[at] = lines[at].replace('要', "必须"),
        }
    }
    lines.join("\n")
}

/// Every pair of texts a law is tried on.
fn pairs() -> Vec<(String, String, String)> {
    let all = corpus();
    let mut pairs = vec![("own".to_owned(), OLD.to_owned(), NEW.to_owned())];
    for (at, (path, text)) in all.iter().enumerate() {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        pairs.push((format!("{name} edited"), text.clone(), edited(text, at as u64)));
        let (_, next) = &all[(at + 1) % all.len()];
        pairs.push((format!("{name} and the next"), text.clone(), next.clone()));
    }
    pairs
}

#[test]
fn a_speech_beside_itself_is_kept() {
    let parser = Parser::new();
    for (path, text) in corpus() {
        let document = parser.parse(&text);
        let found = Comparison::new(&document, &document);
        assert!(found.is_same(), "{}: {:?}", path.display(), found);
        let same = |part: &Compared<usize>| part.old == part.new;
        assert!(found.sentences().iter().all(same) && found.items().iter().all(same), "{}", path.display());
        assert!(found.points().iter().all(|point| point.old == point.new), "{}", path.display());
    }
}

/// Old and new, what became of it, and whether it was reworded.
type Told<T> = (Option<In<T>>, Option<In<T>>, Fate, bool);

/// All parts, old and new changed about.
fn mirrored<T: Copy + Ord>(parts: &[Compared<T>], turn: bool) -> Vec<Told<T>> {
    let mut all: Vec<_> = parts
        .iter()
        .map(|part| match (turn, part.fate) {
            (false, fate) => (part.old, part.new, fate, part.reworded),
            (true, Fate::New) => (part.new, part.old, Fate::Gone, part.reworded),
            (true, Fate::Gone) => (part.new, part.old, Fate::New, part.reworded),
            (true, fate) => (part.new, part.old, fate, part.reworded),
        })
        .collect();
    all.sort();
    all
}

/// The first part that is told another way round as something else.
fn differ<T: Copy + Ord + std::fmt::Debug>(there: &[Compared<T>], back: &[Compared<T>]) -> Option<(String, String)> {
    let (there, back) = (mirrored(there, false), mirrored(back, true));
    let at = (0..there.len().max(back.len())).find(|at| there.get(*at) != back.get(*at))?;
    Some((format!("{:?}", there.get(at)), format!("{:?}", back.get(at))))
}

#[test]
fn the_other_way_round_new_is_gone() {
    let parser = Parser::new();
    for (name, old, new) in pairs() {
        let (old, new) = (parser.parse(&old), parser.parse(&new));
        let (there, back) = (Comparison::new(&old, &new), Comparison::new(&new, &old));
        let differ = [
            ("points", differ(there.points(), back.points())),
            ("sentences", differ(there.sentences(), back.sentences())),
            ("items", differ(there.items(), back.items())),
        ];
        for (what, differ) in differ {
            assert_eq!(differ, None, "{what} of {name}");
        }
    }
}

fn sides<T: Copy + Ord>(parts: &[Compared<T>]) -> [BTreeSet<In<T>>; 2] {
    let old: Vec<In<T>> = parts.iter().filter_map(|part| part.old).collect();
    let new: Vec<In<T>> = parts.iter().filter_map(|part| part.new).collect();
    let sets = [&old, &new].map(|all| all.iter().copied().collect::<BTreeSet<_>>());
    assert_eq!([old.len(), new.len()], sets.each_ref().map(BTreeSet::len), "a part stands twice");
    sets
}

#[test]
fn every_part_of_both_is_told_once() {
    let parser = Parser::new();
    for (name, old, new) in pairs() {
        let documents = [parser.parse(&old), parser.parse(&new)];
        let found = Comparison::new(&documents[0], &documents[1]);
        let (points, items) = (sides(found.points()), sides(found.items()));
        let sentences = sides(found.sentences());
        for (at, document) in documents.iter().enumerate() {
            let count = |of: fn(&tigang::Speech) -> usize| document.speeches().iter().map(of).sum::<usize>();
            assert_eq!(points[at].len(), count(|speech| 1 + speech.outline().nodes().len()), "{name}");
            assert_eq!(items[at].len(), count(|speech| speech.items().len()), "{name}");
            assert!(sentences[at].len() <= count(|speech| speech.sentences().len()), "{name}");
        }
        let told: usize = (0..found.points().len()).map(|at| found.sentences_of(at).len()).sum();
        assert_eq!(told, found.sentences().len(), "{name}");
        // What is new is in the order of the new version.
        let order: Vec<_> = found.points().iter().filter_map(|point| point.new).collect();
        assert!(order.is_sorted(), "{name}");
    }
}

/// What is said again and again in the old version, and in the new one.
const SHAPES: &[(&str, &str, &str)] = &[
    ("the same points", "一是抓好开工。二是抓好投产。\n", "一是抓好开工。二是抓好投产。\n"),
    ("points much alike", "一、抓好项目#的前期工作。\n", "一、抓好第#号项目的前期。\n"),
    ("points with other words", "（一）抓好前期#。\n", "（一）强化督查#。\n"),
    ("prose", "今年#月要把工期往前赶。", "今年#月要将工期再往前赶。"),
    ("marks", "一、\n", "（一）\n"),
];

/// Four times the text may take at most this many times the time.
const AT_MOST: f64 = 10.0;

#[test]
fn time_is_near_linear_in_the_size_of_the_versions() {
    let parser = Parser::new();
    let text = |again: &str, times: usize| -> String {
        (0..times).map(|at| again.replace('#', &format!("{}", at * 7919 % 10007))).collect()
    };
    for (name, old, new) in SHAPES {
        let both = |times: usize| (parser.structure(&text(old, times)), parser.structure(&text(new, times)));
        let took = |(old, new): &(Document, Document)| {
            let start = Instant::now();
            black_box(Comparison::new(old, new));
            start.elapsed()
        };
        let mut times = 200;
        while took(&both(times)) < Duration::from_millis(20) {
            times *= 2;
        }
        let (short, long) = (both(times), both(4 * times));
        let growth = |rounds| {
            let best = |pair| (0..rounds).map(|_| took(pair)).min().unwrap().as_secs_f64();
            best(&long) / best(&short)
        };
        assert!(growth(1) <= AT_MOST || growth(4) <= AT_MOST, "{name}: {:.0} times at {times}", growth(4));
    }
}
