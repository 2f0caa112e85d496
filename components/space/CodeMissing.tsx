import { useWords } from "../messages/words.ts";
import { Notice } from "../shell/Notice.tsx";

/** Code that could not be loaded, as after a deployment: offers a reload. */
export function CodeMissing() {
  const words = useWords().door;
  return (
    <Notice tone="attention" text={words.codeMissing}>
      <a class="button" href="">{words.tryAgain}</a>
    </Notice>
  );
}
