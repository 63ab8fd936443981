//! `/api/v1/risk…`: why it is risky here, and how well that is known.

mod kept;
mod question;
mod runs;

pub(super) use kept::*;
pub(crate) use runs::report_value;
pub(super) use runs::*;
