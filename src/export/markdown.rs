//! Outlines as Markdown: headings, or a nested list.

use super::sketch::{Point, Sketch};

/// How Markdown writes an outline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Style {
    /// Every point a heading.
    #[default]
    Headings,
    /// Every point an entry of a nested list: what markmap, XMind and 幕布 take from the clipboard.
    List,
}

/// Outlines as Markdown. tigang reads it again as the same tree: what is a heading or an entry of a list is a point,
/// what is said under it is a quotation.
///
/// Points deeper than Markdown has headings are entries of a list.
///
/// ```
/// use tigang::{Extent, Parser, Sketch, Style, markdown};
/// let document = Parser::new().parse("一、抓项目\n一是抓开工。二是抓投产。\n二、抓安全");
/// let sketch = Sketch::new(&document, &document.speeches()[0], Extent::default());
/// assert_eq!(markdown(&[sketch.clone()], Style::List), "- 一、抓项目\n  - 一是抓开工\n  - 二是抓投产\n- 二、抓安全\n");
/// assert!(markdown(&[sketch], Style::Headings).starts_with("## 一、抓项目\n\n### 一是抓开工\n"));
/// ```
pub fn markdown(sketches: &[Sketch], style: Style) -> String {
    let mut out = String::new();
    for sketch in sketches {
        if !sketch.title.is_empty() {
            paragraph(&mut out, &format!("# {}", told(&sketch.title)));
        }
        if style == Style::List && !out.is_empty() {
            out.push('\n');
        }
        for point in &sketch.points {
            match style {
                Style::Headings => heading(&mut out, point, 2),
                Style::List => entry(&mut out, point, 0),
            }
        }
    }
    out
}

/// Markdown has six levels of headings.
const DEEPEST: usize = 6;

fn heading(out: &mut String, point: &Point, level: usize) {
    if level > DEEPEST {
        if level == DEEPEST + 1 && !out.ends_with("\n\n") && !last_is_entry(out) {
            out.push('\n');
        }
        return entry(out, point, level - DEEPEST - 1);
    }
    paragraph(out, &format!("{} {}", "#".repeat(level), told(&point.label())));
    if !point.lead.is_empty() || !point.items.is_empty() {
        out.push('\n');
    }
    said(out, point, 0);
    for point in &point.points {
        heading(out, point, level + 1);
    }
}

fn last_is_entry(out: &str) -> bool {
    out.lines().next_back().is_some_and(|line| line.trim_start().starts_with("- "))
}

fn entry(out: &mut String, point: &Point, depth: usize) {
    // "- 1. x" would be a list in a list; without the blank it is what it looks like, but "1.5万亩" is no
    // point with a number.
    let digit = |words: &str| words.starts_with(|c: char| c.is_ascii_digit());
    let label = match point.mark.strip_suffix('.') {
        Some(number) if digit(number) && digit(&point.heading) => format!("{number}\\. {}", told(&point.heading)),
        _ if digit(&point.mark) => told(&format!("{}{}", point.mark, point.heading)),
        _ => told(&point.label()),
    };
    row(out, "- ", &label, depth);
    said(out, point, depth + 1);
    for point in &point.points {
        entry(out, point, depth + 1);
    }
}

/// What is said under a point, as quotations: entries would be points.
fn said(out: &mut String, point: &Point, depth: usize) {
    if !point.lead.is_empty() {
        row(out, "> ", &told(&point.lead), depth);
    }
    for (kind, title) in &point.items {
        row(out, "> - ", &told(&format!("{}：{title}", kind.chinese())), depth);
    }
}

fn row(out: &mut String, mark: &str, words: &str, depth: usize) {
    out.push_str(&"  ".repeat(depth));
    out.push_str(mark);
    out.push_str(words);
    out.push('\n');
}

fn paragraph(out: &mut String, words: &str) {
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(words);
    out.push('\n');
}

/// The words with a backslash before what Markdown would take for a mark of its own.
pub(crate) fn told(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        if matches!(c, '*' | '_' | '`' | '<' | '[' | '\\' | '|') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Parser;
    use crate::export::sketch::{Extent, With};

    const TEXT: &str = "在全县园区建设推进会上的讲话\n同志们：\n一、存在的问题\n（一）前期工作滞后。15个项目还没有开工。\n\
        （二）要素保障不力。\n二、下一步工作\n1. 加快办理用地手续。要快。\n2. 抓好征地拆迁。";

    fn sketch(with: With) -> [Sketch; 1] {
        let document = Parser::new().parse(TEXT);
        [Sketch::new(&document, &document.speeches()[0], Extent { depth: 9, with })]
    }

    #[test]
    fn headings_are_as_deep_as_the_points() {
        let want = "# 在全县园区建设推进会上的讲话\n\n## 一、存在的问题\n\n### （一）前期工作滞后\n\n> 15个项目还没有开工。\n\n\
            ### （二）要素保障不力\n\n## 二、下一步工作\n\n### 1. 加快办理用地手续\n\n> 要快。\n\n### 2. 抓好征地拆迁\n";
        assert_eq!(markdown(&sketch(With::Lead), Style::Headings), want);
    }

    #[test]
    fn a_list_nests_by_two_blanks() {
        let want = "# 在全县园区建设推进会上的讲话\n\n- 一、存在的问题\n  - （一）前期工作滞后\n  - （二）要素保障不力\n\
            - 二、下一步工作\n  - 1.加快办理用地手续\n  - 2.抓好征地拆迁\n";
        assert_eq!(markdown(&sketch(With::Heading), Style::List), want);
    }

    #[test]
    fn marks_of_markdown_are_words() {
        assert_eq!(told("某某*局_a|b"), "某某\\*局\\_a\\|b");
    }
}
