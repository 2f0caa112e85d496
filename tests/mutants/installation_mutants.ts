/** Mutants of several Madangs on one LiveKit, and of storage that is in trouble by itself. */
import type { Mutant } from "./apply.ts";

const installation = { file: "tests/unit/server/livekit/installation_test.ts" };
const trouble = { file: "tests/unit/server/storage/storage_trouble_test.ts" };

export const installationMutants: readonly Mutant[] = [
  {
    name: "installation-absence-is-proof",
    defect: "a second Madang on the same LiveKit evicts everyone whom its storage does not know",
    file: "lib/server/seats/evict.ts",
    search: "if (!isOurs(participant, installationId, row?.value != null)) {",
    replacement: "if (seatId === null) {",
    test: { file: "tests/model/model_test.ts", filter: "sequences of people" },
    environment: { MODEL_SEED: "1", MODEL_SEQUENCES: "100", MODEL_SHRINK: "off" },
  },
  {
    name: "installation-restored-stay",
    defect:
      "after a restored backup a participant of an unknown seat stays, beside its person's new connection",
    file: "lib/server/livekit/installation.ts",
    search: "return told === undefined ? isKnown : told === installationId;",
    replacement: "return isKnown && (told === undefined || told === installationId);",
    test: installation,
  },
  {
    name: "installation-old-tokens-escape",
    defect: "a participant with a token from before there were installations is never evicted",
    file: "lib/server/livekit/installation.ts",
    search: "return told === undefined ? isKnown : told === installationId;",
    replacement: "return told === installationId;",
    test: installation,
  },
  {
    name: "installation-shown-by-event",
    defect: "another Madang's people are logged, and evictions of them pending",
    file: "lib/server/presence/apply_webhook_event.ts",
    search: "if (!isOurs(participant, installationId, seatRow.value !== null)) return null;",
    replacement: "",
    test: { ...installation, filter: "another installation's participant" },
  },
  {
    name: "installation-room-deleted",
    defect: "ending a call for all ends it for another Madang's people, too",
    file: "lib/server/spaces/disconnect_all.ts",
    search: "if (leaving.length === inside.length)",
    replacement: "if (inside.length > 0)",
    test: { ...installation, filter: "leaves another installation's" },
  },
  {
    name: "installation-made-twice",
    defect: "two processes that start at once take each other's people for another Madang's",
    file: "lib/server/livekit/installation.ts",
    search: "checks: [unchanged(row)],",
    replacement: "checks: [],",
    test: { ...installation, filter: "start at once" },
  },
  {
    name: "installation-forgotten",
    defect: "storage that comes back without an id makes another Madang of running processes",
    file: "lib/server/livekit/installation.ts",
    search: "this.#id ?? `inst_",
    replacement: "`inst_",
    test: { ...installation, filter: "came back without" },
  },
  {
    name: "storage-trouble-is-misuse",
    defect: "a full disk is answered with 500, and LiveKit's event is lost",
    file: "lib/server/storage/kv_connection.ts",
    search: "(error instanceof TypeError && misuseWords.test(error.message));",
    replacement: "error instanceof TypeError;",
    test: { ...trouble, filter: "is storage trouble, not misuse" },
  },
  {
    name: "storage-ready-by-reading",
    defect: "a server that can store nothing says that it is ready",
    file: "lib/server/presence/health.ts",
    search: "answers(kv.commit(writeProbe))",
    replacement: "answers(kv.get(roundKey))",
    test: { ...trouble, filter: "nothing can be written" },
  },
  {
    name: "storage-file-of-two",
    defect: "two processes write one file",
    file: "lib/server/storage/storage_file.ts",
    search: "if (!isOurs) {",
    replacement: "if (isOurs === null) {",
    test: { ...trouble, filter: "the second process" },
  },
];
