import type { KnocksModel } from "../../lib/media/space/moderation_types.ts";
import { useKnocks } from "../../lib/media/hooks/useKnocks.ts";
import { useSpaceWords } from "../messages/joined_words.ts";
import type { OpenPanel } from "./call_panel_types.ts";
import { DoorIcon } from "./icons.tsx";

/**
 * The waiting room, for moderators. A new knock is read out, and announced by a sound. The list of people has the knocks on
 * top while it is open.
 */
export function KnockList({ open }: { open: OpenPanel }) {
  const words = useSpaceWords();
  const model = useKnocks();
  const names = model.knocks.value.map(({ participantName }) => participantName);
  return (
    <>
      <p class="visually-hidden" role="status">
        {names.map(words.knocking).join(". ")}
      </p>
      {open.value !== "people" && <Knocks model={model} />}
    </>
  );
}

/** The open knocks, each with its two answers. */
export function Knocks({ model }: { model: KnocksModel }) {
  const words = useSpaceWords();
  const knocks = model.knocks.value;
  if (knocks.length === 0) return null;
  return (
    <section class="notice notice-attention knocks" aria-label={words.knocks}>
      <ul role="list" class="knock-list">
        {knocks.map((knock) => {
          const name = knock.participantName;
          return (
            <li key={knock.knockId} class="knock" aria-label={name} tabIndex={-1} data-focus-home>
              <DoorIcon />
              <span class="knock-name">{words.knocking(name)}</span>
              <span class="knock-answers">
                <button
                  type="button"
                  class="button button-main"
                  aria-label={words.letInNamed(name)}
                  onClick={() =>
                    void model.decide(knock, "admit")}
                >
                  {words.letIn}
                </button>
                <button
                  type="button"
                  class="button button-quiet"
                  aria-label={words.notNowNamed(name)}
                  onClick={() =>
                    void model.decide(knock, "refuse")}
                >
                  {words.notNow}
                </button>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
