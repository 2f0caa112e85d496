import { type ReadonlySignal, signal } from "@preact/signals";
import type { StoragePort } from "../ports/storage_port.ts";
import { recordingFolder, recordingLock } from "./recording_messages.ts";
import { markRecordings } from "./recording_mark.ts";
import { parseFileName, savedNameOf } from "./recording_name.ts";
import type { KeptRecording, KeptRecordingsModel, SaveOutcome } from "./recording_types.ts";

/** What is used of the File System API's picker, which Chromium alone has. */
interface SavePicker {
  showSaveFilePicker?(options: { suggestedName: string }): Promise<FileSystemFileHandle>;
}

/** The recordings in this browser's private files. */
export class KeptRecordings implements KeptRecordingsModel {
  readonly #storage: StoragePort;
  readonly #list = signal<readonly KeptRecording[]>([]);

  constructor(storage: StoragePort) {
    this.#storage = storage;
  }

  get list(): ReadonlySignal<readonly KeptRecording[]> {
    return this.#list;
  }

  /** For `Recording`: there will be one. */
  note(): void {
    markRecordings(this.#storage, true);
  }

  async refresh(): Promise<void> {
    try {
      this.#list.value = await this.#read();
    } catch {
      // No private files: no recordings.
      this.#list.value = [];
    }
  }

  async save(kept: KeptRecording): Promise<SaveOutcome> {
    const name = parseFileName(kept.file);
    const file = await this.#fileOf(kept.file).catch(() => null);
    if (file === null || name === null) return "failed";
    const suggestedName = savedNameOf(name);
    const { showSaveFilePicker } = globalThis as SavePicker;
    if (!showSaveFilePicker) {
      download(file, suggestedName);
      return "downloaded";
    }
    try {
      const target = await showSaveFilePicker.call(globalThis, { suggestedName });
      // From disk to disk: it may be larger than the memory.
      await file.stream().pipeTo(await target.createWritable());
    } catch (error) {
      return error instanceof Error && error.name === "AbortError" ? "cancelled" : "failed";
    }
    await this.remove(kept);
    return "saved";
  }

  async remove({ file }: KeptRecording): Promise<void> {
    await (await folder()).removeEntry(file).catch(() => {});
    await this.refresh();
  }

  async #read(): Promise<readonly KeptRecording[]> {
    const files = await folder();
    const names = (await Array.fromAsync(files.keys())).filter((file) => parseFileName(file));
    // After the names: a file is locked before it is made.
    const { held = [] } = await navigator.locks.query();
    const locks = new Set(held.map(({ name }) => name));
    const ended = names.filter((file) => !locks.has(recordingLock(file)));
    const kept: KeptRecording[] = [];
    for (const file of ended) {
      const { startedAtMs = 0, slug = "" } = parseFileName(file) ?? {};
      const bytes = await this.#fileOf(file).then(({ size }) => size, () => 0);
      // It ended before its first byte.
      if (bytes === 0) await files.removeEntry(file).catch(() => {});
      else kept.push({ file, startedAtMs, slug, bytes });
    }
    if (kept.length === 0 && ended.length === names.length) markRecordings(this.#storage, false);
    return kept.sort((one, other) => other.startedAtMs - one.startedAtMs);
  }

  async #fileOf(file: string): Promise<File> {
    return await (await (await folder()).getFileHandle(file)).getFile();
  }
}

async function folder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return await root.getDirectoryHandle(recordingFolder, { create: true });
}

/** The browser copies the file, from the disk. */
function download(file: File, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
