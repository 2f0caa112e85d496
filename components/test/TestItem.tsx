import { useLayoutEffect, useRef } from "preact/hooks";
import type { ConnectionTest } from "../../lib/media/call/connection_test.ts";
import type { TestPart, TestResult } from "../../lib/media/ports/connection_test_port.ts";
import { useTestWords } from "../messages/test_words.ts";
import { LevelBar } from "../shell/LevelBar.tsx";

interface TestItemProps {
  part: TestPart;
  result: TestResult;
  /** `null`: before the first click. */
  test: ConnectionTest | null;
}

/** One part of the test: its state, what to do about it, and what it needs of the person meanwhile. */
export function TestItem({ part, result: { state, reason }, test }: TestItemProps) {
  const words = useTestWords();
  const device = part === "camera" || part === "speaker" ? part : "microphone";
  return (
    <li class={`account-item test-item test-${state}`} aria-label={words.parts[part]}>
      <p class="account-item-text">
        <b>{words.parts[part]}</b>
        {reason && <span>{words.remedies[reason](device)}</span>}
      </p>
      <span class="test-state">{words.states[state]}</span>
      {test && state === "running" && part === "microphone" && (
        <div class="test-more">
          <p role="status">{words.say}</p>
          <LevelBar label={words.level} volume={test.level} isActive={test.isRunning} />
        </div>
      )}
      {test?.picture.value && part === "camera" && (
        <div class="test-more">
          <Preview stream={test.picture.value} label={words.picture} />
        </div>
      )}
      {test && state === "running" && part === "speaker" && <Hearing test={test} />}
    </li>
  );
}

function Preview({ stream, label }: { stream: MediaStream; label: string }) {
  const video = useRef<HTMLVideoElement>(null);
  useLayoutEffect(() => {
    const element = video.current;
    if (!element) return;
    element.srcObject = stream;
    void element.play().catch(() => {});
    return () => {
      element.srcObject = null;
    };
  }, [stream]);
  return (
    <video
      ref={video}
      class="test-picture picture-mirrored"
      playsInline
      muted
      aria-label={label}
    />
  );
}

/** Only the person can tell whether something was heard. */
function Hearing({ test }: { test: ConnectionTest }) {
  const words = useTestWords();
  return (
    <div class="test-more test-hearing" role="group" aria-label={words.heard}>
      <p role="status">{words.heard}</p>
      <button type="button" class="button button-small" onClick={() => test.answerHearing(true)}>
        {words.yes}
      </button>
      <button type="button" class="button button-small" onClick={() => test.answerHearing(false)}>
        {words.no}
      </button>
      <button
        type="button"
        class="button button-small button-quiet"
        onClick={() => void test.playAgain()}
      >
        {words.playAgain}
      </button>
    </div>
  );
}
