//! The only door between precise data and a reader.
//!
//! Every use case of `analysis` answers a [`Precise`] value. It cannot be serialised, printed or taken apart. Two ways
//! lead out: [`disclose`] with a [`Viewer`](aula_model::Viewer) answers a [`Disclosed`] value or says why not; and the
//! rule of the public layer, [`publish`], makes a [`Published`] [`Publication`] out of exact [`Counts`]. Nothing else
//! makes a `Published` value but what is computed from one ([`Figures`]).
//!
//! # The public layer
//! A publication is a table of classes ([`Class`]) for fixed places, periods and category groups, computed once, frozen
//! and served as it is. What is *hidden* is the exact count of every unit of the scheme (shown or not), of every piece
//! of ground that no place cuts further, by quarter and group, and of every difference between a unit and its parts.
//!
//! **The rule.** An attacker who knows the ground, the scheme and every published class of every version must not be
//! able to bound a hidden count to fewer than five whole numbers. Width is counted in whole numbers, `high - low + 1`
//! ([`Interval::width`]): the design allows the class "0-4", which holds five numbers and spans only four, so "closer
//! than 5 wide" can mean nothing else. For real-valued bounds, as a linear program gives them, the same rule reads
//! `high - low >= 4`.
//!
//! **The proof is constructive.** [`publish`] starts from the plain class of every unit and looks, for each hidden
//! count, for two *witnesses*: assignments of whole, non-negative numbers to the smallest pieces ("cities") that agree
//! with everything published and differ by 4 or more in that count. No attacker can rule out a witness, be it by sums
//! and differences, by linear or by integer programming; so the proof is exact, needs no tolerance, and is stronger
//! than the linear program that checks it in the tests. Where no witnesses are found, the published figures in the way
//! are widened by the neighbouring class, in the end taken back: those of least worth first (groups before totals,
//! quarters before years, parts before the whole). Widening keeps every witness found before, so one pass ends with
//! all of them. A search that gives up too early costs a figure, never a secret.
//!
//! **Versions.** A later version repeats the earlier ones unchanged and adds periods; its witnesses agree with all of
//! them. Hidden counts that nothing new is connected with were proved before. [`revise`] corrects all periods at once
//! and may only widen.
//!
//! # What it does not hold
//! - The attacker of the rule reasons from what is published. Somebody who replays the rule itself may conclude from
//!   *where* a class was widened that a narrower one would have given something away (the transparency problem of
//!   suppression; Kenthapadi, Mishra & Nissim 2005). What the classes hide by themselves, five whole numbers for
//!   every unit taken alone, stays hidden.
//! - Somebody who knows some incidents already can subtract them. Classes are not differential privacy.
//! - Sums that the scheme does not know (three micro-districts of different districts together) are not looked at one
//!   by one.
//!
//! # Examples
//! ```
//! use aula_disclosure::{Calendar, Class, Counts, Ground, Group, Groups, Place, PlaceId, Quarter, Row, Settings, publish};
//! use aula_model::{CategoryCode, CategoryTable, ReportedBy};
//!
//! let cell = PlaceId::Cell8("882cd9d8d9fffff".into());
//! let places = [(PlaceId::City, 7e5), (cell.clone(), 7e5)];
//! let places = places.map(|(id, area_m2)| Place { id, addresses: Some(400), area_m2 });
//! let ground = Ground::new(places, [vec![cell.clone()]])?;
//! let table = CategoryTable::default();
//! let theft = CategoryCode::new("theft")?;
//! let group = Group { name: "theft".into(), categories: [theft.clone()].into() };
//! let groups = Groups::new(vec![group], &table)?;
//! let quarter = Quarter::new(2024, 1)?;
//! let calendar = Calendar::by_year(quarter, 4)?;
//!
//! let here = [cell];
//! let row = Row { category: &theft, reported_by: ReportedBy::Resident, quarter, places: &here };
//! let (counts, _) = Counts::tally(&ground, &calendar, &groups, &table, std::iter::repeat_n(row, 31));
//! let proposal = publish(&counts, &Settings::default(), jiff::civil::date(2025, 1, 15), None)?;
//! let first = &proposal.publication.get().units()[0];
//! assert_eq!(first.unit.place, PlaceId::City);
//! assert!(first.class.interval().holds(31));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A precise value has no serialised form:
//! ```compile_fail
//! let text = serde_json::to_string(&aula_disclosure::Precise::new(17));
//! ```
//! and nobody outside makes a published one:
//! ```compile_fail
//! let published = aula_disclosure::Published(17);
//! ```
//!
//! # References
//! - L. H. Cox (1980), Suppression methodology and statistical disclosure control, *JASA* 75: complementary
//!   suppression as a linear system, and why differences have to be looked at.
//! - L. H. Cox (1987), A constructive procedure for unbiased controlled rounding, *JASA* 82: rounded tables and the
//!   networks of whole numbers behind them.
//! - M. Fischetti & J. J. Salazar (2001), Solving the cell suppression problem on tabular data with linear constraints,
//!   *Management Science* 47: attacker's programs, the least and greatest value of each hidden cell.
//! - R. A. Dandekar & L. H. Cox (2002), Synthetic tabular data: an alternative to complementary cell suppression:
//!   tables that replace suppressed cells by ones that agree with the margins.
//! - K. Kenthapadi, N. Mishra & K. Nissim (2005), Simulatable auditing, *PODS*.

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

pub use class::{Class, Interval};
pub use counts::{Counts, FilterReport, Group, Groups, Row};
pub use door::{Disclosed, Grade, Precise, Published, Withheld, disclose, may_see, may_see_precise};
pub use error::PublicationError;
pub use figures::{Exposure, Figures, Need, Question, Range};
pub use ground::{Ground, Level, Place, PlaceId};
pub use period::{Calendar, Period, Quarter};
pub use publication::{Card, Limit, Publication, PublishedUnit, Shown};
pub use publish::{Proposal, publish, revise};
pub use review::{Detail, Review, Utility, Widened};
pub use settings::Settings;
pub use unit::UnitId;
