//! Items as a file: written while it is sent, so that a million features need no more memory than a thousand.

use super::super::{App, Problem};
use super::asked::Asked;
use super::catalogue::Collection;
use super::question::Question;
use aula_exchange::{About, FileFormat, FileRows, write_features};
use aula_features::{GeometryKind, Selection, select};
use aula_model::Language;
use aula_snapshot::Snapshot;
use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use futures_core::Stream;
use jiff::Timestamp;
use serde_json::json;
use std::io::Write;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc;

/// Bytes of a piece.
const PIECE: usize = 64 * 1024;
/// Pieces that wait for a slow reader; then the writer waits.
const WAITING: usize = 4;

/// The formats that a collection can be had in.
pub(super) fn offered(collection: &Collection) -> impl Iterator<Item = FileFormat> + use<> {
    let several = collection.table.geometry_kind() == GeometryKind::Any;
    FileFormat::ALL.into_iter().filter(move |format| match format {
        FileFormat::GeoJson => false,
        FileFormat::Shapefile => !several,
        _ => true,
    })
}

/// What a file says of itself.
pub(crate) fn about(
    collection: &Collection,
    snapshot: &Snapshot,
    language: Language,
    settings: serde_json::Value,
) -> About {
    About {
        id: collection.id.clone(),
        title: collection.title(language),
        description: collection.description(language),
        licence: collection.licence().map(str::to_owned),
        attribution: collection.attribution(snapshot, language),
        made_at: Timestamp::now(),
        settings,
    }
}

/// Streams a file.
pub(super) fn answer(
    app: &App,
    asked: &Asked,
    format: FileFormat,
    collection: &Collection,
    question: Question,
    language: Language,
) -> Result<Response, Problem> {
    if !offered(collection).any(|f| f == format) {
        let detail = "a Shapefile holds one sort of geometry and this collection has several";
        return Err(Problem::parameter("f", detail, "choose gpkg, fgb or geojsonl"));
    }
    let downloads =
        app.ogc.download().ok_or_else(|| Problem::not_ready("too many files are being made; ask again soon"))?;
    let settings = json!({ "collection": collection.id, "version": collection.version, "parameters": asked.shown() });
    let about = about(collection, &app.city.snapshot(), language, settings);
    let table = std::sync::Arc::clone(&collection.table);
    let shelf = std::sync::Arc::clone(&app.ogc);
    let (send, receive) = mpsc::channel(WAITING);
    // Not under the limit for computations: a slow reader would hold a place there for as long as it reads.
    tokio::task::spawn_blocking(move || {
        let _place = downloads;
        let selection: Selection = shelf.selection(question.key.clone(), || select(table.as_ref(), &question.query));
        let limit = question.limit.unwrap_or(usize::MAX);
        let rows = FileRows { table: table.as_ref(), selection, columns: question.columns, limit };
        let mut pieces = Pieces { send, buffer: Vec::with_capacity(PIECE) };
        if let Err(error) = write_features(format, &rows, &about, &mut pieces)
            .and_then(|_| pieces.flush().map_err(aula_exchange::ExchangeError::Io))
        {
            tracing::debug!(%error, "a file was not sent to its end");
            let _ = pieces.send.blocking_send(Err(std::io::Error::other("the file could not be made")));
        }
    });
    let mut response = asked.answer(content_type(format), Body::from_stream(Arriving(receive)));
    let name =
        format!("attachment; filename=\"{}.{}\"", collection.id.replace(['"', '\\', '/'], "_"), format.extension());
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

fn content_type(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Csv | FileFormat::CsvExcel => "text/csv; charset=utf-8",
        other => other.media_type(),
    }
}

/// Collects what is written and sends it piece by piece.
struct Pieces {
    send: mpsc::Sender<std::io::Result<Bytes>>,
    buffer: Vec<u8>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::replace(&mut self.buffer, Vec::with_capacity(PIECE)));
        let gone = |_| std::io::Error::new(std::io::ErrorKind::BrokenPipe, "the reader went away");
        self.send.blocking_send(Ok(piece)).map_err(gone)
    }
}

/// The pieces on the side of the reader.
struct Arriving(mpsc::Receiver<std::io::Result<Bytes>>);

impl Stream for Arriving {
    type Item = std::io::Result<Bytes>;
    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}
