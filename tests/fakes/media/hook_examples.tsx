/** The examples of docs/hooks.md; a test renders them and compares the words. One for each hook, so the file is long. */
import type { ComponentChildren } from "preact";
import { useContext, useEffect, useMemo, useRef } from "preact/hooks";
import type { SpacePageData } from "../../../lib/contract/visit.ts";
import type { MediaPorts } from "../../../lib/media/ports/media_ports.ts";
import type { ParticipantTracks } from "../../../lib/media/ports/call_types.ts";
import { LiveKitMediaContext } from "../../../lib/media/hooks/LiveKitMediaContext.ts";
import { LiveKitRoomProvider } from "../../../lib/media/hooks/LiveKitRoomProvider.tsx";
import { useAttention } from "../../../lib/media/hooks/useAttention.ts";
import { useAudioSettings } from "../../../lib/media/hooks/useAudioSettings.ts";
import { useChat } from "../../../lib/media/hooks/useChat.ts";
import { useHand } from "../../../lib/media/hooks/useHand.ts";
import { useMayHaveRecordings } from "../../../lib/media/hooks/useMayHaveRecordings.ts";
import { useKeptRecordings, useRecording } from "../../../lib/media/hooks/useRecording.ts";
import { useConnectionStats } from "../../../lib/media/hooks/useConnectionStats.ts";
import { useDiagnosis } from "../../../lib/media/hooks/useDiagnosis.ts";
import { useHearYourself } from "../../../lib/media/hooks/useHearYourself.ts";
import { useLayout } from "../../../lib/media/hooks/useLayout.ts";
import { useLiveKit } from "../../../lib/media/hooks/useLiveKit.ts";
import { useLiveKitMedia } from "../../../lib/media/hooks/useLiveKitMedia.ts";
import { useMediaDevices } from "../../../lib/media/hooks/useMediaDevices.ts";
import { useKnocks } from "../../../lib/media/hooks/useKnocks.ts";
import { useModeration } from "../../../lib/media/hooks/useModeration.ts";
import { usePresence } from "../../../lib/media/hooks/usePresence.ts";
import { usePushToTalk } from "../../../lib/media/hooks/usePushToTalk.ts";
import { useSilentMicrophone } from "../../../lib/media/hooks/useSilentMicrophone.ts";
import { useCaptions } from "../../../lib/media/hooks/useCaptions.ts";
import { useReactions } from "../../../lib/media/hooks/useReactions.ts";
import { useTalkingWhileMuted } from "../../../lib/media/hooks/useTalkingWhileMuted.ts";
import { useVideoSettings } from "../../../lib/media/hooks/useVideoSettings.ts";
import { useVolumeMeter } from "../../../lib/media/hooks/useVolumeMeter.ts";

export function Space(
  { visit, ports, children }: {
    visit: SpacePageData;
    ports?: MediaPorts;
    children: ComponentChildren;
  },
) {
  return <LiveKitRoomProvider visit={visit} ports={ports}>{children}</LiveKitRoomProvider>;
}

export function OwnApp({ slug }: { slug: string }) {
  const visit = useMemo<SpacePageData>(() => ({
    slug,
    roomName: `space-${slug}`,
    livekitUrl: "",
    livekitReady: true,
    visitor: null,
    presence: { roomName: `space-${slug}`, count: 0 },
  }), [slug]);
  return (
    <LiveKitRoomProvider visit={visit}>
      <PreJoin />
      <People />
    </LiveKitRoomProvider>
  );
}

export function Connection() {
  const models = useContext(LiveKitMediaContext);
  return <p>{models ? models.call.connectionState : "outside"}</p>;
}

export function PreJoin() {
  const call = useLiveKit();
  if (call.connectionState.value === "connected") {
    return <button type="button" onClick={() => call.leave()}>Leave</button>;
  }
  return (
    <form
      onPointerEnter={() => call.prepare()}
      onSubmit={(event) => {
        event.preventDefault();
        call.connect({ participantName: "Kim" });
      }}
    >
      <button type="submit">Join</button>
      <p>{call.error.value?.type}</p>
      {call.departure.value === "taken-over" && (
        <button
          type="button"
          onClick={() => call.comeBack()}
        >
          Come back here
        </button>
      )}
    </form>
  );
}

export function People() {
  const { participantTracks, microphone } = useLiveKitMedia();
  return (
    <>
      <button
        type="button"
        aria-pressed={microphone.isEnabled.value}
        onClick={() => microphone.toggle()}
      >
        Microphone
      </button>
      <ul>
        {participantTracks.value.map((person) => <Tile key={person.seatId} person={person} />)}
      </ul>
    </>
  );
}

export function Tile({ person }: { person: ParticipantTracks }) {
  const video = useRef<HTMLVideoElement>(null);
  const camera = person.camera.value;
  useEffect(() => {
    if (video.current && camera) return camera.attach(video.current);
  }, [camera]);
  return (
    <li class={person.isSpeaking.value ? "speaks" : ""}>
      {camera && <video ref={video} muted playsInline />}
      {person.displayName}
    </li>
  );
}

export function NoiseSwitch() {
  const { options, toggle } = useAudioSettings();
  return (
    <label>
      <input
        type="checkbox"
        checked={options.noiseSuppression}
        onChange={() => toggle("noiseSuppression")}
      />
      Less noise
    </label>
  );
}

export function Sharpness() {
  const { resolution, setResolution } = useVideoSettings();
  return (
    <fieldset>
      {(["480p", "720p", "1080p"] as const).map((preset) => (
        <label key={preset}>
          <input
            type="radio"
            checked={resolution.value === preset}
            onChange={() => setResolution(preset)}
          />
          {preset}
        </label>
      ))}
    </fieldset>
  );
}

export function MicrophonePicker() {
  const devices = useMediaDevices();
  if (devices.permission.microphone.value === "prompt") {
    return (
      <button type="button" onClick={() => devices.requestPermission("microphone")}>
        Allow the microphone
      </button>
    );
  }
  return (
    <select
      aria-label="Input device"
      value={devices.selectedInput.value ?? ""}
      onChange={(event) => devices.selectInput(event.currentTarget.value || null)}
    >
      <option value="">System default</option>
      {devices.inputs.value.map(({ deviceId, label }) => (
        <option key={deviceId} value={deviceId}>{label}</option>
      ))}
    </select>
  );
}

export function Level() {
  const meter = useVolumeMeter();
  const bar = useRef<HTMLMeterElement>(null);
  useEffect(() =>
    meter.volume.subscribe((volume) => {
      if (bar.current) bar.current.value = volume;
    }), [meter]);
  return (
    <>
      <button type="button" onClick={() => meter.start("")}>Test the microphone</button>
      <meter ref={bar} min={0} max={100} />
    </>
  );
}

export function PresencePreview({ visit }: { visit: SpacePageData }) {
  const presence = usePresence(visit.slug, visit.presence);
  return <p>{presence.value.count} inside now</p>;
}

export function HoldToTalk() {
  const talk = usePushToTalk();
  return (
    <button
      type="button"
      onPointerDown={() => talk.press()}
      onPointerUp={() => talk.release()}
      onPointerCancel={() => talk.release()}
    >
      {talk.isHeld.value ? "Talking" : "Hold to talk"}
    </button>
  );
}

export function MutedHint() {
  const { isNoticed } = useTalkingWhileMuted({ listens: true });
  const { setMicrophoneEnabled } = useLiveKitMedia();
  return (
    <div role="status">
      {isNoticed.value && (
        <button type="button" onClick={() => setMicrophoneEnabled(true)}>
          You are muted: unmute
        </button>
      )}
    </div>
  );
}

export function PersonConnection({ person }: { person: ParticipantTracks }) {
  const { people, roundTripMs } = useConnectionStats();
  const stats = people.value.get(person.seatId);
  return (
    <p>
      {roundTripMs.value ?? "…"} ms, {stats?.kilobitsPerSecond ?? 0} kbit/s,{" "}
      {Math.round((stats?.lossRatio ?? 0) * 100)} % lost
      {stats?.picture && `, ${stats.picture.width}×${stats.picture.height}`}
    </p>
  );
}

export function CannotHearMe() {
  const { checking, result, check } = useDiagnosis();
  return (
    <button type="button" onClick={() => check("not-heard")}>
      {checking.value ? "Say something" : result.value?.finding ?? "They cannot hear me"}
    </button>
  );
}

export function SilentHint() {
  useSilentMicrophone();
  const { notice, useOffered } = useMediaDevices();
  return notice.value?.type === "heard"
    ? <button type="button" onClick={() => useOffered()}>Use {notice.value.label}</button>
    : null;
}

export function SoundCheck() {
  const test = useHearYourself();
  return (
    <button
      type="button"
      onClick={() => test.state.value === "idle" ? test.start() : test.stop()}
    >
      {test.state.value === "idle" ? "Hear yourself" : `${test.state} ${test.secondsLeft}`}
    </button>
  );
}

export function TwoSizes() {
  const { arrangement, choice, choose } = useLayout();
  const { stage, others } = arrangement.value;
  return (
    <>
      <button
        type="button"
        aria-pressed={choice.value === "speaker"}
        onClick={() => choose(choice.value === "speaker" ? "auto" : "speaker")}
      >
        Speaker
      </button>
      <ul class="large">
        {stage.map((person) => <Tile key={person.seatId} person={person} />)}
      </ul>
      <ul class="small">
        {others.map((person) => <Tile key={person.seatId} person={person} />)}
      </ul>
    </>
  );
}

export function MuteEverybodyElse() {
  const moderation = useModeration();
  if (!moderation.mayModerate.value) return null;
  return <button type="button" onClick={() => moderation.muteAll()}>Mute everybody else</button>;
}

export function RaiseHand() {
  const { isRaised, place, raised, raise, lower } = useHand({ listens: true });
  return (
    <>
      <button
        type="button"
        aria-pressed={isRaised.value}
        onClick={() => isRaised.value ? lower() : raise()}
      >
        {place.value === null ? "Raise hand" : `You are number ${place.value}`}
      </button>
      <ol>
        {raised.value.map((person) => <li key={person.seatId}>{person.displayName}</li>)}
      </ol>
    </>
  );
}

export function Reactions() {
  const { choices, shown, react } = useReactions();
  return (
    <>
      {choices.map((choice) => (
        <button key={choice} type="button" onClick={() => react(choice)}>{choice}</button>
      ))}
      <ul>
        {shown.value.map(({ id, person, reaction }) => (
          <li key={id}>{person.displayName}: {reaction}</li>
        ))}
      </ul>
    </>
  );
}

export function CaptionLines() {
  const { isOn, lines, choices, choose } = useCaptions();
  if (!isOn.value) return null;
  return (
    <section>
      <button type="button" onClick={() => choose({ isShown: !choices.value.isShown })}>
        Captions
      </button>
      {choices.value.isShown &&
        lines.value.map(({ id, name, text }) => <p key={id}>{name}: {text}</p>)}
    </section>
  );
}

export function WaitingRoom() {
  const { knocks, decide } = useKnocks();
  return (
    <ul>
      {knocks.value.map((knock) => (
        <li key={knock.knockId}>
          {knock.participantName}
          <button type="button" onClick={() => decide(knock, "admit")}>Let in</button>
          <button type="button" onClick={() => decide(knock, "refuse")}>Not now</button>
        </li>
      ))}
    </ul>
  );
}

export function ChatBox() {
  const chat = useChat();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    chat.send(chat.draft.peek());
  };
  return (
    <form onSubmit={submit}>
      <ol>
        {chat.messages.value.map((message) => (
          <li key={message.id}>
            {message.name}: {message.text ?? "deleted"}
            {message.state === "failed" && (
              <button
                type="button"
                onClick={() => chat.sendAgain(message)}
              >
                Send again
              </button>
            )}
          </li>
        ))}
      </ol>
      {chat.isAway.value && <p role="status">The server is away: your messages wait.</p>}
      <input
        aria-label="Message"
        value={chat.draft}
        onInput={({ currentTarget }) => chat.setDraft(currentTarget.value)}
      />
    </form>
  );
}

export function Flash() {
  const { flashes } = useAttention({ listens: true });
  return <div key={flashes.value} class={flashes.value > 0 ? "flash" : ""} />;
}

export function RecordSound() {
  const { state, seconds, trouble, start, stop } = useRecording();
  const { list, save } = useKeptRecordings();
  return (
    <>
      {state.value === "off"
        ? <button type="button" onClick={() => start({ hasPictures: false })}>Record here</button>
        : <button type="button" onClick={() => stop()}>Stop ({seconds} s)</button>}
      {trouble.value && <p role="alert">It did not work: {trouble}</p>}
      {list.value.map((kept) => (
        <button key={kept.file} type="button" onClick={() => save(kept)}>
          Save {kept.slug}
        </button>
      ))}
    </>
  );
}

export function KeptFromBefore() {
  const mayHaveSome = useMayHaveRecordings();
  return mayHaveSome() ? <RecordSound /> : null;
}
