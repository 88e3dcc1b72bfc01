use super::*;

/// A figure as a line: name | value unit | type direction bound | against | from | period.
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
    let rules = Rules::builtin();
    let when = When::new(Some("2025-07-10"));
    let metrics = figures(text, Span::new(0, text.len()), true, when, &rules);
    for metric in &metrics {
        let parts = [metric.name, metric.against].into_iter().flatten().chain([metric.figure, metric.span]);
        parts.chain(metric.hedges.iter().copied()).for_each(|span| assert!(!span.is_empty(), "{text}"));
    }
    metrics.iter().map(|metric| shown(text, metric)).collect()
}

const FIGURES: &[(&str, &[&str])] = &[
    ("完成投资72亿元。", &["投资 | 7200000000元 | level"]),
    ("开复工率达到95%，高于去年同期3个百分点；", &["开复工率 | 95% | level", "开复工率 | 3百分点 | change up | against 去年同期"]),
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
