//! A photo as it is kept: made anew out of its pixels, so that place, time and camera are gone.

use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, imageops::FilterType};
use std::io::Cursor;

/// Largest file taken.
pub(crate) const MAX_PHOTO_BYTES: usize = 8 << 20;
/// Largest side of a file taken, in pixels.
pub(crate) const MAX_PIXELS: u32 = 8000;
/// Longest side kept.
const KEPT_PIXELS: u32 = 1600;
const QUALITY: u8 = 82;

/// Why a photo is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PhotoFault {
    /// No JPEG, PNG or WebP by its first bytes, whatever it is called.
    Type,
    /// Too large.
    Size,
    /// Not readable.
    Broken,
}

/// A photo without anything but its pixels, upright, as JPEG.
pub(crate) fn clean(bytes: &[u8]) -> Result<Vec<u8>, PhotoFault> {
    if bytes.len() > MAX_PHOTO_BYTES {
        return Err(PhotoFault::Size);
    }
    let format = image::guess_format(bytes).map_err(|_| PhotoFault::Type)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return Err(PhotoFault::Type);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(512 << 20);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| PhotoFault::Broken)?;
    let (width, height) = decoder.dimensions();
    if width > MAX_PIXELS || height > MAX_PIXELS {
        return Err(PhotoFault::Size);
    }
    let orientation = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| PhotoFault::Broken)?;
    if let Some(orientation) = orientation {
        picture.apply_orientation(orientation);
    }
    if picture.width().max(picture.height()) > KEPT_PIXELS {
        picture = picture.resize(KEPT_PIXELS, KEPT_PIXELS, FilterType::Triangle);
    }
    let mut out = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, QUALITY);
    picture.to_rgb8().write_with_encoder(encoder).map_err(|_| PhotoFault::Broken)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A JPEG with an EXIF block that names a place and turns the picture by a quarter.
    fn with_exif() -> Vec<u8> {
        let mut plain = Vec::new();
        let picture = image::RgbImage::from_fn(60, 40, |x, y| image::Rgb([x as u8 * 4, y as u8 * 6, 90]));
        let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut plain, 90);
        picture.write_with_encoder(encoder).unwrap();
        // TIFF, big-endian, one entry: orientation (0x0112), SHORT, 6 = turn right; then text as a camera would write.
        let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
        exif.extend_from_slice(b"GPS 43.238293 76.945812 camera of somebody");
        let mut out = plain[..2].to_vec();
        out.extend_from_slice(&[0xff, 0xe1]);
        out.extend_from_slice(&u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
        out.extend_from_slice(&exif);
        out.extend_from_slice(&plain[2..]);
        out
    }

    #[test]
    fn exif_is_gone_and_the_picture_stands_upright() {
        let given = with_exif();
        assert!(given.windows(4).any(|w| w == b"Exif"));
        let kept = clean(&given).unwrap();
        assert!(!kept.windows(4).any(|w| w == b"Exif") && !kept.windows(3).any(|w| w == b"GPS"));
        let picture = image::load_from_memory(&kept).unwrap();
        assert_eq!((picture.width(), picture.height()), (40, 60), "turned by its EXIF before that went");
    }

    #[test]
    fn what_is_no_picture_by_its_content_is_refused() {
        assert_eq!(clean(b"<svg onload=alert(1)></svg>"), Err(PhotoFault::Type));
        assert_eq!(clean(b"GIF89a\x01\0\x01\0\0\0\0;"), Err(PhotoFault::Type));
        assert_eq!(clean(&vec![0xff; MAX_PHOTO_BYTES + 1]), Err(PhotoFault::Size));
        let cut = &with_exif()[..120];
        assert_eq!(clean(cut), Err(PhotoFault::Broken));
        let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bomb.extend_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0, 8, 2, 0, 0, 0]);
        bomb.extend_from_slice(&[0; 32]);
        assert!(clean(&bomb).is_err());
    }
}
