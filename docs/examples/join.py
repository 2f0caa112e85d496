"""A program joins a space, by livekit (PyPI): python join.py <madang> <space> <name>"""

import asyncio
import json
import sys
import urllib.request

from livekit import rtc


def post(address, body, headers={}):
    request = urllib.request.Request(
        address,
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", **headers},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


async def main(madang, space, name):
    room_name = f"space-{space}"
    guest = {"roomName": room_name, "participantName": name, "delivery": "body"}
    session = post(f"{madang}/api/guest-sessions", guest)["sessionToken"]
    token = post(
        f"{madang}/api/livekit/token",
        {"room_name": room_name},
        {"Authorization": f"Bearer {session}"},
    )
    room = rtc.Room()
    await room.connect(token["server_url"], token["participant_token"])
    print(f"{name} is in {room_name} as {room.local_participant.identity}")
    await room.disconnect()


asyncio.run(main(*sys.argv[1:4]))
