import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ConnectionTest } from "../../lib/media/call/connection_test.ts";
import { testParts, type TestResult } from "../../lib/media/ports/connection_test_port.ts";
import { useTestWords } from "../messages/test_words.ts";
import { CopyButton } from "../shell/CopyButton.tsx";
import { Notice } from "../shell/Notice.tsx";
import { testReport, verdictOf } from "./test_report.ts";
import { TestItem } from "./TestItem.tsx";

interface TestPageProps {
  /** Loads the code of the test itself. */
  load(): Promise<ConnectionTest>;
  /** A path of our own. */
  returnTo: string;
}

const untested: TestResult = { state: "waiting" };

/** The connection test: one click, nine results, each with what to do. */
export function TestPage({ load, returnTo }: TestPageProps) {
  const words = useTestWords();
  const test = useSignal<ConnectionTest | null>(null);
  const isLoading = useSignal(false);
  const hasFailed = useSignal(false);
  const model = test.value;
  const isRunning = isLoading.value || model?.isRunning.value === true;
  useEffect(() => () => test.peek()?.stop(), []);

  const start = async () => {
    if (isRunning) return;
    isLoading.value = true;
    hasFailed.value = false;
    try {
      test.value ??= await load();
      void test.value.start();
    } catch {
      hasFailed.value = true;
    }
    isLoading.value = false;
  };
  const results = model?.results ?? testParts.map((part) => [part, untested] as const);
  const verdict = verdictOf(results);
  return (
    <div class="account test-page">
      <div>
        <h1>{words.title}</h1>
        <p class="account-why">{words.why}</p>
      </div>
      <div class="test-start">
        <button
          type="button"
          class="button button-main button-large"
          aria-busy={isRunning}
          onClick={() => void start()}
        >
          {isLoading.value ? words.loading : model ? words.again : words.start}
        </button>
        <a class="button button-quiet" href={returnTo}>
          {returnTo === "/" ? words.home : words.back}
        </a>
      </div>
      {hasFailed.value && <Notice tone="attention" text={words.loadFailed} />}
      <p class="test-verdict" role="status">{verdict && words.verdicts[verdict]}</p>
      <section class="account-part" aria-labelledby="test-results">
        <h2 id="test-results">{words.results}</h2>
        <ul role="list" class="account-list" aria-labelledby="test-results">
          {results.map(([part, result]) => (
            <TestItem key={part} part={part} result={result} test={model} />
          ))}
        </ul>
      </section>
      {verdict && (
        <details class="trouble-report">
          <summary>{words.report}</summary>
          <pre tabIndex={0}>{testReport(results, navigator.userAgent, new Date())}</pre>
          <CopyButton
            text={testReport(results, navigator.userAgent, new Date())}
            words={words}
          />
          <p class="receiving-note">{words.reportMore}</p>
        </details>
      )}
    </div>
  );
}
