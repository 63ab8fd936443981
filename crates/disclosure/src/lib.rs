//! The only door between precise data and a reader.
pub use class::{Class, Interval};
pub use counts::{Counts, FilterReport, Group, Groups, Row};
pub use door::{Disclosed, Precise, Published, Withheld, disclose, may_see_precise};
pub use error::PublicationError;
pub use figures::{Exposure, Figures, Need, Question, Range};
pub use ground::{Ground, Level, Place, PlaceId};
pub use period::{Calendar, Period, Quarter};
pub use publication::{Card, Limit, Publication, PublishedUnit, Shown};
pub use publish::{Proposal, publish, revise};
pub use review::{Detail, Review, Utility, Widened};
pub use settings::Settings;
pub use unit::UnitId;

mod class;
mod counts;
mod door;
mod error;
mod figures;
mod ground;
mod period;
mod plan;
mod publication;
mod publish;
mod review;
mod search;
mod settings;
mod system;
mod unit;
