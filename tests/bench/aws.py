"""`./dev bench aws`: signing, the S3 suites, the cache, and the rights.

`--costs` prints the table of packaging/aws/README.md instead.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials as BotoCredentials

from backend.config.cloud import CloudFrontKey
from backend.delivery.cloudfront import CloudFront
from backend.storage.api import Checksum, PartToSign, Writing
from backend.storage.checksums import HEADERS
from backend.storage.s3 import S3Options, S3Store
from backend.storage.sigv4 import Credentials, Signer
from backend.videos import costs
from backend.videos.costs import GB, Film, Fleet, Prices
from tests.backend import nginx
from tests.backend.aws import keys, proxy
from tests.backend.aws.test_template import LOCAL, RIGHTS, called, granted

PARTS = 10_000
BOTO_PARTS = 2000
SEGMENTS = 200
STORAGE = Path("tests/backend/storage")
SUITES = {
    "moto_passed": ["moto"],
    "s3_server_passed": ["ministack", "rclone"],
}


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds, the better of two."""

    def once() -> float:
        before = time.process_time()
        work()
        return time.process_time() - before

    return min(once(), once())


def signing() -> dict[str, Any]:
    """Part URLs a CPU second, as the store gives them out; boto3 with the same headers."""
    session = boto3.Session(aws_access_key_id="AKID", aws_secret_access_key="secret")
    store = S3Store(S3Options("films", "eu-west-1", checksum=Checksum.CRC32C), session)
    parts = [PartToSign(n, 16 << 20, "AAAAAA==") for n in range(1, PARTS + 1)]
    ours = PARTS / cpu(lambda: store.sign_parts("sources/v/x", "u" * 60, parts))
    config = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
    client = session.client("s3", region_name="eu-west-1", config=config)

    def theirs() -> None:
        for part in parts[:BOTO_PARTS]:
            params = {"Bucket": "films", "Key": "sources/v/x", "UploadId": "u" * 60}
            params |= {"PartNumber": part.number, "ContentLength": part.size_bytes}  # type: ignore[dict-item]
            client.generate_presigned_url(
                "upload_part", Params={**params, "ChecksumCRC32C": part.checksum}
            )

    def by_auth() -> None:
        """The class of botocore's that signs, without what is around it."""
        auth = S3SigV4QueryAuth(BotoCredentials("AKID", "secret"), "s3", "eu-west-1", expires=3600)
        for part in parts[:BOTO_PARTS]:
            headers = {"Content-Length": str(part.size_bytes), HEADERS[Checksum.CRC32C]: "AAAAAA=="}
            query = {"uploadId": "u" * 60, "partNumber": str(part.number)}
            address = "https://films.s3.eu-west-1.amazonaws.com/sources/v/x"
            auth.add_auth(AWSRequest("PUT", address, headers=headers, params=query))

    boto = BOTO_PARTS / cpu(theirs)
    botocore = BOTO_PARTS / cpu(by_auth)
    plain = Signer(
        "https://films.s3.eu-west-1.amazonaws.com",
        Credentials("AKID", "secret"),
        "eu-west-1",
        datetime.now(UTC),
        3600,
    )
    bare = cpu(lambda: [plain.url("GET", f"media/{n}", {}, {}) for n in range(PARTS)])
    return {
        "presign_per_cpu_s": round(ours),
        "presign_vs_boto3": round(ours / boto, 1),
        "presign_vs_botocore_auth": round(ours / botocore, 1),
        "presign_boto3_per_cpu_s": round(boto),
        "presign_get_per_cpu_s": round(PARTS / bare),
    }


def suite(servers: list[str]) -> dict[str, int]:
    """How many tests of the store passed against these servers, and how many did not."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(STORAGE)]
    done = subprocess.run(
        [*command, "-k", " or ".join(servers)], capture_output=True, text=True, check=False
    )
    counts = dict.fromkeys(("passed", "failed", "skipped", "error"), 0)
    for number, word in re.findall(r"(\d+) (passed|failed|skipped|error)", done.stdout):
        counts[word] += int(number)
    return counts


def cache_hits() -> dict[str, Any]:
    """The share of the second viewer's requests that nginx answered from its cache."""
    if not nginx.is_installed():
        return {"cache_hit_percent": None, "why": "nginx-light is not installed"}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rule = Writing("video/mp2t").cache_control
        key = CloudFrontKey(proxy.DOMAIN, "K", keys.key_file(folder))
        paths = [f"hls/720p/{number:05}.ts" for number in range(SEGMENTS)]
        with proxy.caching_proxy(folder, keys.public_key(), rule) as cdn:
            first = CloudFront(key, 3600).grant("v", "r")
            second = CloudFront(key, 7200).grant("v", "r")
            cdn.watch([first.url(path) for path in paths])
            hits = cdn.watch([second.url(path) for path in paths])
    return {"cache_hit_percent": round(100 * hits / SEGMENTS, 1)}


def rights() -> dict[str, Any]:
    """IAM actions that the code needs against those that the template grants."""
    needed = set().union(*(RIGHTS[name] for name in called() - LOCAL))
    return {
        "iam_called": len(needed),
        "iam_granted": len(granted()),
        "iam_missing": len(needed - granted()),
        "iam_unused": len(granted() - needed),
    }


def fleets() -> list[Fleet]:
    """Ten minutes of 1080p each, watched 20 times a month; a tenth of them new."""
    film = Film(size_bytes=GB, duration_seconds=600, short_side=1080)
    return [
        Fleet(count, film, views=20, new_share=1.0 if count == 1 else 0.1)
        for count in (1, 1000, 1_000_000)
    ]


def table(prices: Prices) -> str:
    """A month in Markdown."""
    lines = [
        "| films | keep | convert | deliver | machines | a month | each |",
        "|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for fleet in fleets():
        bill = costs.bill(prices, fleet)
        cells = [bill.keep, bill.convert, bill.deliver, bill.machines, bill.total]
        cells.append(bill.total / fleet.films)
        shown = " | ".join(money(cell) for cell in cells)
        lines.append(f"| {fleet.films:,} | {shown} |")
    return "\n".join(lines)


def money(dollars: float) -> str:
    return f"${dollars:,.0f}" if dollars >= 100 else f"${dollars:,.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--costs", action="store_true")
    if parser.parse_args().costs:
        print(table(costs.load()))
        return
    print(f"Signing {PARTS:,} parts with our signer and {BOTO_PARTS:,} with boto3's …")
    found = signing()
    for name, servers in SUITES.items():
        print(f"The store's tests against {' and '.join(servers)} …")
        counts = suite(servers)
        found[name] = counts["passed"]
        failed = counts["failed"] + counts["error"]
        found[name.replace("passed", "failed")] = failed
    print(f"Two viewers, {SEGMENTS} segments, through nginx as the CDN …")
    found |= cache_hits()
    print("Comparing boto3's calls with the template's policy …")
    found |= rights()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
