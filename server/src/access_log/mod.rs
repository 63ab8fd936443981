//! The access log: every precise read, who, when, which question, how many rows.

mod line;
mod writer;

pub(crate) use line::{Line, without_secrets};
pub(crate) use writer::AccessLog;
