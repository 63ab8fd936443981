//! What stops a whole file from being read or written, as opposed to a row that is rejected.

/// A fault of the whole file, of the mapping or of the disk; a bad row is never one of these.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExchangeError {
    /// The disk or pipe failed.
    #[error("cannot read or write: {0}")]
    Io(#[source] std::io::Error),
    /// A table or submission that is none.
    #[error("it cannot be read: {reason}")]
    Unreadable {
        /// What is wrong.
        reason: String,
    },
    /// A format that cannot hold what should go into it.
    #[error("{0}")]
    CannotHold(String),
    /// Nothing in it.
    #[error("the file is empty; a table needs a line of column names, GeoJSON a FeatureCollection")]
    Empty,
    /// Not a format that is read here.
    #[error("this is {found}, which is not read here; {remedy}")]
    NotText {
        /// What it looks like.
        found: String,
        /// How to get something readable.
        remedy: &'static str,
    },
    /// The compressed stream is damaged or cut off.
    #[error("the gzip data are damaged or cut off behind {read_bytes} unpacked bytes ({cause}); fetch the file again")]
    Gzip {
        /// Unpacked bytes until then.
        read_bytes: u64,
        /// What the decoder says.
        cause: String,
    },
    /// A file of a known format that cannot be read to its end.
    #[error("the {what} is damaged ({cause}); fetch or save it again")]
    Damaged {
        /// What it is.
        what: &'static str,
        /// What the decoder says.
        cause: String,
    },
    /// More data than allowed.
    #[error("the file unpacks to more than {limit_bytes} bytes; split it, or raise the limit if you trust it")]
    TooLarge {
        /// The limit.
        limit_bytes: u64,
    },
    /// More rows, or more rejected rows, than allowed.
    #[error("the file has more than {limit} {what}; split it, or raise the limit if memory allows. {first_fault}")]
    TooMany {
        /// `rows` or `rejected rows`.
        what: &'static str,
        /// The limit.
        limit: u64,
        /// The first fault, where there is one: many are as a rule one.
        first_fault: String,
    },
    /// One row or feature larger than allowed.
    #[error(
        "the record that begins on line {line} has more than {limit_bytes} bytes: a quote that is not closed, or a \
         wrong delimiter? Mend that line, or give the delimiter with `--set delimiter=;`"
    )]
    RecordTooLong {
        /// Line on which it begins.
        line: u64,
        /// The limit.
        limit_bytes: u64,
    },
    /// The columns do not say what is what.
    #[error("{problem}; columns found: {found}. {remedy}")]
    Columns {
        /// What is missing or ambiguous.
        problem: String,
        /// The columns of the file.
        found: String,
        /// The line that mends it.
        remedy: String,
    },
    /// The mapping, or a `--set`, is not understood.
    #[error("mapping: {0}")]
    Mapping(String),
    /// Not valid JSON.
    #[error("not valid JSON on line {line}, column {column}: {cause}; nothing of the file was taken")]
    Json {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the parser says.
        cause: String,
    },
    /// JSON, but not GeoJSON.
    #[error("this JSON is not GeoJSON: {0}")]
    NotGeoJson(String),
    /// Coordinates in another system than degrees.
    #[error(
        "the file says that its coordinates are in {0}, which is not known here (or is said behind its features); name the \
         system, `--set crs=EPSG:32643`, or convert the file: ogr2ogr -t_srs EPSG:4326 out.geojson in"
    )]
    Crs(String),
    /// Whoever asked for it wants it no longer.
    #[error("the reading was stopped")]
    Stopped,
    /// A value that the output format cannot hold.
    #[error("cannot be written as {format}: {reason}")]
    Unwritable {
        /// The format.
        format: &'static str,
        /// Why.
        reason: String,
    },
}

impl From<std::io::Error> for ExchangeError {
    /// Faults found by our own readers travel through `Read` inside an I/O error; this takes them out again.
    fn from(error: std::io::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(inner) => inner,
            Err(error) => Self::Io(error),
        }
    }
}

impl From<ExchangeError> for std::io::Error {
    fn from(error: ExchangeError) -> Self {
        Self::other(error)
    }
}

impl From<csv::Error> for ExchangeError {
    fn from(error: csv::Error) -> Self {
        let text = error.to_string();
        match error.into_kind() {
            csv::ErrorKind::Io(error) => error.into(),
            _ => Self::Io(std::io::Error::other(text)),
        }
    }
}

impl From<serde_json::Error> for ExchangeError {
    fn from(error: serde_json::Error) -> Self {
        if error.is_io() {
            return std::io::Error::from(error).into();
        }
        let (line, column) = (error.line(), error.column());
        let cause = error.to_string();
        let cause = cause.split(" at line ").next().unwrap_or_default().to_owned();
        Self::Json { line, column, cause }
    }
}

impl ExchangeError {
    /// Whether the mapping is at fault and not the file: the caller can mend it on the command line.
    #[must_use]
    pub fn is_mapping(&self) -> bool {
        matches!(self, Self::Mapping(_) | Self::Columns { .. })
    }
}
