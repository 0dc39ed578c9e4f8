"""The files that a deployment begins with: what they name is there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from backend.config.cloud import STORES, TRANSCODERS
from backend.config.environment import KNOWN, read_environment

ROOT = Path(__file__).parents[2]
PACKAGING = ROOT / "packaging"
OF_OTHERS = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "FORWARDED_ALLOW_IPS"}
"""Read by boto3 and by Uvicorn."""


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((PACKAGING / "compose/compose.yaml").read_text("utf-8"))
    return found


def cluster() -> dict[tuple[str, str], dict[str, Any]]:
    """By kind and name."""
    text = (PACKAGING / "kubernetes/matinee.yaml").read_text("utf-8")
    return {(each["kind"], each["metadata"]["name"]): each for each in yaml.safe_load_all(text)}


def pod(name: str) -> dict[str, Any]:
    found: dict[str, Any] = cluster()["Deployment", name]["spec"]["template"]["spec"]
    return found


def instructions() -> dict[str, str]:
    """The last of each kind in the container's definition."""
    text = (PACKAGING / "container/Containerfile").read_text("utf-8").replace("\\\n", " ")
    return dict(re.findall(r"^([A-Z]+) +(.+)$", text, re.MULTILINE))


def assert_understood(variables: dict[str, str], tmp_path: Path) -> None:
    """By the server itself, as it would at its start."""
    assert variables.keys() <= KNOWN | OF_OTHERS
    read_environment(variables, tmp_path, STORES, TRANSCODERS)


def test_the_server_understands_composes_variables(tmp_path: Path) -> None:
    """And those that the administrator sets are in the example, none besides."""
    server = compose()["services"]["server"]["environment"]
    text = (PACKAGING / "compose/compose.yaml").read_text("utf-8")
    example = (PACKAGING / "compose/example.env").read_text("utf-8")
    values = dict(re.findall(r"^([A-Z_]+)=(.+)$", example, re.MULTILINE))

    given = {name: re.sub(r"\$\{(\w+)\}", lambda v: values[v[1]], server[name]) for name in server}

    assert_understood(given, tmp_path)
    assert set(re.findall(r"(?<!\$)\$\{(\w+)\}", text)) == values.keys()


def test_composes_services_know_each_other() -> None:
    """By the names in addresses, in what they wait for, and in the proxy's file."""
    services, text = compose()["services"], (PACKAGING / "compose/Caddyfile").read_text("utf-8")
    variables = services["server"]["environment"]
    named = {name for service in services.values() for name in service.get("depends_on", ())}
    named |= {"database", "queue"}
    assert "@database/" in variables["MATINEE_DATABASE_URL"]
    assert "//queue:" in variables["MATINEE_WORKERS_BROKER"]
    assert set(re.findall(r"reverse_proxy (\w+):\d+", text)) <= services.keys()
    assert named <= services.keys()
    volumes = {v.split(":")[0] for s in services.values() for v in s.get("volumes", ())}
    assert {v for v in volumes if not v.startswith(".")} == compose()["volumes"].keys()


def test_composes_proxy_is_the_one_that_is_trusted() -> None:
    """Else all who come by it would count as one."""
    server, proxy = (compose()["services"][name] for name in ("server", "proxy"))
    address = proxy["networks"]["default"]["ipv4_address"]
    assert server["environment"]["FORWARDED_ALLOW_IPS"] == address


def test_the_server_understands_the_clusters_variables(tmp_path: Path) -> None:
    found = cluster()
    secret, settings = found["Secret", "matinee"], found["ConfigMap", "matinee"]
    assert_understood({**secret["stringData"], **settings["data"]}, tmp_path)


def test_the_clusters_objects_know_each_other() -> None:
    """Services select pods that there are, by ports that these name; so does the way in."""
    objects = cluster()
    for name in ("server", "queue"):
        service = objects["Service", name]["spec"]
        labels = objects["Deployment", name]["spec"]["template"]["metadata"]["labels"]
        ports = {port["name"] for part in pod(name)["containers"] for port in part["ports"]}
        assert service["selector"] == labels
        assert {port["targetPort"] for port in service["ports"]} <= ports
    (rule,) = objects["Ingress", "server"]["spec"]["rules"]
    (path,) = rule["http"]["paths"]
    assert path["backend"]["service"] == {"name": "server", "port": {"name": "http"}}
    for name in ("server", "worker"):
        (container,) = pod(name)["containers"]
        mounted = {mount["name"] for mount in container["volumeMounts"]}
        assert mounted == {volume["name"] for volume in pod(name)["volumes"]}


def test_ports_and_users_are_the_containers() -> None:
    """One image, whoever runs it."""
    image = instructions()
    (server,) = pod("server")["containers"]
    text = (PACKAGING / "compose/Caddyfile").read_text("utf-8")
    assert int(image["EXPOSE"]) == server["ports"][0]["containerPort"]
    assert f"server:{image['EXPOSE']}" in text
    assert f":{image['EXPOSE']}/healthz" in image["HEALTHCHECK"]
    assert int(image["USER"]) == pod("server")["securityContext"]["runAsUser"]
    assert image["VOLUME"] in {mount["mountPath"] for mount in server["volumeMounts"]}


def test_what_runs_strangers_films_may_do_little() -> None:
    """No root, and nothing to write to but its own folders."""
    for name in ("server", "worker"):
        assert compose()["services"][name]["read_only"] is True
        (container,) = pod(name)["containers"]
        assert container["securityContext"]["readOnlyRootFilesystem"] is True
        assert pod(name)["securityContext"]["runAsNonRoot"] is True
