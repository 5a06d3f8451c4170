"""What an address names: a thing, a vocabulary or a named graph, by itself or in one form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.describing.nearest import unknown
from kg.describing.thing import is_there
from kg.describing.vocabulary import vocabulary
from kg.errors import UsageError
from kg.namespaces import BASE
from webui.resources.addresses import DOI, asked_path, iris_for, path_of, tidied
from webui.resources.forms import BY_SUFFIX, Form, forms_of, split_suffix

if TYPE_CHECKING:
    from kg.describing.memory import Memory
    from kg.store.base import Store


@dataclass(frozen=True, slots=True)
class Found:
    """What an address names; ``form`` is the form it asks for, None where that is negotiated.

    ``moved`` says that the address is not the one we give it.
    """

    iri: str
    form: Form | None = None
    moved: bool = False


def find(store: Store, memory: Memory) -> Found:
    """Return what the address of this request names. An id that ends like a form comes first.

    Raises:
        UnknownThing: Nothing; the hint says what comes near.
        UsageError: It cannot be an address.
    """
    path = asked_path()
    for iri in iris_for(path):
        if known(store, iri):
            return Found(iri)
    for rest, form in split_suffix(path):
        for iri in iris_for(rest):
            if has_form(iri, form) and known(store, iri):
                return Found(iri, form)
    for iri in tidied(path):
        if known(store, iri):
            return Found(iri, moved=True)
    for rest, form in split_suffix(path.rstrip("/")):
        for iri in tidied(rest):
            if has_form(iri, form) and known(store, iri):
                return Found(iri, form, moved=True)
    meant = [*iris_for(path), *tidied(path)]
    if not meant:
        raise UsageError(
            "This address cannot be that of a thing.",
            "No address holds spaces, quotes or brackets.",
        )
    raise unknown(store, memory, meant[0])


def find_named(store: Store, memory: Memory, iri: str, suffix: str) -> Found:
    """Return what an IRI names that is given in full (``/resource?iri=…``).

    Raises:
        UnknownThing: Nothing.
        UsageError: It is not an IRI.
    """
    try:
        terms.iri(iri).encode()
    except ValueError:
        raise UsageError("iri is not an address.", "Give it in full, escaped: https://…") from None
    if ":" not in iri:
        raise UsageError("iri is not an address.", "Give it in full: https://…")
    form = BY_SUFFIX.get(suffix) if suffix else None
    if iri.startswith((BASE, DOI)):
        return Found(iri, form, moved=True)
    if not known(store, iri):
        raise unknown(store, memory, iri)
    return Found(iri, form)


def known(store: Store, iri: str) -> bool:
    """Say whether there is anything to tell of an IRI."""
    return vocabulary(iri) is not None or is_there(store, iri)


def has_form(iri: str, form: Form) -> bool:
    """Say whether a thing can be told in a form."""
    return form in forms_of(iri) or form.suffix == "json"


def document_path(store: Store, iri: str, form: Form, **parameters: str) -> str:
    """Return the path of a thing's document in a form.

    Where another thing's id is just that (``a`` and ``a.ttl``), the form is a parameter.
    """
    if iri.startswith((BASE, DOI)) and known(store, f"{iri}.{form.suffix}"):
        return path_of(iri, None, format=form.suffix, **parameters)
    return path_of(iri, form, **parameters)
