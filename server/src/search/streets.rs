//! Streets by name: of the imported roads, else of the addresses.

use super::things::{Bounds, Sort, Thing, bounds};
use aula_model::{Kind, LonLat, Names, Road};
use aula_search::words;
use aula_snapshot::Snapshot;
use std::collections::{BTreeMap, BTreeSet};

/// Ways of one name that lie nearer than this to one another are one street, in degrees (about a kilometre).
const NEAR_DEGREES: f64 = 0.01;

/// A piece of a street: one way, or one house of it.
struct Piece {
    names: Names,
    bounds: Bounds,
    /// A place on it.
    at: LonLat,
    /// Its length in degrees; the longest piece says where the street's name is put.
    length: f64,
}

/// The streets, each once, with the box around all of its ways.
///
/// The roads of a map say more than addresses do; what is only known by its houses is taken by them.
pub(super) fn streets(snapshot: &Snapshot, houses: &[Thing]) -> Vec<Thing> {
    let mut pieces = by_name(roads(snapshot));
    let known: BTreeSet<String> = pieces.keys().cloned().collect();
    let of_houses = by_name(houses.iter().filter_map(of_house).collect());
    // One house makes no street: its name may be anything.
    pieces.extend(of_houses.into_iter().filter(|(name, pieces)| pieces.len() > 1 && !known.contains(name)));
    pieces.into_values().flat_map(together).collect()
}

fn roads(snapshot: &Snapshot) -> Vec<Piece> {
    let roads = snapshot.documents().of_kind(Kind::Road).filter_map(|(_, document)| document.read::<Road>().ok());
    roads
        .filter_map(|road| {
            let names = road.names?;
            let lines: Vec<&[[f64; 2]]> = road.geometry.iter().collect();
            let longest = lines.iter().max_by(|a, b| length(a).total_cmp(&length(b)))?;
            let [lon, lat] = longest[longest.len() / 2];
            let bounds = bounds(lines.iter().flat_map(|line| line.iter().copied()))?;
            Some(Piece { names, bounds, at: LonLat::new(lon, lat).ok()?, length: length(longest) })
        })
        .collect()
}

fn length(line: &[[f64; 2]]) -> f64 {
    line.windows(2).map(|pair| (pair[1][0] - pair[0][0]).hypot(pair[1][1] - pair[0][1])).sum()
}

fn of_house(house: &Thing) -> Option<Piece> {
    let names = street_of(&house.names)?;
    let (lon, lat) = (house.centre.lon(), house.centre.lat());
    Some(Piece { names, bounds: [lon, lat, lon, lat], at: house.centre, length: 0.0 })
}

/// The street of an address: its name without the house, which stands behind a comma or in front.
fn street_of(address: &Names) -> Option<Names> {
    let numbered = |text: &str| text.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let street = |name: &str| -> Option<String> {
        if let Some((street, _)) = name.rsplit_once(',').filter(|(_, house)| numbered(house)) {
            return Some(street.trim().to_owned());
        }
        let (_, street) = name.split_once(' ').filter(|_| numbered(name))?;
        Some(street.trim().to_owned())
    };
    let [kk, ru, en] = [&address.kk, &address.ru, &address.en].map(|name| name.as_deref().and_then(street));
    Names::new(kk.as_deref(), ru.as_deref(), en.as_deref()).ok()
}

/// Pieces by what they are called, however that is spelt.
fn by_name(pieces: Vec<Piece>) -> BTreeMap<String, Vec<Piece>> {
    let mut named: BTreeMap<String, Vec<Piece>> = BTreeMap::new();
    for piece in pieces {
        let Names { kk, ru, en } = &piece.names;
        let Some(name) = ru.as_ref().or(kk.as_ref()).or(en.as_ref()) else { continue };
        let mut words = words(name);
        words.sort();
        named.entry(words.join(" ")).or_default().push(piece);
    }
    named
}

/// Pieces of one name as the streets that they are: those that lie near one another are one.
fn together(pieces: Vec<Piece>) -> Vec<Thing> {
    let mut streets: Vec<(Bounds, Vec<Piece>)> = Vec::new();
    for piece in pieces {
        let mut street = (piece.bounds, vec![piece]);
        // What this piece joins may join others: they become one.
        while let Some(at) = streets.iter().position(|(other, _)| near(other, &street.0)) {
            let (bounds, pieces) = streets.swap_remove(at);
            street.0 = around(&street.0, &bounds);
            street.1.extend(pieces);
        }
        streets.push(street);
    }
    streets.into_iter().filter_map(|(bounds, pieces)| thing(bounds, &pieces)).collect()
}

fn thing(bounds: Bounds, pieces: &[Piece]) -> Option<Thing> {
    let longest = pieces.iter().max_by(|a, b| a.length.total_cmp(&b.length))?;
    // The piece with the most languages names the street.
    let said = |names: &Names| [&names.kk, &names.ru, &names.en].into_iter().flatten().count();
    let names = pieces.iter().map(|piece| &piece.names).max_by_key(|names| said(names))?.clone();
    let shown = words(names.ru.as_deref().or(names.kk.as_deref()).or(names.en.as_deref())?).join("-");
    let id = format!("street:{shown}@{:.4},{:.4}", longest.at.lon(), longest.at.lat());
    Some(Thing { sort: Sort::Street, id, names, also: None, centre: longest.at, bounds: Some(bounds) })
}

fn near(a: &Bounds, b: &Bounds) -> bool {
    a[0] - NEAR_DEGREES <= b[2]
        && b[0] - NEAR_DEGREES <= a[2]
        && a[1] - NEAR_DEGREES <= b[3]
        && b[1] - NEAR_DEGREES <= a[3]
}

fn around(a: &Bounds, b: &Bounds) -> Bounds {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(name: &str, west: f64) -> Piece {
        let names = Names::new(None, Some(name), None).unwrap();
        Piece { names, bounds: [west, 43.0, west + 0.002, 43.0], at: LonLat::new(west, 43.0).unwrap(), length: 0.002 }
    }

    #[test]
    fn ways_of_one_name_are_one_street_unless_they_lie_apart() {
        let ways = vec![
            piece("улица Абая", 76.90),
            piece("Абая улица", 76.92),
            piece("улица Абая", 76.91),
            piece("улица Абая", 77.5),
            piece("Сатпаева", 76.9),
        ];
        let streets: Vec<Thing> = by_name(ways).into_values().flat_map(together).collect();
        let found: Vec<(&str, Bounds)> =
            streets.iter().map(|s| (s.names.ru.as_deref().unwrap(), s.bounds.unwrap())).collect();
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found.iter().any(|(_, b)| (b[0] - 76.90).abs() < 1e-9 && (b[2] - 76.922).abs() < 1e-9), "{found:?}");
    }

    #[test]
    fn an_address_says_its_street() {
        let names =
            Names::new(Some("Жасыл қайың көшесі, 12"), Some("улица Жасыл Кайын, 12а"), Some("12 Zhasyl Street"));
        let street = street_of(&names.unwrap()).unwrap();
        assert_eq!(
            street,
            Names::new(Some("Жасыл қайың көшесі"), Some("улица Жасыл Кайын"), Some("Zhasyl Street")).unwrap()
        );
        assert_eq!(street_of(&Names::single("Дом у реки").unwrap()), None);
    }
}
