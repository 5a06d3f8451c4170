"""Versions of the ontology: compared term by term, and never changed once released."""

from pathlib import Path

import pytest

from kg.describing.vocabulary import earlier, vocabularies, vocabulary
from kg.namespaces import ONTOLOGY
from kg.pages.ontology.changes import changes
from kg.pages.ontology.header import header
from kg.terms import value_of
from tests.ontology.keep_version import FOLDER, kept

MADE_UP = Path(__file__).parent / "versions"


@pytest.fixture(scope="module")
def found():
    older, newer = earlier(MADE_UP)
    return changes(older.triples, newer.triples)


def test_versions_are_read_by_number_and_known_by_their_version_iri():
    assert [v.version for v in earlier(MADE_UP)] == ["0.9.0", "0.10.0"]
    assert earlier(MADE_UP)[0].iri == f"{ONTOLOGY}/0.9.0"
    assert vocabulary(f"{ONTOLOGY}/{vocabularies()[ONTOLOGY].version}").iri == ONTOLOGY


def test_terms_are_added_removed_and_deprecated(found):
    assert [t.name for t in found.added] == ["Construct"]
    assert [t.name for t in found.removed] == ["Remark"]
    assert [t.name for t in found.deprecated] == ["Diary"]


def test_words_and_logic_are_told_apart(found):
    said = {c.term.name: [(x.what, x.after, x.logic) for x in c.changes] for c in found.changed}

    assert said["Quote"][0] == ("definition", ("verbatim words of one person",), False)
    assert said["Code"] == [("is a kind of", ("pif:Construct",), True)]
    assert said["Diary"] == [("replaced by", ("pif:Construct",), False)]


def test_what_is_written_otherwise_and_says_the_same_is_no_change():
    triples = vocabularies()[ONTOLOGY].triples
    renamed = [tuple(x.replace("_:b", "_:other") for x in t) for t in reversed(triples)]

    assert changes(triples, renamed).is_empty


def test_a_kept_version_is_read_as_it_was(tmp_path):
    current = vocabularies()[ONTOLOGY]
    (tmp_path / f"{current.version}.nt").write_text(kept(current), encoding="utf-8")

    [again] = earlier(tmp_path)
    assert (again.version, again.iri) == (current.version, f"{ONTOLOGY}/{current.version}")
    assert again.title == current.title
    assert changes(again.triples, current.triples).is_empty


def test_a_released_version_is_not_changed():
    current = vocabularies()[ONTOLOGY]

    for released in earlier(FOLDER):
        if released.version == current.version:
            found = changes(released.triples, current.triples)
            assert found.is_empty, "raise owl:versionIRI and owl:versionInfo in pif.ttl"


def test_the_header_agrees_with_itself_on_the_version():
    current = vocabularies()[ONTOLOGY]
    said = {value_of(p).rpartition("#")[2].rpartition("/")[2]: value_of(o)
            for s, p, o in current.triples if s == f"<{ONTOLOGY}>"}  # fmt: skip

    assert said["versionIRI"] == f"{ONTOLOGY}/{said['versionInfo']}"
    assert f"Version {said['versionInfo']}. {said['versionIRI']}" in said["bibliographicCitation"]
    assert said["createdOn"] <= said["issued"] <= said["modified"]


def test_numbers_rise_and_each_version_names_the_one_before():
    def number(version):
        return tuple(map(int, version.split(".")))

    current, released = vocabularies()[ONTOLOGY], earlier(FOLDER)
    numbers = [number(v.version) for v in released]
    newer = [v for v in released if v.version != current.version]

    assert all(number(current.version) >= each for each in numbers)
    assert header(current).earlier == (newer[-1].version_iri if newer else "")
