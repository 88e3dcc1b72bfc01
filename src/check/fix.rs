//! Changes that need no judgement.

use std::collections::BTreeMap;

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
        // By their places: the changes so far lie apart, so one further can only touch those beside it.
        let mut changes: BTreeMap<Span, &Change> = BTreeMap::new();
        let mut made = 0;
        for fix in fixes {
            let fits = |change: &Change| {
                let (before, after) = (changes.range(..change.span).next_back(), changes.range(change.span..).next());
                let apart = before.into_iter().chain(after).all(|(other, _)| !touches(*other, change.span));
                text.get(change.span.range()).is_some() && apart
            };
            if fix.changes.iter().all(fits) {
                changes.extend(fix.changes.iter().map(|change| (change.span, change)));
                made += 1;
            }
        }
        let mut mended = String::with_capacity(text.len());
        let mut at = 0;
        for change in changes.into_values() {
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
