"""A study is brought to the real command: several processes, a token from a file, a log."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from urllib.parse import urlencode

import pytest
from served import serving, wait_until

from webui import tokens

SMALL = Path("tests/data/small-study")
WORD = b"I was lost at first."
HTML = ("Accept", "text/html")


def multipart(**fields):
    """A form with its type: texts, and files as (name, content)."""
    parts = []
    for name, value in fields.items():
        file = isinstance(value, tuple)
        filename = f'; filename="{value[0]}"' if file else ""
        content = value[1] if file else value.encode()
        head = f'--cut\r\nContent-Disposition: form-data; name="{name}"{filename}\r\n\r\n'
        parts.append(head.encode() + content + b"\r\n")
    return b"".join(parts) + b"--cut--\r\n", ("Content-Type", "multipart/form-data; boundary=cut")


def small_study():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(p for p in SMALL.rglob("*") if p.is_file()):
            archive.writestr(path.relative_to(SMALL).as_posix(), path.read_bytes())
    return packed.getvalue()


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """The service with a token that may load, in a folder for temporary files of its own."""
    folder = tmp_path_factory.mktemp("brought")
    (folder / "tmp").mkdir()
    file = folder / "tokens.json"
    token = tokens.add(file, "loader", ["load"])
    other = tokens.add(file, "notebook", ["update"])
    options = ("--workers", "2", "--token-file", str(file), "--access-log", str(folder / "log"))
    environ = {"PIF_UPDATE": "1", "TMPDIR": str(folder / "tmp")}
    with serving(folder / "store", *options, environ=environ) as running:
        running.token, running.other, running.folder = token, other, folder
        yield running
    assert list((folder / "tmp").iterdir()) == [], "what was brought goes with the service"


def post(service, path, *headers, **fields):
    body, kind = multipart(**fields)
    return service.get(path, headers=[kind, HTML, *headers], method="POST", body=body)


def test_checked_by_one_process_and_loaded_by_another(service):
    sent = post(service, "/studies/new", files=("mine.zip", small_study()))
    assert sent.status == 303, sent.body
    [id] = re.findall(r"check=([\w-]+)$", sent.headers["location"])
    for _ in range(6):  # each on a connection of its own, so that every process is asked
        shown = service.get(f"/studies/new?{urlencode({'check': id})}", headers=[HTML])
        assert WORD in shown.body
        assert shown.headers["cache-control"] == "no-store"

    assert post(service, "/studies/new/load", check=id).status == 401
    assert post(service, "/studies/new/load", check=id, token=service.other).status == 403
    assert json.loads(service.get("/studies.json").body)["total"] == 0
    loaded = post(service, "/studies/new/load", check=id, token=service.token)

    assert (loaded.status, loaded.headers["location"]) == (
        303,
        "/studies/small-study?brought=loaded",
    )
    for _ in range(6):
        assert json.loads(service.get("/studies.json").body)["total"] == 1
        assert b"The study was loaded." in service.get(loaded.headers["location"]).body
    assert list((service.folder / "tmp").glob("*/brought/*/sent*")) == []
    log = wait_until(lambda: (service.folder / "log").read_text(), what="the log")
    said = log + "".join(service.problems)
    assert "/studies/new" in said
    assert not any(secret in said for secret in (id, service.token, WORD.decode()))


@pytest.mark.parametrize(("accept", "begins"), [("text/html", b"<!DOCTYPE"), ("*/*", b'{"error"')])
def test_too_much_is_refused_as_it_is_asked_for(service, accept, begins):
    head = [("Accept", accept), ("Content-Length", str(64 << 20))]

    answered = service.get("/studies/new", headers=head, method="POST")

    assert answered.status == 413
    assert answered.body.startswith(begins)
    assert "default-src 'none'" in answered.headers["content-security-policy"]
