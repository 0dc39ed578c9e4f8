"""AES-128 of HLS, a chunk at a time."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from hypothesis import given
from hypothesis import strategies as st

from app.player import bounds
from app.player.fetch.decryption import Decryptor, FetchedKeys, KeyUnfit
from app.player.http import Resource
from app.player.manifest.playlist import Key

KEY, IV = b"0123456789abcdef", bytes(range(16))


def encrypted(clear: bytes) -> bytes:
    padding = 16 - len(clear) % 16
    cipher = Cipher(AES(KEY), CBC(IV)).encryptor()
    return cipher.update(clear + bytes([padding]) * padding)


@given(st.binary(max_size=100), st.integers(1, 40))
def test_it_comes_out_as_it_went_in(clear: bytes, size: int) -> None:
    """However the network cuts it."""
    hidden, decryptor = encrypted(clear), Decryptor(KEY, IV)
    shown = [decryptor.feed(hidden[at : at + size]) for at in range(0, len(hidden), size)]
    assert b"".join([*shown, decryptor.finish()]) == clear
    assert decryptor.received_bytes == len(hidden)


@pytest.mark.parametrize("hidden", [b"", encrypted(b"abc")[:-1], bytes(32)])
def test_a_key_that_does_not_fit_says_so(hidden: bytes) -> None:
    """Nothing, a part of a block, and what another key has hidden."""
    decryptor = Decryptor(KEY, IV)
    decryptor.feed(hidden)
    with pytest.raises(KeyUnfit, match="key does not fit"):
        decryptor.finish()


@pytest.mark.parametrize("key", [b"", b"short", bytes(17), bytes(32)])
def test_a_key_has_sixteen_bytes(key: bytes) -> None:
    """Not those of another cipher, and no page that says why it is not given."""
    with pytest.raises(KeyUnfit):
        FetchedKeys(lambda _key, _limit: key).decryptor(Key("http://origin/key", IV))


def test_a_key_is_fetched_once_while_it_is_in_use() -> None:
    """And those of long ago are forgotten."""
    asked: list[str] = []

    def read(key: Resource, _limit: int) -> bytes:
        asked.append(key.url)
        return KEY

    keys = FetchedKeys(read)
    for _ in range(3):
        assert keys.decrypted(Key("a", IV), encrypted(b"film")) == b"film"
    assert asked == ["a"]
    for number in range(bounds.KEYS):
        keys.decryptor(Key(str(number), IV))
    keys.decryptor(Key("a", IV))
    assert asked.count("a") == 2
    assert keys.decrypted(None, b"in the clear") == b"in the clear"
