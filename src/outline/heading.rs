//! Where the heading of a point ends.

use super::marker::{Line, Marker, Stand};
use super::seam::seam;
use super::tree::Form;
use crate::input::is_salutation;
use crate::text::{Span, is_closer, is_comma, is_end, is_han, is_mask, is_opener, is_space};

/// The line below a mark that stands alone on its own, where that is a heading.
pub(super) fn heading_below<'a>(text: &str, lines: &'a [Line], mark: &Marker, own: usize) -> Option<&'a Line> {
    let alone = mark.stand == Stand::Line && lines[own].span.end() == mark.span.end();
    let line = lines.get(own + 1).filter(|_| alone)?;
    let words = line.words(text);
    (words.chars().nth(44).is_none() && !words.ends_with(is_end) && !is_salutation(words)).then_some(line)
}

/// The point's lead: a heading line whole, a point in running text up to its first stop.
pub(super) fn heading(text: &str, lines: &[Line], mark: &Marker, next: usize) -> Span {
    if mark.form == Form::Plain {
        return Span::new(mark.span.start(), mark.end);
    }
    if let Some(line) = heading_below(text, lines, mark, mark.line as usize).filter(|line| line.span.end() <= next) {
        return line.span;
    }
    let line_end = lines[mark.line as usize].span.end();
    let limit = line_end.min(next).max(mark.span.end());
    let mut start = mark.span.end();
    let rest = &text[start..limit];
    start += rest.len() - rest.trim_start_matches(|c| is_space(c) || is_comma(c) || matches!(c, '：' | ':')).len();
    if matches!(mark.form, Form::Ordinal | Form::OrdinalNoun | Form::First | Form::OfThem) {
        let rest = &text[start..limit];
        start += ["就是", "是"].iter().find(|word| rest.starts_with(**word)).map_or(0, |word| word.len());
    }
    // 第一个承诺是，说过的话算数
    let rest = &text[start..limit];
    start += rest.len() - rest.trim_start_matches(|c| is_space(c) || is_comma(c)).len();
    let body = &text[start..limit];
    // "含金量" closes what it opens.
    let quoted = body.matches('"').count().is_multiple_of(2);
    let whole = body.trim_end_matches(|c| {
        is_end(c)
            || is_closer(c) && !matches!(c, '”' | '》' | ')' | '）') && !(c == '"' && quoted)
            || is_space(c)
            || is_comma(c)
            || c == '…'
    });
    let full_stop = |c: char| matches!(c, '。' | '！' | '？' | '；' | '!' | '?' | ';');
    // A heading line may hold a semicolon.
    let section = mark.form.is_section();
    let parted = |c: char| full_stop(c) && !(section && matches!(c, '；' | ';'));
    let alone = mark.stand == Stand::Line && limit == line_end && !whole.contains(parted) && whole.len() <= 450;
    let end = if alone { whole.len() } else { whole.find(is_end).unwrap_or(whole.len()) };
    let mut words = &body[..end];
    if section {
        let long = words.char_indices().nth(60).is_some();
        // A line that ends with a stop may be a heading and its body's only sentence.
        let cut = if let Some(cut) = spaced(words, alone) {
            Some(cut)
        } else if !alone || long {
            let lost = mark.stand != Stand::Line && words.char_indices().nth(SHORT).is_some();
            run_on(words).or_else(|| seam(words, if lost { LIKELY } else { SURE }))
        } else if whole.len() < body.len() {
            dated_body(words)
        } else {
            None
        };
        words = cut.map_or(words, |cut| &words[..cut]);
    }
    let words = without_tail(words);
    let words = words.trim_end_matches(|c| is_end(c) || is_space(c) || is_comma(c));
    // A mark that says nothing has its empty heading right behind it.
    if words.is_empty() { Span::new(mark.span.end(), mark.span.end()) } else { Span::new(start, start + words.len()) }
}

/// Without a bracket at its end that names who is in charge.
fn without_tail(words: &str) -> &str {
    let Some(at) = words.rfind(['（', '(']) else { return words };
    let inner = words[at..].trim_start_matches(['（', '(']);
    let names =
        ["牵头", "责任", "配合", "主办", "督办", "承办", "督查", "完成时限"].iter().any(|word| inner.starts_with(word));
    if names { &words[..at] } else { words }
}

/// Words with which a body begins when the line break before it was lost.
pub(super) const OPENERS: &[&str] = &[
    "今年以来",
    "今年",
    "去年",
    "年初",
    "近年来",
    "近几年",
    "过去一年",
    "过去的一年",
    "一年来",
    "当前",
    "目前",
    "实践证明",
    "实践告诉",
    "实践表明",
    "经验表明",
    "事实证明",
    "同志们",
    "我们",
    "大家",
    "各级各部门",
    "这次",
    "前段时间",
    "从目前",
    "从总体",
    "总的看",
    "应该说",
    "应当说",
    "可以说",
    "众所周知",
    "全年",
    "先说",
    "随着",
    "过去",
];

/// Words with which a heading of the genre ends.
const ENDERS: &[&str] = &[
    "突破",
    "实处",
    "目标",
    "势头",
    "基础",
    "保障",
    "水平",
    "效能",
    "成效",
    "实效",
    "环境",
    "氛围",
    "合力",
    "紧迫感",
    "责任感",
    "信心",
    "局面",
    "台阶",
    "根基",
    "支撑",
    "动力",
    "活力",
    "作风",
    "效率",
    "任务",
    "落实",
    "质量",
    "能力",
    "形象",
    "优势",
    "格局",
    "防线",
    "底线",
    "攻坚战",
    "见效",
    "功夫",
    "文章",
    "力度",
    "短板",
    "回顾",
    "部署",
    "意识",
    "认识",
    "思想",
    "法",
];

/// Words that want what follows, so that no heading ends behind them.
const TAKERS: &[&str] = &[
    "认清",
    "看清",
    "把握",
    "分析",
    "适应",
    "立足",
    "面对",
    "做好",
    "完成",
    "谋划",
    "总结",
    "明确",
    "对",
    "在",
    "从",
    "的",
    "把",
    "为",
    "是",
    "和",
    "与",
    "及",
    "让",
    "使",
    "将",
    "以",
    "要",
    "抓好",
    "围绕",
    "聚焦",
    "落实",
    "于",
    "到",
    "正确认识",
    "统一",
];

/// How likely a seam must be: where the mark begins a line, only the line end behind the heading can have got lost; where
/// it stands within one, all line ends have. A sentence of so few characters hardly holds a heading and its body.
const SURE: f64 = 0.9;
const LIKELY: f64 = 0.4;
const SHORT: usize = 20;

/// A heading that runs into its body does so within so many characters.
const HEADING: usize = 200;

/// Where a short heading ends whose body's first words no heading holds: 筑牢防线|今年以来，….
fn dated_body(words: &str) -> Option<usize> {
    OPENERS.iter().find_map(|opener| {
        let at = words.find(opener)?;
        let parted = words[at + opener.len()..].starts_with(is_comma);
        (parted && ENDERS.iter().any(|ender| words[..at].ends_with(ender))).then_some(at)
    })
}

/// Where a heading ends whose line break became white space: three blanks, or one behind a pair of clauses, or one
/// before a sentence of several clauses.
fn spaced(words: &str, alone: bool) -> Option<usize> {
    let mut found = None;
    let mut from = 0;
    while let Some(at) = words[from..].find(is_space).map(|at| from + at) {
        let (heading, rest) = (&words[..at], words[at..].trim_start_matches(is_space));
        let blanks = words[at..].chars().take_while(|c| is_space(*c)).count();
        // 提高认识 增强信心 今年以来，…
        if found.is_some() && (words[from..at].contains(is_comma) || words[from..at].chars().count() > 14) {
            break;
        }
        from = words.len() - rest.len();
        let pair = || heading.split_once(is_comma).is_some_and(|(a, b)| a.len() == b.len() && !b.contains(is_comma));
        let opens = || OPENERS.iter().any(|word| rest.starts_with(word));
        let sentence = || !alone && (rest.contains(is_comma) || opens());
        let inside = heading.ends_with(|c| is_han(c) || is_closer(c))
            && rest.starts_with(|c| is_han(c) || is_opener(c))
            && (4..=60).contains(&heading.chars().count());
        let body = rest.chars().count();
        if inside && (blanks >= 3 && body >= 6 || body >= 12 && (pair() || sentence())) {
            found = Some(at);
        }
    }
    found
}

/// Where a heading ends that runs into its body without a stop: 奋力实现新突破|实践证明，….
fn run_on(words: &str) -> Option<usize> {
    let words = words.char_indices().nth(HEADING).map_or(words, |(end, _)| &words[..end]);
    let count = words.chars().count();
    if count < 18 {
        return None;
    }
    let mut begun = 0;
    let mut before = ' ';
    for (at, c) in words.char_indices() {
        begun += 1;
        let left = &words[..at];
        // In mid-clause, and with enough on both sides to be a heading and a sentence.
        let inside = is_han(before) || is_closer(before);
        let rest = &words[at..];
        before = c;
        if !inside || begun < 5 {
            continue;
        }
        // 奠定基础_指出：, 完成目标2024年，…; 落到实处_年，….
        let year = rest.trim_start_matches(|c: char| c.is_ascii_digit() || is_mask(c) || c == '-' || c == '—');
        let dated =
            ["年，", "年,", "年是", "年以来", "年来", "月份", "指出", "强调"].iter().any(|word| year.starts_with(word));
        if year.len() < rest.len() && dated {
            return Some(at);
        }
        if rest.chars().take(8).count() < 8 {
            continue;
        }
        if TAKERS.iter().any(|word| left.ends_with(word)) {
            continue;
        }
        let body = rest.find(is_comma).is_some();
        let ends = ENDERS.iter().any(|word| left.ends_with(word));
        // 尊重我们自己: 我们 begins a body where it does something.
        let acts = |word: &str| {
            let rest = &rest[word.len()..];
            !matches!(word, "我们" | "大家")
                || ["要", "必须", "有", "在", "已", "也", "都", "就", "这", "坚持", "始终"]
                    .iter()
                    .any(|verb| rest.starts_with(verb))
        };
        let opens = OPENERS.iter().any(|word| rest.starts_with(word) && (ends || acts(word)));
        if opens && (ends || (body && count >= 30)) {
            return Some(at);
        }
        if left.ends_with("的问题") && is_han(c) {
            return Some(at);
        }
        // 把项目建设抓在手上项目建设是…: the body says what something of the heading is.
        if count >= 20 && subject(rest).is_some_and(|subject| ends && body || left.contains(subject)) {
            return Some(at);
        }
        // 推进成果倒逼法|推进园区经济…: the body takes up the heading's verb.
        let verb: String = rest.chars().take(2).collect();
        if ends
            && body
            && count >= 30
            && (left.contains(&verb) || rest.starts_with('以') || rest.starts_with('从') || rest.starts_with('抓'))
        {
            return Some(at);
        }
    }
    None
}

/// The subject of a text that begins with a definition: 项目建设 of 项目建设是….
fn subject(text: &str) -> Option<&str> {
    let at = text.char_indices().take(7).find(|(_, c)| *c == '是')?.0;
    let words = &text[..at];
    // 抓好落实|工作是: half of a word of the heading's.
    let half = matches!(words, "工作" | "任务" | "问题" | "重点" | "关键" | "目标");
    let whole =
        words.chars().count() >= 2 && words.chars().all(is_han) && !half && !words.starts_with(['和', '与', '及']);
    (whole && !words.ends_with(['就', '还', '都', '也', '不', '正', '要', '于'])).then_some(words)
}
