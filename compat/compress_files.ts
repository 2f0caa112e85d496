/**
 * A step of the build, on Fresh and on its stand-in alike: compresses every text that pages load, as small as it gets, for
 * `lib/server/http/kit/compressed_files.ts`.
 */
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** Files that compression makes smaller; fonts, pictures and sounds are compressed already. */
const textName = /\.(js|css|svg|json|webmanifest|txt)$/;

/** Shorter files gain nothing that a person would notice. */
const leastBytes = 256;

/** Compresses the files under `roots`, whose paths there are their addresses, into `<outDir>/compressed/`, with a list of them. */
export async function compressFiles(outDir: string, roots: readonly string[]): Promise<void> {
  const target = join(outDir, "compressed");
  await Deno.remove(target, { recursive: true }).catch(() => {});
  const files = (await Promise.all(roots.map((root) => filesUnder(root)))).flat();
  const paths = await Promise.all(files.map(async ({ file, path }) => {
    const bytes = await Deno.readFile(file);
    if (bytes.length < leastBytes) return [];
    const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
    const to = join(target, path);
    await Deno.mkdir(dirname(to), { recursive: true });
    await Deno.writeFile(`${to}.br`, await promisify(brotliCompress)(bytes, { params }));
    await Deno.writeFile(`${to}.gz`, await promisify(gzip)(bytes, { level: 9 }));
    return [path];
  }));
  await Deno.mkdir(target, { recursive: true });
  await Deno.writeTextFile(join(target, "files.json"), JSON.stringify(paths.flat().sort()));
}

interface FoundFile {
  readonly file: string;
  /** From the root, beginning with a slash. */
  readonly path: string;
}

async function filesUnder(root: string, path = ""): Promise<FoundFile[]> {
  const entries = await Array.fromAsync(Deno.readDir(join(root, path))).catch(() => []);
  const found = await Promise.all(
    entries.map(({ name, isDirectory }): FoundFile[] | Promise<FoundFile[]> => {
      const at = `${path}/${name}`;
      if (isDirectory) return filesUnder(root, at);
      return textName.test(name) ? [{ file: join(root, at), path: at }] : [];
    }),
  );
  return found.flat();
}
