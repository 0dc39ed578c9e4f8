"""Debian's nginx as a small CloudFront: it asks who may watch, and caches without the query."""

from __future__ import annotations

import base64
import fnmatch
import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from tests.backend.http_stub import Answer, Asked, answering
from tests.backend.nginx import nginx

SERVER = """
location / {{
  auth_request /allowed;
  proxy_pass {origin};
  proxy_cache films; proxy_cache_key $uri;
  add_header X-Cache $upstream_cache_status;
}}
location = /allowed {{
  internal;
  proxy_pass {guard}/allowed;
  proxy_pass_request_body off;
  proxy_set_header Content-Length "";
  proxy_set_header X-Asked $request_uri;
}}
"""
DOMAIN = "d111.cloudfront.net"


def guard(key: RSAPublicKey, domain: str) -> Any:
    """CloudFront's check: a signature over a policy whose wildcard and time admit the address.

    It stands in the query, or else in cookies.
    """

    def answer(asked: Asked) -> Answer:
        wanted = urlsplit(asked.headers.get("X-Asked", ""))
        fields = {name: values[0] for name, values in parse_qs(wanted.query).items()}
        if "Policy" not in fields:
            jar: SimpleCookie = SimpleCookie(asked.headers.get("Cookie", ""))
            fields = {n.removeprefix("CloudFront-"): morsel.value for n, morsel in jar.items()}
        return (200 if admits(key, fields, f"https://{domain}{wanted.path}") else 403), {}, b""

    return answer


def admits(key: RSAPublicKey, fields: dict[str, str], url: str) -> bool:
    try:
        policy = decoded(fields["Policy"])
        key.verify(decoded(fields["Signature"]), policy, padding.PKCS1v15(), hashes.SHA1())
    except (KeyError, ValueError, InvalidSignature):
        return False
    statement = json.loads(policy)["Statement"][0]
    until = statement["Condition"]["DateLessThan"]["AWS:EpochTime"]
    return fnmatch.fnmatchcase(url, statement["Resource"]) and time.time() < until


def decoded(value: str) -> bytes:
    return base64.b64decode(value.translate(str.maketrans("-_~", "+=/")))


@dataclass
class Proxy:
    url: str
    origin_saw: list[Asked]

    def get(self, signed: str, cookies: Mapping[str, str] | None = None) -> requests.Response:
        """What a viewer gets for a URL on the distribution."""
        address = re.sub("^https://[^/]+", self.url, signed)
        return requests.get(address, timeout=10, cookies=dict(cookies or {}))

    def watch(self, urls: Sequence[str]) -> int:
        """Fetch them all; returns how many were hits."""
        return sum(self.get(url).headers.get("X-Cache") == "HIT" for url in urls)


@contextmanager
def caching_proxy(
    folder: Path, key: RSAPublicKey, cache_control: str, domain: str = DOMAIN
) -> Iterator[Proxy]:
    saw: list[Asked] = []

    def origin(asked: Asked) -> Answer:
        saw.append(asked)
        return 200, {"Cache-Control": cache_control}, asked.path.encode() * 100

    with ExitStack() as stack:
        urls = [stack.enter_context(answering(answer)) for answer in (origin, guard(key, domain))]
        server = SERVER.format(origin=urls[0], guard=urls[1])
        cache = f"proxy_cache_path {folder}/cache keys_zone=films:1m;"
        url = stack.enter_context(nginx(folder, server, cache))
        saw.clear()
        yield Proxy(url, saw)
