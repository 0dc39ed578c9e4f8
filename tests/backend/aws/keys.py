"""RSA keys made for one test run."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


@cache
def private_key(name: str = "key") -> rsa.RSAPrivateKey:  # noqa: ARG001 - one for each
    return rsa.generate_private_key(65537, 2048)


def public_key(name: str = "key") -> rsa.RSAPublicKey:
    return private_key(name).public_key()


def key_file(folder: Path, name: str = "key") -> Path:
    path = folder / f"{name}.pem"
    path.write_bytes(
        private_key(name).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    )
    return path
