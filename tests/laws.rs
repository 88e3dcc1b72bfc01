//! What holds for every text, tried on texts made from a seeded alphabet.

#![cfg(feature = "json")]

use std::cell::Cell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{LazyLock, Once};

use serde_json::Value;
use tigang::{Document, Parser, Record, Source, Span, Spanned, Speech};

/// Texts tried for each law; `TIGANG_TEXTS` tries more.
const TEXTS: u64 = 1000;

const MARKS: &[&str] = &[
    "一、",
    "二、",
    "三、",
    "十一、",
    "（一）",
    "(二)",
    "（三）",
    "1.",
    "2．",
    "3、",
    "１、",
    "(1)",
    "（2）",
    "1)",
    "2）",
    "①",
    "②",
    "③",
    "第一，",
    "第二,",
    "第三、",
    "第一个",
    "第二个",
    "第一方面",
    "第二方面是",
    "首先，",
    "其次，",
    "再次",
    "最后，",
    "一是",
    "二是",
    "三是",
    "一要",
    "二要",
    "其一，",
    "其二，",
    "一方面",
    "另一方面",
    "再一个方面",
    "——",
    "第一部分",
    "第二章 ",
    "第一季度",
    "第三产业",
    "一是一",
];

const STOPS: &[&str] = &[
    "。", "。", "。", "！", "？", "；", "：", "，", "，", "、", ",", ":", ";", "!", "?", ".", "…", "……", "\n", "\n",
    "\n\n", "\r\n", "\r", "\t", " ", "\u{3000}",
];

const WORDS: &[&str] = &[
    "同志们",
    "抓项目",
    "要把工期往前赶",
    "前期工作滞后",
    "存在的问题",
    "究其原因是底数不清",
    "由县发改局牵头",
    "县财政局配合",
    "各镇要立即动手",
    "9月底前",
    "三个月内",
    "每季度通报",
    "全年完成投资12.5亿元",
    "力争达到95%",
    "取得明显成效",
    "我讲三点意见",
    "有的推诿",
    "在全县项目推进会上的讲话",
    "（2024年3月5日）",
    "县长 周明",
    "谢谢大家",
    "不到位",
    "村",
    "的",
    "XX市",
    "**局",
    "某某",
    "经营",
    "牵头单位：",
    "责任单位：区教育局、区财政局",
    "完成时限：6月底前",
];

const MARKUP: &[&str] = &[
    "（", "）", "(", ")", "“", "”", "《", "》", "「", "」", "【", "】", "[", "]", "‘", "’", "\"", "'", "<", ">", "# ",
    "## ", "> ", "**", "*", "_",
];

const JUNK: &[&str] = &[
    "a",
    "Z",
    "tigang",
    "0",
    "7",
    "2024",
    "%",
    "℃",
    "é",
    "e\u{301}",
    "\u{feff}",
    "\u{200b}",
    "\u{a0}",
    "\u{0}",
    "\u{85}",
    "\u{2028}",
    "😀",
    "👨‍👩‍👧",
    "𠮷",
    "㐀",
    "〇",
    "<U+00A0>",
    "&nbsp;",
    "<br/>",
    "http://example.com/a:1",
    "12:30",
    "……………………",
];

const NOTICES: &[&str] = &[
    "……（此处省略318字）……",
    "此处省略722字",
    "试读结束，全文4120字，当前显示1800字，还剩2320字",
    "首页 > 讲话 > 正文",
    "收藏 举报 下载",
    "第3页共10页",
    "上一篇：没有了",
    "下一篇：总结",
    "责任编辑：周明",
    "【提纲】一、抓项目",
    "目录",
    "【导读】这篇讲话",
    "来源：临溪日报",
    "查看全文请加微信：abc123",
    "相关报道：",
    "【参考资料】",
    "篇二：",
    "未完，全文共6200字，当前只显示2900字",
    "版权所有",
];

const TRADITIONAL: &[&str] = &["經(jīng)濟", "發展", "這個項目", "關於", "們(men)", "領導幹部", "責任", "國家", "後"];

/// Texts that once broke a law.
const ONCE: &[&str] = &[
    "首先&nbsp;十、！再次",
    "3、…一、\r工作个月内:、",
    "省略2字全文0字只显示0字)",
    "> # 一、\n<p># 二、甲",
    "在会上的讲话（一）\n在会上的讲话（二）",
];

/// A xorshift generator: the same texts on every machine.
struct Seed(u64);

impl Seed {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end
    }

    /// The pieces of one text. Every text leans its own way, so that rare shapes meet themselves.
    fn pieces(&mut self, notices: Notices) -> Vec<&'static str> {
        let shares = [4, 5, 6, self.below(3), self.below(4), self.below(3), self.below(2) * 4];
        let tables = [MARKS, STOPS, WORDS, MARKUP, JUNK, NOTICES, TRADITIONAL];
        let all: usize = shares.iter().sum();
        let count = 1 + self.below(60);
        let mut pieces = Vec::with_capacity(count + 1);
        if self.below(16) == 0 {
            pieces.push("\u{feff}");
        }
        for _ in 0..count {
            let mut at = self.below(all);
            let table = shares.iter().zip(tables).find_map(|(share, table)| {
                if at < *share {
                    return Some(table);
                }
                at -= share;
                None
            });
            let table = table.expect("a number below the sum lies in one of the shares");
            let alone = notices == Notices::OnLines && table == NOTICES;
            pieces.extend(alone.then_some("\n"));
            pieces.push(table[self.below(table.len())]);
            pieces.extend(alone.then_some("\n"));
        }
        pieces
    }
}

/// Where notices stand in a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Notices {
    /// Glued to anything.
    Anywhere,
    /// On lines of their own, as sites write them.
    OnLines,
}

type Law = fn(&Document) -> Result<(), String>;

static PARSER: LazyLock<Parser> = LazyLock::new(Parser::new);

static WILD: LazyLock<Vec<Try>> = LazyLock::new(|| tries(Notices::Anywhere));
static TAME: LazyLock<Vec<Try>> = LazyLock::new(|| tries(Notices::OnLines));

/// A text, by its pieces, and what it parsed to, or the message with which that panicked.
struct Try {
    pieces: Vec<String>,
    document: Result<Document, String>,
}

impl Try {
    fn new(pieces: Vec<String>) -> Self {
        let document = quietly(|| PARSER.parse(&pieces.concat()));
        Self { pieces, document }
    }

    /// How `law` is broken; where the text cannot be read at all, another law says so.
    fn breaks(&self, law: Law) -> Option<String> {
        let document = self.document.as_ref().ok()?;
        quietly(|| law(document)).and_then(|kept| kept).err()
    }

    /// The same break with as little text as does it: pieces taken away one by one, then characters.
    fn shortest(&self, breaks: impl Fn(&Try) -> Option<String>) -> String {
        let mut pieces = self.pieces.clone();
        for by_char in [false, true] {
            if by_char {
                pieces = pieces.concat().chars().map(String::from).collect();
            }
            let mut at = 0;
            while at < pieces.len() {
                let mut fewer = pieces.clone();
                fewer.remove(at);
                match breaks(&Try::new(fewer)) {
                    Some(_) => _ = pieces.remove(at),
                    None => at += 1,
                }
            }
        }
        let short = Try::new(pieces);
        format!("{}\n    {:?}", breaks(&short).unwrap_or_default(), short.pieces.concat())
    }
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// What `run` returns, or the message with which it panics; nothing is printed.
fn quietly<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let loud = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                loud(panic)
            }
        }));
    });
    QUIET.set(true);
    let answer = catch_unwind(AssertUnwindSafe(run));
    QUIET.set(false);
    answer.map_err(|panic| {
        let message = panic.downcast_ref::<String>().cloned();
        let message = message.or_else(|| panic.downcast_ref::<&str>().map(|message| (*message).to_owned()));
        format!("it panics: {}", message.unwrap_or_default())
    })
}

fn tries(notices: Notices) -> Vec<Try> {
    let texts = std::env::var("TIGANG_TEXTS").ok().and_then(|texts| texts.parse().ok()).unwrap_or(TEXTS);
    let pieces = |seed: u64| Seed(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)).pieces(notices);
    let all = ONCE.iter().map(|text| vec![*text]).chain((1..=texts).map(pieces));
    all.map(|pieces| Try::new(pieces.into_iter().map(str::to_owned).collect())).collect()
}

/// Tries `law` on all texts.
fn holds(texts: &[Try], law: Law) {
    never(texts, |tried| tried.breaks(law));
}

/// No text breaks what it should keep. Every way to break is shown once, with the least text that does.
fn never(texts: &[Try], breaks: impl Fn(&Try) -> Option<String>) {
    let way = |why: &str| why.split(':').next().unwrap_or_default().to_owned();
    let mut broken: BTreeMap<String, String> = BTreeMap::new();
    for tried in texts {
        if let Some(why) = breaks(tried) {
            broken.entry(way(&why)).or_insert_with(|| tried.shortest(&breaks));
        }
    }
    assert!(broken.is_empty(), "broken:\n  {}", broken.into_values().collect::<Vec<_>>().join("\n  "));
}

/// `text` with `span` in brackets, for messages.
fn shown(text: &str, span: Span) -> String {
    match (text.get(..span.start()), text.get(span.range()), text.get(span.end()..)) {
        (Some(before), Some(inside), Some(after)) => format!("{before}⟦{inside}⟧{after}").escape_debug().to_string(),
        _ => format!("{span:?} is no part of the text"),
    }
}

fn require(holds: bool, why: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(why()) }
}

/// Every span of a speech with its name; the first list holds those that words must stand at.
fn spans(speech: &Speech) -> Vec<(&'static str, Span)> {
    let mut found: Vec<(&str, Span)> = Vec::new();
    let meta = &speech.meta;
    let head = [("title", speech.title), ("meeting", meta.meeting), ("date", meta.date), ("speaker", meta.speaker)];
    found.extend(head.into_iter().filter_map(|(name, span)| Some((name, span?))));
    for node in speech.outline().nodes() {
        found.extend([("node", node.span), ("marker", node.marker), ("heading", node.heading)]);
    }
    for sentence in speech.sentences() {
        found.push(("sentence", sentence.span()));
        found.extend(sentence.labels().iter().flat_map(|label| &label.cues).map(|cue| ("cue", *cue)));
    }
    for item in speech.items() {
        found.extend([("item", item.span()), ("item title", item.title)]);
    }
    for duty in speech.duties() {
        found.push(("actor", duty.actor));
        found.extend(duty.task.map(|task| ("task", task)));
        found.extend(duty.deadline.as_ref().map(|deadline| ("deadline", deadline.span)));
    }
    found
}

fn in_order(name: &str, text: &str, spans: impl Iterator<Item = Span>) -> Result<(), String> {
    let mut end = 0;
    for span in spans {
        require(span.start() >= end, || format!("{name} overlaps the one before: {}", shown(text, span)))?;
        end = span.end();
    }
    Ok(())
}

fn json(document: &Document) -> String {
    let source = Source::new("a.txt", document.source().as_bytes());
    serde_json::to_string(&Record::new(document, &source)).expect("a record holds nothing that JSON cannot")
}

#[test]
fn every_text_can_be_read() {
    never(&WILD, |tried| tried.document.as_ref().err().cloned());
    never(&TAME, |tried| tried.document.as_ref().err().cloned());
}

#[test]
fn every_span_lies_in_its_text_on_char_boundaries() {
    holds(&WILD, |document| {
        let text = document.source();
        let speeches = document.speeches();
        let mut all: Vec<(&str, Span)> = speeches.iter().flat_map(spans).collect();
        all.extend(speeches.iter().map(|speech| ("speech", speech.span())));
        all.extend(document.noise().iter().map(|noise| ("noise", noise.span())));
        all.extend(document.gaps().iter().map(|gap| ("gap", gap.span())));
        all.extend(document.edits().iter().map(|edit| ("edit", edit.span())));
        all.extend(document.warnings().iter().filter_map(|warning| Some(("warning", warning.span?))));
        for (name, span) in all {
            require(text.get(span.range()).is_some(), || format!("{name} {span:?} is no part of the text"))?;
        }
        in_order("speech", text, speeches.iter().map(Spanned::span))?;
        in_order("noise", text, document.noise().iter().map(Spanned::span))?;
        in_order("gap", text, document.gaps().iter().map(Spanned::span))?;
        in_order("edit", text, document.edits().iter().map(Spanned::span))
    });
}

#[test]
fn what_a_speech_holds_lies_in_it() {
    holds(&WILD, |document| {
        let text = document.source();
        for speech in document.speeches() {
            for (name, span) in spans(speech) {
                require(speech.span().contains(span), || {
                    format!("{name} lies outside its speech: {}", shown(text, span))
                })?;
            }
        }
        Ok(())
    });
}

#[test]
fn a_point_lies_in_its_parent_and_its_heading_behind_its_mark() {
    holds(&WILD, |document| {
        let text = document.source();
        for speech in document.speeches() {
            let outline = speech.outline();
            let mut before = 0;
            for node in outline.nodes() {
                let place = || shown(text, node.span);
                require(node.span.start() >= before, || format!("a point stands before the last one: {}", place()))?;
                before = node.span.start();
                require(node.span.contains(node.marker), || format!("a mark outside its point: {}", place()))?;
                require(node.span.contains(node.heading), || {
                    format!("a heading outside its point: {} in {}", shown(text, node.heading), place())
                })?;
                require(node.marker.end() <= node.heading.start(), || {
                    format!("a heading before its mark: {}", place())
                })?;
                let level = node.parent.map_or(0, |parent| outline.node(parent).level);
                require(node.level == level + 1, || format!("level {} under level {level}: {}", node.level, place()))?;
                if let Some(parent) = node.parent {
                    let parent = outline.node(parent).span;
                    require(parent.contains(node.span), || {
                        format!("{} lies outside its parent {}", place(), shown(text, parent))
                    })?;
                }
            }
            let ids = outline.roots().flat_map(|root| below(outline, root)).count();
            require(ids == outline.nodes().len(), || {
                format!("{ids} points hang together, {} exist", outline.nodes().len())
            })?;
        }
        Ok(())
    });
}

fn below(outline: &tigang::Outline, node: tigang::NodeId) -> Vec<tigang::NodeId> {
    let mut found = vec![node];
    found.extend(outline.children(node).flat_map(|child| below(outline, child)));
    found
}

#[test]
fn sentences_tile_their_speech() {
    holds(&WILD, |document| {
        let text = document.source();
        let apart: Vec<Span> =
            document.noise().iter().map(Spanned::span).chain(document.edits().iter().map(Spanned::span)).collect();
        for speech in document.speeches() {
            let sentences: Vec<Span> = speech.sentences().iter().map(Spanned::span).collect();
            in_order("sentence", text, sentences.iter().copied())?;
            for &sentence in &sentences {
                require(!text[sentence.range()].trim_matches(is_space).is_empty(), || {
                    format!("an empty sentence: {}", shown(text, sentence))
                })?;
                let noise = document.noise().iter().find(|noise| noise.span().overlaps(sentence));
                require(noise.is_none(), || format!("a sentence holds noise: {}", shown(text, sentence)))?;
            }
            for (at, c) in text[speech.span().range()].char_indices() {
                let at = speech.span().start() + at;
                let c_span = Span::new(at, at + c.len_utf8());
                let free = is_space(c) || apart.iter().any(|span| span.contains(c_span));
                let held = sentences.iter().any(|sentence| sentence.contains(c_span));
                require(free || held, || format!("no sentence holds {}", shown(text, c_span)))?;
            }
        }
        Ok(())
    });
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')
}

#[test]
fn every_word_belongs_to_a_speech_or_is_noise() {
    holds(&WILD, |document| {
        let text = document.source();
        let noise = document.noise().iter().map(Spanned::span);
        let edits = document.edits().iter().map(Spanned::span);
        let held: Vec<Span> = document.speeches().iter().map(Spanned::span).chain(noise).chain(edits).collect();
        for (at, c) in text.char_indices().filter(|(_, c)| !is_space(*c)) {
            let span = Span::new(at, at + c.len_utf8());
            require(held.iter().any(|held| held.contains(span)), || format!("lost: {}", shown(text, span)))?;
        }
        Ok(())
    });
}

#[test]
fn clean_words_are_clean() {
    holds(&TAME, |document| {
        for speech in document.speeches() {
            let words = document.shown(speech);
            let again = PARSER.structure(&words);
            if let Some(edit) = again.edits().first() {
                return Err(format!("reads over {} again: {}", edit.reason, shown(&words, edit.span())));
            }
            if let Some(noise) = again.noise().first() {
                return Err(format!("finds {} again: {}", noise.reason, shown(&words, noise.span())));
            }
        }
        Ok(())
    });
}

#[test]
fn the_same_text_gives_the_same_bytes() {
    holds(&WILD, |document| {
        let text = document.source();
        require(json(document) == json(&Parser::new().parse(text)), || "two runs differ".to_owned())
    });
}

#[test]
fn structure_is_what_a_full_parse_sees() {
    holds(&WILD, |document| {
        let text = document.source();
        let see = |document: &Document| {
            let speech = |speech: &Speech| {
                let sentences: Vec<_> =
                    speech.sentences().iter().map(|sentence| (sentence.span(), sentence.node)).collect();
                format!("{:?} {:?} {:?} {:?}", speech.span(), speech.title, speech.outline().nodes(), sentences)
            };
            let speeches: Vec<_> = document.speeches().iter().map(speech).collect();
            format!("{speeches:?} {:?} {:?} {:?}", document.noise(), document.gaps(), document.edits())
        };
        let (full, structure) = (see(document), see(&PARSER.structure(text)));
        require(full == structure, || format!("full      {full}\nstructure {structure}"))
    });
}

#[test]
fn a_quote_is_what_stands_at_its_span() {
    fn check(value: &Value, chars: &[char]) -> Result<(), String> {
        match value {
            Value::Array(values) => values.iter().try_for_each(|value| check(value, chars)),
            Value::Object(fields) => {
                if let (Some(Value::String(quote)), Some(span)) = (fields.get("text"), fields.get("span")) {
                    let place =
                        |end: &str| span[end].as_u64().and_then(|at| usize::try_from(at).ok()).unwrap_or(usize::MAX);
                    let stands: Option<String> =
                        chars.get(place("start")..place("end")).map(|chars| chars.iter().collect());
                    require(stands.as_ref() == Some(quote), || format!("{quote:?} is not at {span}"))?;
                }
                fields.values().try_for_each(|value| check(value, chars))
            }
            _ => Ok(()),
        }
    }
    holds(&WILD, |document| {
        let text = document.source();
        let chars: Vec<char> = text.chars().collect();
        let value: Value = serde_json::from_str(&json(document)).map_err(|error| error.to_string())?;
        check(&value, &chars)
    });
}

#[test]
fn references_lead_somewhere() {
    holds(&WILD, |document| {
        let text = document.source();
        for speech in document.speeches() {
            let count = speech.sentences().len();
            let ids: Vec<&str> = speech
                .items()
                .iter()
                .map(|item| &*item.id)
                .chain(speech.duties().iter().map(|duty| &*duty.id))
                .collect();
            for (at, id) in ids.iter().enumerate() {
                require(!ids[..at].contains(id), || format!("two findings have the id {id}"))?;
            }
            for item in speech.items() {
                require(!item.sentences.is_empty() && item.sentences.iter().all(|at| *at < count), || {
                    format!("sentences {:?}", item.sentences)
                })?;
                require(item.span().contains(item.title), || {
                    format!("a title outside its item: {}", shown(text, item.title))
                })?;
            }
            for duty in speech.duties() {
                let sentence = speech.sentences().get(duty.sentence).map(Spanned::span);
                require(sentence.is_some_and(|span| span.contains(duty.actor)), || {
                    format!("an actor outside its sentence: {}", shown(text, duty.actor))
                })?;
            }
            for relation in speech.relations() {
                let known = ids.contains(&relation.from.as_str()) && ids.contains(&relation.to.as_str());
                require(known, || format!("{} and {} are not both found", relation.from, relation.to))?;
            }
        }
        Ok(())
    });
}
