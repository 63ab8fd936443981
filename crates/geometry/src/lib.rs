//! Places and distances: H3 cells, coverings, neighbourhoods, local metres and the spatial indexes of Aula.
//!
//! Pure: no I/O, no clock, no random source. Degrees are [`LonLat`](aula_model::LonLat) on WGS 84, metres are
//! [`Metres2`] or carry `_m` in their name; the two never share a type.
//!
//! - cells: [`cell_of`], [`cell_centre`], [`cell_area_m2`], [`cell_boundary`]; numbers of cells [`cell_number`],
//!   [`encode_h3_delta`]
//! - areas as cells: [`covering`], [`covering_shares`], [`inhabited`]; the set of an analysis [`StudySet`]
//! - systems of coordinates: [`Projection`]
//! - metres: [`geodesic_distance_m`] exact, [`LocalMetres`] in bulk
//! - outlines: [`repair`], [`PreparedArea`] with the rule of the border, [`contiguity`]
//! - look-ups: [`PointIndex`], [`AreaIndex`], [`CellTree`], by [`BBox`], area, radius and nearness

mod area;
mod area_index;
mod bbox;
mod bound;
mod cell;
mod cell_number;
mod cell_tree;
mod contiguity;
mod covering;
mod edge;
mod error;
mod inhabited;
mod metres;
mod outline;
mod point_index;
mod prepared;
mod projection;
mod repair;
mod search;
mod shares;
mod study_set;
mod validity;

pub use area::area_m2;
pub use area_index::AreaIndex;
pub use bbox::BBox;
pub use cell::{cell_area_m2, cell_boundary, cell_centre, cell_of};
pub use cell_number::{cell_from_number, cell_number, decode_h3_delta, encode_h3_delta};
pub use cell_tree::{CellCandidate, CellTree};
pub use contiguity::contiguity;
pub use covering::{MAX_CELLS, covering};
pub use error::GeometryError;
pub use h3o::{CellIndex, Resolution};
pub use inhabited::inhabited;
pub use metres::{LocalMetres, Metres2, geodesic_distance_m};
pub use point_index::PointIndex;
pub use prepared::PreparedArea;
pub use projection::Projection;
pub use repair::{Repair, repair};
pub use search::Found;
pub use shares::covering_shares;
pub use study_set::{Rings, StudySet};
