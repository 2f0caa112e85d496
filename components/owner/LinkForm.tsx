import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Role } from "../../lib/contract/participant.ts";
import { type GivenRole, maxLinkUses } from "../../lib/contract/space.ts";
import { assignableRoles, givenRoles } from "../../lib/contract/roles.ts";
import { type LinkSpan, linkTimes } from "../../lib/owner/link_times.ts";
import type { SpaceLinks } from "../../lib/owner/space_links.ts";
import { useOwnerWords } from "../messages/owner_words.ts";
import { servedText } from "../shell/served_text.ts";
import { wholeNumber } from "./whole_number.ts";

const spans: readonly LinkSpan[] = ["hour", "day", "week", "month", "own"];

/** What a new link gives, to how many, and for how long. */
export function LinkForm(
  { links, role: own }: { links: SpaceLinks; role: Role },
) {
  const words = useOwnerWords();
  const chosenRole = useSignal<GivenRole>("speaker");
  // One's own role may shrink while one chooses: what is shown is what is asked for.
  const role = assignableRoles(own).find((role) => role === chosenRole.value) ?? "speaker";
  const uses = useSignal(useMemo(() => servedText("link-uses", "1"), []));
  const span = useSignal<LinkSpan>("day");
  const from = useSignal("");
  const until = useSignal("");
  const wrong = useSignal<"uses" | "times" | null>(null);

  const make = (event: Event) => {
    event.preventDefault();
    const number = wholeNumber(uses.peek(), maxLinkUses);
    const wish = { span: span.peek(), from: from.peek(), until: until.peek() };
    const times = linkTimes(wish, Date.now());
    wrong.value = number === null ? "uses" : times === null ? "times" : null;
    if (number === null || times === null) {
      document.getElementById(number === null ? "link-uses" : "link-until")?.focus();
    } else void links.make({ role, uses: number, ...times });
  };
  return (
    <form class="link-form" onSubmit={make} novalidate>
      <label class="link-field">
        {words.links.role}
        <select
          class="field"
          value={role}
          onChange={(event) => {
            const { value } = event.currentTarget;
            chosenRole.value = givenRoles.find((role) => role === value) ?? "speaker";
          }}
        >
          {assignableRoles(own).map((option) => (
            <option key={option} value={option} selected={option === role}>
              {words.roles[option]}
            </option>
          ))}
        </select>
      </label>
      <label class="link-field">
        {words.links.uses}
        <input
          id="link-uses"
          class="field"
          inputmode="numeric"
          autocomplete="off"
          value={uses.value}
          aria-invalid={wrong.value === "uses" ? "true" : undefined}
          aria-describedby="link-wrong"
          onInput={(event) => uses.value = event.currentTarget.value}
        />
      </label>
      <label class="link-field">
        {words.links.span}
        <select
          class="field"
          value={span.value}
          onChange={(event) => {
            const { value } = event.currentTarget;
            span.value = spans.find((span) => span === value) ?? "day";
          }}
        >
          {spans.map((option) => (
            <option key={option} value={option} selected={option === span.value}>
              {words.links.spans[option]}
            </option>
          ))}
        </select>
      </label>
      {span.value === "own" && (
        <>
          <label class="link-field">
            {words.links.from}
            <input
              class="field"
              type="datetime-local"
              value={from.value}
              onInput={(event) => from.value = event.currentTarget.value}
            />
          </label>
          <label class="link-field">
            {words.links.until}
            <input
              id="link-until"
              class="field"
              type="datetime-local"
              value={until.value}
              aria-invalid={wrong.value === "times" ? "true" : undefined}
              aria-describedby="link-wrong"
              onInput={(event) => until.value = event.currentTarget.value}
            />
          </label>
        </>
      )}
      <p id="link-wrong" class="owner-wrong" role="alert">
        {wrong.value === "uses" && words.links.usesWrong(maxLinkUses)}
        {wrong.value === "times" && words.links.timesWrong}
      </p>
      <button
        type="submit"
        class="button"
        aria-busy={links.requests.pending.value.has("make")}
      >
        {words.links.make}
      </button>
    </form>
  );
}
