import { signal } from "@preact/signals";
import { expect } from "expect";
import type { Role } from "../../../../lib/contract/participant.ts";
import type { ConnectionState } from "../../../../lib/media/ports/call_types.ts";
import type { RecorderOptionsGiven } from "../../../../lib/media/recording/recorder.ts";
import {
  noticeMs,
  Recording,
  shownWithinMs,
  tellAgainMs,
} from "../../../../lib/media/recording/recording.ts";
import { RecordingError } from "../../../../lib/media/recording/recording_file.ts";
import { fakePerson } from "../../../fakes/components/people.ts";
import { FakePagePort } from "../../../fakes/media/FakePagePort.ts";

/** Lets what is due in this task, and after it, happen. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 20; turns++) await Promise.resolve();
}

function setUp({ isSupported = true } = {}) {
  const page = new FakePagePort();
  const since = signal<number | null>(null);
  const role = signal<Role>("owner");
  const people = signal([fakePerson("Me", { isLocal: true, recordingSince: since, role })]);
  const connectionState = signal<ConnectionState>("connected");
  /** What happened, in order. */
  const log: string[] = [];
  const refusals: Error[] = [];
  const failures: Error[] = [];
  let given: RecorderOptionsGiven | undefined;
  const recording = new Recording({
    slug: "tea",
    people,
    connectionState,
    page,
    kept: {
      note: () => void log.push("note"),
      refresh: () => Promise.resolve(void log.push("refresh")),
    },
    tell(isRecording) {
      log.push(`tell ${isRecording}`);
      const refusal = refusals.shift();
      return refusal ? Promise.reject(refusal) : Promise.resolve();
    },
    isSupported: () => isSupported,
    open(options) {
      given = options;
      log.push(`open ${options.file}`);
      const failure = failures.shift();
      if (failure) return Promise.reject(failure);
      const did = (what: string) => () => void log.push(what);
      return Promise.resolve({
        begin: did("begin"),
        pause: did("pause"),
        resume: did("resume"),
        end: () => Promise.resolve(did("end")()),
      });
    },
    now: () => 1000,
  });
  /** The call shows that we record, and the notice is over. */
  const beShown = async () => {
    await settle();
    since.value = 1;
    await settle();
    page.advance(noticeMs);
    await settle();
  };
  return {
    ...{ page, since, role, people, connectionState, log, refusals, failures, recording, beShown },
    fail: (reason: "full" | "unexpected") => given?.onFailed(reason),
  };
}

Deno.test("Recording begins once everybody was told and saw it for a while, and tells the end after the last byte", async () => {
  const { recording, log, since, page } = setUp();
  const starting = recording.start({ hasPictures: true });
  await settle();
  expect([recording.state.value, log]).toEqual([
    "telling",
    ["open 1000 tea.mp4", "note", "tell true"],
  ]);
  page.advance(noticeMs);
  await settle();
  // The server took it, and the call does not show it yet.
  expect(recording.state.value).toBe("telling");
  since.value = 1;
  await settle();
  page.advance(noticeMs - 1);
  await settle();
  expect(log).not.toContain("begin");
  page.advance(1);
  await starting;
  expect([recording.state.value, log.at(-1)]).toEqual(["recording", "begin"]);
  page.advance(1000);
  page.advance(1000);
  expect(recording.seconds.value).toBe(2);
  await recording.stop();
  expect([recording.state.value, ...log.slice(-3)]).toEqual([
    "off",
    "end",
    "tell false",
    "refresh",
  ]);
});

Deno.test("Recording records nothing where nobody could be told, and tries again for a while", async () => {
  const { recording, log, refusals, page, beShown } = setUp();
  refusals.push(...Array.from({ length: 8 }, () => new Error("Not inside")));
  const starting = recording.start({ hasPictures: false });
  for (let tries = 0; tries < 8; tries++) {
    await settle();
    page.advance(tellAgainMs);
  }
  await starting;
  expect([recording.state.value, recording.trouble.value]).toEqual(["off", "not-told"]);
  expect(log).not.toContain("begin");
  expect(log.slice(-3)).toEqual(["end", "tell false", "refresh"]);

  refusals.push(new Error("Not inside"));
  const again = recording.start({ hasPictures: false });
  await settle();
  page.advance(tellAgainMs);
  await beShown();
  await again;
  expect([recording.state.value, recording.trouble.value]).toEqual(["recording", null]);
});

Deno.test("Recording gives up where the call never shows it, and where it is cancelled meanwhile", async () => {
  const { recording, log, page, beShown } = setUp();
  const starting = recording.start({ hasPictures: false });
  await settle();
  page.advance(shownWithinMs);
  await starting;
  expect([recording.state.value, recording.trouble.value]).toEqual(["off", "not-told"]);
  const again = recording.start({ hasPictures: false });
  await settle();
  await recording.stop();
  await beShown();
  await again;
  expect([recording.state.value, recording.trouble.value]).toEqual(["off", null]);
  expect(log).not.toContain("begin");
});

Deno.test("Recording says why a browser cannot, before anybody is told", async () => {
  const none = setUp({ isSupported: false });
  await none.recording.start({ hasPictures: false });
  expect([none.recording.trouble.value, none.log]).toEqual(["unsupported", []]);
  const { recording, failures, log } = setUp();
  failures.push(new RecordingError("unsupported"), new RecordingError("full"), new Error("?"));
  for (const reason of ["unsupported", "full", "unexpected"]) {
    await recording.start({ hasPictures: false });
    expect([recording.state.value, recording.trouble.value]).toEqual(["off", reason]);
  }
  expect(log.filter((line) => line.startsWith("tell"))).toEqual([]);
});

Deno.test("Recording waits while a new connection has not told, and goes on after it", async () => {
  const { recording, log, since, connectionState, beShown } = setUp();
  void recording.start({ hasPictures: false });
  await beShown();
  connectionState.value = "reconnecting";
  since.value = null;
  expect([recording.state.value, log.at(-1)]).toEqual(["waiting", "pause"]);
  connectionState.value = "connected";
  await settle();
  expect(log.at(-1)).toBe("tell true");
  since.value = 2;
  await settle();
  expect([recording.state.value, log.at(-1)]).toEqual(["recording", "resume"]);
});

for (
  const [why, end, trouble] of [
    ["a full disk", ({ fail }) => fail("full"), "full"],
    ["the end of the call", ({ connectionState }) => connectionState.value = "ended", null],
    ["the loss of the role", ({ role }) => role.value = "speaker", "not-allowed"],
  ] as const satisfies readonly [string, (set: ReturnType<typeof setUp>) => void, unknown][]
) {
  Deno.test(`Recording ends by ${why}, keeps what it has, and says so`, async () => {
    const set = setUp();
    const { recording, log, beShown } = set;
    void recording.start({ hasPictures: false });
    await beShown();
    expect(recording.state.value).toBe("recording");
    end(set);
    await settle();
    expect([recording.state.value, recording.trouble.value]).toEqual(["off", trouble]);
    expect(log.slice(-3)).toEqual(["end", "tell false", "refresh"]);
  });
}
