//! Words with part of speech, and keywords; the dictionary loads when it is first asked for.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jieba_rs::{Jieba, KeywordExtract, TfIdf};

use crate::document::{Document, Sentence};
use crate::rules::Kind;
use crate::text::{Span, Spanned};

static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);
static TFIDF: LazyLock<TfIdf> = LazyLock::new(TfIdf::default);

/// Words of the genre that say nothing about a speech.
const STOP: &[&str] = &[
    "我们",
    "你们",
    "他们",
    "大家",
    "同志",
    "同志们",
    "通过",
    "进行",
    "进一步",
    "切实",
    "全面",
    "积极",
    "坚持",
    "加强",
    "推进",
    "推动",
    "提高",
    "工作",
    "问题",
    "方面",
    "情况",
    "要求",
    "建设",
    "发展",
    "加快",
    "实现",
    "做好",
    "抓好",
    "确保",
    "落实",
    "强化",
    "完善",
    "深入",
    "有效",
    "重要",
    "主要",
    "不断",
    "认真",
    "全区",
    "全市",
    "全县",
    "全省",
    "XX",
    "今年",
    "去年",
    "当前",
    "目前",
    "必须",
    "需要",
    "能够",
    "可以",
    "没有",
    "一些",
    "有的",
    "这个",
    "这些",
    "就是",
    "还是",
    "以及",
    "各级",
    "各部门",
    "讲话",
    "会议",
    "一是",
    "二是",
    "三是",
    "四是",
    "五是",
    "首先",
    "其次",
    "最后",
    "第一",
    "第二",
    "第三",
    "所有",
    "任务",
    "措施",
    "力度",
    "水平",
    "能力",
    "意见",
    "下面",
    "今天",
];

/// One word of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Word {
    /// Where it stands in the document's text.
    pub span: Span,
    /// Part of speech, in jieba's letters: `n`, `v`, `ns` …
    pub pos: String,
}

/// A keyword and its weight.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Keyword {
    /// The word, as it is read (simplified script).
    pub word: String,
    /// Its TF-IDF weight; greater is more telling.
    pub weight: f64,
}

/// Cuts words. Making one costs nothing; the first use loads the dictionary, once a process.
///
/// Outline and labels do not depend on it.
///
/// ```
/// use tigang::{Parser, Segmenter};
/// let document = Parser::new().parse("加快项目建设。");
/// let sentence = &document.speeches()[0].sentences()[0];
/// let words = Segmenter::new().words(&document, sentence);
/// let texts: Vec<_> = words.iter().map(|word| document.text(&word.span)).collect();
/// assert_eq!(texts, ["加快", "项目", "建设", "。"]);
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Segmenter {}

impl Segmenter {
    /// A segmenter; the dictionary is not loaded yet.
    pub fn new() -> Self {
        Self {}
    }

    /// The words of a sentence in order; white space is left out.
    pub fn words(&self, document: &Document, sentence: &Sentence) -> Vec<Word> {
        let span = sentence.span();
        let text = document.text(sentence);
        JIEBA
            .tag(text, true)
            .into_iter()
            .filter(|tag| !tag.word.trim().is_empty())
            .map(|tag| {
                // jieba's words are slices of what it was given.
                let start = span.start() + (tag.word.as_ptr() as usize - text.as_ptr() as usize);
                Word { span: Span::new(start, start + tag.word.len()), pos: tag.tag.to_owned() }
            })
            .collect()
    }

    /// The words a text is to be found by: each word, and the shorter words within it.
    ///
    /// ```
    /// let words = tigang::Segmenter::new().search_words("稳中求进抓项目。");
    /// assert!(words.contains(&"项目") && words.contains(&"稳中求进"));
    /// ```
    pub fn search_words<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let words = JIEBA.cut_for_search(text, true).into_iter().map(|token| token.word);
        words.filter(|word| word.chars().any(char::is_alphanumeric)).collect()
    }

    /// The most telling words of a document, or of its sentences of one kind, the weightiest first.
    ///
    /// Words of one character, and those every speech uses, are left out.
    pub fn keywords(&self, document: &Document, kind: Option<Kind>, count: usize) -> Vec<Keyword> {
        let mut text = String::new();
        for sentence in document.speeches().iter().flat_map(|speech| speech.sentences()) {
            if kind.is_none_or(|kind| sentence.is(kind)) {
                text.push_str(&document.shown(sentence));
                text.push('\n');
            }
        }
        let mut weights: BTreeMap<String, f64> = BTreeMap::new();
        for found in TFIDF.extract_keywords(&JIEBA, &text, count + STOP.len(), Vec::new()) {
            let han = found.keyword.chars().filter(|c| crate::text::is_han(*c)).count() >= 2;
            if han && !STOP.contains(&found.keyword.as_str()) {
                weights.insert(found.keyword, found.weight);
            }
        }
        let mut found: Vec<Keyword> = weights.into_iter().map(|(word, weight)| Keyword { word, weight }).collect();
        found.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.word.cmp(&b.word)));
        found.truncate(count);
        found
    }
}
