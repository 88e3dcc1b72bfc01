//! The parts of Word documents.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::io::{Cursor, Write};

use tigang::{Hint, decode};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fuzz_target!(|parts: [&[u8]; 3]| {
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in ["word/document.xml", "word/numbering.xml", "word/styles.xml"].iter().zip(parts) {
        file.start_file(*name, SimpleFileOptions::default()).unwrap();
        file.write_all(bytes).unwrap();
    }
    let _ = decode(file.finish().unwrap().into_inner(), Hint::none());
});
