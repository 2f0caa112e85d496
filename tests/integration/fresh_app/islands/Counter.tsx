import type { Signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { IS_BROWSER } from "fresh/runtime";
import { Mirror } from "./Mirror.tsx";

interface Details {
  list: unknown[];
  nested: { text: string };
  gap: undefined;
}

export default function Counter(
  { count, label, details }: { count: Signal<number>; label: string; details: Details },
) {
  const [isAlive, setAlive] = useState(false);
  const [heavy, setHeavy] = useState("not loaded");
  useEffect(() => setAlive(true), []);
  return (
    <section aria-label="Counter" data-alive={isAlive ? "yes" : "no"}>
      <button type="button" onClick={() => count.value++}>{label}</button>
      <output>{count}</output>
      <code>{JSON.stringify({ ...details, hasGap: "gap" in details })}</code>
      <p>{IS_BROWSER && isAlive ? "in a browser" : "on the server"}</p>
      <button
        type="button"
        onClick={async () => setHeavy((await import("../heavy.ts")).heavyWord)}
      >
        Load
      </button>
      <p>{heavy}</p>
      <Mirror count={count} />
    </section>
  );
}
