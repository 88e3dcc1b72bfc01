//! A document as one page for a browser: outline, text and lists side by side, each leading to the others.
//!
//! All that is found is in the HTML itself, readable and printable without the script. The script holds no words
//! of the speech: it filters, leads from one place to the other, and copies.

mod comparison;
mod index;
mod markup;
mod outline;
mod panel;
mod text;

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

pub use self::comparison::ComparisonPage;
pub use self::index::Index;
use self::markup::{Markup, line};
use crate::document::{Document, Speech};
use crate::outline::NodeId;
use crate::rules::{Kind, Rules};
use crate::text::{Language, Offsets, Span};

const BASE: &str = include_str!("html/base.css");
const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = concat!(include_str!("html/base.js"), include_str!("html/page.js"));

/// A document as one self-contained HTML page.
///
/// Nothing is fetched from anywhere, and nothing in the speech can become markup. The same document gives the
/// same page.
///
/// ```
/// use tigang::{Page, Parser};
/// let parser = Parser::new();
/// let document = parser.parse("一、存在的问题\n一是前期工作滞后<script>。\n");
/// let page = Page::new(&document, "讲话.txt").rules(parser.rules()).write();
/// assert!(page.starts_with("<!DOCTYPE html>"));
/// assert!(page.contains("&lt;script&gt;"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    document: &'a Document,
    name: &'a str,
    rules: Option<&'a Rules>,
    language: Language,
    index: Option<&'a str>,
}

impl<'a> Page<'a> {
    /// A page of this document; `name` is that of its file.
    pub fn new(document: &'a Document, name: &'a str) -> Self {
        Self { document, name, rules: None, language: Language::default(), index: None }
    }

    /// Tells of every rule that made a finding what it looks for.
    pub fn rules(self, rules: &'a Rules) -> Self {
        Self { rules: Some(rules), ..self }
    }

    /// The language it opens in.
    pub fn language(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// Leads back to the list of all pages, which stands at this relative address.
    pub fn index(self, address: &'a str) -> Self {
        Self { index: Some(address), ..self }
    }

    /// The page as HTML.
    pub fn write(&self) -> String {
        let view = View::new(self);
        let mut to = Markup::default();
        let title = view.title();
        head(&title, self.language, [BASE, STYLE], SCRIPT, &mut to);
        to.raw("<body class=\"at-text\">\n");
        view.header(&title, &mut to);
        to.raw("<nav id=\"outline\" class=\"pane\">");
        outline::write(&view, &mut to);
        to.raw("</nav>\n<main id=\"text\" class=\"pane\" tabindex=\"-1\"><article lang=\"zh-CN\">\n");
        if self.document.speeches().is_empty() {
            to.raw("<p class=\"none\">").both("没有读到讲话。", "There is no speech in this file.").raw("</p>\n");
        }
        text::write(&view, &mut to);
        to.raw("</article>\n");
        view.explanations(&mut to);
        to.raw("</main>\n<aside id=\"panel\" class=\"pane\">");
        panel::write(&view, &mut to);
        to.raw("</aside>\n");
        view.footer(&mut to);
        to.raw("<script>").raw(SCRIPT).raw("</script>\n</body>\n</html>\n");
        to.finish()
    }
}

/// Everything up to the body. Only this script may run, and nothing may be fetched.
fn head(title: &str, language: Language, styles: [&str; 2], script: &str, to: &mut Markup) {
    to.raw("<!DOCTYPE html>\n<html").attribute("lang", language.code()).raw(">\n<head>\n<meta charset=\"utf-8\">\n");
    to.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; ");
    to.raw("style-src 'unsafe-inline'; script-src 'sha256-").raw(&base64(&Sha256::digest(script)));
    to.raw("'; base-uri 'none'; form-action 'none'\">\n");
    to.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    to.raw("<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"robots\" content=\"noindex\">\n");
    to.raw("<meta name=\"generator\" content=\"tigang ").raw(env!("CARGO_PKG_VERSION")).raw("\">\n<link rel=\"icon\" ");
    to.raw("href=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E");
    to.raw("%3Cpath d='M2 3h12M5 8h9M8 13h6' stroke='%23a33' stroke-width='2.4'/%3E%3C/svg%3E\">\n");
    to.raw("<title>").words(title).raw("</title>\n<style>\n").raw(styles[0]).raw(styles[1]);
    to.raw("</style>\n</head>\n");
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |sixth: u32| char::from(LETTERS[(sixth & 63) as usize]);
    let group = |three: &[u8]| {
        let byte = |at: usize| three.get(at).map_or(0, |byte| u32::from(*byte));
        let all = byte(0) << 16 | byte(1) << 8 | byte(2);
        let letters = [letter(all >> 18), letter(all >> 12), letter(all >> 6), letter(all)];
        let keep = three.len() + 1;
        letters.into_iter().take(keep).chain(std::iter::repeat_n('=', 4 - keep)).collect::<String>()
    };
    bytes.chunks(3).map(group).collect()
}

/// What all parts of a page need.
struct View<'a> {
    document: &'a Document,
    page: &'a Page<'a>,
    /// Of every speech the number its first sentence has on the page.
    first_sentence: Vec<usize>,
}

impl<'a> View<'a> {
    fn new(page: &'a Page<'a>) -> Self {
        let counts = page.document.speeches().iter().map(|speech| speech.sentences().len());
        let first_sentence = counts.scan(0, |sum, count| Some(std::mem::replace(sum, *sum + count))).collect();
        Self { document: page.document, page, first_sentence }
    }

    /// Names a point on the page: the number of its speech, and its path.
    fn path(&self, speech: usize, node: NodeId) -> String {
        format!("{}-{}", speech + 1, self.document.speeches()[speech].outline().path(node))
    }

    /// Where a point stands, by the marks above it: `二、(三)一是`.
    fn section(&self, speech: &Speech, node: NodeId) -> String {
        let outline = speech.outline();
        let mark = |id: &NodeId| {
            let node = outline.node(*id);
            if node.marker.is_empty() {
                let heading = self.line(node.heading);
                let short: String = heading.chars().take(8).collect();
                return format!("〈{short}{}〉", if heading.chars().count() > 8 { "…" } else { "" });
            }
            self.line(node.marker).replace('（', "(").replace('）', ")")
        };
        outline.ancestors(node).iter().map(mark).collect()
    }

    /// The words of a place to show a reader, on one line.
    fn line(&self, span: Span) -> String {
        line(&self.document.shown(&span))
    }

    /// What the page is called: its first speech, else its file.
    fn title(&self) -> String {
        let title = self.document.speeches().first().and_then(|speech| speech.title);
        title.map_or_else(|| self.page.name.to_owned(), |title| self.line(title))
    }

    fn header(&self, title: &str, to: &mut Markup) {
        to.raw("<header id=\"top\"><div class=\"titles\">");
        if let Some(address) = self.page.index {
            to.raw("<a class=\"back\"")
                .attribute("href", address)
                .raw(">← ")
                .both("全部讲话", "all speeches")
                .raw("</a>");
        }
        to.raw("<h1 lang=\"zh-CN\">").words(title).raw("</h1><p class=\"facts\">");
        to.raw(&self.facts().join("<span class=\"dot\"> · </span>"));
        to.raw("</p></div>");
        to.raw("<div class=\"tools\"><button type=\"button\" id=\"language\"");
        to.both_attribute("title", ("Switch to English (e)", "切换为中文 (e)"), self.page.language).raw(">");
        to.both("English", "中文").raw("</button><button type=\"button\" id=\"print\">").both("打印", "Print");
        to.raw(
            "</button><button type=\"button\" id=\"help-open\" aria-haspopup=\"dialog\">?</button></div></header>\n",
        );
        to.raw("<noscript><p class=\"notice\">");
        to.both(
            "本页可以不用脚本阅读和打印；筛选、复制和快捷键需要允许脚本。",
            "This page can be read and printed without scripts; filters, copying and keys need them.",
        );
        to.raw("</p></noscript>\n");
    }

    /// Meeting, date, speaker, length, file, each as HTML.
    fn facts(&self) -> Vec<String> {
        let mut facts = Vec::new();
        let mut fact = |write: &dyn Fn(&mut Markup)| {
            let mut markup = Markup::default();
            write(&mut markup);
            facts.push(markup.finish());
        };
        let document = self.document;
        if let [speech] = document.speeches() {
            for span in [speech.meta.date, speech.meta.speaker].into_iter().flatten() {
                fact(&|to| _ = to.words(&self.line(span)));
            }
        } else if document.speeches().len() > 1 {
            let count = document.speeches().len();
            fact(&|to| _ = to.both(&format!("{count} 篇讲话"), &format!("{count} speeches")));
        }
        let shown: usize = document.speeches().iter().map(|speech| speech.completeness.shown_chars).sum();
        fact(&|to| _ = to.both(&format!("{shown} 字"), &format!("{shown} characters")));
        if document.speeches().iter().any(|speech| !speech.completeness.complete) {
            let declared = document.speeches().iter().find_map(|speech| speech.completeness.declared_chars);
            let (chinese, english) = match declared {
                Some(whole) => (format!("不全，全文 {whole} 字"), format!("not all of it: {whole} in the original")),
                None => ("有省略".to_owned(), "parts were left out".to_owned()),
            };
            fact(&|to| _ = to.raw("<b class=\"warn\">").both(&chinese, &english).raw("</b>"));
        }
        fact(&|to| _ = to.raw("<span class=\"file\">").words(self.page.name).raw("</span>"));
        facts
    }

    /// What the rules that made the findings look for.
    fn explanations(&self, to: &mut Markup) {
        let Some(rules) = self.page.rules else { return };
        let speeches = self.document.speeches().iter();
        let of_sentences = |speech: &'a Speech| speech.sentences().iter().flat_map(|sentence| sentence.labels());
        let named: BTreeSet<&str> = speeches.flat_map(of_sentences).map(|label| &*label.rule).collect();
        let known: Vec<_> = rules.iter().filter(|rule| named.contains(rule.id.as_str())).collect();
        if known.is_empty() {
            return;
        }
        to.raw("<details id=\"rules\"><summary>").both("本页用到的规则", "The rules behind the labels");
        to.raw(" <b>").number(known.len()).raw("</b></summary><dl>\n");
        for rule in known {
            to.raw("<dt").attribute("id", &format!("r-{}", rule.id)).raw("><code>").words(&rule.id);
            to.raw("</code></dt><dd><span class=\"says\" lang=\"en\">").words(&rule.says).raw("</span>");
            if let Some(example) = rule.yes.first() {
                to.raw(" <span class=\"example\" lang=\"zh-CN\">").words(example).raw("</span>");
            }
            to.raw("</dd>\n");
        }
        to.raw("</dl></details>\n");
    }

    /// What only the script shows: the tip at a label, the keys, the bar of a narrow window.
    fn footer(&self, to: &mut Markup) {
        to.raw("<div id=\"tip\" role=\"tooltip\" hidden></div>\n<p id=\"said\" role=\"status\" aria-live=\"polite\"></p>\n");
        to.raw("<nav id=\"bar\">");
        for (pane, chinese, english) in
            [("outline", "提纲", "Outline"), ("text", "正文", "Text"), ("panel", "条目", "Items")]
        {
            to.raw("<button type=\"button\" data-pane=\"").raw(pane).raw("\">").both(chinese, english).raw("</button>");
        }
        to.raw("</nav>\n<dialog id=\"help\"><h2>").both("快捷键", "Keys").raw("</h2><dl>");
        for (keys, chinese, english) in KEYS {
            to.raw("<dt>");
            keys.split(' ').for_each(|key| _ = to.raw("<kbd>").words(key).raw("</kbd> "));
            to.raw("</dt><dd>").both(chinese, english).raw("</dd>");
        }
        to.raw("</dl><form method=\"dialog\"><button>").both("关闭", "Close").raw("</button></form></dialog>\n");
    }
}

const KEYS: &[(&str, &str, &str)] = &[
    ("j k", "下一条、上一条", "next, previous item"),
    ("n p", "正文里下一处、上一处标注", "next, previous label in the text"),
    ("/", "搜索条目", "search the items"),
    ("1 … 9", "只看某一类，再按取消", "only one kind; again for all"),
    ("0", "取消全部筛选", "clear all filters"),
    ("d", "条目与任务切换", "items or duties"),
    ("c", "复制为表格", "copy as a table"),
    ("e", "切换中英文", "Chinese or English"),
    ("Esc", "关闭、取消选中", "close, select nothing"),
    ("?", "本说明", "this help"),
];

/// Every kind that is found, with how many items it has.
fn counted(document: &Document) -> Vec<(Kind, usize)> {
    let count = |kind: Kind| {
        let items = document.speeches().iter().flat_map(|speech| speech.items());
        items.filter(|item| item.kind == kind).count()
    };
    Kind::ALL.into_iter().map(|kind| (kind, count(kind))).collect()
}

/// Characters of the source.
fn length(document: &Document) -> usize {
    document.offset(document.source().len(), Offsets::Char)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Parser;

    #[test]
    fn base64_is_that_of_the_standard() {
        for (bytes, want) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            assert_eq!(base64(bytes.as_bytes()), want);
        }
    }

    fn page(text: &str) -> String {
        let parser = Parser::new();
        Page::new(&parser.parse(text), "a.txt").rules(parser.rules()).write()
    }

    const TEXT: &str = "在全县</title></script><img src=x onerror=alert(1)>大会上的讲话\n同志们：\n一、存在的问题\n\
        一是\"onclick=\"alert(2)前期工作<b>滞后</b>。\n二、下一步工作\n由<i>县发改局牵头，9月底前办结。\n";

    #[test]
    fn nothing_in_a_speech_becomes_markup() {
        let page = page(TEXT);
        for bad in ["<img", "<b>滞", "<i>县", "=\"alert", "讲话</script"] {
            assert!(!page.contains(bad), "{bad} stands in the page");
        }
        assert_eq!(page.matches("<script>").count(), 1);
        assert_eq!(page.matches("</script>").count(), 1);
    }

    #[test]
    fn every_link_leads_somewhere_and_no_id_stands_twice() {
        let whole = |name: &str| std::fs::read_to_string(format!("corpus/{name}.txt")).unwrap();
        let texts = ["investment-two", "scraped-gaps", "firm-energy", "traditional-park"].map(whole);
        for text in texts.iter().map(String::as_str).chain([TEXT, "", "今天天气很好。"]) {
            let page = page(text);
            let values = |name: &str| -> Vec<&str> {
                let parts = page.split(name).skip(1);
                parts.map(|rest| rest.split('"').next().unwrap_or_default()).collect()
            };
            let ids = values(" id=\"");
            let known: BTreeSet<&str> = ids.iter().copied().collect();
            assert_eq!(ids.len(), known.len(), "an id stands twice");
            let dead: Vec<_> = values("href=\"#").into_iter().filter(|id| !known.contains(id)).collect();
            assert!(dead.is_empty(), "links to nothing: {dead:?}");
        }
    }

    #[test]
    fn the_same_document_gives_the_same_page() {
        assert_eq!(page(TEXT), page(TEXT));
    }

    #[test]
    fn every_item_and_duty_stands_once() {
        let text = std::fs::read_to_string("corpus/firm-energy.txt").unwrap();
        let document = Parser::new().parse(&text);
        let speech = &document.speeches()[0];
        let page = Page::new(&document, "a.txt").write();
        for id in speech.items().iter().map(|item| format!("id=\"i1-{}\"", item.id)) {
            assert_eq!(page.matches(&id).count(), 1, "{id}");
        }
        for id in speech.duties().iter().map(|duty| format!("id=\"d1-{}\"", duty.id)) {
            assert_eq!(page.matches(&id).count(), 1, "{id}");
        }
    }
}
