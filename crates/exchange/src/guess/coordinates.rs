//! Where the coordinates stand, in which system and in which order.

use super::sample::Sample;
use super::{CityFrame, Confidence, Finding, GuessFor, examples, percent};
use crate::text::number::{self, Decimal};
use crate::{ExchangeError, Mapping, Role};
use aula_geometry::{BBox, Projection};
use aula_model::LonLat;
use geo_types::Coord;

/// Share of the places that have to lie in the city.
const MOST: f64 = 0.9;
/// And share that a wrong reading may have there.
const FEW: f64 = 0.1;

pub(super) fn findings(sample: &Sample, mapping: &Mapping, city: CityFrame) -> Result<Vec<Finding>, ExchangeError> {
    let mut found = Vec::new();
    let told = mapping.columns.contains_key(&Role::Lon) || mapping.columns.contains_key(&Role::Lat);
    let pairs: Vec<Coord<f64>> = if sample.has_geometry && !told {
        sample.rows.iter().filter_map(|row| row.position).collect()
    } else {
        let columns = match (sample.column(Role::Lon, mapping), sample.column(Role::Lat, mapping)) {
            (Ok(Some(lon)), Ok(Some(lat))) => Some((lon, lat)),
            _ => {
                let by_content = by_content(sample, city.bounds);
                found.push(columns_finding(sample, by_content));
                by_content
            }
        };
        let Some((lon, lat)) = columns else { return Ok(found) };
        found.extend(decimal_finding(sample, [lon, lat], mapping));
        pairs_of(sample, lon, lat)
    };
    let known = mapping.crs.is_some() || sample.crs.is_some() || mapping.swap_axes;
    if !known && !pairs.is_empty() {
        found.extend(system_finding(&pairs, city));
    }
    // Areas need no table of coordinates; what else was not found is said when they are read.
    found.retain(|f| sample.subject != Some(GuessFor::Areas) || f.about != "columns.lon");
    Ok(found)
}

fn pairs_of(sample: &Sample, lon: usize, lat: usize) -> Vec<Coord<f64>> {
    let pair = |row: &super::sample::SampleRow| {
        let x = number::parse(&row.fields[lon], Decimal::Either)?;
        let y = number::parse(&row.fields[lat], Decimal::Either)?;
        (x != 0.0 || y != 0.0).then_some(Coord { x, y })
    };
    sample.rows.iter().filter_map(pair).collect()
}

/// Two neighbouring columns of numbers that lie in the city; none without a city to tell by.
fn by_content(sample: &Sample, bounds: Option<BBox>) -> Option<(usize, usize)> {
    let bounds = wide(bounds?);
    let numeric = |&c: &usize| {
        let mut values = sample.values(c).take(200).peekable();
        !sample.is_personal(c) && values.peek().is_some() && values.all(|v| number::parse(v, Decimal::Either).is_some())
    };
    let columns: Vec<usize> = (0..sample.header.len()).filter(numeric).collect();
    let mut fitting = columns.iter().flat_map(|&x| columns.iter().map(move |&y| (x, y))).filter(|(x, y)| {
        let pairs = pairs_of(sample, *x, *y);
        x != y && !pairs.is_empty() && share(&pairs, |c| degrees(c).is_some_and(|p| bounds.contains(p))) >= MOST
    });
    let first = fitting.next()?;
    fitting.next().is_none().then_some(first)
}

fn columns_finding(sample: &Sample, by_content: Option<(usize, usize)>) -> Finding {
    match by_content {
        Some((lon, lat)) => Finding {
            about: "columns.lon".to_owned(),
            set: vec![format!("columns.lon={}", sample.header[lon]), format!("columns.lat={}", sample.header[lat])],
            confidence: Confidence::Likely,
            why: format!("`{}` and `{}` are the only columns that give places in the city", sample.header[lon], sample.header[lat]),
            examples: examples(sample.values(lon)),
        },
        None => Finding {
            about: "columns.lon".to_owned(),
            set: Vec::new(),
            confidence: Confidence::Doubtful,
            why: "no two columns say where the rows are: a table without coordinates can be counted but not mapped. Find \
                  the places by their addresses, or name the columns: `--set lon=NAME` and `--set lat=NAME`"
                .to_owned(),
            examples: Vec::new(),
        },
    }
}

fn decimal_finding(sample: &Sample, columns: [usize; 2], mapping: &Mapping) -> Option<Finding> {
    let comma = |v: &str| v.contains(',') && !v.contains('.');
    let has_commas = mapping.decimal.is_none() && columns.iter().all(|&c| sample.values(c).any(comma));
    has_commas.then(|| Finding {
        about: "decimal".to_owned(),
        set: vec!["decimal=,".to_owned()],
        confidence: Confidence::Certain,
        why: "the coordinates are written with a decimal comma".to_owned(),
        examples: examples(columns.iter().filter_map(|&c| sample.values(c).find(|v| comma(v)))),
    })
}

/// What the numbers are: degrees as they should be, degrees in the other order, or metres or feet of some system.
fn system_finding(pairs: &[Coord<f64>], city: CityFrame) -> Option<Finding> {
    let shown = |c: &Coord<f64>| format!("({}, {})", c.x, c.y);
    let examples: Vec<String> = pairs.iter().take(2).map(shown).collect();
    let swapped = |c: Coord<f64>| Coord { x: c.y, y: c.x };
    let swap = |confidence, why: String, examples| Finding {
        about: "swap_axes".to_owned(),
        set: vec!["swap_axes=yes".to_owned()],
        confidence,
        why,
        examples,
    };
    let in_degrees = share(pairs, |c| c.x.abs() <= 180.0 && c.y.abs() <= 180.0);
    // Slips among degrees are rejected row by row; a system of metres has next to no row within them.
    if in_degrees >= 0.5 {
        let Some(bounds) = city.bounds.map(wide) else {
            let north = share(pairs, |c| c.y.abs() > 90.0 && c.x.abs() <= 90.0);
            return (north >= MOST).then(|| {
                swap(Confidence::Likely, format!("{} have a latitude beyond 90 degrees", percent(north)), examples)
            });
        };
        let within = |c: Coord<f64>| degrees(c).is_some_and(|p| bounds.contains(p));
        let (as_is, other) = (share(pairs, within), share(pairs, |c| within(swapped(c))));
        return (other >= MOST && as_is <= FEW).then(|| {
            let why = format!(
                "{} of the places lie in the city with latitude and longitude swapped, {} as they are written",
                percent(other),
                percent(as_is)
            );
            swap(Confidence::Certain, why, examples)
        });
    }
    Some(match city.bounds.map(wide) {
        Some(bounds) => by_city(pairs, bounds, city.crs_epsg, examples),
        None => Finding {
            about: "crs".to_owned(),
            set: Vec::new(),
            confidence: Confidence::Doubtful,
            why:
                "the coordinates are metres or feet, and no area of the city is known that would tell of which system: \
                  import the city's boundary first, or name the system: `--set crs=EPSG:32643`"
                    .to_owned(),
            examples,
        },
    })
}

/// The system that puts the places into the city.
fn by_city(pairs: &[Coord<f64>], bounds: BBox, own: u32, examples: Vec<String>) -> Finding {
    let fits = |epsg: u32| {
        let system = Projection::from_epsg(epsg).ok()?;
        let within = |c: Coord<f64>| system.to_degrees(c).is_ok_and(|p| bounds.contains(p));
        let straight = share(pairs, within);
        let turned = share(pairs, |c| within(Coord { x: c.y, y: c.x }));
        (straight.max(turned) >= MOST).then_some((epsg, straight.max(turned), turned > straight))
    };
    let here = bounds.centre().and_then(|c| Projection::utm_of(c).ok()).map_or(own, |p| p.epsg());
    let usual = [own, here, here - 1, here + 1, 3857].into_iter();
    // State planes of the United States in metres and in feet, and Pulkovo 1942.
    let rest = (2222..=2292).chain(3433..=3437).chain(26_929..=26_998).chain([28_412, 28_413, 28_414]);
    let mut fitting: Vec<(u32, f64, bool)> = Vec::new();
    for found in usual.chain(rest).filter_map(fits) {
        if !fitting.iter().any(|f| f.0 == found.0) {
            fitting.push(found);
        }
    }
    let Some(&(epsg, inside, turned)) = fitting.first() else {
        return Finding {
            about: "crs".to_owned(),
            set: Vec::new(),
            confidence: Confidence::Doubtful,
            why: "the coordinates are metres or feet of a system that was not found: none of those tried puts the places \
                  into the city. Name it: `--set crs=EPSG:…`"
                .to_owned(),
            examples,
        };
    };
    let others: Vec<String> = fitting[1..].iter().map(|f| format!("EPSG:{}", f.0)).collect();
    let clear = others.is_empty() || epsg == own || epsg == here;
    let mut set = vec![format!("crs=EPSG:{epsg}")];
    if turned {
        set.push("swap_axes=yes".to_owned());
    }
    let mut why = format!("{} of the places lie in the city if the coordinates are of EPSG:{epsg}", percent(inside));
    if !others.is_empty() {
        why.push_str(&format!("; they would also with {}", others.join(", ")));
    }
    let confidence = if clear { Confidence::Likely } else { Confidence::Doubtful };
    Finding { about: "crs".to_owned(), set, confidence, why, examples }
}

fn degrees(c: Coord<f64>) -> Option<LonLat> {
    LonLat::new(c.x, c.y).ok()
}

fn share(pairs: &[Coord<f64>], holds: impl Fn(Coord<f64>) -> bool) -> f64 {
    pairs.iter().filter(|c| holds(**c)).count() as f64 / pairs.len().max(1) as f64
}

/// A box with half its size around it: files reach beyond the boundary.
fn wide(bounds: BBox) -> BBox {
    bounds.grown(0.5)
}
