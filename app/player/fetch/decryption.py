"""AES-128 of HLS (RFC 8216 §5.2): segments become readable while they arrive."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from app.player import bounds
from app.player.http import Resource
from app.player.manifest.playlist import Key, PlaylistUnreadable

BLOCK_BYTES = 16
LONGEST_ANSWER = 1024


class KeyUnfit(PlaylistUnreadable):
    def __init__(self) -> None:
        super().__init__("This video can't be played: its key does not fit.")


class Decryptor:
    """One segment, whose bytes come in order; `received_bytes` of it have."""

    def __init__(self, key: bytes, iv: bytes) -> None:
        if len(key) != BLOCK_BYTES:
            raise KeyUnfit
        self._cipher = Cipher(AES(key), CBC(iv)).decryptor()
        self._last = b""
        self.received_bytes = 0

    def feed(self, chunk: bytes) -> bytes:
        """What is readable by now. The last block is kept: a part of it is padding."""
        self.received_bytes += len(chunk)
        clear = self._last + self._cipher.update(chunk)
        kept = min(len(clear), BLOCK_BYTES)
        self._last = clear[len(clear) - kept :]
        return clear[: len(clear) - kept]

    def finish(self) -> bytes:
        """The rest without its padding (PKCS #7)."""
        padding = self._last[-1] if self._last else 0
        fits = len(self._last) == BLOCK_BYTES and 1 <= padding <= BLOCK_BYTES
        whole = not self.received_bytes % BLOCK_BYTES
        if not whole or not fits or self._last[-padding:] != bytes([padding]) * padding:
            raise KeyUnfit
        return self._last[:-padding]


class FetchedKeys:
    """Those of one track, each fetched once while it is in use."""

    def __init__(self, read: Callable[[Resource, int], bytes]) -> None:
        self._read = read
        self._known: OrderedDict[str, bytes] = OrderedDict()

    def decryptor(self, key: Key) -> Decryptor:
        """Blocks, raises `MatineeError`."""
        if key.url not in self._known:
            self._known[key.url] = self._read(Resource(key.url), LONGEST_ANSWER)
        self._known.move_to_end(key.url)
        while len(self._known) > bounds.KEYS:
            self._known.popitem(last=False)
        return Decryptor(self._known[key.url], key.iv)

    def decrypted(self, key: Key | None, body: bytes) -> bytes:
        """The whole of something small."""
        if key is None:
            return body
        decryptor = self.decryptor(key)
        return decryptor.feed(body) + decryptor.finish()
