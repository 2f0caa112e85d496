/** `GET /noise/:version/:file`: a file of the noise suppressor's package. */
import { noiseFiles, noiseFilesVersion } from "../../../contract/noise_files.ts";
import { AppError } from "../../base/app_error.ts";
import type { Endpoint } from "../kit/endpoint.ts";

/** By name: all of them together are half a megabyte, each read when it is first asked for. */
const contents = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

/**
 * The endpoint of one address. Only the names of the list exist, so that no path reaches the disk.
 *
 * @throws AppError `not-found`
 */
export function getNoiseFile({ version, file }: { version: string; file: string }): Endpoint {
  return async () => {
    const exported = Object.entries(noiseFiles).find(([name]) => name === file)?.[1];
    if (version !== noiseFilesVersion || exported === undefined) {
      throw new AppError("not-found", "No such file of the noise suppressor");
    }
    let reading = contents.get(exported);
    if (!reading) {
      const url = import.meta.resolve(`@sapphi-red/web-noise-suppressor/${exported}`);
      reading = Deno.readFile(new URL(url));
      contents.set(exported, reading);
      reading.catch(() => contents.delete(exported));
    }
    return new Response(await reading, {
      headers: {
        "content-type": file.endsWith(".js")
          ? "text/javascript; charset=utf-8"
          : "application/wasm",
        "cache-control": "public, max-age=31536000, immutable",
      },
    });
  };
}
