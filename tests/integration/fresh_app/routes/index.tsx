import { signal } from "@preact/signals";
import { Head } from "fresh/runtime";
import { define } from "../define.ts";
import Counter from "../islands/Counter.tsx";
import { Mirror } from "../islands/Mirror.tsx";

export default define.page(() => {
  const count = signal(3);
  return (
    <main>
      <Head>
        <title>Home of the fixture</title>
        <meta name="description" content="of the page" />
        <meta name="only-here" content="yes" />
      </Head>
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
