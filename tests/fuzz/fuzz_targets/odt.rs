//! The parts of OpenDocument texts.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::io::{Cursor, Write};

use tigang::{Hint, decode};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fuzz_target!(|parts: [&[u8]; 2]| {
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in ["content.xml", "styles.xml"].iter().zip(parts) {
        file.start_file(*name, SimpleFileOptions::default()).unwrap();
        file.write_all(bytes).unwrap();
    }
    let _ = decode(file.finish().unwrap().into_inner(), Hint::none());
});
