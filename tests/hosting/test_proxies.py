"""The examples of proxies, as they are but for names, ports and certificates."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from urllib.parse import urljoin

import pytest
import requests

from tests.backend.nginx import program, wait_for
from tests.backend.serving import MIB, running
from tests.backend.storage.servers import free_port

EXAMPLE = Path(__file__).parents[2] / "packaging" / "proxy" / "nginx.conf"
AROUND = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  include {folder}/matinee.conf;
}}
"""


def here(text: str, backend: str, port: int, folder: Path) -> str:
    """The example with this machine's ports, and a certificate of the test's own."""
    text = text.replace("127.0.0.1:8000", backend.removeprefix("http://"))
    text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
    return re.sub(r"/etc/letsencrypt/live/[^/]+", str(folder), text)


def certificate(folder: Path) -> None:
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    command += " -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1"
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run([*command.split(), *files], check=True, capture_output=True)


@pytest.mark.skipif(program() is None, reason="nginx-light is not installed")
def test_a_film_goes_through_nginx(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In parts of full size, and back again; and its figures stay inside."""
    film, port = os.urandom(8 * MIB + 5), free_port()
    certificate(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "fullchain.pem"))
    with running(tmp_path / "backend") as server:
        anna = server.account()
        text = here(EXAMPLE.read_text("utf-8"), server.url, port, tmp_path)
        (tmp_path / "matinee.conf").write_text(text)
        (tmp_path / "nginx.conf").write_text(AROUND.format(folder=tmp_path))
        command = [str(program()), "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
        with subprocess.Popen([*command, "-e", str(tmp_path / "error.log")]) as process:
            try:
                url = f"https://127.0.0.1:{port}"
                wait_for(url)
                anna.url, anna.session.verify = url, str(tmp_path / "fullchain.pem")
                video = anna.film(film)
                original = anna.json("GET", f"/api/videos/{video}/original")["url"]
                assert anna.session.get(urljoin(url, original), timeout=30).content == film
                part = anna.sign(anna.create(len(film)), {1: film[: 8 * MIB]})[0]
                assert part["url"].startswith(url)
                anna.json("PATCH", f"/api/videos/{video}", {"visibility": "unlisted"})
                assert requests.get(f"{url}/watch/{video}", timeout=30).status_code == 200
                assert requests.get(f"{url}/metrics", timeout=30).status_code == 404
            finally:
                process.terminate()
