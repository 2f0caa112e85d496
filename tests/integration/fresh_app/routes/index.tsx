import { signal } from "@preact/signals";
import { define } from "../define.ts";
import Counter from "../islands/Counter.tsx";
import { Mirror } from "../islands/Mirror.tsx";

export default define.page(() => {
  const count = signal(3);
  return (
    <main>
      <h1>Home</h1>
      <Counter
        count={count}
        label="Up"
        details={{
          list: [1, "zwei", null, true],
          nested: { text: "</script><b>" },
          gap: undefined,
        }}
      />
      <Mirror count={count} />
      <img src="/picture.svg" alt="A dot" />
    </main>
  );
});
