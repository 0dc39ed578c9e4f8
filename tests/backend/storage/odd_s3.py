"""A small S3 server with odd habits, each of which S3's documentation allows or servers have."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from tests.backend.http_stub import Answer, Asked

PAGE = 3
NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
CHECKSUMS = "x-amz-checksum"


def refusal(status: int, code: str, **headers: str) -> Answer:
    return status, headers, f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()


@dataclass
class OddS3:
    """`habits` are the words below; the server is otherwise as plain as can be."""

    habits: frozenset[str]
    objects: dict[str, bytes] = field(default_factory=dict)
    uploads: dict[str, dict[int, bytes]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    def __call__(self, asked: Asked) -> Answer:
        url = urlsplit(asked.path)
        query = {k: v[0] for k, v in parse_qs(url.query, keep_blank_values=True).items()}
        key = unquote(url.path).removeprefix("/films").lstrip("/")
        headers = {name.lower(): value for name, value in asked.headers.items()}
        if "refuses checksums" in self.habits and any(h.startswith(CHECKSUMS) for h in headers):
            return refusal(400, "InvalidArgument")
        match asked.method:
            case "POST":
                return self._post(key, query, headers, asked.body)
            case "PUT":
                return self._put(key, query, asked.body)
            case "DELETE":
                return self._delete(key, query)
            case "HEAD":
                return self._head(key, headers)
        return self._get(key, query, headers)

    def _is(self, habit: str) -> bool:
        return habit in self.habits

    def _etag(self, data: bytes) -> str:
        text = hashlib.md5(data, usedforsecurity=False).hexdigest()
        return text if self._is("bare ETags") else f'"{text}"'

    def _xml(self, name: str, body: str) -> Answer:
        space = "" if self._is("no namespace") else f" {NAMESPACE}"
        return 200, {}, f"<?xml version='1.0'?>\n<{name}{space}>{body}</{name}>".encode()

    def _post(
        self, key: str, query: dict[str, str], headers: dict[str, str], body: bytes
    ) -> Answer:
        if "uploads" in query:
            if self._is("knows no algorithms") and "x-amz-checksum-algorithm" in headers:
                return refusal(400, "InvalidArgument")
            upload = f"u{len(self.uploads)}"
            self.uploads[upload], self.keys[upload] = {}, key
            return self._xml("InitiateMultipartUploadResult", f"<UploadId>{upload}</UploadId>")
        if "delete" in query:
            return self._delete_many(headers, body)
        return self._complete(key, query["uploadId"])

    def _delete_many(self, headers: dict[str, str], body: bytes) -> Answer:
        if self._is("no batches"):
            return refusal(501, "NotImplemented")
        if "content-md5" not in headers:
            return refusal(400, "InvalidRequest")
        names = [
            node.text or "" for node in ElementTree.fromstring(body).iter() if "Key" in node.tag
        ]
        kept = names[:1] if self._is("deletes half") else []
        for name in names:
            if name not in kept:
                self.objects.pop(name, None)
        errors = "".join(
            f"<Error><Key>{escape(k)}</Key><Code>InternalError</Code></Error>" for k in kept
        )
        return self._xml("DeleteResult", errors)

    def _complete(self, key: str, upload: str) -> Answer:
        if upload not in self.uploads:
            return refusal(404, "NoSuchUpload")
        if self._is("fails inside a 200") and "tried" not in self.keys:
            self.keys["tried"] = ""
            body = b"<?xml version='1.0'?>   \n<Error><Code>InternalError</Code></Error>"
            return 200, {}, body
        parts = self.uploads.pop(upload)
        self.objects[key] = b"".join(parts[number] for number in sorted(parts))
        if self._is("forgets its answer"):
            return 200, {"Content-Length": "9999"}, b""
        return self._xml("CompleteMultipartUploadResult", f"<Key>{escape(key)}</Key>")

    def _put(self, key: str, query: dict[str, str], body: bytes) -> Answer:
        if "uploadId" in query:
            self.uploads[query["uploadId"]][int(query["partNumber"])] = body
        else:
            self.objects[key] = body
        return 200, {"ETag": self._etag(body)}, b""

    def _delete(self, key: str, query: dict[str, str]) -> Answer:
        if (upload := query.get("uploadId")) is None:
            self.objects.pop(key, None)
            return 204, {}, b""
        known = self.uploads.pop(upload, None) is not None
        return (204, {}, b"") if known else refusal(404, "NoSuchUpload")

    def _head(self, key: str, headers: dict[str, str]) -> Answer:
        if self._is("knows no ChecksumMode") and "x-amz-checksum-mode" in headers:
            return 400, {}, b""
        if key not in self.objects:
            return 404, {}, b""
        data = self.objects[key]
        return 200, {"Content-Length": str(len(data)), "ETag": self._etag(data)}, b""

    def _get(self, key: str, query: dict[str, str], headers: dict[str, str]) -> Answer:
        if "uploadId" in query:
            return self._list_parts(query)
        if "uploads" in query:
            return self._list_uploads(query)
        if "list-type" in query:
            return self._list(query)
        if key not in self.objects:
            return refusal(404, "NoSuchKey")
        return self._read(self.objects[key], headers.get("range", ""))

    def _read(self, data: bytes, asked: str) -> Answer:
        if not asked or self._is("ignores ranges"):
            return 200, {"ETag": self._etag(data)}, data
        first, _, last = asked.removeprefix("bytes=").partition("-")
        if int(first) >= len(data):
            return refusal(416, "InvalidRange")
        stop = min(len(data), int(last or len(data)) + 1)
        place = {"Content-Range": f"bytes {first}-{stop - 1}/{len(data)}"}
        return 206, {**place, "ETag": self._etag(data)}, data[int(first) : stop]

    def _list_parts(self, query: dict[str, str]) -> Answer:
        if (parts := self.uploads.get(query["uploadId"])) is None:
            return refusal(404, "NoSuchUpload")
        after = int(query.get("part-number-marker", 0))
        left = [number for number in sorted(parts) if number > after]
        page = left[:PAGE]
        body = "".join(
            f"<Part><PartNumber>{n}</PartNumber><ETag>{escape(self._etag(parts[n]))}</ETag>"
            f"<Size>{len(parts[n])}</Size></Part>"
            for n in page
        )
        body += f"<IsTruncated>{'true' if len(left) > PAGE else 'false'}</IsTruncated>"
        if len(left) > PAGE and not self._is("leaves out markers"):
            body += f"<NextPartNumberMarker>{page[-1]}</NextPartNumberMarker>"
        return self._xml("ListPartsResult", body)

    def _list_uploads(self, query: dict[str, str]) -> Answer:
        prefix = query.get("prefix", "")
        whole = self._is("wants whole keys") and prefix
        found = [
            (key, upload)
            for upload, key in sorted(self.keys.items())
            if upload in self.uploads and (key == prefix if whole else key.startswith(prefix))
        ]
        body = "".join(
            f"<Upload><Key>{escape(k)}</Key><UploadId>{u}</UploadId></Upload>" for k, u in found
        )
        return self._xml("ListMultipartUploadsResult", body)

    def _list(self, query: dict[str, str]) -> Answer:
        after = query.get("start-after", "")
        if self._is("ignores StartAfter"):
            after = ""
        if not self._is("ignores tokens"):
            after = query.get("continuation-token", after)
        left = [k for k in sorted(self.objects) if k.startswith(query["prefix"]) and k > after]
        page = left[:PAGE]
        body = "".join(f"<Contents><Key>{escape(k)}</Key><Size>1</Size></Contents>" for k in page)
        body += f"<IsTruncated>{'true' if len(left) > PAGE else 'false'}</IsTruncated>"
        if len(left) > PAGE and not self._is("leaves out markers"):
            body += f"<NextContinuationToken>{escape(page[-1])}</NextContinuationToken>"
        return self._xml("ListBucketResult", body)
