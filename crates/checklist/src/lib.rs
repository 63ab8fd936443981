//! The yard checklist: an instrument and its audits in, factor values and yard scores out; duties, and the way of a
//! problem until it is mended.
//!
//! The instrument is data ([`Instrument`]): factors, anchors, groups, weights, three languages. An [`Audit`] is one
//! round of one person through one yard. Ratings of all yards give each rater's severity ([`RaterEffects`]); with it a
//! yard's ratings become an [`Assessment`]: factor values, score, interval, and whether it may be shown at all. A factor
//! that is bad by more than one voice opens a [`Case`], which ends when somebody else than the mender confirms it.
//!
//! Nothing here does I/O, reads a clock or holds a secret: whoever calls hands in the moment and the raters' numbers.

mod answer;
mod assess;
mod assessment;
mod audit;
mod case;
mod case_rule;
mod duty;
mod fault;
mod fit;
mod fit_rows;
mod instrument;
mod instrument_check;
mod ordinal;
mod rules;
mod shown;
mod submission;
mod sun;
mod text;
mod votes;
pub mod xlsform;

pub use answer::{Answer, Severity};
pub use assess::{YardRatings, assess};
pub use assessment::{
    Assessment, Covered, FactorState, FactorValue, Interval, Missing, RoleGap, RoleMean, ScoreClass, Spread,
};
pub use audit::{Audit, AuditSource, InstrumentRef, Moderation, Photo, Position, RaterRole, Round};
pub use case::{Action, Actor, Case, CaseError, CaseEvent, CaseState};
pub use case_rule::{CaseChange, Grounds, cases_after};
pub use duty::{Duty, Mender, menders};
pub use fault::{Fault, FaultCode};
pub use fit::{Factors, FitSettings, RaterEffect, RaterEffects, fit, refresh};
pub use fit_rows::{FitRow, FitRows};
pub use instrument::{
    Addition, BUILT_IN, BodyKind, Consent, Crosswalk, Factor, Group, Instrument, InstrumentFile, Openness, Outcome,
    Status, When,
};
pub use rules::Rules;
pub use shown::{YardView, is_own_case, shows_by_level};
pub use submission::{GivenInstrument, GivenPosition, Proof, Submission, Surroundings};
pub use sun::{NIGHT_BELOW_DEGREES, is_night, sun_altitude_degrees};
pub use text::Text;
pub use votes::{MARKED, Mend, RatedRound, Vote, votes};
