"""What is built is what is here, and it works where nothing of the development is installed."""

from __future__ import annotations

import csv
import email
import io
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DATA = ("ontology", "shapes", "queries", "studies")
PACKAGES = ("kg", "webui")
NOT_SHIPPED = ("__pycache__", ".pyc", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".DS_Store")
pytestmark = pytest.mark.slow


def files_below(folder: Path) -> set[str]:
    return {
        path.relative_to(folder.parent).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not any(part.endswith(NOT_SHIPPED) for part in path.parts)
    }


@pytest.fixture(scope="session")
def checkout(tmp_path_factory) -> Path:
    """A copy of the checkout without what git leaves out, so that building cannot change it."""
    copy = tmp_path_factory.mktemp("checkout") / "pif-kg"
    leave = shutil.ignore_patterns(".git", ".venv", "pif-data", "dist", *NOT_SHIPPED)
    shutil.copytree(ROOT, copy, ignore=leave)
    return copy


@pytest.fixture(scope="session")
def built(checkout, tmp_path_factory) -> tuple[Path, Path]:
    """The sdist of the checkout, and the wheel made from that sdist."""
    out = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(checkout)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    [sdist], [wheel] = out.glob("*.tar.gz"), out.glob("*.whl")
    return sdist, wheel


@pytest.fixture(scope="session")
def wheel(built) -> zipfile.ZipFile:
    with zipfile.ZipFile(built[1]) as archive:
        yield archive


@pytest.mark.parametrize("folder", DATA)
def test_wheel_carries_every_data_file(wheel, checkout, folder):
    inside = f"kg/_data/{folder}/"

    there = {name.removeprefix("kg/_data/") for name in wheel.namelist() if name.startswith(inside)}

    assert there == files_below(checkout / folder)


@pytest.mark.parametrize("package", PACKAGES)
def test_wheel_carries_every_file_of_the_packages(wheel, checkout, package):
    there = {
        name
        for name in wheel.namelist()
        if name.startswith(f"{package}/") and not name.startswith("kg/_data/")
    }

    assert there == files_below(checkout / package)


def test_data_in_the_wheel_is_the_data_here(wheel, checkout):
    changed = [
        name
        for folder in DATA
        for name in files_below(checkout / folder)
        if wheel.read(f"kg/_data/{name}") != (checkout / name).read_bytes()
    ]

    assert changed == []


def test_wheel_has_two_packages(wheel):
    tops = {name.split("/")[0] for name in wheel.namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)


def test_checkout_has_no_stale_copy_of_the_data(checkout, built):
    assert not (ROOT / "kg" / "_data").exists()
    assert not (checkout / "kg" / "_data").exists()


def test_wheel_says_what_it_is(wheel, checkout):
    [name] = [n for n in wheel.namelist() if n.endswith(".dist-info/METADATA")]
    metadata = email.message_from_bytes(wheel.read(name))
    licences = {n.partition("/licenses/")[2] for n in wheel.namelist() if "/licenses/" in n}

    assert metadata["Name"] == "pif-kg"
    assert metadata["License-Expression"] == "MIT AND 0BSD AND CC-BY-4.0"
    assert metadata["Requires-Python"] == ">=3.11"
    assert set(metadata.get_all("License-File")) == licences
    assert licences == {"LICENSE"} | files_below(checkout / "LICENSES")
    payload = metadata.get_payload(decode=True).decode("utf-8")
    assert payload.strip() == (checkout / "README.md").read_text("utf-8").strip()


def test_sdist_can_be_worked_on(built, checkout):
    with tarfile.open(built[0]) as archive:
        there = {name.partition("/")[2] for name in archive.getnames()}
    here = {path.name for path in checkout.iterdir()} - {".pytest_cache"}

    assert {"Makefile", "tests/test_packaging.py", "LICENSES/CC-BY-4.0.txt"} <= there
    assert {name.split("/")[0] for name in there} - here == {"PKG-INFO"}


@pytest.fixture(scope="session")
def elsewhere(built, tmp_path_factory) -> Path:
    """A working directory with an environment in which only the wheel is installed."""
    place = tmp_path_factory.mktemp("elsewhere")
    subprocess.run([sys.executable, "-m", "venv", str(place / "env")], check=True)
    install = [str(place / "env/bin/python"), "-m", "pip", "install", "--quiet", str(built[1])]
    subprocess.run([*install, "--disable-pip-version-check"], check=True)
    return place


@pytest.fixture(scope="session")
def run(elsewhere):
    """Run a command of that environment and return it finished, held to an exit code."""
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
    path = os.pathsep.join([str(elsewhere / "env/bin"), os.environ["PATH"]])

    def run(*words: str, code: int = 0) -> str:
        command = [str(elsewhere / "env/bin" / words[0]), *words[1:]]
        done = subprocess.run(
            command,
            cwd=elsewhere,
            env={**kept, "PATH": path, "PYTHONWARNINGS": "error::ImportWarning"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + (done.stderr if code else "")

    return run


@pytest.fixture(scope="session")
def loaded(run):
    """The same with the bundled study in its store."""
    run("pif", "load", "krishna2024")
    return run


def test_installed_packages_can_be_imported(run):
    places = run("python", "-c", "import kg, webui; print(kg.__file__, webui.__file__)").split()

    assert all(str(ROOT) not in place for place in places)


def test_installed_command_says_its_version(run, wheel):
    assert run("pif", "--version").split()[-1] in wheel.filename


def test_installed_command_answers_the_first_question(loaded):
    answer = loaded(
        "pif", "query", "quotes-for-construct", "-p", "construct=patching", "--format", "csv"
    )

    [row] = csv.DictReader(io.StringIO(answer))
    assert any(value.rpartition("/")[2] == "Q27" for value in row.values())


def test_installed_command_finds_nothing_wrong_with_the_bundled_study(loaded):
    loaded("pif", "validate", "krishna2024")


def test_installed_command_starts_a_study_that_loads(loaded):
    loaded("pif", "new", "my-study")
    loaded("pif", "new", "their-study", "--xlsx")
    loaded("pif", "load", "my-study", "their-study.xlsx")

    listed = loaded("pif", "studies")

    assert "my-study" in listed
    assert "their-study" in listed


def test_installed_pages_have_their_templates(loaded):
    page = loaded(
        "python",
        "-c",
        "import kg, webui\n"
        "with kg.open_graph() as graph:\n"
        "    print(webui.create_app(graph).test_client().get('/').status)",
    )

    assert page.startswith("200")


def test_installed_command_names_the_extra_it_lacks(run):
    assert "pif-kg[reason]" in run("pif", "reason", code=2)
