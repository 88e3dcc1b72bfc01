//! The whole road.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tigang::Parser;

fuzz_target!(|text: &str| {
    let _ = Parser::new().parse(text);
});
