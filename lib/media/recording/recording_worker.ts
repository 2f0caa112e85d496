/** The worker of a recording: appends to a private file, and is a clock that a hidden tab does not slow down. A script of its own. */
import { AppendFile, type SyncAccess } from "./append_file.ts";
import {
  type FromRecordingWorker,
  recordingFolder,
  recordingLock,
  type ToRecordingWorker,
  type WriteFailure,
} from "./recording_messages.ts";

interface SyncFileHandle extends FileSystemFileHandle {
  createSyncAccessHandle?(): Promise<SyncAccess>;
}

function tell(message: FromRecordingWorker): void {
  globalThis.postMessage(message);
}

async function open(file: string): Promise<AppendFile> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(recordingFolder, { create: true });
  const handle: SyncFileHandle = await folder.getFileHandle(file, { create: true });
  if (!handle.createSyncAccessHandle) throw new DOMException("No handle", "NotSupportedError");
  return new AppendFile(await handle.createSyncAccessHandle());
}

/** Held until the worker ends, in whatever way. */
function hold(file: string): Promise<void> {
  return new Promise((resolve) =>
    void navigator.locks.request(recordingLock(file), () => {
      resolve();
      return new Promise(() => {});
    })
  );
}

function reasonOf(error: unknown): WriteFailure {
  if (error instanceof Error && error.name === "QuotaExceededError") return "full";
  // Also a private window, whose files Firefox refuses (`SecurityError`).
  return "unsupported";
}

let written: AppendFile | null = null;

/** Requests are handled one after another. */
let last: Promise<void> = Promise.resolve();

async function handle(message: ToRecordingWorker): Promise<void> {
  if (message.type === "open") {
    try {
      await hold(message.file);
      written = await open(message.file);
    } catch (error) {
      return tell({ type: "failed", reason: reasonOf(error) });
    }
    if (message.ticksPerSecond > 0) {
      setInterval(() => tell({ type: "tick" }), 1000 / message.ticksPerSecond);
    }
    return tell({ type: "opened" });
  }
  if (message.type === "close") {
    written?.close();
    return tell({ type: "closed" });
  }
  const failure = written?.append(message.bytes) ?? null;
  tell(
    failure ? { type: "failed", reason: failure } : { type: "written", bytes: written?.bytes ?? 0 },
  );
}

globalThis.addEventListener("message", ({ data }: MessageEvent<ToRecordingWorker>) => {
  last = last.then(() => handle(data));
});
