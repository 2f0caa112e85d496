import { useSignal } from "@preact/signals";
import { IS_BROWSER } from "fresh/runtime";
import { useEffect, useState } from "preact/hooks";

interface Details {
  list: unknown[];
  nested: { text: string };
}

export default function Counter(
  { start, label, details }: { start: number; label: string; details: Details },
) {
  const count = useSignal(start);
  const [isAlive, setAlive] = useState(false);
  const [heavy, setHeavy] = useState("not loaded");
  useEffect(() => setAlive(true), []);
  return (
    <section aria-label="Counter" data-alive={isAlive ? "yes" : "no"}>
      <button type="button" onClick={() => count.value++}>{label}</button>
      <output>{count}</output>
      <code>{JSON.stringify(details)}</code>
      <p>{IS_BROWSER && isAlive ? "in a browser" : "on the server"}</p>
      <button
        type="button"
        onClick={async () => setHeavy((await import("../heavy.ts")).heavyWord)}
      >
        Load
      </button>
      <p>{heavy}</p>
    </section>
  );
}
