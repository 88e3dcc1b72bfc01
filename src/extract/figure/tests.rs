use super::*;

/// A figure as a line: name | value unit | type direction bound | against … | from … | period.
fn shown(text: &str, metric: &Metric) -> String {
    let words = |span: Option<Span>| span.map_or("", |span| &text[span.range()]).to_owned();
    let number = |value: Option<f64>| value.map_or("?".to_owned(), |value| value.to_string());
    let mut value = number(metric.value);
    if let Some(to) = metric.value_to {
        value = format!("{value}..{to}");
    }
    let mut line = format!("{} | {value}{}", words(metric.name), metric.unit.as_deref().unwrap_or(""));
    line += &format!(" | {}", metric.sort.name());
    for word in [metric.direction.map(Direction::name), metric.bound.map(Bound::name)].into_iter().flatten() {
        line += &format!(" {word}");
    }
    if let Some(against) = metric.against {
        line += &format!(" | against {}", words(Some(against)));
    }
    if let Some(from) = &metric.from {
        line += &format!(" | from {} = {}", words(Some(from.span)), number(from.value));
    }
    if let Some(period) = &metric.period {
        line += &format!(" | {} = {}", words(Some(period.span)), period.value.as_deref().unwrap_or("?"));
    }
    line
}

fn found(text: &str) -> Vec<String> {
    let when = When::new(Some("2025-07-10"));
    let metrics = figures(text, Span::new(0, text.len()), true, when, &Rules::builtin());
    for metric in &metrics {
        let parts = [metric.name, metric.against].into_iter().flatten().chain([metric.figure, metric.span]);
        parts.chain(metric.hedges.iter().copied()).for_each(|span| assert!(!span.is_empty(), "{text}"));
    }
    metrics.iter().map(|metric| shown(text, metric)).collect()
}

const FIGURES: &[(&str, &[&str])] = &[
    // What is measured, and how much.
    ("完成投资72亿元。", &["投资 | 7200000000元 | level"]),
    ("全县累计完成固定资产投资1.2万亿元。", &["固定资产投资 | 1200000000000元 | level"]),
    ("城镇登记失业率4.1%。", &["城镇登记失业率 | 4.1% | level"]),
    ("建成绿色矿山437个、绿色园区32个。", &["绿色矿山 | 437个 | level", "绿色园区 | 32个 | level"]),
    ("取消123项职业资格许可事项。", &["职业资格许可事项 | 123项 | change down"]),
    ("新增12家上市公司。", &["上市公司 | 12家 | change up"]),
    ("新增5个示范区、3个创新基地。", &["示范区 | 5个 | change up", "创新基地 | 3个 | change up"]),
    ("财政赤字８５００亿元。", &["财政赤字 | 850000000000元 | level"]),
    ("出口额3,500万美元。", &["出口额 | 35000000美元 | level"]),
    ("培训农民两千三百人次。", &["农民 | 2300人次 | level"]),
    ("完成“煤改电”78万户。", &["“煤改电” | 780000户 | level"]),
    ("全员劳动生产率达58万元/人左右。", &["全员劳动生产率 | 580000元/人 | level about"]),
    ("累计完成投资**亿元，开工率XX%。", &["投资 | ?元 | level", "开工率 | ?% | level"]),
    ("15个项目已开工8个。", &["项目已开工 | 8个 | level"]),
    // By how much it changed, and against what.
    ("万元GDP能耗下降3%。", &["万元GDP能耗 | 3% | change down"]),
    ("地区生产总值同比增长8.5%左右。", &["地区生产总值 | 8.5% | change up about | against 同比"]),
    ("农民人均收入比上年增加1200元。", &["农民人均收入 | 1200元 | change up | against 上年"]),
    ("存款余额较年初增加21.4亿元。", &["存款余额 | 2140000000元 | change up | against 年初"]),
    (
        "开复工率达到95%，高于去年同期3个百分点；",
        &["开复工率 | 95% | level", "开复工率 | 3百分点 | change up | against 去年同期"],
    ),
    (
        "增加值增长6.7%、高于全国0.8个百分点。",
        &["增加值 | 6.7% | change up", "增加值 | 0.8百分点 | gap up | against 全国"],
    ),
    ("亩产比全省平均水平低三成。", &["亩产 | 30% | gap down | against 全省平均水平"]),
    ("审批时限压缩到3个工作日。", &["审批时限 | 3个工作日 | level down"]),
    ("平均用时缩短15天。", &["平均用时 | 15天 | change down"]),
    ("淘汰落后产能9000多万吨。", &["落后产能 | 90000000吨 | change down over"]),
    // From one level to another.
    ("能耗由12%降到9.3%。", &["能耗 | 9.3% | level down | from 12% = 12"]),
    ("人均产值从8.7万元提高到12万元以上。", &["人均产值 | 120000元 | level up least | from 8.7万元 = 87000"]),
    (
        "总产值从2020年的3.68万亿元增长到2025年的4.93万亿元。",
        &["总产值 | 4930000000000元 | level up | from 3.68万亿元 = 3680000000000 | 到2025年 = 2025"],
    ),
    ("回程重箱率从三成提到六成二。", &["回程重箱率 | 62% | level up | from 三成 = 30"]),
    ("失业率保持在5%以内。", &["失业率 | 5% | level most"]),
    // Bounds and hedges.
    ("新增就业1200万人以上。", &["新增就业 | 12000000人 | level least"]),
    ("力争地区生产总值突破1000亿元。", &["地区生产总值 | 100000000000元 | level over"]),
    ("合格率不低于98%。", &["合格率 | 98% | level least"]),
    ("付息率不高于1.78%。", &["付息率 | 1.78% | level most"]),
    ("参与率还不到60%。", &["参与率 | 60% | level under"]),
    ("预算收入增加近1000亿元。", &["预算收入 | 100000000000元 | change up near"]),
    ("减轻企业负担1500多亿元。", &["企业负担 | 150000000000元 | change down over"]),
    ("增速4.5%—5%。", &["增速 | 4.5..5% | change up"]),
    ("投入30至50万元。", &["投入 | 300000..500000元 | level"]),
    ("服务费控制在30至50万元。", &["服务费 | 300000..500000元 | level"]),
    // Parts of a whole, places, multiples.
    ("完成投资72亿元，占年度计划的72%。", &["投资 | 7200000000元 | level", "投资 | 72% | share | against 年度计划"]),
    (
        "民间投资占固定资产投资比重达45%左右。",
        &["民间投资占固定资产投资比重 | 45% | share about | against 固定资产投资"],
    ),
    ("民营企业占全部企业的近六成。", &["民营企业 | 60% | share near | against 全部企业"]),
    ("研发投入占比6%以上。", &["研发投入占比 | 6% | share least"]),
    ("粮食产量居全国第5位。", &["粮食产量 | 5位 | rank | against 全国"]),
    ("技改投资增长18.3%，全省第三；", &["技改投资 | 18.3% | change up", "技改投资 | 3位 | rank | against 全省"]),
    ("全县经济总量从第8位上升到第3位。", &["全县经济总量 | 3位 | rank up | from 第8位 = 8"]),
    ("营商环境由全省第12名升至第5名。", &["营商环境 | 5位 | rank up | against 全省 | from 第12名 = 12"]),
    ("综合排名从全市第三位退到第八位。", &["综合排名 | 8位 | rank down | against 全市 | from 第三位 = 3"]),
    ("人均产值升至全国第8位。", &["人均产值 | 8位 | rank up | against 全国"]),
    ("人均产值进入全国前8位。", &["人均产值 | 8位 | rank most | against 全国"]),
    ("产值是2020年的1.5倍。", &["产值 | 1.5倍 | ratio | against 2020年"]),
    ("企业数量较2020年翻一番。", &["企业数量 | 2倍 | ratio up | against 2020年"]),
    // Several names, several numbers.
    ("税收、非税收入分别增长3.5%、2.9%。", &["税收 | 3.5% | change up", "非税收入 | 2.9% | change up"]),
    ("低保标准分别提高13.1%和17.7%。", &["低保标准 | 13.1% | change up", "低保标准 | 17.7% | change up"]),
    // A number that is torn.
    ("投入12,34万元。", &[]),
    ("投入1,234万元。", &["投入 | 12340000元 | level"]),
    // When.
    ("上半年，全县完成投资72亿元。", &["投资 | 7200000000元 | level | 上半年 = 2025-01/2025-06"]),
    ("截至6月底，全县完成投资72亿元。", &["投资 | 7200000000元 | level | 截至6月底 = 2025-06-30"]),
    ("到2027年，森林覆盖率达到30%。", &["森林覆盖率 | 30% | level | 到2027年 = 2027"]),
    ("“十四五”期间，投资年均增长7%。", &["投资 | 7% | change up | “十四五”期间 = 2021/2025"]),
    // No figures.
    ("“十五五”规划编制完成。", &[]),
    ("要从3个方面抓起，一是抓项目。", &[]),
    ("第3项任务，2024年12号文件要求。", &[]),
    ("拨打110报警、12345热线，或致电0851-86891234。", &[]),
    ("落实“两个一百年”目标，统筹五大工程。", &[]),
    ("推进移动4/5G建设，C919首飞。", &[]),
    ("9月30日前完成，每月5日报送。", &[]),
    ("千家万户，百姓安居，一成不变。", &[]),
    ("28个省份开展试点。", &[]),
    ("如果总额达到5000亿，那是另一回事。", &[]),
    ("《关于落实416项任务的意见》已印发。", &[]),
    ("二〇二五年是收官之年。", &[]),
];

#[test]
fn a_figure_says_what_the_sentence_says() {
    let mut wrong = Vec::new();
    for (text, want) in FIGURES {
        let found = found(text);
        if found != *want {
            wrong.push(format!("{text}\n    want {want:#?}\n    found {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The rules whose words counted in `text`, and where.
fn fired(text: &str, rules: &Rules) -> Vec<(u16, String)> {
    let lexicon = rules.figures();
    let mut reader = Reader {
        words: text,
        lexicon,
        trusted: true,
        found: Vec::new(),
        group: None,
        pending: None,
        fired: Vec::new(),
    };
    reader.read();
    let figure = !reader.found.is_empty();
    let counts = |rule: u16| figure || ["metric.never", "metric.few"].contains(&&*rules.id_of(rule));
    reader.fired.into_iter().filter(|(rule, _)| counts(*rule)).map(|(rule, at)| (rule, text[at].to_owned())).collect()
}

#[test]
fn every_rule_does_what_its_examples_say() {
    let rules = Rules::builtin();
    let mut wrong = Vec::new();
    for rule in rules.iter().filter(|rule| rule.family() == "metric") {
        let number = rules.number(&rule.id).unwrap();
        for yes in &rule.yes {
            let (before, rest) = yes.split_once('⟦').unwrap_or_else(|| panic!("{}: mark the word in {yes}", rule.id));
            let (word, after) = rest.split_once('⟧').unwrap();
            let found = fired(&format!("{before}{word}{after}"), &rules);
            if !found.contains(&(number, word.to_owned())) {
                wrong.push(format!("{}: does not fire in {yes}: {found:?}", rule.id));
            }
        }
        for no in &rule.no {
            if fired(no, &rules).iter().any(|(rule, _)| *rule == number) {
                wrong.push(format!("{}: fires in {no}", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "\n  {}", wrong.join("\n  "));
}
