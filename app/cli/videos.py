"""The commands about videos that are there: list, show, edit, delete, share."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from typing import Any

from app.cli import values, words
from app.cli.console import Console, safe
from app.cli.details import details_of, steps_of
from app.cli.exit_codes import Denied, ExitCode, Misused, code_of
from app.cli.target import connected, owner_of, target_of
from app.errors import MatineeError, Sentence
from app.links import WatchLink
from app.server.client import Client
from app.server.videos import Video

PAGE = 100
UNSHOWN = ("poster_url", "storyboard_url", "embedding")
"""What only programs have a use for."""


def list_videos(console: Console, options: argparse.Namespace) -> ExitCode:
    if options.most is not None and options.most < 1:
        raise Misused("--most is at least 1.")
    with connected(target_of(options)) as connection:
        owner_of(connection)
        found = islice(all_videos(connection.client, options), options.most)
        if console.as_json:
            for video in found:
                console.event("video", **event_of(video, connection.server))
        else:
            console.table("video", [row_of(video) for video in found])
    return ExitCode.DONE


def all_videos(client: Client, options: argparse.Namespace) -> Iterator[Video]:
    """Page by page, as far as they are wanted."""
    query, cursor = " ".join(options.query), None
    while True:
        page = client.videos(query, options.state, options.sort, cursor, PAGE)
        yield from page.videos
        if (cursor := page.next_cursor) is None:
            return


def show(console: Console, options: argparse.Namespace) -> ExitCode:
    with connected(target_of(options)) as connection:
        for video_id in map(values.video_id, options.videos):
            video = connection.client.video(video_id)
            event = event_of(video, connection.server)
            console.result("video", "\n".join(lines_of(event)), **event)
    return ExitCode.DONE


def edit(console: Console, options: argparse.Namespace) -> ExitCode:
    details = details_of(options, datetime.now().astimezone())
    if details.is_empty:
        raise Misused("There is nothing to change: say what, as by --title.")
    if details.of_one_film and len(options.videos) > 1:
        raise Misused("--title, --captions and --poster are of one video.")
    with connected(target_of(options)) as connection:
        owner_of(connection)
        steps = steps_of(connection.client, details)
        for video_id in map(values.video_id, options.videos):
            for step in steps(video_id):
                step()
            video = connection.client.video(video_id)
            event = event_of(video, connection.server)
            console.result("edited", Sentence("{title}: changed", title=video.title), **event)
    return ExitCode.DONE


def delete(console: Console, options: argparse.Namespace) -> ExitCode:
    """Each though another can't be; the first fault is how the command ends."""
    if not options.yes and not console.is_interactive:
        raise Misused("There is nobody to ask whether to delete: say --yes.")
    code = ExitCode.DONE
    with connected(target_of(options)) as connection:
        owner_of(connection)
        for video_id in map(values.video_id, options.videos):
            try:
                delete_one(console, connection.client, video_id, ask=not options.yes)
            except MatineeError as error:
                console.note(f"{video_id}: {error}")
                console.event("failed", video_id=video_id, message=str(error))
                code = code or code_of(error)
    return code


def delete_one(console: Console, client: Client, video_id: str, *, ask: bool) -> None:
    title = client.video(video_id).title
    if ask and not console.agreed(Sentence("Delete “{title}”? [y/N]", title=title)):
        console.note(Sentence("{title}: kept", title=title))
        return
    client.delete_video(video_id)
    console.result(
        "deleted", Sentence("{title}: deleted", title=title), video_id=video_id, title=title
    )


def undelete(console: Console, options: argparse.Namespace) -> ExitCode:
    """Each though another is gone; the first fault is how the command ends."""
    code = ExitCode.DONE
    with connected(target_of(options)) as connection:
        owner_of(connection)
        ids = [values.video_id(each) for each in options.videos]
        for changed in connection.client.studio.undelete(ids):
            if changed.video is not None:
                title = changed.video.title
                words = Sentence("{title}: there again", title=title)
                console.result("undeleted", words, video_id=changed.id, title=title)
                continue
            if (fault := changed.fault) is not None:
                console.note(f"{changed.id}: {fault}")
                console.event("failed", video_id=changed.id, message=str(fault))
                code = code or code_of(fault)
    return code


def share(console: Console, options: argparse.Namespace) -> ExitCode:
    now = datetime.now().astimezone()
    expires_at = values.expiry(options.expires, now) if options.expires else None
    start, end = (values.film_time(t) if t else None for t in (options.start, options.end))
    if end is not None and end <= (start or 0.0):
        raise Misused("The part ends before it begins.")
    target = target_of(options)
    if target.is_local:
        raise Denied("Videos on this computer are for nobody else. Upload to a server to share.")
    video_id = values.video_id(options.videos)
    password = (
        console.secret(Sentence("Password of the link:"), "password")
        if (options.password)
        else None
    )
    with connected(target) as connection:
        if expires_at or password or options.link:
            link = connection.client.viewing.add_link(
                video_id,
                expires_at=expires_at,
                password=password,
                start_seconds=start,
                end_seconds=end,
            )
            console.result("link", link.url, **asdict(link))
        else:
            connection.client.video(video_id)  # one that is not there has no address
            url = WatchLink(connection.server, video_id).part(start, end).url
            console.result("link", url, video_id=video_id, url=url)
    return ExitCode.DONE


def event_of(video: Video, server: str) -> dict[str, Any]:
    """All that is known of it, for programs; the bundled backend has no lasting address."""
    address = WatchLink(server, video.id).url if server else None
    return {**asdict(video), "address": address}


def row_of(video: Video) -> dict[str, str]:
    is_made = video.state == "processing" and video.percent
    return {
        "id": video.id,
        "state": f"{video.state} {video.percent:.0f} %" if is_made else video.state,
        "visibility": video.visibility,
        "duration": words.clock(video.duration_seconds),
        "title": video.title,
    }


def lines_of(event: dict[str, Any]) -> Iterator[str]:
    """What there is to say, a line for each."""
    for name, value in event.items():
        if value in (None, "", (), [], 0) or name in UNSHOWN:
            continue
        match name:
            case "size_bytes":
                value = words.size(value)
            case "duration_seconds" | "position_seconds":
                value = words.clock(value)
            case "channel":
                value = f"{value['name']} (@{value['handle']})"
            case "tags":
                value = ", ".join(value)
            case "rungs":
                value = ", ".join(f"{rung['name']} {rung['percent']:.0f} %" for rung in value)
        label = name.removesuffix("_seconds").removesuffix("_bytes").replace("_", " ")
        yield f"{label}: {value if name == 'description' else safe(str(value))}"
