//! The yard checklist: an instrument and its audits in, factor values and yard scores out.
//!
//! The instrument is data. This crate ships the files of `instruments/`, one per version; a city may add its own.

/// The instrument that Aula ships, version 1, as it stands in `instruments/aula-yard-safety-1.json`.
pub const AULA_YARD_SAFETY_1: &str = include_str!("../instruments/aula-yard-safety-1.json");

#[cfg(test)]
mod tests {
    use super::AULA_YARD_SAFETY_1;

    /// Every sentence that a rater reads is there in the three languages, and the weights are whole.
    #[test]
    fn the_shipped_instrument_is_complete() {
        let file: serde_json::Value = serde_json::from_str(AULA_YARD_SAFETY_1).unwrap();
        let factors = file["factors"].as_array().unwrap();
        assert_eq!(factors.len(), 20);
        let spoken = |text: &serde_json::Value| {
            ["kk", "ru", "en"]
                .iter()
                .all(|language| text[language].as_str().is_some_and(|text| !text.trim().is_empty()))
        };
        for factor in factors {
            let anchors = factor["anchors"].as_array().unwrap();
            assert_eq!(anchors.len(), 4, "{}", factor["id"]);
            assert!(anchors.iter().all(spoken), "{}", factor["id"]);
            assert!(
                ["names", "self_help", "whom_to_call"].iter().all(|part| spoken(&factor[part])),
                "{}",
                factor["id"]
            );
            for body in factor["duty"].as_array().unwrap() {
                assert!(
                    factor["usual_days"][body.as_str().unwrap()].as_u64().is_some_and(|days| days > 0),
                    "{}",
                    factor["id"]
                );
            }
        }
        let weights: f64 =
            file["groups"].as_array().unwrap().iter().map(|group| group["weight"].as_f64().unwrap()).sum();
        assert!((weights - 1.0).abs() < 1e-12, "{weights}");
    }
}
