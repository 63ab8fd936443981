//! The log's own format: up to a few thousand changes of one kind, compressed, with a table of contents.
//!
//! The table of contents is what most questions need (which keys, which are gone, has it changed), and stands
//! uncompressed beside the payload, 36 bytes for each change: key (16), digest (16), length of the line (4, little
//! endian; 0 for a removal). The payload is zstd over one line of JSON per change, empty for a removal.

use crate::StoreError;
use aula_model::{Area, Change, CitySettings, ContentHash, Document, Entity, Incident, Key, Kind, Op, Place, Seq};

/// A stored run of changes of one kind with consecutive numbers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Chunk {
    pub(crate) first: Seq,
    pub(crate) last: Seq,
    pub(crate) batch: u64,
    pub(crate) kind: Kind,
    pub(crate) contents: Vec<u8>,
    pub(crate) payload: Vec<u8>,
    pub(crate) checksum: ContentHash,
}

/// A line of the table of contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) key: Key,
    pub(crate) hash: ContentHash,
    /// Length of its line in bytes without the line's end.
    pub(crate) len: usize,
}

impl Entry {
    const BYTES: usize = 36;

    pub(crate) fn is_removal(&self) -> bool {
        self.len == 0
    }
}

/// How many changes of a kind go into one chunk at most: enough to compress well, few enough to spread over the cores
/// and to be held several at a time (an outline can have a megabyte).
fn limit(kind: Kind) -> usize {
    match kind {
        Kind::Incident | Kind::Place => 4096,
        // An outline or a publication can have a megabyte.
        _ => 128,
    }
}

/// Cuts changes into the runs that become chunks, each with the place of its first change.
pub(crate) fn runs(changes: &[Change]) -> impl Iterator<Item = (usize, &[Change])> {
    let mut at = 0;
    changes.chunk_by(|a, b| a.kind == b.kind).flat_map(|run| run.chunks(limit(run[0].kind))).map(move |run| {
        at += run.len();
        (at - run.len(), run)
    })
}

/// Writes an entity as it is kept.
pub(crate) fn write_json(entity: &Entity, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    match entity {
        Entity::Incident(incident) => serde_json::to_writer(out, incident),
        Entity::Area(area) => serde_json::to_writer(out, area),
        Entity::Place(place) => serde_json::to_writer(out, place),
        Entity::Settings(settings) => serde_json::to_writer(out, settings),
        Entity::Document(document) => serde_json::to_writer(out, document),
    }
}

fn read_json(kind: Kind, json: &[u8]) -> Result<Entity, serde_json::Error> {
    Ok(match kind {
        Kind::Incident => Entity::Incident(Box::new(serde_json::from_slice::<Incident>(json)?)),
        Kind::Area => Entity::Area(Box::new(serde_json::from_slice::<Area>(json)?)),
        Kind::Place => Entity::Place(Box::new(serde_json::from_slice::<Place>(json)?)),
        Kind::Settings => Entity::Settings(Box::new(serde_json::from_slice::<CitySettings>(json)?)),
        _ => Entity::Document(Box::new(serde_json::from_slice::<Document>(json)?)),
    })
}

/// Fast enough to keep up with the disk; on lines as like as these, higher levels save little.
const COMPRESSION_LEVEL: i32 = 1;

impl Chunk {
    /// Encodes a run of changes of one kind, the first of which has the number `first`.
    pub(crate) fn encode(first: Seq, batch: u64, changes: &[Change]) -> Result<Self, StoreError> {
        let kind = changes[0].kind;
        let mut contents = Vec::with_capacity(changes.len() * Entry::BYTES);
        let mut lines = Vec::with_capacity(changes.len() * 256);
        for change in changes {
            let start = lines.len();
            if let Op::Put(entity) = &change.op {
                write_json(entity, &mut lines).map_err(|e| StoreError::Storage(e.into()))?;
            }
            let line = &lines[start..];
            let hash = if line.is_empty() { ContentHash([0; 16]) } else { ContentHash::of(line) };
            let len = u32::try_from(line.len()).map_err(|e| StoreError::Storage(e.into()))?;
            contents.extend_from_slice(change.key.as_bytes());
            contents.extend_from_slice(&hash.0);
            contents.extend_from_slice(&len.to_le_bytes());
            lines.push(b'\n');
        }
        let payload = zstd::bulk::compress(&lines, COMPRESSION_LEVEL).map_err(|e| StoreError::Storage(e.into()))?;
        let last = Seq(first.0 + changes.len() as u64 - 1);
        let mut chunk = Self { first, last, batch, kind, contents, payload, checksum: ContentHash([0; 16]) };
        chunk.checksum = chunk.computed_checksum();
        Ok(chunk)
    }

    /// Decodes the changes that `wanted` asks for by number and entry.
    pub(crate) fn decode(
        &self,
        wanted: impl Fn(Seq, &Entry) -> bool,
    ) -> Result<Vec<(Seq, Key, Option<Entity>)>, StoreError> {
        if self.computed_checksum() != self.checksum {
            return Err(self.damaged("its checksum does not fit"));
        }
        let entries = self.entries()?;
        let bytes: usize = entries.clone().map(|(_, e)| e.len + 1).sum();
        let lines = zstd::bulk::decompress(&self.payload, bytes).map_err(|e| self.damaged(&e.to_string()))?;
        if lines.len() != bytes {
            return Err(self.damaged(&format!("it holds {} bytes instead of {bytes}", lines.len())));
        }
        let mut at = 0;
        let mut found = Vec::with_capacity(entries.len());
        for (seq, entry) in entries {
            let line = &lines[at..at + entry.len];
            at += entry.len + 1;
            if wanted(seq, &entry) {
                let entity = if entry.is_removal() { None } else { Some(self.entity(seq, line)?) };
                found.push((seq, entry.key, entity));
            }
        }
        Ok(found)
    }

    /// The same chunk with everything that a key said taken out: its entries become removals, all others stay as they
    /// were to the byte.
    pub(crate) fn without(&self, key: Key) -> Result<Self, StoreError> {
        let entries = self.entries()?;
        let bytes: usize = entries.clone().map(|(_, e)| e.len + 1).sum();
        let lines = zstd::bulk::decompress(&self.payload, bytes).map_err(|e| self.damaged(&e.to_string()))?;
        if self.computed_checksum() != self.checksum || lines.len() != bytes {
            return Err(self.damaged("its checksum does not fit"));
        }
        let (mut at, mut kept) = (0, Vec::with_capacity(bytes));
        let mut contents = self.contents.clone();
        for ((_, entry), bytes) in entries.zip(contents.chunks_exact_mut(Entry::BYTES)) {
            let line = &lines[at..=at + entry.len];
            at += line.len();
            if entry.key == key {
                bytes[16..].fill(0);
                kept.push(b'\n');
            } else {
                kept.extend_from_slice(line);
            }
        }
        let payload = zstd::bulk::compress(&kept, COMPRESSION_LEVEL).map_err(|e| StoreError::Storage(e.into()))?;
        let mut chunk = Self { contents, payload, ..self.clone() };
        chunk.checksum = chunk.computed_checksum();
        Ok(chunk)
    }

    fn entity(&self, seq: Seq, line: &[u8]) -> Result<Entity, StoreError> {
        read_json(self.kind, line).map_err(|e| self.damaged(&format!("entry {seq} cannot be read: {e}")))
    }

    /// The table of contents with the numbers of the changes.
    pub(crate) fn entries(&self) -> Result<impl ExactSizeIterator<Item = (Seq, Entry)> + Clone, StoreError> {
        let count = self.last.0.checked_sub(self.first.0).map(|n| n + 1);
        if count.is_none_or(|n| n.checked_mul(Entry::BYTES as u64) != Some(self.contents.len() as u64)) {
            return Err(self.damaged("its table of contents has the wrong length"));
        }
        let first = self.first.0;
        Ok(self.contents.chunks_exact(Entry::BYTES).enumerate().map(move |(i, bytes)| {
            let part = |from: usize| <[u8; 16]>::try_from(&bytes[from..from + 16]).unwrap_or_default();
            let len = <[u8; 4]>::try_from(&bytes[32..]).unwrap_or_default();
            let entry = Entry {
                key: Key::from_bytes(part(0)),
                hash: ContentHash(part(16)),
                len: u32::from_le_bytes(len) as usize,
            };
            (Seq(first + i as u64), entry)
        }))
    }

    /// The checksum that the parts should have.
    pub(crate) fn computed_checksum(&self) -> ContentHash {
        let mut parts = Vec::with_capacity(80);
        parts.extend_from_slice(&self.first.0.to_le_bytes());
        parts.extend_from_slice(&self.last.0.to_le_bytes());
        parts.extend_from_slice(&self.batch.to_le_bytes());
        parts.extend_from_slice(&ContentHash::of(&self.contents).0);
        parts.extend_from_slice(&ContentHash::of(&self.payload).0);
        parts.extend_from_slice(self.kind.as_str().as_bytes());
        ContentHash::of(&parts)
    }

    /// How the chunk is called in messages.
    pub(crate) fn name(&self) -> String {
        format!("chunk {} to {} of the log", self.first, self.last)
    }

    fn damaged(&self, reason: &str) -> StoreError {
        StoreError::Damaged { place: self.name(), reason: reason.to_owned() }
    }
}
