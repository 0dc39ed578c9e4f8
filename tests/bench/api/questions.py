"""What is asked of the server, each kind in many forms: a cache must not answer for the rest."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterator, Mapping
from itertools import cycle

from tests.bench.api.data import TOKEN, WORDS, video_id
from tests.bench.api.driver import Connection, request

FORMS = 500
PAGES = 20
PARTS = 100
PART_BYTES = 8 << 20
Questions = Mapping[str, list[bytes]]


def all_questions(url: str, videos: int) -> Questions:
    chance = random.Random(11)
    known = [video_id(n) for n in chance.sample(range(videos), FORMS) if n % 10]
    return {
        "video": [get(f"/api/videos/{name}") for name in known],
        "playback": [get(f"/api/videos/{name}/playback") for name in known],
        "catalogue24": list(pages(url, "/api/catalogue?limit=24")),
        "search24": [get(f"/api/catalogue?limit=24&query={words}") for words in searches(chance)],
        "following24": list(pages(url, "/api/subscriptions/videos?limit=24")),
        "presign100": [presign(url)],
    }


def mixed(questions: Questions) -> Iterator[bytes]:
    """As many of each, in any order; and what viewers tell."""
    chance = random.Random(13)
    told = [put_position(get_path(ask)) for ask in questions["video"]]
    told += [post_play(get_path(ask)) for ask in questions["video"]]
    kinds = [*questions.values(), told]
    while True:
        yield chance.choice(chance.choice(kinds))


def get(path: str) -> bytes:
    return request("GET", path, TOKEN)


def get_path(ask: bytes) -> str:
    return ask.split(b" ", 2)[1].decode()


def put_position(path: str) -> bytes:
    return request("PUT", f"{path}/position", TOKEN, b'{"seconds": 12.5}')


def post_play(path: str) -> bytes:
    body = b'{"startup_seconds": 0.2, "seconds_by_rendition": {"720p": 12}}'
    return request("POST", f"{path}/plays", TOKEN, body)


def pages(url: str, path: str) -> Iterator[bytes]:
    """The first, and those that follow it."""
    connection, cursor = Connection(url), ""
    for _ in range(PAGES):
        ask = get(path + cursor)
        yield ask
        status, body = connection.ask(ask)
        assert status == 200, body
        if (name := json.loads(body)["next_cursor"]) is None:
            break
        cursor = f"&cursor={name}"
    connection.close()


def searches(chance: random.Random) -> Iterator[str]:
    """One word or two, of those that are often used and of those that are not; some only begun."""
    for _ in range(FORMS):
        first = WORDS[int(len(WORDS) ** chance.random()) - 1]
        second = WORDS[int(len(WORDS) ** (chance.random() / 2)) - 1]
        yield chance.choice((first, first[:4], f"{first}+{second}"))


def presign(url: str) -> bytes:
    """A hundred parts of an upload that is made here."""
    connection = Connection(url)
    film = {"filename": "film.mp4", "size_bytes": PARTS * PART_BYTES}
    ask = request("POST", "/api/uploads", TOKEN, json.dumps(film).encode())
    status, body = connection.ask(ask)
    assert status == 201, body
    connection.close()
    checksum = base64.b64encode(bytes(8)).decode()
    parts = [{"number": number + 1, "checksum": checksum} for number in range(PARTS)]
    path = f"/api/uploads/{json.loads(body)['id']}"
    return request("POST", f"{path}/parts", TOKEN, json.dumps({"parts": parts}).encode())


def forget(url: str, questions: Questions) -> None:
    """The upload, so that the kept database stays as it was."""
    connection = Connection(url)
    path = get_path(questions["presign100"][0]).removesuffix("/parts")
    connection.ask(request("DELETE", path, TOKEN))
    connection.close()


def forever(asks: list[bytes]) -> Iterator[bytes]:
    return cycle(asks)
