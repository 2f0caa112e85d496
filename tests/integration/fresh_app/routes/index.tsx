import { define } from "../define.ts";
import Counter from "../islands/Counter.tsx";

export default define.page(() => (
  <main>
    <h1>Home</h1>
    <Counter
      start={3}
      label="Up"
      details={{ list: [1, "zwei", null, true], nested: { text: "</script><b>한" } }}
    />
  </main>
));
