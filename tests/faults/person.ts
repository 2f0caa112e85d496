/** A person with a browser, as replicas see it: keeps cookies, sends requests as our own pages do, to any replica. */
import * as z from "zod/mini";
import { parseIdentity } from "../../lib/contract/participant.ts";
import { tokenAnswerSchema } from "../../lib/contract/token.ts";
import { bound } from "./figures.ts";

/** A target of requests: a replica. */
export interface Asked {
  readonly url: string;
}

/** A token that was signed, and what it is for. */
export interface Ticket {
  readonly token: string;
  readonly url: string;
  readonly roomName: string;
  readonly seatId: string;
  /** The identity. */
  readonly participantId: string;
  readonly generation: number;
}

/** An answer, read. */
export interface Heard {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

const problemBody = z.object({ code: z.string() });

export class Person {
  readonly name: string;
  readonly cookies: Map<string, string> = new Map();

  constructor(name: string) {
    this.name = name;
  }

  /** The events of a space's stream from now on. */
  async listen(to: Asked, slug: string): Promise<Listening> {
    const headers = this.#headers();
    headers.set("accept", "text/event-stream");
    const response = await fetch(`${to.url}/api/spaces/${slug}/presence`, { headers });
    if (!response.body) throw new Error(`No stream: ${response.status}`);
    return new Listening(response.body);
  }

  async send(to: Asked, method: string, path: string, body?: unknown): Promise<Heard> {
    const headers = this.#headers();
    if (body !== undefined) headers.set("content-type", "application/json");
    const response = await fetch(to.url + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const text = await response.text();
    const answered: unknown = text === "" ? null : JSON.parse(text);
    return { status: response.status, headers: response.headers, body: answered };
  }

  #headers(): Headers {
    const headers = new Headers({ "sec-fetch-site": "same-origin" });
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    if (cookie !== "") headers.set("cookie", cookie);
    return headers;
  }

  /** A guest session for a space, or admission of the one that it has. */
  async enter(to: Asked, slug: string): Promise<void> {
    const body = { roomName: `space-${slug}`, participantName: this.name };
    const heard = await served(() => this.send(to, "POST", "/api/guest-sessions", body));
    if (heard.status !== 201) throw new Error(`Cannot enter: ${describe(heard)}`);
  }

  /** The token endpoint's answer, good or bad. */
  ask(to: Asked, slug: string): Promise<Heard> {
    return this.send(to, "POST", "/api/livekit/token", { roomName: `space-${slug}` });
  }

  /** A token for a space, asked for again after a `503`, as browsers do. */
  async ticket(to: Asked, slug: string): Promise<Ticket> {
    return ticketOf(await served(() => this.ask(to, slug)));
  }

  /** The guest signs out. */
  async endGuestSession(to: Asked): Promise<void> {
    const heard = await this.send(to, "DELETE", "/api/guest-sessions/me");
    if (heard.status !== 204) throw new Error(`Cannot end: ${describe(heard)}`);
  }
}

/** The first answer that is no `503`: a busy machine may take longer than storage's deadline. The last one where all are. */
export async function served(send: () => Promise<Heard>): Promise<Heard> {
  const began = performance.now();
  for (;;) {
    const heard = await send();
    if (heard.status !== 503 || performance.now() - began > bound(2_500)) return heard;
  }
}

/** An open stream of events; `await using` ends it. */
export class Listening implements AsyncDisposable {
  /** Events as they came: `knocks {"knocks":[]}`; `message` where a stream names none. */
  readonly events: string[] = [];
  readonly #reader: ReadableStreamDefaultReader<string>;

  constructor(body: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.#reader = body.pipeThrough(new TextDecoderStream()).getReader();
    this.#read();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader.cancel();
  }

  async #read(): Promise<void> {
    let text = "";
    for (;;) {
      const { value, done } = await this.#reader.read();
      if (done) return;
      const blocks = (text + value).split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const data = /^data: (.*)$/m.exec(block)?.[1];
        const name = /^event: (.*)$/m.exec(block)?.[1] ?? "message";
        if (data !== undefined) this.events.push(`${name} ${data}`);
      }
    }
  }
}

/** A ticket, or an error that says what was answered instead. */
export function ticketOf(heard: Heard): Ticket {
  if (heard.status !== 200) throw new Error(`No token: ${describe(heard)}`);
  const answer = tokenAnswerSchema.parse(heard.body);
  const generation = parseIdentity(answer.participantId)?.generation;
  if (generation === undefined) throw new Error(`Not our identity: ${answer.participantId}`);
  return { ...answer, generation };
}

/** The code of a problem answer; `null` where it is none. */
export function codeOf(heard: Heard): string | null {
  const problem = problemBody.safeParse(heard.body);
  return problem.success ? problem.data.code : null;
}

function describe(heard: Heard): string {
  return `${heard.status} ${codeOf(heard) ?? ""}`;
}
