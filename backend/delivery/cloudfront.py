"""Private viewing through CloudFront: one signed wildcard policy for a revision.

The policy format is of CloudFront's developer guide, "Use signed URLs" (custom policy) and
"Use signed cookies". Not verified against AWS; tests verify signatures by the public key.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import cast

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from backend.config.cloud import CloudFrontKey
from backend.delivery.api import VIEWERS, Grant

STEP_SECONDS = 900
REMEMBERED = 4096
# CloudFront's own replacements: its Base64 must survive in a query unescaped.
URL_SAFE = str.maketrans("+=/", "-_~")


def load_key(path: Path) -> RSAPrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    return cast(RSAPrivateKey, key)


class CloudFront:
    """A `Delivery`. `seconds` is one sitting; players renew before it runs out.

    Grants end on quarter hours, so that a list of videos asked for again has addresses that the
    viewer's cache knows, and costs no RSA signature a poster.
    """

    redirects = None

    def __init__(
        self, settings: CloudFrontKey, seconds: int, clock: Callable[[], float] = time.time
    ) -> None:
        self._base = f"https://{settings.domain}"
        self._key_id = settings.key_id
        self._key = load_key(settings.key_file)
        self._seconds = seconds
        self._clock = clock
        self._signed = lru_cache(REMEMBERED)(self._sign)

    def grant(self, video_id: str, revision: str, audience: str = VIEWERS) -> Grant:
        """The same for every audience: a CDN asks nobody. It ends soon instead."""
        del audience
        base = f"{self._base}/media/{video_id}/{revision}/"
        now = int(self._clock())
        until = (now // STEP_SECONDS + 1) * STEP_SECONDS + self._seconds
        signed = self._signed(f"{base}*", until)
        return Grant(
            base_url=base,
            expires_in_seconds=until - now,
            query="&".join(f"{name}={value}" for name, value in signed.items()),
            cookies={f"CloudFront-{name}": value for name, value in signed.items()},
        )

    def _sign(self, resource: str, until: int) -> dict[str, str]:
        text = policy(resource, until)
        signature = self._key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA1())  # noqa: S303 - CloudFront takes no other
        return {
            "Policy": url_safe(text.encode()),
            "Signature": url_safe(signature),
            "Key-Pair-Id": self._key_id,
        }


def policy(resource: str, until: int) -> str:
    """Leave to read `resource` (`*` stands for any text) until then, in seconds since 1970."""
    condition = {"DateLessThan": {"AWS:EpochTime": until}}
    statement = {"Resource": resource, "Condition": condition}
    return json.dumps({"Statement": [statement]}, separators=(",", ":"))


def url_safe(data: bytes) -> str:
    return base64.b64encode(data).decode().translate(URL_SAFE)
