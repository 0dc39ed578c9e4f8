"""What `check` says about services that work, lack something, or are away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backend import check
from backend.accounts.oidc.web import IssuerWeb
from backend.check import Finding
from backend.config.cloud import CloudFrontKey, CloudSettings
from backend.config.issuer import IssuerSettings
from backend.config.settings import Settings
from backend.storage.s3 import S3Options, S3Store
from backend.transcode.confine.bubblewrap import Bubblewrap
from backend.transcode.confine.limits_only import LimitsOnly
from tests.backend.accounts.oidc.issuing import CLIENT, issuing
from tests.backend.aws import keys
from tests.backend.serving import running
from tests.backend.storage import servers


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with servers.moto() as url:
        yield url


def findings(store: S3Store, endpoint: str | None) -> list[Finding]:
    cloud = CloudSettings(store="s3", bucket="films", s3_endpoint=endpoint)
    return list(check.run(check.trials(cloud, store, servers.session())))


def test_a_sound_bucket_works(endpoint: str) -> None:
    """Each right is tried, and nothing stays behind."""
    store = servers.store_at(endpoint)

    assert [str(finding) for finding in findings(store, endpoint)] == [
        "works  S3: write",
        "works  S3: read",
        "works  S3: multipart uploads",
        "works  S3: list and delete",
    ]
    assert list(store.keys("sources/.check/")) == []


def test_a_bare_bucket_lacks_cors_and_events(endpoint: str) -> None:
    """Both are named with their remedy."""
    problems = [f.problem for f in findings(servers.store_at(endpoint), None) if f.problem]

    assert len(problems) == 2
    assert "CORS" in problems[0]
    assert "EventBridge" in problems[1]


@pytest.mark.parametrize(("status", "says"), [(200, None), (403, "MATINEE_CLOUDFRONT_KEY_ID")])
def test_a_viewer_is_let_in(endpoint: str, tmp_path: Path, status: int, says: str | None) -> None:
    """By a signed address of a file that is really there, and gone afterwards."""
    store, asked = servers.store_at(endpoint), list[str]()
    front = CloudFrontKey("d1.cloudfront.net", "K1", keys.key_file(tmp_path))

    def status_of(url: str) -> int:
        asked.append(url)
        assert len(list(store.keys("media/check/"))) == 1
        return status

    [finding] = check.run([("viewers", lambda: check.try_viewer(store, front, status_of))])

    assert (says or "") in finding.problem
    assert bool(finding.problem) is (status != 200)
    assert asked[0].startswith("https://d1.cloudfront.net/media/check/")
    assert "Policy=" in asked[0]
    assert list(store.keys("media/check/")) == []


@pytest.mark.parametrize(("status", "works"), [(403, True), (200, False)])
def test_a_stranger_is_refused(status: int, works: bool) -> None:
    """Otherwise everybody could watch everything."""
    trial = ("strangers", lambda: check.try_stranger("d1.cloudfront.net", lambda _: status))
    [finding] = check.run([trial])

    assert (finding.problem == "") is works


def test_rights_on_aws_are_tried_one_by_one(endpoint: str) -> None:
    """The archive's too, and nothing stays behind."""
    store = servers.store_at(endpoint)

    tried = {f.what: f.problem for f in findings(store, None)}

    assert tried["S3: archive"] == ""
    assert list(store.keys("sources/.check/")) == []


def test_a_wrong_bucket_is_named(endpoint: str) -> None:
    """With the variable to look at."""
    store = S3Store(S3Options("nothing-here", servers.REGION, endpoint), servers.session())

    assert "AWS_S3_BUCKET" in findings(store, endpoint)[0].problem


def found(folder: Path, **settings: str) -> list[str]:
    env = {"MATINEE_DATABASE_URL": "", **settings}
    given = Settings.from_env(env, folder)
    return [str(finding) for finding in check.check_all(given, CloudSettings())]


def test_a_queue_that_is_away_is_named(tmp_path: Path) -> None:
    """With what opens it left out, and everything else tried all the same."""
    said = found(tmp_path, MATINEE_WORKERS_BROKER="redis://:hidden@127.0.0.1:9/0")

    assert (
        "wrong  Workers' queue: Can't reach the workers' queue at 127.0.0.1:9. "
        "Start it, or check MATINEE_WORKERS_BROKER."
    ) in said
    assert "works  Disk" in said


def test_a_folder_that_a_server_uses_works(tmp_path: Path) -> None:
    """One may ask while it runs."""
    with running(tmp_path):
        assert "works  Disk" in found(tmp_path)


def test_says_what_ffmpeg_is_confined_by() -> None:
    """Where it is by nothing but limits, that is a problem with a remedy."""
    box = Bubblewrap("bwrap", None)
    bare, sound = (list(check.run(check.ffmpeg_trials(each))) for each in (LimitsOnly(), box))

    assert "Install bubblewrap" in bare[1].problem
    assert [str(finding) for finding in sound] == [
        "works  FFmpeg",
        "works  FFmpeg's box: bubblewrap",
    ]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, ""),
        ({"trouble": (404, {}, b"")}, "does not answer as an issuer does"),
        (
            {"discovery": {"issuer": "https://else.example"}},
            "it calls itself 'https://else.example'",
        ),
        ({"discovery": {"jwks_uri": "http://keys.example"}}, "lacks a place that can be asked"),
        ({"keys": {}}, "has no key that could be trusted"),
        ({"secret": "another"}, "does not know us (invalid_client). Check MATINEE_OIDC_CLIENT_ID"),
    ],
)
def test_an_issuer_is_tried(change: dict[str, Any], says: str) -> None:
    """What is wrong with it is one sentence, which says what to look at."""
    with issuing(**{"secret": "the secret", **change}) as issuer:
        settings = IssuerSettings(issuer.url, "Example", CLIENT, client_secret="the secret")
        [finding] = check.run([("issuer", lambda: check.try_issuer(settings, IssuerWeb()))])
    assert says in finding.problem
    assert bool(finding.problem) is bool(says)


def test_an_issuer_that_only_signs_tokens_need_not_know_us() -> None:
    """And the settings decide whether there is one at all."""
    with issuing() as issuer:
        settings = IssuerSettings(issuer.url, "Example", parties=frozenset({"https://page"}))
        check.try_issuer(settings, IssuerWeb())
        assert "/token" not in issuer.asked
