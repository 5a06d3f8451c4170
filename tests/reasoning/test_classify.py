"""HermiT puts the ontology's classes in order, and names those that cannot be."""

import json
from pathlib import Path

import pytest

from kg.cli import main
from kg.errors import LimitReached, OntologyInconsistent, UsageError
from kg.reasoning import classify
from kg.resources import folder

HERE = Path(__file__).parent
SPOILED = HERE / "spoiled"

pytestmark = [pytest.mark.java, pytest.mark.usefixtures("java_for_seconds")]


@pytest.fixture(scope="module")
def shipped(java_for_seconds):
    return classify()


def test_the_shipped_ontology_is_consistent_and_says_what_follows(shipped):
    assert shipped.parents["pif:RoleModelledPatching"] == ("pif:Patching",)
    assert ("pif:RoleChanger", "pif:Mentee") in shipped.inferred
    assert ("pif:Patching", "pif:IdentityWork") not in shipped.inferred
    assert shipped.equivalent == ()


def test_the_tree_shows_each_class_below_those_above_it(shipped):
    lines = shipped.as_text().splitlines()

    assert "      pif:Patching" in lines
    assert "        pif:RoleModelledPatching" in lines
    assert lines[lines.index("pif:Quote") + 1].startswith("  pif:")
    assert sum(line.strip(" *").startswith("pif:RoleChanger") for line in lines[8:]) == 2


def test_the_json_holds_the_same(shipped):
    said = json.loads(shipped.as_json())

    assert said["consistent"] is True
    assert {c["class"]: tuple(c["parents"]) for c in said["classes"]} == shipped.parents


def test_what_the_ontology_says_is_inferred_is_what_the_reasoner_infers(shipped):
    told = (Path(str(folder("ontology"))) / "inferred.csv").read_text(encoding="utf-8").split()[1:]

    assert told == [f"{a[4:]},{b[4:]}" for a, b in shipped.inferred]


def test_a_further_file_is_read_with_the_ontology_and_its_imports_are_not_fetched():
    found = classify([HERE / "further.ttl"])

    assert ("http://example.org/ReturningMentor", "pif:RoleChanger") in found.equivalent
    assert ("http://example.org/Quilt", "pif:Patching") in found.inferred


@pytest.mark.parametrize(
    ("file", "culprits", "reason"),
    [
        (
            "patching-is-a-quote.ttl",
            ["pif:Patching", "pif:RoleModelledPatching"],
            "both pif:Episode and pif:Quote",
        ),
        ("splinting-adopts-nothing.ttl", ["pif:Splinting"], "pif:Splinting"),
        (
            "stage-is-a-quote.ttl",
            ["pif:matching", "pif:MentoringStage", "pif:Quote"],
            "pif:matching would be in both",
        ),
    ],
)
def test_what_cannot_be_is_named(file, culprits, reason):
    with pytest.raises(OntologyInconsistent) as caught:
        classify([SPOILED / file])

    assert caught.value.culprits == culprits
    assert reason in str(caught.value)


@pytest.mark.slow
def test_a_contradiction_without_a_clash_of_classes_is_narrowed_down():
    with pytest.raises(OntologyInconsistent) as caught:
        classify([SPOILED / "one-place-is-two.ttl"])

    assert caught.value.culprits == ["http://example.org/a", "http://example.org/b"]


def test_the_command_exits_with_1_and_prints_the_culprits(capsys):
    code = main(["reason", "--with", str(SPOILED / "patching-is-a-quote.ttl")])

    out, err = capsys.readouterr()
    assert code == 1
    assert out.splitlines() == ["pif:Patching", "pif:RoleModelledPatching"]
    assert "2 classes can have no member" in err


def test_a_spoiled_file_in_the_ontology_folder_is_noticed(tmp_path, monkeypatch):
    from shutil import copytree

    from kg.closure import shipped

    copy = copytree(str(folder("ontology")), tmp_path / "ontology")
    (copy / "modules" / "spoiled.ttl").write_bytes(
        (SPOILED / "splinting-adopts-nothing.ttl").read_bytes()
    )
    monkeypatch.setattr(shipped, "folder", lambda name: tmp_path / name)

    with pytest.raises(OntologyInconsistent, match="pif:Splinting"):
        classify()


def test_too_little_time_is_a_limit_and_leaves_no_process_or_file(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)

    with pytest.raises(LimitReached, match="not done after 1 seconds"):
        classify(seconds=1)

    assert list(tmp_path.iterdir()) == []
    assert not _running_in(tmp_path)


def test_too_little_memory_is_a_limit():
    with pytest.raises(LimitReached, match="memory"):
        classify(memory_mb=6)


def test_what_is_not_turtle_is_refused_with_its_place(tmp_path):
    broken = tmp_path / "broken.ttl"
    broken.write_text("@prefix pif: <https://w3id.org/pif-kg/ontology#> .\npif:A a pif:B")

    with pytest.raises(UsageError, match=r"broken\.ttl"):
        classify([broken])
    with pytest.raises(UsageError, match=r"nowhere\.ttl"):
        classify([tmp_path / "nowhere.ttl"])
    with pytest.raises(UsageError, match=r"words\.docx is not a Turtle file"):
        classify([tmp_path / "words.docx"])


def _running_in(place):
    """Whether a process was started with a file below a folder."""
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(place) in entry.read_text(errors="replace"):
                return True
        except OSError:
            continue
    return False
