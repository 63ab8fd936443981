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
mod style;
mod words;

pub(crate) use address::Public;

/// What the command line needs to read a collection as `/ogc` does.
pub(crate) mod export {
    use super::catalogue::{self, Collection};
    pub(crate) use super::download::about;
    use super::question::{self, Question};
    use super::shelf::Shelf;
    use crate::city::City;
    use crate::http::{Params, Problem};
    use aula_model::Viewer;

    /// A collection and what is asked of it.
    pub(crate) fn question(
        city: &City,
        viewer: &Viewer,
        id: &str,
        params: &mut Params,
    ) -> Result<(Collection, Question), Problem> {
        let collection = catalogue::find(city, &Shelf::new(super::Public::default()), viewer, id)?;
        let question = question::take(params, &collection, &city.snapshot(), None)?;
        Ok((collection, question))
    }
}

/// What `aula import layer` writes and `catalogue` reads.
pub(crate) mod layer {
    pub(crate) use super::catalogue::{LayerHead, SEPARATOR, columns, flat, geometry, type_word};
}

pub(super) use collections::{collection, collections};
pub(super) use conformance::conformance;
pub(super) use html::stylesheet;
pub(super) use item::item;
pub(super) use items::{items, search};
pub(super) use landing::landing;
pub(super) use manners::manners;
pub(super) use open::open;
pub(super) use openapi::api;
pub(super) use schemas::{queryables, schema, sortables};
pub(crate) use shelf::Shelf;
pub(super) use style::{qlr, qml};

/// Features of a page where nothing is asked.
const DEFAULT_LIMIT: usize = 100;
/// Most features of a page; more is clamped.
const MAX_LIMIT: usize = 10_000;
