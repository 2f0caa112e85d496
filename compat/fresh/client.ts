/** The first script of a page with islands: finds each island's markup and renders the island there. */
import { type ComponentType, type ContainerNode, h, render } from "preact";

/** The nodes between two comments, as if they alone were an element: Preact renders into it. */
function rangeElement(start: Comment, end: Comment): ContainerNode {
  const parent = start.parentNode;
  if (parent === null || parent !== end.parentNode) {
    throw new Error("Cannot revive an island: the HTML around it is nested wrongly");
  }
  const nodes = () => {
    const found: ChildNode[] = [];
    for (let at = start.nextSibling; at !== null && at !== end; at = at.nextSibling) found.push(at);
    return found;
  };
  const range = {
    nodeType: 1,
    parentNode: parent,
    nextSibling: null,
    get firstChild() {
      return nodes()[0] ?? null;
    },
    get childNodes() {
      return nodes();
    },
    insertBefore: (node: Node, before: Node | null) => parent.insertBefore(node, before ?? end),
    appendChild: (node: Node) => parent.insertBefore(node, end),
    removeChild: (node: Node) => parent.removeChild(node),
    contains: (node: Node | null) => nodes().some((child) => child.contains(node)),
  };
  // A stand-in for an element, of which Preact uses these members alone.
  return range as unknown as ContainerNode;
}

/** Renders `components[i]` between the comments `island:i` and `/island`; `text` has all their props. */
export function boot(components: ComponentType[], text: string) {
  const props: Record<string, unknown>[] = JSON.parse(text);
  const places: [number, Comment, Comment][] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_COMMENT);
  let start: Comment | null = null;
  while (walker.nextNode()) {
    const comment = walker.currentNode as Comment;
    if (comment.data.startsWith("island:")) start = comment;
    else if (comment.data === "/island" && start !== null) {
      places.push([Number(start.data.slice("island:".length)), start, comment]);
    }
  }
  for (const [index, from, to] of places) {
    // Each in a task of its own, as in Fresh: one that throws leaves the others alive.
    setTimeout(() => render(h(components[index], props[index]), rangeElement(from, to)));
  }
}
