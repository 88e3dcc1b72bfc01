//! Any bytes, any reader.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tigang::{Hint, decode};

fuzz_target!(|bytes: &[u8]| {
    let _ = decode(bytes.to_vec(), Hint::none());
});
