"""Evidence from Python, as the contract says it reads."""

import sys

import generated_studies
import pytest

import kg
from kg.errors import MissingExtra, UnknownThing, UsageError
from kg.store import open_store


@pytest.fixture(scope="module")
def graph(study_store):
    return kg.Graph(study_store)


def test_the_example_of_the_contract(graph):
    hits = graph.quotes(
        supports="identity-work", role="peer-mentor", not_="patching", mode="scheme"
    )

    assert hits.total == len(hits) == 4
    assert hits.facets["role"] == {"peer-mentor": 4}
    assert hits[0].text.startswith("I think one of the greater positive things")
    assert [hit.quote for hit in hits] == ["Q21", "Q17", "Q20", "Q19"]
    assert hits[-1].quote == "Q19"
    assert [hit.quote for hit in hits[1:3]] == ["Q17", "Q20"]
    assert "pif:supports <https://w3id.org/pif-kg/scheme/identity-work>" in hits.sparql
    assert repr(hits) == "<4 of 4 quotes>"


@pytest.mark.parametrize(
    ("asked", "total"),
    [
        ({"supports": "identity-work"}, 7),
        ({"supports": "identity-work", "mode": "filed"}, 5),
        ({"supports": "mentoring-ecosystem", "mode": "filed"}, 1),
        ({"supports": ["identity-work", "splinting"]}, 1),
        ({"any": ["patching", "splinting"]}, 2),
        ({"supports": "Identity work"}, 7),
        ({"supports": "c:identity-work"}, 7),
        ({"supports": "https://w3id.org/pif-kg/scheme/identity-work"}, 7),
        ({"supports": "d2.4"}, 2),
        ({"supports": "krishna2024/d2"}, 14),
        ({"supports": "d2", "mode": "filed"}, 0),
        ({"bears_on": "peer-mentor-identity"}, 2),
        ({"supports": "enriching"}, 0),
        ({"source": "diary"}, 3),
        ({"role": ["mentee", "peer-mentor"]}, 27),
        ({"participant": "NP1", "study": "krishna2024"}, 4),
        ({"participant": "NP5"}, 0),
        ({"document": "M Diary 1"}, 1),
        ({"status": "medical student"}, 12),
        ({"coder": "authors"}, 27),
        ({"text": '"role model*"'}, 0),
        ({"access": "public"}, 27),
        ({"where": "not (role:mentee or supports:reflection)"}, 10),
        ({"where": 'text:"do not" and not text:people'}, 0),
    ],
)
def test_a_question_has_as_many_quotes_as_were_counted_by_hand(graph, asked, total):
    assert graph.quotes(**asked).total == total


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ({"supports": "patchin"}, "patching"),
        ({"role": "menter"}, "mentor"),
        ({"source": "diaries"}, "diary"),
        ({"study": "krishna"}, "krishna2024"),
        ({"participant": "NP99"}, "NP"),
        ({"code": "d2.5"}, "d2"),
        ({"status": "residents"}, "resident"),
        ({"supports": "https://w3id.org/pif-kg/scheme/patchin"}, "patching"),
        ({"work": "10.1234/none"}, "DOI"),
        ({"where": "supports:patchin"}, "patching"),
    ],
)
def test_an_unknown_value_is_refused_with_the_nearest(graph, asked, hint):
    with pytest.raises(UnknownThing) as refused:
        graph.quotes(**asked)

    assert hint in refused.value.hint
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(
    "where",
    ["", "(", "role:mentee role:mentor", "not", "role:mentee and", "role:", "mentee", "x:y",
     "(role:mentee", "role:mentee)", "not " * 99 + "role:mentee", "(" * 999, "and or not"],
)  # fmt: skip
def test_a_condition_that_cannot_be_read_is_refused_in_words(graph, where):
    if not where:
        assert graph.quotes(where=where).total == 27
        return
    with pytest.raises(UsageError) as refused:
        graph.quotes(where=where)

    assert "condition" in refused.value.message or "facet" in refused.value.message


def test_not_binds_before_and_and_before_or(graph):
    loose = graph.quotes(where="role:mentee or role:peer-mentor and not source:interview").total

    assert (
        loose
        == graph.quotes(where="role:mentee or (role:peer-mentor and (not source:interview))").total
    )
    assert (
        loose
        != graph.quotes(where="(role:mentee or role:peer-mentor) and not source:interview").total
    )


def test_an_unknown_facet_or_mode_is_refused(graph):
    with pytest.raises(UsageError, match="no facet 'colour'"):
        graph.quotes(colour="red")
    with pytest.raises(UsageError, match="no mode 'guess'"):
        graph.quotes(mode="guess")


def test_an_id_that_several_studies_use_must_say_which(tmp_path):
    store = open_store(tmp_path)
    generated_studies.fill(store)
    graph = kg.Graph(store)

    with pytest.raises(UsageError, match="4 studies have a participant 'P1'"):
        graph.quotes(participant="P1")

    one = graph.quotes(participant="alpha/P1").total
    assert one == graph.quotes(participant="P1", study="alpha").total > 0


def test_rows_are_read_as_they_are_needed(tmp_path, monkeypatch):
    from kg.evidence import listing

    monkeypatch.setattr(listing, "_PAGE", 7)
    store = open_store(tmp_path)
    generated_studies.fill(store)
    hits = kg.Graph(store).quotes()

    assert len(hits._rows) == 7
    assert hits[20].iri == list(hits)[20].iri
    assert len({hit.iri for hit in hits}) == 160
    assert len(list(kg.Graph(store).quotes(limit=9))) == 9
    assert hits.facets["document"].keys() >= {"alpha/D0"}
    with pytest.raises(KeyError):
        hits.facets["colour"]


def test_a_notebook_shows_a_table_in_which_nothing_is_markup(tmp_path):
    store = open_store(tmp_path)
    generated_studies.fill(store)
    shown = kg.Graph(store).quotes(text="people")._repr_html_()

    assert "<caption>" in shown
    assert "people-pleaser" in shown
    assert "<script" not in shown


def test_without_pandas_it_is_said_how_to_get_it(graph, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)

    with pytest.raises(MissingExtra, match=r"pif-kg\[pandas\]"):
        graph.quotes().to_pandas()


def test_pandas_gets_a_row_for_each_quote(graph):
    frame = graph.quotes(source="diary").to_pandas()

    assert list(frame.columns[:3]) == ["quote", "text", "study"]
    assert len(frame) == 3
    assert frame["participant"].isna().all(), "nobody knows who wrote the diaries"
