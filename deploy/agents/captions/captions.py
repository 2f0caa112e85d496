"""An agent that writes captions: it hears every microphone of one space and sends LiveKit's transcriptions.

English alone, by the model that the package moonshine-voice has inside: no sound leaves this process. Environment:
LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET, MADANG_SPACE (the space's address: "tea" of /space/tea).
"""

import asyncio
import os
import signal
from concurrent.futures import ThreadPoolExecutor

from livekit import api, rtc
from moonshine_voice.moonshine_api import ModelArch
from moonshine_voice.transcriber import Transcriber, TranscriptEventListener
from moonshine_voice.utils import get_model_path

# The model's own.
SAMPLES_PER_SECOND = 16_000
# Sound is given to the model in pieces of this length.
PIECE_SECONDS = 0.5


def token() -> str:
    """A token with the kind `agent`: only such a participant may write what others say."""
    return (
        api.AccessToken(os.environ["LIVEKIT_API_KEY"], os.environ["LIVEKIT_API_SECRET"])
        .with_kind("agent")
        .with_identity("agent-captions")
        .with_name("Captions")
        # Tells people who come later, before the first word.
        .with_attributes({"madang.captions": "on"})
        .with_grants(
            api.VideoGrants(
                room_join=True,
                room=f"space-{os.environ['MADANG_SPACE']}",
                can_publish=False,
                can_publish_data=True,
                can_subscribe=True,
            )
        )
        .to_jwt()
    )


class LineSender(TranscriptEventListener):
    """Sends the lines of one track. The model calls it in its own thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop, lines: asyncio.Queue):
        self._loop = loop
        self._lines = lines

    def on_line_text_changed(self, event):
        self._send(event.line, is_final=False)

    def on_line_completed(self, event):
        self._send(event.line, is_final=True)

    def _send(self, line, is_final: bool):
        said = (line.line_id, line.text.strip(), is_final)
        self._loop.call_soon_threadsafe(self._lines.put_nowait, said)


class Scribe:
    """Writes down one track after another, all by one model, in one thread."""

    def __init__(self, room: rtc.Room):
        self._room = room
        self._model = Transcriber(str(get_model_path("tiny-en")), ModelArch.TINY)
        self._thread = ThreadPoolExecutor(max_workers=1)

    async def follow(self, track: rtc.Track, track_sid: str) -> None:
        """Writes what is said on a track, until it ends."""
        loop = asyncio.get_running_loop()
        lines: asyncio.Queue = asyncio.Queue()
        run = lambda step, *given: loop.run_in_executor(self._thread, step, *given)
        stream = await run(self._model.create_stream)
        stream.add_listener(LineSender(loop, lines))
        await run(stream.start)
        writing = asyncio.create_task(self._write(lines, track_sid))
        sound = rtc.AudioStream(track, sample_rate=SAMPLES_PER_SECOND, num_channels=1)
        piece: list[float] = []
        try:
            async for event in sound:
                piece.extend(sample / 32768 for sample in event.frame.data)
                if len(piece) >= SAMPLES_PER_SECOND * PIECE_SECONDS:
                    await run(stream.add_audio, piece, SAMPLES_PER_SECOND)
                    piece = []
        finally:
            await sound.aclose()
            await run(stream.stop)
            await run(stream.close)
            # What was said last is sent still.
            await asyncio.sleep(0)
            lines.put_nowait(None)
            await writing

    async def _write(self, lines: asyncio.Queue, track_sid: str) -> None:
        while (said := await lines.get()) is not None:
            line_id, text, is_final = said
            if text == "":
                continue
            await self._room.local_participant.send_text(
                text,
                topic="lk.transcription",
                attributes={
                    "lk.segment_id": f"{track_sid}-{line_id}",
                    "lk.transcription_final": "true" if is_final else "false",
                    "lk.transcribed_track_id": track_sid,
                },
            )


async def main() -> None:
    room = rtc.Room()
    scribe = Scribe(room)
    following: set[asyncio.Task] = set()

    @room.on("track_subscribed")
    def on_track(track: rtc.Track, publication: rtc.RemoteTrackPublication, _participant):
        if publication.source != rtc.TrackSource.SOURCE_MICROPHONE:
            return
        task = asyncio.create_task(scribe.follow(track, publication.sid))
        following.add(task)
        task.add_done_callback(following.discard)

    ended = asyncio.Event()
    room.on("disconnected", lambda *_: ended.set())
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, ended.set)
    await room.connect(os.environ["LIVEKIT_URL"], token())
    print("Writing captions", flush=True)
    await ended.wait()
    await room.disconnect()


asyncio.run(main())
