"""Servers shared with the store's tests."""

from tests.backend.storage.conftest import moto_url

__all__ = ["moto_url"]
