"""Which properties the things of a class have, read off some of them."""

from kg.describing import structure as read
from kg.describing.structure import structure
from kg.namespaces import PIF, XSD

QUOTE = f"{PIF}Quote"


def test_the_properties_of_a_class_and_what_stands_at_their_other_end(study_store):
    [(iri, uses)] = structure(study_store, [QUOTE])

    found = {use.property: use for use in uses}
    assert iri == QUOTE
    assert found[f"{PIF}text"].datatypes == (f"{XSD}string",)
    assert found[f"{PIF}text"].classes == ()
    assert f"{PIF}Participant" in found[f"{PIF}spokenBy"].classes
    assert list(found) == sorted(found)


def test_it_is_what_the_whole_graph_says_where_there_is_little_of_it(study_store):
    [(_, uses)] = structure(study_store, [QUOTE])

    asked = study_store.query(f"SELECT DISTINCT ?p {{ ?q a <{QUOTE}> ; ?p ?o }}")
    assert {f"<{use.property}>" for use in uses} == {row["p"] for row in asked.rows()}


def test_no_more_than_a_sample_is_looked_at(study_store, monkeypatch):
    monkeypatch.setattr(read, "SAMPLE", 1)

    [(_, uses)] = structure(study_store, [f"{PIF}Participant"])

    whole = study_store.query(f"SELECT DISTINCT ?p {{ ?q a <{PIF}Participant> ; ?p ?o }}")
    assert 0 < len(uses) <= len(list(whole.rows()))


def test_a_class_without_things_has_no_properties(study_store):
    assert list(structure(study_store, ["http://example.org/None"])) == [
        ("http://example.org/None", [])
    ]
