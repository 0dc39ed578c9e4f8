"""The CloudFormation template: linted, created as far as moto goes, and its rights compared."""

from __future__ import annotations

import ast
import json
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from cryptography.hazmat.primitives import serialization

from backend.storage import s3_errors
from backend.storage.api import NewUpload, PartToSign, Writing
from backend.storage.checksums import digest
from backend.storage.s3 import S3Options, S3Store
from tests.backend.aws import keys
from tests.backend.storage import servers

ROOT = Path(__file__).parents[3]
TEMPLATE = ROOT / "packaging/aws/matinee.yaml"
# Resources that moto's CloudFormation makes; the rest is left to cfn-lint.
KNOWN_TO_MOTO = {"AWS::S3::Bucket", "AWS::IAM::Role"}

# Which right each operation needs ("Actions defined by Amazon S3" and "… MediaConvert" of the
# Service Authorization Reference). None: it needs no right of its own.
RIGHTS = {
    "create_multipart_upload": {"s3:PutObject"},
    "complete_multipart_upload": {"s3:PutObject"},
    "upload_fileobj": {"s3:PutObject"},
    "put_object": {"s3:PutObject"},
    "get_object": {"s3:GetObject"},
    "head_object": {"s3:GetObject"},
    "delete_object": {"s3:DeleteObject"},
    "delete_objects": {"s3:DeleteObject"},
    "list_parts": {"s3:ListMultipartUploadParts"},
    "abort_multipart_upload": {"s3:AbortMultipartUpload"},
    "list_multipart_uploads": {"s3:ListBucketMultipartUploads"},
    "list_objects_v2": {"s3:ListBucket"},
    "get_bucket_accelerate_configuration": {"s3:GetAccelerateConfiguration"},
    "get_bucket_notification_configuration": {"s3:GetBucketNotification"},
    "get_bucket_cors": {"s3:GetBucketCORS"},
    "get_object_tagging": {"s3:GetObjectTagging"},
    "put_object_tagging": {"s3:PutObjectTagging"},
    "delete_object_tagging": {"s3:DeleteObjectTagging"},
    "restore_object": {"s3:RestoreObject"},
    "create_job": {"mediaconvert:CreateJob", "mediaconvert:TagResource", "iam:PassRole"},
    "get_job": {"mediaconvert:GetJob"},
    "cancel_job": {"mediaconvert:CancelJob"},
    "get_queue": {"mediaconvert:GetQueue"},
}
NO_KEYS: Any = {"aws_access_key_id": "x", "aws_secret_access_key": "x"}
LOCAL = {"generate_presigned_url", "close", "get_paginator"}


def called() -> set[str]:
    """Every method that the backend calls on something named `client`."""
    found = set()
    for path in (ROOT / "backend").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = ast.unparse(node.func.value)
                if owner.rpartition(".")[2] in ("client", "_client", "s3", "mediaconvert"):
                    found.add(node.func.attr)
    return found


def template() -> dict[str, Any]:
    from cfnlint.decode import cfn_yaml  # takes a second, also of those who only collect

    loaded: dict[str, Any] = json.loads(json.dumps(cfn_yaml.load(str(TEMPLATE))))
    return loaded


def granted() -> set[str]:
    policy = template()["Resources"]["BackendPolicy"]["Properties"]["PolicyDocument"]
    actions = (statement["Action"] for statement in policy["Statement"])
    return {one for action in actions for one in ([action] if isinstance(action, str) else action)}


def test_cfn_lint_has_nothing_to_say() -> None:
    """Names, types, references and values of every resource."""
    linted = subprocess.run(
        [Path(sysconfig.get_path("scripts")) / "cfn-lint", str(TEMPLATE)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (linted.returncode, linted.stdout) == (0, "")


def test_every_call_has_its_right_and_no_right_is_idle() -> None:
    """Equal sets: what the code calls, and what the policy grants."""
    operations = called() - LOCAL

    assert operations - set(RIGHTS) == set()
    assert set().union(*(RIGHTS[name] for name in operations)) == granted()


def test_the_sentence_names_the_right_of_the_table() -> None:
    """What an administrator is told to add is what the policy grants."""
    meta = boto3.Session(region_name="us-east-1").client("s3", **NO_KEYS).meta
    names = meta.method_to_api_mapping
    told = {
        method: s3_errors.RIGHTS.get(names[method], f"s3:{names[method]}")
        for method in called() - LOCAL
        if method in names
    }

    assert [m for m, right in told.items() if right not in RIGHTS[m]] == []


def test_rights_are_scoped() -> None:
    """No star of a service, no open resource, the role for MediaConvert only."""
    policy = template()["Resources"]["BackendPolicy"]["Properties"]["PolicyDocument"]

    assert not any(action.endswith("*") for action in granted())
    assert all(statement["Resource"] != "*" for statement in policy["Statement"])
    [handing] = [s for s in policy["Statement"] if s["Action"] == "iam:PassRole"]
    assert handing["Condition"] == {
        "StringEquals": {"iam:PassedToService": "mediaconvert.amazonaws.com"}
    }


def test_the_cdn_reads_renditions_only() -> None:
    """Originals are never on it."""
    policy = template()["Resources"]["BucketPolicy"]["Properties"]["PolicyDocument"]
    [reads] = [s for s in policy["Statement"] if s["Action"] == "s3:GetObject"]

    assert reads["Resource"] == {"Fn::Sub": "${Bucket.Arn}/media/*"}


def behaviours() -> list[dict[str, Any]]:
    config = template()["Resources"]["Distribution"]["Properties"]["DistributionConfig"]
    return [config["DefaultCacheBehavior"], *config["CacheBehaviors"]]


def test_nothing_is_served_unsigned_or_in_the_clear() -> None:
    """Neither files nor playlists; and the cache knows no signatures."""
    for behaviour in behaviours():
        assert behaviour["TrustedKeyGroups"] == [{"Ref": "KeyGroup"}]
        assert behaviour["ViewerProtocolPolicy"] == "https-only"
    cache = template()["Resources"]["PlaylistCache"]["Properties"]["CachePolicyConfig"]
    key = cache["ParametersInCacheKeyAndForwardedToOrigin"]
    assert key["QueryStringsConfig"] == {"QueryStringBehavior": "none"}


def test_files_are_kept_and_playlists_are_not() -> None:
    """Also what MediaConvert writes, which has no Cache-Control of its own."""
    resources = template()["Resources"]

    def rule(behaviour: dict[str, Any]) -> str:
        policy = resources[behaviour["ResponseHeadersPolicyId"]["Ref"]]["Properties"]
        [header] = policy["ResponseHeadersPolicyConfig"]["CustomHeadersConfig"]["Items"]
        return str(header["Value"])

    files, *playlists = behaviours()
    assert rule(files) == Writing("video/mp2t").cache_control
    assert {rule(behaviour) for behaviour in playlists} == {"public, max-age=5"}


def test_the_budget_sees_what_the_stack_made() -> None:
    """By the tag, which everything that costs by itself carries."""
    resources = template()["Resources"]
    costly = ("Bucket", "Distribution", "Queue")

    assert all("application" in json.dumps(resources[n]["Properties"]["Tags"]) for n in costly)


@pytest.fixture(scope="module")
def stack(moto_url: str) -> Iterator[S3Store]:
    """The part of the template that moto knows, created in it."""
    known = template()
    resources = known["Resources"]
    known["Resources"] = {
        name: resource for name, resource in resources.items() if resource["Type"] in KNOWN_TO_MOTO
    }
    del known["Resources"]["HookRole"], known["Outputs"], known["Rules"]
    for role in known["Resources"].values():
        role["Properties"].pop("ManagedPolicyArns", None)
    pem = keys.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    values = {
        "BucketName": "stack-films",
        "BackendUrl": "https://films.example.org",
        "HookSecret": "0123456789abcdef",
        "PublicKeyPem": pem.decode(),
        "BudgetMail": "a@example.org",
    }
    session = servers.session()
    formation = session.client("cloudformation", endpoint_url=moto_url)
    formation.create_stack(
        StackName="matinee",
        TemplateBody=json.dumps(known),
        Capabilities=["CAPABILITY_IAM"],
        Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in values.items()],
    )
    yield S3Store(S3Options("stack-films", servers.REGION, moto_url), session)
    formation.close()


def test_the_store_works_in_the_created_bucket(stack: S3Store) -> None:
    """Multipart, read, list and delete on what the template made."""
    upload = stack.create_multipart(NewUpload("sources/v/x", 4, 4))
    [part] = stack.sign_parts(
        "sources/v/x", upload, [PartToSign(1, 4, digest(stack.checksum, b"film"))]
    )
    stack.client.upload_part(
        Bucket="stack-films", Key="sources/v/x", UploadId=upload, PartNumber=1, Body=b"film"
    )
    stack.complete_multipart("sources/v/x", upload, stack.stored_parts("sources/v/x", upload))
    stack.put("media/v/r/poster.jpg", b"x", Writing("image/jpeg"))

    assert part.method == "PUT"
    assert b"".join(stack.read("sources/v/x")) == b"film"
    assert stack.delete_prefix("sources/v/") == 1


def test_the_bucket_is_closed_and_cleans_up() -> None:
    """No public access, encryption, and an end for what was left unfinished."""
    bucket = template()["Resources"]["Bucket"]["Properties"]
    rules = bucket["LifecycleConfiguration"]["Rules"]

    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert "BucketEncryption" in bucket
    assert "VersioningConfiguration" not in bucket
    assert {"DaysAfterInitiation": 7} in [r.get("AbortIncompleteMultipartUpload") for r in rules]


def test_renditions_stay_where_they_can_be_played() -> None:
    """Every transition is for originals only."""
    rules = template()["Resources"]["Bucket"]["Properties"]["LifecycleConfiguration"]["Rules"]

    assert {rule["Prefix"] for rule in rules if "Transitions" in rule} == {"sources/"}


def test_boto3_knows_every_operation_named_here() -> None:
    """A typing mistake in the table would hide a missing right."""
    session = boto3.Session(region_name="us-east-1")
    keys_ = {"aws_access_key_id": "x", "aws_secret_access_key": "x"}
    clients = [session.client(name, **keys_) for name in ("s3", "mediaconvert")]  # type: ignore[call-overload]

    assert [n for n in RIGHTS if not any(hasattr(c, n) for c in clients)] == []
