//! The command `tigang`.

use std::io::Write;
fn main() {
    let parser = tigang::Parser::new();
    let out = std::io::stdout();
    let mut out = std::io::BufWriter::new(out.lock());
    for path in std::env::args().skip(1).filter(|a| !a.starts_with("--") && a != "extract" && a != "jsonl") {
        let bytes = std::fs::read(&path).unwrap();
        let source = tigang::Source::new(&path, &bytes);
        let document = parser.parse(&tigang::decode(bytes).unwrap());
        serde_json::to_writer(&mut out, &tigang::Record::new(&document, &source)).unwrap();
        writeln!(out).unwrap();
    }
}
