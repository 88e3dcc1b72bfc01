//! Rewrites a page as plain nested markup: every tag closed, nothing hidden, no deeper than a parser likes.

use super::super::manuscript::LARGEST;
use super::element::{Kind, element};
use super::tags::{Piece, attributes, pieces, resolve};

/// A page set in order.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// What the browser's title bar shows.
    pub(super) title: String,
    /// The words of its first headings of level 1.
    pub(super) headings: Vec<String>,
    /// Its text as nested markup without scripts, styles and hidden parts; nbsp is U+00A0.
    pub(super) markup: String,
    /// Elements and breaks in the markup.
    pub(super) elements: usize,
    /// What a parser of trees has to go through: every byte once for each element around it.
    pub(super) work: usize,
    /// Whether the page is too large and only its beginning was read.
    pub(super) cut: bool,
}

/// Elements nest no deeper: parsers of trees take time by the square of the depth.
const DEEPEST: usize = 100;

/// No page is read beyond so many elements.
const MOST: usize = 1_000_000;

/// Sets a page in order, in one pass from beginning to end.
///
/// Old pages leave out end tags and mix up their order; what browsers read out of that is kept
/// where it matters for the text. Numbers that a browser would write in front of list entries
/// are written out.
pub(super) fn tidy(page: &str) -> Page {
    let mut tidier = Tidier::default();
    for piece in pieces(page) {
        if tidier.page.elements >= MOST || tidier.page.markup.len() >= LARGEST {
            tidier.page.cut = true;
            break;
        }
        match piece {
            Piece::Open(name, behind) => tidier.open(name, behind),
            Piece::Close(name) => tidier.close(name),
            Piece::Words(words) => tidier.words(words),
        }
    }
    tidier.pop_to(0);
    tidier.page
}

#[derive(Default)]
struct Tidier {
    page: Page,
    stack: Vec<Open>,
    /// Elements opened beyond the deepest level.
    beyond: usize,
    /// Hidden elements on the stack.
    hidden: usize,
    /// Written in front of the next words.
    number: Option<String>,
    /// Breaks since the last words.
    breaks: usize,
    /// Whether words stand in the paragraph so far.
    begun: bool,
}

struct Open {
    name: &'static str,
    kind: Kind,
    hidden: bool,
    /// It leads to another place of the page.
    inward: bool,
    /// The number of the next entry, and how it is written.
    numbers: Option<(Style, u32)>,
}

#[derive(Clone, Copy)]
enum Style {
    Arabic,
    Chinese,
    Letters(u8),
    Roman,
}

impl Tidier {
    fn open(&mut self, name: &str, behind: &str) {
        let Some((mut name, mut kind)) = element(name) else { return };
        let in_table = || self.stack.iter().any(|open| open.kind == Kind::Table);
        if matches!(kind, Kind::Row | Kind::Cell) && !in_table() {
            (name, kind) = ("div", Kind::Block);
        }
        self.end_before(kind);
        if kind == Kind::Break {
            self.settle();
            return self.line_break();
        }
        if self.stack.len() >= DEEPEST {
            self.beyond += 1;
            if kind != Kind::Inline {
                self.line_break();
            }
            return;
        }
        match kind {
            Kind::Row | Kind::Title => {}
            Kind::Cell if self.stack.last().is_some_and(|open| open.kind == Kind::Row) => {}
            Kind::Cell => self.push("tr", Kind::Row, ""),
            _ => self.settle(),
        }
        if kind == Kind::Item {
            self.number = self.take_number(behind);
        }
        self.push(name, kind, behind);
    }

    /// More than two in a row mean no more than two.
    fn line_break(&mut self) {
        self.begun = false;
        if self.hidden == 0 && self.breaks < 2 {
            self.page.markup.push_str("<br>");
            self.page.elements += 1;
            self.breaks += 1;
        }
    }

    /// Ends what the beginning of another element ends without a tag.
    fn end_before(&mut self, kind: Kind) {
        let ends = match kind {
            Kind::Inline | Kind::Break | Kind::Hidden | Kind::Title => return,
            Kind::Item => self.nearest(|open| open == Kind::Item, |open| open == Kind::List || is_table(open)),
            Kind::Row => self.nearest(|open| open == Kind::Row, |open| open == Kind::Table),
            Kind::Cell => self.nearest(|open| open == Kind::Cell, |open| open == Kind::Table),
            _ => None,
        };
        let para = || self.nearest(|open| open == Kind::Para, is_table);
        if let Some(at) = ends.or_else(para) {
            self.pop_to(at);
        }
    }

    fn close(&mut self, name: &str) {
        let Some((name, kind)) = element(name) else { return };
        if self.beyond > 0 && kind != Kind::Break {
            self.beyond -= 1;
            return;
        }
        let heading = matches!(kind, Kind::Heading(_));
        let mut found = None;
        for (at, open) in self.stack.iter().enumerate().rev() {
            if open.name == name || heading && matches!(open.kind, Kind::Heading(_)) {
                found = Some(at);
                break;
            }
            let ends_search = match kind {
                Kind::Table => false,
                Kind::Row | Kind::Cell => open.kind == Kind::Table,
                Kind::Inline if name != "a" => !matches!(open.kind, Kind::Inline | Kind::Hidden),
                Kind::Item => is_table(open.kind) || open.kind == Kind::List,
                _ => is_table(open.kind),
            };
            if ends_search {
                break;
            }
        }
        if let Some(at) = found {
            self.pop_to(at);
        }
    }

    fn words(&mut self, words: &str) {
        if self.hidden > 0 {
            return;
        }
        let words = resolve(words);
        if let Some(Open { kind: Kind::Title, .. }) = self.stack.last() {
            return self.page.title.push_str(&words);
        }
        let blank = words.trim().is_empty();
        self.page.work += words.len() * self.stack.len();
        if !blank {
            self.breaks = 0;
            self.settle();
            if let Some(number) = self.number.take().filter(|_| !begins_with_number(&words)) {
                self.page.markup.push_str(&number);
            }
            self.note_heading(&words);
            if self.is_footnote(&words) {
                let space = if std::mem::replace(&mut self.begun, true) { "" } else { " " };
                return self.page.markup.push_str(&format!("[{}]{space}", words.trim()));
            }
            self.begun = true;
        }
        let pre = self.stack.iter().any(|open| open.name == "pre");
        for c in words.chars() {
            match c {
                '&' => self.escape("&amp;"),
                '<' => self.escape("&lt;"),
                '>' => self.escape("&gt;"),
                '\n' if pre => self.page.markup.push_str("<br>"),
                '\0' => {}
                c => self.page.markup.push(c),
            }
        }
    }

    fn escape(&mut self, entity: &str) {
        self.page.markup.push_str(entity);
        // The parser copies all the words before an entity.
        self.page.work += self.page.markup.len() / 64;
    }

    /// A small number, raised as a rule, that leads to a footnote, or back from it.
    fn is_footnote(&self, words: &str) -> bool {
        let words = words.trim();
        words.len() <= 3
            && words.bytes().all(|b| b.is_ascii_digit())
            && self.stack.iter().rev().take_while(|open| open.kind == Kind::Inline).any(|open| open.inward)
    }

    fn note_heading(&mut self, words: &str) {
        if self.stack.iter().any(|open| open.name == "h1")
            && let Some(heading) = self.page.headings.last_mut()
            && heading.len() < 600
        {
            heading.push_str(words);
        }
    }

    /// Words in a table but in no cell get one, so that they keep their place.
    fn settle(&mut self) {
        if self.stack.last().is_some_and(|open| open.kind == Kind::Table) {
            self.push("tr", Kind::Row, "");
        }
        if self.stack.last().is_some_and(|open| open.kind == Kind::Row) {
            self.push("td", Kind::Cell, "");
        }
    }

    fn push(&mut self, name: &'static str, kind: Kind, behind: &str) {
        let mut open = Open { name, kind, hidden: kind == Kind::Hidden, inward: false, numbers: None };
        let mut kept = String::new();
        let mut start = 1;
        let mut style = (name == "ol").then_some(Style::Arabic);
        for (attribute, value) in attributes(behind) {
            match attribute.to_ascii_lowercase().as_str() {
                "hidden" => open.hidden = true,
                "style" => {
                    let css: String = value.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
                    open.hidden |= HIDING.iter().any(|hiding| css.contains(hiding));
                    style = style.and_then(|style| list_style(&css, style));
                }
                // LibreOffice's way to save what stands on every page.
                "title" if matches!(&*value, "header" | "footer") => open.hidden = true,
                "start" => start = value.trim().parse().unwrap_or(1),
                "type" => style = style.map(|style| list_type(&value).unwrap_or(style)),
                known @ ("class" | "id" | "href") if value.len() <= 1000 => {
                    open.inward |= known == "href" && value.len() > 1 && value.starts_with('#');
                    kept.push_str(&format!(" {known}=\"{}\"", value.replace('&', "&amp;").replace('"', "&quot;")));
                }
                _ => {}
            }
        }
        open.numbers = style.map(|style| (style, start));
        self.begun &= kind == Kind::Inline;
        self.hidden += usize::from(open.hidden);
        if self.hidden == 0 && is_written(kind) {
            self.page.markup.push_str(&format!("<{name}{kept}>"));
            self.page.elements += 1;
            self.page.work += 16 * self.stack.len();
            self.breaks = 0;
        }
        if self.hidden == 0 && name == "h1" && self.page.headings.len() < 8 {
            self.page.headings.push(String::new());
        }
        self.stack.push(open);
    }

    fn pop_to(&mut self, at: usize) {
        while self.stack.len() > at {
            let Some(open) = self.stack.pop() else { return };
            self.begun &= open.kind == Kind::Inline;
            if self.hidden == 0 && is_written(open.kind) {
                self.page.markup.push_str(&format!("</{}>", open.name));
            }
            self.hidden -= usize::from(open.hidden);
        }
    }

    fn nearest(&self, wanted: impl Fn(Kind) -> bool, barrier: impl Fn(Kind) -> bool) -> Option<usize> {
        let open = self.stack.iter().enumerate().rev().find(|(_, open)| wanted(open.kind) || barrier(open.kind))?;
        wanted(open.1.kind).then_some(open.0)
    }

    /// The number of the entry that begins, as a browser shows it.
    fn take_number(&mut self, behind: &str) -> Option<String> {
        let at = self.nearest(|open| open == Kind::List, is_table)?;
        let (style, next) = self.stack.get_mut(at)?.numbers.as_mut()?;
        let value = attributes(behind).find(|(name, _)| name.eq_ignore_ascii_case("value"));
        let number = value.and_then(|(_, value)| value.trim().parse().ok()).unwrap_or(*next);
        *next = number.saturating_add(1);
        Some(written(*style, number))
    }
}

const HIDING: &[&str] =
    &["display:none", "visibility:hidden", "mso-hide:all", "mso-element:header", "mso-element:footer"];

fn is_table(kind: Kind) -> bool {
    matches!(kind, Kind::Table | Kind::Cell)
}

fn is_written(kind: Kind) -> bool {
    !matches!(kind, Kind::Hidden | Kind::Title)
}

/// Whether an entry is numbered by hand, so that a number before it would be its second.
fn begins_with_number(words: &str) -> bool {
    let mut chars = words.trim_start().chars();
    let first = chars.next().unwrap_or(' ');
    first.is_ascii_digit()
        || matches!(first, '(' | '（' | '第' | '①'..='⑳')
        || matches!(chars.next(), Some('、' | '.' | '．'))
}

fn list_style(css: &str, before: Style) -> Option<Style> {
    let Some(at) = css.find("list-style") else { return Some(before) };
    let value = &css[at..];
    let value = &value[..value.find(';').unwrap_or(value.len())];
    const STYLES: &[(&str, Style)] = &[
        ("chinese", Style::Chinese),
        ("cjk", Style::Chinese),
        ("lower-alpha", Style::Letters(b'a')),
        ("upper-alpha", Style::Letters(b'A')),
        ("roman", Style::Roman),
    ];
    if ["none", "disc", "circle", "square"].iter().any(|none| value.contains(none)) {
        return None;
    }
    Some(STYLES.iter().find(|(name, _)| value.contains(name)).map_or(before, |(_, style)| *style))
}

fn list_type(value: &str) -> Option<Style> {
    match value.trim() {
        "a" => Some(Style::Letters(b'a')),
        "A" => Some(Style::Letters(b'A')),
        "i" | "I" => Some(Style::Roman),
        "1" => Some(Style::Arabic),
        _ => None,
    }
}

fn written(style: Style, number: u32) -> String {
    match style {
        Style::Chinese if (1..100).contains(&number) => format!("{}、", chinese(number)),
        Style::Letters(first) if (1..=26).contains(&number) => format!("{}. ", char::from(first + (number - 1) as u8)),
        Style::Roman if (1..=10).contains(&number) => {
            format!("{}. ", ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"][number as usize - 1])
        }
        _ => format!("{number}. "),
    }
}

fn chinese(number: u32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let (tens, ones) = (number as usize / 10 % 10, number as usize % 10);
    match tens {
        0 => DIGITS[ones].to_owned(),
        1 => format!("十{}", DIGITS[ones]),
        _ => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGES: &[(&str, &str)] = &[
        ("<P>一<p>二", "<p>一</p><p>二</p>"),
        ("<ul><li>一<li>二</ul>三", "<ul><li>一</li><li>二</li></ul>三"),
        ("<b>一<i>二</b>三</i>", "一二三"),
        ("<div><span>一</div>二", "<div><span>一</span></div>二"),
        (
            "<table><tr><td>一<td>二<tr><td>三</table>",
            "<table><tr><td>一</td><td>二</td></tr><tr><td>三</td></tr></table>",
        ),
        ("<table>表一<tr><td>二", "<table><tr><td>表一</td></tr><tr><td>二</td></tr></table>"),
        ("<td>一</td></div>二", "<div>一</div>二"),
        ("<p>一<span style='DISPLAY: none'>二</span>三<select><option>四</select>五", "<p>一三五</p>"),
        ("<p id=a onclick='x'>1 &lt; 2&nbsp;&amp;</p>", "<p id=\"a\">1 &lt; 2\u{a0}&amp;</p>"),
        ("<ol><li>抓项目<li>抓招商</ol>", "<ol><li>1. 抓项目</li><li>2. 抓招商</li></ol>"),
        ("<ol start=3 type=a><li>抓项目</ol>", "<ol><li>c. 抓项目</li></ol>"),
        ("<ol style='list-style-type:cjk-ideographic'><li value=12>抓", "<ol><li>十二、抓</li></ol>"),
        ("<ol><li>一、抓项目<li>（二）抓</ol>", "<ol><li>一、抓项目</li><li>（二）抓</li></ol>"),
        ("<ruby>某<rt>mǒu</ruby>县", "<ruby>某</ruby>县"),
        ("<pre>一\n二</pre>", "<pre>一<br>二</pre>"),
        ("<h1>一</h2>二", "<h1>一</h1>二"),
        ("一<a href=#n1><sup>1</sup></a>。<a href=#>2</a>", "一<a href=\"#n1\">[1]</a>。<a href=\"#\">2</a>"),
        ("一<p><a href=#m1>1</a>二", "一<p><a href=\"#m1\">[1] </a>二</p>"),
    ];

    #[test]
    fn broken_pages_come_out_nested() {
        for (page, want) in PAGES {
            assert_eq!(tidy(page).markup, *want, "{page}");
        }
    }

    #[test]
    fn no_page_nests_deeper_than_a_parser_likes() {
        let page = tidy(&format!("{}一{}二", "<div>".repeat(5000), "</div>".repeat(5000)));
        assert_eq!(page.markup.matches("<div>").count(), DEEPEST);
        assert!(page.markup.ends_with("</div>二"), "{}", page.markup);
    }

    #[test]
    fn title_and_headings_are_noted() {
        let page = tidy("<head><title>会议 &amp; 讲话</title></head><h1>在会议上<br>的讲话</h1>");
        assert_eq!(
            (page.title.as_str(), page.headings.as_slice()),
            ("会议 & 讲话", &["在会议上的讲话".to_owned()][..])
        );
    }
}
