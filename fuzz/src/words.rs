//! The words of a query string: what HTTP parameters and command-line options are parsed by.

use aula_geometry::BBox;
use aula_model::{AreaId, AreaKind, CategoryCode, HourRange, LonLat, PlaceKind, SourceName, WeekdaySet};
use aula_snapshot::Layer;
use std::fmt::{Debug, Display};
use std::str::FromStr;

/// Every word is refused with a reason, or is written as a word that means the same.
pub fn words(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for word in text.split(['\n', '&', '=']).chain([&*text]) {
        round::<HourRange>(word);
        round::<WeekdaySet>(word);
        round::<AreaId>(word);
        round::<CategoryCode>(word);
        round::<AreaKind>(word);
        round::<PlaceKind>(word);
        round::<SourceName>(word);
        round::<Layer>(word);
        if let Ok(frame) = BBox::from_str(word) {
            assert!([frame.west(), frame.south(), frame.east(), frame.north()].iter().all(|x| x.is_finite()));
        }
        let mut numbers = word.split(',').map(|part| part.parse().unwrap_or(f64::NAN));
        let (lon, lat) = (numbers.next().unwrap_or(0.0), numbers.next().unwrap_or(0.0));
        if let Ok(point) = LonLat::new(lon, lat) {
            assert!(point.lon().abs() <= 180.0 && point.lat().abs() <= 90.0, "{point:?}");
        }
    }
}

fn round<T: FromStr<Err: Display> + Display + PartialEq + Debug>(word: &str) {
    match T::from_str(word) {
        Ok(value) => assert_eq!(T::from_str(&value.to_string()).ok(), Some(value), "{word:?}"),
        Err(reason) => assert!(!reason.to_string().is_empty()),
    }
}
