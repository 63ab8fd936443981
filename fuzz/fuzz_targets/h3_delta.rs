#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| aula_fuzz::h3_delta(data));
