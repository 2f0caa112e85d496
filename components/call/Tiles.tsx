import { type ReadonlySignal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { LayoutModel } from "../../lib/media/call/layout_types.ts";
import type { ParticipantTracks } from "../../lib/media/ports/call_types.ts";
import { useCallWords } from "../messages/joined_words.ts";
import { Pager } from "./Pager.tsx";
import { ReactionsElsewhere } from "./ReactionsElsewhere.tsx";
import { ScreenChoice } from "./ScreenChoice.tsx";
import { SharedScreen } from "./SharedScreen.tsx";
import { SpeakerElsewhere } from "./SpeakerElsewhere.tsx";
import { Tile } from "./Tile.tsx";
import { type Place, planYard, roomFor } from "./tile_layout.ts";
import { useBox } from "./useBox.ts";

interface TilesProps {
  layout: LayoutModel;
  isMirrored: ReadonlySignal<boolean>;
  areKeysOn: ReadonlySignal<boolean>;
}

/** Everyone, and the screen that is shown, each in its place; then pages. */
export function Tiles({ layout, isMirrored, areKeysOn }: TilesProps) {
  const words = useCallWords().call;
  const room = useRef<HTMLDivElement>(null);
  const box = useBox(room);
  const page = useSignal(0);
  useSignalEffect(() => {
    if (box.value.width > 0) layout.setRoomFor(roomFor(box.value));
  });
  const plan = useComputed(() => {
    const { shape, screen, stage, others } = layout.arrangement.value;
    const counts = { onStage: stage.length, others: others.length, page: page.value };
    return planYard({ shape, hasScreen: screen !== null, ...counts }, box.value);
  });
  const all = useComputed(() => {
    const { stage, others } = layout.arrangement.value;
    return [...stage, ...others];
  });

  const { screen, stage, others } = layout.arrangement.value;
  const { perPage, pages, page: shownPage, ...places } = plan.value;
  const shown = others.slice(shownPage * perPage, (shownPage + 1) * perPage);
  const full = layout.full.value;
  const whole: Place = { x: 0, y: 0, ...box.value };
  const tiles = [
    ...stage.map((person, index) => ({ person, place: places.stage[index] })),
    ...shown.map((person, index) => ({ person, place: places.tiles[index] })),
  ];
  const fullPerson = full?.source === "camera" &&
    all.value.find(({ seatId }) => seatId === full.seatId);
  if (fullPerson && !tiles.some(({ person }) => person === fullPerson)) {
    tiles.push({ person: fullPerson, place: whole });
  }
  const isScreenFull = full?.source === "screen" && full.seatId === screen?.seatId;
  const toggleFull = (person: ParticipantTracks, source: "camera" | "screen") => {
    const isIt = full?.seatId === person.seatId && full.source === source;
    layout.setFull(isIt ? null : { seatId: person.seatId, source });
  };
  const track = screen?.screen.value;
  return (
    <div class="tiles">
      <div
        ref={room}
        class={`tiles-room ${full ? "tiles-full" : ""} ${
          layout.isFitted.value ? "tiles-fitted" : ""
        }`}
      >
        {screen && track && places.screen && (
          <SharedScreen
            key={screen.seatId}
            person={screen}
            screen={track}
            place={isScreenFull ? whole : places.screen}
            isFull={isScreenFull}
            areKeysOn={areKeysOn}
            onFull={() => toggleFull(screen, "screen")}
          />
        )}
        <ul class="tiles-list" role="list" aria-label={words.participants}>
          {tiles.map(({ person, place }) => (
            <Tile
              key={person.seatId}
              person={person}
              isMirrored={isMirrored}
              place={person === fullPerson ? whole : place}
              isFull={person === fullPerson}
              hold={layout.spotlight.value === person
                ? "spotlight"
                : layout.pinned.value.has(person.seatId)
                ? "pinned"
                : null}
              isPictureHidden={person.isLocal && layout.isOwnPictureHidden.value}
              onFull={() => toggleFull(person, "camera")}
            />
          ))}
        </ul>
        {places.pager && (
          <Pager
            page={shownPage}
            pages={pages}
            place={places.pager}
            onTurn={(to) => page.value = to}
            aboveWay={(isOn) => (
              <ReactionsElsewhere
                people={all}
                isThere={(person) =>
                  isOn ? pageOf(person) > plan.value.page : pageOf(person) < plan.value.page}
              />
            )}
          >
            <SpeakerElsewhere
              people={all}
              isInSight={(person) => pageOf(person) === plan.value.page}
              label={(person) =>
                words.speaksElsewhere(person.displayName.value, pageOf(person) + 1)}
              onGo={(person) => page.value = pageOf(person)}
            />
          </Pager>
        )}
        {full && (
          <div class="speaker-by">
            <SpeakerElsewhere
              people={all}
              isInSight={({ seatId }) => seatId === full.seatId && full.source === "camera"}
              label={(person) => words.speaksNow(person.displayName.value)}
              onGo={() => layout.setFull(null)}
            />
            <ReactionsElsewhere
              people={all}
              isThere={({ seatId }) => seatId !== full.seatId || full.source !== "camera"}
            />
          </div>
        )}
      </div>
      <ScreenChoice layout={layout} />
    </div>
  );

  /** The page on which a person's tile is; those on the stage are on every page. */
  function pageOf(person: ParticipantTracks): number {
    const index = layout.arrangement.value.others.indexOf(person);
    return index < 0 ? plan.value.page : Math.floor(index / plan.value.perPage);
  }
}
