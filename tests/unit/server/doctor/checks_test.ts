import { expect } from "expect";
import { noProxies, parseTrustedProxies } from "../../../../lib/server/base/client_address.ts";
import { checkKeyPair, refusalOf } from "../../../../lib/server/doctor/check_livekit.ts";
import {
  checkCertificate,
  checkProxies,
  checkPublicUrl,
  forgedAddress,
} from "../../../../lib/server/doctor/check_public.ts";
import { checkVersion } from "../../../../lib/server/doctor/check_visit.ts";
import { failureReasonOf } from "../../../../lib/server/doctor/failure_reason.ts";
import { bad, exitCodeOf, good, textOf, unknown } from "../../../../lib/server/doctor/finding.ts";
import { isAnswerTo, makeBindingRequest } from "../../../../lib/server/doctor/stun.ts";
import { probeStun } from "../../../../lib/server/doctor/stun_probes.ts";
import type { DoctorAnswer } from "../../../../lib/contract/doctor.ts";

const answer: DoctorAnswer = {
  madang: "1",
  host: "talk.example.org",
  peer: "127.0.0.1",
  forwardedFor: null,
  forwardedProto: null,
  counted: "127.0.0.1",
  installationId: "inst_1",
  storageMs: 1,
  hasEvent: false,
  warnings: {},
};

Deno.test("exitCodeOf() is that of the worst finding, and textOf() has the line to change", () => {
  const [fine, wrong, open] = [good("a", "x"), bad("b", "y", "Z=1"), unknown("c", "z")];
  expect(exitCodeOf([fine])).toBe(0);
  expect(exitCodeOf([fine, open])).toBe(2);
  expect(exitCodeOf([open, wrong, fine])).toBe(1);
  expect(textOf(wrong)).toMatch(/^BAD +b +y\n +→ Z=1$/);
});

Deno.test("checkProxies() compares TRUST_PROXY with the proxies that a request has passed", () => {
  const judged = (trusted: string, forwardedFor: string | null, counted: string) => {
    const trustedProxies = parseTrustedProxies(trusted) ?? noProxies;
    const { verdict, fix } = checkProxies({ trustedProxies }, { ...answer, forwardedFor, counted });
    return [verdict, fix];
  };
  const own = "203.0.113.5";
  expect(judged("0", forgedAddress, "127.0.0.1")).toEqual(["good", null]);
  expect(judged("1", forgedAddress, forgedAddress))
    .toEqual(["bad", "remove TRUST_PROXY: no proxy is in front"]);
  // A proxy that adds, and one that begins anew.
  for (const list of [`${forgedAddress}, ${own}`, own]) {
    expect(judged("0", list, "127.0.0.1")).toEqual(["bad", "TRUST_PROXY=1"]);
    expect(judged("1", list, own)).toEqual(["good", null]);
    expect(judged("127.0.0.0/8", list, own)).toEqual(["good", null]);
    expect(judged("10.0.0.0/8", list, "127.0.0.1")).toEqual(["bad", "TRUST_PROXY=1"]);
  }
  const two = `${forgedAddress}, ${own}, 10.0.0.2`;
  expect(judged("1", two, "10.0.0.2")).toEqual(["bad", "TRUST_PROXY=2"]);
  expect(judged("3", two, forgedAddress)).toEqual(["bad", "TRUST_PROXY=2"]);
});

Deno.test("checkPublicUrl() tells a wrong name, a stranger, a certificate and another host apart", () => {
  const config = { publicUrl: "https://talk.example.org" };
  const judged = (asked: Parameters<typeof checkPublicUrl>[2], host = "127.0.0.1") =>
    checkPublicUrl(config, host, asked).verdict;
  expect(judged({ is: "answered", answer })).toBe("good");
  expect(judged({ is: "answered", answer: { ...answer, host: "app:8000" } })).toBe("bad");
  expect(judged({ is: "stranger", status: 502 })).toBe("bad");
  const away = (kind: "silent" | "name" | "certificate") =>
    judged({ is: "unreachable", failure: { kind, reason: "" } });
  expect([away("silent"), away("name"), away("certificate")]).toEqual(["unknown", "bad", "bad"]);
  expect(checkPublicUrl({ publicUrl: null }, "0.0.0.0", null).verdict).toBe("bad");
  expect(checkPublicUrl({ publicUrl: null }, "127.0.0.1", null).verdict).toBe("good");
});

Deno.test("failureReasonOf() and refusalOf() say why, without what was sent", () => {
  const nested = new TypeError("fetch failed", {
    cause: new Error("https://5ecret: invalid peer certificate: Expired"),
  });
  expect(failureReasonOf(nested))
    .toEqual({ kind: "certificate", reason: "its certificate has expired" });
  expect(failureReasonOf(new Error("tcp connect error: Connection refused (os error 111)")).kind)
    .toBe("refused");
  expect(failureReasonOf(new Error("dns error: failed to lookup 5ecret")).kind).toBe("name");
  expect(failureReasonOf(new Error("5ecret")).reason).toBe("the connection fails");
  expect(refusalOf("invalid token: eyJ5ecret, error: token signature is invalid"))
    .toBe("it knows the key with another secret");
  expect(refusalOf("invalid API key: 5ecret")).toBe("it does not know the key");
});

Deno.test("probeStun() takes an answer to its own request for one, by UDP and TCP", async () => {
  const request = makeBindingRequest(null);
  const response = new Uint8Array(request);
  response[0] = 0x01;
  expect(isAnswerTo(request, response)).toBe(true);
  expect(isAnswerTo(request, request)).toBe(false);
  expect(isAnswerTo(makeBindingRequest(null), response)).toBe(false);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = (async () => {
    for await (const connection of listener) {
      const bytes = new Uint8Array(200);
      const length = await connection.read(bytes) ?? 0;
      bytes[0] = 0x01;
      await connection.write(bytes.subarray(0, length));
      connection.close();
    }
  })();
  const target = { protocol: "tcp", host: "127.0.0.1", port: listener.addr.port } as const;
  expect(await probeStun(target)).toEqual({ is: "answered" });
  listener.close();
  await serving.catch(() => {});
  expect((await probeStun(target)).is).toBe("refused");
  // An address has no name for TLS to ask for.
  expect((await probeStun({ ...target, protocol: "tls" })).is).toBe("refused");
  expect(await checkCertificate(`https://127.0.0.1:${target.port}`, Date.now)).toBeNull();
});

Deno.test("checkVersion() wants LiveKit 1.13, and checkKeyPair() a secret of 32 characters", () => {
  const verdicts = ["1.12.9", "0.99.0", "1.13.0", "1.20.1", "2.0.0", "dev"]
    .map((version) => checkVersion(version).verdict);
  expect(verdicts).toEqual(["bad", "bad", "good", "good", "good", "unknown"]);
  expect(checkVersion("1.12.9").says).toBe("1.12.9 is older than 1.13");
  const pair = (apiSecret: string) =>
    checkKeyPair({ url: "", apiUrl: "", apiKey: "k", apiSecret, previous: null });
  expect([pair("x".repeat(31)), pair("x".repeat(32))].map(({ verdict }) => verdict))
    .toEqual(["bad", "good"]);
});
