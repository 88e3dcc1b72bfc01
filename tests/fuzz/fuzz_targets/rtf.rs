//! Rich text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tigang::{Hint, decode};

fuzz_target!(|bytes: &[u8]| {
    let _ = decode([b"{\\rtf1", bytes].concat(), Hint::none());
});
