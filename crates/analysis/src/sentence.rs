//! Plain sentences in Kazakh, Russian and English beside every figure: how many, how many would be expected, how sure,
//! compared with what, corrected how, or why nothing can be said.
//!
//! Each function takes plain facts and answers a [`Sentence`]. The words are data (`sentence/*.json`), written by the
//! developers and to be read by a native editor. They speak of what was counted and where attention is due, never of
//! danger.
//!
//! # Examples
//! ```
//! use aula_analysis::sentence::{Counted, Nothing, nothing};
//!
//! let said = nothing(&Nothing::NoVariation, Counted::Incidents);
//! assert_eq!(said.en, "No verdict: every cell has the same number, so none stands out.");
//! ```

mod catalogue;
mod chains;
mod change;
mod concentration;
mod density;
mod draft;
mod emerging;
mod hotspot;
mod language;
mod late;
mod maps;
mod moran;
mod near_repeat;
mod nothing;
mod number;
mod rates;
mod robustness;
mod seasonal;
mod sureness;

pub use chains::{ChainsFacts, chains};
pub use change::{ChangeBasis, ChangeFacts, Days, change};
pub use concentration::{ConcentrationFacts, concentration};
pub use density::{DensityFacts, DensityPer, density};
pub use emerging::{EmergingFacts, emerging};
pub use hotspot::{Around, HotspotCellFacts, HotspotMapFacts, RingFacts, hotspot_cell, hotspot_map};
pub use late::{LateFacts, late};
pub use maps::{
    ChangeMapFacts, DensityMapFacts, EmergingMapFacts, RatesMapFacts, RobustnessMapFacts, cell_or_outside, change_map,
    density_map, emerging_map, rates_map, robustness_map,
};
pub use moran::{MoranAreaFacts, MoranCellFacts, MoranMapFacts, moran_area, moran_cell, moran_map};
pub use near_repeat::{NearRepeatFacts, near_repeat};
pub use nothing::{Nothing, nothing};
pub use rates::{RateFacts, rates};
pub use robustness::{RobustnessFacts, robustness};
pub use seasonal::{SeasonalFacts, seasonal};
pub use sureness::Sureness;

use aula_snapshot::Layer;
use serde::Serialize;

/// The same in three languages, plain text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Sentence {
    /// Kazakh.
    pub kk: String,
    /// Russian.
    pub ru: String,
    /// English.
    pub en: String,
}

/// A sentence that holds a name which is another in each language.
pub(crate) fn in_each_language(say: impl Fn(aula_model::Language) -> Sentence) -> Sentence {
    use aula_model::Language::{En, Kk, Ru};
    Sentence { kk: say(Kk).kk, ru: say(Ru).ru, en: say(En).en }
}

impl Sentence {
    /// This, and another after it.
    fn then(mut self, next: &Self) -> Self {
        for (text, more) in [(&mut self.kk, &next.kk), (&mut self.ru, &next.ru), (&mut self.en, &next.en)] {
            text.push(' ');
            text.push_str(more);
        }
        self
    }
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Incidents.
    Incidents,
    /// Places: street lights, bus stops.
    Places,
}

impl Counted {
    const fn unit(self) -> (&'static str, &'static str) {
        match self {
            Self::Incidents => ("thing", "incidents"),
            Self::Places => ("thing", "places"),
        }
    }
}

impl From<&Layer> for Counted {
    fn from(layer: &Layer) -> Self {
        match layer {
            Layer::Incidents => Self::Incidents,
            Layer::Places(_) | Layer::AllPlaces => Self::Places,
        }
    }
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// Cells of a study set.
    Cells,
    /// Areas of a kind.
    Areas,
    /// Places: bus stops, addresses.
    Places,
}

impl Compared {
    const fn unit(self) -> (&'static str, &'static str) {
        match self {
            Self::Cells => ("where", "cells"),
            Self::Areas => ("where", "areas"),
            Self::Places => ("where", "places"),
        }
    }
}

/// What incidents are set against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exposure {
    /// People who live there.
    Residents,
    /// Anything else that was imported.
    Other,
}

impl Exposure {
    const fn unit(self) -> (&'static str, &'static str) {
        match self {
            Self::Residents => ("who", "residents"),
            Self::Other => ("who", "exposed"),
        }
    }
}
