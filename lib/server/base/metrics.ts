/** Counters of this process, for Prometheus (`GET /metrics`). Labels are words of our own: never an id, a name or an address. */
import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** Seconds, from a read in memory to a deadline. */
const durationBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** Seconds that a webhook may be late. */
const delayBuckets = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 300];

/** All instruments, by what they count. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests = this.#counter("requests_total", "Requests to the API, by answer", [
    "endpoint",
    "status",
  ]);
  readonly #refusals = this.#counter("refusals_total", "Requests refused, by the problem's code", [
    "endpoint",
    "code",
  ]);
  readonly #webhooks = this.#counter("webhooks_total", "Events of LiveKit, by type", ["type"]);
  readonly #webhookRefusals = this.#counter("webhooks_refused_total", "Deliveries refused", [
    "reason",
  ]);
  readonly #webhookDelay = this.#histogram(
    "webhook_delay_seconds",
    "Age of an event when it came, to the second",
    [],
    delayBuckets,
  );
  readonly #evictions = this.#counter("evictions_total", "Participants evicted, by cause", [
    "cause",
  ]);
  readonly #repairs = this.#counter("repairs_total", "Connections that the reconciler corrected", [
    "kind",
  ]);
  readonly #calls = this.#histogram(
    "dependency_seconds",
    "Calls to storage and LiveKit",
    ["dependency", "call"],
    durationBuckets,
  );
  readonly #failures = this.#counter("dependency_errors_total", "Calls that failed", [
    "dependency",
    "call",
  ]);

  /** Adds a value that is read when Prometheus asks. */
  gauge(name: string, help: string, read: () => number | Promise<number>) {
    new Gauge({
      name: `madang_${name}`,
      help,
      registers: [this.#registry],
      async collect() {
        this.set(await read());
      },
    });
  }

  /** Adds a value that is always one, whose labels say what runs. */
  info(labels: Readonly<Record<string, string>>) {
    const labelNames = Object.keys(labels);
    const options = { name: "madang_build_info", help: "What runs", labelNames };
    new Gauge({ ...options, registers: [this.#registry] }).set({ ...labels }, 1);
  }

  /** Counts an answer of an endpoint (`POST /api/livekit/token`), by status. */
  countRequest(endpoint: string, status: number) {
    this.#requests.inc({ endpoint, status: String(status) });
  }

  /** Counts a problem that was answered, by code. */
  countRefusal(endpoint: string, code: string) {
    this.#refusals.inc({ endpoint, code });
  }

  /** Counts an event, by type, and how late it came. */
  countWebhook(type: string, ageSeconds: number) {
    this.#webhooks.inc({ type: webhookTypes.has(type) ? type : "other" });
    this.#webhookDelay.observe(Math.max(0, ageSeconds));
  }

  /** Counts a delivery that was refused. */
  countWebhookRefusal(reason: string) {
    this.#webhookRefusals.inc({ reason });
  }

  /** Counts an eviction, by the reason that the participant's page shows. */
  countEviction(cause: string) {
    this.#evictions.inc({ cause });
  }

  /** Counts corrections of presence: `joined` and `left` that no event told. */
  countRepairs(kind: "joined" | "left", count: number) {
    if (count > 0) this.#repairs.inc({ kind }, count);
  }

  /** Measures a call to a dependency. */
  async measure<Value>(
    dependency: "storage" | "livekit",
    call: string,
    work: () => Promise<Value>,
  ): Promise<Value> {
    const stop = this.#calls.startTimer({ dependency, call });
    try {
      return await work();
    } catch (error) {
      this.#failures.inc({ dependency, call });
      throw error;
    } finally {
      stop();
    }
  }

  /** All of it in Prometheus's text format, and its media type. */
  async text(): Promise<{ readonly body: string; readonly type: string }> {
    return { body: await this.#registry.metrics(), type: this.#registry.contentType };
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]) {
    return new Counter({ name: `madang_${name}`, help, labelNames, registers: [this.#registry] });
  }

  #histogram<Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
    buckets: number[],
  ) {
    const registers = [this.#registry];
    return new Histogram({ name: `madang_${name}`, help, labelNames, buckets, registers });
  }
}

/** LiveKit's events: a label takes no word from outside. */
const webhookTypes: ReadonlySet<string> = new Set([
  ...["room_started", "room_finished", "participant_joined", "participant_left"],
  ...["participant_connection_aborted", "track_published", "track_unpublished"],
  ...["egress_started", "egress_updated", "egress_ended", "ingress_started", "ingress_ended"],
]);
