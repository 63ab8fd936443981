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

/// What the command line needs to read a collection as `/ogc` does.
pub(crate) mod export {
    use super::catalogue::{self, Collection};
    pub(crate) use super::download::about;
    use super::question::{self, Question};
    use super::shelf::Shelf;
    use crate::checklist::Core;
    use crate::http::{Params, Problem};
    use aula_model::Viewer;

    /// A collection and what is asked of it.
    pub(crate) fn question(
        core: &Core,
        viewer: &Viewer,
        id: &str,
        params: &mut Params,
    ) -> Result<(Collection, Question), Problem> {
        let collection = catalogue::find(core, &Shelf::default(), viewer, id)?;
        let question = question::take(params, &collection, &core.city.snapshot(), None)?;
        Ok((collection, question))
    }
}

/// What `aula import layer` writes and `catalogue` reads.
pub(crate) mod layer {
    pub(crate) use super::catalogue::{LayerHead, SEPARATOR, columns, flat, geometry, type_word};
}

use collections::{collection, collections};
use conformance::conformance;
use html::stylesheet;
use item::item;
use items::{items, search};
use landing::landing;
pub(super) use manners::manners;
use open::open;
use openapi::api;
use schemas::{queryables, schema, sortables};
pub(crate) use shelf::Shelf;
use style::{qlr, qml};

use super::gate::{Access, Routes};

/// Features of a page where nothing is asked.
const DEFAULT_LIMIT: usize = 100;
/// Most features of a page; more is clamped.
const MAX_LIMIT: usize = 10_000;

/// Every route under `/ogc`. It describes itself at `/ogc/api`; who may see a collection the handlers ask of `disclosure`,
/// and what they show of precise collections they note for the access log (`answer::Noted`).
pub(super) fn routes(routes: Routes) -> Routes {
    use Access::Anyone;
    routes
        .described_elsewhere()
        .get("/ogc", Anyone, landing)
        .get("/ogc/", Anyone, landing)
        .get("/ogc/style.css", Anyone, stylesheet)
        .get("/ogc/layers.qlr", Anyone, qlr)
        .get("/ogc/collections/{id}/style.qml", Anyone, qml)
        .get("/ogc/open", Anyone, open)
        .get("/ogc/conformance", Anyone, conformance)
        .get("/ogc/api", Anyone, api)
        .get("/ogc/collections", Anyone, collections)
        .get("/ogc/collections/{id}", Anyone, collection)
        .get("/ogc/collections/{id}/queryables", Anyone, queryables)
        .get("/ogc/collections/{id}/schema", Anyone, schema)
        .get("/ogc/collections/{id}/sortables", Anyone, sortables)
        .get("/ogc/collections/{id}/items", Anyone, items)
        .post("/ogc/collections/{id}/items", Anyone, search)
        .get("/ogc/collections/{id}/items/{feature}", Anyone, item)
        .described_here()
}
