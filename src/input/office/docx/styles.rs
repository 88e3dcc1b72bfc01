//! What Word's styles say about a paragraph: its heading level, its list, whether it is hidden.

use std::collections::HashMap;

use super::super::xml::{Event, Tag, Xml};
use super::lists::Lists;

/// The styles of a document, each with what it inherits once [`Styles::settle`] was called.
#[derive(Debug, Default)]
pub(crate) struct Styles {
    all: Vec<Style>,
    ids: HashMap<String, usize>,
    default: Option<usize>,
}

/// One style.
#[derive(Clone, Debug, Default)]
pub(crate) struct Style {
    id: String,
    base: Option<String>,
    /// The list it numbers with (`numId`; 0 is none).
    pub(crate) list: Option<u32>,
    pub(crate) level: Option<usize>,
    /// Its heading level, from 1; 0 says that it is none.
    pub(crate) heading: Option<u8>,
    pub(crate) hidden: Option<bool>,
}

// Word keeps some 4,000.
const MOST: usize = 1 << 16;

impl Styles {
    /// Reads the part of the styles, style by style: those of tables fill most of it and are not looked into.
    pub(crate) fn read(text: &str) -> Styles {
        let prefix = text.find("styles").and_then(|at| text[..at].rsplit('<').next()).unwrap_or_default();
        let (begin, end) = (format!("<{prefix}style "), format!("</{prefix}style>"));
        let mut styles = Styles::default();
        let mut rest = text;
        while let Some(at) = rest.find(&begin).filter(|_| styles.all.len() < MOST) {
            let own = &rest[at..];
            let len = own.find(&end).map_or(own.len(), |len| len + end.len());
            rest = &own[len..];
            let mut xml = Xml::new(&own[..len]);
            if let Some(Event::Open(tag)) = xml.next() {
                styles.add(&tag, &mut xml);
            }
        }
        styles
    }

    fn add(&mut self, tag: &Tag, xml: &mut Xml) {
        let kind = tag.get("type").unwrap_or_default();
        if kind == "table" {
            return;
        }
        if kind == "paragraph" && tag.get("default").is_some_and(|value| is_on(&value)) {
            self.default = Some(self.all.len());
        }
        let style = style(tag.get("styleId").unwrap_or_default().into_owned(), xml);
        self.ids.insert(style.id.clone(), self.all.len());
        self.all.push(style);
    }

    /// Lets every style inherit; a circle ends where it closes.
    pub(crate) fn settle(&mut self, lists: &Lists) {
        let mut settled = vec![false; self.all.len()];
        for at in 0..self.all.len() {
            let mut chain = vec![];
            let mut next = Some(at);
            while let Some(at) = next.filter(|at| !settled[*at]) {
                settled[at] = true;
                chain.push(at);
                next = self.all[at].base.as_ref().and_then(|base| self.ids.get(base)).copied();
            }
            let mut above = next.map(|at| self.all[at].clone()).unwrap_or_default();
            for at in chain.into_iter().rev() {
                let style = &mut self.all[at];
                style.list = style.list.or(above.list);
                let linked = style.list.and_then(|list| lists.level_of(list, &style.id));
                style.level = linked.or(style.level).or(above.level);
                style.heading = style.heading.or(above.heading);
                style.hidden = style.hidden.or(above.hidden);
                above = Style { id: String::new(), base: None, ..*style };
            }
        }
    }

    /// The style of that id.
    pub(crate) fn get(&self, id: &str) -> Option<&Style> {
        self.ids.get(id).and_then(|at| self.all.get(*at))
    }

    /// The style of paragraphs that name none.
    pub(crate) fn plain(&self) -> Option<&Style> {
        self.all.get(self.default?)
    }
}

/// Reads a style to its end.
fn style(id: String, xml: &mut Xml) -> Style {
    let mut style = Style { heading: heading(&id), id, ..Style::default() };
    let mut outline = None;
    let outer = xml.depth();
    while xml.depth() >= outer {
        let Some(event) = xml.next() else { break };
        let Event::Open(tag) = event else { continue };
        match tag.name() {
            "name" => style.heading = tag.get("val").and_then(|name| heading(&name)),
            "basedOn" => style.base = tag.get("val").map(|base| base.into_owned()),
            "numId" => style.list = tag.number("val"),
            "ilvl" => style.level = tag.number("val"),
            "outlineLvl" => outline = outline_level(&tag),
            "vanish" => style.hidden = Some(is_set(&tag)),
            "pPrChange" | "rPrChange" => xml.skip(),
            _ => {}
        }
    }
    style.heading = outline.or(style.heading);
    style
}

/// The heading level that an `outlineLvl` sets; 0 where it says body text.
pub(crate) fn outline_level(tag: &Tag) -> Option<u8> {
    let level: u8 = tag.number("val")?;
    Some(if level < 9 { level + 1 } else { 0 })
}

/// The heading level that a style's name tells.
pub(crate) fn heading(name: &str) -> Option<u8> {
    let name = name.trim().to_lowercase();
    let level = name.strip_prefix("heading").or_else(|| name.strip_prefix("标题"))?.trim().parse().ok()?;
    (1..=9).contains(&level).then_some(level)
}

/// Whether a property that is on or off is on.
pub(crate) fn is_set(tag: &Tag) -> bool {
    tag.get("val").is_none_or(|value| is_on(&value))
}

fn is_on(value: &str) -> bool {
    !matches!(value, "0" | "false" | "off")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Styles {
        let mut styles = Styles::read(text);
        styles.settle(&Lists::default());
        styles
    }

    #[test]
    fn names_tell_headings() {
        for (name, want) in [
            ("heading 1", Some(1)),
            ("Heading2", Some(2)),
            ("标题 3", Some(3)),
            ("标题4", Some(4)),
            ("标题", None),
            ("heading 12", None),
            ("heading 1 Char", None),
        ] {
            assert_eq!(heading(name), want, "{name}");
        }
    }

    #[test]
    fn styles_inherit_what_they_do_not_say() {
        let styles = read(
            r#"<styles><style type="paragraph" styleId="c"><basedOn val="b"/><outlineLvl val="9"/></style>
            <style type="paragraph" styleId="b"><name val="我的标题"/><basedOn val="1"/><numId val="0"/></style>
            <style type="paragraph" default="1" styleId="1"><name val="heading 2"/><vanish/><numId val="7"/><ilvl val="1"/></style></styles>"#,
        );
        let b = styles.get("b").unwrap();
        assert_eq!((b.heading, b.list, b.level, b.hidden), (Some(2), Some(0), Some(1), Some(true)));
        assert_eq!(styles.get("c").unwrap().heading, Some(0));
        assert_eq!(styles.plain().unwrap().list, Some(7));
        assert!(styles.get("d").is_none());
    }

    #[test]
    fn a_circle_of_styles_ends() {
        let styles = read(
            r#"<styles><style styleId="a"><basedOn val="b"/></style><style styleId="b"><basedOn val="a"/><outlineLvl val="0"/></style>
            <style styleId="self"><basedOn val="self"/></style></styles>"#,
        );
        assert_eq!(styles.get("a").unwrap().heading, Some(1));
        assert_eq!(styles.get("self").unwrap().heading, None);
    }
}
