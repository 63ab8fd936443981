//! What the crate refuses.

/// A request that has no right answer, with the value at fault and the way to mend it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GeometryError {
    /// A value that the vocabulary refuses.
    #[error(transparent)]
    Model(#[from] aula_model::ModelError),
    /// A coordinate outside the degrees of the globe.
    #[error(
        "coordinate ({x}, {y}) is not in degrees (longitude ±180, latitude ±90): convert the file to WGS 84 \
         longitude, latitude"
    )]
    NotDegrees {
        /// First coordinate as given.
        x: f64,
        /// Second coordinate as given.
        y: f64,
    },
    /// A code of the EPSG register that is not known here.
    #[error("the coordinate system EPSG:{0} is not known: convert the file to EPSG:4326")]
    UnknownCrs(u32),
    /// A name that is none of a coordinate system.
    #[error("`{0}` names no coordinate system: write it as EPSG:32643")]
    CrsName(String),
    /// Coordinates that are no place in their system.
    #[error("({x}, {y}) is no place in EPSG:{epsg}: is it the right system, and the right order of the columns?")]
    NotInCrs {
        /// The system.
        epsg: u32,
        /// First coordinate as given.
        x: f64,
        /// Second coordinate as given.
        y: f64,
    },
    /// Nothing is left of an outline.
    #[error("the outline has no ring with 3 distinct points that span an area: draw it again")]
    NoArea,
    /// A ring that goes around more than half of the globe, as one does that jumps over the antimeridian.
    #[error(
        "a ring spans {span_degrees:.1} degrees of longitude: split it at the antimeridian into two polygons (RFC 7946, \
         3.1.9)"
    )]
    TooWide {
        /// Width of the ring in degrees.
        span_degrees: f64,
    },
    /// An outline so broken that mending it would invent an area.
    #[error(
        "mending the self-intersections of the outline would change its area by {change_percent:.2} % (allowed is 1 %): \
         correct it in the source"
    )]
    AreaChange {
        /// Change of the area in percent of the area as drawn.
        change_percent: f64,
    },
    /// An outline that stays invalid after mending.
    #[error("the outline cannot be mended: {reason}")]
    StillInvalid {
        /// What is wrong with it.
        reason: String,
    },
    /// A box whose edges are not in order or not in range.
    #[error("box {west},{south},{east},{north}: {reason}")]
    BBox {
        /// Western edge as given.
        west: f64,
        /// Southern edge as given.
        south: f64,
        /// Eastern edge as given.
        east: f64,
        /// Northern edge as given.
        north: f64,
        /// Why it is refused and how to mend it.
        reason: &'static str,
    },
    /// A text that is no box.
    #[error("box `{value}`: write four numbers, west,south,east,north in degrees, for example 76.7,43.0,77.2,43.5")]
    BBoxText {
        /// The text as given, shortened.
        value: String,
    },
    /// A length that is not a finite number of metres, 0 or more.
    #[error("{what} {value} must be a finite number of metres, 0 or more")]
    Metres {
        /// Which length.
        what: &'static str,
        /// The value as given.
        value: f64,
    },
    /// A place so far from the origin of a local plane that the plane says nothing about it.
    #[error("{distance_m} m from the origin is beyond the {limit_m} m that a local plane serves")]
    TooFar {
        /// Distance from the origin.
        distance_m: f64,
        /// Longest accepted distance.
        limit_m: f64,
    },
    /// More cells than a covering may have.
    #[error("about {cells} cells of resolution {resolution}, over the limit of {limit}: take a coarser resolution")]
    TooManyCells {
        /// Estimated number of cells.
        cells: u64,
        /// Resolution asked for.
        resolution: u8,
        /// Largest accepted number.
        limit: u64,
    },
    /// A cell of another resolution than the set it is put into.
    #[error("cell {cell} has resolution {found}, not {expected}: a set holds cells of one resolution")]
    MixedResolution {
        /// The cell.
        cell: h3o::CellIndex,
        /// Its resolution.
        found: u8,
        /// The resolution of the set.
        expected: u8,
    },
    /// A number that is no cell.
    #[error("{number} is not the number of a cell of resolution {resolution}")]
    CellNumber {
        /// The number.
        number: u64,
        /// The resolution.
        resolution: u8,
    },
    /// A list of cells that must ascend and does not.
    #[error("the cells do not ascend at position {position}: sort them and drop duplicates")]
    NotAscending {
        /// Position of the first cell out of order.
        position: usize,
    },
    /// Neighbour lists longer than 32-bit offsets can count.
    #[error("the rings of {cells} cells with k = {k} are too long: take a smaller k")]
    RingsTooLong {
        /// Cells of the set.
        cells: usize,
        /// Size of the ring.
        k: u32,
    },
}
