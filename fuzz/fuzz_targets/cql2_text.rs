#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| aula_fuzz::cql2_text(data));
