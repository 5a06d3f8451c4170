"""The bundled study's files: their counts, the references between them, and their words."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
STUDY = ROOT / "studies" / "krishna2024"
DIGESTS = Path(__file__).with_name("quote-digests.csv")

COLUMNS = {
    "participants.csv": (
        "id,role,label,programme,status,year,projects_min,projects_max,duration_min_years,"
        "duration_max_years,became_peer_mentor,access,published_projects_min,projects_printed,"
        "duration_printed,year_printed"
    ),
    "documents.csv": "id,kind,participant,date,file,access",
    "quotes.csv": (
        "id,document,text,participant,role,start,end,speaker_label,section,claim,access,"
        "locator,note"
    ),
    "codebook.csv": "code,label,parent,kind,definition,include,exclude,example",
    "codings.csv": "quote,code,coder,date,kind,rationale",
    "claims.csv": "id,text,type,section,constructs,sentence,names_both_groups,note",
    "episodes.csv": "id,class,quote,participant,property,object,object_class,basis",
    "relations.csv": "id,class,quote,participant,property,object,object_class,basis",
    "citations.csv": "id,reference,sentence,intent,section,fit,marker,topic,note",
}
ROWS = {
    "participants.csv": 21,
    "documents.csv": 24,
    "quotes.csv": 27,
    "codebook.csv": 14,
    "codings.csv": 34,
    "claims.csv": 97,
    "episodes.csv": 4,
    "relations.csv": 4,
    "citations.csv": 119,
}
CODE_TREE = {
    "d1": "",
    "d1.0-cop": "d1",
    "d1.1": "d1",
    "d1.2": "d1",
    "d1.3": "d1",
    "d2": "",
    "d2.1": "d2",
    "d2.2": "d2",
    "d2.3": "d2",
    "d2.3-ria": "d2.3",
    "d2.3-roa": "d2.3",
    "d2.4": "d2",
    "d2.4-splinting": "d2.4",
    "d2.4-patching": "d2.4",
}
MAPPINGS = {
    ("d1", "exactMatch", "mentoring-ecosystem"),
    ("d1.0-cop", "exactMatch", "community-of-practice"),
    ("d1.1", "exactMatch", "micro-environment"),
    ("d1.2", "exactMatch", "meso-environment"),
    ("d1.3", "exactMatch", "macro-environment"),
    ("d2", "exactMatch", "professional-identity-formation"),
    ("d2.1", "exactMatch", "threshold-event"),
    ("d2.2", "exactMatch", "identity-work"),
    ("d2.3", "exactMatch", "reflection"),
    ("d2.3-ria", "exactMatch", "reflection-in-action"),
    ("d2.3-roa", "exactMatch", "reflection-on-action"),
    ("d2.4", "broadMatch", "identity-work"),
    ("d2.4-splinting", "exactMatch", "splinting"),
    ("d2.4-patching", "exactMatch", "patching"),
}
BY_HEADING = {
    "d1": "Q01",
    "d1.1": "Q02 Q03 Q04 Q05 Q06 Q07",
    "d1.2": "Q08 Q09 Q10 Q11",
    "d1.3": "Q12 Q13",
    "d2.1": "Q14 Q15 Q16",
    "d2.2": "Q17 Q18 Q19 Q20 Q21",
    "d2.3": "Q22 Q23 Q24 Q25",
    "d2.4": "Q26 Q27",
}
BY_LEAD_IN = {
    "d1.0-cop": "Q01",
    "d2.3-ria": "Q22 Q23",
    "d2.3-roa": "Q24 Q25",
    "d2.4-splinting": "Q26",
    "d2.4-patching": "Q27",
}
CITED_FOR_A_METHOD = "ref07 ref14 ref15 ref25 ref26 ref52 ref53 ref54 ref56 ref57 ref58"


def rows(name: str) -> list[dict[str, str]]:
    with (STUDY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def ids(name: str, column: str = "id") -> list[str]:
    return [row[column] for row in rows(name)]


def mappings() -> list[dict[str, str]]:
    lines = (STUDY / "mappings.sssom.tsv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader([x for x in lines if not x.startswith("#")], delimiter="\t"))


def constructs(claim: dict[str, str]) -> list[str]:
    return claim["constructs"].split(";")


@pytest.fixture(scope="module")
def about() -> dict:
    return yaml.safe_load((STUDY / "study.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def references() -> list[dict]:
    return json.loads((STUDY / "references.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def scheme() -> set[str]:
    text = (ROOT / "ontology" / "scheme.ttl").read_text(encoding="utf-8")
    return set(re.findall(r'pif:identifier "([^"]+)"', text))


# The files


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_a_table_has_its_columns_and_rows(name):
    with (STUDY / name).open(encoding="utf-8", newline="") as file:
        header, *body = list(csv.reader(file, strict=True))

    assert header == COLUMNS[name].split(",")
    assert len(body) == ROWS[name]
    assert {len(row) for row in body} == {len(header)}


@pytest.mark.parametrize("path", sorted(STUDY.iterdir()), ids=lambda path: path.name)
def test_a_file_is_utf8_with_line_feeds_and_holds_no_base_address(path):
    data = path.read_bytes()
    text = data.decode("utf-8")

    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert text.endswith("\n")
    assert "w3id.org/pif-kg" not in text


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_no_cell_is_one_that_a_spreadsheet_would_run(name):
    cells = [cell for row in rows(name) for cell in row.values()]

    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))] == []
    assert [cell for cell in cells if cell != cell.strip() or "\n" in cell] == []


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("participants.csv", "id"),
        ("documents.csv", "id"),
        ("quotes.csv", "id"),
        ("codebook.csv", "code"),
        ("claims.csv", "id"),
        ("claims.csv", "sentence"),
        ("episodes.csv", "id"),
        ("citations.csv", "id"),
    ],
)
def test_ids_are_unique_and_well_formed(name, column):
    found = ids(name, column)

    assert len(set(found)) == len(found)
    assert [i for i in found if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]*", i)] == []


def test_rows_stand_in_natural_order():
    people = [*(f"NP{n}" for n in range(1, 13)), "M1", "M2", "M3", "M4", "M5", "M6", "M8"]

    assert ids("quotes.csv") == [f"Q{n:02}" for n in range(1, 28)]
    assert ids("participants.csv") == [*people, "M10", "M12"]


# Words


def test_no_character_of_a_quote_has_changed():
    with DIGESTS.open(encoding="utf-8", newline="") as file:
        expected = {row["quote"]: row["sha256"] for row in csv.DictReader(file)}

    found = {
        row["id"]: hashlib.sha256(row["text"].encode("utf-8")).hexdigest()
        for row in rows("quotes.csv")
    }

    assert found == expected


def test_quotes_keep_the_quotation_marks_of_print():
    texts = {row["id"]: row["text"] for row in rows("quotes.csv")}

    assert "I wasn\u2019t confident" in texts["Q02"]
    assert "there's also a balance" in texts["Q17"]


# References between files


def test_documents_name_participants():
    named = {row["participant"] for row in rows("documents.csv")} - {""}

    assert named == set(ids("participants.csv"))


def test_quotes_name_documents_participants_and_claims():
    documents = {row["id"]: row for row in rows("documents.csv")}
    people = {row["id"]: row for row in rows("participants.csv")}
    claims = set(ids("claims.csv"))

    for quote in rows("quotes.csv"):
        document = documents[quote["document"]]
        assert quote["participant"] == document["participant"]
        assert quote["claim"] in claims
        assert quote["access"] == "public"
        assert not quote["start"]
        assert not quote["end"]
        if quote["participant"]:
            assert quote["role"] == people[quote["participant"]]["role"]
            assert quote["speaker_label"] == people[quote["participant"]]["label"]


def test_every_lead_in_has_a_quote_and_every_quote_a_lead_in():
    illustrated = set(ids("quotes.csv", "claim"))
    lead_ins = {row["id"] for row in rows("claims.csv") if "lead-in" in row["type"]}

    assert illustrated == lead_ins
    assert len(lead_ins) == 17


def test_codings_name_quotes_and_codes():
    codings = rows("codings.csv")

    assert {row["quote"] for row in codings} == set(ids("quotes.csv"))
    assert {row["code"] for row in codings} <= set(ids("codebook.csv", "code"))
    assert len({(row["quote"], row["code"]) for row in codings}) == len(codings)


def test_episodes_and_relations_name_quotes_and_participants():
    quotes = {row["id"]: row for row in rows("quotes.csv")}

    for row in rows("episodes.csv"):
        assert row["participant"] == quotes[row["quote"]]["participant"]
    for row in rows("relations.csv"):
        if not row["id"]:
            assert {row["quote"], row["object"]} <= set(quotes)


def test_citations_name_references_and_every_reference_is_cited(references):
    cited = set(ids("citations.csv", "reference"))

    assert cited == {reference["id"] for reference in references}


def test_constructs_are_in_the_shared_scheme(scheme):
    used = {name for claim in rows("claims.csv") for name in constructs(claim)}
    used |= {row["object_id"].removeprefix("c:") for row in mappings()}

    assert sorted(used - scheme) == []


def test_no_claim_names_a_construct_twice():
    for claim in rows("claims.csv"):
        assert len(set(constructs(claim))) == len(constructs(claim)), claim["id"]


# What the study says


def test_the_code_tree_is_the_published_one():
    codes = rows("codebook.csv")

    assert {row["code"]: row["parent"] for row in codes} == CODE_TREE
    assert Counter(row["kind"] for row in codes) == {"domain": 2, "subdomain": 7, "theme": 5}
    assert all(row["label"] and row["definition"] for row in codes)


@pytest.mark.parametrize("code", sorted(BY_HEADING))
def test_quotes_are_coded_by_the_heading_they_stand_under(code):
    [label] = [row["label"] for row in rows("codebook.csv") if row["code"] == code]

    found = [row for row in rows("codings.csv") if row["rationale"] == f"heading: {label}"]

    assert [row["quote"] for row in found] == BY_HEADING[code].split()
    assert {row["code"] for row in found} == {code}


@pytest.mark.parametrize("code", sorted(BY_LEAD_IN))
def test_quotes_are_coded_by_what_their_lead_in_names(code):
    sentences = {row["id"]: row["claim"].removeprefix("C-") for row in rows("quotes.csv")}

    found = [
        row
        for row in rows("codings.csv")
        if row["rationale"].startswith(f"lead-in {sentences[row['quote']]} ")
    ]

    assert [row["quote"] for row in found if row["code"] == code] == BY_LEAD_IN[code].split()
    assert {row["code"] for row in found} <= set(BY_LEAD_IN)


def test_codings_are_the_authors():
    codings = rows("codings.csv")

    assert {(row["coder"], row["kind"], row["date"]) for row in codings} == {
        ("authors", "author", "")
    }
    by_layer = Counter(row["rationale"].split()[0] for row in codings)
    assert by_layer == {"heading:": 27, "lead-in": 7}


def test_mappings_are_the_expected_ones_and_justified():
    labels = {row["code"]: row["label"] for row in rows("codebook.csv")}
    found = mappings()

    assert {
        (
            row["subject_id"],
            row["predicate_id"].removeprefix("skos:"),
            row["object_id"].removeprefix("c:"),
        )
        for row in found
    } == MAPPINGS
    assert len(found) == len(MAPPINGS)
    for row in found:
        assert row["subject_label"] == labels[row["subject_id"]]
        assert row["mapping_justification"] == "semapv:ManualMappingCuration"
        assert row["author_label"]
        assert row["comment"]


def test_mapping_header_is_yaml_that_names_title_and_licence():
    lines = (STUDY / "mappings.sssom.tsv").read_text(encoding="utf-8").splitlines()
    header = yaml.safe_load("\n".join(x[1:] for x in lines if x.startswith("#")))

    assert header["mapping_set_title"]
    assert header["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert header["comment"]


def test_what_claims_say_of_the_ideal_physician_leads_to_two_quotes_besides_patching():
    said = {
        claim["id"]
        for claim in rows("claims.csv")
        if "ideal-physician-perception" in constructs(claim)
    }
    patching = {row["quote"] for row in rows("codings.csv") if row["code"] == "d2.4-patching"}

    quotes = [row["id"] for row in rows("quotes.csv") if row["claim"] in said]

    assert quotes == ["Q20", "Q21"]
    assert patching == {"Q27"}


def test_five_claims_name_both_groups():
    named = {row["id"]: row["names_both_groups"] for row in rows("claims.csv")}

    assert set(named.values()) == {"", "true"}
    assert [claim for claim, flag in named.items() if flag] == [
        "C-D1.1-s01",
        "C-D1.2-s01",
        "C-D1.2-s03",
        "C-D2.1-s03",
        "C-D2.4-s01",
    ]


def test_a_claim_has_the_id_of_its_sentence():
    assert all(row["id"] == f"C-{row['sentence']}" for row in rows("claims.csv"))


def test_citations_fit_as_counted_and_name_an_intent():
    citations = rows("citations.csv")

    fits = Counter(row["fit"] for row in citations)
    assert fits == {"ok": 99, "mismatch": 12, "doubtful": 8}
    assert all(re.fullmatch(r"cito:[a-zA-Z]+", row["intent"]) for row in citations)
    assert all(row["note"] for row in citations if row["fit"] != "ok")


def test_works_cited_for_a_method_and_inside_results():
    citations = rows("citations.csv")
    method = {row["reference"] for row in citations if row["intent"] == "cito:usesMethodIn"}
    results = {row["reference"] for row in citations if row["section"].startswith("Results")}

    assert sorted(method) == CITED_FOR_A_METHOD.split()
    assert sorted(results) == ["ref59", "ref60", "ref61"]


def test_references_keep_the_printed_string_beside_their_parts(references):
    assert [r["id"] for r in references] == [f"ref{n:02}" for n in range(1, 66)]
    for number, reference in enumerate(references, 1):
        custom = reference["custom"]
        assert custom["position"] == number
        assert custom["printed"].startswith(f"{number}. ")
        assert reference["note"] == f"Printed: {custom['printed']}"
        assert reference["title"]
        assert reference["issued"]["date-parts"][0][0] > 1900
        assert reference.get("author") or reference.get("editor")
        for part in ("title", "container-title", "volume", "page", "publisher"):
            assert reference.get(part, "") in custom["printed"].replace("*", ""), part
    assert sum(bool(r["custom"]["oddities"]) for r in references) == 28
    assert {r["id"]: r["DOI"] for r in references if "DOI" in r} == {
        "ref08": "10.1097/ACM.0000000000000700",
        "ref14": "10.1186/s12909-023-04748-6",
        "ref15": "10.1186/s12909-023-04718-y",
        "ref25": "10.1186/s12909-023-04021-w",
        "ref26": "10.1371/journal.pone.0273358",
        "ref29": "10.1186/s12904-022-01090-4",
    }


# Participants


def test_the_tables_of_participants_are_kept():
    people = {row["id"]: row for row in rows("participants.csv")}

    assert Counter(row["role"] for row in people.values()) == {"peer-mentor": 12, "mentee": 9}
    assert Counter(row["status"] for row in people.values()) == {
        "medical student": 16,
        "resident": 3,
        "": 2,
    }
    assert (people["M5"]["projects_min"], people["M5"]["projects_max"]) == ("3", "4")
    assert people["M5"]["projects_printed"] == "3\u20134"
    assert (people["M12"]["duration_min_years"], people["M12"]["duration_max_years"]) == ("0", "1")
    assert people["M3"]["duration_printed"] == "(Since M1)"
    assert people["M3"]["became_peer_mentor"] == "Soon to be"
    for row in people.values():
        assert bool(row["became_peer_mentor"]) == (row["role"] == "mentee" and row["status"] != "")
        for lowest, highest in (
            ("projects_min", "projects_max"),
            ("duration_min_years", "duration_max_years"),
        ):
            assert bool(row[lowest]) == bool(row[highest])
            assert not row[lowest] or float(row[lowest]) <= float(row[highest])


def test_of_two_quoted_mentees_nothing_but_the_role_is_known():
    for row in rows("participants.csv"):
        known = {name for name, value in row.items() if value}
        if row["id"] in ("M1", "M2"):
            assert known == {"id", "role", "label", "programme", "access"}
        else:
            assert row["published_projects_min"] == "1"


def test_nobody_is_named_as_the_author_of_a_diary():
    diaries = [row for row in rows("documents.csv") if row["kind"] == "diary"]
    quotes = [row for row in rows("quotes.csv") if "Diary" in row["document"]]

    assert [row["id"] for row in diaries] == ["MDiary1", "MDiary4", "NPDiary5"]
    assert [row["id"] for row in quotes] == ["Q09", "Q13", "Q23"]
    assert {row["participant"] for row in [*diaries, *quotes]} == {""}
    assert all(row["speaker_label"].replace(" ", "") == row["document"] for row in quotes)


def test_attributes_are_restricted_and_documents_closed():
    assert set(ids("participants.csv", "access")) == {"restricted"}
    assert set(ids("documents.csv", "access")) == {"closed"}
    assert set(ids("documents.csv", "file")) == {""}


def test_what_may_be_published_hides_every_tabled_participant_among_k(about):
    attributes, k = about["publish"]["attributes"], about["publish"]["k"]
    tabled = [row for row in rows("participants.csv") if row["status"]]

    groups = Counter(tuple(row[name] for name in attributes) for row in tabled)

    assert (attributes, k) == (["role", "status"], 3)
    assert min(groups.values()) >= k


def test_no_address_of_a_person_and_no_pseudonym_of_another_article_is_held():
    for path in STUDY.iterdir():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"[\w.-]+@[\w-]+\.\w", text), path.name
        assert not re.search(r"\bP\d\b", text), path.name
    assert "sameUtteranceAs" not in (STUDY / "relations.csv").read_text(encoding="utf-8")


# study.yaml


def test_the_study_has_licence_attribution_and_publication(about):
    assert about["id"] == "krishna2024"
    assert about["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    assert about["doi"] == about["publication"]["DOI"] == "10.1186/s12909-024-05992-0"
    assert about["title"] == about["publication"]["title"]
    assert len(about["publication"]["author"]) == 9
    for part in ("Radha Krishna", "BMC Medical Education", about["doi"], "Changes"):
        assert part in about["attribution"]


def test_the_programme_has_eight_stages_in_order(about):
    programme = about["programme"]

    assert programme["stages"] == [
        "initiation",
        "matching",
        "initial-meetings",
        "data-gathering",
        "data-analysis",
        "manuscript-writing",
        "submission",
        "post-submission",
    ]
    assert programme["menteesFirst"] is True
    assert programme["host"]["id"] == "nccs"


def test_participants_are_in_the_programme(about):
    assert set(ids("participants.csv", "programme")) == {about["programme"]["id"]}


def test_three_limitations_are_biases(about):
    classes = [limitation["class"] for limitation in about["limitations"]]

    assert sorted(name for name in classes if name.endswith("Bias")) == [
        "InsiderBias",
        "RecallBias",
        "SocialDesirabilityBias",
    ]


def test_ids_of_study_yaml_are_unique_and_its_entries_point_at_each_other(about):
    programme = about["programme"]
    entities = [
        *programme["supports"],
        programme["structure"],
        *programme["structure"]["parts"],
        programme["culture"],
        programme["approach"],
        *about["ecosystem"],
    ]
    for entries in (entities, about["methods"], about["limitations"], about["reuses"]):
        names = [entry["id"] for entry in entries]
        assert len(set(names)) == len(names)

    named = {entry["id"] for entry in entities}
    for entry in about["ecosystem"]:
        for value in entry.get("properties", {}).values():
            assert set(value if isinstance(value, list) else [value]) <= named


def test_consent_to_publish_is_not_assumed(about):
    ethics = about["ethics"]

    assert ethics["consent_to_publish"] == "not stated"
    assert {c["scope"]: c["status"] for c in ethics["consents"]} == {
        "interview": "given",
        "recording": "given",
        "diary": "given",
        "publication": "not stated",
    }


def test_every_oddity_of_the_article_is_explained():
    text = (STUDY / "README.md").read_text(encoding="utf-8")

    found = re.findall(r"^\| (A\d\d) \|", text, flags=re.MULTILINE)

    assert found == [f"A{n:02}" for n in range(1, 27)]
