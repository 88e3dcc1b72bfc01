//! The container of old Word files.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tigang::{Hint, decode};

fuzz_target!(|bytes: &[u8]| {
    let _ = decode([b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes].concat(), Hint::none());
});
