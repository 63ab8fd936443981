//! Analyses that an analyst named and published: what was asked, of which state of the log, and what came of it.

use crate::http::{Answer, Params, Problem, Read};
use crate::output::{Figures, hotspots_geojson};
use aula_analysis::StudySets;
use aula_disclosure::disclose;
use aula_model::{Names, Viewer};
use aula_snapshot::Snapshot;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A published analysis; a document of kind `analysis`, its result a blob beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AnalysisRecord {
    /// Its identifier, of which the collection's is made.
    pub(crate) id: String,
    /// Its title.
    pub(crate) title: Names,
    /// Which method: a word of [`METHODS`].
    pub(crate) method: String,
    /// The parameters, as the API takes them.
    pub(crate) parameters: BTreeMap<String, String>,
    /// The number of the log that it was computed at.
    pub(crate) seq: u64,
    /// 1 when first published, one more each time it is published anew.
    pub(crate) version: u32,
    /// When it was published.
    pub(crate) published_at: Timestamp,
    /// By whom, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) published_by: Option<String>,
    /// SHA-256 of the result.
    pub(crate) sha256: String,
    /// Its length in bytes.
    pub(crate) bytes: u64,
    /// When it was withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) withdrawn_at: Option<Timestamp>,
}

impl AnalysisRecord {
    /// The name of the blob that holds the result.
    pub(crate) fn blob(&self) -> String {
        format!("analysis/{}/{}", self.id, self.version)
    }
}

/// The methods whose results are features.
pub(crate) const METHODS: [&str; 6] = ["hotspots", "density", "change", "rates", "moran", "emerging"];

/// The digest of a result.
pub(crate) fn digest(result: &str) -> String {
    Sha256::digest(result.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The result as GeoJSON: a function of the method, the parameters and the state of the log alone.
pub(crate) fn compute(
    method: &str,
    parameters: &BTreeMap<String, String>,
    snapshot: &Snapshot,
) -> Result<String, Problem> {
    let pairs: Vec<(String, String)> = parameters.iter().map(|(n, v)| (n.clone(), v.clone())).collect();
    let params = Params::from_pairs(pairs)?;
    match method {
        "hotspots" => {
            let mut params = params;
            let query = params.hotspot_query()?;
            params.finish()?;
            let layer = aula_analysis::hotspots(&Viewer::operator(), snapshot, &StudySets::default(), &query)?;
            Ok(hotspots_geojson(&disclose(layer, &Viewer::operator())?.into_inner(), None))
        }
        "density" => figures(params, snapshot, Params::density_query, aula_analysis::density),
        "change" => figures(params, snapshot, Params::change_query, aula_analysis::change),
        "rates" => figures(params, snapshot, Params::rates_query, aula_analysis::rates),
        "moran" => figures(params, snapshot, Params::moran_query, aula_analysis::moran),
        "emerging" => figures(params, snapshot, Params::emerging_query, aula_analysis::emerging),
        other => {
            let remedy = format!("choose one of {}", METHODS.join(", "));
            Err(Problem::parameter("method", format!("there is no method `{other}`"), remedy))
        }
    }
}

fn figures<Q, A: Figures>(
    mut params: Params,
    snapshot: &Snapshot,
    read: Read<Q>,
    answer: Answer<Q, A>,
) -> Result<String, Problem> {
    let query = read(&mut params)?;
    params.finish()?;
    let found = answer(&Viewer::operator(), snapshot, &StudySets::default(), &query)?;
    disclose(found, &Viewer::operator())?.into_inner().json().map_err(|e| Problem::internal(&e))
}
