/** One's own picture for the background: it is kept in this browser's IndexedDB, and sent nowhere. */
import type { OwnPictureProblem } from "../ports/background_types.ts";

const database = "madang.background";
const store = "pictures";
const key = "own";

/** Larger files are refused unread. */
const maxFileBytes = 20 * 1024 * 1024;

/** The longest side of what is kept, in pixels. */
const longestSide = 1920;

/** The kept picture; `null`: none, or this browser keeps nothing. */
export async function readOwnPicture(): Promise<Blob | null> {
  const found = await inStore("readonly", (pictures) => pictures.get(key)).catch(() => null);
  return found instanceof Blob ? found : null;
}

/** Keeps `file`, drawn anew: smaller, and without what a camera wrote into it (place, time, device). */
export async function keepOwnPicture(file: Blob): Promise<OwnPictureProblem | null> {
  if (file.size > maxFileBytes) return "too-large";
  const drawn = await redraw(file).catch(() => null);
  if (!drawn) return "not-a-picture";
  try {
    await inStore("readwrite", (pictures) => pictures.put(drawn, key));
    return null;
  } catch {
    return "not-kept";
  }
}

export async function removeOwnPicture(): Promise<void> {
  await inStore("readwrite", (pictures) => pictures.delete(key)).catch(() => {});
}

async function redraw(file: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
}

async function inStore<Result>(
  mode: IDBTransactionMode,
  run: (pictures: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  const opening = indexedDB.open(database, 1);
  opening.onupgradeneeded = () => void opening.result.createObjectStore(store);
  const opened = await resultOf(opening);
  try {
    const transaction = opened.transaction(store, mode);
    const result = await resultOf(run(transaction.objectStore(store)));
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    return result;
  } finally {
    opened.close();
  }
}

function resultOf<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
