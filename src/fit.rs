//! Scratch.
use crate::extract;
use crate::input;
use crate::outline;
use crate::rules::{Rules, SHAPES};
use crate::text::Spanned;

/// Dump.
pub fn dump(text: &str) -> String {
    let rules = Rules::builtin();
    let t = input::clean(text, &rules);
    let lines = outline::lines(t.words());
    let markers = outline::markers(t.words(), &lines);
    let parts = outline::speeches(t.words(), &lines);
    let places = crate::text::Places::new(text);
    let off = |b| places.offset(text, b, crate::Offsets::Char);
    let mut out = String::new();
    for part in parts {
        let o = outline::build(t.words(), part.span, &lines, &markers, &t.missing);
        let cuts = extract::sentences(t.words(), part.span, &o, &t.breaks);
        let ev = extract::gather(t.words(), part.span, part.title, &o, &cuts, &rules);
        out.push_str("[");
        for (i, (c, e)) in cuts.iter().zip(&ev).enumerate() {
            let sp = t.origin(c.span).span();
            if i > 0 { out.push(','); }
            let mut f: Vec<String> = e.shapes.iter().map(|s| format!("is.{}", SHAPES[*s as usize])).collect();
            for h in &e.hits {
                let id = rules.id_of(h.rule);
                f.push(id.to_string());
                if h.opens { f.push(format!("^{id}")); }
            }
            f.sort(); f.dedup();
            let node = c.node.map_or(-1, |n| n.index() as i64);
            let parent = c.node.and_then(|n| o.node(n).parent).map_or(-1, |n| n.index() as i64);
            out.push_str(&serde_json::json!({"s": off(sp.start()), "e": off(sp.end()), "node": node, "parent": parent, "heads": c.heads, "ann": e.announced, "f": f, "text": &t.words()[c.span.range()]}).to_string());
        }
        out.push_str("]\n");
    }
    out
}
