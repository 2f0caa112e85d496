/** docs/images/rooms.svg: the rooms of the app, and which imports which, drawn from the module graph. */
import { type Arrow, layerOf, rooms } from "./module_graph.ts";

/** The columns of the picture, left to right, by the layers that stand in them. */
const columns: readonly (readonly string[])[] = [
  ["main.ts", "routes", "lib/server"],
  ["lib/contract"],
  ["islands", "components", "lib/account", "lib/owner", "lib/media", "lib/api"],
];

const box = { width: 168, height: 34, gapX: 14, gapY: 26 };
const margin = 16;

interface Node {
  readonly name: string;
  readonly column: number;
  readonly imports: Set<string>;
}

/** The room that a file lies in, `lib/server/seats` for instance; `null` for a file that is not drawn. */
function roomOf(path: string): string | null {
  const layer = layerOf(path);
  if (layer === null || !columns.flat().includes(layer)) return null;
  const room = rooms[layer]?.find((name) => {
    const place = `${layer}/${name}`;
    return path === place || path.startsWith(`${place}/`);
  });
  // A room of one file that only puts others together is drawn with its layer.
  return room === undefined || room.endsWith(".ts") ? layer : `${layer}/${room}`;
}

function nodesOf(arrows: readonly Arrow[]): Map<string, Node> {
  const nodes = new Map<string, Node>();
  const node = (path: string): Node | null => {
    const name = roomOf(path);
    if (name === null) return null;
    const column = columns.findIndex((layers) => layers.includes(layerOf(path) ?? ""));
    const found = nodes.get(name) ??
      { name, column, imports: new Set<string>() };
    nodes.set(name, found);
    return found;
  };
  for (const { from, to, written } of arrows) {
    const [one, other] = [node(from), /^[./]/.test(written) ? node(to) : null];
    if (one && other && one !== other) one.imports.add(other.name);
  }
  // The files that put a layer's rooms together are no ground for those rooms.
  for (const { name, imports } of nodes.values()) {
    if (rooms[name]) {
      for (const other of nodes.values()) {
        if (other.name.startsWith(`${name}/`)) other.imports.delete(name);
      }
    }
    imports.delete(name);
  }
  return nodes;
}

/** The arrows between rooms, without those that follow from others. */
function shortest(nodes: Map<string, Node>): [Node, Node][] {
  const reach = (from: string, without: string, seen = new Set<string>()): Set<string> => {
    for (const next of nodes.get(from)?.imports ?? []) {
      if (next === without || seen.has(next)) continue;
      seen.add(next);
      reach(next, "", seen);
    }
    return seen;
  };
  return [...nodes.values()].flatMap((node) =>
    [...node.imports].filter((to) => !reach(node.name, to).has(to))
      .map((to): [Node, Node] => [node, nodes.get(to)!])
  );
}

/** The picture as SVG; the same graph gives the same text. */
export function drawRooms(arrows: readonly Arrow[]): string {
  const nodes = nodesOf(arrows);
  const floors = new Map<string, number>();
  const floorOf = (name: string): number => {
    const known = floors.get(name);
    if (known !== undefined) return known;
    const below = [...nodes.get(name)?.imports ?? []].map(floorOf);
    const floor = Math.max(-1, ...below) + 1;
    floors.set(name, floor);
    return floor;
  };
  const order = [...nodes.values()].sort((one, other) => one.name < other.name ? -1 : 1);
  const top = Math.max(...order.map(({ name }) => floorOf(name)));
  const places = new Map<string, { x: number; y: number }>();
  let left = margin;
  for (const column of columns.keys()) {
    const here = order.filter((node) => node.column === column);
    const onFloor = (floor: number) => here.filter(({ name }) => floorOf(name) === floor);
    const widest = Math.max(1, ...Array.from({ length: top + 1 }, (_, at) => onFloor(at).length));
    const width = widest * (box.width + box.gapX) - box.gapX;
    for (let floor = 0; floor <= top; floor++) {
      const row = onFloor(floor);
      const used = row.length * (box.width + box.gapX) - box.gapX;
      for (const [at, { name }] of row.entries()) {
        places.set(name, {
          x: left + (width - used) / 2 + at * (box.width + box.gapX),
          y: margin + (top - floor) * (box.height + box.gapY),
        });
      }
    }
    left += width + 3 * box.gapX;
  }
  const lines = shortest(nodes).map(([from, to]) => {
    const [a, b] = [places.get(from.name)!, places.get(to.name)!];
    const [x1, y1, x2, y2] = [a.x + box.width / 2, a.y + box.height, b.x + box.width / 2, b.y];
    const bend = (y2 - y1) / 2;
    return `<path class="arrow" d="M${x1} ${y1} C${x1} ${y1 + bend} ${x2} ${
      y2 - bend
    } ${x2} ${y2}"/>`;
  });
  const boxes = order.map(({ name, column }) => {
    const { x, y } = places.get(name)!;
    const label = name.replace(/^lib\/(server|media)\//, "");
    return `<g class="side${column}"><rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="8"/>` +
      `<text x="${x + box.width / 2}" y="${y + 22}">${label}</text></g>`;
  });
  const [width, height] = [
    left - 3 * box.gapX + margin,
    2 * margin + (top + 1) * (box.height + box.gapY) - box.gapY,
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="The rooms of Madang: each imports only rooms below it">
<style>
svg { background: #faf7f0; font: 14px system-ui, sans-serif }
rect { fill: #fff; stroke: #8f8677 }
.side0 rect { stroke: #1d6b52 } .side2 rect { stroke: #a84a12 }
text { fill: #211d17; text-anchor: middle }
.arrow { fill: none; stroke: #8f8677; stroke-opacity: .55 }
</style>
${lines.sort().join("\n")}
${boxes.join("\n")}
</svg>
`;
}
