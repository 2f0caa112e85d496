/** Writes `_fresh/`: the chunks, `snapshot.js` that lists all parts, and `server.js` that serves them. */
import { createHash } from "node:crypto";
import { dirname, join, relative } from "node:path";
import { standInMark } from "../engine.ts";
import { contentTypeOf } from "./build_cache.ts";
import { buildId } from "./build_id.ts";
import type { Bundle } from "./bundle.ts";
import { filesUnder, importPath, isHidden } from "./files.ts";
import { roleOf } from "./fs_routes.ts";

/** What a build is made of; all paths are absolute. */
export interface Parts {
  root: string;
  outDir: string;
  islandFiles: string[];
  routeFiles: { id: string; file: string }[];
  bundle: Bundle;
}

export function writeBuild(parts: Parts) {
  const { root, outDir } = parts;
  Deno.mkdirSync(outDir, { recursive: true });
  const files = JSON.stringify(Object.fromEntries(writeFiles(parts)), null, 1);
  writeLines(join(outDir, "snapshot.js"), [
    standInMark,
    ...snapshotOf(parts),
    `export const files = ${files};`,
  ]);
  const rootPath = JSON.stringify(`${importPath(outDir, root)}/`);
  writeLines(join(outDir, "server.js"), [
    `${standInMark}: serve it on the same, as compat/engine.ts sees to.`,
    `import { serveStandInBuild } from "fresh/internal";`,
    `import * as snapshot from "./snapshot.js";`,
    `import { app } from ${JSON.stringify(importPath(outDir, join(root, "main.ts")))};`,
    `const fetch = serveStandInBuild(app, snapshot, new URL(${rootPath}, import.meta.url));`,
    `export default { fetch };`,
  ]);
}

/** The chunks, written, and the files of `static/`, left where they are. */
function writeFiles({ root, outDir, bundle }: Parts) {
  const staticDir = join(root, "static");
  const files: [string, { file: string; hash: string }][] = [];
  function add(path: string, file: string, bytes: Uint8Array) {
    contentTypeOf(path);
    const hash = createHash("sha256").update(bytes).digest("hex");
    files.push([path, { file: importPath(root, file), hash }]);
  }
  const chunkDir = join(outDir, "static");
  if (filesUnder(chunkDir).length > 0) Deno.removeSync(chunkDir, { recursive: true });
  for (const [path, bytes] of bundle.files) {
    const file = join(chunkDir, path);
    Deno.mkdirSync(dirname(file), { recursive: true });
    Deno.writeFileSync(file, bytes);
    add(path, file, bytes);
  }
  for (const file of filesUnder(staticDir)) {
    const segments = relative(staticDir, file).split(/[\\/]/);
    if (isHidden(segments)) continue;
    add(`/${segments.map(encodeURIComponent).join("/")}`, file, Deno.readFileSync(file));
  }
  return files;
}

function snapshotOf({ outDir, islandFiles, routeFiles, bundle }: Parts): string[] {
  const imports: string[] = [];
  function load(file: string, name: string): string {
    imports.push(`import * as ${name} from ${JSON.stringify(importPath(outDir, file))};`);
    return name;
  }
  const [clientEntry, ...entries] = bundle.entries;
  const islands = islandFiles.map((file, i) =>
    `  { module: ${load(file, `island${i}`)}, ...${JSON.stringify(entries[i])} },`
  );
  const routes = routeFiles.map(({ id, file }, i) => {
    const how = roleOf(id).role === "route"
      ? `load: () => import(${JSON.stringify(importPath(outDir, file))})`
      : `module: ${load(file, `route${i}`)}`;
    return `  { id: ${JSON.stringify(id)}, ${how} },`;
  });
  return [
    ...imports,
    `export const buildId = ${JSON.stringify(buildId)};`,
    `export const clientEntry = ${JSON.stringify(clientEntry)};`,
    `export const islands = [\n${islands.join("\n")}\n];`,
    `export const routes = [\n${routes.join("\n")}\n];`,
  ];
}

function writeLines(file: string, lines: string[]) {
  Deno.writeTextFileSync(file, lines.join("\n") + "\n");
}
