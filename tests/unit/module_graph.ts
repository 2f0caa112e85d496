/** Which module may import which: the arrows of docs/design.md, as rules over the graph that Deno reads. */

/** One import, as written and as resolved: a path from the project's root, or a package's name. */
export interface Arrow {
  from: string;
  to: string;
  written: string;
}

/** For each layer, those that it may import beside itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  "main.ts": ["fresh.config.ts", "components", "lib/server", "lib/contract"],
  "doctor.ts": ["lib/server", "compat"],
  "admin.ts": ["lib/server", "compat"],
  "dev.ts": ["fresh.config.ts", "main.ts", "toolchain", "compat"],
  "fresh.config.ts": ["lib/server", "components"],
  "routes": ["fresh.config.ts", "islands", "components", "lib/server", "lib/contract"],
  "islands": ["components", "lib/account", "lib/owner", "lib/media", "lib/contract"],
  "components": ["lib/account", "lib/owner", "lib/media", "lib/contract"],
  "lib/account": ["lib/api", "lib/contract"],
  "lib/owner": ["lib/api", "lib/contract"],
  "lib/media": ["lib/api", "lib/contract"],
  "lib/api": ["lib/contract"],
  "lib/server": ["lib/contract"],
  "lib/contract": [],
  // Programs of other people's, as they would write them: only tests run them.
  "docs/examples": [],
  "toolchain": ["compat"],
  "compat": [],
  "tests/integration/fresh_app": [],
  "tests": [
    "components",
    "islands",
    "lib/account",
    "lib/owner",
    "lib/media",
    "lib/api",
    "lib/server",
    "lib/contract",
    "docs/examples",
    "toolchain",
    "compat",
  ],
};

/** The files that a layer may have of another, where it may not have all. */
const onlyThese: Readonly<Record<string, readonly string[]>> = {
  "fresh.config.ts": ["lib/server/services.ts", "components/messages/locale.ts"],
};

/**
 * The rooms of the two large layers, from the ground up: a room imports those above it in its list, and itself. A file
 * that lies in none of the folders is a room of its own.
 */
export const rooms: Readonly<Record<string, readonly string[]>> = {
  "lib/server": [
    ...["base", "config", "storage", "rows", "livekit", "core_services.ts", "seats", "sessions"],
    ...["accounts", "access", "joining", "presence", "chat", "spaces", "admin", "services.ts"],
    ...["measured_ports.ts", "create_services.ts"],
    ...["http/kit", "http/openapi", "http/endpoints", "http/pages", "doctor"],
  ],
  "lib/media": [
    ...[
      "ports",
      "base",
      "encryption",
      "processing",
      "devices",
      "voice",
      "call",
      "space",
      "chat",
      "recording",
    ],
    "models.ts",
    ...["create_media_models.ts", "livekit", "browser", "hooks"],
  ],
};

/** Modules that use a network, a storage or a device themselves: an island hands them to its views. */
const adapters = /^lib\/(?:media\/(?:browser|livekit)\/|.*\/(?:Fetch|Channel)\w+\.ts$)/;

/** Packages by name, and the folders that alone may import them. */
const packageOwners: readonly [RegExp, readonly string[]][] = [
  [/^livekit-client$/, ["lib/media/livekit", "tests"]],
  [/^@sapphi-red\/web-noise-suppressor$/, ["lib/media/browser", "tests"]],
  [/^@simplewebauthn\/browser$/, ["lib/account", "tests"]],
  [/^@simplewebauthn\/server$/, ["lib/server", "tests"]],
  [
    /^(livekit-server-sdk|@livekit\/protocol|jose|cookie|openid-client|prom-client|@opentelemetry\/api)$/,
    [
      "lib/server",
      "toolchain",
      "tests",
    ],
  ],
  [/^(playwright-core|@sparticuz\/chromium|@livekit\/rtc-node|oidc-provider)$/, [
    "toolchain",
    "tests",
  ]],
  [/^@twilio\/video-processors$/, ["lib/media/processing", "tests"]],
  [/^(linkify-it|@scure\/bip39)$/, ["components", "tests"]],
  [/^(expect|fast-check|axe-core)$/, ["tests"]],
  [/^(esbuild|preact-render-to-string)$/, ["compat", "tests"]],
  [
    /^(preact|@preact\/signals)$/,
    [
      ...["main.ts", "routes", "islands", "components", "lib/account", "lib/owner", "lib/media"],
      ...["compat", "tests"],
    ],
  ],
  [/^fresh$/, ["main.ts", "dev.ts", "fresh.config.ts", "routes", "tests/integration/fresh_app"]],
  [/^node:/, ["dev.ts", "lib/server", "toolchain", "compat", "tests"]],
];

/** The longest layer that a path lies in, or `null` for a path that has no place in the house. */
export function layerOf(path: string): string | null {
  const inside = Object.keys(allowed).filter((layer) => isIn(path, layer));
  return inside.sort((a, b) => b.length - a.length)[0] ?? null;
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** `@preact/signals` of `@preact/signals/utils`; `node:` names stay whole. */
function packageOf(written: string): string {
  return written.split("/").slice(0, written.startsWith("@") ? 2 : 1).join("/");
}

/** The rule that an arrow breaks, in words; `null`: none. */
export function wrongWith({ from, to, written }: Arrow): string | null {
  const layer = layerOf(from);
  if (layer === null) return `${from} has no place in the house`;
  if (/^(npm:|jsr:|https?:)/.test(written)) {
    return `${from} imports ${written}: name it in deno.json`;
  }
  if (!/^[./]/.test(written)) {
    const name = packageOf(written);
    if (layer === "lib/contract" && name !== "zod") return `${from} imports ${written}, not zod`;
    const owners = packageOwners.find(([pattern]) => pattern.test(name))?.[1];
    const isOwned = owners === undefined || owners.some((owner) => isIn(from, owner));
    return isOwned ? null : `${from} imports ${written}, which is for ${owners.join(", ")}`;
  }
  const target = layerOf(to);
  if (target === null) return `${from} imports ${to}, which has no place in the house`;
  if (target === layer) return wrongInRooms(layer, from, to);
  if (!allowed[layer].includes(target)) return `${from} imports ${to}`;
  if (layer === "components" && adapters.test(to)) {
    return `${from} imports ${to}: a view holds none`;
  }
  const these = onlyThese[layer];
  return these === undefined || target.endsWith(".ts") || these.includes(to)
    ? null
    : `${from} imports ${to}, not only ${these.join(", ")}`;
}

function wrongInRooms(layer: string, from: string, to: string): string | null {
  const order = rooms[layer];
  if (order === undefined) return null;
  const [floor, target] = [from, to].map((path) =>
    order.findIndex((room) => isIn(path, `${layer}/${room}`))
  );
  if (floor === -1) return `${from} is in no room of ${layer}`;
  return target <= floor ? null : `${from} imports ${to}: that arrow runs back`;
}

/** Modules that import each other, types too, directly or by others: each circle once, in the order of its names. */
export function circlesIn(arrows: readonly Arrow[]): string[][] {
  const outOf = Map.groupBy(arrows, (arrow) => arrow.from);
  const reach = new Map<string, Set<string>>();
  for (const start of outOf.keys()) {
    const reached = new Set<string>();
    const next = [start];
    for (let path = next.pop(); path !== undefined; path = next.pop()) {
      for (const { to } of outOf.get(path) ?? []) {
        if (reached.has(to)) continue;
        reached.add(to);
        next.push(to);
      }
    }
    reach.set(start, reached);
  }
  const circles = new Map<string, string[]>();
  for (const [start, reached] of reach) {
    if (!reached.has(start)) continue;
    const circle = [...reached].filter((other) => reach.get(other)?.has(start)).sort();
    circles.set(circle.join(), circle);
  }
  return [...circles.values()];
}

/** All files and packages that the files of a folder bring along, types with the rest. */
export function reachOf(folder: string, arrows: readonly Arrow[]) {
  const outOf = Map.groupBy(arrows, (arrow) => arrow.from);
  const paths = new Set([...outOf.keys()].filter((path) => path.startsWith(folder)));
  const packages = new Set<string>();
  for (const path of paths) {
    for (const { to, written } of outOf.get(path) ?? []) {
      if (/^[./]/.test(written)) paths.add(to);
      else packages.add(packageOf(written));
    }
  }
  return { paths: [...paths], packages: [...packages].sort() };
}

/** Tests that can reach Fresh, by types too: `deno test` would want JSR then. Each with its way. */
export function reachingFresh(arrows: readonly Arrow[]): string[] {
  const outOf = Map.groupBy(arrows, (arrow) => arrow.from);
  const tests = [...outOf.keys()].filter((path) => layerOf(path) === "tests");
  return tests.flatMap((test) => {
    const way = wayToFresh(test, outOf);
    return way === null ? [] : [way.join(" → ")];
  });
}

function wayToFresh(test: string, outOf: Map<string, Arrow[]>): string[] | null {
  const cameFrom = new Map<string, string | null>([[test, null]]);
  for (const path of cameFrom.keys()) {
    for (const { to, written } of outOf.get(path) ?? []) {
      if (packageOf(written) === "fresh" || written.startsWith("jsr:")) {
        const way = [written];
        for (let at: string | null = path; at !== null; at = cameFrom.get(at) ?? null) {
          way.unshift(at);
        }
        return way;
      }
      if (!cameFrom.has(to)) cameFrom.set(to, path);
    }
  }
  return null;
}
