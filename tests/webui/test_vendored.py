"""Other people's scripts are what the manifest says, and can be made again to the byte."""

import json
from hashlib import sha256
from pathlib import Path
from subprocess import run

import pytest

ROOT = Path(__file__).parents[2]
VENDORED = ROOT / "webui" / "static" / "vendored"
SOURCES = ROOT / "webui" / "scripts"
BUILDER = ROOT / ".venv" / "scripts"
MANIFEST = json.loads((VENDORED / "manifest.json").read_text(encoding="utf-8"))
SCRIPTS = {name: said for name, said in MANIFEST["files"].items() if name.endswith(".js")}


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_every_file_is_in_the_manifest_as_it_is():
    there = {
        name: {"bytes": len(data), "sha256": sha256(data).hexdigest()}
        for name, data in contents(VENDORED).items()
        if name != "manifest.json"
    }

    said = {
        name: {key: said[key] for key in ("bytes", "sha256")}
        for name, said in MANIFEST["files"].items()
    }
    assert said == there


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_is_made_of_what_is_locked_and_licensed(name):
    locked = json.loads((SOURCES / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    licences = (VENDORED / "LICENSES.txt").read_text(encoding="utf-8")

    assert SCRIPTS[name]["packages"]
    for made_of in SCRIPTS[name]["packages"]:
        lock = locked[f"node_modules/{made_of['name']}"]
        assert (lock["version"], lock["integrity"]) == (made_of["version"], made_of["integrity"])
        assert made_of["license"] in ("MIT", "0BSD")
        assert f"{made_of['name']} {made_of['version']} ({made_of['license']})\n\n" in licences


def test_pages_get_them_with_their_licences(client):
    for name, said in MANIFEST["files"].items():
        answer = client.get(f"/static/vendored/{name}")
        assert sha256(answer.data).hexdigest() == said["sha256"]


def test_they_are_made_again_to_the_byte(tmp_path):
    for name, source in contents(SOURCES).items():
        assert (BUILDER / name).read_bytes() == source, "`make scripts` brings what is locked"

    run(["node", str(BUILDER / "build.mjs"), str(tmp_path / "made")], check=True, timeout=120)

    assert contents(tmp_path / "made") == contents(VENDORED)
