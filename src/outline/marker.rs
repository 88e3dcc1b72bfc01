//! Finds what may be a numbering mark. A mark is a candidate until its series makes sense (`build`).

use super::tree::Form;
use crate::text::{
    Span, arabic, begins_han, chinese, circled, is_closer, is_comma, is_end, is_han, is_opener, is_space, past_han,
};

/// Where a candidate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stand {
    /// First on its line.
    Line,
    /// After a stop, or after white space inside a line.
    Stop,
    /// After a comma.
    Comma,
    /// Right behind a word: 确保落地见效（一）加强领导, where a line break got lost.
    Word,
}

/// A candidate for a numbering mark.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Marker {
    pub(crate) span: Span,
    pub(crate) form: Form,
    // The family of the series it belongs to: its own, or that of the marks it goes on with.
    pub(crate) series: Form,
    pub(crate) ordinal: u32,
    pub(crate) stand: Stand,
    // Which line of the text it stands on, counted over lines with words.
    pub(crate) line: u32,
    // Of a plain heading, where it ends, and whether it stands above others.
    pub(crate) end: usize,
    pub(crate) upper: bool,
}

impl Marker {
    /// The empty mark of a heading that has none: a line, and its number.
    pub(super) fn plain(line: &Line, number: usize) -> Self {
        Self {
            span: Span::new(line.span.start(), line.span.start()),
            form: Form::Plain,
            series: Form::Plain,
            ordinal: 0,
            stand: Stand::Line,
            line: number as u32,
            end: line.span.end(),
            upper: false,
        }
    }
}

/// A line with words in it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    pub(crate) span: Span,
    /// The level of the heading style it wears, from 1.
    pub(crate) style: Option<u8>,
}

impl Line {
    pub(crate) fn words(self, text: &str) -> &str {
        &text[self.span.range()]
    }
}

/// The lines with words in them, trimmed. A tab or an indent of two ideographic spaces inside a line is a
/// line end that got lost.
pub(crate) fn lines(text: &str) -> Vec<Line> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let end = memchr::memchr3(b'\n', b'\r', b'\t', &text.as_bytes()[at..]).map_or(text.len(), |i| at + i);
        let piece = &text[at..end];
        let mut from = 0;
        loop {
            let indent = memchr::memmem::find(&piece.as_bytes()[from..], "\u{3000}\u{3000}".as_bytes());
            let to = indent.map_or(piece.len(), |i| from + i);
            let words = piece[from..to].trim_start_matches(is_space);
            let start = at + to - words.len();
            let len = words.trim_end_matches(is_space).len();
            if len > 0 {
                found.push(Line { span: Span::new(start, start + len), style: None });
            }
            if indent.is_none() {
                break;
            }
            from = to + "\u{3000}\u{3000}".len();
        }
        at = end + 1;
    }
    found
}

/// Tells the lines which of them wear a heading style: where such a paragraph begins, and its level.
pub(crate) fn style(lines: &mut [Line], styled: impl Iterator<Item = (usize, u8)>) {
    for (place, level) in styled {
        let line = lines.partition_point(|line| line.span.end() <= place);
        if let Some(line) = lines.get_mut(line) {
            line.style = Some(level);
        }
    }
}

/// Every candidate of `text`, in reading order.
pub(crate) fn markers(text: &str, lines: &[Line]) -> Vec<Marker> {
    let mut found = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let words = line.words(text);
        let base = line.span.start();
        let mut quotes = 0i32;
        let mut stand = Some(Stand::Line);
        let mut before = '\n';
        let mut next = 0;
        while let Some(&byte) = words.as_bytes().get(next) {
            let at = next;
            if stand.is_none() && begins_han(byte) {
                next = past_han(words.as_bytes(), next);
                continue;
            }
            let Some(c) = words[at..].chars().next() else { break };
            next += c.len_utf8();
            if begins_han(byte) && !may_begin(c) {
                (stand, before) = (None, c);
                continue;
            }
            let behind_word = stand.is_none() && words[..at].ends_with(|c| is_han(c) || matches!(c, '”' | '》'));
            if behind_word && matches!(c, '(' | '（' | '1' | '１') {
                stand = begins_series(&words[at..]).then_some(Stand::Word);
            }
            if let Some(stand) = stand
                && (quotes == 0 || matches!(c, '(' | '（'))
                && may_begin(c)
                && let Some((form, ordinal, len)) = mark_at(&words[at..], stand, before)
            {
                let span = Span::new(base + at, base + at + len);
                if let Some(first) = unparted_first(text, &found, form, ordinal, stand, span) {
                    found.push(Marker { line: number as u32, ..first });
                }
                let (line, series) = (number as u32, form.family());
                found.push(Marker { span, form, series, ordinal, stand, line, end: 0, upper: false });
                next = at + len;
            }
            stand = if is_end(c) || c == '…' {
                Some(Stand::Stop)
            } else if is_comma(c) {
                Some(Stand::Comma)
            } else if is_space(c) || (is_closer(c) && stand == Some(Stand::Stop)) {
                // White space after a comma or in mid-sentence still lets a strong mark begin.
                Some(if stand == Some(Stand::Line) { Stand::Line } else { Stand::Stop })
            } else if stand == Some(Stand::Line) && (adorns(c) || is_page_number(c, &words[next..])) {
                stand
            } else {
                None
            };
            match c {
                '“' | '《' | '「' => quotes += 1,
                '”' | '》' | '」' => quotes = (quotes - 1).max(0),
                // A quotation never closed must not hide the rest of the line.
                '。' if quotes > 0 && at > 600 => quotes = 0,
                _ => {}
            }
            before = c;
        }
    }
    found
}

/// What may stand before the mark of a line: a bullet, an opening bracket that holds the mark.
fn adorns(c: char) -> bool {
    matches!(c, '*' | '#' | '•' | '·' | '●' | '◆' | '■' | '★' | '▲')
        || is_opener(c) && !matches!(c, '(' | '（' | '“' | '《')
}

/// Whether a digit is left over from a page number, for a mark follows right behind it: 3二是.
fn is_page_number(c: char, rest: &str) -> bool {
    let number = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    c.is_ascii_digit()
        && mark_at(number, Stand::Line, c).is_some_and(|(form, ..)| {
            matches!(form, Form::Chinese | Form::BracketedChinese | Form::OneIs | Form::OneMust)
        })
}

/// The 一要 of 各乡镇一要…，二要…: nothing parts it from its subject.
fn unparted_first(
    text: &str,
    found: &[Marker],
    form: Form,
    ordinal: u32,
    stand: Stand,
    second: Span,
) -> Option<Marker> {
    let mark = match form {
        Form::OneIs => "一是",
        Form::OneMust => "一要",
        _ => return None,
    };
    if ordinal != 2 || stand == Stand::Line {
        return None;
    }
    let from = text.floor_char_boundary(second.start().saturating_sub(240));
    // 统一思想一要…。二要…: it may stand in the sentence before.
    let end = text[..second.start()].trim_end_matches(['。', '；']).len();
    let from = from + text[from..end].rfind(['。', '！', '？', '\n', '\r']).unwrap_or(0);
    let begun = found.iter().rev().take_while(|marker| marker.span.start() >= from).any(|marker| marker.form == form);
    let at = from + text[from..second.start()].rfind(mark).filter(|_| !begun)?;
    let before = text[..at].chars().next_back()?;
    let span = Span::new(at, at + mark.len());
    // 统一是, 唯一要.
    (is_han(before) && !"统唯专单同划万逐每另某第始归合均".contains(before)).then_some(Marker {
        span,
        form,
        series: form,
        ordinal: 1,
        stand: Stand::Comma,
        line: 0,
        end: 0,
        upper: false,
    })
}

fn may_begin(c: char) -> bool {
    matches!(
        c,
        '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '第' | '头' | '首' | '其' | '再' | '最' | '然' | '另'
            | '(' | '（' | '—' | '①'..='⑳' | '㈠'..='㈩' | '⑴'..='⒇' | '⒈'..='⒛' | '0'..='9' | '０'..='９'
    )
}

/// Nouns that stand in an ordinal mark by themselves: 第一方面, 第二点.
const NOUNS: &[&str] = &["方面", "点", "条", "件事", "步", "类", "层意思", "句话", "项", "种", "阶段"];

/// What points are counted by.
pub(crate) const COUNTERS: &str = "本层关笔张桩件招道把课句篇块环样门根颗扇盏";

/// The mark `text` begins with: form, ordinal, length in bytes.
fn mark_at(text: &str, stand: Stand, before: char) -> Option<(Form, u32, usize)> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let strong = stand != Stand::Comma;
    match first {
        '(' | '（' if strong => bracketed(text),
        '㈠'..='㈩' if strong => Some((Form::BracketedChinese, first as u32 - '㈠' as u32 + 1, first.len_utf8())),
        '⑴'..='⒇' if strong => Some((Form::BracketedArabic, first as u32 - '⑴' as u32 + 1, first.len_utf8())),
        '⒈'..='⒛' if strong => Some((Form::Arabic, first as u32 - '⒈' as u32 + 1, first.len_utf8())),
        '①'..='⑳' => Some((Form::Circled, circled(first)?, first.len_utf8())),
        '0'..='9' | '０'..='９' if strong => digits(text, stand, before),
        '—' if strong && text.starts_with("——") => dash(&text["——".len()..]),
        '第' => ordinal(text, stand),
        '头' if text.starts_with("头一") => {
            counted(&text["头一".len()..], stand).map(|len| (Form::OrdinalNoun, 1, 6 + len))
        }
        '首' if text.starts_with("首先") => Some((Form::First, 1, 6)),
        '其' if text.starts_with("其次") => Some((Form::First, 2, 6)),
        // 再次刷新纪录 says once more.
        '再' if text.starts_with("再者")
            || text.starts_with("再次") && (stand == Stand::Line || goes_on(&text[6..])) =>
        {
            Some((Form::First, 3, 6))
        }
        '然' if text.starts_with("然后") && text[6..].starts_with(is_comma) => Some((Form::First, 4, 6)),
        // 最后 closes a speech as often as a series.
        '最' if text.starts_with("最后") && (stand != Stand::Stop || text[6..].starts_with(is_comma)) => {
            let rest = text[6..].trim_start_matches(is_comma);
            let closes = ["祝", "感谢", "谢谢", "让我们", "衷心", "预祝"].iter().any(|word| rest.starts_with(word));
            // 最后的话, 最后一公里.
            let names = ["的", "一", "几", "两", "阶段", "期限", "关头"].iter().any(|word| text[6..].starts_with(word));
            (!closes && !names).then_some((Form::First, 9, 6))
        }
        '另' if text.starts_with("另一方面") => Some((Form::Side, 2, "另一方面".len())),
        '再' if text.starts_with("再一个方面") || text.starts_with("再一方面") => {
            Some((Form::Side, 3, "再一".len()))
        }
        '一' if text.starts_with("一方面") => Some((Form::Side, 1, "一方面".len())),
        '其' => {
            let (ordinal, len) = chinese(&text[3..])?;
            let next = text[3 + len..].chars().next()?;
            (is_comma(next) || next == '是' || next == '：').then_some((Form::OfThem, ordinal, 3 + len))
        }
        _ => {
            let (ordinal, len) = chinese(text)?;
            let rest = &text[len..];
            // 一 alone on its line.
            let Some(next) = rest.chars().next() else {
                return (stand == Stand::Line).then_some((Form::Chinese, ordinal, len));
            };
            match next {
                '、' if strong => {
                    // 一、二是… and 一、二、三产业 name or count; 三、四季度重点工作 on a line of its own does not.
                    let after = &rest[next.len_utf8()..];
                    let heading = stand == Stand::Line && ordinal > 1 && is_short_line(after);
                    (heading || !counts(after, ordinal)).then_some((Form::Chinese, ordinal, len + next.len_utf8()))
                }
                // 一　加强领导
                '\u{3000}' | ' ' if stand == Stand::Line && rest.trim_start_matches(is_space).starts_with(is_han) => {
                    Some((Form::Chinese, ordinal, len))
                }
                '.' | '．' if stand == Stand::Line => Some((Form::Chinese, ordinal, len + next.len_utf8())),
                '是' | '要' => {
                    let after = rest[next.len_utf8()..].chars().next()?;
                    // 一是一，二是二 and 一要求 are no marks.
                    let same = rest[next.len_utf8()..].starts_with(&text[..len]);
                    let then = rest[next.len_utf8()..].chars().nth(1);
                    let names = (same && then.is_none_or(|c| !is_han(c)))
                        || (next == '要' && matches!(after, '求' | '素' | '点'));
                    let form = if next == '是' { Form::OneIs } else { Form::OneMust };
                    (!names).then_some((form, ordinal, len + next.len_utf8()))
                }
                _ => None,
            }
        }
    }
}

/// Whether 再次 is followed as a mark is.
fn goes_on(rest: &str) -> bool {
    rest.starts_with(|c| is_comma(c) || matches!(c, '是' | '：' | ':'))
        || ["要", "就", "讲", "说", "谈", "看", "抓"].iter().any(|verb| rest.starts_with(verb))
}

/// A dash point; the subtitle ——2024年1月16日在…会议上 is none.
fn dash(rest: &str) -> Option<(Form, u32, usize)> {
    let first = rest.chars().next()?;
    let line: String = rest.chars().take(48).take_while(|c| !is_end(*c) && *c != '\n').collect();
    let subtitle = line.contains("讲话")
        || (first.is_ascii_digit() && line.contains('年'))
        || (line.contains('在') && (line.ends_with("会上") || line.ends_with("会议上")));
    (!is_space(first) && first != '—' && !subtitle).then_some((Form::Dash, 0, "——".len()))
}

/// Whether a line ends soon and without a stop, as a heading does.
fn is_short_line(text: &str) -> bool {
    text.chars().take(25).all(|c| !is_end(c) && !is_comma(c)) && text.chars().nth(24).is_none()
}

/// 一、二、三产业: what follows counts on and then names something.
fn counts(after: &str, ordinal: u32) -> bool {
    chinese(after).is_some_and(|(next, len)| {
        let rest = &after[len..];
        next == ordinal + 1
            && (rest.starts_with('、')
                || ["产业", "季度", "线", "期", "级", "标段", "车间"].iter().any(|noun| rest.starts_with(noun)))
    })
}

/// Whether a text begins with （一）, 1、 or 1. and words of its own.
fn begins_series(text: &str) -> bool {
    let digit = text.strip_prefix(['1', '１']).and_then(|rest| rest.strip_prefix(['、', '.', '．']));
    digit.is_some_and(|rest| rest.starts_with(is_han))
        || bracketed(text).is_some_and(|(form, ordinal, len)| {
            form == Form::BracketedChinese && ordinal == 1 && text[len..].starts_with(is_han)
        })
}

fn bracketed(text: &str) -> Option<(Form, u32, usize)> {
    let open = text.chars().next()?.len_utf8();
    let inner = &text[open..];
    let (form, (ordinal, len)) = match chinese(inner) {
        Some(found) => (Form::BracketedChinese, found),
        None => (Form::BracketedArabic, arabic(inner)?),
    };
    let close = inner[len..].chars().next().filter(|c| matches!(c, ')' | '）'))?;
    let end = open + len + close.len_utf8();
    // A reference to a point is no point: （二）所述，第（三）项.
    let rest = text[end..].trim_start_matches(is_space);
    let refers = ["所述", "项规定", "项所", "项、", "项，", "款", "条规定", "条所", "中规定", "规定的"]
        .iter()
        .any(|word| rest.starts_with(word));
    (!refers && ordinal <= 60).then_some((form, ordinal, end))
}

fn digits(text: &str, stand: Stand, before: char) -> Option<(Form, u32, usize)> {
    let (ordinal, len) = arabic(text)?;
    let rest = &text[len..];
    let next = rest.chars().next()?;
    let after = rest[next.len_utf8()..].chars().next();
    // 1、2026年工作回顾 begins a section.
    let dated =
        || (stand == Stand::Line || next == '、') && stand != Stand::Word && begins_with_year(&rest[next.len_utf8()..]);
    let number_goes_on = after.is_some_and(|c| c.is_ascii_digit() || matches!(c, '０'..='９' | '%' | '％')) && !dated();
    if ordinal > 60 || number_goes_on || before.is_ascii_digit() {
        return None;
    }
    match next {
        '.' | '．' | '、' if stand == Stand::Line || next != '、' || after.is_some_and(is_han) => {
            Some((Form::Arabic, ordinal, len + next.len_utf8()))
        }
        ')' | '）' => Some((Form::HalfBracketed, ordinal, len + next.len_utf8())),
        _ => None,
    }
}

/// Whether a text begins with 2026年.
fn begins_with_year(text: &str) -> bool {
    let digit = |c: &char| matches!(c, '0'..='9' | '０'..='９');
    text.chars().take_while(digit).count() == 4 && text.chars().nth(4) == Some('年')
}

fn ordinal(text: &str, stand: Stand) -> Option<(Form, u32, usize)> {
    let (ordinal, len) = chinese(&text["第".len()..])?;
    let end = "第".len() + len;
    let rest = &text[end..];
    let next = rest.chars().next()?;
    if matches!(next, '，' | ',') && stand != Stand::Comma {
        return Some((Form::Ordinal, ordinal, end));
    }
    if next == '、' && stand != Stand::Comma {
        return Some((Form::Ordinal, ordinal, end + next.len_utf8()));
    }
    if matches!(next, '：' | ':' | '\u{3000}' | ' ') && stand == Stand::Line {
        return Some((Form::Ordinal, ordinal, end));
    }
    // 第一是建队伍，第二要管好账; 第一要务 names a thing.
    let names = || rest["要".len()..].starts_with(['务', '素', '义', '求', '领', '件', '点', '位', '旨', '诀']);
    if next == '是' || next == '要' && !names() {
        return Some((Form::Ordinal, ordinal, end));
    }
    if stand == Stand::Line
        && let Some(unit) = ["部分", "章", "编"].iter().find(|unit| rest.starts_with(**unit))
    {
        let after = rest[unit.len()..].chars().next();
        return after.is_none_or(|c| is_space(c) || is_comma(c) || matches!(c, '：' | ':' | '是')).then_some((
            Form::Chapter,
            ordinal,
            end + unit.len(),
        ));
    }
    if next == '个' {
        let rest = &rest["个".len()..];
        // The noun is what the marks of the series share; `build` finds it. Behind a comma 第二个打给… goes on telling.
        let says = rest.chars().take(10).any(|c| c == '是') || rest.starts_with(is_comma);
        let marks = match stand {
            Stand::Comma => says,
            // 第一个班组干得漂亮 names a team.
            Stand::Stop | Stand::Word => says || rest.chars().take(7).any(|c| is_comma(c) || matches!(c, '：' | ':')),
            Stand::Line => rest.starts_with(|c| is_han(c) || is_comma(c) || c == '：'),
        };
        return marks.then_some((Form::OrdinalNoun, ordinal, end + "个".len()));
    }
    if let Some(len) = counted(rest, stand) {
        return Some((Form::OrdinalNoun, ordinal, end + len));
    }
    // 第一种意识，大局意识: at a line's beginning, what is counted may be said before the comma.
    if stand == Stand::Line && rest.starts_with(['种', '项', '类']) {
        let named = rest.chars().skip(1).take(5).take_while(|c| is_han(*c) && *c != '是');
        let len = rest.chars().take(1).chain(named).map(char::len_utf8).sum::<usize>();
        if len > 3 && rest[len..].starts_with(is_comma) {
            return Some((Form::OrdinalNoun, ordinal, end + rest.chars().next().map_or(0, char::len_utf8)));
        }
    }
    // 第一口气，人先到齐: at a line's beginning, whatever is counted.
    if stand == Stand::Line {
        let noun: String = rest.chars().take_while(|c| is_han(*c)).take(3).collect();
        let mut counts_time = ["季", "年", "月", "天", "日", "周", "次", "轮", "届", "代", "名"].iter();
        let parted = rest[noun.len()..].starts_with(is_comma) && noun.chars().count() <= 2;
        if parted && !noun.is_empty() && counts_time.all(|word| !noun.starts_with(word)) {
            return Some((Form::OrdinalNoun, ordinal, end + noun.len()));
        }
    }
    let noun = NOUNS.iter().find(|noun| rest.starts_with(**noun))?;
    // 第二种模式 names a thing; a comma, 是, or a clause of its own follows a mark.
    let after = rest[noun.len()..].chars().next()?;
    let clause = matches!(*noun, "方面" | "点" | "件事" | "句话" | "步")
        || is_comma(after)
        || matches!(after, '是' | '：' | ':' | '就');
    (clause && !matches!(after, '责' | '的' | '和')).then_some((Form::OrdinalNoun, ordinal, end + noun.len()))
}

/// The 本 of 第一本，项目账: what is counted is said behind the comma.
fn counted(text: &str, stand: Stand) -> Option<usize> {
    let len = text.chars().next().filter(|c| COUNTERS.contains(*c) && stand != Stand::Comma)?.len_utf8();
    text[len..].starts_with(|c| is_comma(c) || matches!(c, '是' | '：' | ':')).then_some(len)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKS: &[(&str, &str)] = &[
        ("一是抓项目。二是抓投资。", "⟦一是⟧抓项目。⟦二是⟧抓投资。"),
        ("一是一，二是二。", "一是一，二是二。"),
        ("第一季度完成1.5亿元，第一责任人到岗。", "第一季度完成1.5亿元，第一责任人到岗。"),
        ("（一）抓开工（二）所述办法。", "⟦（一）⟧抓开工（二）所述办法。"),
        ("1.5亿元到账", "1.5亿元到账"),
        ("12．修路", "⟦12．⟧修路"),
        ("要坚持“一要快、二要准”的打法", "要坚持“一要快、二要准”的打法"),
        ("第一点，讲学习。第二个问题是讲落实。", "⟦第一点⟧，讲学习。⟦第二个⟧问题是讲落实。"),
        ("一、二、三产业融合", "一、二、三产业融合"),
        ("第一本，项目账。第二本，民生账。", "⟦第一本⟧，项目账。⟦第二本⟧，民生账。"),
        ("第一个打给班长，第二个打给厂家。", "⟦第一个⟧打给班长，第二个打给厂家。"),
        ("确保落地见效（一）加强领导。", "确保落地见效⟦（一）⟧加强领导。"),
        ("最后的话\n最后，讲作风。", "最后的话\n⟦最后⟧，讲作风。"),
        ("首先，讲成绩；其次讲问题。", "⟦首先⟧，讲成绩；⟦其次⟧讲问题。"),
        ("去年产量再次刷新纪录，再次，讲成本。", "去年产量再次刷新纪录，⟦再次⟧，讲成本。"),
        ("做到“两个清醒”（一）床位不够。", "做到“两个清醒”⟦（一）⟧床位不够。"),
        ("推进的重点1、建好助餐点。2、管好账。", "推进的重点⟦1、⟧建好助餐点。⟦2、⟧管好账。"),
        ("推进的重点1.建好助餐点。2.管好账。", "推进的重点⟦1.⟧建好助餐点。⟦2.⟧管好账。"),
        ("1、2026年工作回顾", "⟦1、⟧2026年工作回顾"),
        ("第一是建队伍，第二要管好账，安全是第一要务。", "⟦第一⟧是建队伍，⟦第二⟧要管好账，安全是第一要务。"),
        ("一\n十年前，这里没有路。", "⟦一⟧\n十年前，这里没有路。"),
        ("第一口气，人先到齐。\n第二口气，再响炮。", "⟦第一口气⟧，人先到齐。\n⟦第二口气⟧，再响炮。"),
        ("第一季度，开工。\n第二季度，建成。", "第一季度，开工。\n第二季度，建成。"),
        ("3二是管好账。", "3⟦二是⟧管好账。"),
        ("第一种意识，大局意识。\n第二种意识，责任意识。", "⟦第一种⟧意识，大局意识。\n⟦第二种⟧意识，责任意识。"),
        ("来了两个班组。第一个班组干得很漂亮，提前交活。", "来了两个班组。第一个班组干得很漂亮，提前交活。"),
    ];

    #[test]
    fn marks_are_found_where_a_reader_sees_them() {
        for (text, want) in MARKS {
            let plain: String = text.to_string();
            let mut shown = plain.clone();
            for marker in markers(&plain, &lines(&plain)).iter().rev() {
                shown.insert(marker.span.end(), '⟧');
                shown.insert(marker.span.start(), '⟦');
            }
            assert_eq!(&shown, want);
        }
    }
}
