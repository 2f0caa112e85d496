/** Storage: does it take a write, how fast, and is there room? */
import { statfs } from "node:fs/promises";
import { storageOf } from "../config/start_summary.ts";
import { bad, type Finding, good, unknown } from "./finding.ts";

/** A token request is one read and one commit: slower than this, people notice. */
const slowMs = 250;

/** Less than this is full soon. */
const leastFreeBytes = 500 * 1024 * 1024;

/** Judges a write and a read that the server made; `ms` is `null` where storage did not answer both. */
export function checkWrite(kvUrl: string | null, ms: number | null): Finding {
  const check = "storage";
  const kind = storageOf(kvUrl);
  const words = kind === "file" || kind === "memory" ? kind : `server ${kind}`;
  if (ms === null) {
    return bad(
      check,
      `the ${words} takes no write`,
      kind === "file"
        ? "KV_URL: a file on a disk with room, in a folder that this user may write"
        : "KV_URL and DENO_KV_ACCESS_TOKEN: the KV server's address and token; is it running?",
    );
  }
  const rounded = Math.round(ms);
  const says = `${words}, a write and a read in ${rounded} ms`;
  if (ms <= slowMs) return good(check, says);
  return bad(
    check,
    says,
    "a faster disk, or a KV server that is nearer",
  );
}

/** Free room beside a database file; `null` for other storage. `readRoom` is for tests. */
export async function checkDisk(
  kvUrl: string | null,
  readRoom: (folder: string) => Promise<{ readonly bavail: number; readonly bsize: number }> =
    statfs,
): Promise<Finding | null> {
  if (storageOf(kvUrl) !== "file" || kvUrl === null) return null;
  const check = "disk";
  const folder = kvUrl.replace(/[^/\\]*$/, "") || ".";
  try {
    const { bavail, bsize } = await readRoom(folder);
    const free = bavail * bsize;
    const megabytes = Math.floor(free / 1024 / 1024);
    if (free >= leastFreeBytes) return good(check, `${megabytes} MB free`);
    return bad(
      check,
      `${megabytes} MB free`,
      "make room on the disk of KV_URL, or move the file to another",
    );
  } catch {
    return unknown(check, "the folder of the file cannot be looked at");
  }
}
