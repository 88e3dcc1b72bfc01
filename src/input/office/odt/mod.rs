//! Reads OpenDocument texts (.odt): the text as LibreOffice shows it, list numbers included.

mod styles;

use std::collections::HashMap;

use self::styles::{OUTLINE, Styles};
use super::flow::{Flow, Line};
use super::manuscript::{Damage, Manuscript};
use super::numbering::{Counters, Format, LEVELS, Level, List};
use super::package::Package;
use super::xml::{Event, Tag, Xml, decode};

/// Reads a document; headers and footers, comments, deleted and hidden text are no part of it.
///
/// # Errors
///
/// `Password` and `TooLarge` as they say, `Broken` where no text can be had; a document damaged further on
/// gives what comes before, with a loss.
pub(crate) fn read(bytes: &[u8]) -> Result<Manuscript, Damage> {
    let mut package = Package::open(bytes)?;
    let manifest = package.part("META-INF/manifest.xml").ok().flatten().unwrap_or_default();
    if decode(&manifest.bytes).contains("encryption-data") || package.find("encrypted-package").is_some() {
        return Err(Damage::Password);
    }
    let mut losses = vec![];
    let mut styles = Styles::default();
    match package.part("styles.xml") {
        Ok(part) => common_styles(&decode(&part.unwrap_or_default().bytes), &mut styles),
        Err(Damage::Broken(reason)) => losses.push(reason),
        Err(damage) => return Err(damage),
    }
    let Some(part) = package.part("content.xml")? else {
        let reason = "there is no text in it (content.xml is missing); copy or download the file again";
        return Err(Damage::Broken(reason.to_owned()));
    };
    let text = decode(&part.bytes);
    let mut xml = Xml::new(&text);
    let mut manuscript = Body::new(styles, &text).read(&mut xml);

    losses.extend(part.damaged.then(|| "content.xml is damaged; copy or download the file again".to_owned()));
    losses.extend(xml.broken().map(|reason| format!("the text breaks off where the file is damaged: {reason}")));
    if !package.is_whole() {
        losses.push("the end of the file is missing; copy or download it again".to_owned());
    }
    if manuscript.text.is_empty() && !losses.is_empty() {
        return Err(Damage::Broken(losses.swap_remove(0)));
    }
    manuscript.losses.append(&mut losses);
    Ok(manuscript)
}

/// Reads the styles that are not only of headers and footers.
fn common_styles(text: &str, styles: &mut Styles) {
    let mut xml = Xml::new(text);
    while let Some(event) = xml.next() {
        if matches!(event, Event::Open(tag) if tag.name() == "styles") {
            styles.read(&mut xml);
        }
    }
}

/// The walk through the content.
struct Body {
    styles: Styles,
    counters: Counters,
    flow: Flow,
    // The paragraphs that are open, one inside the other where a box hangs on one.
    open: Vec<Paragraph>,
    lists: Vec<OpenList>,
    // The lists around the boxes and notes that are open.
    outer_lists: Vec<Vec<OpenList>>,
    // The counters that later lists may continue.
    by_id: HashMap<String, u32>,
    by_style: HashMap<String, u32>,
    // Counter 0 is the headings'.
    newest: u32,
    hidden: bool,
    // Whether the program noted where its pages end; else breaks before paragraphs count, if there are any.
    laid: bool,
    page: Option<u32>,
    notes: Vec<Vec<Line>>,
}

#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    label: String,
    heading: Option<u8>,
    hidden: bool,
    page: Option<u32>,
    // A blank was written last, or nothing yet: another blank says nothing.
    spaced: bool,
    depth: usize,
    after: Vec<Line>,
}

#[derive(Debug)]
struct OpenList {
    counter: u32,
    style: Option<String>,
    level: usize,
    // Its item has no paragraph yet.
    fresh: bool,
}

/// What an element asks for where it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Element {
    /// Text in it is the paragraph's.
    Inline,
    /// Text in it is none.
    Other,
    Paragraph,
    /// With what was hidden before it.
    Span(bool),
    List,
    Row(bool),
    Cell,
    Aside,
    Note(usize),
}

impl Body {
    fn new(styles: Styles, text: &str) -> Body {
        let laid = text.contains("soft-page-break");
        Body {
            styles,
            counters: Counters::default(),
            flow: Flow::default(),
            open: vec![],
            lists: vec![],
            outer_lists: vec![],
            by_id: HashMap::new(),
            by_style: HashMap::new(),
            newest: 0,
            hidden: false,
            laid,
            page: (laid || text.contains("break-before=\"page\"")).then_some(1),
            notes: vec![],
        }
    }

    fn read(mut self, xml: &mut Xml) -> Manuscript {
        let mut elements: Vec<Element> = vec![];
        while let Some(event) = xml.next() {
            match event {
                Event::Open(tag) => {
                    let inside = elements.last().copied().unwrap_or(Element::Other);
                    elements.extend(self.begin(&tag, xml, inside));
                }
                Event::Close => elements.pop().into_iter().for_each(|element| self.end(element)),
                Event::Text(text) => {
                    if matches!(elements.last(), Some(Element::Paragraph | Element::Span(_) | Element::Inline)) {
                        self.take(&text);
                    }
                }
            }
        }
        // Where the content broke off, everything is still open.
        elements.into_iter().rev().for_each(|element| self.end(element));
        for line in std::mem::take(&mut self.notes).into_iter().flatten() {
            self.flow.push(line);
        }
        self.flow.finish()
    }

    /// Begins an element; none if it was read to its end here.
    fn begin(&mut self, tag: &Tag, xml: &mut Xml, inside: Element) -> Option<Element> {
        let is_on = |name: &str| tag.get(name).is_some_and(|value| value == "true");
        let is_text = matches!(inside, Element::Paragraph | Element::Span(_) | Element::Inline);
        Some(match tag.name() {
            "automatic-styles" | "styles" => {
                self.styles.read(xml);
                return None;
            }
            "tracked-changes" | "forms" | "annotation" | "note-citation" | "ruby-text" | "number" | "image"
            | "object" | "object-ole" | "plugin" | "applet" | "script" | "binary-data" | "covered-table-cell" => {
                xml.skip();
                return None;
            }
            "hidden-text" if is_on("is-hidden") => {
                xml.skip();
                return None;
            }
            "section" if tag.get("display").is_some_and(|display| display == "none") => {
                xml.skip();
                return None;
            }
            "p" | "h" => {
                self.open_paragraph(tag);
                Element::Paragraph
            }
            "span" if is_text => {
                let style = tag.get("style-name").unwrap_or_default();
                let hidden = self.styles.hides_text(&style).unwrap_or(self.hidden);
                Element::Span(std::mem::replace(&mut self.hidden, hidden))
            }
            "list" => {
                self.open_list(tag);
                Element::List
            }
            "list-item" | "list-header" => {
                self.open_item(tag);
                Element::Other
            }
            "table-row" => {
                self.flow.open_row();
                Element::Row(tag.get("visibility").is_some_and(|kind| kind == "collapse"))
            }
            "table-cell" => {
                self.flow.open_cell();
                Element::Cell
            }
            "note" | "text-box" if self.hidden => {
                xml.skip();
                return None;
            }
            "text-box" => {
                self.open_aside();
                Element::Aside
            }
            "note-body" => {
                self.notes.push(vec![]);
                self.write(&format!("[{}]", self.notes.len()));
                self.open_aside();
                Element::Note(self.notes.len() - 1)
            }
            "note" | "frame" | "g" | "custom-shape" | "rect" | "ellipse" | "line" | "path" | "polygon" => {
                Element::Other
            }
            name => {
                self.mark(name, tag);
                if is_text { Element::Inline } else { Element::Other }
            }
        })
    }

    /// Ends an element.
    fn end(&mut self, element: Element) {
        match element {
            Element::Inline | Element::Other => {}
            Element::Paragraph => {
                if let Some(paragraph) = self.open.pop() {
                    self.close_paragraph(paragraph);
                }
            }
            Element::Span(before) => self.hidden = before,
            Element::List => drop(self.lists.pop()),
            Element::Row(true) => self.flow.drop_row(),
            Element::Row(false) | Element::Cell => drop(self.flow.close()),
            Element::Aside => {
                let lines = self.close_aside();
                match self.open.last_mut() {
                    Some(paragraph) => paragraph.after.extend(lines),
                    None => lines.into_iter().for_each(|line| self.flow.push(line)),
                }
            }
            Element::Note(at) => {
                let mut lines = self.close_aside();
                if let Some(first) = lines.first_mut() {
                    first.text = format!("[{}] {}", at + 1, first.text.trim_start());
                }
                self.notes[at] = lines;
            }
        }
    }

    /// Takes what an element without text stands for.
    fn mark(&mut self, name: &str, tag: &Tag) {
        match name {
            "s" => self.write(&" ".repeat(tag.number("c").unwrap_or(1).min(MOST_BLANKS))),
            "tab" => self.write("\t"),
            "line-break" => self.write("\n"),
            "soft-page-break" => self.turn_page(),
            "hidden-paragraph" if tag.get("is-hidden").is_some_and(|value| value == "true") => {
                self.open.last_mut().into_iter().for_each(|paragraph| paragraph.hidden = true);
            }
            _ => {}
        }
    }

    fn turn_page(&mut self) {
        self.page = self.page.map(|page| page.saturating_add(1));
    }

    /// Writes text as it is.
    fn write(&mut self, text: &str) {
        let page = self.page;
        let Some(paragraph) = self.open.last_mut().filter(|_| !self.hidden) else { return };
        if paragraph.page.is_none() && !text.trim().is_empty() {
            paragraph.page = page;
        }
        paragraph.text.push_str(text);
        paragraph.spaced = false;
    }

    /// Writes text of the file, in which any run of blanks and line ends is one blank.
    fn take(&mut self, text: &str) {
        let Some(paragraph) = self.open.last() else { return };
        let mut spaced = paragraph.spaced;
        let mut words = String::with_capacity(text.len());
        for c in text.chars() {
            let is_blank = matches!(c, ' ' | '\t' | '\r' | '\n');
            if is_blank && !spaced {
                words.push(' ');
            } else if !is_blank && !c.is_control() {
                words.push(c);
            }
            spaced = is_blank;
        }
        self.write(&words);
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.spaced = spaced;
        }
    }

    fn open_list(&mut self, tag: &Tag) {
        let own = tag.get("style-name").map(|name| name.into_owned());
        let outer = self.lists.last();
        let style = own.or_else(|| outer?.style.clone());
        let named = style.as_deref().unwrap_or_default();
        let goes_on = tag.get("continue-numbering").is_some_and(|value| value == "true");
        let continued = tag.get("continue-list").and_then(|id| self.by_id.get(&*id));
        let counter = outer
            .filter(|outer| outer.style == style)
            .map(|outer| outer.counter)
            .or(continued.copied())
            .or_else(|| goes_on.then(|| self.by_style.get(named).copied()).flatten());
        let level = outer.map_or(0, |outer| outer.level + 1);
        let counter = counter.unwrap_or_else(|| {
            self.newest += 1;
            self.newest
        });
        self.by_style.insert(named.to_owned(), counter);
        if let Some(id) = tag.get("id") {
            self.by_id.insert(id.into_owned(), counter);
        }
        self.lists.push(OpenList { counter, style, level, fresh: false });
    }

    fn open_item(&mut self, tag: &Tag) {
        let Some(list) = self.lists.last_mut() else { return };
        // A header of a list has no number.
        list.fresh = tag.name() == "list-item";
        if let Some(start) = tag.number("start-value") {
            self.counters.set(list.counter, list.level, start);
        }
    }

    fn open_paragraph(&mut self, tag: &Tag) {
        let style = tag.get("style-name").unwrap_or_default();
        if !self.laid && self.styles.begins_page(&style) && !self.flow.is_empty() {
            self.turn_page();
        }
        let heading = (tag.name() == "h").then(|| tag.number("outline-level").unwrap_or(1u8).clamp(1, 10));
        let label = match heading {
            Some(level) if self.lists.is_empty() => self.heading_label(tag, usize::from(level) - 1),
            _ => self.item_label(&style),
        };
        let hidden = self.styles.hides_paragraph(&style);
        let depth = self.flow.depth();
        self.open.push(Paragraph { label, heading, hidden, depth, spaced: true, ..Paragraph::default() });
    }

    fn heading_label(&mut self, tag: &Tag, level: usize) -> String {
        if tag.get("is-list-header").is_some_and(|value| value == "true") {
            return String::new();
        }
        if tag.get("restart-numbering").is_some_and(|value| value == "true") {
            self.counters.set(0, level, tag.number("start-value").unwrap_or(1));
        }
        self.styles.list(OUTLINE).map(|levels| label(levels, 0, level, &mut self.counters)).unwrap_or_default()
    }

    /// The label of a list's item, for its first paragraph.
    fn item_label(&mut self, paragraph: &str) -> String {
        let Some(list) = self.lists.last_mut().filter(|list| list.fresh) else {
            return String::new();
        };
        list.fresh = false;
        let style = list.style.as_deref().or_else(|| self.styles.list_of(paragraph));
        style
            .and_then(|style| self.styles.list(style))
            .map(|levels| label(levels, list.counter, list.level, &mut self.counters))
            .unwrap_or_default()
    }

    fn close_paragraph(&mut self, paragraph: Paragraph) {
        let Paragraph { text, label, heading, hidden, page, depth, after, .. } = paragraph;
        let body = text.trim_matches('\n');
        let text = if hidden || body.trim().is_empty() { String::new() } else { label + body };
        let line = Line { text, page: page.or(self.page), heading };
        let lines = std::iter::once(line).chain(after);
        match self.open.last_mut().filter(|outer| outer.depth == depth) {
            Some(outer) => outer.after.extend(lines),
            None => lines.for_each(|line| self.flow.push(line)),
        }
    }

    fn open_aside(&mut self) {
        self.flow.open_aside();
        self.outer_lists.push(std::mem::take(&mut self.lists));
    }

    fn close_aside(&mut self) -> Vec<Line> {
        self.lists = self.outer_lists.pop().unwrap_or_default();
        self.flow.close()
    }
}

// A file may claim four thousand million.
const MOST_BLANKS: usize = 100;

/// Counts a level of a list on and gives its label.
fn label(levels: &[Level], counter: u32, level: usize, counters: &mut Counters) -> String {
    static BLANK: Level =
        Level { format: Format::None, start: 1, restart_after: None, legal: false, text: String::new() };
    let all = std::array::from_fn(|at| levels.get(at).unwrap_or(&BLANK));
    counters.next(List { list: counter, instance: counter, starts: [None; LEVELS] }, level, all)
}

#[cfg(test)]
mod tests {
    use super::super::package::tests::pack;
    use super::*;

    const STYLES: &str = r#"<o:document-styles><o:styles>
        <s:style s:name="Hidden" s:family="paragraph"><s:text-properties t:display="none"/></s:style>
        <s:style s:name="Item" s:family="paragraph" s:list-style-name="L"/>
        <t:outline-style s:name="Outline"><t:outline-level-style t:level="1" s:num-format="1" s:num-suffix="."/></t:outline-style>
        <t:list-style s:name="L"><t:list-level-style-number t:level="1" s:num-format="一, 二, 三, ..." s:num-suffix="、">
            <x><s:list-level-label-alignment t:label-followed-by="nothing"/></x></t:list-level-style-number>
            <t:list-level-style-number t:level="2" s:num-format="1" t:display-levels="2" s:num-suffix="."/></t:list-style>
        </o:styles><o:automatic-styles><s:style s:name="T1" s:family="text"/></o:automatic-styles></o:document-styles>"#;

    fn odt(body: &str) -> Vec<u8> {
        let content = format!(
            r#"<o:document-content><o:automatic-styles><s:style s:name="T1" s:family="text"><s:text-properties t:display="none"/></s:style>
            <s:style s:name="P9" s:family="paragraph"><s:paragraph-properties fo:break-before="page"/></s:style>
            </o:automatic-styles><o:body><o:text>{body}</o:text></o:body></o:document-content>"#
        );
        pack(&[("content.xml", content.as_bytes()), ("styles.xml", STYLES.as_bytes())])
    }

    fn text(body: &str) -> String {
        read(&odt(body)).unwrap().text.trim_end_matches('\n').replace('\n', "|")
    }

    const CASES: &[(&str, &str)] = &[
        ("<t:p>加快  项目\n 建设<t:s t:c=\"2\"/>好<t:tab/>快<t:line-break/>省</t:p>", "加快 项目 建设  好\t快|省"),
        (
            "<t:p>露<t:span t:style-name=\"T1\">藏<t:note><t:note-body><t:p>藏</t:p></t:note-body></t:note></t:span></t:p>",
            "露",
        ),
        (
            "<t:p t:style-name=\"Hidden\">藏</t:p><t:p>藏<t:hidden-paragraph t:is-hidden=\"true\"/></t:p><t:p>露</t:p>",
            "露",
        ),
        (
            "<t:tracked-changes><t:changed-region><t:deletion><t:p>删</t:p></t:deletion></t:changed-region></t:tracked-changes><t:p>留<t:change/></t:p>",
            "留",
        ),
        (
            "<t:h t:outline-level=\"1\">认清形势</t:h><t:h t:outline-level=\"1\" t:is-list-header=\"true\">无号</t:h><t:h t:outline-level=\"1\">抓落实</t:h>",
            "1.\t认清形势|无号|2.\t抓落实",
        ),
        (
            "<t:p>正文<t:note><t:note-citation>1</t:note-citation><t:note-body><t:p>见附件</t:p></t:note-body></t:note>。</t:p><t:p>后</t:p>",
            "正文[1]。|后|[1] 见附件",
        ),
        (
            "<t:p>框外<d:frame><svg:title>否</svg:title><d:text-box><t:p>框内</t:p></d:text-box></d:frame>续</t:p>",
            "框外续|框内",
        ),
        (
            "<t:p><t:ruby><t:ruby-base>博</t:ruby-base><t:ruby-text>bo</t:ruby-text></t:ruby><o:annotation><t:p>批注</t:p></o:annotation></t:p>",
            "博",
        ),
        ("<t:section t:display=\"none\"><t:p>藏</t:p></t:section><t:section><t:p>露</t:p></t:section>", "露"),
        (
            "<a:table><a:table-row><a:table-cell><t:p>单位</t:p></a:table-cell><a:covered-table-cell><t:p>盖</t:p></a:covered-table-cell><a:table-cell/><a:table-cell a:number-columns-repeated=\"1000000000\"><t:p>八</t:p></a:table-cell></a:table-row></a:table>",
            "单位\t\t八",
        ),
    ];

    #[test]
    fn only_what_is_shown_is_read() {
        for (body, want) in CASES {
            assert_eq!(text(body), *want, "{body}");
        }
    }

    fn item(inside: &str) -> String {
        format!("<t:list-item>{inside}</t:list-item>")
    }

    #[test]
    fn lists_are_numbered_by_their_styles() {
        let inner = format!("<t:list>{}{}</t:list>", item("<t:p>细一</t:p><t:p>又一段</t:p>"), item("<t:p>细二</t:p>"));
        let list = format!("{}{}", item(&format!("<t:p>一</t:p>{inner}")), item(&format!("<t:p>二</t:p>{inner}")));
        let named =
            |attributes: &str| format!(r#"<t:list {attributes} t:style-name="L">{}</t:list>"#, item("<t:p>又</t:p>"));
        let tree = "一、一|一.1.\t细一|又一段|一.2.\t细二|二、二|二.1.\t细一|又一段|二.2.\t细二";
        assert_eq!(text(&format!(r#"<t:list t:style-name="L">{list}</t:list>"#)), tree);
        let lists =
            [r#"xml:id="x""#, "", r#"t:continue-list="x""#, r#"t:continue-numbering="true""#].map(named).concat();
        assert_eq!(text(&lists), "一、又|一、又|二、又|三、又");
        let by_style = format!("<t:list>{}</t:list>", item(r#"<t:p t:style-name="Item">项</t:p>"#));
        assert_eq!(text(&by_style), "一、项");
        let start = r#"<t:list t:style-name="L"><t:list-header><t:p>头</t:p></t:list-header><t:list-item t:start-value="5"><t:p>五</t:p></t:list-item></t:list>"#;
        assert_eq!(text(start), "头|五、五");
    }

    #[test]
    fn headings_and_pages_are_kept() {
        let manuscript = read(&odt(r#"<t:h t:outline-level="2">一</t:h><t:p t:style-name="P9">二</t:p>"#)).unwrap();
        let kept: Vec<_> = manuscript.paragraphs.iter().map(|p| (p.page, p.heading)).collect();
        assert_eq!(kept, [(Some(1), Some(2)), (Some(2), None)]);
    }

    #[test]
    fn an_encrypted_text_wants_its_password() {
        let manifest = b"<manifest><file-entry><encryption-data/></file-entry></manifest>";
        let file = pack(&[("META-INF/manifest.xml", manifest), ("content.xml", b"\x8f\x01\x02")]);
        assert_eq!(read(&file), Err(Damage::Password));
        assert!(matches!(read(&pack(&[("a", b"b")])), Err(Damage::Broken(_))));
    }

    #[test]
    fn no_bytes_make_it_panic() {
        let body: String = CASES.iter().map(|(body, _)| *body).collect();
        let (file, content) = (odt(&body), format!("<o:text>{body}"));
        let mut seed = 13u32;
        let mut next = |below: usize| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed as usize / 256 % below
        };
        for round in 0..400 {
            let mut bytes = if round % 2 == 0 { file.clone() } else { content.clone().into_bytes() };
            for _ in 0..1 + round % 5 {
                let at = next(bytes.len());
                bytes[at] = next(256) as u8;
            }
            bytes.truncate(if round % 4 < 2 { next(bytes.len()) } else { bytes.len() });
            let bytes = if round % 2 == 0 { bytes } else { pack(&[("content.xml", &bytes)]) };
            let _ = read(&bytes);
        }
    }
}
