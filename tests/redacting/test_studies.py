"""Names go from a study wherever it lies, and everything else of it stays."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from random_studies import random_study

from kg.cli import main
from kg.errors import StudyRefused, UsageError
from kg.exporting.exporting import export
from kg.exporting.forms import write_folder, write_xlsx
from kg.findings import violations
from kg.formats import read
from kg.loading import load
from kg.namespaces import derived_graph, study_graph
from kg.redacting import How, Name, Names, redact_file, redact_in_store
from kg.redacting.graphs import redact_graphs
from kg.redacting.replacing import Redaction
from kg.statements import statements
from kg.store import open_store
from kg.terms import read_nquads

LISTED = (("quoted",), ("naïve",), ("学ぶ",), ("شكرا",))
STUDIES = Path(__file__).resolve().parents[2] / "studies"


def names() -> Names:
    return Names([Name(n, forms) for n, forms in enumerate(LISTED, 1)])


def without_record(graphs):
    return {
        g: {t for t in said if "/activity/redaction-" not in t[0]} for g, said in graphs.items()
    }


def files(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def check(before, reading, redaction) -> None:
    """What is read says what the graphs say without names, and each quote is its span."""
    assert violations(reading.findings) == []
    study = reading.model
    texts = {d.id: d.text for d in study.documents}
    for quote in study.quotes:
        if quote.start is not None and texts[quote.document] is not None:
            assert texts[quote.document][quote.start : quote.end] == quote.text
    expected = redact_graphs(study.id, before, Redaction(names()))
    assert without_record(reading.graphs) == expected
    marks = [t for t in reading.graphs[study_graph(study.id)] if "/activity/redaction-" in t[0]]
    assert bool(marks) == bool(redaction.total)


@pytest.mark.parametrize("seed", range(25))
def test_a_folder_holds_no_name_and_all_else(seed, tmp_path):
    study = random_study(seed)
    folder = tmp_path / "study"
    folder.mkdir()
    write_folder(study, folder)
    before = files(folder)

    done = redact_file(folder, names())

    after = files(Path(done.out))
    assert files(folder) == before
    for name, content in after.items():
        assert names().find(name) == []
        assert names().find(content.decode()) == []
    assert done.redaction.left == {}
    check(statements(study).graphs, read(Path(done.out)), done.redaction)
    untouched = {n for n in before if not names().find(before[n].decode())}
    kept = {n: after[n] for n in untouched & after.keys() if n not in ("study.yaml", "quotes.csv")}
    assert kept == {n: before[n] for n in kept}


@pytest.mark.parametrize("seed", range(4))
def test_a_workbook_holds_no_name_and_all_else(seed, tmp_path):
    study = random_study(seed)
    book = tmp_path / "study.xlsx"
    write_xlsx(study, book)

    done = redact_file(book, names())

    with zipfile.ZipFile(done.out) as parts:
        for part in parts.namelist():
            assert names().find(parts.read(part).decode("utf-8", "replace")) == []
    check(statements(study).graphs, read(Path(done.out)), done.redaction)


def study_with_text(folder: Path) -> Path:
    """Write a study whose quotes end and begin inside names, and one of its files is named so."""
    (folder / "documents").mkdir(parents=True)
    text = "\ufeff😀 Anna Smith said: Annabel met Ben.\r\nQ: And Ben?\r\nA: Anna’s."  # noqa: RUF001
    (folder / "documents" / "Anna-1.txt").write_bytes(text.encode())
    said = text.removeprefix("\ufeff")
    spans = [(0, 7), (4, 20), (said.index("Annabel"), said.index("Annabel") + 4), (5, len(said))]
    quotes = "".join(
        f'Q{n},Anna-1,"{said[a:b]}",P1,mentee,{a},{b}\n' for n, (a, b) in enumerate(spans, 1)
    )
    contents = {
        "study.yaml": (
            "# by Anna\nid: s\ntitle: What Anna said  # and Ben\nlicence: CC0\nethics:\n"
            "  reference: >-\n    seen by\n    Ben\nactivities:\n- text: talks\n  id: talks\n"
        ),
        "participants.csv": "id,role,label,known to Ben\nP1,mentee,Anna,yes\n",
        "documents.csv": "id,kind,participant,file\nAnna-1,interview,P1,Anna-1.txt\n",
        "quotes.csv": f"id,document,text,participant,role,start,end\n{quotes}",
        "codebook.csv": 'code,label\nk-ben,"Ben, and others"\n',
        "codings.csv": "quote,code,rationale\nQ1,k-ben,Anna: no\nQ2,k-ben,\nQ3,k-ben,\nQ4,k-ben,\n",
        "references.json": (
            '[{"id": "ben-1999", "type": "book", "DOI": "10.1234/x", "title": "Of \\u0042en"}]\n'
        ),
        "notes.md": "Ask anna, not Annas.\n",
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content.encode())
    return folder


PEOPLE = (Name(1, ("Anna Smith", "Anna")), Name(2, ("Ben",), "Robin Oak"))


def test_quotes_that_cut_names_ids_and_file_names(tmp_path):
    folder = study_with_text(tmp_path / "s")

    done = redact_file(folder, Names(list(PEOPLE)), how=How(by="coder-1"))

    out = Path(done.out)
    reading = read(out)
    assert out.name == "s-redacted"
    assert violations(reading.findings) == []
    text = (out / "documents" / "name-1-1.txt").read_bytes().decode()
    assert text == (
        "\ufeff😀 [name-1] said: [name-1]bel met Robin Oak.\r\nQ: And Robin Oak?\r\nA: [name-1]’s."  # noqa: RUF001
    )
    assert [q.text for q in reading.model.quotes] == [
        "😀 [name-1]", "[name-1] said: [name-1]", "[name-1]", text[3:],
    ]  # fmt: skip
    assert reading.model.documents[0].id == "name-1-1"
    assert reading.model.codes[0].id == "k-RobinOak"
    assert reading.model.references[0].id == "RobinOak-1999"
    yaml = (out / "study.yaml").read_text("utf-8")
    assert "# by [name-1]\n" in yaml
    assert 'title: "What [name-1] said"  # and Robin Oak\n' in yaml
    assert "times in" in yaml
    assert "by coder-1" in yaml
    assert [a.id for a in reading.model.activities] == ["redaction-1", "talks"]
    assert not [n for n, c in files(out).items() if Names(list(PEOPLE)).find(c.decode())]


def test_in_place_changes_only_what_has_to_change(tmp_path):
    folder = study_with_text(tmp_path / "s")
    (folder / ".git").mkdir()
    (folder / ".git" / "Anna").write_bytes(b"Anna")
    (folder / "scan.png").write_bytes(b"\x89PNG\0Anna")

    done = redact_file(folder, Names(list(PEOPLE)), in_place=True)

    assert not (folder / "documents" / "Anna-1.txt").exists()
    assert (folder / "documents" / "name-1-1.txt").exists()
    assert (folder / "scan.png").read_bytes() == b"\x89PNG\0Anna"
    assert sorted(done.redaction.left) == [
        ".git, not looked at", "files that are no text, not looked at",
    ]  # fmt: skip
    assert violations(read(folder).findings) == []


def test_literature_can_be_kept(tmp_path):
    folder = study_with_text(tmp_path / "s")

    done = redact_file(folder, Names(list(PEOPLE)), how=How(keep_literature=True))

    same = (Path(done.out) / "references.json").read_bytes()
    assert same == (folder / "references.json").read_bytes()


def test_a_study_with_findings_is_not_touched(tmp_path):
    folder = study_with_text(tmp_path / "s")
    (folder / "quotes.csv").write_text(
        "id,document,text,participant,role,start,end\nQ1,Anna-1,Anna Smith,P1,mentee,0,4\n", "utf-8"
    )

    with pytest.raises(StudyRefused):
        redact_file(folder, Names(list(PEOPLE)))

    assert not (tmp_path / "s-redacted").exists()


def test_nothing_is_written_over(tmp_path):
    folder = study_with_text(tmp_path / "s")
    (tmp_path / "s-redacted").mkdir()

    with pytest.raises(UsageError, match="is there already"):
        redact_file(folder, Names(list(PEOPLE)))


def test_a_study_in_the_store_is_redacted_in_one_step(tmp_path):
    folder = study_with_text(tmp_path / "s")
    store = open_store(tmp_path / "store")
    load(folder, store)
    before = read_nquads(store.read_study("s"))

    tried = redact_in_store(store, "s", Names(list(PEOPLE)), How(dry_run=True))
    assert tried.redaction.total
    assert read_nquads(store.read_study("s")) == before

    done = redact_in_store(store, "s", Names(list(PEOPLE)), How(by="coder-1"))

    out = export(store, "s", "folder", tmp_path / "out")
    # The address of the attribute is made from the name of its column, which held a name.
    assert {what for what, _, _ in out.losses.lines()} <= {
        "pif:hasAttribute", "pif:attributeName", "pif:attributeValue", "pif:identifier",
        "pif:ofStudy", "rdf:type pif:ParticipantAttribute",
    }  # fmt: skip
    model = read(out.out).model
    assert model.participants[0].attributes == {"known to Robin Oak": "yes"}
    text = model.documents[0].text
    assert all(text[q.start : q.end] == q.text for q in model.quotes)
    assert not Names(list(PEOPLE)).find(text)
    assert [a.id for a in model.activities] == ["redaction-1", "talks"]
    assert done.redaction.left == {
        "addresses, code": 1, "addresses, coding": 4, "addresses, document": 1,
        "addresses, reference": 1, "addresses, attribute": 1,
    }  # fmt: skip
    again = redact_in_store(store, "s", Names(list(PEOPLE)))
    assert again.redaction.total == 0
    store.close()


def test_rdf_is_redacted_in_a_form_of_rdf(study_store, tmp_path):
    export(study_store, "krishna2024", "turtle", tmp_path / "k.ttl")
    listed = Names([Name(1, ("community",))])

    done = redact_file(tmp_path / "k.ttl", listed, tmp_path / "out.nq.gz")

    before = read_nquads(study_store.read_study("krishna2024"))
    before.pop(derived_graph("krishna2024"))
    expected = redact_graphs("krishna2024", before, Redaction(listed))
    assert without_record(read(tmp_path / "out.nq.gz").graphs) == expected
    assert done.redaction.total > 0


def test_a_project_becomes_a_study_folder(study_store, tmp_path, capsys):
    export(study_store, "krishna2024", "qdpx", tmp_path / "k.qdpx")
    (tmp_path / "names.csv").write_text("name\nstressed\n", "utf-8")

    code = main(["redact", str(tmp_path / "k.qdpx"), "--names", str(tmp_path / "names.csv")])

    reading = read(tmp_path / "k-redacted")
    assert code == 0
    assert violations(reading.findings) == []
    assert "equally [name-1]" in next(q.text for q in reading.model.quotes if q.id == "Q01")
    assert len(reading.model.quotes) == 27
    assert "Wrote" in capsys.readouterr().out


def test_the_command_names_nobody_unless_asked(tmp_path, capsys):
    folder = study_with_text(tmp_path / "s")
    (tmp_path / "names.csv").write_text("name,pseudonym\nAnna,\nBen,Robin\nZoe,\n", "utf-8")
    command = ["redact", str(folder), "--names", str(tmp_path / "names.csv")]

    assert main([*command, "--dry-run"]) == 0
    said = capsys.readouterr()
    assert main([*command, "--dry-run", "--show", "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)

    for name in ("anna", "ben", "zoe", "smith"):
        assert name not in (said.out + said.err).lower()
    assert "[name-3]: not found" in said.out
    assert "documents/name-1-1.txt" in said.out
    assert [n["name"] for n in shown["names"]] == ["Anna", "Ben", "Zoe"]
    assert "annas" in {near.get("word") for near in shown["almost"]}
    assert not (tmp_path / "s-redacted").exists()


def test_a_list_inside_the_study_and_a_workbook_with_texts_are_not_taken(tmp_path, capsys):
    folder = study_with_text(tmp_path / "s")
    (folder / "names.csv").write_text("name\nAnna\n", "utf-8")
    assert main(["redact", str(folder), "--names", str(folder / "names.csv")]) == 2
    assert "lies in the study" in capsys.readouterr().err

    write_xlsx(read(folder).model, tmp_path / "s.xlsx")
    before = (tmp_path / "s.xlsx").read_bytes()
    with pytest.raises(UsageError, match="texts beside the workbook"):
        redact_file(tmp_path / "s.xlsx", Names(list(PEOPLE)), in_place=True)
    assert (tmp_path / "s.xlsx").read_bytes() == before


def test_the_first_study_says_the_same_without_a_name_that_is_not_there(tmp_path):
    done = redact_file(STUDIES / "krishna2024", Names([Name(1, ("Zzyzx",))]), tmp_path / "out")

    assert done.redaction.total == 0
    assert files(tmp_path / "out") == files(STUDIES / "krishna2024")
