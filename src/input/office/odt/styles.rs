//! What the styles of an OpenDocument text say: lists, hidden text, breaks of pages.

use std::collections::HashMap;

use super::super::numbering::{Format, LEVELS, Level};
use super::super::xml::{Event, Tag, Xml};

/// The styles of a document by family and name.
#[derive(Debug, Default)]
pub(crate) struct Styles {
    paragraphs: HashMap<String, Style>,
    texts: HashMap<String, Style>,
    lists: HashMap<String, Vec<Level>>,
}

#[derive(Debug, Default)]
struct Style {
    parent: Option<String>,
    hidden: Option<bool>,
    list: Option<String>,
    breaks: Option<bool>,
}

/// The name under which headings find their numbers.
pub(crate) const OUTLINE: &str = "Outline";

// Styles inherit some steps deep; a circle has no end.
const LONGEST_CHAIN: usize = 32;

impl Styles {
    /// Reads the styles inside the element that was opened last, to its end.
    pub(crate) fn read(&mut self, xml: &mut Xml) {
        let outer = xml.depth();
        while xml.depth() >= outer {
            let Some(event) = xml.next() else { break };
            let Event::Open(tag) = event else { continue };
            let name = tag.get("name").map(|name| name.into_owned());
            match (tag.name(), name) {
                ("style", Some(name)) => {
                    let is_text = tag.get("family").is_some_and(|family| family == "text");
                    let style = style(&tag, xml);
                    if is_text { &mut self.texts } else { &mut self.paragraphs }.insert(name, style);
                }
                ("list-style", Some(name)) => drop(self.lists.insert(name, levels(xml))),
                ("outline-style", _) => drop(self.lists.insert(OUTLINE.to_owned(), levels(xml))),
                _ => {}
            }
        }
    }

    /// The levels of a list style.
    pub(crate) fn list(&self, name: &str) -> Option<&[Level]> {
        self.lists.get(name).map(|levels| &levels[..])
    }

    /// The list style that a paragraph style numbers with.
    pub(crate) fn list_of(&self, paragraph: &str) -> Option<&str> {
        chain(&self.paragraphs, paragraph).find_map(|style| style.list.as_deref())
    }

    pub(crate) fn hides_paragraph(&self, name: &str) -> bool {
        chain(&self.paragraphs, name).find_map(|style| style.hidden).unwrap_or(false)
    }

    pub(crate) fn hides_text(&self, name: &str) -> Option<bool> {
        chain(&self.texts, name).find_map(|style| style.hidden)
    }

    /// Whether a paragraph style begins a page.
    pub(crate) fn begins_page(&self, name: &str) -> bool {
        chain(&self.paragraphs, name).find_map(|style| style.breaks).unwrap_or(false)
    }
}

/// A style and those that it inherits from.
fn chain<'a>(styles: &'a HashMap<String, Style>, name: &str) -> impl Iterator<Item = &'a Style> {
    let parent = |style: &&'a Style| styles.get(style.parent.as_ref()?);
    std::iter::successors(styles.get(name), parent).take(LONGEST_CHAIN)
}

/// Reads a style to its end.
fn style(tag: &Tag, xml: &mut Xml) -> Style {
    let own = |name| tag.get(name).map(|value| value.into_owned());
    let mut style = Style { parent: own("parent-style-name"), list: own("list-style-name"), ..Style::default() };
    xml.children(|tag, _| match tag.name() {
        "text-properties" => style.hidden = tag.get("display").map(|display| display == "none").or(style.hidden),
        "paragraph-properties" => style.breaks = tag.get("break-before").map(|kind| kind == "page"),
        _ => {}
    });
    style
}

/// A level as it is written; what it shows depends on those above it.
#[derive(Clone, Debug, Default)]
struct Step {
    format: Format,
    start: u32,
    prefix: String,
    suffix: String,
    after: &'static str,
    // How many levels it shows, itself with them.
    shown: usize,
    // What newer writers say instead: `%1%.%2%`.
    template: Option<String>,
}

/// Reads a list style to its end.
fn levels(xml: &mut Xml) -> Vec<Level> {
    let mut steps: Vec<Step> = vec![];
    let mut at = None;
    xml.children(|tag, _| match tag.name() {
        "list-level-style-number" | "outline-level-style" | "list-level-style-bullet" | "list-level-style-image" => {
            at = tag.number("level").and_then(|level: usize| level.checked_sub(1)).filter(|at| *at < LEVELS);
            if let Some(at) = at {
                steps.resize_with(steps.len().max(at + 1), Step::default);
                steps[at] = step(tag);
            }
        }
        "list-level-label-alignment" => {
            if let Some(step) = at.and_then(|at| steps.get_mut(at)) {
                step.after = match tag.get("label-followed-by").as_deref() {
                    Some("nothing") => "",
                    Some("space") => " ",
                    _ => "\t",
                };
            }
        }
        _ => {}
    });
    (0..steps.len()).map(|at| level(&steps, at)).collect()
}

fn step(tag: &Tag) -> Step {
    let own = |name| tag.get(name).map(|value| value.into_owned());
    let format = if tag.name().ends_with("bullet") || tag.name().ends_with("image") {
        Format::Bullet
    } else {
        format(&own("num-format").unwrap_or_default(), tag.get("num-letter-sync").is_some_and(|sync| sync == "true"))
    };
    Step {
        format,
        start: tag.number("start-value").unwrap_or(1),
        prefix: own("num-prefix").unwrap_or_default(),
        suffix: own("num-suffix").unwrap_or_default(),
        after: "\t",
        shown: tag.number("display-levels").unwrap_or(1),
        template: own("num-list-format"),
    }
}

/// The format that `style:num-format` shows by its first number.
fn format(shown: &str, doubles: bool) -> Format {
    let Some(first) = shown.chars().next() else {
        return Format::None;
    };
    match first {
        'I' => Format::UpperRoman,
        'i' => Format::LowerRoman,
        'A' if doubles => Format::UpperLetter,
        'a' if doubles => Format::LowerLetter,
        'A' => Format::UpperSeries,
        'a' => Format::LowerSeries,
        '0' => Format::DecimalZero,
        '１' => Format::DecimalFullWidth,
        '一' => Format::Thousands,
        '壹' if shown.contains('贰') => Format::Legal,
        '壹' | '壱' => Format::LegalTraditional,
        '甲' => Format::Stems,
        '子' => Format::Branches,
        '①' => Format::Circled,
        '⑴' => Format::Bracketed,
        '⒈' => Format::Stopped,
        '㈠' => Format::ChineseBracketed,
        _ => Format::Decimal,
    }
}

/// A level with its label written out as a template.
fn level(steps: &[Step], at: usize) -> Level {
    let step = &steps[at];
    let mut text = match &step.template {
        Some(template) => single(template),
        None => {
            let first = (at + 1).saturating_sub(step.shown.max(1));
            let shown = |at: &usize| !matches!(steps[*at].format, Format::None | Format::Bullet);
            let numbers: Vec<String> = (first..=at).filter(shown).map(|at| format!("%{}", at + 1)).collect();
            format!("{}{}{}", step.prefix, numbers.join("."), step.suffix)
        }
    };
    text.push_str(step.after);
    Level { format: step.format, start: step.start, text, ..Level::default() }
}

/// `%1%.%2%` as `%1.%2`.
fn single(template: &str) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some(at) = rest.find('%') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let number: String = from[1..].chars().take_while(char::is_ascii_digit).collect();
        let end = 1 + number.len();
        out.push('%');
        out.push_str(&number);
        // Level 10 has no counter here; its number is left out.
        if number.len() > 1 {
            out.truncate(out.len() - number.len() - 1);
        }
        rest = from[end..].strip_prefix('%').filter(|_| !number.is_empty()).unwrap_or(&from[end..]);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Styles {
        let text = format!("<styles>{text}</styles>");
        let mut xml = Xml::new(&text);
        xml.next();
        let mut styles = Styles::default();
        styles.read(&mut xml);
        styles
    }

    #[test]
    fn formats_are_told_by_their_first_number() {
        for (shown, want) in [
            ("", Format::None),
            ("1", Format::Decimal),
            ("a", Format::LowerSeries),
            ("一, 二, 三, ...", Format::Thousands),
            ("壹, 贰, 叁, ...", Format::Legal),
            ("壹, 貳, 參, ...", Format::LegalTraditional),
            ("①, ②, ③, ...", Format::Circled),
            ("甲, 乙, 丙, ...", Format::Stems),
        ] {
            assert_eq!(format(shown, false), want, "{shown}");
        }
    }

    #[test]
    fn labels_become_templates() {
        let styles = read(
            r#"<list-style name="L"><list-level-style-number level="1" num-format="一, 二, 三, ..." num-suffix="、">
            <x><list-level-label-alignment label-followed-by="nothing"/></x></list-level-style-number>
            <list-level-style-number level="2" num-format="1" num-prefix="（" num-suffix="）" start-value="3" display-levels="2"/>
            <list-level-style-bullet level="3"/><list-level-style-number level="4" num-format="1" num-list-format="%2%-%4%."/>
            <list-level-style-number level="12" num-format="1"/></list-style>"#,
        );
        let levels = styles.list("L").unwrap();
        let texts: Vec<&str> = levels.iter().map(|level| &level.text[..]).collect();
        assert_eq!(texts, ["%1、", "（%1.%2）\t", "\t", "%2-%4.\t"]);
        assert_eq!((levels[1].start, levels[2].format), (3, Format::Bullet));
        assert!(styles.list("M").is_none());
    }

    #[test]
    fn templates_lose_their_second_mark() {
        for (template, want) in [("%1%、", "%1、"), ("第%1%章%", "第%1章%"), ("%10%.", "."), ("%%", "%%"), ("", "")]
        {
            assert_eq!(single(template), want, "{template}");
        }
    }

    #[test]
    fn styles_inherit_and_circles_end() {
        let styles = read(
            r#"<style name="a" family="paragraph" parent-style-name="b"/>
            <style name="b" family="paragraph" parent-style-name="a" list-style-name="L"><text-properties display="none"/></style>
            <style name="T" family="text"><text-properties display="true"/></style>
            <style name="c" family="paragraph" parent-style-name="c"><paragraph-properties break-before="page"/></style>"#,
        );
        assert!(styles.hides_paragraph("a") && !styles.hides_paragraph("c"));
        assert_eq!(styles.list_of("a"), Some("L"));
        assert_eq!(styles.list_of("c"), None);
        assert_eq!(styles.hides_text("T"), Some(false));
        assert!(styles.begins_page("c") && !styles.begins_page("a"));
    }
}
