//! Outlines as a FreeMind map.

use super::sketch::{Point, Sketch, escaped};

/// Outlines as a FreeMind map (`.mm`): FreeMind, Freeplane and XMind read it.
///
/// A map has one middle: the title, or, where there are several outlines, the word 提纲.
///
/// ```
/// use tigang::{Extent, Parser, Sketch, freemind};
/// let document = Parser::new().parse("一、抓项目\n二、抓安全");
/// let sketch = Sketch::new(&document, &document.speeches()[0], Extent::default());
/// assert!(freemind(&[sketch]).contains(r#"<node TEXT="一、抓项目"/>"#));
/// ```
pub fn freemind(sketches: &[Sketch]) -> String {
    let mut out = String::from("<map version=\"1.0.1\">\n");
    match sketches {
        [one] => middle(&mut out, one, 0),
        many => {
            out.push_str(&format!("<node TEXT=\"{NAMELESS}\">\n"));
            many.iter().for_each(|sketch| middle(&mut out, sketch, 1));
            out.push_str("</node>\n");
        }
    }
    out.push_str("</map>\n");
    out
}

const NAMELESS: &str = "提纲";

fn middle(out: &mut String, sketch: &Sketch, depth: usize) {
    let title = if sketch.title.is_empty() { NAMELESS } else { &sketch.title };
    out.push_str(&format!("{}<node TEXT=\"{}\">\n", "  ".repeat(depth), escaped(title)));
    sketch.points.iter().for_each(|point| node(out, point, depth + 1));
    out.push_str(&format!("{}</node>\n", "  ".repeat(depth)));
}

fn node(out: &mut String, point: &Point, depth: usize) {
    let indent = "  ".repeat(depth);
    let note = point.note();
    let leaf = point.points.is_empty() && point.items.is_empty() && note.is_none();
    let end = if leaf { "/>" } else { ">" };
    out.push_str(&format!("{indent}<node TEXT=\"{}\"{end}\n", escaped(&point.short())));
    if leaf {
        return;
    }
    if let Some(note) = note {
        out.push_str(&format!(
            "{indent}  <richcontent TYPE=\"NOTE\"><html><head/><body><p>{}</p></body></html></richcontent>\n",
            escaped(&note)
        ));
    }
    for (kind, title) in &point.items {
        out.push_str(&format!("{indent}  <node TEXT=\"{}：{}\"/>\n", kind.chinese(), escaped(title)));
    }
    point.points.iter().for_each(|point| node(out, point, depth + 1));
    out.push_str(&format!("{indent}</node>\n"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Parser;
    use crate::export::sketch::{Extent, With};

    #[test]
    fn several_outlines_share_a_middle() {
        let document = Parser::new().parse("在会上的讲话\n一、抓项目。要快。\n二、抓安全。");
        let extent = Extent { depth: 1, with: With::Lead };
        let sketch = Sketch::new(&document, &document.speeches()[0], extent);
        let found = freemind(&[sketch.clone(), sketch]);
        let want = "<map version=\"1.0.1\">\n<node TEXT=\"提纲\">\n  <node TEXT=\"在会上的讲话\">\n    \
            <node TEXT=\"一、抓项目\">\n      <richcontent TYPE=\"NOTE\"><html><head/><body><p>一、抓项目。要快。</p>";
        assert!(found.starts_with(want), "{found}");
    }
}
