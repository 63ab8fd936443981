//! aula
fn main(){}
