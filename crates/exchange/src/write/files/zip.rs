//! A ZIP archive of a few files.

use super::spool::io;
use crate::ExchangeError;
use flate2::{Compression, Crc, write::DeflateEncoder};
use std::fs::File;
use std::io::{Read, Seek as _, SeekFrom, Write as _};

/// Packs files into a temporary archive.
pub(super) fn pack(mut members: Vec<(String, File)>) -> Result<File, ExchangeError> {
    let mut archive = tempfile::tempfile().map_err(io)?;
    let mut directory = Vec::new();
    let too_large =
        || ExchangeError::CannotHold("a part of the archive is larger than 4 GiB; export fewer rows".into());
    for (name, member) in &mut members {
        let start = archive.stream_position().map_err(io)?;
        archive.write_all(&header(0x0403_4b50, name, 0, 0, 0, None)).map_err(io)?;
        archive.write_all(name.as_bytes()).map_err(io)?;
        let body = archive.stream_position().map_err(io)?;
        member.rewind().map_err(io)?;
        let mut crc = Crc::new();
        let mut packer = DeflateEncoder::new(&mut archive, Compression::new(4));
        let mut buffer = vec![0; 1 << 16];
        loop {
            let n = member.read(&mut buffer).map_err(io)?;
            if n == 0 {
                break;
            }
            crc.update(&buffer[..n]);
            packer.write_all(&buffer[..n]).map_err(io)?;
        }
        let plain = packer.total_in();
        packer.finish().map_err(io)?;
        let end = archive.stream_position().map_err(io)?;
        let sizes = (u32::try_from(end - body), u32::try_from(plain), u32::try_from(start));
        let (Ok(packed), Ok(plain), Ok(offset)) = sizes else { return Err(too_large()) };
        archive.seek(SeekFrom::Start(start)).map_err(io)?;
        archive.write_all(&header(0x0403_4b50, name, crc.sum(), packed, plain, None)).map_err(io)?;
        archive.seek(SeekFrom::Start(end)).map_err(io)?;
        directory.extend(header(0x0201_4b50, name, crc.sum(), packed, plain, Some(offset)));
        directory.extend_from_slice(name.as_bytes());
    }
    let at = u32::try_from(archive.stream_position().map_err(io)?).map_err(|_| too_large())?;
    archive.write_all(&directory).map_err(io)?;
    let count = u16::try_from(members.len()).unwrap_or(u16::MAX);
    let mut end = Vec::from(0x0605_4b50_u32.to_le_bytes());
    end.extend_from_slice(&[0; 4]);
    end.extend_from_slice(&count.to_le_bytes());
    end.extend_from_slice(&count.to_le_bytes());
    end.extend_from_slice(&u32::try_from(directory.len()).unwrap_or(u32::MAX).to_le_bytes());
    end.extend_from_slice(&at.to_le_bytes());
    end.extend_from_slice(&[0; 2]);
    archive.write_all(&end).map_err(io)?;
    Ok(archive)
}

/// A local header, or with an offset one of the directory; names in UTF-8, packed by deflate, of the first day of 1980.
fn header(signature: u32, name: &str, crc: u32, packed: u32, plain: u32, offset: Option<u32>) -> Vec<u8> {
    let mut out = Vec::from(signature.to_le_bytes());
    let half = |out: &mut Vec<u8>, n: u16| out.extend_from_slice(&n.to_le_bytes());
    if offset.is_some() {
        half(&mut out, 20);
    }
    for n in [20, 0x0800, 8, 0, 0x21] {
        half(&mut out, n);
    }
    for n in [crc, packed, plain] {
        out.extend_from_slice(&n.to_le_bytes());
    }
    half(&mut out, u16::try_from(name.len()).unwrap_or(0));
    half(&mut out, 0);
    if let Some(offset) = offset {
        for n in [0, 0, 0] {
            half(&mut out, n);
        }
        out.extend_from_slice(&0_u32.to_le_bytes());
        out.extend_from_slice(&offset.to_le_bytes());
    }
    out
}
