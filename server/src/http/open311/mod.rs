//! Open311 `GeoReport` v2: the cases for the city's request centre, to read and to report back on.
//!
//! Every factor is a service, every case a request. What residents wrote is in none of them. A case closes here when it
//! is closed with us: when somebody else than the mender has confirmed it; until then `status_notes` says where it is.
//!
//! # References
//! - <https://wiki.open311.org/GeoReport_v2/>
//! - Updates as `FixMyStreet` and its partners exchange them (`servicerequestupdates`).

mod describe;
mod form;
mod handlers;
mod xml;

pub(super) use handlers::{definition, read, request, write};
