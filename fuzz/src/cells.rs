//! Lists of cells as numbers.

use super::bytes::Bytes;
use aula_geometry::{Resolution, cell_from_number, cell_number, decode_h3_delta, encode_h3_delta};

/// Numbers that name cells come back as they went in; all others are refused.
pub fn h3_delta(data: &[u8]) {
    let mut bytes = Bytes(data);
    let resolution = Resolution::try_from(bytes.byte() % 16).expect("under 16");
    let deltas: Vec<u64> = (0..bytes.byte() % 40).map(|_| bytes.word() >> (bytes.byte() % 64)).collect();
    for &number in &deltas {
        if let Ok(cell) = cell_from_number(resolution, number) {
            assert_eq!((cell_number(cell), cell.resolution()), (number, resolution));
        }
    }
    if let Ok(cells) = decode_h3_delta(resolution, &deltas) {
        assert_eq!(encode_h3_delta(&cells).as_deref().ok(), Some(&deltas[..]));
    }
    // Cells that exist, in any order: ascending ones go round, others are refused.
    let cells: Vec<_> = deltas.iter().filter_map(|&number| cell_from_number(resolution, number).ok()).collect();
    match encode_h3_delta(&cells) {
        Ok(deltas) => assert_eq!(decode_h3_delta(resolution, &deltas).ok(), Some(cells)),
        Err(_) => assert!(!cells.windows(2).all(|pair| pair[0] < pair[1])),
    }
}
