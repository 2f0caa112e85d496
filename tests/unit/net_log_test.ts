import { expect } from "expect";
import { contactedHosts } from "../e2e/net_log.ts";

Deno.test("contactedHosts() finds every host that is looked up, connected to, or sent to", () => {
  const logEventTypes = {
    HOST_RESOLVER_MANAGER_REQUEST: 1,
    TCP_CONNECT_ATTEMPT: 2,
    UDP_CONNECT: 3,
    UDP_BYTES_SENT: 4,
    URL_REQUEST_START_JOB: 5,
  };
  const event = (name: keyof typeof logEventTypes, id: number, params: object) => ({
    type: logEventTypes[name],
    source: { id },
    params,
  });
  const events = [
    event("HOST_RESOLVER_MANAGER_REQUEST", 1, { host: "https://name.example:443" }),
    event("TCP_CONNECT_ATTEMPT", 2, { address: "192.0.2.1:443" }),
    event("UDP_CONNECT", 3, { address: "[2001:db8::1]:443" }),
    // Connected alone: a look at the routes, nothing goes out.
    event("UDP_CONNECT", 4, { address: "[2001:db8::2]:443" }),
    event("UDP_BYTES_SENT", 3, { byte_count: 20 }),
    event("UDP_BYTES_SENT", 5, { address: "192.0.2.2:3478", byte_count: 20 }),
    event("URL_REQUEST_START_JOB", 6, { url: "wss://socket.example/rtc?a=b" }),
    event("URL_REQUEST_START_JOB", 7, { url: "data:text/plain,here" }),
  ];
  expect(contactedHosts(JSON.stringify({ constants: { logEventTypes }, events }))).toEqual(
    new Map([
      ["name.example", new Set(["name"])],
      ["192.0.2.1", new Set(["tcp"])],
      ["2001:db8::1", new Set(["udp"])],
      ["192.0.2.2", new Set(["udp"])],
      ["socket.example", new Set(["url"])],
    ]),
  );
});
