"""What an editor of queries can propose."""

from kg.namespaces import PREFIXES

ADDRESS = "/sparql/words.json"


def test_words_are_the_terms_with_what_they_mean(site):
    answer = site.get(ADDRESS)

    assert answer.content_type == "application/json"
    assert answer.json["prefixes"] == PREFIXES
    named = {word["label"]: word for word in answer.json["words"]}
    assert len(named) == len(answer.json["words"]) > 500
    assert named["pif:Quote"]["type"] == "class"
    assert named["pif:supports"]["info"].startswith("relation from a verbatim span")
    assert named["pif:supports"]["boost"] > 0
    assert named["c:patching"] | {"detail": "patching", "type": "construct"} == named["c:patching"]
    assert {"skos:prefLabel", "skos:exactMatch", "rdf:type", "cito:Citation"} <= named.keys()
    assert all(word["label"].partition(":")[0] in PREFIXES for word in named.values())


def test_words_are_fetched_once(site):
    first = site.get(ADDRESS)

    again = site.get(ADDRESS, headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert site.head(ADDRESS).status_code == 200
    assert site.post(ADDRESS).status_code == 405
