/** The element that a translator put in place of a text node of ours. */
interface StandIn {
  readonly element: ChildNode;
  /** The text of our node at that time. */
  readonly text: string;
}

/**
 * Keeps a page that the browser translates current. Chrome replaces each text node by a `<font>` with its translation:
 * later changes of our node would stay invisible, and Preact could insert nothing before it.
 *
 * So our node goes back, empty, behind the `<font>`. When we write into the node or remove it, the `<font>` is removed too,
 * and the translator may translate the new text. Returns a function that stops it.
 */
export function keepTranslatedText(root: Node): () => void {
  const standIns = new WeakMap<Node, StandIn>();
  const standsInFor = new WeakMap<Node, Text>();

  function take(text: Text, element: ChildNode): void {
    standIns.set(text, { element, text: standIns.get(text)?.text ?? text.data });
    standsInFor.set(element, text);
    text.data = "";
    element.after(text);
  }

  /** Removes the translation of a node. */
  function end(text: Text): StandIn | undefined {
    const standIn = standIns.get(text);
    standIns.delete(text);
    standIn?.element.remove();
    return standIn;
  }

  /** The new translation that stands in the place of a removed node, or beside it. */
  function newWords({ addedNodes, previousSibling, target }: MutationRecord): ChildNode | null {
    const isNew = (node: Node | null) =>
      node instanceof Element && isTranslators(node) && node.isConnected && !standsInFor.has(node);
    for (const node of [...addedNodes, previousSibling]) {
      if (node instanceof Element && isNew(node)) return node;
    }
    let node = previousSibling ? previousSibling.nextSibling : target.firstChild;
    // Skips the translations of nodes that were removed before.
    while (node && !isNew(node) && (standsInFor.has(node) || standIns.has(node))) {
      node = node.nextSibling;
    }
    return isNew(node) ? node : null;
  }

  /** The translator removed its translation, or replaced it by another. */
  function undo(text: Text, record: MutationRecord): void {
    const next = newWords(record);
    if (next) take(text, next);
    else text.data = end(text)?.text ?? text.data;
  }

  function onTextRemoved(text: Text, record: MutationRecord): void {
    const standIn = standIns.get(text);
    if (!standIn) {
      const element = newWords(record);
      if (!text.isConnected && element) take(text, element);
    } else if (!text.isConnected) end(text);
    else if (standIn.element.isConnected) text.before(standIn.element);
    else undo(text, record);
  }

  const observer = new MutationObserver((records) => {
    for (const record of records) {
      if (record.type === "characterData") {
        if (record.target instanceof Text) end(record.target);
        continue;
      }
      // Changes within the translator's own elements are left to it.
      if (isTranslators(record.target)) continue;
      for (const node of record.removedNodes) {
        const replaced = standsInFor.get(node);
        if (node instanceof Text) onTextRemoved(node, record);
        else if (replaced?.isConnected && !node.isConnected && standIns.has(replaced)) {
          undo(replaced, record);
        }
      }
    }
    // Our own changes of a moment ago are not handled again.
    observer.takeRecords();
  });
  observer.observe(root, { childList: true, characterData: true, subtree: true });
  return () => observer.disconnect();
}

function isTranslators(node: Node): boolean {
  return node.nodeName === "FONT";
}
