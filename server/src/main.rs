//! aula
fn main() {}
