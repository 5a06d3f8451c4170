"""Nothing of what was marked in pictures and recordings goes out, whatever stands beside it."""

from kg import model as m
from kg.findings import Place
from kg.namespaces import PIF
from kg.publishing import project
from kg.statements import statements

HERE = Place("made")
SECRET = ("Zebulon", "Quaternary", "Palimpsest", "4711", "8686")


def study() -> m.Study:
    """A study with one public quote, which stands in a region, and coded regions beside it."""
    made = m.Study("s1", HERE, title="Made", licence="https://creativecommons.org/licenses/by/4.0/")
    work = m.Work("https://doi.org/10.5555/made", title="Made", doi="10.5555/made")
    made.publication = work
    person = m.Participant("P1", HERE, [m.Tenure("P1", "mentee", HERE)], access="public")
    made.participants = [person]
    made.documents = [
        m.Document("D1", HERE, "other", "P1", access="public", medium="pdf"),
        m.Document("D2", HERE, "other", "P1", access="public", medium="picture"),
    ]
    made.regions = [
        m.Region("R1", HERE, "D1", 3, (4711, 1, 2, 3)),
        m.Region("R2", HERE, "D2", box=(1, 8686, 3, 4), label="Zebulon", note="Quaternary"),
        m.Region("R3", HERE, "D2"),
    ]
    made.quotes = [
        m.Quote("Q1", HERE, "I learned.", "D1", "P1", "mentee", access="public", region="R1")
    ]
    made.codes = [m.Code("k1", HERE, "Learning"), m.Code("k2", HERE, "Drawing")]
    made.codings = [
        m.Coding("Q1-k1", HERE, "Q1", m.Concept("k1"), "authors", kind="author"),
        m.Coding("R2-k2", HERE, "", m.Concept("k2"), "ann", "", "author", "Palimpsest", "R2"),
        m.Coding("R3-k2", HERE, "", m.Concept("k2"), "ann", "", "author", "", "R3"),
    ]
    return made


def test_no_region_goes_out_and_each_is_told_why():
    graphs = statements(study()).graphs

    projected = project("s1", graphs)

    terms = {term for triples in projected.graphs.values() for t in triples for term in t}
    assert any(term.endswith("/quote/Q1>") for term in terms)
    assert any(term.endswith("/document/D2>") for term in terms)
    assert not any("egion" in term or "standsIn" in term for term in terms)
    assert not any(word in term for word in SECRET for term in terms)
    assert not any("ann" in term.rpartition("/")[2].split("-") for term in terms)
    reasons = {w.iri.rpartition("/s1/")[2]: w.reason for w in projected.withheld if not w.about}
    assert {reasons[f"region/R{n}"] for n in (1, 2, 3)} == {"region"}
    assert (reasons["coding/R2-k2"], reasons["coding/R3-k2"]) == ("follows", "follows")


def test_a_region_that_calls_itself_a_quote_stays_behind():
    graphs = statements(study()).graphs
    [graph] = graphs
    region = "<https://w3id.org/pif-kg/study/s1/region/R2>"
    graphs[graph] |= {
        (region, "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", f"<{PIF}Quote>"),
        (region, f"<{PIF}accessLevel>", f"<{PIF}Public>"),
        (region, f"<{PIF}text>", '"Zebulon"'),
    }

    projected = project("s1", graphs)

    assert not any(region in t for triples in projected.graphs.values() for t in triples)
