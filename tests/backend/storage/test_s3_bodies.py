"""Reading from S3, where the answer is that there is nothing to read."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from backend.errors import Conflict
from backend.storage.s3_bodies import read


class Refusing:
    """A client whose every answer is this error."""

    def __init__(self, code: str) -> None:
        self._code = code

    def get_object(self, **_: str) -> None:
        raise ClientError({"Error": {"Code": self._code}}, "GetObject")


@pytest.mark.parametrize("code", ["InvalidRange", "416"])
def test_behind_the_end_there_is_nothing(code: str) -> None:
    """Whoever asks for it knows no better: it is no fault."""
    client: Any = Refusing(code)
    assert list(read(client, "films", "key", 9, None)) == []


@pytest.mark.parametrize("code", ["PreconditionFailed", "412"])
def test_half_of_one_and_half_of_another_object_are_no_object(code: str) -> None:
    """What was replaced while it was read is not read on."""
    client: Any = Refusing(code)
    with pytest.raises(Conflict):
        list(read(client, "films", "key", 0, None))
