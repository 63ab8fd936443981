//! Does a finding outlive another grid?

use super::draft::{Draft, Value};
use super::nothing::{Nothing, nothing};
use super::{Counted, Sentence};
use h3o::Resolution;

/// What there is to say of a cell over several grids.
#[derive(Debug, Clone)]
pub struct RobustnessFacts<'a> {
    /// What is counted.
    pub counted: Counted,
    /// Grids on which it is hot.
    pub hot: u32,
    /// Grids with a verdict.
    pub judged: u32,
    /// The resolutions tried.
    pub resolutions: &'a [Resolution],
    /// Grids that were moved.
    pub shifted: u32,
}

/// On how many grids a cell stays hot.
#[must_use]
pub fn robustness(facts: &RobustnessFacts<'_>) -> Sentence {
    if facts.judged == 0 {
        return nothing(&Nothing::NoGrid, facts.counted);
    }
    let resolutions: Vec<String> = facts.resolutions.iter().map(ToString::to_string).collect();
    let mut draft = Draft::new(&[]);
    draft.say(
        "robust.hot",
        &[
            ("hot", facts.hot.into()),
            ("judged", facts.judged.into()),
            ("resolutions", Value::Text(&resolutions.join(", "))),
            ("shifted", facts.shifted.into()),
        ],
    );
    let verdict = match facts.hot {
        0 => "robust.never",
        hot if hot >= facts.judged => "robust.always",
        hot if hot > facts.judged / 2 => "robust.mostly",
        _ => "robust.seldom",
    };
    draft.say(verdict, &[]).say("robust.how", &[]).finish()
}
