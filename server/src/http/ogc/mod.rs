//! OGC API at `/ogc`: features of the city for QGIS, GDAL, ArcGIS, R, Python and browsers.
//!
//! - `catalogue` says which collections there are for a viewer, `shelf` keeps their tables
//! - `question` reads the parameters of items, `items` and `item` answer them
//! - `landing`, `conformance`, `collections`, `schemas`, `openapi` describe it all
//! - `negotiate`, `address`, `words`, `html`, `manners` are what every answer needs
//!
//! Places are left for tiles (`/ogc/tiles`, `/ogc/collections/{id}/tiles`) and DGGS (`/ogc/dggs`): a link in `landing`, a
//! class in `conformance`.

mod address;
mod asked;
mod catalogue;
mod collections;
mod conformance;
mod download;
mod html;
mod item;
mod items;
mod landing;
mod manners;
mod negotiate;
mod open;
mod openapi;
mod question;
mod schemas;
mod shelf;
mod words;

pub(crate) use address::Public;
pub(super) use collections::{collection, collections};
pub(super) use conformance::conformance;
pub(super) use html::style;
pub(super) use item::item;
pub(super) use items::{items, search};
pub(super) use landing::landing;
pub(super) use manners::manners;
pub(super) use open::open;
pub(super) use openapi::api;
pub(super) use schemas::{queryables, schema, sortables};
pub(crate) use shelf::Shelf;

/// Features of a page where nothing is asked.
const DEFAULT_LIMIT: usize = 100;
/// Most features of a page; more is clamped.
const MAX_LIMIT: usize = 10_000;
