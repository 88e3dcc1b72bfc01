//! Many pages: the list of all, which can be searched and sorted.

use super::markup::{Markup, line};
use super::text::names;
use super::{BASE, counted, head, length};
use crate::document::Document;
use crate::rules::Kind;
use crate::text::Language;

const STYLE: &str = include_str!("index.css");
const SCRIPT: &str = concat!(include_str!("base.js"), include_str!("index.js"));

/// The list of many pages as HTML, in three parts, so that thousands of documents need not be held at once.
///
/// ```
/// use tigang::{Index, Parser};
/// let index = Index::default();
/// let mut html = index.open();
/// for name in ["甲.txt", "乙.txt"] {
///     let document = Parser::new().parse("在全县大会上的讲话\n一、抓项目\n二、抓安全\n");
///     html += &index.row(&document, name, &["pages", &format!("{name}.html")]);
/// }
/// html += &index.close();
/// assert_eq!(html.matches("<tr>").count(), 3);
/// assert!(html.contains("href=\"pages/%E7%94%B2.txt.html\""));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Index {
    language: Language,
}

impl Index {
    /// A list that opens in this language.
    pub fn new(language: Language) -> Self {
        Self { language }
    }

    /// All that stands before the first row.
    pub fn open(&self) -> String {
        let mut to = Markup::default();
        head("tigang 提纲", self.language, [BASE, STYLE], SCRIPT, &mut to);
        to.raw("<body>\n<header><h1>")
            .both("讲话一览", "Speeches")
            .raw(" <b id=\"count\"></b></h1><div class=\"tools\">");
        to.raw("<input type=\"search\" id=\"search\" autocomplete=\"off\"");
        to.both_attribute("placeholder", ("搜索标题、文件、日期（/）", "Search title, file, date (/)"), self.language);
        to.both_attribute("aria-label", ("搜索", "Search"), self.language);
        to.raw("><button type=\"button\" id=\"language\">").both("English", "中文").raw("</button></div></header>\n");
        to.raw("<main><table>\n<thead><tr>");
        for (chinese, english, sorts) in [
            ("讲话", "Speech", "words"),
            ("日期", "Date", "words"),
            ("字数", "Length", "number"),
            ("提纲", "Points", "number"),
        ] {
            column(sorts, &mut to, |to| _ = to.both(chinese, english));
        }
        for kind in Kind::LISTED {
            let (chinese, english) = names(kind);
            column("number", &mut to, |to| _ = to.sign(kind).both(chinese, english));
        }
        column("number", &mut to, |to| _ = to.both("任务", "Duties"));
        to.raw("</tr></thead>\n<tbody>\n");
        to.finish()
    }

    /// The row of a document: `name` is that of its file, `address` leads from the list to its page, a part a folder.
    pub fn row(&self, document: &Document, name: &str, address: &[&str]) -> String {
        let mut to = Markup::default();
        let speeches = document.speeches();
        let title = speeches.iter().find_map(|speech| speech.title).map(|title| line(&document.shown(&title)));
        to.raw("<tr><td><a").attribute("href", &encoded(address)).raw(">");
        to.words(title.as_deref().unwrap_or(name)).raw("</a>");
        if speeches.len() > 1 {
            let count = speeches.len();
            to.raw(" <span class=\"more\">").both(&format!("等 {count} 篇"), &format!("and {} more", count - 1));
            to.raw("</span>");
        }
        if speeches.iter().any(|speech| !speech.completeness.complete) {
            to.raw(" <span class=\"more\">").both("不全", "not all of it").raw("</span>");
        }
        if title.is_some() {
            to.raw("<br><span class=\"file\">").words(name).raw("</span>");
        }
        let meta = speeches.iter().map(|speech| &speech.meta).find(|meta| meta.date.is_some());
        let value = meta.and_then(|meta| meta.date_value.as_deref()).unwrap_or_default();
        let shown = meta.and_then(|meta| meta.date).map(|date| line(&document.shown(&date)));
        to.raw("</td><td").attribute("data-v", value).raw(">");
        to.words(if value.is_empty() { shown.as_deref().unwrap_or_default() } else { value }).raw("</td>");
        let points = speeches.iter().map(|speech| speech.outline().nodes().len()).sum();
        let duties = speeches.iter().map(|speech| speech.duties().len()).sum();
        let counts = counted(document);
        let kinds =
            Kind::LISTED.map(|wanted| counts.iter().find(|(kind, _)| *kind == wanted).map_or(0, |(_, count)| *count));
        for number in [length(document), points].into_iter().chain(kinds).chain([duties]) {
            to.raw("<td>");
            if number > 0 {
                to.number(number);
            }
            to.raw("</td>");
        }
        to.raw("</tr>\n");
        to.finish()
    }

    /// All that stands behind the last row.
    pub fn close(&self) -> String {
        let mut to = Markup::default();
        to.raw("</tbody>\n</table>\n<p id=\"none-left\" class=\"none\" hidden>").both("没有找到。", "Nothing found.");
        to.raw("</p></main>\n<script>").raw(SCRIPT).raw("</script>\n</body>\n</html>\n");
        to.finish()
    }
}

fn column(sorts: &str, to: &mut Markup, name: impl Fn(&mut Markup)) {
    to.raw("<th scope=\"col\"><button type=\"button\" data-sort=\"").raw(sorts).raw("\">");
    name(to);
    to.raw("</button></th>");
}

/// A relative address of these parts.
fn encoded(parts: &[&str]) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let one = |part: &&str| -> String {
        part.bytes()
            .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect()
    };
    parts.iter().map(one).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_no_sign_of_its_own() {
        assert_eq!(encoded(&["a b", "1#?.html"]), "a%20b/1%23%3F.html");
        assert_eq!(encoded(&["讲.html"]), "%E8%AE%B2.html");
    }

    #[test]
    fn a_title_cannot_become_markup() {
        let document = crate::Parser::new()
            .parse("在<img src=x onerror=alert(1)>大会上的讲话\n同志们：\n一、抓项目。\n二、抓安全。\n");
        let row = Index::default().row(&document, "<b>.txt", &["<b>.html"]);
        assert!(!row.contains("<img") && !row.contains("<b>"), "{row}");
    }
}
