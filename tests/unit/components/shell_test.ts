import { expect } from "expect";
import { arrivalsAndDepartures } from "../../../components/call/Announcer.tsx";
import { invitationLink } from "../../../components/call/invitation_link.ts";
import { gigabytesAnHour } from "../../../components/settings/data_cost.ts";
import { initialsOf, tintOf } from "../../../components/shell/initials.ts";

Deno.test("initialsOf() reads names as their owners do", () => {
  const initials = [
    ["Mina", "M"],
    ["Ana de Souza", "AS"],
    ["김민수", "민수"],
    ["김민수 (2)", "민수"],
    ["Kim (2)", "K"],
    ["田中 花子", "田"],
    ["👩‍👩‍👧 Lee", "👩‍👩‍👧L"],
    ["  ", ""],
    ["", ""],
    ["(2)", "("],
    ["<script>", "<"],
  ];
  for (const [name, expected] of initials) {
    expect([name, initialsOf(name)]).toEqual([name, expected]);
  }
});

Deno.test("tintOf() is steady and within its count", () => {
  for (const key of ["", "a", "seat_00ff", "김민수"]) {
    expect(tintOf(key)).toBe(tintOf(key));
    expect(tintOf(key)).toBeLessThan(5);
  }
});

Deno.test("arrivalsAndDepartures() tells who is new and who is gone, and nobody else", () => {
  const before = new Map([["a", "Kim"], ["b", "Lee"]]);
  const after = new Map([["b", "Lee (2)"], ["c", "Park"]]);
  expect(arrivalsAndDepartures(before, after)).toEqual({ came: ["Park"], went: ["Kim"] });
});

Deno.test("invitationLink() carries the slug alone", () => {
  expect(invitationLink("tea", "https://talk.example.org")).toBe(
    "https://talk.example.org/space/tea",
  );
});

Deno.test("gigabytesAnHour() grows with the picture", () => {
  expect([gigabytesAnHour("480p"), gigabytesAnHour("720p"), gigabytesAnHour("1080p")])
    .toEqual(["0.3", "1.0", "1.6"]);
});
