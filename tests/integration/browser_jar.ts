/** A browser without a page: keeps cookies by host and path as browsers do, and goes one step at a time. */

interface Kept {
  readonly name: string;
  readonly value: string;
  readonly host: string;
  readonly path: string;
}

export class BrowserJar {
  #cookies: Kept[] = [];

  /** One request, without following where it leads. `site` is what a browser would say of who caused it. */
  async send(
    url: string,
    { site = "none", ...init }: RequestInit & { readonly site?: string } = {},
  ): Promise<Response> {
    const { host, pathname } = new URL(url);
    const headers = new Headers(init.headers);
    const fitting = this.#cookies.filter((cookie) =>
      cookie.host === host && pathname.startsWith(cookie.path)
    );
    if (fitting.length > 0) {
      headers.set("cookie", fitting.map(({ name, value }) => `${name}=${value}`).join("; "));
    }
    headers.set("sec-fetch-site", site);
    const answer = await fetch(url, { ...init, headers, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const path = /; path=([^;]*)/i.exec(line)?.[1] ?? "/";
      this.#cookies = this.#cookies.filter((each) =>
        !(each.host === host && each.name === name && each.path === path)
      );
      if (value !== "") this.#cookies.push({ name, value, host, path });
    }
    return answer;
  }

  /** The value of a cookie for `host`. */
  cookie(host: string, name: string): string | undefined {
    return this.#cookies.find((each) => each.host === host && each.name === name)?.value;
  }

  put(host: string, name: string, value: string): void {
    this.#cookies.push({ name, value, host, path: "/" });
  }
}
