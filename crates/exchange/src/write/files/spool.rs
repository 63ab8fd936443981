//! Files that have to be whole before they can be sent.

use crate::ExchangeError;
use std::fs::File;
use std::io::{Seek as _, Write};

pub(crate) fn io(error: std::io::Error) -> ExchangeError {
    ExchangeError::Io(error)
}

/// Sends a finished temporary file.
pub(crate) fn send(mut file: File, out: &mut dyn Write) -> Result<(), ExchangeError> {
    file.rewind().map_err(io)?;
    std::io::copy(&mut file, out).map_err(io)?;
    Ok(())
}
