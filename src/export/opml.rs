//! Outlines as OPML 2.0, for mind maps and outliners.

use super::sketch::{Point, Sketch, escaped};

/// Outlines as OPML 2.0: the short text in `text`, what the speech says under it in `_note`.
///
/// XMind, 幕布, Logseq and OmniOutliner read it. Each outline hangs under its title; one without a title
/// stands at the top.
///
/// ```
/// use tigang::{Extent, Parser, Sketch, opml};
/// let document = Parser::new().parse("一、抓项目\n二、抓安全");
/// let sketch = Sketch::new(&document, &document.speeches()[0], Extent::default());
/// assert!(opml(&[sketch]).contains(r#"<outline text="一、抓项目"/>"#));
/// ```
pub fn opml(sketches: &[Sketch]) -> String {
    let title = sketches.iter().map(|sketch| sketch.title.as_str()).find(|title| !title.is_empty());
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>\n    <title>{}</title>\n  </head>\n  <body>\n",
        escaped(title.unwrap_or("提纲"))
    );
    for sketch in sketches {
        if sketch.title.is_empty() {
            sketch.points.iter().for_each(|point| outline(&mut out, point, 2));
        } else {
            element(&mut out, &sketch.title, None, 2, sketch.points.is_empty());
            sketch.points.iter().for_each(|point| outline(&mut out, point, 3));
            close(&mut out, 2, sketch.points.is_empty());
        }
    }
    out.push_str("  </body>\n</opml>\n");
    out
}

fn outline(out: &mut String, point: &Point, depth: usize) {
    let leaf = point.points.is_empty() && point.items.is_empty();
    element(out, &point.short(), point.note().as_deref(), depth, leaf);
    for (kind, title) in &point.items {
        element(out, &format!("{}：{title}", kind.chinese()), None, depth + 1, true);
    }
    point.points.iter().for_each(|point| outline(out, point, depth + 1));
    close(out, depth, leaf);
}

fn element(out: &mut String, text: &str, note: Option<&str>, depth: usize, leaf: bool) {
    let note = note.map(|note| format!(" _note=\"{}\"", escaped(note))).unwrap_or_default();
    let end = if leaf { "/>" } else { ">" };
    out.push_str(&format!("{}<outline text=\"{}\"{note}{end}\n", "  ".repeat(depth), escaped(text)));
}

fn close(out: &mut String, depth: usize, leaf: bool) {
    if !leaf {
        out.push_str(&format!("{}</outline>\n", "  ".repeat(depth)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Parser;
    use crate::export::sketch::{Extent, With};

    #[test]
    fn the_quote_stands_in_the_note() {
        let document = Parser::new().parse("在会上的讲话\n一、抓A&B<项目>。要\"快\"。\n二、抓安全。");
        let extent = Extent { depth: 1, with: With::Lead };
        let found = opml(&[Sketch::new(&document, &document.speeches()[0], extent)]);
        let want = "    <outline text=\"在会上的讲话\">\n      \
            <outline text=\"一、抓A&amp;B&lt;项目&gt;\" _note=\"一、抓A&amp;B&lt;项目&gt;。要&quot;快&quot;。\"/>\n      \
            <outline text=\"二、抓安全\"/>\n    </outline>\n";
        assert!(found.contains(want), "{found}");
    }
}
