//! Query parameters: each is taken by name, a repeated or unknown one is a problem that lists those there are.

use super::problem::Problem;
use aula_analysis::{Correction, HotspotChoices, HotspotMethod, HotspotQuery, StudySetKind};
use aula_geometry::BBox;
use aula_model::{CategoryCode, LonLat, Period, Slice};
use aula_snapshot::Layer;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use geo_types::{MultiPolygon, Polygon};
use h3o::Resolution;
use std::collections::BTreeSet;
use std::str::FromStr;

/// The parameters of one request. [`Params::finish`] must be called once all are taken.
#[derive(Debug, Clone, Default)]
pub(crate) struct Params {
    given: Vec<(String, String)>,
    known: Vec<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        Self::parse(parts.uri.query().unwrap_or(""))
    }
}

impl Params {
    /// Reads a query string.
    pub(crate) fn parse(query: &str) -> Result<Self, Problem> {
        let given: Vec<(String, String)> = serde_urlencoded::from_str(query).map_err(|e| {
            Problem::parameter("", format!("the query string cannot be read: {e}"), "write it as name=value&name=value")
        })?;
        Self::from_pairs(given)
    }

    /// Takes pairs that were read elsewhere, from a command line for example.
    pub(crate) fn from_pairs(given: Vec<(String, String)>) -> Result<Self, Problem> {
        for (i, (name, _)) in given.iter().enumerate() {
            if given[..i].iter().any(|(earlier, _)| earlier == name) {
                return Err(Problem::parameter(
                    name,
                    "given twice",
                    "give it once; several values are separated by commas",
                ));
            }
        }
        Ok(Self { given, known: Vec::new() })
    }

    /// The raw value of a parameter; an empty one counts as not given.
    pub(crate) fn take(&mut self, name: &'static str) -> Option<String> {
        self.take_named(name)
    }

    /// The raw value of a parameter whose name is not known beforehand.
    pub(crate) fn take_named(&mut self, name: &str) -> Option<String> {
        self.known.push(name.to_owned());
        let at = self.given.iter().position(|(n, _)| n == name)?;
        Some(self.given.remove(at).1).filter(|value| !value.is_empty())
    }

    /// The raw value of a parameter, which stays to be taken.
    pub(crate) fn peek(&self, name: &str) -> Option<&str> {
        self.given.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// A parameter of a type that parses itself and says how to mend it.
    pub(crate) fn parsed<T: FromStr<Err = aula_model::ModelError>>(
        &mut self,
        name: &'static str,
    ) -> Result<Option<T>, Problem> {
        self.take(name).map(|v| v.parse().map_err(|e| Problem::refused(name, &e))).transpose()
    }

    /// A whole number within limits.
    pub(crate) fn integer(&mut self, name: &'static str, min: u64, max: u64) -> Result<Option<u64>, Problem> {
        let parse = |v: String| {
            let number: Option<u64> = v.parse().ok();
            number.filter(|n| (min..=max).contains(n)).ok_or_else(|| {
                let detail = format!("`{v}` is not a whole number from {min} to {max}");
                Problem::parameter(name, detail, "give a whole number in that range")
            })
        };
        self.take(name).map(parse).transpose()
    }

    /// One of a list of words.
    pub(crate) fn choice<T: Copy>(&mut self, name: &'static str, words: &[(&str, T)]) -> Result<Option<T>, Problem> {
        let Some(value) = self.take(name) else { return Ok(None) };
        let found = words.iter().find(|(word, _)| *word == value).map(|&(_, t)| t);
        found.map(Some).ok_or_else(|| {
            let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            Problem::parameter(name, format!("`{value}` is unknown"), format!("choose one of {}", known.join(", ")))
        })
    }

    /// Numbers separated by commas, as many as wanted.
    pub(crate) fn numbers<const N: usize>(
        &mut self,
        name: &'static str,
        form: &str,
    ) -> Result<Option<[f64; N]>, Problem> {
        let Some(value) = self.take(name) else { return Ok(None) };
        let parsed: Option<Vec<f64>> = value.split(',').map(|n| n.trim().parse().ok()).collect();
        let numbers = parsed.and_then(|n| <[f64; N]>::try_from(n).ok()).filter(|n| n.iter().all(|x| x.is_finite()));
        numbers.map(Some).ok_or_else(|| {
            Problem::parameter(name, format!("`{value}` is not {N} numbers"), format!("write it as {form}"))
        })
    }

    /// A box of degrees, `west,south,east,north`.
    pub(crate) fn bbox(&mut self) -> Result<Option<BBox>, Problem> {
        let Some([west, south, east, north]) = self.numbers("bbox", "west,south,east,north in degrees")? else {
            return Ok(None);
        };
        let remedy = "write it as west,south,east,north in degrees";
        BBox::new(west, south, east, north).map(Some).map_err(|e| Problem::parameter("bbox", e.to_string(), remedy))
    }

    /// A point of degrees, `lon,lat`.
    pub(crate) fn point(&mut self, name: &'static str) -> Result<Option<LonLat>, Problem> {
        let Some([lon, lat]) = self.numbers(name, "lon,lat in degrees")? else { return Ok(None) };
        LonLat::new(lon, lat).map(Some).map_err(|e| Problem::refused(name, &e))
    }

    /// An outline of degrees, `lon,lat,lon,lat,…`, closed or not; valid, or mended where it can be.
    pub(crate) fn outline(&mut self, name: &'static str) -> Result<Option<MultiPolygon<f64>>, Problem> {
        let Some(text) = self.take(name) else { return Ok(None) };
        let remedy = "write it as lon,lat,lon,lat,lon,lat with 3 to 500 corners in degrees";
        let fault = |reason: String| Problem::parameter(name, reason, remedy);
        let numbers: Option<Vec<f64>> = text.split(',').map(|n| n.trim().parse().ok()).collect();
        let numbers = numbers.ok_or_else(|| fault("it is not a list of numbers".to_owned()))?;
        if !numbers.len().is_multiple_of(2) || !(6..=1000).contains(&numbers.len()) {
            return Err(fault(format!("{} numbers make no outline", numbers.len())));
        }
        let corner = |pair: &[f64]| LonLat::new(pair[0], pair[1]).map_err(|e| fault(e.to_string()));
        let corners: Vec<LonLat> = numbers.chunks_exact(2).map(corner).collect::<Result<_, _>>()?;
        let ring: Vec<(f64, f64)> = corners.iter().map(|at| (at.lon(), at.lat())).collect();
        let drawn = MultiPolygon::from(Polygon::new(ring.into(), Vec::new()));
        let mended = aula_geometry::repair(drawn).map_err(|e| fault(e.to_string()))?.0;
        if aula_geometry::area_m2(&mended) > 0.0 {
            Ok(Some(mended))
        } else {
            Err(fault("it holds no ground".to_owned()))
        }
    }

    /// A local date.
    pub(crate) fn date(&mut self, name: &'static str) -> Result<Option<jiff::civil::Date>, Problem> {
        let parse = |v: String| {
            let remedy = "write a local date as 2024-01-31";
            v.parse().map_err(|_| Problem::parameter(name, format!("`{v}` is not a date"), remedy))
        };
        self.take(name).map(parse).transpose()
    }

    /// A period of local dates, `[from, to)`.
    pub(crate) fn period(&mut self, from: &'static str, to: &'static str) -> Result<Period, Problem> {
        let (first, end) = (self.date(from)?, self.date(to)?);
        Period::new(first, end).map_err(|e| Problem::refused(to, &e))
    }

    /// The selection of incidents.
    pub(crate) fn slice(&mut self) -> Result<Slice, Problem> {
        let period = self.period("from", "to")?;
        let codes = self.take("category").unwrap_or_default();
        let categories: BTreeSet<CategoryCode> = codes
            .split(',')
            .filter(|code| !code.is_empty())
            .map(|code| CategoryCode::new(code).map_err(|e| Problem::refused("category", &e)))
            .collect::<Result<_, _>>()?;
        Ok(Slice {
            period,
            categories,
            hours: self.parsed("hours")?.unwrap_or_default(),
            weekdays: self.parsed("weekdays")?.unwrap_or_default(),
            area: self.parsed("area")?,
        })
    }

    /// Which layer is counted; incidents unless told otherwise.
    pub(crate) fn layer(&mut self) -> Result<Layer, Problem> {
        let Some(word) = self.take("layer") else { return Ok(Layer::default()) };
        let remedy = "see /api/v1/layers for the layers there are";
        word.parse().map_err(|e: aula_snapshot::SnapshotError| Problem::parameter("layer", e.to_string(), remedy))
    }

    /// The grid's resolution, 7 to 11.
    pub(crate) fn resolution(&mut self) -> Result<Resolution, Problem> {
        let number = self.integer("resolution", 7, 11)?.unwrap_or(10);
        u8::try_from(number)
            .ok()
            .and_then(|n| Resolution::try_from(n).ok())
            .ok_or_else(|| Problem::parameter("resolution", format!("`{number}` is not served"), "choose 7 to 11"))
    }

    /// A whole hotspot question.
    pub(crate) fn hotspot_query(&mut self) -> Result<HotspotQuery, Problem> {
        Ok(HotspotQuery {
            slice: self.slice()?,
            layer: self.layer()?,
            resolution: self.resolution()?,
            study_set: self.choice("study_set", StudySetKind::WORDS)?.unwrap_or_default(),
            correction: self.choice("correction", Correction::WORDS)?.unwrap_or_default(),
            choices: HotspotChoices {
                method: self.choice("method", HotspotMethod::WORDS)?.unwrap_or_default(),
                weights: self.neighbourhood()?,
                permutations: self.permutations_asked()?,
                seed: self.seed()?,
            },
        })
    }

    /// Refuses whatever nobody has taken.
    pub(crate) fn finish(self) -> Result<(), Problem> {
        match self.given.first() {
            None => Ok(()),
            Some((name, _)) => Err(Problem::parameter(
                name,
                format!("the parameter `{name}` is unknown here"),
                format!("known are {}", self.known.join(", ")),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detail(query: &str) -> String {
        let ask = || -> Result<(), Problem> {
            let mut params = Params::parse(query)?;
            params.hotspot_query()?;
            params.finish()
        };
        serde_json::to_string(&ask().expect_err(query)).unwrap()
    }

    #[test]
    fn a_bad_parameter_is_named_with_its_remedy() {
        for (query, parameter) in [
            ("resolution=12", "resolution"),
            ("resolution=ten", "resolution"),
            ("from=2024-13-01", "from"),
            ("from=2024-02-01&to=2024-01-01", "to"),
            ("hours=25-3", "hours"),
            ("weekdays=monday", "weekdays"),
            ("category=Theft", "category"),
            ("area=medeu", "area"),
            ("study_set=all", "study_set"),
            ("correction=fdr", "correction"),
            ("colour=red", "colour"),
            ("hours=1-2&hours=3-4", "hours"),
        ] {
            let problem = detail(query);
            assert!(problem.contains(&format!("\"parameter\":\"{parameter}\"")), "{query}: {problem}");
        }
    }

    #[test]
    fn defaults_are_those_of_the_contract() {
        let mut params = Params::parse("").unwrap();
        let query = params.hotspot_query().unwrap();
        assert_eq!(u8::from(query.resolution), 10);
        assert_eq!(query.study_set, StudySetKind::Inhabited);
        assert_eq!(query.correction, Correction::BenjaminiHochberg);
        assert!(query.slice.hours.is_all() && query.slice.weekdays.is_all() && query.slice.categories.is_empty());
    }
}
