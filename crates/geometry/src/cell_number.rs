//! Short numbers of cells, and lists of cells as differences (`h3-delta`).

use crate::GeometryError;
use h3o::{CellIndex, Resolution};

/// The number of a cell among those of its resolution: the H3 index without its mode and resolution bits and without
/// the digits that its resolution leaves unused.
///
/// It has `7 + 3 · resolution` bits (37 at resolution 10), so it fits exactly into the numbers of JSON.
///
/// # Examples
/// ```
/// use aula_geometry::{cell_from_number, cell_number};
/// let cell: h3o::CellIndex = "8a20e60ae92ffff".parse()?;
/// assert_eq!(cell_from_number(h3o::Resolution::Ten, cell_number(cell))?, cell);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn cell_number(cell: CellIndex) -> u64 {
    let resolution = u8::from(cell.resolution());
    (u64::from(cell) >> unused_bits(resolution)) & mask(resolution)
}

/// The cell of a number.
///
/// # Errors
/// [`GeometryError::CellNumber`] where the number is none of a cell of the resolution.
pub fn cell_from_number(resolution: Resolution, number: u64) -> Result<CellIndex, GeometryError> {
    let level = u8::from(resolution);
    let fault = || GeometryError::CellNumber { number, resolution: level };
    if number > mask(level) {
        return Err(fault());
    }
    let unused = unused_bits(level);
    let bits = (1 << 59) | (u64::from(level) << 52) | (number << unused) | ((1 << unused) - 1);
    CellIndex::try_from(bits).map_err(|_| fault())
}

/// Cells as `h3-delta`: the first number, then differences.
///
/// # Arguments
/// `cells`: ascending, without duplicates, all of one resolution.
///
/// # Returns
/// As many numbers as cells.
///
/// # Errors
/// [`GeometryError::NotAscending`] and [`GeometryError::MixedResolution`].
pub fn encode_h3_delta(cells: &[CellIndex]) -> Result<Vec<u64>, GeometryError> {
    let Some(first) = cells.first() else { return Ok(Vec::new()) };
    let resolution = first.resolution();
    let mut previous = None;
    let mut deltas = Vec::with_capacity(cells.len());
    for (position, &cell) in cells.iter().enumerate() {
        check_resolution(cell, resolution)?;
        let number = cell_number(cell);
        deltas.push(match previous {
            None => number,
            Some(before) if before < number => number - before,
            Some(_) => return Err(GeometryError::NotAscending { position }),
        });
        previous = Some(number);
    }
    Ok(deltas)
}

/// The cells of an `h3-delta` list, ascending.
///
/// # Errors
/// [`GeometryError::NotAscending`] where a difference is 0, [`GeometryError::CellNumber`] where a sum is no cell.
pub fn decode_h3_delta(resolution: Resolution, deltas: &[u64]) -> Result<Vec<CellIndex>, GeometryError> {
    let mut number = 0_u64;
    let mut cells = Vec::with_capacity(deltas.len());
    for (position, &delta) in deltas.iter().enumerate() {
        if position > 0 && delta == 0 {
            return Err(GeometryError::NotAscending { position });
        }
        number = number
            .checked_add(delta)
            .ok_or(GeometryError::CellNumber { number: u64::MAX, resolution: resolution.into() })?;
        cells.push(cell_from_number(resolution, number)?);
    }
    Ok(cells)
}

/// Refuses a cell of another resolution.
pub(crate) fn check_resolution(cell: CellIndex, expected: Resolution) -> Result<(), GeometryError> {
    if cell.resolution() == expected {
        return Ok(());
    }
    Err(GeometryError::MixedResolution { cell, found: cell.resolution().into(), expected: expected.into() })
}

/// Bits of the digits that a resolution does not use.
fn unused_bits(resolution: u8) -> u32 {
    3 * (15 - u32::from(resolution))
}

/// All bits that a number of a resolution can have.
fn mask(resolution: u8) -> u64 {
    (1 << (7 + 3 * u32::from(resolution))) - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell_of;
    use aula_model::LonLat;
    use proptest::prelude::*;

    #[test]
    fn the_number_is_the_one_of_the_contract() {
        let cell = CellIndex::try_from(0x08a2_0e60_ae92_ffff).unwrap();
        // base cell 16 and the digits of 0x8a20e60ae92ffff, written out by hand of the bit layout
        assert_eq!(cell_number(cell), (0x08a2_0e60_ae92_ffff_u64 >> 15) & 0x1f_ffff_ffff);
    }

    #[test]
    fn numbers_that_are_no_cells_and_lists_that_do_not_ascend_are_refused() {
        let resolution = Resolution::Ten;
        assert!(matches!(cell_from_number(resolution, u64::MAX), Err(GeometryError::CellNumber { .. })));
        // digit 7 is not used in a number
        assert!(cell_from_number(resolution, 7).is_err());
        let cell: CellIndex = "8a20e60ae92ffff".parse().unwrap();
        let other: CellIndex = "8920e60ae93ffff".parse().unwrap();
        assert_eq!(encode_h3_delta(&[cell, cell]), Err(GeometryError::NotAscending { position: 1 }));
        assert!(matches!(encode_h3_delta(&[cell, other]), Err(GeometryError::MixedResolution { .. })));
        assert!(decode_h3_delta(resolution, &[cell_number(cell), 0]).is_err());
        assert!(decode_h3_delta(resolution, &[cell_number(cell), u64::MAX]).is_err());
        assert_eq!(encode_h3_delta(&[]), Ok(vec![]));
        assert_eq!(decode_h3_delta(resolution, &[]), Ok(vec![]));
    }

    proptest! {
        #[test]
        fn any_list_of_cells_reads_back_as_it_was_written(
            points in prop::collection::vec((-180.0..=180.0, -90.0..=90.0), 0..60),
            resolution in 0..=15_u8,
        ) {
            let resolution = Resolution::try_from(resolution).unwrap();
            let mut cells: Vec<CellIndex> =
                points.iter().map(|&(lon, lat)| cell_of(LonLat::new(lon, lat).unwrap(), resolution)).collect();
            cells.sort_unstable();
            cells.dedup();
            let deltas = encode_h3_delta(&cells).unwrap();
            prop_assert_eq!(deltas.iter().sum::<u64>(), cells.last().map_or(0, |&c| cell_number(c)));
            prop_assert_eq!(decode_h3_delta(resolution, &deltas).unwrap(), cells);
        }
    }
}
