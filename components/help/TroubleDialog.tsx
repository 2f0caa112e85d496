import { useRef } from "preact/hooks";
import {
  type TroubleQuestion,
  troubleQuestions,
  type TroubleRemedy,
} from "../../lib/media/call/find_trouble.ts";
import type { LiveKitCall, LiveKitMedia } from "../../lib/media/ports/call_types.ts";
import { useAudioSettings } from "../../lib/media/hooks/useAudioSettings.ts";
import { useDiagnosis } from "../../lib/media/hooks/useDiagnosis.ts";
import { useMediaDevices } from "../../lib/media/hooks/useMediaDevices.ts";
import { useHelpWords } from "../messages/help_words.ts";
import { ariaState } from "../shell/aria_state.ts";
import { CopyButton } from "../shell/CopyButton.tsx";
import { Dialog } from "../shell/Dialog.tsx";
import { TestSound } from "../settings/TestSound.tsx";
import { PersonConnection } from "./PersonConnection.tsx";
import { troubleReport } from "./trouble_report.ts";

interface TroubleDialogProps {
  call: LiveKitCall;
  media: LiveKitMedia;
  onSettings(): void;
  onReceiveLess(): void;
  onClose(): void;
}

/** Three questions; each checks the whole chain and is answered in one sentence, with one button. */
export function TroubleDialog(props: TroubleDialogProps) {
  const words = useHelpWords().trouble;
  const diagnosis = useDiagnosis();
  const answer = useRef<HTMLParagraphElement>(null);
  const own = props.media.participantTracks.value.find(({ isLocal }) => isLocal);
  const checking = diagnosis.checking.value;
  const result = diagnosis.result.value;
  const ask = async (question: TroubleQuestion) => {
    await diagnosis.check(question);
    answer.current?.focus();
  };
  return (
    <Dialog
      id="trouble"
      class="dialog-short"
      title={words.title}
      closeWord={words.done}
      onClose={props.onClose}
    >
      <div class="trouble">
        <div class="trouble-questions" role="group" aria-labelledby="trouble-title">
          {troubleQuestions.map((question) => (
            <button
              key={question}
              type="button"
              class="button trouble-question"
              aria-pressed={ariaState((checking ?? result?.question) === question)}
              aria-busy={checking === question}
              onClick={() => void ask(question)}
            >
              {words.questions[question]}
            </button>
          ))}
        </div>
        <div class="trouble-answer" role="status">
          {checking && <p>{checking === "not-heard" ? words.speak : words.checking}</p>}
          {result && (
            <p ref={answer} class="trouble-finding" tabIndex={-1} data-focus-home>
              {words.findings[result.finding]}
            </p>
          )}
        </div>
        {result?.remedy && <Remedy {...props} remedy={result.remedy} onDone={diagnosis.clear} />}
        {own && (
          <section aria-labelledby="own-connection">
            <h3 id="own-connection" class="trouble-own">{words.own}</h3>
            <PersonConnection person={own} />
          </section>
        )}
        {result && (
          <details class="trouble-report">
            <summary>{words.report}</summary>
            <pre tabIndex={0}>{reportOf(result)}</pre>
            <CopyButton text={reportOf(result)} words={words} />
            <p class="receiving-note">{words.reportMore}</p>
          </details>
        )}
      </div>
    </Dialog>
  );
}

function reportOf(result: Parameters<typeof troubleReport>[0]): string {
  return troubleReport(result, navigator.userAgent, new Date());
}

interface RemedyProps extends TroubleDialogProps {
  remedy: TroubleRemedy;
  onDone(): void;
}

/** The one thing to do. */
function Remedy({ call, media, remedy, ...props }: RemedyProps) {
  const words = useHelpWords().trouble;
  const audio = useAudioSettings();
  const devices = useMediaDevices();
  if (remedy === "test-sound") {
    return <TestSound speaker={devices.selectedOutput} volume={audio.outputVolume} />;
  }
  const remedies: Record<Exclude<TroubleRemedy, "test-sound">, () => void> = {
    "speak-too": () => call.speakToo(),
    "open-settings": () => {
      props.onClose();
      props.onSettings();
    },
    "unmute": () => void media.microphone.setEnabled(true),
    "raise-input": () => audio.update({ inputVolume: 100 }),
    "send-again": () => void media.restartMicrophoneWithOptions(),
    "camera-off": () => void media.camera.setEnabled(false),
    "start-audio": () => void call.startAudio(),
    "raise-output": () => audio.update({ outputVolume: 100 }),
    "raise-person": () => {
      for (const person of media.participantTracks.peek()) {
        if (person.volume.peek() <= 10) person.setVolume(100);
      }
    },
    "receive-less": () => props.onReceiveLess(),
    "reload": () => location.reload(),
  };
  const run = () => {
    props.onDone();
    remedies[remedy]();
  };
  return (
    <button type="button" class="button button-main" onClick={run}>
      {words.remedies[remedy]}
    </button>
  );
}
