//! What the end-to-end tests share: the real binary, a running server, a plain HTTP client, the real data.

mod binary;
mod data;
mod http;
mod server;
mod session;
pub mod yards;

pub use binary::{Run, aula, aula_path};
pub use data::test_data;
pub use http::{Answer, Request};
pub use server::Server;
pub use session::Session;
