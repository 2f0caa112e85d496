/**
 * Traces of a real LiveKit server 1.13.5, step by step. fake_truth_test.ts plays each trace to the fake one
 * and to a real one: both have to do the same again.
 */

export type LiveKitDeed =
  /** A client connects, with media. */
  | { readonly do: "join"; readonly client: string; readonly identity: string }
  /** A client opens the signalling socket with `?publish=x` and a token for `identity`, and no media follows. */
  | { readonly do: "open-copy"; readonly identity: string }
  | { readonly do: "leave"; readonly client: string }
  /** The client's process is killed. */
  | { readonly do: "die"; readonly client: string }
  | { readonly do: "remove"; readonly identity: string }
  /** The server makes a participant a listener, and says so in an attribute. */
  | { readonly do: "make-listener"; readonly identity: string }
  /** `kill -9` of the server, and up again. */
  | { readonly do: "restart" };

/**
 * The state after the deed. A connection is named by its identity and its number among that identity's, as
 * `a.1~2`; one without media yet has a `?`.
 */
export interface LiveKitSight {
  /** In the order of `joinedAtMs`. */
  readonly inside: readonly string[];
  /** Sent to webhooks since the deed before, in order. */
  readonly events: readonly string[];
  /** The state that each client reports of itself. */
  readonly clients: Readonly<Record<string, string>>;
  /** Of `remove`, and of `make-listener`: what a list tells of that identity then. */
  readonly answer?: "removed" | "not_found" | "listener, may publish nothing";
}

export interface LiveKitTrace {
  readonly name: string;
  readonly steps: readonly (readonly [LiveKitDeed, LiveKitSight])[];
}

export const livekitTraces: readonly LiveKitTrace[] = [
  {
    name: "the newest connection of an identity wins, and removal by identity takes the newest",
    steps: [
      [{ do: "join", client: "one", identity: "a.1" }, {
        inside: ["a.1~1"],
        events: ["participant_joined a.1~1"],
        clients: { one: "connected" },
      }],
      [{ do: "join", client: "two", identity: "a.1" }, {
        inside: ["a.1~2"],
        events: ["participant_left a.1~1", "participant_joined a.1~2"],
        clients: { one: "DUPLICATE_IDENTITY", two: "connected" },
      }],
      [{ do: "join", client: "three", identity: "a.2" }, {
        inside: ["a.1~2", "a.2~1"],
        events: ["participant_joined a.2~1"],
        clients: { one: "DUPLICATE_IDENTITY", two: "connected", three: "connected" },
      }],
      [{ do: "remove", identity: "a.1" }, {
        inside: ["a.2~1"],
        events: ["participant_left a.1~2"],
        clients: { one: "DUPLICATE_IDENTITY", two: "PARTICIPANT_REMOVED", three: "connected" },
        answer: "removed",
      }],
      [{ do: "remove", identity: "a.1" }, {
        inside: ["a.2~1"],
        events: [],
        clients: { one: "DUPLICATE_IDENTITY", two: "PARTICIPANT_REMOVED", three: "connected" },
        answer: "not_found",
      }],
      [{ do: "join", client: "four", identity: "a.1" }, {
        inside: ["a.2~1", "a.1~3"],
        events: ["participant_joined a.1~3"],
        clients: {
          one: "DUPLICATE_IDENTITY",
          two: "PARTICIPANT_REMOVED",
          three: "connected",
          four: "connected",
        },
      }],
      [{ do: "leave", client: "three" }, {
        inside: ["a.1~3"],
        events: ["participant_left a.2~1"],
        clients: {
          one: "DUPLICATE_IDENTITY",
          two: "PARTICIPANT_REMOVED",
          three: "left",
          four: "connected",
        },
      }],
    ],
  },
  {
    name: "what somebody may do is changed by identity, and a list tells it at once",
    steps: [
      [{ do: "join", client: "one", identity: "a.1" }, {
        inside: ["a.1~1"],
        events: ["participant_joined a.1~1"],
        clients: { one: "connected" },
      }],
      [{ do: "make-listener", identity: "a.1" }, {
        inside: ["a.1~1"],
        events: [],
        clients: { one: "connected" },
        answer: "listener, may publish nothing",
      }],
      [{ do: "make-listener", identity: "b.1" }, {
        inside: ["a.1~1"],
        events: [],
        clients: { one: "connected" },
        answer: "not_found",
      }],
    ],
  },
  {
    name: "a token makes copies of itself, which removal of the original leaves there",
    steps: [
      [{ do: "join", client: "one", identity: "a.1" }, {
        inside: ["a.1~1"],
        events: ["participant_joined a.1~1"],
        clients: { one: "connected" },
      }],
      [{ do: "open-copy", identity: "a.1" }, {
        inside: ["a.1~1", "a.1#x~1?"],
        events: [],
        clients: { one: "connected" },
      }],
      [{ do: "remove", identity: "a.1" }, {
        inside: ["a.1#x~1?"],
        events: ["participant_left a.1~1"],
        clients: { one: "PARTICIPANT_REMOVED" },
        answer: "removed",
      }],
      [{ do: "remove", identity: "a.1#x" }, {
        inside: [],
        events: ["participant_connection_aborted a.1#x~1"],
        clients: { one: "PARTICIPANT_REMOVED" },
        answer: "removed",
      }],
    ],
  },
  {
    name: "a restart tells nobody, and clients come back with new sids",
    steps: [
      [{ do: "join", client: "one", identity: "a.1" }, {
        inside: ["a.1~1"],
        events: ["participant_joined a.1~1"],
        clients: { one: "connected" },
      }],
      [{ do: "restart" }, {
        inside: ["a.1~2"],
        events: ["participant_joined a.1~2"],
        clients: { one: "connected" },
      }],
      [{ do: "leave", client: "one" }, {
        inside: [],
        events: ["participant_left a.1~2"],
        clients: { one: "left" },
      }],
    ],
  },
  {
    name: "who dies is noticed after about 20 s, and *left* is told",
    steps: [
      [{ do: "join", client: "one", identity: "a.1" }, {
        inside: ["a.1~1"],
        events: ["participant_joined a.1~1"],
        clients: { one: "connected" },
      }],
      [{ do: "join", client: "two", identity: "b.1" }, {
        inside: ["a.1~1", "b.1~1"],
        events: ["participant_joined b.1~1"],
        clients: { one: "connected", two: "connected" },
      }],
      [{ do: "die", client: "one" }, {
        inside: ["b.1~1"],
        events: ["participant_left a.1~1"],
        clients: { one: "dead", two: "connected" },
      }],
    ],
  },
];
