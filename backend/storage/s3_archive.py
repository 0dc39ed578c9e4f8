"""Originals that go to Glacier and come back. Renditions never do: they could not be played.

Archiving is a tag that the bucket's lifecycle rule acts on within a day or two; restoring is a
request that S3 answers in hours with a copy that lives for some days. Not verified against AWS.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from backend.errors import NotFound
from backend.storage.archive import RESTORED_DAYS, Place
from backend.storage.s3_errors import code_of, explained, is_gone

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

COLD = frozenset({"GLACIER", "DEEP_ARCHIVE"})
TAG = {"Key": "matinee", "Value": "archived"}


@dataclass(frozen=True, slots=True)
class S3Archive:
    """An `Archive`: the originals of one bucket."""

    client: S3Client
    bucket: str

    def place(self, key: str) -> Place:
        """From the object's own headers (S3 HeadObject: StorageClass and Restore) and its tag."""
        with explained(self.bucket):
            try:
                found = self.client.head_object(Bucket=self.bucket, Key=key)
            except ClientError as error:
                if is_gone(error):
                    raise NotFound("original_gone") from error
                raise
        place = place_of(str(found.get("StorageClass", "")), str(found.get("Restore", "")))
        return Place.LEAVING if place is Place.AT_HAND and self._is_marked(key) else place

    def _is_marked(self, key: str) -> bool:
        with explained(self.bucket):
            tags = self.client.get_object_tagging(Bucket=self.bucket, Key=key)["TagSet"]
        return any(tag["Key"] == TAG["Key"] for tag in tags)

    def archive(self, key: str) -> None:
        """Mark it; the lifecycle rule moves it. Again is fine."""
        with explained(self.bucket):
            self.client.put_object_tagging(
                Bucket=self.bucket,
                Key=key,
                Tagging={"TagSet": [{"Key": TAG["Key"], "Value": TAG["Value"]}]},
            )

    def restore(self, key: str) -> Place:
        """Ask for it back; again, while it is on its way, is fine."""
        with explained(self.bucket):
            self.client.delete_object_tagging(Bucket=self.bucket, Key=key)
        if (place := self.place(key)) is not Place.ARCHIVED:
            return place
        with explained(self.bucket):
            try:
                self.client.restore_object(
                    Bucket=self.bucket,
                    Key=key,
                    RestoreRequest={
                        "Days": RESTORED_DAYS,
                        "GlacierJobParameters": {"Tier": "Standard"},
                    },
                )
            except ClientError as error:
                if code_of(error) != "RestoreAlreadyInProgress":
                    raise
        return Place.RESTORING


def place_of(storage_class: str, restore: str) -> Place:
    """Pure: `restore` is like `ongoing-request="false", expiry-date="…"`, or empty."""
    if storage_class not in COLD:
        return Place.AT_HAND
    if 'ongoing-request="true"' in restore:
        return Place.RESTORING
    return Place.RESTORED if 'ongoing-request="false"' in restore else Place.ARCHIVED
