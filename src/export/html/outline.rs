//! The left of the page: the outline as a tree that opens and closes.

use super::View;
use super::markup::Markup;
use super::text::names;
use crate::document::Speech;
use crate::outline::NodeId;

/// Writes the tree of every speech.
pub(super) fn write(view: &View<'_>, to: &mut Markup) {
    let speeches = view.document.speeches();
    let points: usize = speeches.iter().map(|speech| speech.outline().nodes().len()).sum();
    to.raw("<h2>").both("提纲", "Outline").raw(" <b>").number(points).raw("</b></h2>\n");
    for (at, speech) in speeches.iter().enumerate() {
        if speeches.len() > 1 {
            to.raw("<h3 lang=\"zh-CN\"><a href=\"#s").number(view.first_sentence[at]).raw("\">");
            match speech.title {
                Some(title) => to.words(&view.line(title)),
                None => to.number(at + 1),
            };
            to.raw("</a></h3>\n");
        }
        let roots: Vec<NodeId> = speech.outline().roots().collect();
        if roots.is_empty() {
            to.raw("<p class=\"none\">").both("没有分点", "no points").raw("</p>\n");
            continue;
        }
        let items = items_below(speech);
        Tree { view, speech, at, items: &items }.series(&roots, to);
    }
}

/// Of every point how many items stand in it and under it.
fn items_below(speech: &Speech) -> Vec<usize> {
    let nodes = speech.outline().nodes();
    let mut below = vec![0; nodes.len()];
    for node in speech.items().iter().filter_map(|item| item.node) {
        below[node.index()] += 1;
    }
    for at in (0..nodes.len()).rev() {
        if let Some(parent) = nodes[at].parent {
            below[parent.index()] += below[at];
        }
    }
    below
}

struct Tree<'a> {
    view: &'a View<'a>,
    speech: &'a Speech,
    at: usize,
    items: &'a [usize],
}

impl Tree<'_> {
    fn series(&self, ids: &[NodeId], to: &mut Markup) {
        to.raw("<ul class=\"tree\">\n");
        for id in ids {
            let below: Vec<NodeId> = self.speech.outline().children(*id).collect();
            if below.is_empty() {
                to.raw("<li>");
                self.point(*id, to);
            } else {
                to.raw("<li><details open><summary>");
                self.point(*id, to);
                to.raw("</summary>");
                self.series(&below, to);
                to.raw("</details>");
            }
            to.raw("</li>\n");
        }
        to.raw("</ul>\n");
    }

    fn point(&self, id: NodeId, to: &mut Markup) {
        let node = self.speech.outline().node(id);
        let path = self.view.path(self.at, id);
        to.raw("<a lang=\"zh-CN\" href=\"#n").raw(&path).raw("\" data-n=\"").raw(&path).raw("\">");
        if let Some(kind) = self.speech.kind(id) {
            let (chinese, english) = names(kind);
            to.raw("<i class=\"t k-").raw(kind.name()).raw("\"");
            to.attribute("title", &format!("{chinese} {english}")).raw("></i>");
        }
        to.raw("<span class=\"mk\">").words(&self.view.line(node.marker)).raw("</span>");
        if node.marker.is_empty() || node.form.name().ends_with('.') {
            to.raw(" ");
        }
        to.words(&self.view.line(node.heading)).raw("</a>");
        if self.items[id.index()] > 0 {
            to.raw("<span class=\"c\">").number(self.items[id.index()]).raw("</span>");
        }
    }
}
