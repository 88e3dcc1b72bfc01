//! Takes out what is no part of the speech, and remembers where it stood.

use std::borrow::Cow;
use std::ops::Range;

use crate::rules::{Reach, Rules};
use crate::text::{OffsetMap, Rewriter, Span, Spanned, chinese, is_closer, is_end, is_han, is_space, past_mark};

use super::{flat, markdown, repeat, script, wrap};

mod notes;
mod scraps;

/// A stretch that is no part of the speech: site chrome, an advert, a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Noise {
    span: Span,
    /// What it is: `site`, `advert`, `gap`, `page-number`, `contents`, `preface` …
    pub reason: Cow<'static, str>,
    /// The rule that found it.
    pub rule: Cow<'static, str>,
}

/// A place where a notice says that text was left out (省略).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Gap {
    span: Span,
    /// How many characters the notice says are missing, if it says so.
    pub omitted_chars: Option<usize>,
}

/// Something in or between sentences that is read over: a gloss, a page number, a mark of Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Edit {
    span: Span,
    /// What it is: `gloss`, `page-number`, `line-wrap`, `markdown`, `space`.
    pub reason: Cow<'static, str>,
}

impl Spanned for Noise {
    fn span(&self) -> Span {
        self.span
    }
}

impl Spanned for Gap {
    fn span(&self) -> Span {
        self.span
    }
}

impl Spanned for Edit {
    fn span(&self) -> Span {
        self.span
    }
}

/// A notice's word on how long the text is; `at` is a place in the source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Count {
    pub(crate) at: usize,
    pub(crate) whole: usize,
    pub(crate) shown: Option<usize>,
}

/// A source text, the words in it that are read, and the way back.
pub(crate) struct Text<'a> {
    words: Cow<'a, str>,
    // From the words back to the source, the last step first.
    maps: Vec<OffsetMap>,
    // Places in the words where something was taken out that parts what stands on its sides.
    pub(crate) breaks: Vec<usize>,
    // Those of them where a notice says that text is missing.
    pub(crate) missing: Vec<usize>,
    pub(crate) noise: Vec<Noise>,
    pub(crate) gaps: Vec<Gap>,
    pub(crate) edits: Vec<Edit>,
    pub(crate) counts: Vec<Count>,
    // Of an outline in Markdown where in the words each line begins, and its level; else empty.
    pub(crate) levels: Vec<(usize, u8)>,
}

impl<'a> Text<'a> {
    /// Whether the words are the source as it stands.
    pub(crate) fn is_source(&self) -> bool {
        self.maps.is_empty()
    }

    /// The words and the way back from them, the last step first.
    pub(crate) fn into_words(self) -> (Cow<'a, str>, Vec<OffsetMap>) {
        (self.words, self.maps)
    }

    /// The words that are read.
    pub(crate) fn words(&self) -> &str {
        &self.words
    }

    /// Where in the words a place of the source is read.
    pub(crate) fn forward(&self, place: usize) -> usize {
        self.maps.iter().rev().fold(place, |place, map| map.forward(place))
    }

    /// Where in the source a span of the words stands.
    pub(crate) fn origin(&self, span: Span) -> Span {
        self.maps.iter().fold(span, |span, map| map.origin(span))
    }
}

/// Marks noise, gaps and what is read over; the words that are left keep their way back.
pub(crate) fn clean<'a>(source: &'a str, rules: &Rules) -> Text<'a> {
    let (base, script): (Cow<'a, str>, Option<OffsetMap>) = match script::simplified(source) {
        Some((text, map)) => (Cow::Owned(text), Some(map)),
        None => (Cow::Borrowed(source), None),
    };
    let base = flat::lined(base);
    let drawn = markdown::outline(&base).unwrap_or_default();
    let mut cuts = Vec::new();
    if drawn.is_empty() {
        found(&base, rules, &mut cuts);
    } else {
        // Nobody puts adverts and page numbers into an outline.
        let escapes = markdown::escapes(&base).map(|at| at..at + 1);
        let cut = |range: Range<usize>| Cut { notice: range.clone(), range, what: What::Edit("markdown"), leaves: "" };
        cuts.extend(drawn.iter().map(|row| row.mark.clone()).chain(escapes).map(cut));
    }
    let cuts = merged(&base, cuts);

    let mut text = Text {
        words: Cow::Borrowed(""),
        maps: vec![],
        breaks: vec![],
        missing: vec![],
        noise: vec![],
        gaps: vec![],
        edits: vec![],
        counts: vec![],
        levels: vec![],
    };
    let back = |range: &Range<usize>| {
        let span = Span::new(range.start, range.end);
        script.as_ref().map_or(span, |map| map.origin(span))
    };
    for cut in &cuts {
        let span = back(&cut.range);
        match &cut.what {
            What::Edit(reason) => text.edits.push(Edit { span, reason: (*reason).into() }),
            What::Noise { reason, rule } => {
                text.noise.push(Noise { span, reason: (*reason).into(), rule: (*rule).into() });
            }
            What::Rule { rule, left, whole, shown } => {
                let rule = rules.at(*rule);
                let reason = rule.reason.clone().unwrap_or_default();
                if rule.reach == Some(Reach::Cut) {
                    text.edits.push(Edit { span, reason });
                    continue;
                }
                if reason == "gap" {
                    text.gaps.push(Gap { span: back(&cut.notice), omitted_chars: *left });
                }
                if let Some(whole) = *whole {
                    text.counts.push(Count { at: span.start(), whole, shown: *shown });
                }
                text.noise.push(Noise { span, reason, rule: rule.id.clone() });
            }
        }
    }
    text.edits.shrink_to_fit();
    if cuts.is_empty() {
        text.words = base;
    } else {
        let mut rewriter = Rewriter::new(&base);
        for cut in &cuts {
            rewriter.keep(cut.range.start);
            match cut.leaves {
                "" => rewriter.skip(cut.range.end),
                "\n" => {
                    let place = rewriter.part(cut.range.end);
                    text.breaks.push(place);
                    if matches!(&cut.what, What::Rule { rule, .. } if rules.at(*rule).reason.as_deref() == Some("gap"))
                    {
                        text.missing.push(place);
                    }
                }
                leaves => rewriter.put(leaves, cut.range.end),
            }
        }
        let (words, map) = rewriter.finish();
        let points = drawn.iter().filter(|row| row.level > 0);
        text.levels = points.map(|row| (map.forward(row.mark.end), row.level)).collect();
        text.words = Cow::Owned(words);
        text.maps.push(map);
    }
    text.maps.extend(script);
    text
}

/// What is no word of a speech.
fn found(base: &str, rules: &Rules, cuts: &mut Vec<Cut>) {
    by_rule(base, rules, cuts);
    page_numbers(base, cuts);
    notes::find(base, |range, what| {
        let reason = "footnote";
        let (what, leaves) = match what {
            notes::Part::Mark => (What::Edit(reason), ""),
            notes::Part::Note => (What::Noise { reason, rule: "clean.footnote" }, "\n"),
        };
        cuts.push(Cut { notice: range.clone(), range, what, leaves });
    });
    if !cuts.is_empty() {
        let what = What::Noise { reason: "site", rule: "clean.scrap" };
        let scrap = |range: Range<usize>| Cut { notice: range.clone(), range, what: what.clone(), leaves: "\n" };
        let scraps = scraps::find(base, cuts);
        cuts.extend(scraps.into_iter().map(scrap));
        if let Some(range) = page_title(base, cuts) {
            let what = What::Noise { reason: "page-title", rule: "clean.page-title" };
            cuts.push(Cut { notice: range.clone(), range, what, leaves: "\n" });
        }
    }
    for range in repeat::repeated(base) {
        let what = What::Noise { reason: "repeat", rule: "context.repeat" };
        cuts.push(Cut { notice: range.clone(), range, what, leaves: "\n" });
    }
    for wrap in wrap::wraps(base) {
        let (range, leaves) = (wrap.range, wrap.leaves);
        cuts.push(Cut { notice: range.clone(), range, what: What::Edit("line-wrap"), leaves });
    }
}

#[derive(Clone, Debug)]
struct Cut {
    range: Range<usize>,
    // The notice itself, where `range` reaches beyond it.
    notice: Range<usize>,
    what: What,
    leaves: &'static str,
}

#[derive(Clone, Debug)]
enum What {
    Edit(&'static str),
    Noise { reason: &'static str, rule: &'static str },
    Rule { rule: u16, left: Option<usize>, whole: Option<usize>, shown: Option<usize> },
}

/// What the `clean` rules find.
fn by_rule(base: &str, rules: &Rules, cuts: &mut Vec<Cut>) {
    let mut anchors = Vec::new();
    rules.compiled().clean.find(base, |at, rule| anchors.push((at, rule)));
    let mut anchors = anchors.into_iter().peekable();
    let mut asked: Vec<u16> = Vec::new();
    // Notices of one line that tell of a gap inside the text.
    let mut gaps: Vec<Range<usize>> = Vec::new();
    let mut markdown = false;
    let mut done = 0;
    // What may be searched for headings that a table of contents repeats, and where the last of them stands.
    let mut budget = base.len().saturating_mul(SEARCHES);
    let mut last_heading = None;
    while let Some(&(at, _)) = anchors.peek() {
        let line = line_around(base, at);
        asked.clear();
        while let Some((_, rule)) = anchors.next_if(|(at, _)| *at < line.end) {
            if !asked.contains(&rule) {
                asked.push(rule);
            }
        }
        if line.start < done {
            continue;
        }
        asked.sort_unstable();
        gaps.clear();
        for &number in &asked {
            let rule = rules.at(number);
            if !rule.fits(&base[line.clone()]) {
                continue;
            }
            let Some(pattern) = rules.pattern(number) else { continue };
            let reach = rule.reach.unwrap_or(Reach::Match);
            // A sentence that only uses the words of a notice ends no speech.
            if reach == Reach::End && rule.reason.as_deref() != Some("gap") && is_sentence(&base[line.clone()]) {
                continue;
            }
            for found in pattern.captures_iter(&base[line.clone()]) {
                let whole = found.get(0).expect("group 0 is the match").range();
                let place = |range: Range<usize>| line.start + range.start..line.start + range.end;
                let notice = trimmed(base, place(whole));
                let number_of = |name| found.name(name).and_then(|m| m.as_str().parse().ok());
                let range = match reach {
                    Reach::Cut => match found.name("cut") {
                        Some(cut) => place(cut.range()),
                        None => continue,
                    },
                    Reach::Match if rule.id == "clean.neighbours" => trimmed(base, notice.start..linked(base, &notice)),
                    Reach::Match => match found.name("cut") {
                        // Where the speech's own title follows, the page's repeats it.
                        Some(_) if title_follows(base, line.end) => trimmed(base, line.clone()),
                        Some(cut) => trimmed(base, place(cut.range())),
                        None => notice.clone(),
                    },
                    Reach::Line => trimmed(base, line.clone()),
                    Reach::Block => {
                        let contents = rule.reason.as_deref() == Some("contents");
                        let end = match speech_in(base, notice.end..line.end, contents) {
                            Some(speech) => speech,
                            None if contents => contents_end(base, &line, &mut budget),
                            None => preface_end(base, &line, notice.end),
                        };
                        trimmed(base, notice.start..end)
                    }
                    // A notice that stands in the middle of a text says that it goes on.
                    Reach::End if gaps.iter().any(|gap| gap.start < notice.end && notice.start < gap.end) => continue,
                    Reach::End if goes_on(&base[notice.end..line.end]) => notice.clone(),
                    Reach::End if matches!(&*rule.id, "clean.related" | "clean.more-links") => {
                        trimmed(base, notice.start..links_end(base, line.end))
                    }
                    Reach::End => trimmed(base, notice.start..rest_end(base, line.end, is_speech)),
                    Reach::Appendix if *last_heading.get_or_insert_with(|| last_chapter(base)) > line.end => continue,
                    // What stands behind nothing is no appendix.
                    Reach::Appendix if base[..notice.start].trim().is_empty() => notice.clone(),
                    Reach::Appendix => trimmed(base, notice.start..rest_end(base, line.end, is_long_prose)),
                };
                if range.is_empty() {
                    continue;
                }
                let beyond = range.end > notice.end;
                if reach == Reach::Match && rule.reason.as_deref() == Some("gap") {
                    gaps.push(notice.clone());
                }
                done = done.max(if reach == Reach::Cut { 0 } else { range.end });
                markdown |= rule.id == "clean.heading-mark";
                cuts.push(Cut {
                    leaves: match (reach, rule.reason.as_deref()) {
                        (Reach::Cut, Some("space")) => " ",
                        (Reach::Cut, _) => "",
                        _ => "\n",
                    },
                    what: What::Rule {
                        rule: number,
                        left: number_of("left"),
                        whole: number_of("whole"),
                        shown: number_of("shown"),
                    },
                    notice,
                    range,
                });
                // It holds whatever else stands on the line.
                if beyond {
                    break;
                }
            }
        }
    }
    // Two stars are a mask unless the file is Markdown.
    if markdown {
        for (at, stars) in base.match_indices("**") {
            let range = at..at + stars.len();
            cuts.push(Cut { notice: range.clone(), range, what: What::Edit("markdown"), leaves: "" });
        }
    }
}

/// Sorted and disjoint: of two that overlap the one that begins first and reaches farther stays.
fn merged(base: &str, mut cuts: Vec<Cut>) -> Vec<Cut> {
    cuts.sort_by_key(|cut| (cut.range.start, std::cmp::Reverse(cut.range.end)));
    let mut kept: Vec<Cut> = Vec::with_capacity(cuts.len());
    for mut cut in cuts {
        let Some(last) = kept.last() else {
            kept.push(cut);
            continue;
        };
        if cut.range.start < last.range.end {
            if cut.range.end <= last.range.end {
                continue;
            }
            cut.range.start = last.range.end;
            cut.notice = cut.notice.start.max(cut.range.start)..cut.notice.end.max(cut.range.start);
            if cut.notice.is_empty() {
                cut.notice = cut.range.clone();
            }
        }
        kept.push(cut);
    }
    // White space between two of them belongs to no speech.
    for i in 1..kept.len() {
        let (end, start) = (kept[i - 1].range.end, kept[i].range.start);
        if kept[i - 1].leaves == "\n" && kept[i].leaves == "\n" && base[end..start].chars().all(is_space) {
            kept[i - 1].range.end = start;
        }
    }
    kept
}

fn line_around(text: &str, at: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let start = memchr::memrchr2(b'\n', b'\r', &bytes[..at]).map_or(0, |i| i + 1);
    let end = memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(text.len(), |i| at + i);
    start..end
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let start = range.start + (piece.len() - piece.trim_start_matches(is_space).len());
    let end = range.start + piece.trim_end_matches(is_space).len();
    start..end.max(start)
}

fn lines(text: &str, from: usize) -> impl Iterator<Item = Range<usize>> {
    let mut at = from;
    std::iter::from_fn(move || {
        if at >= text.len() {
            return None;
        }
        let end = memchr::memchr2(b'\n', b'\r', &text.as_bytes()[at..]).map_or(text.len(), |i| at + i);
        let line = at..end;
        at = end + 1;
        Some(line)
    })
}

/// The end of a table of contents that begins with `line`: every line of it stands again later, or all of them are
/// headings and a speech begins behind them, which may break off before it comes to them.
fn contents_end(text: &str, line: &Range<usize>, budget: &mut usize) -> usize {
    let mut end = line.end;
    let mut repeated = true;
    let filled = lines(text, line.end + 1).map(|next| (text[next.clone()].trim(), next));
    let filled = filled.filter(|(words, _)| !words.is_empty()).take(200);
    for (at, (words, next)) in filled.enumerate() {
        let dots = words.trim_matches(['…', '.', '·']).is_empty();
        if at > 0 && (dots || is_salutation(words) || looks_like_title(words)) {
            return if dots { next.end } else { next.start };
        }
        repeated &= repeated_later(text, words, next.end, budget);
        if repeated {
            end = next.end;
        } else if !(past_mark(words).is_some() || is_spoken(words))
            || words.chars().count() > 60
            || words.ends_with('。')
        {
            break;
        }
    }
    end
}

/// No preface is longer, in characters; the longest seen has 300.
const PREFACE: usize = 600;

/// The end of a preface that begins with `line`: its paragraph, and what is quoted behind it; more where a blank
/// line ends it soon. `mark` is where the words behind the mark begin.
fn preface_end(text: &str, line: &Range<usize>, mark: usize) -> usize {
    let mut end = line.end;
    let mut block = line.end;
    let mut last = line.clone();
    let mut alone = text[mark..line.end].trim().is_empty();
    let mut blank = false;
    for next in lines(text, line.end + 1) {
        let words = text[next.clone()].trim();
        if words.is_empty() {
            end = block;
            blank = true;
            continue;
        }
        let quoted = words.starts_with('>');
        let inner = words.trim_start_matches(|c| c == '>' || is_space(c));
        let too_long = next.end - line.start > PREFACE && text[line.start..next.end].chars().count() > PREFACE;
        if blank && !quoted || too_long || is_salutation(inner) || looks_like_title(inner) || is_numbered(inner) {
            break;
        }
        block = next.end;
        // A line too short for a page is a paragraph.
        let wrapped = last.len() >= 60 && is_broken(text[last.clone()].trim_end());
        if end == last.end && (alone || quoted || wrapped) {
            end = next.end;
        }
        alone = false;
        last = next;
    }
    end
}

/// Where a speech begins behind a notice on the same line: after the last sentence before its salutation. Where
/// 一、 follows or the line is too long for a notice all but the first sentence is speech.
fn speech_in(text: &str, line: Range<usize>, contents: bool) -> Option<usize> {
    let words = &text[line.clone()];
    let long = words.char_indices().nth(PREFACE).map(|(at, _)| at);
    let (mut first, mut last) = (None, None);
    for (at, c) in words[..long.unwrap_or(words.len())].char_indices() {
        let behind = at + c.len_utf8();
        let rest = &words[behind..];
        if matches!(c, '。' | '！' | '？') {
            last = Some(line.start + behind);
            first = first.or(last);
            if !contents && is_numbered(rest.trim_start_matches(is_space)) {
                return first;
            }
        }
        if is_greeting(rest) {
            return last.or(Some(line.start + behind));
        }
    }
    long.and(first.or(Some(line.start)))
}

/// Whether a salutation and its colon begin it.
fn is_greeting(words: &str) -> bool {
    let Some(colon) = words.char_indices().take(24).find(|(_, c)| matches!(c, '：' | ':')) else { return false };
    is_salutation(&words[..colon.0])
}

/// Tables of contents may search the text so many times.
const SEARCHES: usize = 100;

/// Whether a line of contents stands again below as a heading; dots and page numbers aside.
fn repeated_later(text: &str, words: &str, from: usize, budget: &mut usize) -> bool {
    let heading =
        words.trim_end_matches(|c: char| c.is_ascii_digit() || is_space(c) || matches!(c, '.' | '…' | '·' | '。'));
    let rest = &text.as_bytes()[from..];
    if heading.chars().filter(|c| is_han(*c)).take(3).count() < 3 || rest.len() > *budget {
        return false;
    }
    let found = memchr::memmem::find(rest, heading.as_bytes());
    *budget -= found.unwrap_or(rest.len());
    found.is_some()
}

/// Words of sites, and words that speeches use too, but not two of them in a line.
const SITE: &[&str] = &["本站", "版权", "文库", "本文", "http", "www", "客服", "代写", "代笔"];
const SITE_TOO: &[&str] = &[
    "下载", "网站", "资源", "用户", "上传", "会员", "微信", "积分", "收藏", "阅读", "文档", "全文", "VIP", "预览",
    "登录", "侵权",
];

fn speaks_of_site(line: &str) -> bool {
    SITE.iter().any(|word| line.contains(word))
        || SITE_TOO.iter().filter(|word| line.contains(**word)).take(2).count() == 2
}

/// Whether a line below a notice is speech: a sentence of some length, or a numbered heading.
fn is_speech(line: &str) -> bool {
    let sentence = line.ends_with(['。', '！', '？', '：', '；', ':', ';', '!', '?'])
        && line.contains(['，', ','])
        && line.chars().filter(|c| is_han(*c)).take(20).count() == 20;
    (sentence || is_numbered(line)) && !speaks_of_site(line)
}

/// Whether a line goes on as a speech behind a notice.
fn goes_on(rest: &str) -> bool {
    const NEAR: usize = 900;
    let near = &rest[..rest.floor_char_boundary(NEAR)];
    near.split_inclusive(['。', '！', '？']).filter(|sentence| is_speech(sentence.trim())).take(2).count() == 2
}

/// Whether a line ends as a sentence does and is not about a site.
fn is_sentence(line: &str) -> bool {
    line.trim_end_matches(is_space).ends_with(['。', '！', '？', '；']) && !speaks_of_site(line)
}

/// Whether the title of a speech stands on one of the next lines.
fn title_follows(text: &str, from: usize) -> bool {
    lines(text, from + 1).map(|line| text[line].trim()).filter(|line| !line.is_empty()).take(8).any(|line| {
        let name =
            line.split_once(['：', ':']).filter(|(label, _)| label.ends_with("标题")).map_or(line, |(_, rest)| rest);
        looks_like_title(name.trim())
    })
}

/// Whether a line below an appendix is no part of it: an appendix is prose, but hardly in long paragraphs.
fn is_long_prose(line: &str) -> bool {
    line.len() >= 300 && line.contains('。') && !speaks_of_site(line)
}

/// Whether a line begins with 一、 or （一）.
fn is_numbered(line: &str) -> bool {
    let inner = line.trim_start_matches(['（', '(']);
    let close: &[char] = if inner.len() < line.len() { &['）', ')'] } else { &['、'] };
    chinese(inner).is_some_and(|(_, len)| inner[len..].starts_with(close))
}

/// Whether a line begins with 一要 or 一是.
fn is_spoken(line: &str) -> bool {
    chinese(line).is_some_and(|(_, len)| line[len..].starts_with(['要', '是']))
}

/// The end of the text, or the line on which a speech begins or goes on.
fn rest_end(text: &str, from: usize, speaks: fn(&str) -> bool) -> usize {
    // A title, and how many lines of date and speaker stand between it and the salutation.
    let mut title: Option<(usize, u8)> = None;
    for line in lines(text, from + 1) {
        let words = text[line.clone()].trim();
        if words.is_empty() {
            continue;
        }
        if let Some((start, _)) = title.filter(|_| is_salutation(words)) {
            return start;
        }
        if speaks(words) {
            return line.start;
        }
        title = if looks_like_title(words) {
            Some((line.start, 0))
        } else {
            title.filter(|(_, between)| *between < 3 && words.len() <= 100).map(|(start, between)| (start, between + 1))
        };
    }
    text.len()
}

/// The end of a list of links below a word on related texts: the rest of the text, unless the speech goes on; then the
/// lines that are titles.
fn links_end(text: &str, from: usize) -> usize {
    let rest = rest_end(text, from, |line| is_speech(line) || is_plain_sentence(line));
    if text[rest..].trim().is_empty() {
        return rest;
    }
    let rows =
        lines(text, from + 1).take_while(|row| row.start < rest).filter(|row| !text[row.clone()].trim().is_empty());
    rows.take_while(|row| is_link(text[row.clone()].trim())).last().map_or(from, |row| row.end)
}

/// The end of a link to a neighbouring text whose title stands on the next line, where no speech follows it.
fn linked(text: &str, notice: &Range<usize>) -> usize {
    let words = &text[notice.clone()];
    let line = line_around(text, notice.start);
    if words.chars().count() > 6 || trimmed(text, line.clone()) != *notice {
        return notice.end;
    }
    let mut rows = lines(text, line.end + 1).filter(|row| !text[row.clone()].trim().is_empty());
    let Some(title) = rows.next().filter(|row| is_link(text[row.clone()].trim())) else { return notice.end };
    let spoken = |row: Range<usize>| {
        let words = text[row].trim();
        is_salutation(words) || is_speech(words) || is_plain_sentence(words)
    };
    if rows.take(8).any(spoken) { notice.end } else { title.end }
}

/// Whether a line may be a link: a title, or no title at all.
fn is_link(line: &str) -> bool {
    let words = line.trim_start_matches(|c: char| is_space(c) || c.is_ascii_digit() || "·•*-—>》、.[]【】".contains(c));
    let words =
        words.trim_end_matches(|c: char| is_space(c) || c.is_ascii_digit() || "-/:：()（）[]【】年月日".contains(c));
    looks_like_title(words) || matches!(words, "没有了" | "没有" | "无" | "暂无")
}

/// Whether a line ends as a sentence does, and is about no site.
fn is_plain_sentence(line: &str) -> bool {
    line.chars().filter(|c| is_han(*c)).take(4).count() == 4 && is_sentence(line)
}

pub(crate) fn is_salutation(line: &str) -> bool {
    let words = line.trim_end_matches(|c| is_end(c) || is_space(c));
    words.chars().count() <= 24
        && ["同志们", "各位代表", "各位领导", "各位来宾", "各位委员", "尊敬的"].iter().any(|s| words.starts_with(s))
}

/// A line such as 在全县教育工作会议上的讲话.
pub(crate) fn looks_like_title(line: &str) -> bool {
    let words = line.trim_end_matches(|c| is_closer(c) || is_space(c));
    let count = words.chars().count();
    (6..=60).contains(&count)
        && !words.contains('。')
        && [
            "讲话",
            "致辞",
            "发言",
            "工作报告",
            "讲话稿",
            "讲话精编",
            "讲话范文",
            "讲话材料",
            "讲话提纲",
            "讲话要点",
            "讲话纪要",
            "发言稿",
            "主持词",
        ]
        .iter()
        .any(|end| words.ends_with(end))
        && (words.contains('在') || words.contains("会") || words.contains("报告"))
}

/// Where the last line stands that begins with 一、; 0 if none does.
fn last_chapter(text: &str) -> usize {
    lines(text, 0).filter(|line| text[line.clone()].trim_start().starts_with("一、")).last().map_or(0, |line| line.end)
}

/// Whether a line stops before its sentence does.
fn is_broken(line: &str) -> bool {
    line.chars().next_back().is_some_and(|c| !is_end(c) && !is_closer(c) && c != '…')
}

/// The title of the page above the speech's own: the same line stands again, and only chrome between them.
fn page_title(base: &str, cuts: &[Cut]) -> Option<Range<usize>> {
    let taken = |line: &Range<usize>| cuts.iter().any(|cut| cut.range.start <= line.start && line.end <= cut.range.end);
    let mut first: Option<Range<usize>> = None;
    let mut chrome = false;
    for line in lines(base, 0).map(|line| trimmed(base, line)).filter(|line| !line.is_empty()).take(60) {
        match &first {
            _ if taken(&line) => chrome |= first.is_some(),
            None if looks_like_title(&base[line.clone()]) => first = Some(line),
            Some(first) if chrome && base[first.clone()] == base[line.clone()] => return Some(first.clone()),
            _ => return None,
        }
    }
    None
}

/// Numbers that a page cutter put at the breaks: `城⏎2、乡建设`. They run on from line to line, and most of
/// them cut a sentence in two; a real list ends its points with stops.
fn page_numbers(base: &str, cuts: &mut Vec<Cut>) {
    struct Mark {
        number: u32,
        from: usize,
        start: usize,
        end: usize,
        cuts_sentence: bool,
    }
    struct Alone {
        number: u32,
        line: Range<usize>,
        from: usize,
        to: usize,
        cuts_sentence: bool,
    }
    let mut marks: Vec<Mark> = Vec::new();
    let mut alone: Vec<Alone> = Vec::new();
    let mut before: Option<Range<usize>> = None;
    for line in lines(base, 0) {
        let piece = &base[line.clone()];
        let words = piece.trim_start_matches(is_space);
        if words.is_empty() {
            continue;
        }
        let start = line.start + piece.len() - words.len();
        let digits = words.bytes().take_while(u8::is_ascii_digit).count();
        // A number on a line of its own.
        if (1..=3).contains(&digits) && words[digits..].trim_end_matches(is_space).is_empty() {
            let previous = before.clone().map_or("", |range| base[range].trim_end_matches(is_space));
            alone.push(Alone {
                number: words[..digits].parse().unwrap_or(0),
                line: start..start + digits,
                from: before.clone().map_or(start, |range| range.start + previous.len()),
                to: lines(base, line.end)
                    .map(|next| trimmed(base, next))
                    .find(|next| !next.is_empty())
                    .map_or(base.len(), |next| next.start),
                cuts_sentence: is_broken(previous) && previous.len() >= 60,
            });
            continue;
        }
        if (1..=3).contains(&digits) && words[digits..].starts_with('、') {
            let previous = before.clone().map_or("", |range| base[range].trim_end_matches(is_space));
            marks.push(Mark {
                number: words[..digits].parse().unwrap_or(0),
                from: before.clone().map_or(start, |range| range.start + previous.len()),
                start,
                end: start + digits + '、'.len_utf8(),
                // A line too short for a page is a heading.
                cuts_sentence: is_broken(previous) && previous.len() >= 180,
            });
        }
        before = Some(line.clone());
    }
    // Numbers of pages run on, and one of them at least cuts a sentence in two.
    if alone.len() >= 2
        && alone.windows(2).all(|two| two[0].number + 1 == two[1].number)
        && alone.iter().any(|mark| mark.cuts_sentence)
    {
        for mark in &alone {
            cuts.push(if mark.cuts_sentence {
                let range = mark.from..mark.to;
                Cut { notice: range.clone(), range, what: What::Edit("page-number"), leaves: "" }
            } else {
                let what = What::Noise { reason: "page-number", rule: "clean.page-number" };
                Cut { notice: mark.line.clone(), range: mark.line.clone(), what, leaves: "\n" }
            });
        }
    }
    // A few attempts at most: a chain begins with the first mark, or anew after one that proved nothing.
    let mut next = 0;
    for _ in 0..8 {
        let Some(first) = (next..marks.len()).find(|&i| marks[i].number <= 2) else { return };
        let mut chain = vec![first];
        let mut wanted = marks[first].number + 1;
        for (i, mark) in marks.iter().enumerate().skip(first + 1) {
            if mark.number == wanted {
                chain.push(i);
                wanted += 1;
            }
        }
        let cutting = chain.iter().filter(|&&i| marks[i].cuts_sentence).count();
        if chain.len() >= 3 && cutting * 2 >= chain.len() {
            for &i in &chain {
                let mark = &marks[i];
                let range = if mark.number == 1 { mark.start..mark.end } else { mark.from..mark.end };
                cuts.push(Cut { notice: range.clone(), range, what: What::Edit("page-number"), leaves: "" });
            }
            return;
        }
        next = first + 1;
    }
}
