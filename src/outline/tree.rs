use serde::{Deserialize, Serialize};

use crate::text::{Span, Spanned};

/// The form of a numbering mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Form {
    /// `第一部分`, `第二章`.
    #[serde(rename = "第一部分")]
    Chapter,
    /// `一、`
    #[serde(rename = "一、")]
    Chinese,
    /// `(一)`
    #[serde(rename = "(一)")]
    BracketedChinese,
    /// `1.` or `1、`
    #[serde(rename = "1.")]
    Arabic,
    /// `(1)`
    #[serde(rename = "(1)")]
    BracketedArabic,
    /// `1)`
    #[serde(rename = "1)")]
    HalfBracketed,
    /// `①`
    #[serde(rename = "①")]
    Circled,
    /// `第一，`
    #[serde(rename = "第一")]
    Ordinal,
    /// `第一个共识`, `第二方面`: an ordinal with its noun.
    #[serde(rename = "第一个")]
    OrdinalNoun,
    /// `首先 其次 再次 最后`
    #[serde(rename = "首先")]
    First,
    /// `一是`
    #[serde(rename = "一是")]
    OneIs,
    /// `一要`
    #[serde(rename = "一要")]
    OneMust,
    /// `其一`
    #[serde(rename = "其一")]
    OfThem,
    /// `一方面 另一方面`
    #[serde(rename = "一方面")]
    Side,
    /// `——`
    #[serde(rename = "——")]
    Dash,
    /// A heading on a line of its own, without a number.
    #[serde(rename = "")]
    Plain,
}

impl Form {
    /// As it is written in the output: `一、`, `(一)` …; empty for a heading without a number.
    pub fn name(self) -> &'static str {
        match self {
            Form::Chapter => "第一部分",
            Form::Chinese => "一、",
            Form::BracketedChinese => "(一)",
            Form::Arabic => "1.",
            Form::BracketedArabic => "(1)",
            Form::HalfBracketed => "1)",
            Form::Circled => "①",
            Form::Ordinal => "第一",
            Form::OrdinalNoun => "第一个",
            Form::First => "首先",
            Form::OneIs => "一是",
            Form::OneMust => "一要",
            Form::OfThem => "其一",
            Form::Side => "一方面",
            Form::Dash => "——",
            Form::Plain => "",
        }
    }

    /// Forms that go on in one series: 第一点, 第二，.
    pub(crate) fn family(self) -> Form {
        if self == Form::OrdinalNoun { Form::Ordinal } else { self }
    }

    /// Whether marks of this form mostly head sections.
    pub(crate) fn is_section(self) -> bool {
        self.rank() <= Form::BracketedChinese.rank()
    }

    /// Which form tends to hold which: the smaller holds the greater.
    pub(crate) fn rank(self) -> u8 {
        match self {
            Form::Chapter => 0,
            Form::Chinese | Form::Plain => 10,
            Form::BracketedChinese => 20,
            Form::Arabic => 30,
            Form::BracketedArabic => 40,
            Form::HalfBracketed => 45,
            Form::Circled => 50,
            Form::Ordinal | Form::OrdinalNoun => 60,
            Form::First => 65,
            Form::OneIs | Form::OneMust | Form::OfThem | Form::Dash => 70,
            Form::Side => 90,
        }
    }
}

/// One node of an outline, by its place in the list of nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(crate) u32);

impl NodeId {
    /// Its place in [`Outline::nodes`], from 0.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A point of the outline: its mark, its heading, and the text that belongs to it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Node {
    /// The mark, with 、 . and brackets but without a comma; empty where the heading has none.
    pub marker: Span,
    /// The form of the mark.
    pub form: Form,
    /// The number the mark gives, from 1; nothing where it gives none.
    pub ordinal: Option<u32>,
    /// The point's lead, without its mark and its closing stop.
    pub heading: Span,
    /// From the mark to the end of what belongs to the point, its children with it.
    pub span: Span,
    /// Depth in this document: the outermost series is 1.
    pub level: u32,
    /// The point it hangs under.
    pub parent: Option<NodeId>,
    // Its place among its sisters, from 1.
    pub(crate) place: u32,
    // Nodes after this one that hang below it.
    pub(crate) below: u32,
}

impl Spanned for Node {
    fn span(&self) -> Span {
        self.span
    }
}

/// The outline (提纲) of a speech: its points in reading order, each knowing its parent.
///
/// ```
/// let document = tigang::Parser::new().parse("一、抓项目\n一是抓开工。二是抓投产。\n二、抓安全\n要抓实。");
/// let outline = document.speeches()[0].outline();
/// let headings: Vec<_> = outline.nodes().iter().map(|node| document.text(&node.heading)).collect();
/// assert_eq!(headings, ["抓项目", "抓开工", "抓投产", "抓安全"]);
/// let first = outline.roots().next().unwrap();
/// assert_eq!(outline.children(first).count(), 2);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Outline {
    // In reading order, so the descendants of a node follow it.
    pub(crate) nodes: Vec<Node>,
}

impl Outline {
    /// All nodes in reading order.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The node of this id.
    ///
    /// # Panics
    /// If the id comes from another, longer outline.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// The nodes of the outermost series.
    pub fn roots(&self) -> impl Iterator<Item = NodeId> {
        self.series(0, self.nodes.len())
    }

    /// The nodes that hang directly under `id`, in reading order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let from = id.index() + 1;
        self.series(from, from + self.node(id).below as usize)
    }

    fn series(&self, from: usize, end: usize) -> impl Iterator<Item = NodeId> {
        let mut at = from;
        std::iter::from_fn(move || {
            let node = (at < end).then_some(NodeId(at as u32))?;
            at += 1 + self.nodes[at].below as usize;
            Some(node)
        })
    }

    /// The node's path as people write it in the output: `2.1.3`, counted from 1 at every level.
    pub fn path(&self, id: NodeId) -> String {
        let places: Vec<_> = self.ancestors(id).iter().map(|id| self.node(*id).place.to_string()).collect();
        places.join(".")
    }

    /// The points from the outermost to this one.
    pub(crate) fn ancestors(&self, id: NodeId) -> Vec<NodeId> {
        let mut path = vec![id];
        while let Some(parent) = self.node(path[path.len() - 1]).parent {
            path.push(parent);
        }
        path.reverse();
        path
    }
}
