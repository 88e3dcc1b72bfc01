//! What the elements of a page mean for its text.

use Kind::*;

/// The part an element plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Begins and ends a line.
    Block,
    /// A paragraph, which the next block ends.
    Para,
    Heading(u8),
    List,
    /// An entry of a list, which the next entry ends.
    Item,
    Table,
    Row,
    Cell,
    /// Part of a line.
    Inline,
    /// Ends a line; holds nothing.
    Break,
    /// Not part of the text.
    Hidden,
    Title,
}

/// An element that matters: its name in lower case and its kind. All others are as if they were not there.
pub(super) fn element(name: &str) -> Option<(&'static str, Kind)> {
    let at = ELEMENTS.binary_search_by(|(known, _)| known.bytes().cmp(name.bytes().map(|b| b.to_ascii_lowercase())));
    at.ok().map(|at| ELEMENTS[at])
}

/// In the order of their names.
const ELEMENTS: &[(&str, Kind)] = &[
    ("a", Inline),
    ("address", Block),
    ("applet", Hidden),
    ("article", Block),
    ("aside", Block),
    ("audio", Hidden),
    ("blockquote", Block),
    ("br", Break),
    ("button", Hidden),
    ("canvas", Hidden),
    ("caption", Block),
    ("center", Block),
    ("dd", Item),
    ("details", Block),
    ("dir", List),
    ("div", Block),
    ("dl", List),
    ("dt", Item),
    ("fieldset", Block),
    ("figcaption", Block),
    ("figure", Block),
    ("footer", Block),
    ("h1", Heading(1)),
    ("h2", Heading(2)),
    ("h3", Heading(3)),
    ("h4", Heading(4)),
    ("h5", Heading(5)),
    ("h6", Heading(6)),
    ("header", Block),
    ("hr", Break),
    ("legend", Block),
    ("li", Item),
    ("main", Block),
    ("map", Hidden),
    ("math", Hidden),
    ("menu", List),
    ("nav", Block),
    ("noscript", Hidden),
    ("object", Hidden),
    ("ol", List),
    ("p", Para),
    ("pre", Block),
    ("rp", Hidden),
    ("rt", Hidden),
    ("ruby", Inline),
    ("section", Block),
    ("select", Hidden),
    ("span", Inline),
    ("summary", Block),
    ("svg", Hidden),
    ("table", Table),
    ("td", Cell),
    ("template", Hidden),
    ("th", Cell),
    ("title", Title),
    ("tr", Row),
    ("ul", List),
    ("video", Hidden),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_element_is_found_in_either_case() {
        for (name, kind) in ELEMENTS {
            assert_eq!(element(&name.to_uppercase()), Some((*name, *kind)));
        }
        assert_eq!(element("o:p"), None);
    }
}
