"""The backend with the settings of AWS: moto for S3, a stub for MediaConvert, real events."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from backend.config.cloud import CloudSettings
from backend.config.settings import Settings, sqlite_url
from backend.server import create_app
from backend.storage.s3 import S3Store
from tests.backend import postgres
from tests.backend.aws import keys
from tests.backend.aws.mediaconvert_stub import FakeMediaConvert
from tests.backend.http.test_hook_routes import mediaconvert_event, s3_event
from tests.backend.http_stub import answering
from tests.backend.impatient import IMPATIENT
from tests.backend.serving import LOCAL_SECRET, Caller, migrate_at, migrated_on, serving, signed_in
from tests.backend.storage import servers
from tests.backend.test_s3_backend import clip, send, upload

SECRET = "0123456789abcdef"


@dataclass
class Aws:
    caller: Caller
    store: S3Store
    mediaconvert: FakeMediaConvert

    def tell(self, path: str, event: Any) -> None:
        """As EventBridge does."""
        answer = requests.post(
            self.caller.url + path, json=event, headers={"X-Matinee-Hook": SECRET}, timeout=10
        )
        assert answer.status_code == 204, answer.text

    def video(self, video_id: str) -> Any:
        return self.caller.json("GET", f"/api/videos/{video_id}")

    def job(self) -> str:
        """The id of the one job, once it is there."""
        wait_for(lambda: self.mediaconvert.jobs)
        [job] = self.mediaconvert.jobs
        return job


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def environment(s3: str, service: str, folder: Path) -> dict[str, str]:
    """The variables of packaging/aws/README.md, and where AWS is here."""
    return {
        "AWS_REGION": servers.REGION,
        "AWS_ACCESS_KEY_ID": servers.ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": servers.SECRET_KEY,
        "AWS_ENDPOINT_URL_S3": s3,
        "AWS_ENDPOINT_URL_MEDIACONVERT": service,
        "AWS_S3_BUCKET": "films",
        "AWS_MEDIACONVERT_ROLE": "arn:aws:iam::123456789012:role/matinee",
        "AWS_CLOUDFRONT_DOMAIN": "d111.cloudfront.net",
        "MATINEE_CLOUDFRONT_KEY_ID": "K1",
        "MATINEE_CLOUDFRONT_KEY_FILE": str(keys.key_file(folder)),
        "MATINEE_S3_ADDRESSING": "path",
        "MATINEE_HOOK_SECRET": SECRET,
        "MATINEE_LOCAL_SECRET": LOCAL_SECRET,
    }


@contextmanager
def backend(variables: Mapping[str, str], folder: Path) -> Iterator[Caller]:
    """One backend with these settings, and its owner."""
    settings, cloud = Settings.from_env(variables, folder), CloudSettings.from_env(variables)
    app = create_app(settings, cloud, timing=IMPATIENT)
    with serving(app) as url, signed_in(url) as caller:
        yield caller


@pytest.fixture
def aws(
    request: pytest.FixtureRequest,
    moto_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Aws]:
    """As deployed; a test's parameter adds variables."""
    mediaconvert = FakeMediaConvert()
    with answering(mediaconvert) as service:
        variables = environment(moto_url, service, tmp_path) | getattr(request, "param", {})
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        store = servers.store_at(moto_url)
        migrate_at(tmp_path / "data")
        with backend(variables, tmp_path / "data") as caller:
            yield Aws(caller, store, mediaconvert)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        migrate_at(tmp_path)
        return sqlite_url(tmp_path)
    server = request.getfixturevalue("postgres_url")
    return postgres.database_for(server, tmp_path, like=migrated_on(server))


@pytest.mark.slow
def test_two_backends_and_many_events_make_one_job(
    database: str, moto_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client completes at both at once, while each hears of the object again and again."""
    mediaconvert, film = FakeMediaConvert(), clip()
    with answering(mediaconvert) as service, ExitStack() as stack:
        variables = environment(moto_url, service, tmp_path) | {"MATINEE_DATABASE_URL": database}
        variables["MATINEE_SECRET"] = "the same on every machine"
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        store = servers.store_at(moto_url)
        both = [stack.enter_context(backend(variables, tmp_path / name)) for name in ("a", "b")]
        made = [both[0].create(len(film)) for _ in range(3)]
        for each in made:
            send(both[0], each, film, complete=False)
        keys_ = {e["id"]: next(store.keys(f"sources/{e['video_id']}/"), "") for e in made}

        def complete(at: Caller, upload: Any) -> None:
            requests.post(
                f"{at.url}/api/uploads/{upload['id']}/complete",
                json={},
                headers=at.session.headers,
                timeout=60,
            )

        def tell(at: Caller, upload: Any) -> None:
            key = keys_[upload["id"]] or f"sources/{upload['video_id']}/x"
            headers = {"X-Matinee-Hook": SECRET}
            requests.post(f"{at.url}/hooks/s3", json=s3_event(key), headers=headers, timeout=60)

        with ThreadPoolExecutor(12) as pool:
            for upload_ in made:
                for at in both * 2:
                    pool.submit(complete, at, upload_)
                    pool.submit(tell, at, upload_)
        wait_for(lambda: mediaconvert.created >= len(made))
        for upload_ in made:
            for at in both:
                tell(at, upload_)
        for job in list(mediaconvert.jobs):
            mediaconvert.complete(job, store)
        paths = [f"/api/videos/{each['video_id']}" for each in made]
        wait_for(lambda: all(both[1].json("GET", p)["state"] == "ready" for p in paths))

    films = [job["userMetadata"]["video"] for job in mediaconvert.jobs.values()]
    assert sorted(films) == sorted(each["video_id"] for each in made)
    assert mediaconvert.created == len(made)


@pytest.mark.slow
def test_a_film_is_converted_and_granted(aws: Aws) -> None:
    """One job, though the client and three events say that the film is there."""
    video_id = upload(aws.caller, clip())
    [source] = aws.store.keys(f"sources/{video_id}/")
    for _ in range(3):
        aws.tell("/hooks/s3", s3_event(source))
    job = aws.job()

    aws.mediaconvert.complete(job, aws.store)
    aws.tell("/hooks/mediaconvert", mediaconvert_event(job))
    wait_for(lambda: aws.video(video_id)["state"] == "ready")

    playback = aws.caller.json("GET", f"/api/videos/{video_id}/playback")
    assert aws.mediaconvert.created == 1
    assert playback["url"].startswith(f"https://d111.cloudfront.net/media/{video_id}/")
    assert "Policy=" in playback["query"]
    assert set(playback["cookies"]) == {
        "CloudFront-Policy",
        "CloudFront-Signature",
        "CloudFront-Key-Pair-Id",
    }
    assert playback["poster_url"].startswith("https://d111.cloudfront.net/")


@pytest.mark.slow
def test_a_new_source_is_converted_below_its_film(aws: Aws) -> None:
    """And shown when its job has ended, until the former one is had back."""
    video_id = upload(aws.caller, clip())
    first = aws.job()
    aws.mediaconvert.complete(first, aws.store)
    aws.tell("/hooks/mediaconvert", mediaconvert_event(first))
    wait_for(lambda: aws.video(video_id)["state"] == "ready")
    before, film = aws.video(video_id), clip((320, 180))

    body = {"filename": "second.mp4", "size_bytes": len(film)}
    send(aws.caller, aws.caller.json("PUT", f"/api/videos/{video_id}/source", body), film)
    wait_for(lambda: len(aws.mediaconvert.jobs) == 2)
    [second] = set(aws.mediaconvert.jobs) - {first}
    meanwhile = aws.video(video_id)["revision"]
    aws.mediaconvert.complete(second, aws.store)
    aws.tell("/hooks/mediaconvert", mediaconvert_event(second))
    wait_for(lambda: aws.video(video_id)["revision"] != before["revision"])

    after = aws.video(video_id)
    groups = aws.mediaconvert.jobs[second]["settings"]["outputGroups"]
    [there] = {str(each).count(f"media/{video_id}/{after['revision']}/") > 0 for each in groups}
    playback = aws.caller.json("GET", f"/api/videos/{video_id}/playback")
    assert (meanwhile, after["state"], there) == (before["revision"], "ready", True)
    assert f"/media/{video_id}/{after['revision']}/" in playback["url"]
    path = f"/api/videos/{video_id}/versions/1/restore"
    assert aws.caller.json("POST", path)["revision"] == before["revision"]


@pytest.mark.slow
def test_subtitles_of_any_moment_belong_to_the_film(aws: Aws) -> None:
    """One that was there before is converted with the film; one that comes later is beside it."""
    film, srt = clip(), b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"
    made = aws.caller.create(len(film))
    path = f"/api/videos/{made['video_id']}"
    assert aws.caller("PUT", f"{path}/subtitles/es-419", data=srt).ok
    send(aws.caller, made, film)
    job = aws.job()

    aws.mediaconvert.complete(job, aws.store)
    aws.tell("/hooks/mediaconvert", mediaconvert_event(job))
    wait_for(lambda: aws.video(made["video_id"])["state"] == "ready")
    assert aws.caller("PUT", f"{path}/subtitles/de", data=srt).ok

    [source] = aws.mediaconvert.jobs[job]["settings"]["inputs"]
    [selector] = source["captionSelectors"].values()
    converted = selector["sourceSettings"]["fileSourceSettings"]["sourceFile"]
    tracks = aws.caller.json("GET", f"{path}/playback")["subtitles"]
    assert converted.startswith(f"s3://films/media/{made['video_id']}/subtitles-")
    assert [track["language"] for track in tracks] == ["de", "es-419"]
    assert all("Policy=" in track["url"] for track in tracks)


@pytest.mark.slow
@pytest.mark.parametrize("aws", [{"MATINEE_LAZY_RUNGS": "on"}], indirect=True)
def test_tall_rungs_are_converted_on_demand(aws: Aws) -> None:
    """One more job at the first demand, none at the second, and the list grows."""
    video_id = upload(aws.caller, clip((1920, 1080), rate=1))
    job = aws.job()
    aws.mediaconvert.complete(job, aws.store)
    aws.tell("/hooks/mediaconvert", mediaconvert_event(job))
    wait_for(lambda: aws.video(video_id)["state"] == "ready")
    key = f"media/{video_id}/{aws.video(video_id)['revision']}/hls/multivariant.m3u8"
    assert b"1080p" not in b"".join(aws.store.read(key))

    for _ in range(2):
        aws.caller.json("GET", f"/api/videos/{video_id}/playback?height=1440")
    wait_for(lambda: aws.mediaconvert.created == 2)
    [later] = set(aws.mediaconvert.jobs) - {job}
    aws.mediaconvert.complete(later, aws.store)
    aws.tell("/hooks/mediaconvert", mediaconvert_event(later))

    wait_for(lambda: b"tall_1080p.m3u8" in b"".join(aws.store.read(key)))
    aws.caller.json("GET", f"/api/videos/{video_id}/playback?height=1440")
    assert aws.mediaconvert.created == 2
    assert aws.video(video_id)["state"] == "ready"


@pytest.mark.slow
def test_a_lost_event_only_delays(aws: Aws) -> None:
    """Nobody tells that the job has ended; it is noticed all the same."""
    video_id = upload(aws.caller, clip())
    job = aws.job()

    aws.mediaconvert.complete(job, aws.store)

    wait_for(lambda: aws.video(video_id)["state"] == "ready")


@pytest.mark.slow
def test_a_failed_job_is_a_sentence(aws: Aws) -> None:
    """The creator reads what is wrong with the film."""
    video_id = upload(aws.caller, clip())
    job = aws.job()

    aws.mediaconvert.jobs[job].update(status="ERROR", errorCode=1076)
    aws.tell("/hooks/mediaconvert", mediaconvert_event(job, "ERROR"))
    wait_for(lambda: aws.video(video_id)["state"] == "failed")

    assert "damaged" in aws.video(video_id)["error"]["message"]


@pytest.mark.slow
def test_a_forged_end_changes_nothing(aws: Aws) -> None:
    """An event that says COMPLETE is only a reason to ask."""
    video_id = upload(aws.caller, clip())
    job = aws.job()

    aws.tell("/hooks/mediaconvert", mediaconvert_event(job))
    asked = aws.video(video_id)

    assert asked["state"] == "processing"
