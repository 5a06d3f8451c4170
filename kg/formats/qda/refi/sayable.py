"""What of a study a REFI-QDA file can say, what stands there for ourselves, and what is lost."""

from __future__ import annotations

from kg.formats.qda.project import Losses
from kg.model import Code, Document, Participant, Quote, Region, Study

_NUMBERS = (
    "year", "projects_min", "projects_max", "published_projects_min", "duration_min_years",
    "duration_max_years",
)  # fmt: skip
_PERSON = ("status", *_NUMBERS, "became_peer_mentor", "access", "embargo")
_NOT_SAID = (
    ("claims", "claims.csv", "there are no claims of publications"),
    ("mappings", "mappings.sssom.tsv", "there are no mappings to a shared scheme"),
    ("episodes", "episodes.csv", "there are no episodes"),
    ("relations", "relations.csv", "there are no relations of that kind"),
    ("references", "references.json", "there is no literature"),
    ("citations", "citations.csv", "there are no citations"),
    ("programmes", "study.yaml: programme", "there are no programmes"),
    ("entities", "study.yaml: ecosystem", "there is no ecosystem"),
    ("methods", "study.yaml: methods", "there are no methods"),
    ("limitations", "study.yaml: limitations", "there are no limitations"),
    ("sources", "study.yaml: reuses", "there are no reused data"),
    ("activities", "study.yaml: activities", "there is no course of the research"),
    ("consents", "study.yaml: ethics", "there is no consent"),
    ("publishable", "study.yaml: publish", "there are no rules for publishing"),
    ("contacts", "study.yaml: contacts", "there are no contacts"),
    ("unheld_tenures", "Role of an unknown author", "a role belongs to a case"),
)
_OURS = "other programs do not see it; it stands in the file for pif-kg"


def cannot_say(study: Study, *, codes_alone: bool = False) -> Losses:
    """Count what a project, or a codebook, has no place for."""
    losses = Losses()
    for name, what, why in _NOT_SAID:
        losses.count(what, why, len(getattr(study, name)))
    losses.count("study.yaml: publication", "there is no publication", int(bool(study.publication)))
    losses.count("study.yaml: host", "there is no organisation", int(bool(study.host)))
    losses.count("record.yaml", "there are no records of publications", int(bool(study.record)))
    if codes_alone:
        why = "a codebook holds codes alone"
        for name in ("participants", "documents", "regions", "quotes", "codings"):
            losses.count(f"{name}.csv", why, len(getattr(study, name)))
        return losses
    for name in ("role", "speaker_label", "section", "claim", "access", "locator", "embargo"):
        losses.count(
            f"quotes.csv: {name}", _OURS, sum(bool(getattr(q, name)) for q in study.quotes)
        )
    losses.count("codings.csv: kind", _OURS, sum(bool(c.kind) for c in study.codings))
    losses.count("codebook.csv: kind", _OURS, sum(bool(c.kind) for c in study.codes))
    return losses


class Said:
    """Puts records of a study into words: values of variables, descriptions, and for ourselves."""

    def __init__(self, study: Study) -> None:
        self._study = study

    def study(self) -> dict[str, str]:
        """Return what the study says of itself, for ourselves."""
        s = self._study
        said = _fields(
            s, "id", "title", "language", "licence", "attribution", "ethics_reference",
            "right_to_withdraw", "embargo", "minimum_group",
        )  # fmt: skip
        return said | {"synthetic": "yes" if s.synthetic else ""}

    def description(self) -> str:
        """Return what anybody who opens the project should know."""
        s = self._study
        lines = [s.title, s.attribution, f"Licence: {s.licence}" if s.licence else ""]
        lines.append("The data are made up." if s.synthetic else "")
        return "\n".join(filter(None, lines))

    def meaning(self, code: Code) -> str:
        """Return a code's definition with all that helps to apply it."""
        parts = [code.definition]
        for head in ("include", "exclude", "example", "note"):
            if said := getattr(code, head):
                parts.append(f"{head.capitalize()}: {said}")
        return "\n\n".join(filter(None, parts))

    def code(self, code: Code) -> dict[str, str]:
        """Return a code, for ourselves."""
        return _fields(
            code, "id", "label", "kind", "definition", "include", "exclude", "example", "note",
        )  # fmt: skip

    def participant(self, person: Participant) -> dict[str, str]:
        """Return a participant, for ourselves."""
        said = _fields(person, "id", "label", "note", *_PERSON)
        return said | {"roles": ";".join(t.role for t in person.tenures)}

    def values(self, person: Participant) -> dict[str, str]:
        """Return the variables of a participant."""
        tenures = person.tenures
        values = {
            "role": "; ".join(t.role for t in tenures if t.role not in ("", "unknown")),
            "programme": "; ".join(dict.fromkeys(t.programme for t in tenures if t.programme)),
            **_fields(person, *_PERSON),
            **{name: value for name, value in person.attributes.items() if name not in _TAKEN},
        }
        return {name: value for name, value in values.items() if value}

    def document(self, document: Document) -> dict[str, str]:
        """Return a document, for ourselves."""
        said = _fields(document, "id", "kind", "date", "access", "embargo", "note", "medium")
        return said | {"participant": document.participant}

    def kept_values(self, document: Document) -> dict[str, str]:
        """Return the variables of a document."""
        return {
            k: v for k, v in _fields(document, "kind", "date", "access", "embargo").items() if v
        }

    def quote(self, quote: Quote) -> dict[str, str]:
        """Return a quote, for ourselves."""
        return _fields(
            quote, "id", "participant", "role", "speaker_label", "section", "claim", "access",
            "locator", "note", "embargo", "region",
        )  # fmt: skip

    def region(self, region: Region) -> dict[str, str]:
        """Return a region, for ourselves."""
        return _fields(region, "id", "label", "note") | {"kind": "region"}

    def variables(self) -> list[str]:
        """Return the names of all variables that have values, as they come."""
        names: dict[str, None] = {}
        for person in self._study.participants:
            names |= dict.fromkeys(self.values(person))
        for document in self._study.documents:
            names |= dict.fromkeys(self.kept_values(document))
        return list(names)


_TAKEN = frozenset({"role", "programme", *_PERSON})


def _fields(record: object, *names: str) -> dict[str, str]:
    values = {name: getattr(record, name) for name in names}
    return {n: "" if v is None else str(v) for n, v in values.items()}
