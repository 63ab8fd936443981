/** Photos wait in IndexedDB until their audit is sent: they are too large for anything else. */

const BASE = "aula-audit";
const TABLE = "photos";
/** The longer side as sent; enough to see a lamp, too little to read a face far off. */
const LONGEST_SIDE = 1600;
export const PHOTOS_AT_MOST = 3;

export interface Photo {
  id: string;
  client_id: string;
  blob: Blob;
}

/** A picture made anew out of the pixels, so that place and time of the shot are gone before it leaves the device. */
export async function stripped(file: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return new Promise((done, failed) =>
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/jpeg", 0.82),
  );
}

export async function photosOf(clientId: string): Promise<Photo[]> {
  const all = await within<Photo[]>("readonly", (table) => table.getAll() as IDBRequest<Photo[]>);
  return all.filter((photo) => photo.client_id === clientId);
}

export async function keepPhoto(photo: Photo): Promise<void> {
  await within("readwrite", (table) => table.put(photo, photo.id));
}

export async function dropPhoto(id: string): Promise<void> {
  await within("readwrite", (table) => table.delete(id));
}

async function within<T>(mode: IDBTransactionMode, what: (table: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const base = await new Promise<IDBDatabase>((done, failed) => {
    const opening = indexedDB.open(BASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(TABLE);
    opening.onsuccess = () => done(opening.result);
    opening.onerror = () => failed(opening.error ?? new Error("no storage"));
  });
  try {
    return await new Promise<T>((done, failed) => {
      const asked = what(base.transaction(TABLE, mode).objectStore(TABLE));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error ?? new Error("no storage"));
    });
  } finally {
    base.close();
  }
}
