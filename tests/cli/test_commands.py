"""The command line as a user meets it: what is printed where, and the exit codes."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from kg.cli import COMMANDS, main

STUDY = "krishna2024"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A store folder with the first study, made by the command itself."""
    place = tmp_path_factory.mktemp("commands") / "store"
    assert main(["load", STUDY, "--store", str(place)]) == 0
    return place


@pytest.fixture
def pif(loaded, monkeypatch, capsys):
    """Run a command on the loaded store; returns exit code, standard output and error."""
    monkeypatch.setenv("PIF_STORE", str(loaded))

    def run(*words):
        capsys.readouterr()
        code = main(words)
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name, capsys):
    with pytest.raises(SystemExit) as stopped:
        main([name, "--help"])

    out = capsys.readouterr().out
    assert stopped.value.code == 0
    assert f"pif {name}" in out.partition("examples:")[2]


def test_help_lists_every_command(capsys):
    assert main(["--help"]) == 0

    out = capsys.readouterr().out
    assert all(f"  {name} " in out for name in COMMANDS)


def test_no_command_is_wrong_usage(capsys):
    assert main([]) == 2


def test_a_misspelt_command_is_wrong_usage_and_the_nearest_is_named(capsys):
    assert main(["laod"]) == 2
    assert "Did you mean `pif load`?" in capsys.readouterr().err


def test_help_starts_without_importing_an_engine():
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "kg.cli", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )

    imported = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert not imported & {"rdflib", "pyoxigraph", "pyshacl", "flask", "yaml", "openpyxl"}


def test_the_patching_question_has_its_answer_as_csv(pif):
    code, out, _ = pif(
        "query", "quotes-for-construct", "-p", "construct=patching", "--format", "csv"
    )

    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert [row["quote"] for row in rows] == ["Q27"]


@pytest.mark.parametrize(
    "given", ["patching", "c:patching", "https://w3id.org/pif-kg/scheme/patching"]
)
def test_a_construct_may_be_slug_curie_or_iri(pif, given):
    code, out, _ = pif("query", "quotes-for-construct", "-p", f"construct={given}")

    assert code == 0
    assert "Q27" in out


def test_an_unknown_construct_is_wrong_usage_and_the_nearest_are_named(pif):
    code, out, err = pif("query", "quotes-for-construct", "-p", "construct=paching")

    assert (code, out) == (2, "")
    assert "patching" in err


def test_an_unknown_query_is_wrong_usage(pif):
    code, _, err = pif("query", "nope")

    assert code == 2
    assert "pif queries" in err


def test_an_unknown_parameter_is_wrong_usage(pif):
    code, _, err = pif("query", "quotes-for-construct", "-p", "constuct=patching")

    assert code == 2
    assert "construct" in err


def test_sparql_comes_from_standard_input(pif, monkeypatch):
    monkeypatch.setattr(
        sys,
        "stdin",
        io.StringIO(
            "PREFIX pif: <https://w3id.org/pif-kg/ontology#> "
            "SELECT (COUNT(?q) AS ?n) WHERE { ?q a pif:Quote }"
        ),
    )

    code, out, _ = pif("query", "-", "--format", "json")

    assert code == 0
    assert json.loads(out)["results"]["bindings"][0]["n"]["value"] == "27"


def test_broken_sparql_is_wrong_usage_and_says_where(pif, tmp_path):
    query = tmp_path / "broken.rq"
    query.write_text("SELECT ?x WHERE { ?x ?y }")

    code, _, err = pif("query", str(query))

    assert code == 2
    assert "Traceback" not in err


def test_status_counts_the_studies(pif):
    code, out, _ = pif("status", "--format", "json")

    assert code == 0
    assert [s["id"] for s in json.loads(out)["studies"]] == [STUDY]


def test_loading_again_changes_nothing(pif):
    _, before, _ = pif("status", "--format", "json")
    code, out, _ = pif("load", STUDY, "--replace")
    _, after, _ = pif("status", "--format", "json")

    assert code == 0
    assert "nothing changed" in out
    assert before == after


def test_a_store_that_is_not_there_is_said_with_what_to_do(pif, tmp_path):
    code, _, err = pif("studies", "--store", str(tmp_path / "nowhere"))

    assert code == 3
    assert "pif load" in err


def test_a_source_that_is_not_there_is_wrong_usage(pif):
    code, _, err = pif("load", "no-such-study")

    assert code == 2
    assert "no-such-study" in err


def test_backup_and_restore_give_the_same_store(pif, tmp_path):
    _, before, _ = pif("status", "--format", "json")
    kept = tmp_path / "kept.pif"

    assert pif("backup", str(kept))[0] == 0
    assert pif("restore", str(kept), "--store", str(tmp_path / "other"))[0] == 0

    _, after, _ = pif("status", "--format", "json", "--store", str(tmp_path / "other"))
    assert json.loads(after)["revision"] == json.loads(before)["revision"]


def test_removing_a_study_leaves_nothing_of_it(pif, tmp_path):
    place = tmp_path / "store"
    pif("load", STUDY, "--store", str(place))

    code, _, _ = pif("remove", STUDY, "--store", str(place))

    assert code == 0
    left = [p for p in place.rglob("*") if p.is_file() and b"krishna" in p.read_bytes()]
    assert left == []
    assert pif("remove", STUDY, "--store", str(place))[0] == 2


def test_a_report_is_written_in_the_form_its_name_says(pif, tmp_path):
    report = tmp_path / "findings.json"

    code, _, _ = pif("load", STUDY, "--dry-run", "--report", str(report))

    assert code == 0
    assert {f["severity"] for f in json.loads(report.read_text())["findings"]} <= {
        "warning",
        "info",
    }


def test_strict_refuses_what_has_warnings(pif, tmp_path):
    code, _, err = pif("load", STUDY, "--strict", "--store", str(tmp_path / "store"))

    assert code == 1
    assert "warning" in err


def test_a_busy_store_is_said_with_the_process_that_holds_it(pif, loaded):
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time\nfrom kg.store import open_store\n"
            f"with open_store({str(loaded)!r}).writing('a long load'):\n"
            "    print('held', flush=True)\n    time.sleep(60)",
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        code, _, err = pif("remove", STUDY)
    finally:
        holder.kill()
        holder.communicate()

    assert code == 3
    assert str(holder.pid) in err
    assert "a long load" in err


def test_output_cut_short_by_its_reader_is_no_error(loaded):
    pif = Path(sys.executable).with_name("pif")
    done = subprocess.run(
        f"{pif} query constructs-with-quotes --store {loaded} | head -1",
        shell=True,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout
    assert done.stderr == ""
