"""Passwords: checked before they are chosen, and kept as slow hashes only."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from backend.accounts.errors import LEAST_PASSWORD, BadPassword

SCRYPT = {"n": 2**14, "r": 8, "p": 1}


def checked_password(password: str) -> str:
    """Raises BadPassword for one that is guessed too soon."""
    if len(password) < LEAST_PASSWORD:
        raise BadPassword
    return password


def hash_password(password: str) -> str:
    salt = secrets.token_bytes(16)
    return f"scrypt${salt.hex()}${scrypt(password, salt).hex()}"


def password_matches(password: str, stored: str) -> bool:
    _, salt, digest = stored.split("$")
    return hmac.compare_digest(scrypt(password, bytes.fromhex(salt)), bytes.fromhex(digest))


def scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, **SCRYPT, dklen=32)
