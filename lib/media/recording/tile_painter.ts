import type { ParticipantTracks, PlayableTrack } from "../ports/call_types.ts";
import { type Box, fitPicture, maxTiles, placeTiles } from "./tile_places.ts";

/** The recorded picture, in pixels. */
export const paintedSize = { width: 1280, height: 720 } as const;

/** Those of the night, whatever the page shows: a recording looks the same to everybody. */
const colours = { paper: "#15171a", card: "#1e2125", ink: "#f2eee6", speaking: "#6ccba6" } as const;

const font = 'system-ui, "Apple SD Gothic Neo", "Noto Sans KR", sans-serif';

/** Draws the tiles of a call onto a canvas that is on no page: pictures, names where there is none, and a ring around who speaks. */
export class TilePainter {
  readonly #canvas = document.createElement("canvas");
  readonly #context = this.#canvas.getContext("2d", { alpha: false });
  /** One element a picture that is drawn, and how to let go of it. */
  readonly #videos = new Map<PlayableTrack, { video: HTMLVideoElement; detach: () => void }>();

  constructor() {
    Object.assign(this.#canvas, paintedSize);
  }

  /** The picture as a track, of so many frames a second. */
  captureTrack(framesPerSecond: number): MediaStreamTrack {
    return this.#canvas.captureStream(framesPerSecond).getVideoTracks()[0];
  }

  /** Draws one frame of these people, who may come and go. */
  paint(everybody: readonly ParticipantTracks[]): void {
    const people = chosen(everybody);
    const screen = everybody
      .filter((person) => person.screen.peek() !== null)
      .toSorted((one, other) => one.screenOrder.peek() - other.screenOrder.peek())
      .at(-1)?.screen.peek() ?? null;
    this.#keep([...people.map((person) => person.camera.peek()), screen]);
    const context = this.#context;
    if (!context) return;
    context.fillStyle = colours.paper;
    context.fillRect(0, 0, paintedSize.width, paintedSize.height);
    const places = placeTiles(paintedSize, people.length, screen !== null);
    if (screen && places.screen) this.#drawPicture(context, screen, places.screen, true);
    people.forEach((person, index) => this.#drawPerson(context, person, places.people[index]));
  }

  close(): void {
    this.#keep([]);
  }

  #drawPerson(context: CanvasRenderingContext2D, person: ParticipantTracks, box: Box): void {
    context.fillStyle = colours.card;
    context.fillRect(box.x, box.y, box.width, box.height);
    const camera = person.camera.peek();
    const isDrawn = camera !== null && this.#drawPicture(context, camera, box, false);
    const name = person.displayName.peek();
    const size = Math.max(14, Math.round(box.height / (isDrawn ? 14 : 8)));
    context.font = `${size}px ${font}`;
    context.textBaseline = "middle";
    const { width } = context.measureText(name);
    const shown = Math.min(width, box.width - size);
    if (isDrawn) {
      context.fillStyle = colours.paper;
      const bottom = box.y + box.height;
      context.fillRect(box.x, bottom - 1.6 * size, shown + size, 1.6 * size);
      context.fillStyle = colours.ink;
      context.fillText(name, box.x + size / 2, bottom - 0.8 * size, shown);
    } else {
      context.fillStyle = colours.ink;
      const left = box.x + (box.width - shown) / 2;
      context.fillText(name, left, box.y + box.height / 2, shown);
    }
    if (!person.isSpeaking.peek()) return;
    context.strokeStyle = colours.speaking;
    context.lineWidth = 4;
    context.strokeRect(box.x + 2, box.y + 2, box.width - 4, box.height - 4);
  }

  /** False where the picture has no frame yet. */
  #drawPicture(
    context: CanvasRenderingContext2D,
    picture: PlayableTrack,
    box: Box,
    isWhole: boolean,
  ): boolean {
    const video = this.#videos.get(picture)?.video;
    if (!video || video.videoWidth === 0 || video.readyState < video.HAVE_CURRENT_DATA) {
      return false;
    }
    const size = { width: video.videoWidth, height: video.videoHeight };
    const { from, to } = fitPicture(size, box, isWhole);
    context.drawImage(
      video,
      ...[from.x, from.y, from.width, from.height] as const,
      ...[to.x, to.y, to.width, to.height] as const,
    );
    return true;
  }

  /** Plays these pictures and no others, each in an element of its own that no page shows. */
  #keep(pictures: readonly (PlayableTrack | null)[]): void {
    for (const [picture, { video, detach }] of this.#videos) {
      if (pictures.includes(picture)) continue;
      detach();
      video.srcObject = null;
      this.#videos.delete(picture);
    }
    for (const picture of pictures) {
      if (!picture || this.#videos.has(picture)) continue;
      const video = document.createElement("video");
      video.muted = true;
      video.playsInline = true;
      const detach = picture.attach(video, { isAlwaysReceived: true });
      void video.play().catch(() => {});
      this.#videos.set(picture, { video, detach });
    }
  }
}

/** Those who are drawn: with a picture first, where there are more than fit. */
function chosen(people: readonly ParticipantTracks[]): readonly ParticipantTracks[] {
  if (people.length <= maxTiles) return people;
  const isSeen = (person: ParticipantTracks) => person.camera.peek() !== null;
  return [...people.filter(isSeen), ...people.filter((person) => !isSeen(person))]
    .slice(0, maxTiles);
}
