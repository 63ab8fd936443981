//! Imports, however they are asked for.
//!
//! A file is judged by its content ([`Intake`]), becomes one batch of the log, all or nothing ([`append`]), and can be taken
//! back by a further batch ([`take_back`]).

mod append;
mod intake;
mod outside;
mod past;
mod summary;
mod take_back;

pub(crate) use append::{Appending, append};
pub(crate) use intake::{Intake, RowsOf, settled};
pub(crate) use past::past_imports;
pub(crate) use summary::{Summary, sure};
pub(crate) use take_back::{TakeBackError, take_back};
