//! Changes that need no judgement.

use crate::text::Span;

/// One change: these bytes of the text, by these words.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Change {
    /// What goes.
    pub span: Span,
    /// What comes in its place.
    pub text: String,
}

/// The changes that mend one finding; made all or none.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fix {
    /// In reading order, and apart from each other.
    pub changes: Vec<Change>,
}

impl Fix {
    pub(super) fn one(span: Span, text: impl Into<String>) -> Self {
        Self { changes: vec![Change { span, text: text.into() }] }
    }

    /// The text with these fixes made, and how many were made. One that overlaps an earlier one is left out.
    ///
    /// ```
    /// use tigang::{Checks, Fix, Parser};
    /// let text = "要抓早,抓小。。";
    /// let findings = Checks::default().run(&Parser::new().parse(text));
    /// let (mended, made) = Fix::apply(text, findings.iter().filter_map(|finding| finding.fix.as_ref()));
    /// assert_eq!((mended.as_str(), made), ("要抓早，抓小。", 2));
    /// ```
    pub fn apply<'a>(text: &str, fixes: impl IntoIterator<Item = &'a Fix>) -> (String, usize) {
        let mut changes: Vec<&Change> = Vec::new();
        let mut made = 0;
        for fix in fixes {
            let fits = |change: &Change| {
                text.get(change.span.range()).is_some() && changes.iter().all(|other| !touches(other.span, change.span))
            };
            if fix.changes.iter().all(fits) {
                changes.extend(&fix.changes);
                made += 1;
            }
        }
        changes.sort_by_key(|change| (change.span.start(), change.span.end()));
        let mut mended = String::with_capacity(text.len());
        let mut at = 0;
        for change in changes {
            mended.push_str(&text[at..change.span.start()]);
            mended.push_str(&change.text);
            at = change.span.end();
        }
        mended.push_str(&text[at..]);
        (mended, made)
    }
}

fn touches(a: Span, b: Span) -> bool {
    a.overlaps(b) || a == b
}
