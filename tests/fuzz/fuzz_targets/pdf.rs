//! PDF.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tigang::{Hint, decode};

fuzz_target!(|bytes: &[u8]| {
    let _ = decode([b"%PDF-1.7\n", bytes].concat(), Hint::none());
});
