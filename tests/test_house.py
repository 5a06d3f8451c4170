"""The rules of the repository, and its documents: what they say is so."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml
from rdflib.plugins.sparql import prepareQuery

from kg.cli import COMMANDS
from kg.settings import SETTINGS

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MANDATED = (
    "README.md", "LICENSE", "LICENSES/CC-BY-4.0.txt", "CITATION.cff", "CHANGELOG.md",
    "CONTRIBUTING.md", "Makefile", "pyproject.toml", ".gitignore", ".ci/run",
    "docs/README.md", "docs/decisions/README.md", "docs/guide", "docs/reference",
    "kg/py.typed", "ontology", "shapes", "queries", "studies", "webui", "tests",
)  # fmt: skip


def kept_files() -> list[Path]:
    """Return what git keeps or would keep; without git, all but what it is told to leave out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        left_out = {".git", ".venv", "pif-data", "dist", "__pycache__"}
        paths = [p for p in ROOT.rglob("*") if not left_out & set(p.relative_to(ROOT).parts)]
    return sorted(path for path in paths if path.is_file())


FILES = kept_files()
PAGES = [path for path in FILES if path.suffix == ".md"]
OWN_PAGES = [page for page in PAGES if "studies" not in page.relative_to(ROOT).parts]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("name", MANDATED)
def test_it_is_there(name):
    place = ROOT / name

    assert (
        any(place.iterdir())
        if place.is_dir()
        else place.read_text("utf-8").strip() != "" or (name == "kg/py.typed")
    )


def test_no_file_names_a_place_on_somebodys_machine():
    # Not part of a longer path or address, such as that of a work of literature.
    place = re.compile(
        r"(?<![\w.>})\]/-])(?:/(?:work/(?:main|shared)|root/)|(?:/home/|/Users/|[A-Z]:\\+Users\\+)(?!someone)\w)"
    )

    found = [
        f"{named(path)}:{number}: {line.strip()[:80]}"
        for path in FILES
        if b"\0" not in (content := path.read_bytes())
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1)
        if place.search(line)
    ]

    assert found == []


def test_texts_are_utf_8_with_unix_line_ends():
    # Data made to be wrong stays below folders that say so.
    wrong = [
        named(path)
        for path in FILES
        if path.suffix in {".py", ".md", ".toml", ".yaml", ".yml", ".ttl", ".rq", ".cff", ".csv"}
        and not {"spoiled", "bad", "hostile"} & set(path.relative_to(ROOT).parts)
        and (b"\r\n" in path.read_bytes() or not _is_utf_8(path.read_bytes()))
    ]

    assert wrong == []


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def test_changelog_has_a_place_for_what_comes():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert re.search(r"^## (\[Unreleased\]|Unreleased)", text, re.MULTILINE)


def test_citation_file_names_the_project_and_the_article():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))

    assert citation["title"] == PROJECT["project"]["name"]
    assert citation["authors"] == [{"name": "pif-kg contributors"}]
    assert [work["doi"] for work in citation["references"]] == ["10.1186/s12909-024-05992-0"]


def test_decisions_have_a_number_each_and_say_three_things():
    pages = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))

    assert len({page.name[:4] for page in pages}) == len(pages) > 0
    wanting = [
        f"{page.name} does not say its {part}"
        for page in pages
        for part in ("context", "decision", "consequences")
        if part not in page.read_text(encoding="utf-8").lower()
    ]
    assert wanting == []


def test_list_of_decisions_is_complete():
    listed = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    pages = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))

    assert [page.name for page in pages if f"({page.name})" not in listed] == []


# Settings


def test_settings_in_the_code_are_those_of_the_table():
    used = {
        name
        for path in FILES
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in ("kg", "webui")
        for name in re.findall(r"\bPIF_[A-Z_]+\b", path.read_text(encoding="utf-8"))
    }

    assert used == {setting.variable for setting in SETTINGS}


def test_settings_page_has_one_row_for_each_setting():
    text = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(PIF_\w+)` \| (?:`(--[\w-]+)`)? *\|", text, re.MULTILINE)

    assert rows == [(setting.variable, setting.option) for setting in SETTINGS]


# Links


def anchors(page: Path) -> set[str]:
    """Return the names of a page's headings as links to them write them."""
    text = re.sub(r"^(```|~~~).*?^\1", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ +(.+?) *#*$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page):
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    dead = []
    for link in re.findall(r"\]\(<?([^)\s>]+)>?(?: \"[^\"]*\")?\)", text):
        if re.match(r"[a-z][a-z+.-]*:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or not target.is_relative_to(ROOT):
            dead.append(f"{link}: there is no such file")
        elif anchor and target.suffix == ".md" and anchor not in anchors(target):
            dead.append(f"{link}: there is no such heading")

    assert dead == []


def test_every_page_of_the_documentation_can_be_reached():
    linked = {
        (page.parent / link.partition("#")[0]).resolve()
        for page in PAGES
        for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    }

    lost = [named(p) for p in PAGES if p.is_relative_to(ROOT / "docs") and p not in linked]
    assert [name for name in lost if name != "docs/README.md"] == []


# Commands and examples


def commands_in(page: Path) -> list[tuple[str, list[str]]]:
    """Return each command of ``pif`` a page shows, with the options it shows it with."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line.partition(" #")[0] for block in blocks for line in block.splitlines()]
    shown = [re.sub(r"^\$ ", "", line.strip()) for line in lines]
    shown += re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))
    found = []
    for words in (line.split() for line in shown):
        if words and words[0].rpartition("/")[2] == "pif" and len(words) > 1:
            found.append((words[1], [w.partition("=")[0] for w in words if re.match("--[a-z]", w)]))
    return found


@pytest.fixture(scope="module")
def help_of():
    """Return the help of a command, or of ``pif`` itself for the empty name."""
    known: dict[str, str] = {}

    def help_of(name: str) -> str:
        if name not in known:
            words = [sys.executable, "-m", "kg.cli", *filter(None, [name]), "--help"]
            done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
            known[name] = done.stdout
        return known[name]

    return help_of


def test_readme_shows_the_command():
    assert commands_in(ROOT / "README.md") != []


@pytest.mark.parametrize("page", OWN_PAGES, ids=named)
def test_commands_in_the_documents_exist(page, help_of):
    wrong = []
    for name, options in commands_in(page):
        if name.startswith("-") or not re.fullmatch(r"[a-z][a-z-]*", name):
            continue
        if name not in COMMANDS:
            wrong.append(f"pif {name}: there is no such command")
            continue
        text = help_of(name)
        wrong += [f"pif {name} {o}" for o in options if not re.search(rf"{o}\b", text)]

    assert wrong == []


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_shows_an_example(name, help_of):
    assert f"  pif {name}".rstrip() in help_of(name).partition("examples:")[2]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_examples_in_the_documents_are_well_formed(page):
    blocks = re.findall(
        r"^```(\w+)\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    for language, block in blocks:
        if language == "python" and ">>>" not in block:
            ast.parse(block)
        elif language in ("yaml", "yml"):
            yaml.safe_load(block)
        elif language == "sparql":
            prepareQuery(block)


def test_readme_says_the_two_commands_first():
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    assert 0 < text.index("make run") < text.index("make test") < 1500


# What is installed


def test_make_test_installs_the_test_group():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert re.search(r"pip install .*--group test", makefile)
    assert "test" in PROJECT["dependency-groups"]


def test_ci_runs_make_test():
    assert "make test" in (ROOT / ".ci/run").read_text(encoding="utf-8")


def _imported(folder: str) -> set[str]:
    names = set()
    for path in FILES:
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] == folder:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    names |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    names.add((node.module or "").split(".")[0])
    local = {path.stem for path in FILES if path.relative_to(ROOT).parts[0] == "tests"}
    return (
        names
        - sys.stdlib_module_names
        - {"kg", "webui", "tests", "benchmarks", "__future__"}
        - local
    )


def _names(requirements: list[str]) -> set[str]:
    found = (re.match(r"[\w.-]+", requirement) for requirement in requirements)
    return {re.sub(r"[-_.]+", "-", m[0]).lower() for m in found if m}


@pytest.mark.parametrize("folder", ["kg", "webui", "tests", "benchmarks"])
def test_what_is_imported_is_declared(folder):
    project = PROJECT["project"]
    declared = _names(project["dependencies"])
    for extra in project["optional-dependencies"].values():
        declared |= _names(extra)
    if folder in ("tests", "benchmarks"):
        declared |= _names(PROJECT["dependency-groups"]["test"])
    if folder == "benchmarks":
        declared |= _names(PROJECT["dependency-groups"]["bench"])
    providers = packages_distributions()

    undeclared = [
        name
        for name in sorted(_imported(folder))
        if not _names(providers.get(name, [name])) & declared
        # These come with Flask and are its public parts.
        and not (name in ("jinja2", "markupsafe", "werkzeug") and "flask" in declared)
    ]

    assert undeclared == []
