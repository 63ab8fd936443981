//! Coordinates and H3 cells as people paste them.

use aula_model::LonLat;
use h3o::CellIndex;

/// The spot that a text names: `43.238, 76.945`, `43,238 76,945`, `N43.238 E76.945`, `43°14'18"N 76°56'42"E`,
/// `geo:43.238,76.945`.
///
/// Latitude comes first, unless only the other order is on earth or `within` the city. None for other texts.
pub fn spot_of(text: &str, within: impl Fn(LonLat) -> bool) -> Option<LonLat> {
    let plain = text.trim().replace('−', "-");
    let plain = plain.strip_prefix("geo:").map_or(plain.as_str(), |rest| rest.split(';').next().unwrap_or_default());
    if !plain.contains(|c: char| c.is_ascii_digit()) || plain.len() > 80 {
        return None;
    }
    let (first, second) = pair(plain)?;
    let (lat_first, lon_first) =
        (LonLat::new(second.value, first.value).ok(), LonLat::new(first.value, second.value).ok());
    match (first.axis, second.axis) {
        (Some(Axis::Lon), _) | (_, Some(Axis::Lat)) => lon_first,
        (Some(Axis::Lat), _) | (_, Some(Axis::Lon)) => lat_first,
        _ => match (lat_first, lon_first) {
            (Some(at), Some(other)) if !within(at) && within(other) => Some(other),
            (Some(at), _) => Some(at),
            (None, other) => other,
        },
    }
}

/// The H3 cell that a text names; none for other texts.
#[must_use]
pub fn cell_of_text(text: &str) -> Option<CellIndex> {
    let hex = text.trim();
    (hex.len() == 15 && hex.bytes().all(|b| b.is_ascii_hexdigit())).then(|| hex.to_ascii_lowercase().parse().ok())?
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Axis {
    Lat,
    Lon,
}

#[derive(Debug, Clone, Copy)]
struct Number {
    value: f64,
    axis: Option<Axis>,
}

/// Two numbers with nothing else but the letters and signs of coordinates.
fn pair(text: &str) -> Option<(Number, Number)> {
    let parts = split(text)?;
    let mut numbers = parts.iter().map(|part| number(part));
    let found = (numbers.next()??, numbers.next()??);
    numbers.next().is_none().then_some(found)
}

/// Parts a text where one number ends and the next begins.
fn split(text: &str) -> Option<Vec<String>> {
    if text.contains('°') {
        // 43°14'18"N 76°56'42"E: parted before the degrees of the second number, where a letter may lead.
        let second = text.match_indices('°').nth(1)?.0;
        let digits = text[..second].trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
        let at = digits.trim_end().trim_end_matches(|c| axis_of(c).is_some() && leads(text)).len();
        let clean = |part: &str| part.trim_matches(|c: char| c == ',' || c == ';' || c.is_whitespace()).to_owned();
        return Some(vec![clean(&text[..at]), clean(&text[at..])]);
    }
    let by_blank: Vec<&str> = text.split(|c: char| c.is_whitespace() || c == ';').filter(|p| !p.is_empty()).collect();
    let joined: Vec<String> = join_letters(&by_blank);
    let parts: Vec<String> = match joined.as_slice() {
        // 43.238,76.945
        [one] => one.split(',').map(str::to_owned).collect(),
        // 43,238 76,945 has decimal commas; 43.238, 76.945 a comma between.
        [a, b] => vec![a.trim_end_matches(',').replace(',', "."), b.replace(',', ".")],
        [a, comma, b] if comma == "," => vec![a.clone(), b.clone()],
        _ => return None,
    };
    (parts.len() == 2).then_some(parts)
}

/// Whether letters stand before their numbers.
fn leads(text: &str) -> bool {
    text.trim_start().starts_with(|c| axis_of(c).is_some())
}

/// `N 43.2` is `N43.2`, and `43.2 N` is `43.2N`.
fn join_letters(parts: &[&str]) -> Vec<String> {
    let lone = |part: &str| {
        let mut letters = part.trim_end_matches(',').chars();
        letters.next().and_then(axis_of).is_some() && letters.next().is_none()
    };
    let mut joined: Vec<String> = Vec::new();
    let mut waiting = None;
    let leads = parts.first().is_some_and(|part| lone(part));
    for part in parts {
        if lone(part) && leads {
            waiting = Some(*part);
        } else if lone(part) {
            match joined.last_mut() {
                Some(last) => last.push_str(part),
                None => waiting = Some(*part),
            }
        } else {
            joined.push(format!("{}{part}", waiting.take().unwrap_or_default()));
        }
    }
    joined
}

/// North and east are plus, south and west minus; in Latin and Russian letters.
fn axis_of(letter: char) -> Option<(Axis, f64)> {
    Some(match letter.to_uppercase().next()? {
        'N' | 'С' => (Axis::Lat, 1.0),
        'S' | 'Ю' => (Axis::Lat, -1.0),
        'E' | 'В' => (Axis::Lon, 1.0),
        'W' | 'З' => (Axis::Lon, -1.0),
        _ => return None,
    })
}

/// Degrees as a decimal number, or degrees, minutes and seconds, with a letter before or behind.
fn number(text: &str) -> Option<Number> {
    let letters: Vec<(Axis, f64)> = text.chars().filter_map(axis_of).collect();
    let (axis, sign) = match letters[..] {
        [] => (None, 1.0),
        [(axis, sign)] => (Some(axis), sign),
        _ => return None,
    };
    let digits: String = text.chars().map(|c| if axis_of(c).is_some() { ' ' } else { c }).collect();
    let mut parts = digits.split(['°', '\'', '′', '’', '"', '″', '”', ' ']).map(str::trim).filter(|p| !p.is_empty());
    let degrees: f64 = parts.next()?.parse().ok()?;
    let minutes: f64 = parts.next().map_or(Some(0.0), |p| p.parse().ok())?;
    let seconds: f64 = parts.next().map_or(Some(0.0), |p| p.parse().ok())?;
    let sound = parts.next().is_none() && (0.0..60.0).contains(&minutes) && (0.0..60.0).contains(&seconds);
    // A lone whole number is a house, not a latitude.
    let precise = digits.contains(['.', '°']) || axis.is_some();
    (sound && precise).then_some(Number { value: sign * (degrees + minutes / 60.0 + seconds / 3600.0), axis })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(text: &str) -> Option<(f64, f64)> {
        let almaty = |at: LonLat| (76.0..78.0).contains(&at.lon()) && (42.0..44.0).contains(&at.lat());
        spot_of(text, almaty).map(|at| ((at.lat() * 1e3).round() / 1e3, (at.lon() * 1e3).round() / 1e3))
    }

    #[test]
    fn coordinates_are_read_in_the_ways_people_paste_them() {
        for text in [
            "43.238, 76.945",
            "43.238,76.945",
            " 43.238 76.945 ",
            "43,238 76,945",
            "43,238; 76,945",
            "76.945, 43.238",
            "geo:43.238,76.945",
            "geo:43.238,76.945;u=20",
            "N43.238 E76.945",
            "N 43.238, E 76.945",
            "43.238N 76.945E",
            "43.238 N, 76.945 E",
            "E76.945 N43.238",
            "С43.238 В76.945",
            "43°14'16.8\"N 76°56'42\"E",
            "43°14′16.8″ 76°56′42″E",
            "N 43°14'16.8\" E 76°56'42\"",
            "N43° 14' 16.8\", E76° 56' 42\"",
        ] {
            assert_eq!(spot(text), Some((43.238, 76.945)), "{text}");
        }
        assert_eq!(spot("41.878, -87.63"), Some((41.878, -87.63)));
        assert_eq!(spot("−33.9, 18.4"), Some((-33.9, 18.4)));
    }

    #[test]
    fn what_is_no_coordinate_is_left_to_the_names() {
        for text in
            ["Абай 12", "10, 12", "12", "43.238", "Толе би 59", "1 2 3", "200.5, 300.5", "мкр 10 12а", "43.2.1, 5.5"]
        {
            assert_eq!(spot(text), None, "{text}");
        }
        assert!(cell_of_text("8A20E60AE92FFFF ").is_some());
        assert!(cell_of_text("8a20e60ae92fff").is_none() && cell_of_text("ffffffffffffffff").is_none());
        assert!(cell_of_text("8a20e60ae920000").is_none(), "no digits beyond the resolution");
    }
}
